"""The city's consolidated report: composed once, printed as PDF and as Word."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from app.documents import decree30
from app.documents.characters import one_line
from app.documents.city_report.annexes import annexes_of
from app.documents.city_report.body import body_of
from app.documents.city_report.notes import Note, footnote, notes_of
from app.documents.composition import Letter, OfficialDocument, Verification, numbered
from app.documents.models import CityReport
from app.documents.pdf import render_pdf
from app.documents.references import mentioned_notes, renumbered, resolved
from app.documents.word import render_docx

_KIND = "BÁO CÁO"


def city_report_pdf(report: CityReport) -> bytes:
    """The letter under Decree 30 with all annexes, bookmarked."""
    return render_pdf(compose_city_report(report))


def city_report_docx(report: CityReport) -> bytes:
    """The same document, to be edited in Word."""
    return render_docx(compose_city_report(report))


def compose_city_report(report: CityReport) -> OfficialDocument:
    subject = subject_of(report)
    letter, notes = _noted(_letter(report, subject), notes_of(report))
    document = OfficialDocument(
        title=f"Báo cáo {subject[:1].lower()}{subject[1:]}",
        author=f"{one_line(report.department_name)} {decree30.city_place(report.city_name)}",
        subject=subject,
        made_at=report.computed_at,
        letter=letter,
        annexes=annexes_of(report, notes),
        keywords=f"{report.city_code} {report.period_code} bản tổng hợp số {report.revision}",
        verification=_verification(report),
        notes=tuple(map(footnote, notes)),
        has_contents=True,
    )
    return resolved(document)


def _noted(letter: Letter, notes: Sequence[Note]) -> tuple[Letter, tuple[Note, ...]]:
    """Notes numbered as the text comes to speak of them, those of the annexes after."""
    order = mentioned_notes(letter.blocks)
    rest = (note.number for note in notes if note.number not in order)
    numbers = {old: new for new, old in enumerate((*order, *rest), 1)}
    ordered = sorted(
        (
            dataclasses.replace(
                note, number=numbers[note.number], is_mentioned=note.number in order
            )
            for note in notes
        ),
        key=lambda note: note.number,
    )
    blocks = renumbered(letter.blocks, numbers)
    return dataclasses.replace(letter, blocks=blocks), tuple(ordered)


def _verification(report: CityReport) -> Verification | None:
    mark = report.edition
    return Verification(mark.code, mark.url) if mark is not None else None


def subject_of(report: CityReport) -> str:
    """The "trích yếu": the form's own subject, the city and the period."""
    if stated := one_line(report.head.subject):
        return stated
    title = one_line(report.form.title_vi)
    subject = title.removeprefix("Báo cáo ").strip() or title
    place, period = decree30.city_place(report.city_name), one_line(report.period_title)
    return f"{subject[:1].upper()}{subject[1:]} trên địa bàn {place} {period}"


def _letter(report: CityReport, subject: str) -> Letter:
    head = report.head
    notes = {note.code: note.number for note in notes_of(report)}
    year = report.data_to.year if report.data_to else None
    department = one_line(report.department_name)
    return Letter(
        superior=(f"UBND {decree30.city_place(report.city_name).upper()}",),
        agency=(department.upper(),),
        number_line=decree30.number_line(head),
        place_line=decree30.place_line(head, year),
        kind=_KIND,
        subject=subject,
        addressees=decree30.addressee_names(head),
        blocks=numbered(body_of(report, subject, notes)),
        closing=f"Trên đây là báo cáo {subject[:1].lower()}{subject[1:]} của {department}./.",
        recipients=decree30.recipient_lines(head),
        signature=decree30.head_signature(head),
        signer=one_line(head.signer_name),
    )
