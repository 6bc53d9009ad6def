"""One part of the form on one sheet: numbers line by line, narratives across the line."""

from __future__ import annotations

import math
from functools import partial
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from app.documents.entry_book.limits import limit_words, reason_check, state_check, value_check
from app.documents.entry_book.looks import line_height
from app.documents.entry_book.models import fingerprint
from app.documents.entry_book.plan import (
    CODE,
    FIRST,
    GIVEN,
    HEADER,
    LABEL,
    LAST,
    LIMIT,
    MARKS,
    PART_MARK,
    RATE_MARK,
    REASON,
    STATE,
    TITLE,
    UNIT,
    VALUE,
    WHOSE,
    YEAR_AGO,
    PartSheet,
    TableSheet,
    is_computed,
    is_wide,
    questions_of,
)
from app.documents.entry_book.sheets import Writing
from app.documents.entry_book.shown import Shown, shown, write_scalar
from app.domain.answers import Answer, parse_answer
from app.domain.forms import Field, FieldType, Section

#: Widths of the columns in characters, the hidden one of the codes first.
_WIDTHS: Final = (4, 46, 12, 17, 24, 26, 15, 15, 30)
_HIDDEN: Final = {"hidden": True}
#: Characters of a narrative that fit one line of its merged cell.
_ACROSS: Final = 120
_TALLEST: Final = 400.0
_NOTE_MOST: Final = 1_000


def write_parts(
    writing: Writing, parts: tuple[PartSheet, ...], tables: dict[str, TableSheet]
) -> None:
    """``tables`` are the sheets of row tables by field code, to be pointed at.

    Rates come last: their parts may stand on another sheet.
    """
    for part in parts:
        _write_part(writing, part, tables)
    for rate in writing.rates:
        rate()


def _write_part(writing: Writing, part: PartSheet, tables: dict[str, TableSheet]) -> None:
    page = _Page(writing, writing.sheets[part.name])
    page.head(part)
    row = FIRST
    for section in part.sections:
        row = page.section(row, part, section, tables)
    page.sheet.print_area(TITLE, LABEL, max(row - 1, FIRST), LIMIT)


class _Page:
    """A part's sheet being written from top to bottom."""

    def __init__(self, writing: Writing, sheet: Worksheet) -> None:
        self.writing, self.sheet = writing, sheet
        self.looks, self.book = writing.looks, writing.book

    def head(self, part: PartSheet) -> None:
        sheet, ticket = self.sheet, self.book.ticket
        for column, width in enumerate(_WIDTHS):
            is_empty = column == CODE or column in (LAST, YEAR_AGO)[len(self.book.past) :]
            sheet.set_column(column, column, width, None, _HIDDEN if is_empty else {})
        marks = {CODE: f"{PART_MARK}{part.code}", STATE: "state", VALUE: "value", REASON: "reason"}
        for column, mark in marks.items():
            sheet.write_string(MARKS, column, mark, self.looks.hidden)
        sheet.set_row(MARKS, None, None, _HIDDEN)
        sheet.write_string(TITLE, LABEL, f"{part.code}. {part.title}", self.looks.title)
        whose = f"{ticket.ward_name} · {self.book.period_title}"
        sheet.write_string(WHOSE, LABEL, whose, self.looks.whose)
        self._column_titles()
        sheet.freeze_panes(FIRST, UNIT)
        sheet.repeat_rows(HEADER)

    def _column_titles(self) -> None:
        past = [*(p.title for p in self.book.past), "", ""][:2]
        titles = ("Nội dung", "Đơn vị tính", "Tình trạng", "Số liệu kỳ này",
                  "Lý do (khi không áp dụng)", *past, "Cách ghi")  # fmt: skip
        for column, title in enumerate(titles, LABEL):
            self.sheet.write_string(HEADER, column, title, self.looks.header)
        self.sheet.set_row(HEADER, 2.4 * line_height())

    def section(
        self, row: int, part: PartSheet, section: Section, tables: dict[str, TableSheet]
    ) -> int:
        """Write a section from ``row`` on; the row after it."""
        if section.code != part.code:
            row = self._band(row, f"{section.code}. {section.title_vi}", is_sub=False)
        headings = {heading.code: heading.title_vi for heading in section.subsections}
        below = ""
        for field in questions_of(self.book.form, section):
            if field.subsection != below and field.subsection in headings:
                title = f"{field.subsection}. {headings[field.subsection]}"
                row = self._band(row, title, is_sub=True)
            below = field.subsection
            self._question(row, field, tables)
            row += 1
        return row

    def _band(self, row: int, title: str, *, is_sub: bool) -> int:
        look = self.looks.subsection if is_sub else self.looks.section
        for column in range(LABEL, LIMIT + 1):
            self.sheet.write_blank(row, column, None, look)
        self.sheet.write_string(row, LABEL, title, look)
        self.sheet.set_row(row, 1.3 * line_height())
        return row + 1

    def _question(self, row: int, field: Field, tables: dict[str, TableSheet]) -> None:
        is_part = field.label_vi.startswith("- ")
        is_must = self.book.period_kind in field.mandatory
        label = field.label_vi.removeprefix("- ") + (" *" if is_must else "")
        look = self.looks.label(is_part=is_part, is_mandatory=is_must)
        self.sheet.write_string(row, LABEL, label, look)
        self.sheet.write_string(row, UNIT, field.unit.replace("m2", "m²"), self.looks.unit)
        self.writing.places[field.code] = (
            f"'{self.sheet.get_name()}'!{xl_rowcol_to_cell(row, VALUE)}"
        )
        if field.type is FieldType.ROWS:
            self._pointer(row, tables[field.code])
        elif is_computed(field):
            self.writing.rates.append(partial(self._rate, row, field))
        else:
            self._asked(row, field)

    def _pointer(self, row: int, table: TableSheet) -> None:
        """A table stands on a sheet of its own: a link to it."""
        place, words = f"internal:'{table.name}'!B1", f"Nhập ở trang “{table.name}” →"
        for column in range(STATE, LIMIT + 1):
            self.sheet.write_blank(row, column, None, self.looks.note)
        self.sheet.write_url(row, STATE, place, self.looks.link, words)
        self.sheet.set_row(row, 1.3 * line_height())

    def _asked(self, row: int, field: Field) -> None:
        answer = self.book.answers.get(field.code)
        cells = shown(field, answer)
        is_open = field.section not in self.book.locked and cells.is_held
        self.sheet.write_string(row, CODE, field.code, self.looks.hidden)
        if cells.is_held:
            self.writing.held[field.code] = fingerprint(parse_answer(field, cells.typed))
        look = self.looks.answer(FieldType.TEXT, is_open=is_open, is_centred=True)
        self.sheet.write_string(row, STATE, cells.state, look)
        if is_wide(field):
            self._narrative(row, field, cells, is_open)
        else:
            self._value(row, field, cells, is_open)
        if is_open:
            self.sheet.data_validation(row, STATE, row, STATE, state_check())
            check = value_check(field)
            if check is not None:
                self.sheet.data_validation(row, VALUE, row, VALUE, check)

    def _value(self, row: int, field: Field, cells: Shown, is_open: bool) -> None:
        centred = field.type is FieldType.BOOL
        look = self.looks.answer(field.type, is_open=is_open, is_centred=centred)
        write_scalar(self.sheet, row, VALUE, cells.value, look)
        reason = self.looks.answer(FieldType.TEXT, is_open=is_open)
        write_scalar(self.sheet, row, REASON, cells.reason, reason)
        if is_open:
            self.sheet.data_validation(row, REASON, row, REASON, reason_check())
        self._beside(row, field)
        words = limit_words(field, self.book.period_kind)
        self.sheet.write_string(row, LIMIT, words, self.looks.note)
        height = self._lines(len(field.label_vi) + 3, _WIDTHS[LABEL])
        if isinstance(cells.value, str):
            height = max(height, self._lines(len(cells.value), _WIDTHS[VALUE]))
        self.sheet.set_row(row, height)

    def _beside(self, row: int, field: Field) -> None:
        """What the ward answered before, to look at."""
        past = [p.answers.get(field.code) for p in self.book.past]
        for column, answer in zip((LAST, YEAR_AGO), [*past, None, None], strict=False):
            cells = shown(field, answer)
            value = cells.value if cells.state == GIVEN else cells.state
            write_scalar(self.sheet, row, column, value, self.looks.last(field.type))

    def _narrative(self, row: int, field: Field, cells: Shown, is_open: bool) -> None:
        """The text takes the rest of the line. Where it does not apply, it is the reason."""
        text = str(cells.value) or cells.reason
        if not cells.is_held:
            text = "Nội dung này dài quá mức của Excel. Hãy xem và sửa trên trang nhập."
        look = self.looks.answer(FieldType.TEXT, is_open=is_open)
        self.sheet.merge_range(row, VALUE, row, LIMIT, "", look)
        write_scalar(self.sheet, row, VALUE, text, look)
        lines = sum(math.ceil((len(line) + 1) / _ACROSS) for line in text.split("\n"))
        self.sheet.set_row(row, min(max(4, lines + 1) * line_height(), _TALLEST))
        self._past_texts(row, field)

    def _past_texts(self, row: int, field: Field) -> None:
        said = [(p.title, p.answers.get(field.code)) for p in self.book.past]
        notes = [f"{title}:\n{_text(answer)}" for title, answer in said if _text(answer)]
        if notes:
            options = {"x_scale": 4, "y_scale": 3, "author": "Tổng Hợp"}
            self.sheet.write_comment(row, LABEL, "\n\n".join(notes)[:_NOTE_MOST], options)

    def _rate(self, row: int, field: Field) -> None:
        """100 × top / bottom while both are given; else what the ward stated."""
        self.sheet.write_string(row, CODE, RATE_MARK, self.looks.hidden)
        for column in (STATE, REASON):
            self.sheet.write_blank(row, column, None, self.looks.note)
        top, bottom = (self.writing.places[code] for code in _parts(field))
        stated, value = self._stated(field), self._worked_out(field)
        formula = (
            f"=IF(AND(ISNUMBER({top}),ISNUMBER({bottom}),N({bottom})>0),"
            f"ROUND(100*{top}/{bottom},2),{stated or chr(34) * 2})"
        )
        self.sheet.write_formula(row, VALUE, formula, self.looks.computed(), value)
        self._beside(row, field)
        top_name, bottom_name = (self.book.form.fields[code].name for code in _parts(field))
        words = f"Tự tính: {top_name} / {bottom_name}"
        self.sheet.write_string(row, LIMIT, words, self.looks.note)
        self.sheet.set_row(row, self._lines(len(words), _WIDTHS[LIMIT]))

    def _stated(self, field: Field) -> str:
        """The rate that the ward gave itself, as a formula writes numbers."""
        answer = self.book.answers.get(field.code)
        return f"{answer.value:f}" if answer is not None and answer.counts else ""

    def _worked_out(self, field: Field) -> float | str:
        """What the formula gives, for programs that do not calculate."""
        top, bottom = (self._whole(code) for code in _parts(field))
        if top is not None and bottom:
            return round(100 * top / bottom, 2)
        stated = self._stated(field)
        return float(stated) if stated else ""

    def _whole(self, code: str) -> int | None:
        answer = self.book.answers.get(code)
        value = answer.value if answer is not None and answer.counts else None
        return value if isinstance(value, int) else None

    def _lines(self, characters: int, width: int) -> float:
        return max(1.3, math.ceil(characters / (width - 2))) * line_height()


def _parts(field: Field) -> tuple[str, str]:
    """The codes above and below the line of a rate."""
    return str(field.aggregate.numerator), str(field.aggregate.denominator)


def _text(answer: Answer | None) -> str:
    """What a narrative said; '' where it said nothing."""
    return str(answer.value) if answer is not None and answer.counts else ""
