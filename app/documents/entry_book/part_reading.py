"""A part's sheet back into answers, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from xlsxwriter.utility import xl_rowcol_to_cell

from app.documents.entry_book import plan
from app.documents.entry_book.cells import Typed
from app.documents.entry_book.models import FilledCell
from app.documents.entry_book.sheet_cells import Sheet
from app.domain.answers import parse_answer
from app.domain.forms import Field, FieldType
from app.domain.vietnamese.text import fold

STATES_SAID: Final = {fold(state): state for state in plan.STATES} | {"": plan.GIVEN}
#: What else people write for the three.
STATES_SAID.update({fold("Giá trị"): plan.GIVEN, fold("Chưa có"): plan.NOT_KNOWN})


@dataclass
class Found:
    """What the sheets said, gathered: cells by code, and what is odd about the file."""

    cells: dict[str, FilledCell] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def add(self, cell: FilledCell) -> None:
        """A question that stands twice must say the same twice."""
        first = self.cells.get(cell.field.code)
        if first is not None and first.now != cell.now:
            places = f"{first.place} và {cell.place}"
            problem = f"Nội dung này có ở hai ô khác nhau: {places}. Hãy xóa bớt một dòng."
            cell = FilledCell(
                cell.field, first.sheet, first.cell, first.typed, first.answer, first.was, problem
            )
        self.cells[cell.field.code] = cell


@dataclass(frozen=True, slots=True)
class _Places:
    """The columns that a part's sheet keeps its answers in."""

    state: int
    value: int
    reason: int


def read_part(
    sheet: Sheet, fields: Mapping[str, Field], held: Mapping[str, str], found: Found
) -> None:
    """Gather what the sheet says of the questions that it was made with."""
    marks = sheet.columns
    if not {"state", "value", "reason"} <= marks.keys():
        found.notes.append(
            f"Trang “{sheet.title}”: thiếu cột của biểu nên không đọc trang này. Hãy tải biểu mới."
        )
        return
    places = _Places(marks["state"], marks["value"], marks["reason"])
    for row in sheet.rows[1:]:
        code = sheet.text(row, plan.CODE)
        if code in fields and code in held:
            found.add(_cell(sheet, row, places, fields[code], held[code]))
        elif row >= plan.FIRST and not code:
            found.notes += _stray(sheet, row, places)


def _stray(sheet: Sheet, row: int, places: _Places) -> Iterator[str]:
    """A line of somebody's own: said, since it is not read."""
    said = sheet.typed(row, places.value, FieldType.TEXT)
    if said.text or said.problem:
        place = xl_rowcol_to_cell(row, places.value)
        yield f"Ô {sheet.title}!{place} không thuộc dòng nào của biểu nên không được đọc."


def _cell(sheet: Sheet, row: int, places: _Places, question: Field, was: str) -> FilledCell:
    said = _said(sheet, row, places, question)
    column = places.value
    return FilledCell(
        question,
        sheet.title,
        xl_rowcol_to_cell(row, column),
        said.text,
        None if said.problem else parse_answer(question, said.text),
        was,
        said.problem,
    )


def _said(sheet: Sheet, row: int, places: _Places, question: Field) -> Typed:
    """State, value and reason as one typed answer."""
    state = STATES_SAID.get(fold(sheet.text(row, places.state)))
    value = sheet.typed(row, places.value, question.type)
    reason = Typed() if plan.is_wide(question) else sheet.typed(row, places.reason, FieldType.TEXT)
    return combined(state, value, reason, is_own_reason=plan.is_wide(question))


def combined(
    state: str | None, value: Typed, reason: Typed, *, is_own_reason: bool = False
) -> Typed:
    """The three cells of a question as one. ``is_own_reason``: what stands in the value's
    cell of a question that does not apply is the reason."""
    if state is None:
        words = ", ".join(f"“{s}”" for s in plan.STATES)
        return Typed(value.text, f"Tình trạng phải là một trong {words}.")
    if value.problem:
        return value
    if state == plan.GIVEN:
        return _given(value, reason)
    if state == plan.NOT_APPLICABLE and is_own_reason:
        return Typed(f"NA:{value.text}")
    if value.text.strip():
        return Typed(
            value.text,
            f"Tình trạng là “{state}” nhưng ô số liệu vẫn có giá trị. Hãy xóa giá trị, "
            f"hoặc chọn “{plan.GIVEN}”.",
        )
    return Typed(f"NA:{reason.text}") if state == plan.NOT_APPLICABLE else Typed("?")


def _given(value: Typed, reason: Typed) -> Typed:
    if reason.text.strip() and not value.text.strip():
        return Typed(
            "",
            f"Có lý do nhưng chưa có số liệu. Hãy chọn “{plan.NOT_APPLICABLE}”, hoặc gõ số liệu.",
        )
    return value
