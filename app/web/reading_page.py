"""A document that was read: its text with the phrases marked, and what they became."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app.domain.answers import Answer, ValueState, parse_answer
from app.domain.forms import Field, FieldType
from app.domain.vietnamese.text import squeeze
from app.store import answers as answer_store
from app.web import offers
from app.web import report_parts as parts
from app.web.document_text import Marking, blocks_of
from app.web.provenance import read_by
from app.web.report_parts import View
from app.web.ward_pages import Opened
from app.web.words import name_of, title_of, unit_words

if TYPE_CHECKING:
    from app.store.tables.submissions import SourcePhrase, Upload

_SHOWN = ("applied", "confirmed", "kept")


def reading_view(
    session: Session,
    opened: Opened,
    upload: Upload,
    problems: Sequence[View] = (),
    progress: View | None = None,
) -> View:
    """Context of ward/reading.html."""
    fields = opened.report.form.fields
    phrases = [p for p in answer_store.phrases_of_upload(session, upload.id) if p.code in fields]
    anchors = {p.code: f"c{n}" for n, p in enumerate(phrases, start=1)}
    wrong = {p["anchor"].removeprefix("value-"): p["message"] for p in problems}
    waiting = [p for p in phrases if offers.waits(p)]
    differing = [p for p in phrases if offers.value_differs(opened.report, opened.draft, p)]
    shown = [p for p in phrases if p.decision in _SHOWN and p not in differing]
    return {
        "report": opened.strip(),
        "upload": upload_view(opened, upload),
        "progress": progress,
        "blocks": list(blocks_of(upload.text, _marking(opened, upload, phrases, anchors))),
        "uncertain": [
            _uncertain(opened, p, anchors[p.code], wrong) | _of_cell(upload, p.code)
            for p in waiting
        ],
        "differing": [_differing(opened, p, anchors[p.code]) for p in differing],
        "texts": list(text_views(opened, upload)),
        "read": grouped(opened, [_read(opened, p, anchors[p.code]) for p in shown]),
        "unused": list(_unused(opened, upload)),
        "missing": list(_missing(opened, {p.code for p in waiting})),
        "findings": parts.flag_views(opened.report, opened.draft),
        "problems": list(problems),
    }


def _marking(
    opened: Opened, upload: Upload, phrases: Sequence[SourcePhrase], anchors: Mapping[str, str]
) -> Marking:
    fields = opened.report.form.fields
    flows = {
        fields[code].section: squeeze(text["typed"].replace("\n", " "))
        for code, text in upload.texts.items()
        if code in fields and fields[code].type is FieldType.TEXT and fields[code].section
    }
    return Marking(phrases, anchors, flows, upload.unused)


def upload_view(opened: Opened, upload: Upload) -> View:
    head: dict[str, Any] = upload.header
    ward, period = head.get("ward") or {}, head.get("period") or ""
    return {
        "upload_id": str(upload.id),
        "name": upload.filename,
        "at": upload.uploaded_at,
        "state": upload.status,
        "problem": upload.error,
        "ward_name": ward.get("name", ""),
        "period_name": parts.period_title(period) if period else "",
        "is_other_ward": bool(ward) and ward.get("code") != opened.report.ward.code,
        "is_other_period": bool(period) and period != opened.report.period.code,
        "document_number": head.get("number") or "",
        "document_date": head.get("date") or "",
        "notes": _book(upload).get("notes", []),
        "has_marked": bool(_book(upload).get("marked")),
        "read_by": read_by(upload.reader, upload.sureness),
    }


def _book(upload: Upload) -> dict[str, Any]:
    """What is kept of an Excel workbook; empty for a letter."""
    found: dict[str, Any] = upload.header.get("workbook") or {}
    return found


def _of_cell(upload: Upload, code: str) -> View:
    """A letter is read more or less surely; a workbook's cell says what it says, or
    nothing that could be taken."""
    book = _book(upload)
    fault = book.get("faults", {}).get(code, "")
    if not book:
        return {"may_confirm": True}
    return {"why": "", "may_confirm": not fault} | ({"problem": fault} if fault else {})


def _term(opened: Opened, field: Field) -> View:
    """A field with what the draft holds of it and who put it there."""
    row = opened.draft.rows.get(field.code)
    return {
        "code": field.code,
        "label": name_of(field),
        "unit": "" if field.type is FieldType.DATE else unit_words(field),
        "section": field.section or parts.HEADER,
        "mine": parts.display(field, opened.draft.answers.get(field.code)),
        "mine_who": row.updated_by_name if row and row.confirmed else "",
        "mine_at": row.updated_at if row else None,
        "seen": row.revision if row else 0,
        "is_locked": not opened.report.accepts(field.section or parts.HEADER),
    }


def _uncertain(opened: Opened, phrase: SourcePhrase, anchor: str, wrong: Mapping[str, str]) -> View:
    field = opened.report.form.field(phrase.code)
    return _term(opened, field) | {
        "typed": phrase.typed,
        "theirs": parts.display(field, parse_answer(field, phrase.typed)),
        "phrase": phrase.quote,
        "anchor": anchor,
        "why": f"{phrase.confidence * 100:.0f} %",
        "problem": wrong.get(phrase.code, ""),
    }


def _differing(opened: Opened, phrase: SourcePhrase, anchor: str) -> View:
    field = opened.report.form.field(phrase.code)
    return _term(opened, field) | {
        "theirs": parts.display(field, parse_answer(field, phrase.typed)),
        "phrase": phrase.quote,
        "anchor": anchor,
    }


def _read(opened: Opened, phrase: SourcePhrase, anchor: str) -> View:
    field = opened.report.form.field(phrase.code)
    return _term(opened, field) | {
        "display": parts.display(field, opened.draft.answers.get(field.code)),
        "anchor": anchor,
        "is_kept": phrase.decision == "kept" and field.code not in opened.draft.rows,
    }


def text_views(opened: Opened, upload: Upload) -> Iterator[View]:
    """What flows from the file into each section's texts and tables, in the form's order."""
    for code, field in opened.report.form.fields.items():
        if code in upload.texts:
            offered = upload.texts[code]
            theirs = parse_answer(field, offered["typed"])
            yield _term(opened, field) | {
                "theirs": parts.display(field, theirs),
                "words": len(offered["typed"].split()) if field.type is FieldType.TEXT else 0,
                "state": offers.text_state(opened.report, opened.draft, code, offered),
                "may_append": field.type is FieldType.TEXT,
            }


def grouped(opened: Opened, lines: Iterable[View]) -> list[View]:
    """Lines below their sections: [{code, title, lines}], in the form's order."""
    by_section: dict[str, list[View]] = {}
    for line in lines:
        by_section.setdefault(line["section"], []).append(line)
    return [
        {"code": s.code, "title": title_of(s), "lines": by_section[s.code]}
        for s in opened.report.form.definition.sections
        if s.code in by_section
    ]


def _unused(opened: Opened, upload: Upload) -> Iterator[View]:
    """Numbers of no field by the section they stand in, each with that section's fields;
    before the first known heading any field may be meant."""
    by_section: dict[str, list[Mapping[str, Any]]] = {}
    for number in upload.unused:
        by_section.setdefault(number["section"], []).append(number)
    sections = opened.report.form.definition.sections
    titles = {s.code: title_of(s) for s in sections}
    for code, numbers in by_section.items():
        own = [s for s in sections if s.code == code]
        yield {
            "code": code,
            "title": titles.get(code, ""),
            "numbers": numbers,
            "choices": [c for s in own or sections if (c := _choices(opened, s.fields, titles))],
        }


def _choices(opened: Opened, fields: Sequence[Field], titles: Mapping[str, str]) -> View | None:
    """A section's numeric fields to choose from, the unanswered ones first."""
    asked = [f for f in fields if f.type.is_numeric and opened.report.accepts(f.section)]
    if not asked:
        return None
    rows = opened.draft.rows
    asked.sort(key=lambda f: f.code in rows)
    return {
        "title": titles[asked[0].section],
        "options": [
            {
                "value": f"{f.code}:{rows[f.code].revision if f.code in rows else 0}",
                "label": name_of(f),
                "mine": parts.display(f, opened.draft.answers.get(f.code)),
            }
            for f in asked
        ],
    }


def _missing(opened: Opened, asked_above: set[str]) -> Iterator[View]:
    """By section, what the draft still lacks: mandatory answers by name, and how many more."""
    must = {f.code for f in opened.report.form.definition.mandatory(opened.report.period.kind)}
    for section in opened.report.form.definition.sections:
        lacking = [
            f
            for f in parts.fields_of(opened.report, section)
            if f.code not in asked_above and not parts.is_answered(opened.draft.answers.get(f.code))
        ]
        if lacking:
            yield {
                "code": section.code,
                "title": title_of(section),
                "mandatory": [_line(f) for f in lacking if f.code in must],
                "others": [_line(f) for f in lacking if f.code not in must],
            }


def _line(field: Field) -> View:
    return {"code": field.code, "label": name_of(field)}


def unreadable(field: Field, typed: str) -> str:
    """Why a corrected value cannot be taken, or nothing."""
    answer: Answer | None = parse_answer(field, typed)
    if answer is not None and answer.state is ValueState.INVALID:
        return answer.problem
    return ""
