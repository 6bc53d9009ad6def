"""One report on one screen: answers with their past and their changes, flags, threads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import checking, reviewing
from app.actions.chronicling import happenings_for
from app.domain.answers import Answer, from_json, numerals
from app.domain.differences import word_segments
from app.domain.forms import Column, ColumnType, Field, FieldType, Section
from app.domain.periods import parse_period_code
from app.store import answers as answer_store
from app.store import cities, submissions
from app.web import change_words, evidence_parts, review_pages, story
from app.web import report_parts as parts
from app.web.peers import Place, places_of
from app.web.report_parts import View
from app.web.review_pages import Desk
from app.web.words import column_label, name_of, title_of, unit_words

if TYPE_CHECKING:
    from app.store.tables.reviews import DepartmentFinding, Explanation, FindingRow

    AnyFinding = FindingRow | DepartmentFinding

_DECIDED = ("accepted", "asked", "dismissed")
_SEVERITIES = ("error", "warning", "info")
_JUMPS = "yoy_jump"

Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a version's answers on the screen."""

    answers: Answers
    last: Answers
    before: Answers
    changed: frozenset[str]
    phrases: Mapping[str, str]
    places: Mapping[str, Place]
    flagged: frozenset[str]
    wrong: frozenset[str]
    jumped: frozenset[str]


def submission(session: Session, shown: Desk) -> View:
    """The whole screen of one report."""
    rows = stored(session, shown)
    findings = finding_views(session, shown, rows)
    beside = _beside(session, shown, rows)
    weight = sum(1 for row in rows if is_open(row))
    remarks = submissions.remarks_of(session, shown.report.submission.id)
    moves = shown.moves()
    return {
        "report": review_pages.strip(session, shown, weight),
        "sections": _sections(shown, beside, rows, _evidence(session, shown)),
        "findings": findings,
        "remarks": parts.remark_views(shown.report, remarks, may_answer=False),
        "versions": _earlier(session, shown),
        "idempotency_key": review_pages.fresh_key(),
        "next_url": review_pages.next_url(session, shown.report),
        "stale_reports": review_pages.stale_reports(session, shown.report)
        if moves["may_unapprove"]
        else [],
        "events": story.timeline(happenings_for(session, shown.report, shown.actor)),
        **moves,
    }


def _earlier(session: Session, shown: Desk) -> list[View]:
    return [
        {"number": v.number, "at": v.submitted_at}
        for v in submissions.versions_of(session, shown.report.submission.id)
        if v.number < shown.number
    ]


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
    return row.severity == "error" and not getattr(row, "assumed", ())


def finding_views(session: Session, shown: Desk, rows: Iterable[AnyFinding]) -> list[View]:
    """Undecided first, then by severity and strength."""
    reasons = submissions.explanations_of(session, shown.report.submission.id)
    names = {ward.code: ward.name for ward in cities.wards(session)}
    ordered = sorted(
        rows,
        key=lambda row: (
            row.decision in ("accepted", "dismissed"),
            _SEVERITIES.index(row.severity),
            -row.score,
            row.key,
        ),
    )
    return [_finding_view(shown, row, reasons, names) for row in ordered]


def _finding_view(
    shown: Desk,
    row: AnyFinding,
    reasons: Mapping[tuple[str, str], Explanation],
    names: Mapping[str, str],
) -> View:
    report = shown.report
    given = reasons.get((row.key, row.inputs_hash))
    is_void = given is None and any(key == row.key for key, _hash in reasons)
    others = getattr(row, "others", ())
    return {
        "id": row.id,
        "key": row.key,
        "inputs_hash": row.inputs_hash,
        "title": parts.rule_title(report, row.rule),
        "severity": row.severity,
        "is_hard": is_hard(row),
        "message": row.message,
        "status": status_of(row, given is not None, is_void),
        "fields": _terms(shown, row),
        "effect": "",
        "explanation": parts.explanation_view(given),
        "decisions": _decisions(row),
        "others": [names.get(code, code) for code in others],
        "quotes": list(row.details.get("quotes", ())),
        "strip": None,
    }


def status_of(row: AnyFinding, is_explained: bool, is_void: bool = False) -> str:
    """The Department's decision, else what the ward said."""
    if row.decision in _DECIDED:
        return row.decision
    if is_explained:
        return "explained"
    return "void" if is_void else "open"


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


def _decisions(row: AnyFinding) -> list[View]:
    if row.decided_at is None or row.decision not in _DECIDED:
        return []
    words = {
        "accepted": _("Đã chấp nhận"),
        "asked": _("Đã hỏi đơn vị"),
        "dismissed": _("Không phải vấn đề"),
    }
    return [{"words": words[row.decision], "who": row.decided_by, "at": row.decided_at, "note": ""}]


def _beside(session: Session, shown: Desk, rows: Sequence[AnyFinding]) -> Beside:
    report = shown.report
    before = submissions.version(session, report.submission.id, shown.number - 1)
    moved = _moved(before.content, shown.version.content) if before and shown.version else {}
    last = parse_period_code(report.period.code).same_last_year
    unsettled = [row for row in rows if row.decision not in ("accepted", "dismissed")]
    return Beside(
        answers=shown.answers or {},
        last=checking.past_answers(session, report, last) or {},
        before=checking.answers_in(report.form, before.content) if before else {},
        changed=frozenset(moved),
        phrases={
            code: phrase.quote
            for code, phrase in answer_store.phrases_of(session, report.submission.id).items()
            if phrase.decision in ("applied", "confirmed")
        },
        places=places_of(session, report) if shown.is_newest else {},
        flagged=_codes(row for row in unsettled if row.severity != "info"),
        wrong=_codes(row for row in unsettled if is_hard(row)),
        jumped=_codes(row for row in rows if row.rule == _JUMPS),
    )


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> Mapping[str, Any]:
    return reviewing.changes(before["answers"], after["answers"])


def _codes(rows: Iterable[AnyFinding]) -> frozenset[str]:
    return frozenset(code for row in rows for code in row.fields)


def _evidence(session: Session, shown: Desk) -> Mapping[str, list[View]]:
    """By section: what was frozen with the version, or the draft's where that may be read."""
    submission_id = shown.report.submission.id
    address = evidence_parts.desk_addresses(submission_id)
    if shown.version is not None:
        content = shown.version.content
        return evidence_parts.of_content(session, submission_id, content, address)
    return evidence_parts.of_draft(session, submission_id, address)


def _sections(
    shown: Desk,
    beside: Beside,
    rows: Sequence[AnyFinding],
    evidence: Mapping[str, list[View]],
) -> list[View]:
    """In the form's order; the letter's head only where something was said in it.

    None where the report is not the Department's to read.
    """
    if shown.answers is None:
        return []
    views = [
        _section_view(shown, section, beside, rows) | {"evidence": evidence.get(section.code, [])}
        for section in shown.report.form.definition.sections
    ]
    is_silent = not any(row["state"] or row["original"] for row in views[0]["rows"])
    is_wordless = not any(text["text"] or text["is_changed"] for text in views[0]["texts"])
    is_head = views[0]["code"] == parts.HEADER
    return views[1:] if is_head and is_silent and is_wordless else views


def _section_view(
    shown: Desk, section: Section, beside: Beside, rows: Sequence[AnyFinding]
) -> View:
    fields = parts.fields_of(shown.report, section)
    own = {field.code for field in fields}
    still = [row for row in rows if is_open(row) and not own.isdisjoint(row.fields)]
    errors = sum(row.severity == "error" for row in still)
    return {
        "code": section.code,
        "title": title_of(section),
        "errors": errors,
        "warnings": len(still) - errors,
        "rows": [_number_row(f, beside) for f in fields if f.is_indicator],
        "texts": [_text(f, beside) for f in fields if f.type is FieldType.TEXT],
        "row_tables": [_row_table(f, beside) for f in fields if f.type is FieldType.ROWS],
    }


def _number_row(field: Field, beside: Beside) -> View:
    answer, last = beside.answers.get(field.code), beside.last.get(field.code)
    is_changed = field.code in beside.changed
    place = beside.places.get(field.code)
    return {
        "code": field.code,
        "label": name_of(field),
        "unit": unit_words(field),
        "display": parts.display(field, answer) if answer and answer.counts else "",
        "state": answer.state.value if answer else "",
        "last_display": parts.display(field, last) if last and last.counts else "",
        "change": change_words.of_answers(field, answer, last),
        "is_jump": field.code in beside.jumped,
        "original": _original(field, beside) if is_changed else "",
        "is_changed": is_changed,
        "phrase": beside.phrases.get(field.code, ""),
        "strip_at": place.at if place else None,
        "band_from": place.band_from if place else 0,
        "band_to": place.band_to if place else 0,
        "is_flagged": field.code in beside.flagged,
        "is_wrong": field.code in beside.wrong,
    }


def _original(field: Field, beside: Beside) -> str:
    return parts.display(field, beside.before.get(field.code)) or _("chưa trả lời")


def _text(field: Field, beside: Beside) -> View:
    answer = beside.answers.get(field.code)
    text = parts.display(field, answer)
    is_changed = field.code in beside.changed
    before = parts.display(field, beside.before.get(field.code))
    return {
        "code": field.code,
        "label": name_of(field),
        "text": text,
        "is_changed": is_changed,
        "segments": word_segments(before, text) if is_changed else [],
    }


def _row_table(field: Field, beside: Beside) -> View:
    answer = beside.answers.get(field.code)
    rows = answer.value if answer and isinstance(answer.value, tuple) else ()
    return {
        "label": name_of(field),
        "columns": [column_label(column) for column in field.column_definitions],
        "row_list": [
            [_cell(column, row.get(column.code, "")) for column in field.column_definitions]
            for row in rows
        ],
    }


def _cell(column: Column, text: str) -> str:
    if column.type is ColumnType.DATE:
        day = numerals.date(text)
        return numerals.format_date(day) if day else text
    return next((column_label(c) for c in column.choices if c.value == text), text)


def comparison(session: Session, shown: Desk, other: Mapping[str, Any]) -> View:
    """What differs between ``other`` (documents by code) and the version on the screen."""
    assert shown.version is not None, "only a frozen version is compared"
    moved = reviewing.changes(other, shown.version.content["answers"])
    fields = shown.report.form.fields
    pairs = [(fields[code], *pair) for code, pair in moved.items() if code in fields]
    return {
        "report": review_pages.strip(session, shown),
        "changes": [_change(*pair) for pair in pairs if pair[0].type is not FieldType.TEXT],
        "texts": [_text_change(*pair) for pair in pairs if pair[0].type is FieldType.TEXT],
    }


def _change(field: Field, before: Any, after: Any) -> View:
    return {
        "code": field.code,
        "label": name_of(field),
        "unit": unit_words(field),
        "before": _said(field, before),
        "after": _said(field, after),
    }


def _text_change(field: Field, before: Any, after: Any) -> View:
    return {
        "label": name_of(field),
        "segments": word_segments(_said(field, before), _said(field, after)),
    }


def _said(field: Field, document: Any) -> str:
    return "" if document is None else parts.display(field, from_json(field, document))
