"""What a ward reported in earlier periods, as it stands beside the present report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from sqlalchemy.orm import Session

from app.actions.access import Report
from app.actions.checking import answers_in, with_own_texts
from app.domain.answers import Answer, ValueState
from app.domain.forms import Field, Measure
from app.domain.periods import PeriodCode, parse_period_code
from app.domain.rates import figure_of
from app.standard import standard_form
from app.store import answers as answer_store
from app.store import submissions, succession, trips
from app.store.forms import CompiledForm
from app.store.rows import AnyRow

_KNOWN: Final = (ValueState.VALUE, ValueState.NOT_APPLICABLE)

#: How many earlier periods a field's history looks back on.
MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Earlier:
    """One period that the ward submitted, with its frozen answers by code.

    ``is_estimated``: its figures are those of the units it came out of, as its own.
    """

    period: PeriodCode
    answers: Mapping[str, Answer]
    is_estimated: bool = False


def earlier_reports(session: Session, report: Report) -> tuple[Earlier, ...]:
    """The ward's submitted reports of periods that ended before this one, newest first; of a
    merged or split unit what its predecessors' reports come to."""
    asked = (report.ward.id, report.period.data_to, MOST)
    own, estimated = trips.ask(
        session.connection(), submissions.asking_earlier(*asked), succession.asking_earlier(*asked)
    )
    found = [_earlier(report, row) for row in own]
    if estimated:
        found = _with_estimates(found, [_earlier(report, row) for row in estimated])
    return tuple(found)


def _earlier(report: Report, row: AnyRow) -> Earlier:
    return Earlier(parse_period_code(row.code), answers_in(report.form, row.content))


def _with_estimates(own: Sequence[Earlier], estimated: Sequence[Earlier]) -> list[Earlier]:
    """The newest first; where a period has both, the estimate's figures and the own texts."""
    said = {past.period: past.answers for past in own}
    joined = {past.period: past for past in own}
    for past in estimated:
        texts = with_own_texts(past.answers, said.get(past.period, {}))
        joined[past.period] = Earlier(past.period, texts, is_estimated=True)
    # As the database has them: the last day first, of two periods the shorter one.
    order = sorted(joined.values(), key=lambda past: past.period.window[::-1], reverse=True)
    return order[:MOST]


def last_of(earlier: Sequence[Earlier], field: Field, now: PeriodCode) -> Earlier | None:
    """The newest earlier period that this field may be held against.

    What adds up over a period is comparable only with a period as long; what is as of a
    date is comparable with any.
    """
    for past in earlier:
        if field.measure is not Measure.FLOW or past.period.is_as_long_as(now):
            return past
    return None


def same_last_year(earlier: Sequence[Earlier], now: PeriodCode) -> Earlier | None:
    return next((past for past in earlier if past.period == now.same_last_year), None)


def facts(form: CompiledForm) -> frozenset[str]:
    """The codes of what stands until somebody changes it, as the form says.

    A form published before such things were marked asks them just the same: there the
    standard form says it, of every question that it asks in the very same words.
    """
    own = frozenset(code for code, field in form.fields.items() if field.is_fact)
    return own or frozenset(
        field.code
        for field in _standard_facts()
        if form.fields.get(field.code) == replace(field, is_fact=False)
    )


@cache
def _standard_facts() -> tuple[Field, ...]:
    form = standard_form()
    return tuple(f for f in (*form.header_fields, *form.fields.values()) if f.is_fact)


def last_known(earlier: Sequence[Earlier], field: Field) -> tuple[PeriodCode, Answer] | None:
    """What a stable fact last was, with its period; not applicable is something known too.

    An estimate is nothing that anybody stated, so nothing to keep.
    """
    for past in earlier:
        answer = past.answers.get(field.code)
        is_stated = not (past.is_estimated and field.is_indicator)
        if is_stated and answer is not None and answer.state in _KNOWN:
            return past.period, answer
    return None


def to_carry(
    session: Session, report: Report, section: str
) -> list[tuple[Field, PeriodCode, Answer]]:
    """The stable facts of a section that are still empty, with what each last was."""
    standing = answer_store.rows_of(session, report.submission.id)
    earlier = earlier_reports(session, report)
    marked = facts(report.form)
    empty = (
        field
        for field in report.form.fields.values()
        if field.code in marked and field.section == section and field.code not in standing
    )
    known = ((field, last_known(earlier, field)) for field in empty)
    return [(field, *found) for field, found in known if found is not None]


def figure(field: Field, past: Earlier | None) -> Answer | None:
    """What the field came to in that period."""
    return None if past is None else figure_of(field, past.answers)
