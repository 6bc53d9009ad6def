"""One report on one screen: answers with their past, their peers and their changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import checking, recalling, reviewing
from app.actions.chronicling import happenings_for
from app.actions.recalling import Earlier
from app.documents.numerals import rounded
from app.domain.answers import Answer, from_json, numerals
from app.domain.forms import Column, ColumnType, Field, FieldType, Section
from app.domain.periods import parse_period_code
from app.store import answers as answer_store
from app.store import draft_remarks, submissions
from app.web import (
    change_words,
    evidence_parts,
    review_flags,
    review_pages,
    review_threads,
    story,
)
from app.web import report_parts as parts
from app.web.peers import Place, places_of
from app.web.report_parts import View
from app.web.review_flags import is_hard, is_open
from app.web.review_pages import Desk
from app.web.review_texts import Narratives
from app.web.words import column_label, name_of, title_of, unit_words

if TYPE_CHECKING:
    from app.store.tables.submissions import Version
    from app.web.review_flags import AnyFinding

_JUMPS = "yoy_jump"

Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a version's answers on the screen; threads by section and field."""

    answers: Answers
    last: Answers
    is_last_estimated: bool
    before: Answers
    changed: frozenset[str]
    phrases: Mapping[str, str]
    places: Mapping[str, Place]
    flagged: frozenset[str]
    wrong: frozenset[str]
    jumped: frozenset[str]
    texts: Narratives
    in_sections: Counter[str]
    at_fields: Counter[str]


def submission(session: Session, shown: Desk) -> View:
    """The whole screen of one report."""
    rows = review_flags.stored(session, shown)
    earlier = recalling.earlier_reports(session, shown.report)
    before = submissions.version(session, shown.report.submission.id, shown.number - 1)
    moved = _moved(shown, before)
    threads = _threads(session, shown, moved)
    beside = _beside(session, shown, rows, _Past(earlier, before, moved, threads))
    moves = shown.moves()
    sections = _sections(shown, beside, rows, _evidence(session, shown, before))
    return {
        "report": review_pages.strip(session, shown, sum(1 for row in rows if is_open(row))),
        "sections": sections,
        "findings": review_flags.views(session, shown, rows, earlier),
        "threads": threads,
        "threads_waiting": review_threads.summary(threads),
        "places": review_threads.places(shown, sections) if moves["may_decide"] else [],
        "remark_id": review_pages.fresh_id(),
        "versions": _earlier(session, shown),
        "idempotency_key": review_pages.fresh_key(),
        "next_url": review_pages.next_url(session, shown.report),
        "stale_reports": review_pages.stale_reports(session, shown.report)
        if moves["may_unapprove"]
        else [],
        "events": story.timeline(happenings_for(session, shown.report, shown.actor)),
        **moves,
    }


@dataclass(frozen=True, slots=True)
class _Past:
    """The ward's earlier reports, the version before this one and what moved since it."""

    earlier: Sequence[Earlier]
    version: Version | None
    moved: Mapping[str, Any]
    threads: Sequence[View]


def _threads(session: Session, shown: Desk, moved: Mapping[str, Any]) -> list[View]:
    own = shown.report.submission.id
    fields = shown.report.form.fields
    changes = {
        code: {
            "before": said(fields[code], before),
            "after": said(fields[code], after),
            "unit": unit_words(fields[code]),
        }
        for code, (before, after) in moved.items()
        if code in fields and fields[code].type.is_numeric
    }
    remarks = submissions.remarks_of(session, own)
    return review_threads.views(shown, remarks, draft_remarks.of_report(session, own), changes)


def _earlier(session: Session, shown: Desk) -> list[View]:
    return [
        {"number": v.number, "at": v.submitted_at}
        for v in submissions.versions_of(session, shown.report.submission.id)
        if v.number < shown.number
    ]


def _moved(shown: Desk, before: Version | None) -> Mapping[str, Any]:
    if before is None or shown.version is None:
        return {}
    return reviewing.changes(before.content["answers"], shown.version.content["answers"])


def _beside(session: Session, shown: Desk, rows: Sequence[AnyFinding], past: _Past) -> Beside:
    report, answers = shown.report, shown.answers or {}
    last = parse_period_code(report.period.code).same_last_year
    same = next((e for e in past.earlier if e.period == last), None)
    before = checking.answers_in(report.form, past.version.content) if past.version else {}
    unsettled = [row for row in rows if row.decision not in ("accepted", "dismissed")]
    in_sections, at_fields = review_threads.standing(past.threads)
    return Beside(
        answers=answers,
        last=same.answers if same else {},
        is_last_estimated=bool(same and same.is_estimated),
        before=before,
        changed=frozenset(past.moved),
        phrases={
            code: phrase.quote
            for code, phrase in answer_store.phrases_of(session, report.submission.id).items()
            if phrase.decision in ("applied", "confirmed")
        },
        places=places_of(session, report) if shown.is_newest else {},
        flagged=_codes(row for row in unsettled if row.severity != "info"),
        wrong=_codes(row for row in unsettled if is_hard(row)),
        jumped=_codes(row for row in rows if row.rule == _JUMPS),
        texts=Narratives(report, answers, before),
        in_sections=in_sections,
        at_fields=at_fields,
    )


def _codes(rows: Iterable[AnyFinding]) -> frozenset[str]:
    return frozenset(code for row in rows for code in row.fields)


def _evidence(session: Session, shown: Desk, before: Version | None) -> Mapping[str, list[View]]:
    """By section: what was frozen with the version, or the draft's where that may be read;
    what the version before did not have is marked as new."""
    submission_id = shown.report.submission.id
    address = evidence_parts.desk_addresses(submission_id)
    if shown.version is None:
        return evidence_parts.of_draft(session, submission_id, address)
    content = shown.version.content
    files = evidence_parts.of_content(session, submission_id, content, address)
    fresh = evidence_parts.new_since(before.content, content) if before else frozenset()
    return {
        section: [file | {"is_new": file["id"] in fresh} for file in shelf]
        for section, shelf in files.items()
    }


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
        "threads": beside.in_sections[section.code],
        "changed": len(own & beside.changed),
        "rows": [_number_row(f, beside) for f in fields if f.is_indicator],
        "texts": [
            beside.texts.view(f, f.code in beside.changed)
            for f in fields
            if f.type is FieldType.TEXT
        ],
        "row_tables": [_row_table(f, beside) for f in fields if f.type is FieldType.ROWS],
    }


def _number_row(field: Field, beside: Beside) -> View:
    answer, last = beside.answers.get(field.code), beside.last.get(field.code)
    is_changed = field.code in beside.changed
    return {
        "code": field.code,
        "label": name_of(field),
        "unit": unit_words(field),
        "display": parts.display(field, answer) if answer and answer.counts else "",
        "state": answer.state.value if answer else "",
        "last_display": _last_words(field, last, beside),
        "change": change_words.of_answers(field, answer, last),
        "is_jump": field.code in beside.jumped,
        "original": _original(field, beside) if is_changed else "",
        "is_changed": is_changed,
        "phrase": beside.phrases.get(field.code, ""),
        "band": _band(beside.places.get(field.code)),
        "is_flagged": field.code in beside.flagged,
        "is_wrong": field.code in beside.wrong,
        "threads": beside.at_fields[field.code],
    }


def _last_words(field: Field, last: Answer | None, beside: Beside) -> str:
    """What the field was a year ago; of a merged or split unit said to be an estimate."""
    if last is None or not last.counts:
        return ""
    shown = parts.display(field, last)
    return _("%(value)s (ước tính)", value=shown) if beside.is_last_estimated else shown


def _band(place: Place | None) -> View | None:
    """The peers of the type: their middle and their ends, and where this ward lies."""
    if place is None:
        return None
    ends = (place.median, place.low, place.high)
    median, low, high = (rounded(Decimal(str(end))) for end in ends)
    return {
        "at": place.at,
        "band_from": place.band_from,
        "band_to": place.band_to,
        "median": median,
        "low": low,
        "high": high,
        "count": place.count,
    }


def _original(field: Field, beside: Beside) -> str:
    return parts.display(field, beside.before.get(field.code)) or _("chưa trả lời")


def _row_table(field: Field, beside: Beside) -> View:
    answer = beside.answers.get(field.code)
    rows = answer.value if answer and isinstance(answer.value, tuple) else ()
    return {
        "label": name_of(field),
        "is_changed": field.code in beside.changed,
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


def said(field: Field, document: Any) -> str:
    """What a frozen answer says, as it is read."""
    return "" if document is None else parts.display(field, from_json(field, document))
