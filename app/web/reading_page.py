"""A document that was read: its text with the phrases marked, and what they became."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from app.domain.answers import Answer, ValueState, parse_answer
from app.domain.forms import Field
from app.domain.vietnamese.text import nfc
from app.store import answers as answer_store
from app.web import report_parts as parts
from app.web.report_parts import View
from app.web.ward_pages import Opened
from app.web.words import name_of, unit_words

if TYPE_CHECKING:
    from app.store.tables.submissions import SourcePhrase, Upload

_HEADING = re.compile(r"^\W*(?:[IVX]+\.|[A-Z]\.|\d+\.|[a-zđ]\))\s+\S.{2,140}$")
_PARAGRAPH = re.compile(r"[^\n]+")


def reading_view(
    session: Session, opened: Opened, upload: Upload, problems: Sequence[View] = ()
) -> View:
    """Context of ward/reading.html."""
    phrases = answer_store.phrases_of_upload(session, upload.id)
    anchors = {p.code: f"c{n}" for n, p in enumerate(phrases, start=1)}
    wrong = {p["anchor"].removeprefix("value-"): p["message"] for p in problems}
    fields = opened.report.form.fields
    known = [p for p in phrases if p.code in fields]
    return {
        "report": opened.strip(),
        "upload": _upload_view(opened, upload),
        "blocks": list(blocks_of(nfc(upload.text), phrases, anchors)),
        "uncertain": [
            _uncertain(fields[p.code], p, anchors[p.code], wrong.get(p.code, ""))
            for p in known
            if p.status == "uncertain" and p.decision == "pending"
        ],
        "read": [
            _read(opened, fields[p.code], p, anchors[p.code])
            for p in known
            if p.decision in ("applied", "confirmed", "kept")
        ],
        "missing": [
            {"code": f.code, "label": name_of(f), "section": f.section}
            for f in opened.report.form.definition.mandatory(opened.report.period.kind)
            if not parts.is_answered(opened.draft.answers.get(f.code))
        ],
        "findings": parts.flag_views(opened.report, opened.draft),
        "problems": list(problems),
    }


def _upload_view(opened: Opened, upload: Upload) -> View:
    head: dict[str, Any] = upload.header
    ward, period = head.get("ward") or {}, head.get("period") or ""
    return {
        "upload_id": str(upload.id),
        "name": upload.filename,
        "at": upload.uploaded_at,
        "ward_name": ward.get("name", ""),
        "period_name": parts.period_title(period) if period else "",
        "is_other_ward": bool(ward) and ward.get("code") != opened.report.ward.code,
        "is_other_period": bool(period) and period != opened.report.period.code,
        "document_number": head.get("number") or "",
        "document_date": head.get("date") or "",
    }


def _uncertain(field: Field, phrase: SourcePhrase, anchor: str, problem: str) -> View:
    return {
        "code": field.code,
        "label": name_of(field),
        "unit": unit_words(field),
        "typed": phrase.typed,
        "phrase": phrase.quote,
        "anchor": anchor,
        "why": f"{phrase.confidence * 100:.0f} %",
        "problem": problem,
    }


def _read(opened: Opened, field: Field, phrase: SourcePhrase, anchor: str) -> View:
    return {
        "code": field.code,
        "label": name_of(field),
        "unit": unit_words(field),
        "display": parts.display(field, opened.draft.answers.get(field.code)),
        "anchor": anchor,
        "section": field.section or parts.HEADER,
        "is_kept": phrase.decision == "kept",
    }


def blocks_of(
    text: str, phrases: Sequence[SourcePhrase], anchors: dict[str, str]
) -> Iterator[View]:
    """The document's paragraphs with their marked runs; each anchor stands once."""
    placed: set[str] = set()
    for match in _PARAGRAPH.finditer(text):
        if match.group().strip():
            kind = "heading" if _HEADING.match(match.group().strip()) else "paragraph"
            yield {
                "kind": kind,
                "segments": list(_segments(text, match.span(), phrases, anchors, placed)),
            }


def _segments(
    text: str,
    span: tuple[int, int],
    phrases: Sequence[SourcePhrase],
    anchors: dict[str, str],
    placed: set[str],
) -> Iterator[View]:
    """Cut the paragraph where a phrase begins or ends; a run names all that cover it."""
    start, end = span
    inside = [p for p in phrases if p.starts_at < end and p.ends_at > start]
    cuts = sorted({start, end, *_edges(inside, start, end)})
    for a, b in pairwise(cuts):
        covering = [p for p in inside if p.starts_at <= a and p.ends_at >= b]
        fresh = next((p.code for p in covering if p.code not in placed), "")
        placed.add(fresh)
        yield {
            "text": text[a:b],
            "codes": [p.code for p in covering],
            "anchor": anchors.get(fresh, ""),
            "is_uncertain": any(
                p.status == "uncertain" and p.decision == "pending" for p in covering
            ),
        }


def _edges(phrases: Iterable[SourcePhrase], start: int, end: int) -> Iterator[int]:
    for phrase in phrases:
        yield max(start, phrase.starts_at)
        yield min(end, phrase.ends_at)


def unreadable(field: Field, typed: str) -> str:
    """Why a corrected value cannot be taken, or nothing."""
    answer: Answer | None = parse_answer(field, typed)
    if answer is not None and answer.state is ValueState.INVALID:
        return answer.problem
    return ""
