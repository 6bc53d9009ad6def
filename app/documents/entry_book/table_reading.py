"""A table's sheet back into rows: in their order, empty ones left out."""

from __future__ import annotations

import json
from collections.abc import Mapping

from xlsxwriter.utility import xl_rowcol_to_cell

from app.documents.entry_book import plan
from app.documents.entry_book.cells import Typed
from app.documents.entry_book.models import FilledCell
from app.documents.entry_book.part_reading import STATES_SAID, Found, combined
from app.documents.entry_book.sheet_cells import Sheet
from app.documents.entry_book.table_sheet import NUMBER, OWN
from app.domain.answers import parse_answer
from app.domain.forms import Column, ColumnType, Field, FieldType
from app.domain.vietnamese.text import fold


def read_table(
    sheet: Sheet, fields: Mapping[str, Field], held: Mapping[str, str], found: Found
) -> None:
    """Gather what the sheet says of the table that it was made for."""
    code = sheet.mark.removeprefix(plan.TABLE_MARK)
    head = next((row for row in sheet.rows if sheet.text(row, 0) == "rows"), None)
    if code not in fields or code not in held:
        return
    question = fields[code]
    if head is None or not set(question.columns) <= sheet.columns.keys():
        found.notes.append(
            f"Trang “{sheet.title}”: thiếu cột của bảng nên không đọc trang này. Hãy tải biểu mới."
        )
        return
    said = _said(sheet, question, head)
    answer = None if said.problem else parse_answer(question, said.text)
    place = xl_rowcol_to_cell(head + 1, OWN)
    found.add(FilledCell(question, sheet.title, place, said.text, answer, held[code], said.problem))


def _said(sheet: Sheet, question: Field, head: int) -> Typed:
    """The table's state and rows as one typed answer."""
    at = next((row for row in sheet.rows if sheet.text(row, 0) == "state"), None)
    state = plan.GIVEN if at is None else STATES_SAID.get(fold(sheet.text(at, OWN)))
    reason = Typed() if at is None else sheet.typed(at, OWN + 1, FieldType.TEXT)
    return combined(state, _rows(sheet, question, head), reason)


def _rows(sheet: Sheet, question: Field, head: int) -> Typed:
    rows: list[dict[str, str]] = []
    for row in sheet.rows:
        if row <= head:
            continue
        cells = {
            column.code: _cell(sheet, row, sheet.columns[column.code], column)
            for column in question.column_definitions
        }
        wrong = next((cell for cell in cells.values() if cell.problem), None)
        if wrong is not None:
            return Typed("", f"Dòng {_number(sheet, row)}: {wrong.problem}")
        rows.append({code: cell.text for code, cell in cells.items() if cell.text.strip()})
    kept = [row for row in rows if row]
    wrong_at = parse_answer(question, _dumped(rows)) if kept else None
    # With the empty lines in, a message names the line by the number that stands beside it.
    is_wrong = wrong_at is not None and not wrong_at.counts
    return Typed(_dumped(rows if is_wrong else kept) if kept else "")


def _dumped(rows: list[dict[str, str]]) -> str:
    return json.dumps(rows, ensure_ascii=False)


def _cell(sheet: Sheet, row: int, place: int, column: Column) -> Typed:
    kind = FieldType.DATE if column.type is ColumnType.DATE else FieldType.ROWS
    return sheet.typed(row, place, kind)


def _number(sheet: Sheet, row: int) -> str:
    """The line's own number, as the person sees it."""
    return sheet.typed(row, NUMBER, FieldType.TEXT).text or f"{row + 1}"
