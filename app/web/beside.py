"""What stands beside a field being filled: its own past, and the middle of its peers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import recalling
from app.actions.recalling import Earlier
from app.documents import numerals
from app.domain.answers import Answer
from app.domain.consolidation import Median
from app.domain.forms import Field, FieldType
from app.domain.periods import PeriodCode, parse_period_code
from app.domain.rates import figure_of
from app.store.consolidation import medians_of
from app.web import change_words
from app.web import report_parts as parts
from app.web.report_parts import View
from app.web.ward_pages import Opened
from app.web.words import short_period_name, unit_type_name

_JUMPS = "yoy_jump"


@dataclass(frozen=True, slots=True)
class Past:
    """The ward's earlier reports, newest first, and its peers' medians by period."""

    now: PeriodCode
    earlier: tuple[Earlier, ...]
    peers: str
    medians: Mapping[str, Mapping[str, Median]]
    facts: frozenset[str]


def past_of(session: Session, opened: Opened) -> Past:
    report = opened.report
    now = parse_period_code(report.period.code)
    kind = report.ward.unit_type
    return Past(
        now,
        recalling.earlier_reports(session, report) if opened.beside.past else (),
        unit_type_name(kind).lower(),
        medians_of(session, [str(now), str(now.same_last_year)], kind),
        recalling.facts(report.form),
    )


def entries(opened: Opened, field: Field, past: Past) -> list[View]:
    """Last period, the same period last year with the change since, the median of peers."""
    last = recalling.last_of(past.earlier, field, past.now)
    same = recalling.same_last_year(past.earlier, past.now)
    found = [
        _entry(_("Kỳ trước"), field, last) if last is not same else None,
        _entry(_("Cùng kỳ"), field, same, change(opened, field)) if same is not None else None,
        _median(field, past) if field.type.is_numeric else None,
    ]
    return [entry for entry in found if entry is not None]


def last_text(field: Field, past: Past) -> View | None:
    """The newest earlier text of a narrative, with its period."""
    for before in past.earlier:
        answer = before.answers.get(field.code)
        if answer is not None and answer.counts:
            period = short_period_name(str(before.period))
            return {"text": parts.display(field, answer), "period": period}
    return None


def carry(field: Field, past: Past) -> View | None:
    """What a stable fact last was, as its controls would be filled, for one key to keep."""
    known = recalling.last_known(past.earlier, field) if field.code in past.facts else None
    if known is None:
        return None
    period, answer = known
    return {
        "state": answer.state.value,
        "typed": parts.typed_text(field, answer),
        "reason": answer.reason,
        "display": parts.shortened(parts.display(field, answer)),
        "period": short_period_name(str(period)),
    }


def carried_words(period: str) -> str:
    """How a value that was kept is marked; '' for one that was not."""
    return _("giữ nguyên từ %(period)s", period=short_period_name(period)) if period else ""


def change(opened: Opened, field: Field) -> View:
    """How the value moved since the same period last year; ``is_jump`` by the form's rule."""
    before = opened.draft.context.previous
    moved = ""
    if before is not None:
        now = figure_of(field, opened.draft.answers)
        moved = change_words.of_answers(field, now, figure_of(field, before))
    jumps = (f.finding.fields for f in opened.draft.flags if f.finding.rule == _JUMPS)
    return {"change": moved, "is_jump": any(field.code in codes for codes in jumps)}


def _entry(name: str, field: Field, past: Earlier | None, moved: View | None = None) -> View | None:
    shown = _display(field, recalling.figure(field, past))
    if past is None or not shown:
        return None
    return {
        "label": _("%(what)s (%(period)s)", what=name, period=_when(past)),
        "display": shown,
        "is_compared": moved is not None and field.type.is_numeric,
        **(moved or {"change": "", "is_jump": False}),
    }


def _when(past: Earlier) -> str:
    """The period, and that its figures are no report of the unit's own where they are none."""
    period = short_period_name(str(past.period))
    if not past.is_estimated:
        return period
    return _("%(period)s, ước tính từ các đơn vị trước sáp nhập", period=period)


def _display(field: Field, answer: Answer | None) -> str:
    if field.type is FieldType.ROWS and answer is not None and isinstance(answer.value, tuple):
        return _("%(n)s dòng", n=len(answer.value))
    return parts.display(field, answer)


def _median(field: Field, past: Past) -> View | None:
    """This period's, or while too few are approved that of the same period last year."""
    for code in (past.now, past.now.same_last_year):
        found = past.medians[str(code)].get(field.code)
        if found is not None:
            words = _("Trung vị %(n)s %(units)s", n=found.wards, units=past.peers)
            period = short_period_name(str(code))
            return {
                "label": _("%(what)s (%(period)s)", what=words, period=period),
                "display": numerals.rounded(found.value),
                "change": "",
                "is_jump": False,
                "is_compared": False,
            }
    return None
