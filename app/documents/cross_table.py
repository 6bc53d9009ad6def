"""Units by indicators as a file: the same rows, columns and marks as on the screen."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.documents.characters import harmless, not_rich, one_line
from app.documents.numerals import Number
from app.documents.spreadsheet.pen import fits

#: Fills of the four shades, the lightest first.
_FILLS: Final = ("#EEF6F5", "#D6E9E7", "#B5D7D5", "#8FC2C0")
_PLAIN: Final = 0


@dataclass(frozen=True, slots=True)
class TableCell:
    """``number`` as it is shown, rounded alike, or None where ``text`` is no number;
    ``shade`` 0 for none, to 4 for the highest quarter."""

    text: str
    number: Number | None = None
    shade: int = 0


@dataclass(frozen=True, slots=True)
class TableLine:
    name: str
    cells: Sequence[TableCell]


@dataclass(frozen=True, slots=True)
class CrossTable:
    """``columns`` are the heads of the indicators' columns; ``total`` stands last."""

    title: str
    corner: str
    columns: Sequence[str]
    lines: Sequence[TableLine]
    total: TableLine


def cross_table_csv(table: CrossTable) -> bytes:
    """UTF-8 with a mark, numbers with a point and ungrouped, no text a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_harmless([table.corner, *table.columns]))
    for line in (*table.lines, table.total):
        writer.writerow([*_harmless([line.name]), *map(_plain, line.cells)])
    return out.getvalue().encode("utf-8-sig")


def _harmless(texts: Sequence[str]) -> list[str]:
    return [harmless(one_line(text)) for text in texts]


def _plain(cell: TableCell) -> str:
    if cell.number is None:
        return harmless(one_line(cell.text))
    return f"{cell.number}" if isinstance(cell.number, int) else f"{cell.number:f}"


def cross_table_xlsx(table: CrossTable) -> bytes:
    """One sheet with a frozen head and first column; numbers as numbers, shades as fills."""
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    workbook = Workbook(out, {"in_memory": True, **options})
    sheet = workbook.add_worksheet()
    _lay_out(sheet, table)
    head = workbook.add_format({"bold": True, "text_wrap": True, "border": 1, "valign": "top"})
    looks = [workbook.add_format({"num_format": "#,##0.##", "align": "right"})]
    looks += [
        workbook.add_format({"num_format": "#,##0.##", "align": "right", "bg_color": fill})
        for fill in _FILLS
    ]
    for column, text in enumerate([table.corner, *table.columns]):
        sheet.write_string(1, column, one_line(text), head)
    for row, line in enumerate((*table.lines, table.total), start=2):
        sheet.write_string(row, 0, not_rich(one_line(line.name)), head)
        for column, cell in enumerate(line.cells, start=1):
            _write(sheet, row, column, cell, looks)
    workbook.close()
    return out.getvalue()


def _lay_out(sheet: Worksheet, table: CrossTable) -> None:
    sheet.write_string(0, 0, one_line(table.title))
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, max(1, len(table.columns)), 14)
    sheet.freeze_panes(2, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.repeat_rows(1)
    sheet.repeat_columns(0)


def _write(
    sheet: Worksheet, row: int, column: int, cell: TableCell, looks: Sequence[Format]
) -> None:
    if cell.number is not None and fits(cell.number):
        whole = looks[cell.shade]
        sheet.write_number(row, column, float(cell.number), whole)
    else:
        sheet.write_string(row, column, not_rich(one_line(cell.text)), looks[_PLAIN])
