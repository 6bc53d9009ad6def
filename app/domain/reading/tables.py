"""Tables: which column holds this period's figures, and each figure with its labels.

A cell is read like a clause whose words are its row's label, its column's head and
its unit. Columns of last year, of changes, plans and shares of the total are told
apart by their heads and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from app.domain.reading.clauses import Clause, Sentence, Span
from app.domain.reading.cues import Cues
from app.domain.reading.figure import Figure, Kind
from app.domain.reading.figures import figure_in
from app.domain.reading.layout import BlockKind
from app.domain.reading.outline import Part
from app.domain.reading.phrases import Match, mend_words, split_words
from app.domain.reading.seeing import Seeing
from app.domain.reading.source import Layers
from app.domain.reading.timing import period_mentions

_NUMERIC: Final = re.compile(r"[-–+]?\s*[\dOlISB][\dOlISB.,  ]*(?:/\s*\d[\d.,]*)?\s*(?:%|điểm)?")
_ORDINAL: Final = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4}|[a-zđ])[.)]?|[-+*]|")
_LEFT_OUT: Final = re.compile(
    r"cung ky|ky truoc|nam truoc|so sanh|so voi|tang|giam|luy ke|ke hoach|chi tieu giao|muc "
    r"tieu|du kien|\bkh\b|ty le|ti le|%|ghi chu|ty trong|nhiem vu|phan dau|\bstt\b|^tt$"
)
_TOTAL: Final = re.compile(
    r"tong|cong|ca nam|toan xa|toan phuong|6 thang|ky nay|ky bao cao|thuc hien|ket qua|so "
    r"luong|so lieu"
)
# So few characters between two tables are page furniture, not prose.
_PAGE_BREAK: Final = 60
_SHARE_HEAD: Final = re.compile(r"ty le|ti le")
_UNIT_HEAD: Final = re.compile(r"don vi(?: tinh)?|dvt|đvt")


@dataclass(slots=True)
class Cell:
    start: int
    end: int
    text: str

    @property
    def is_number(self) -> bool:
        return bool(_NUMERIC.fullmatch(self.text.strip())) and any(c.isdigit() for c in self.text)


@dataclass(slots=True)
class Table:
    """``heads`` are the header rows; ``rows`` the others, ragged ones included.

    ``broken_from`` is the table just before, of which this may be the next page.
    """

    parts: list[Part]
    heads: list[list[Cell]] = field(default_factory=list)
    rows: list[tuple[Part, list[Cell]]] = field(default_factory=list)
    broken_from: Table | None = None

    def take_heads(self) -> None:
        """A table without heads behind a page break goes on with those before it."""
        if self.heads or self.broken_from is None or not self.rows:
            return
        width = max(len(cells) for _, cells in self.rows)
        if any(len(head) == width for head in self.broken_from.heads):
            self.heads = self.broken_from.heads


def table_sentences(
    parts: Sequence[Part], layers: Layers, cues: Cues, seeing: Seeing
) -> Iterator[Sentence]:
    """One sentence per figure of every table, in the order of the text."""
    for table in _tables(parts, layers.flat):
        yield from _TableReader(table, layers, cues, seeing).sentences()


def _tables(parts: Sequence[Part], flat: str) -> Iterator[Table]:
    table: Table | None = None
    last: Table | None = None
    between = 0
    for part in parts:
        if part.block.kind is not BlockKind.ROW:
            if table:
                yield table
                last, between = table, 0
            between += len(part.text)
            table = None
            continue
        table = table or Table([], broken_from=last if between < _PAGE_BREAK else None)
        table.parts.append(part)
        cells = [Cell(s, e, flat[s:e]) for s, e in part.block.cells]
        has_figures = any(cell.is_number for cell in cells[1:])
        if not table.rows and not has_figures:
            table.heads.append(cells)
        else:
            table.rows.append((part, cells))
    if table:
        yield table


class _TableReader:
    def __init__(self, table: Table, layers: Layers, cues: Cues, seeing: Seeing) -> None:
        self._table = table
        self._layers = layers
        self._cues = cues
        self._seeing = seeing
        # Several columns could hold this period's figure: the first is offered.
        self._is_guess = False
        table.take_heads()
        self._pad()
        self._folded_heads = self._heads()
        self._label_at = self._label_column()

    def sentences(self) -> Iterator[Sentence]:
        previous: Sentence | None = None
        wanted = self._wanted_columns()
        for part, cells in self._table.rows:
            made = False
            for at in self._value_columns(cells, wanted):
                sentence = self._sentence(part, cells, at, previous)
                if sentence is not None:
                    self._add_share(sentence, cells, at)
                    yield sentence
                    previous, made = sentence, True
            if not made:
                matches = [m for cell in cells for m in self._matches(cell)]
                previous = Sentence(
                    part, part.block.start, part.block.end, matches, previous=previous, is_cell=True
                )

    def _add_share(self, sentence: Sentence, cells: Sequence[Cell], at: int) -> None:
        """'98,7%' of the column 'Tỷ lệ' right behind a count is the share it makes."""
        if at + 1 >= min(len(cells), len(self._folded_heads)):
            return
        cell = cells[at + 1]
        if not _SHARE_HEAD.search(self._folded_heads[at + 1]) or not cell.is_number:
            return
        figure = self._figure(cell, None, [])
        if figure is not None and figure.kind is Kind.PERCENT:
            here = Span(cell.start, cell.start)
            sentence.clauses.append(
                Clause(figure, sentence, left=here, right=here, wide_left=here, wide_right=here)
            )

    def _pad(self) -> None:
        """Rows of a drawn table end early where their last cells are empty."""
        rows = [*self._table.heads, *(cells for _, cells in self._table.rows)]
        width = max((len(row) for row in rows), default=0)
        for row in rows:
            drawn = self._layers.flat[row[0].start : row[-1].end] if row else ""
            if "\t" in drawn or "|" in drawn:
                end = row[-1].end
                row.extend(Cell(end, end, "") for _ in range(width - len(row)))

    def _heads(self) -> list[str]:
        """The head of each column without marks; several header rows run together."""
        width = max((len(cells) for _, cells in self._table.rows), default=0)
        heads = [""] * width
        for row in self._table.heads:
            if len(row) == width:
                for at, cell in enumerate(self._spread(row)):
                    heads[at] = f"{heads[at]} {self._layers.folded[cell.start : cell.end]}".strip()
        return heads

    def _spread(self, row: list[Cell]) -> list[Cell]:
        """A head over several columns stands in the first; the empty ones share it."""
        if len(self._table.heads) < 2 or row is self._table.heads[-1]:
            return row
        shared: list[Cell] = []
        for cell in row:
            shared.append(cell if cell.text.strip() or not shared else shared[-1])
        return shared

    def _label_column(self) -> int:
        """The first column that is mostly words."""
        width = len(self._folded_heads)
        for at in range(width):
            cells = [cells[at] for _, cells in self._table.rows if at < len(cells)]
            words = [c for c in cells if not c.is_number and not _ORDINAL.fullmatch(c.text.strip())]
            if len(words) * 2 >= len(cells) and any(cell.text.strip() for cell in words):
                return at
        return 0 if not self._table.heads else -1

    def _wanted_columns(self) -> list[int] | None:
        """Columns of this period by their heads; None where heads say nothing."""
        heads = self._folded_heads
        if not self._table.heads or not any(heads):
            return None
        open_columns = [
            at
            for at, head in enumerate(heads)
            if at > self._label_at and not _UNIT_HEAD.search(head)
        ]
        periods = {
            at: found[-1].code for at in open_columns if (found := period_mentions(heads[at]))
        }
        if len(set(periods.values())) > 1:
            latest = max(periods.values(), key=lambda code: code[:4])
            open_columns = [at for at in open_columns if periods.get(at, latest) == latest]
        kept = [at for at in open_columns if not _LEFT_OUT.search(heads[at])]
        return kept

    def _value_columns(self, cells: Sequence[Cell], wanted: list[int] | None) -> list[int]:
        numbers = [at for at, cell in enumerate(cells) if at > self._label_at and cell.is_number]
        self._is_guess = False
        if not numbers:
            return []
        if wanted is None or len(cells) != len(self._folded_heads):
            return numbers[:1]
        mine = [at for at in numbers if at in wanted]
        if len(mine) < 2 or self._is_matrix(mine):
            return mine
        totals = [at for at in mine if _TOTAL.search(self._folded_heads[at])]
        self._is_guess = len(totals) != 1
        return totals[:1] or mine[:1]

    def _is_matrix(self, columns: Sequence[int]) -> bool:
        """Whether the heads themselves name different things counted."""
        naming = [at for at in columns if self._head_matches(at)]
        return len(naming) >= 2 and len(naming) * 2 >= len(columns)

    def _head_matches(self, at: int) -> list[Match]:
        found = [m for cell in self._column_cells(at) for m in self._matches(cell)]
        cues = self._cues
        return [
            m for m in found if m.phrase in cues.frames or m.phrase in cues.facets or m.length > 1
        ]

    def _sentence(
        self, part: Part, cells: Sequence[Cell], at: int, previous: Sentence | None
    ) -> Sentence | None:
        cell = cells[at]
        unit = self._unit(cells, at)
        head = self._column_cells(at) if self._table.heads else []
        label = [c for c in cells[:at] if not c.is_number and c is not unit]
        figure = self._figure(cell, unit, label)
        if figure is None:
            return None
        figure = replace(figure, is_doubtful=figure.is_doubtful or self._is_guess)
        words = [*head, *label, *([unit] if unit else [])]
        matches = sorted(
            (m for c in words for m in self._matches(c)), key=lambda m: (m.start, m.end)
        )
        sentence = Sentence(
            part, part.block.start, part.block.end, matches, previous=previous, is_cell=True
        )
        own = Span(min(c.start for c in [*words, cell]), cell.start)
        clause = Clause(
            figure,
            sentence,
            left=own,
            wide_left=own,
            right=Span(cell.end, cell.end),
            wide_right=Span(cell.end, cell.end),
        )
        self._name_noun(clause, unit)
        sentence.clauses = [clause]
        return sentence

    def _column_cells(self, at: int) -> list[Cell]:
        width = len(self._folded_heads)
        return [self._spread(row)[at] for row in self._table.heads if len(row) == width]

    def _unit(self, cells: Sequence[Cell], at: int) -> Cell | None:
        """The cell of the column headed 'Đơn vị tính'."""
        if len(cells) != len(self._folded_heads):
            return None
        found = (
            n for n, head in enumerate(self._folded_heads) if _UNIT_HEAD.search(head) and n != at
        )
        column = next(found, None)
        return cells[column] if column is not None and not cells[column].is_number else None

    def _figure(self, cell: Cell, unit: Cell | None, label: Sequence[Cell]) -> Figure | None:
        unit_text = self._layers.words[unit.start : unit.end].strip() if unit else ""
        is_rate = any(
            re.match(r"[-+\s]*(?:ty|ti) le", self._layers.folded[c.start : c.end]) for c in label
        )
        if is_rate and "%" not in cell.text and not unit_text:
            unit_text = "%"
        return figure_in(
            cell.text.strip(), unit_text, cell.start + len(cell.text) - len(cell.text.lstrip())
        )

    def _name_noun(self, clause: Clause, unit: Cell | None) -> None:
        """The unit column names the thing counted."""
        nouns = [m for m in self._matches(unit) if m.phrase in self._cues.nouns] if unit else []
        if nouns:
            clause.noun = max(nouns, key=lambda m: m.end - m.start)
            clause.noun_groups = self._cues.nouns[clause.noun.phrase]

    def _matches(self, cell: Cell | None) -> list[Match]:
        if cell is None:
            return []
        tokens = split_words(self._layers.words, self._layers.folded, cell.start, cell.end)
        return self._seeing.phrases(list(mend_words(tokens, self._cues.book.vocabulary)))
