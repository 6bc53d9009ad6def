"""View data of flag cards: the rule, its numbers among peers and in the past, what was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions.recalling import Earlier
from app.domain.forms import FieldType
from app.store import cities, flag_history, submissions
from app.store.rows import AnyRow
from app.web import flag_charts
from app.web import report_parts as parts
from app.web.report_parts import View
from app.web.review_pages import Desk
from app.web.words import name_of, short_period_name, unit_words

if TYPE_CHECKING:
    from app.store.tables.reviews import DepartmentFinding, Explanation, FindingRow

    AnyFinding = FindingRow | DepartmentFinding

_DECIDED: Final = ("accepted", "asked", "dismissed")
_SEVERITIES: Final = ("error", "warning", "info")
#: Older decisions on a flag say nothing new.
_PAST_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class Told:
    """What the cards of one report draw from; wards' names by code, decisions by flag."""

    shown: Desk
    reasons: Mapping[tuple[str, str], Explanation]
    names: Mapping[str, str]
    addresses: Mapping[str, str]
    past: Mapping[str, Sequence[AnyRow]]
    earlier: Sequence[Earlier]


def stored(session: Session, shown: Desk) -> list[AnyFinding]:
    """Stored findings are about the newest version only; nothing is said of older ones.

    Where no version may be read the Department's own remain: that nothing came, or late.
    """
    submission_id = shown.report.submission.id
    across = submissions.department_findings_of(session, submission_id)
    if shown.newest is None:
        return [*across]
    return [*submissions.findings_of(session, submission_id), *across] if shown.is_newest else []


def is_open(row: AnyFinding) -> bool:
    """Nobody of the Department has decided; what is only for information never waits."""
    return row.decision == "open" and row.severity != "info"


def is_hard(row: AnyFinding) -> bool:
    """Must be mended: an error, as the queue counts it and the findings are filtered. For the
    Department it is one too where a term was taken as 0, though the ward may explain it."""
    return row.severity == "error"


def status_of(row: AnyFinding, is_explained: bool, is_void: bool = False) -> str:
    """The Department's decision, else what the ward said."""
    if row.decision in _DECIDED:
        return row.decision
    if is_explained:
        return "explained"
    return "void" if is_void else "open"


def views(
    session: Session, shown: Desk, rows: Iterable[AnyFinding], earlier: Sequence[Earlier]
) -> list[View]:
    """Undecided first, then by severity and strength."""
    told = _told(session, shown, earlier)
    ordered = sorted(
        rows,
        key=lambda row: (
            row.decision in ("accepted", "dismissed"),
            _SEVERITIES.index(row.severity),
            -row.score,
            row.key,
        ),
    )
    return [_view(told, row) for row in ordered]


def _told(session: Session, shown: Desk, earlier: Sequence[Earlier]) -> Told:
    report = shown.report
    wards = cities.wards(session)
    own = report.submission.id
    past: dict[str, list[AnyRow]] = {}
    for row in flag_history.decisions_of_ward(session, report.ward.id):
        past.setdefault(row.FindingDecision.key, []).append(row)
    return Told(
        shown=shown,
        reasons=submissions.explanations_of(session, own),
        names={ward.code: ward.name for ward in wards},
        addresses={
            ward.code: url_for("compare.ward", submission_id=own, code=ward.code) for ward in wards
        },
        past=past,
        earlier=earlier,
    )


def _view(told: Told, row: AnyFinding) -> View:
    report, form = told.shown.report, told.shown.report.form
    given = told.reasons.get((row.key, row.inputs_hash))
    is_void = given is None and any(key == row.key for key, _hash in told.reasons)
    details: Mapping[str, Any] = row.details
    return {
        "id": row.id,
        "key": row.key,
        "inputs_hash": row.inputs_hash,
        "title": parts.rule_title(report, row.rule),
        "basis": parts.rule_basis(report, row.rule),
        "severity": row.severity,
        "is_hard": is_hard(row),
        "message": row.message,
        "status": status_of(row, given is not None, is_void),
        "fields": _terms(told.shown, row),
        "section": _section(told.shown, row),
        "effect": flag_charts.effect_words(form, details.get("effect")),
        "explanation": parts.explanation_view(given),
        "decisions": _decisions(told, row),
        "others": [_other(told, code) for code in _others(row)],
        "quotes": list(details.get("quotes", ())),
        "marks": list(details.get("marks", ())),
        "passages": _passages(told, row),
        "strip": flag_charts.strip(report, row.fields, details),
        "history": flag_charts.history(told.shown, row.fields, told.earlier),
    }


def _terms(shown: Desk, row: AnyFinding) -> list[View]:
    fields = (shown.report.form.fields.get(code) for code in row.fields)
    return [
        {
            "code": field.code,
            "label": name_of(field),
            "section": field.section or parts.HEADER,
            "display": parts.display(field, (shown.answers or {}).get(field.code)) or "–",
            "unit": unit_words(field),
        }
        for field in fields
        if field is not None and field.type is not FieldType.TEXT
    ]


def _section(shown: Desk, row: AnyFinding) -> str:
    """Where a remark about the flag belongs; '' where it is about no answer."""
    known = shown.report.form.fields
    return next((known[code].section or parts.HEADER for code in row.fields if code in known), "")


def _others(row: AnyFinding) -> Sequence[str]:
    """The wards that it concerns beside this one, a whole cluster of like texts included."""
    named = [*getattr(row, "others", ()), *row.details.get("cluster", ())]
    return list(dict.fromkeys(code for code in named if code))


def _other(told: Told, code: str) -> View:
    is_self = code == told.shown.report.ward.code
    url = None if is_self else told.addresses.get(code)
    return {"name": told.names.get(code, code), "url": url, "is_self": is_self}


def _decisions(told: Told, row: AnyFinding) -> list[View]:
    """This report's and those of earlier periods on the same flag, newest first."""
    own = told.shown.report.submission.id
    return [
        _decision(found, is_own=found.FindingDecision.submission_id == own)
        for found in told.past.get(row.key, ())[:_PAST_SHOWN]
    ]


def _decision(found: AnyRow, *, is_own: bool) -> View:
    row = found.FindingDecision
    words = {
        "accepted": _("Đã chấp nhận"),
        "asked": _("Đã hỏi đơn vị"),
        "dismissed": _("Không phải vấn đề"),
    }[row.decision]
    period = "" if is_own else short_period_name(found.period_code)
    return {
        "words": f"{period}: {words}" if period else words,
        "who": row.person_name,
        "at": row.at,
        "note": row.note,
    }


def _passages(told: Told, row: AnyFinding) -> View | None:
    """The longest run that two texts share, side by side; None where nothing was copied."""
    quoted = row.details.get("passage") or {}
    if not quoted.get("own"):
        return None
    other = next((code for code in getattr(row, "others", ()) if code in told.names), "")
    is_past = bool(row.details.get("is_past"))
    own = told.shown.report.submission.id
    before = url_for("compare.before", submission_id=own, code="last")
    return {
        "own": quoted["own"],
        "other": quoted.get("other", ""),
        "other_name": _("Kỳ trước của đơn vị") if is_past else told.names.get(other, ""),
        "count": len(row.details.get("passages", ())),
        "url": before if is_past else told.addresses.get(other),
        "anchor": f"text-{row.fields[0]}" if row.fields else None,
    }
