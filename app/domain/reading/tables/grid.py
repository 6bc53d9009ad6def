"""Rows of cells to tables: head rows, columns in line, labels that run over two lines.

The cells of a drawn table (bars, tabs) are counted; those of an aligned one, parted by
wide gaps, belong to the column under or over which they stand.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.domain.reading.layout import BlockKind
from app.domain.reading.outline import Part
from app.domain.vietnamese.text import fold

_NUMERIC: Final = re.compile(r"[-–+]?\s*[\dOlISB][\dOlISB.,  ]*(?:/\s*\d[\d.,]*)?\s*(?:%|điểm)?")
_YEAR: Final = re.compile(r"20\d\d")
_ORDINAL: Final = re.compile(
    r"\(?(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}|[A-Za-zĐđ])[.)]?|[-–+*]|", re.ASCII
)
_ARABIC: Final = re.compile(r"\d{1,2}(?:\.\d{1,2})*[.)]?")
_INDEX: Final = re.compile(r"\(?(?:\d{1,2}|[A-ZĐa-zđ])\)?(?:\s*=.*)?|")
_PERIOD_HEAD: Final = re.compile(r"(?i)(?:0?[3-9]|12)\s*(?:tháng|thang|th?\b)|20\d\d|1000")
_WIDE_GAP: Final = re.compile(r" {2,}")
# Heads that stand over one column only.
_ALONE: Final = re.compile(
    r"\s*(?:stt|tt|so tt|noi dung|chi tieu|ten|don vi|dvt|ghi chu|thon|linh vuc|to dan pho|loai)"
)
# So few characters between two rows are page furniture, or a label's second line.
_PAGE_BREAK: Final = 60
_LABEL_LINE: Final = 80
_MOST_HEADS: Final = 5
# Words that begin so near to one another stand in one column, indented.
_INDENT: Final = 6


@dataclass(slots=True)
class Cell:
    start: int
    end: int
    text: str

    @property
    def is_number(self) -> bool:
        return bool(_NUMERIC.fullmatch(self.text.strip())) and any(c.isdigit() for c in self.text)

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()

    @property
    def is_ordinal(self) -> bool:
        return bool(_ORDINAL.fullmatch(self.text.strip()))

    @property
    def is_year(self) -> bool:
        return bool(_YEAR.fullmatch(self.text.strip()))


@dataclass(slots=True)
class Row:
    """``more``: further lines of its label, in a table drawn with spaces."""

    part: Part
    cells: list[Cell]
    more: list[Cell] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """``heads`` are the header rows; ``rows`` the others; all of them ``width`` wide
    but for rows whose cells could not be put in line.
    """

    heads: list[list[Cell]]
    rows: list[Row]
    width: int


def find_tables(parts: Sequence[Part], flat: str) -> Iterator[Table]:
    """The tables of a text, in order. Pages may part a table; a new head begins one."""
    rows: list[Row] = []
    between = 0
    for part in parts:
        if part.block.kind is not BlockKind.ROW:
            line = _label_line(part, rows, flat)
            if line is not None and not between:
                rows[-1].more.append(line)
            else:
                between += len(part.text)
            continue
        cells = [Cell(s, e, flat[s:e]) for s, e in part.block.cells]
        if rows and (between >= _PAGE_BREAK or (between and _begins_anew(cells, rows))):
            yield _table(rows, flat)
            rows = []
        rows.append(Row(part, cells))
        between = 0
    if rows:
        yield _table(rows, flat)


def _label_line(part: Part, rows: Sequence[Row], flat: str) -> Cell | None:
    """The second line of a row's label: short, indented, without figures."""
    text = part.text.strip()
    is_label = len(text) < _LABEL_LINE and not part.is_heading and not part.block.is_bullet
    if not (rows and is_label) or _is_drawn(rows[-1], flat) or any(c.isdigit() for c in text):
        return None
    words = [cell for cell in rows[-1].cells if not cell.is_ordinal and not cell.is_number]
    start, end = part.block.start, part.block.end
    if not words or abs(_column(start, flat) - _column(words[0].start, flat)) > 3:
        return None
    return Cell(start, end, flat[start:end])


def _begins_anew(cells: Sequence[Cell], rows: Sequence[Row]) -> bool:
    """Whether a row behind a break is another table's: of other width, or a new head."""
    if len(cells) != len(rows[-1].cells) and abs(len(cells) - len(rows[0].cells)) > 1:
        return True
    is_head = not _is_data(cells) and sum(not cell.is_blank for cell in cells) > 2
    return is_head and [c.text.strip() for c in cells] != [c.text.strip() for c in rows[0].cells]


def _is_drawn(row: Row, flat: str) -> bool:
    drawn = _drawn(row, flat)
    return "\t" in drawn or "|" in drawn


def _drawn(row: Row, flat: str) -> str:
    return flat[row.cells[0].start : row.cells[-1].end + 1]


def _column(at: int, flat: str) -> int:
    """How far a position stands from the beginning of its line."""
    return at - flat.rfind("\n", 0, at) - 1


def _table(rows: list[Row], flat: str) -> Table:
    if _is_drawn(rows[0], flat) or _is_drawn(rows[-1], flat):
        _close_tabs(rows, flat)
        width = max(len(row.cells) for row in rows)
        _open_spans(rows, width)
        _pad(rows, width)
    else:
        width = _align(rows, flat)
    head_count = _head_count(rows)
    heads = [row.cells for row in rows[:head_count] if not _is_index(row.cells)]
    body = [row for row in rows[head_count:] if not _is_repeated(row.cells, heads)]
    return Table(_without_captions(heads), body, width)


def _close_tabs(rows: Sequence[Row], flat: str) -> None:
    """Tabs that a typist set to reach a column part no empty cells."""
    if len({_first_figure(row.cells) for row in rows} - {0}) < 2:
        return
    closed = [
        _without_blanks(row.cells) if "\t" in _drawn(row, flat) else row.cells for row in rows
    ]
    if len({_first_figure(cells) for cells in closed} - {0}) < 2:
        for row, cells in zip(rows, closed, strict=True):
            row.cells = cells


def _first_figure(cells: Sequence[Cell]) -> int:
    """Which cell behind the first holds the first figure; 0 where none does."""
    return next((at for at, cell in enumerate(cells) if at and cell.is_number), 0)


def _without_blanks(cells: Sequence[Cell]) -> list[Cell]:
    """Blank cells are taken out, but one in front."""
    return [cell for at, cell in enumerate(cells) if not at or not cell.is_blank]


def _open_spans(rows: Sequence[Row], width: int) -> None:
    """Put a second head row under the merged cells of the first, where both came out
    without the cells that merging took from them.
    """
    if len(rows) < 3 or _is_data(rows[0].cells) or _is_data(rows[1].cells):
        return
    first, second = rows[0].cells, rows[1].cells
    if len(first) < width and len(first) + len(second) - 1 == width:
        at = next((n for n, cell in enumerate(first) if not _ALONE.match(fold(cell.text))), 0)
        ends = [first[at].end] * (len(second) - 1)
        first[at + 1 : at + 1] = [Cell(end, end, "") for end in ends]
    if len(second) >= width:
        return
    slots = _split_columns(first)
    if len(first) == width and len(slots) == len(second):
        placed = dict(zip(slots, second, strict=True))
        end = second[-1].end
        rows[1].cells = [placed.get(at, Cell(end, end, "")) for at in range(width)]


def _split_columns(head: Sequence[Cell]) -> list[int]:
    """The columns under cells that reach over empty ones."""
    found: list[int] = []
    for at, cell in enumerate(head):
        if cell.is_blank and at:
            found += [n for n in (at - 1, at) if n not in found]
    return found


def _pad(rows: Sequence[Row], width: int) -> None:
    """Rows of a drawn table end early where their last cells are empty."""
    for row in rows:
        end = row.cells[-1].end
        row.cells.extend(Cell(end, end, "") for _ in range(width - len(row.cells)))


def _head_count(rows: Sequence[Row]) -> int:
    count = 0
    for row in rows[:_MOST_HEADS]:
        is_index = count > 0 and _is_index(row.cells)
        if not is_index and (_is_data(row.cells) or (count and _is_group(row.cells))):
            break
        if count and not is_index and not _is_under(row.cells, rows[count - 1].cells):
            break
        count += 1
    return count if count < len(rows) else 0


def _is_under(cells: Sequence[Cell], above: Sequence[Cell]) -> bool:
    """Whether a row of words goes on with a head: one of them leaves cells empty."""
    has_blanks = any(cell.is_blank for cell in (*cells, *above))
    return has_blanks or len(cells) != len(above) or _is_index(above)


def _is_data(cells: Sequence[Cell]) -> bool:
    """A figure behind its first cell, or an Arabic ordinal in front of words."""
    values = [cell for cell in cells[1:] if not cell.is_blank]
    if any(cell.is_number and not cell.is_year for cell in values):
        return True
    filled = [cell for cell in cells if not cell.is_blank]
    if len(filled) > 1 and _ARABIC.fullmatch(filled[0].text.strip()):
        return True
    return any(_opens_with_figure(cell.text.strip()) for cell in values)


def _opens_with_figure(text: str) -> bool:
    return bool(text) and text[0].isdigit() and not _PERIOD_HEAD.match(text)


def _is_group(cells: Sequence[Cell]) -> bool:
    """'II | Tiếp công dân': words alone, with or without a number in front."""
    words = [cell for cell in cells if not cell.is_ordinal]
    return len(words) == 1


def _is_index(cells: Sequence[Cell]) -> bool:
    """'A | B | 1 | 2 | 3=2/1': the numbers of the columns."""
    texts = [cell.text.strip() for cell in cells if not cell.is_blank]
    if len(texts) < 3 or not all(_INDEX.fullmatch(text) for text in texts):
        return False
    numbers = [int(n.group(1)) for text in texts if (n := re.match(r"\(?(\d{1,2})", text))]
    return len(numbers) > 1 and all(b - a == 1 for a, b in itertools.pairwise(numbers))


def _is_repeated(cells: Sequence[Cell], heads: Sequence[Sequence[Cell]]) -> bool:
    """A head printed again on the next page."""
    texts = [cell.text.strip() for cell in cells]
    return any(texts == [cell.text.strip() for cell in head] for head in heads)


def _without_captions(heads: list[list[Cell]]) -> list[list[Cell]]:
    """A title in a row of its own names no column."""
    return [head for head in heads if sum(not cell.is_blank for cell in head) > 1]


def _align(rows: list[Row], flat: str) -> int:
    """Put the cells of a table drawn with spaces into columns, in place; its width."""
    for row in rows:
        row.cells = list(_split(row, flat))
    columns = _columns([row for row in rows if _is_data(row.cells)] or rows, flat)
    for row in rows:
        placed = _placed(row.cells, columns, flat)
        if placed is not None:
            row.cells = placed
    return len(columns)


def _split(row: Row, flat: str) -> Iterator[Cell]:
    """The row's cells, parted by two spaces already."""
    start, end = row.cells[0].start, row.cells[-1].end
    for gap in [*_WIDE_GAP.finditer(flat, start, end), None]:
        stop = gap.start() if gap else end
        if flat[start:stop].strip():
            yield Cell(start, stop, flat[start:stop])
        start = gap.end() if gap else stop


def _columns(rows: Sequence[Row], flat: str) -> list[tuple[int, int]]:
    """Where the columns stand: words that begin, and figures that stand, under one another.

    A column of words and one of figures that never share a row are one.
    """
    words = [c for row in rows for c in row.cells if not (c.is_number or c.is_ordinal)]
    figures = [c for row in rows for c in row.cells if c.is_number or c.is_ordinal]
    groups = [*_by_start(words, flat), *_by_overlap(figures, flat)]
    merged: list[tuple[int, int, list[Cell]]] = []
    for group in sorted(groups):
        last = merged[-1] if merged else None
        if last and group[0] < last[1] and not _share_a_row(group[2], last[2], flat):
            merged[-1] = (last[0], max(last[1], group[1]), [*last[2], *group[2]])
        else:
            merged.append(group)
    return [(start, end) for start, end, _ in merged]


def _by_start(cells: Sequence[Cell], flat: str) -> Iterator[tuple[int, int, list[Cell]]]:
    group: list[Cell] = []
    for cell in sorted(cells, key=lambda cell: _column(cell.start, flat)):
        if group and _column(cell.start, flat) - _column(group[-1].start, flat) > _INDENT:
            yield _extent(group, flat)
            group = []
        group.append(cell)
    if group:
        yield _extent(group, flat)


def _by_overlap(cells: Sequence[Cell], flat: str) -> Iterator[tuple[int, int, list[Cell]]]:
    group: list[Cell] = []
    for cell in sorted(cells, key=lambda cell: _column(cell.start, flat)):
        if group and _column(cell.start, flat) >= _extent(group, flat)[1]:
            yield _extent(group, flat)
            group = []
        group.append(cell)
    if group:
        yield _extent(group, flat)


def _extent(group: list[Cell], flat: str) -> tuple[int, int, list[Cell]]:
    starts = [_column(cell.start, flat) for cell in group]
    ends = [at + len(cell.text) for at, cell in zip(starts, group, strict=True)]
    return min(starts), max(ends), group


def _share_a_row(one: Sequence[Cell], other: Sequence[Cell], flat: str) -> bool:
    lines = {flat.rfind("\n", 0, cell.start) for cell in one}
    return any(flat.rfind("\n", 0, cell.start) in lines for cell in other)


def _placed(
    cells: Sequence[Cell], columns: Sequence[tuple[int, int]], flat: str
) -> list[Cell] | None:
    """The cells by column, empty ones where none stands; None when two claim one."""
    found: dict[int, Cell] = {}
    for cell in cells:
        at = _nearest(_column(cell.start, flat), len(cell.text), columns)
        if at in found:
            return None
        found[at] = cell
    end = cells[-1].end if cells else 0
    return [found.get(at, Cell(end, end, "")) for at in range(len(columns))]


def _nearest(start: int, length: int, columns: Sequence[tuple[int, int]]) -> int:
    """The column that a cell covers most, else the one whose middle is nearest."""
    end = start + length

    def fit(at: int) -> tuple[int, float]:
        left, right = columns[at]
        overlap = min(end, right) - max(start, left)
        return max(0, overlap), -abs((start + end) / 2 - (left + right) / 2)

    return max(range(len(columns)), key=fit)
