"""A ward's official report: composed once, printed as PDF and as Word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from app.documents import decree30
from app.documents.characters import one_line, paragraphs
from app.documents.composition import (
    Align,
    Annex,
    Block,
    Column,
    Heading,
    Letter,
    OfficialDocument,
    Paragraph,
    Style,
    Table,
    note_mark,
    numbered,
)
from app.documents.facts import STATE_TEXTS, ratio_parts, ward_facts, with_rates
from app.documents.models import WardReport
from app.documents.numerals import VIETNAM, grouped, moment, value_text
from app.documents.pdf import render_pdf
from app.documents.places import Part, Place, Subject, parts_of
from app.documents.tabulation import ORDER, figure_table, row_table
from app.documents.word import render_docx
from app.documents.wording import Fact, Told, listed, tell
from app.domain.answers import Answer, ValueState
from app.domain.evidence import Frozen, size_words
from app.domain.forms import Field

_KIND: Final = "BÁO CÁO"
_NOTHING: Final = "Trong kỳ báo cáo, đơn vị chưa có nội dung báo cáo về mục này."
#: A breakdown of fewer figures than this reads better as a sentence.
_FEWEST_LINES: Final = 4


def ward_report_pdf(report: WardReport) -> bytes:
    """The report under Decree 30 with its annex of figures, ready to sign."""
    return render_pdf(compose_ward_report(report))


def ward_report_docx(report: WardReport) -> bytes:
    """The same document, to be edited in Word."""
    return render_docx(compose_ward_report(report))


def compose_ward_report(report: WardReport) -> OfficialDocument:
    return _Composer(report).document()


class _Composer:
    """Everything that is worked out once about one report, and the parts made from it."""

    def __init__(self, report: WardReport) -> None:
        self.report = report
        self.answers = with_rates(report.form, report.answers)
        self.unit = _in_running_text(report.unit_name)
        self.words = {
            "place": self.unit.split(" ", 1)[0] if "đặc khu" not in self.unit else "đặc khu",
            "committee": f"Ủy ban nhân dân {self.unit}",
        }

    @cached_property
    def notes(self) -> dict[str, int]:
        """The number of the note to each indicator that has one."""
        return {
            code: number
            for number, explanation in enumerate(self.report.explanations, 1)
            for code in reversed(explanation.fields)
        }

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        return ward_facts(self.report.form, self.answers, self.notes)

    @property
    def subject(self) -> str:
        stated = one_line(self.report.head.subject)
        return stated or f"{_form_subject(self.report)} {one_line(self.report.period_title)}"

    @property
    def year(self) -> int | None:
        return self.report.data_to.year if self.report.data_to else None

    def document(self) -> OfficialDocument:
        report = self.report
        return OfficialDocument(
            title=f"Báo cáo {_lower_first(self.subject)}",
            author=f"Ủy ban nhân dân {self.unit}",
            subject=self.subject,
            made_at=_made_at(report),
            letter=self._letter(),
            annexes=(self._annex(),),
            keywords=one_line(report.receipt),
        )

    def _letter(self) -> Letter:
        head = self.report.head
        return Letter(
            superior=(),
            agency=("ỦY BAN NHÂN DÂN", one_line(self.report.unit_name).upper()),
            number_line=decree30.number_line(head),
            place_line=decree30.place_line(head, self.year),
            kind=_KIND,
            subject=self.subject,
            addressees=decree30.addressee_names(head),
            blocks=numbered(self._body()),
            closing=(
                f"Trên đây là báo cáo {_lower_first(self.subject)} của {self.words['committee']}./."
            ),
            recipients=decree30.recipient_lines(head),
            signature=decree30.committee_signature(head),
            signer=one_line(head.signer_name),
        )

    def _body(self) -> Iterator[Block]:
        yield from decree30.basis_paragraphs(self.report.head)
        yield Paragraph.of(self._opening())
        for part in parts_of(self.report.form):
            yield Heading(1, f"{part.code}. {part.title.upper()}")
            for place in part.places:
                yield from self._place(part, place)

    def _opening(self) -> str:
        asked = decree30.asking_phrase(self.report.head)
        lead = f"{asked}, {self.words['committee']}" if asked else self.words["committee"]
        window = decree30.window_phrase(self.report.data_from, self.report.data_to)
        return f"{lead} báo cáo {_lower_first(self.subject)}{window} như sau:"

    def _place(self, part: Part, place: Place) -> Iterator[Block]:
        if place.number:
            yield Heading(2, f"{place.number}. {place.section.title_vi}")
        told = [(subject, tuple(self._subject(subject))) for subject in place.subjects]
        told = [(subject, blocks) for subject, blocks in told if blocks]
        if not told:
            yield Paragraph.of(_NOTHING)
        has_titles = place.titles_subjects(len(told))
        for index, (subject, blocks) in enumerate(told):
            if has_titles:
                yield Heading(3, f"{place.subject_mark(index)} {subject.title}")
            yield from blocks

    def _subject(self, subject: Subject) -> Iterator[Block]:
        """What the ward wrote, then its figures in words and tables, then its rows."""
        for field in subject.narratives:
            texts = paragraphs(self.report.narratives.get(field.code, ""))
            yield from (Paragraph.of(text) for text in texts)
        tables = list(self._figure_tables(subject))
        yield from self._sentences(subject, tables)
        yield from tables
        for field in subject.row_tables:
            rows = self.report.rows.get(field.code, ())
            if rows:
                yield row_table(field, rows)

    def _figure_tables(self, subject: Subject) -> Iterator[Table]:
        fields = self.report.form.fields
        for spec in (table for group in subject.groups for table in group.tables):
            lines = [
                (fields[code], self._value_text(fields[code]))
                for code in spec.codes
                if code in self.facts and code in fields
            ]
            if len(lines) >= _FEWEST_LINES:
                yield figure_table(spec.caption, lines)

    def _sentences(self, subject: Subject, tables: list[Table]) -> Iterator[Paragraph]:
        sentences = tuple(s for group in subject.groups for s in group.ward)
        told = tell(sentences, self.facts, self.words)
        if told.spans:
            yield Paragraph(told.spans)
        in_tables = {cells[1] for table in tables for cells in table.rows}
        rest = [f for f in self._untold(subject, told) if f.name not in in_tables]
        if rest:
            yield Paragraph.of(listed(map(self._listed, rest)))

    def _untold(self, subject: Subject, told: Told) -> Iterator[Field]:
        """Answered indicators that no sentence spoke of: nothing is dropped."""
        for field in subject.indicators:
            if field.code in self.facts and field.code not in told.codes:
                yield field

    def _listed(self, field: Field) -> str:
        return f"{field.name}: {self._value_text(field)}{_unit(field)}"

    def _value_text(self, field: Field) -> str:
        return value_text(field.type, self.answers[field.code].value)

    def _annex(self) -> Annex:
        report = self.report
        agency = self.words["committee"]
        return Annex(
            mark="Phụ lục",
            title=f"Số liệu các chỉ tiêu {one_line(report.period_title)}",
            reference=decree30.reference_line("Báo cáo", report.head, agency, self.year),
            blocks=tuple(self._annex_blocks()),
        )

    def _annex_blocks(self) -> Iterator[Block]:
        yield self._indicator_table()
        if self.report.explanations:
            yield Paragraph.of("Giải trình số liệu:", Style.BODY, keeps_with_next=True)
        for number, explanation in enumerate(self.report.explanations, 1):
            found, reason = one_line(explanation.finding), one_line(explanation.reason)
            yield Paragraph.of(f"{note_mark(number)} {found} Giải trình: {reason}", Style.REMARK)
        if self.report.evidence:
            yield Paragraph.of("Minh chứng kèm theo:", Style.BODY, keeps_with_next=True)
        for number, file in enumerate(self.report.evidence, 1):
            yield Paragraph.of(_proof_line(number, file), Style.REMARK)
        yield Paragraph.of(self._provenance(), Style.REMARK)

    def _indicator_table(self) -> Table:
        columns = (
            ORDER,
            Column("Chỉ tiêu", 76),
            Column("Đơn vị tính", 22, Align.CENTRE),
            Column("Số liệu", 26, Align.RIGHT),
            Column("Ghi chú", 30),
        )
        rows: list[tuple[str, ...]] = []
        titles: set[int] = set()
        order = 0
        for section in self.report.form.sections:
            if not section.indicators:
                continue
            titles.add(len(rows))
            rows.append((section.code, section.title_vi, "", "", ""))
            for field in section.indicators:
                order += 1
                rows.append((str(order), field.name, field.unit, *self._annex_cells(field)))
        return Table(columns, tuple(rows), emphasised=frozenset(titles), font_size=11)

    def _annex_cells(self, field: Field) -> tuple[str, str]:
        """The value or its state, and a remark: a note, a reason, the parts of a rate."""
        answer = self.answers.get(field.code)
        note = f"{note_mark(self.notes[field.code])} " if field.code in self.notes else ""
        if answer is None or not answer.counts:
            return STATE_TEXTS[answer.state if answer else None], note + _why(answer)
        parts = ratio_parts(field, self.report.answers)
        shown = value_text(field.type, answer.value)
        return shown, note + ("/".join(map(grouped, parts)) if parts else "")

    def _provenance(self) -> str:
        report = self.report
        if not report.version:
            return "Bản xem trước, chưa nộp."
        pieces = [f"Bản nộp số {report.version}"]
        if report.receipt:
            pieces.append(f"biên nhận số {one_line(report.receipt)}")
        if report.submitted_at:
            pieces.append(f"nộp lúc {moment(report.submitted_at)}")
        if report.sha256:
            pieces.append(f"mã SHA-256 của bản nộp: {one_line(report.sha256)}")
        return "; ".join(pieces) + "."


def _proof_line(number: int, file: Frozen) -> str:
    """A file is told from another by its hash, so that whoever holds both can compare."""
    name, size = one_line(file.name), size_words(file.size)
    return f"{number}. Phần {file.section}: {name} ({size}), mã SHA-256: {file.sha256}"


def _why(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return one_line(answer.typed if answer.state is ValueState.INVALID else answer.reason)


def _unit(field: Field) -> str:
    if field.unit in ("", "có/không", "ngày"):
        return ""
    return field.unit if field.unit.startswith(("%", "/")) else f" {field.unit}"


def _form_subject(report: WardReport) -> str:
    title = one_line(report.form.title_vi)
    subject = title.removeprefix("Báo cáo ").strip() or title
    return subject[:1].upper() + subject[1:]


def _in_running_text(name: str) -> str:
    """ "Phường Hải Dương" as "phường Hải Dương"."""
    return _lower_first(one_line(name))


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _made_at(report: WardReport) -> dt.datetime:
    """When the file says it was made: no clock is read, so that it can be made again."""
    if report.submitted_at is not None:
        return report.submitted_at
    date = report.head.issued_on or report.data_to or dt.date(1980, 1, 1)
    return dt.datetime(date.year, date.month, date.day, tzinfo=VIETNAM)
