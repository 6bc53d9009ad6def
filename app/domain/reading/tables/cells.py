"""From the cells of a table to sentences with one figure, its labels and its context."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from app.domain.reading.clauses import Clause, Sentence, Span, sentences_of
from app.domain.reading.cues import Cues
from app.domain.reading.figure import Figure, Kind
from app.domain.reading.figures import figure_in, find_figures
from app.domain.reading.outline import Part
from app.domain.reading.phrases import Match, Token, mend_words, split_words
from app.domain.reading.seeing import Seeing
from app.domain.reading.source import Layers
from app.domain.reading.tables.columns import (
    Role,
    choose_columns,
    column_heads,
    head_cells,
    holds_carried_over,
    latest_period,
    plainest,
    role_of,
)
from app.domain.reading.tables.grid import Cell, Row, Table, find_tables
from app.domain.vietnamese.text import spoken

_BULLET: Final = re.compile(r"\s*[-–+•*]|\s*$")
_SUB_LABEL: Final = spoken(r"\s*(?:[-–+•*]|trong đó|gồm|bao gồm|riêng|\d+\.\d+)")
_TOTAL_LABEL: Final = spoken(
    r"\s*(?:tổng(?: cộng| số| chung)?|cộng(?: chung)?|toàn (?:xã|phường|đặc khu)|"
    r"cả (?:xã|phường)|chung)(?: toàn (?:xã|phường|đặc khu))?\s*(?:\([^)]*\))?\s*:?\s*"
)
_UNIT_ROWS: Final = spoken(
    r"\s*(?:tên )?(?:thôn|tổ dân phố|tdp|khu dân cư|khu|địa bàn|đơn vị|lĩnh vực|thôn, .*|"
    r"tên (?:đơn vị|lĩnh vực).*|đơn vị .*|lĩnh vực .*)\s*"
)
_UNIT_NAME: Final = spoken(r"\s*(?:thôn|tổ dân phố|tdp|khu|xóm|tổ|số|làng)\s+\S")
_LABEL_UNIT: Final = spoken(
    r"[(,]\s*(?:(?:đvt|đơn vị(?: tính)?)\s*:?\s*)?"
    r"((?:triệu|tỷ|tỉ|nghìn|ngàn|1\.?000)?\s*đồng|m2|m²|ha|%|điểm)\s*\)?\s*$"
)
# Offices' short forms of the units of money.
_UNITS: Final = (
    (re.compile(r"1\.?000\s*(?:đồng|đ)\b|ng(?:hìn)?\.?\s*đ\b"), "nghìn đồng"),
    (re.compile(r"\btr(?:iệu)?\s?\.?\s*(?:đồng|đ)\b"), "triệu đồng"),
    (re.compile(r"\b(?:tỷ|tỉ)\s?\.?\s*đ\b"), "tỷ đồng"),
)
_BRACKETED: Final = re.compile(r"\(([^()\d]{1,20})\)\s*$")
_NUMBER_OF: Final = spoken(r"[-+–*\s\d.]*(?:trong đó:? )?(?:tổng )?(?:số )?(?:lượng )?(?:các )?")
_RATE: Final = spoken(r"[-+–\s\d.]*(?:tỷ|tỉ) lệ")
_DENIED: Final = spoken(r"\s*(?:không|chưa)\b")
_SHARE_OF: Final = spoken(r"tỷ lệ|tỉ lệ|%")


def table_sentences(
    parts: Sequence[Part], layers: Layers, cues: Cues, seeing: Seeing, period: str | None
) -> Iterator[Sentence]:
    """One sentence per figure of every table, in the order of the text.

    ``period`` is the report's, which tells its column from last year's.
    """
    for table in find_tables(parts, layers.flat):
        yield from _TableReader(table, layers, cues, seeing, period).sentences()


def _stated_unit(label: str) -> str:
    """'triệu đồng' of 'Tiền đóng góp (triệu đồng)'."""
    found = _LABEL_UNIT.search(label)
    return next((unit for unit in found.groups() if unit), "") if found else ""


def _spelled_out(unit: str) -> str:
    for short, full in _UNITS:
        unit = short.sub(full, unit)
    return unit


class _TableReader:
    def __init__(
        self, table: Table, layers: Layers, cues: Cues, seeing: Seeing, period: str | None
    ) -> None:
        self._table = table
        self._layers = layers
        self._cues = cues
        self._seeing = seeing
        self._heads = column_heads(table, layers.words)
        self._period = period or latest_period(self._heads)
        self._roles = [role_of(head, self._period) for head in self._heads]
        self._label_at = self._label_column()
        self._wanted = self._wanted_columns()
        self._is_matrix = self._tells_things()
        self._is_by_unit = self._is_matrix and self._lists_units()
        self._has_total = any(self._is_total(row) for row in table.rows)

    def sentences(self) -> Iterator[Sentence]:
        previous = opening = self._opening()
        parent: Sentence | None = None
        for row in self._table.rows:
            if self._is_total(row) or self._is_group(row):
                previous, parent = opening, None
            is_sub = self._is_sub(row)
            found = list(self._read(row, parent if is_sub and parent else previous))
            yield from found
            last = found[-1] if found else self._context(row, parent if is_sub else previous)
            previous = last
            parent = parent if is_sub else last

    def _read(self, row: Row, previous: Sentence | None) -> Iterator[Sentence]:
        for at in self._value_columns(row):
            for found in self._cell_sentences(row, at, previous):
                yield found
                previous = found if not self._is_matrix else previous

    def _cell_sentences(self, row: Row, at: int, previous: Sentence | None) -> Iterator[Sentence]:
        if not row.cells[at].is_number:
            yield from self._told_sentences(row, at, previous)
            return
        found = self._figure_sentence(row, at, previous)
        if found is not None:
            yield found

    def _opening(self) -> Sentence | None:
        """The head of the labels, which says what they are labels of."""
        rows = self._table.rows
        if not rows or not self._table.heads or self._label_at < 0:
            return None
        part, cells = rows[0].part, head_cells(self._table, self._label_at)
        return self._sentence(Row(part, cells), cells, None)

    def _context(self, row: Row, previous: Sentence | None) -> Sentence:
        """A row without figures still names what the rows below it are about."""
        return self._sentence(row, [*row.cells, *row.more], previous)

    # Columns

    def _label_column(self) -> int:
        """The first column that is mostly words."""
        for at in range(self._table.width):
            cells = [row.cells[at] for row in self._table.rows if at < len(row.cells)]
            filled = [cell for cell in cells if not cell.is_blank]
            words = [c for c in filled if not c.is_number and not c.is_ordinal]
            if len(words) * 2 >= len(cells) and words and self._roles[at] is not Role.NOTE:
                return at
        return 0 if not self._table.heads else -1

    def _wanted_columns(self) -> list[int] | None:
        """Columns of this period by their heads; None where heads say nothing."""
        if not any(self._heads):
            return None
        return choose_columns(self._heads, self._roles, self._label_at)

    def _tells_things(self) -> bool:
        """Whether the heads themselves name different things counted."""
        wanted = self._wanted or []
        naming = [at for at in wanted if self._names_thing(at)]
        return len(naming) >= 2 and len(naming) * 2 >= len(wanted)

    def _names_thing(self, at: int) -> bool:
        cues = self._cues
        found = [m for cell in head_cells(self._table, at) for m in self._matches(cell)]
        return any(
            m.phrase in cues.frames or m.phrase in cues.facets or m.length > 1 for m in found
        )

    def _lists_units(self) -> bool:
        """Whether the rows are villages or fields of work, of which only the sum counts."""
        if self._label_at < 0:
            return False
        if _UNIT_ROWS.fullmatch(self._heads[self._label_at]):
            return True
        labels = [self._words(self._label(row)) for row in self._table.rows]
        return sum(bool(_UNIT_NAME.match(label)) for label in labels) * 2 > len(labels)

    # Rows

    def _label(self, row: Row) -> Cell:
        """The cell that says what the row is about; in a total it may stand in front."""
        at = max(self._label_at, 0)
        if at < len(row.cells) and not row.cells[at].is_blank:
            return row.cells[at]
        words = [c for c in row.cells if not c.is_blank and not c.is_number and not c.is_ordinal]
        return words[0] if words else row.cells[0]

    def _is_total(self, row: Row) -> bool:
        return self._is_matrix and bool(_TOTAL_LABEL.fullmatch(self._words(self._label(row))))

    def _is_group(self, row: Row) -> bool:
        filled = [cell for cell in row.cells if not cell.is_blank]
        words = [cell for cell in filled if not cell.is_ordinal]
        is_numbered = bool(filled) and bool(
            re.fullmatch(r"[IVX]+\.?|[A-ZĐ]\.?", filled[0].text.strip())
        )
        return len(words) == 1 and is_numbered

    def _is_sub(self, row: Row) -> bool:
        """'- Trong đó: …', 2.1, or a row without the number that others have."""
        label = self._words(self._label(row))
        if _SUB_LABEL.match(label):
            return True
        first = row.cells[0]
        if self._label_at <= 0:
            return False
        return bool(_BULLET.fullmatch(first.text) or re.fullmatch(r"\s*\d+\.\d+.*", first.text))

    def _value_columns(self, row: Row) -> list[int]:
        if self._is_matrix and self._has_total and not self._is_total(row):
            return [] if self._is_by_unit else self._filled(row)[:1]
        if self._is_by_unit and not self._has_total:
            return []
        filled = self._filled(row)
        if len(filled) < 2 or self._is_matrix:
            return filled
        if self._wanted is None or len(row.cells) != self._table.width:
            return filled[:1]
        return plainest(filled, self._heads, self._period)[:1]

    def _is_guess(self, row: Row, at: int) -> bool:
        """Whether several columns could hold this period's figure."""
        filled = self._filled(row)
        if self._is_matrix:
            return holds_carried_over(self._table, self._heads, at)
        if len(filled) < 2:
            return False
        if self._wanted is None or len(row.cells) != self._table.width:
            return True
        return len(plainest(filled, self._heads, self._period)) > 1

    def _filled(self, row: Row) -> list[int]:
        """Value cells of this period that hold something."""
        in_line = len(row.cells) == self._table.width
        return [
            at
            for at, cell in enumerate(row.cells)
            if at > self._label_at
            and (self._wanted is None or not in_line or at in self._wanted)
            and (cell.is_number or (in_line and self._is_told(row, at)))
        ]

    def _is_told(self, row: Row, at: int) -> bool:
        """A cell of words that holds a figure: '36/36 (100%)', 'không có', 'đã ban hành'."""
        text = row.cells[at].text.strip(" -–")
        return bool(text) and not row.cells[at].is_number and row.cells[at] is not self._unit(row)

    # Cells

    def _figure_sentence(self, row: Row, at: int, previous: Sentence | None) -> Sentence | None:
        cell, unit = row.cells[at], self._unit(row)
        # 'Tổng cộng' says nothing of what is counted.
        told = [] if self._is_total(row) else row.cells[:at]
        label = [c for c in told if not c.is_number and c is not unit]
        in_line = len(row.cells) == self._table.width
        head = head_cells(self._table, at) if self._table.heads and in_line else []
        figure = self._figure(cell, unit, [*label, *head])
        if figure is None:
            return None
        figure = replace(figure, is_doubtful=figure.is_doubtful or self._is_guess(row, at))
        words = [*head, *label, *row.more, *([unit] if unit else [])]
        sentence = self._sentence(row, words, previous)
        own = Span(min(c.start for c in [*words, cell]), cell.start)
        named = unit or self._bracketed(self._label(row)) or self._opening_noun(label)
        self._add(sentence, figure, own, named)
        if in_line:
            self._add_share(sentence, row, at)
        return sentence

    def _sentence(self, row: Row, words: Sequence[Cell], previous: Sentence | None) -> Sentence:
        matches = {(m.start, m.end, m.phrase): m for c in words for m in self._matches(c)}
        block = row.part.block
        return Sentence(
            row.part, block.start, block.end, [matches[key] for key in sorted(matches)],
            previous=previous, is_cell=True,
        )  # fmt: skip

    def _add(self, sentence: Sentence, figure: Figure, own: Span, unit: Cell | None) -> None:
        behind = Span(figure.end, figure.end)
        clause = Clause(figure, sentence, left=own, wide_left=own, right=behind, wide_right=behind)
        # The unit column names the thing counted.
        nouns = [m for m in self._matches(unit) if m.phrase in self._cues.nouns] if unit else []
        if nouns:
            clause.noun = max(nouns, key=lambda m: m.end - m.start)
            clause.noun_groups = self._groups(clause.noun, sentence)
        sentence.clauses.append(clause)

    def _groups(self, unit: Match, sentence: Sentence) -> frozenset[str]:
        """What the unit counts; 'tổ' of 'Tổ dân phố được kiểm tra' counts those of its label."""
        word = self._layers.words[unit.start : unit.end]
        nouns = self._cues.nouns
        fuller = (
            nouns[m.phrase]
            for m in sentence.matches
            if m.phrase in nouns and self._layers.words[m.start : m.end].startswith(f"{word} ")
        )
        return nouns[unit.phrase].union(*fuller)

    def _add_share(self, sentence: Sentence, row: Row, at: int) -> None:
        """'98,7%' of the column 'Tỷ lệ' right behind a count is the share it makes."""
        if at + 1 >= len(row.cells) or not _SHARE_OF.search(self._heads[at + 1]):
            return
        cell = row.cells[at + 1]
        figure = self._figure(cell, None, []) if cell.is_number else None
        if figure is not None and figure.kind is Kind.PERCENT:
            self._add(sentence, figure, Span(cell.start, cell.start), None)

    def _told_sentences(self, row: Row, at: int, previous: Sentence | None) -> Iterator[Sentence]:
        """A cell of words, read like 'nhãn: nội dung ô'."""
        label, cell = self._label(row), row.cells[at]
        if label.end > cell.start:
            return
        told = self._as_prose(label, cell)
        figures = find_figures(
            told.flat, told, self._tokens(cell), cell.start, cell.end, self._seeing.is_bare
        )
        tokens = split_words(told.words, told.folded, label.start, cell.end)
        matches = self._seeing.phrases(list(mend_words(tokens, self._cues.book.vocabulary)))
        matches += [m for more in row.more for m in self._matches(more)]
        block = replace(row.part.block, body=label.start, end=cell.end)
        part = replace(row.part, block=block, matches=sorted(matches, key=lambda m: m.start))
        for found in sentences_of(part, told.words, figures, self._cues):
            found.part, found.is_cell = row.part, True
            found.previous = found.previous or previous
            found.is_denied = bool(_DENIED.match(self._words(cell)))
            yield found

    def _as_prose(self, label: Cell, cell: Cell) -> Layers:
        """The text with a colon for all that stands between a label and its cell."""
        gap = cell.start - label.end
        between = ":" + " " * (gap - 1) if gap else ""

        def joined(text: str) -> str:
            return text[: label.end] + between + text[cell.start :]

        layers = self._layers
        return Layers(joined(layers.flat), joined(layers.words), joined(layers.folded))

    def _bracketed(self, label: Cell) -> Cell | None:
        """The unit in brackets behind a label: 'Đại biểu dự đối thoại (người)'."""
        found = _BRACKETED.search(self._words(label))
        if found is None:
            return None
        start, end = label.start + found.start(1), label.start + found.end(1)
        return Cell(start, end, self._layers.flat[start:end])

    def _opening_noun(self, label: Sequence[Cell]) -> Cell | None:
        """What a label begins with is counted: 'Lượt người dự hội nghị tuyên truyền'."""
        for cell in label:
            opening = _NUMBER_OF.match(self._words(cell))
            start = cell.start + (opening.end() if opening else 0)
            nouns = [m for m in self._matches(cell) if m.start == start]
            ends = [m.end for m in nouns if m.phrase in self._cues.nouns]
            if ends:
                return Cell(start, max(ends), self._layers.flat[start : max(ends)])
        return None

    def _unit(self, row: Row) -> Cell | None:
        """The cell of the column headed 'Đơn vị tính'."""
        if len(row.cells) != self._table.width or Role.UNIT not in self._roles:
            return None
        at = self._roles.index(Role.UNIT)
        cell = row.cells[at]
        return cell if at != self._label_at and not cell.is_number else None

    def _figure(self, cell: Cell, unit: Cell | None, named: Sequence[Cell]) -> Figure | None:
        text = self._words(unit).strip() if unit else ""
        told = [self._words(c).strip() for c in named]
        if "%" not in cell.text and not text:
            found = [stated for words in told if (stated := _stated_unit(words))]
            text = found[0] if found else ""
            if not text and any(_RATE.match(words) for words in told):
                text = "%"
        unit_text = _spelled_out(text)
        lead = len(cell.text) - len(cell.text.lstrip())
        return figure_in(cell.text.strip(), unit_text, cell.start + lead)

    def _words(self, cell: Cell) -> str:
        return self._layers.words[cell.start : cell.end]

    def _matches(self, cell: Cell | None) -> list[Match]:
        return [] if cell is None else self._seeing.phrases(self._tokens(cell))

    def _tokens(self, cell: Cell) -> list[Token]:
        tokens = split_words(self._layers.words, self._layers.folded, cell.start, cell.end)
        return list(mend_words(tokens, self._cues.book.vocabulary))
