"""Recognised words to text: lines in reading order, the cells of ruled tables between bars."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from app.documents.parsing.line_beginnings import mended
from app.documents.parsing.parsed import Parsed, Word
from app.documents.parsing.ruled import Band

# A figure less sure than this may have slipped: Tesseract gives clean digits 0.9 and more.
SURE_FIGURE: Final = 0.8
# Words of a page less sure than this on the average: no figure of it stands by itself.
_LEGIBLE: Final = 0.9
_FIGURE: Final = re.compile(r"\d|(?<!\w)[OlISB|]{2,}(?!\w)")
_PAGE_NUMBER: Final = re.compile(r"[-–—\s]*\d{1,3}[-–—\s]*")


class _Writer:
    """Gathers text and the positions of its doubtful figures: those less sure than asked."""

    def __init__(self, least: float) -> None:
        self.least = least
        self.pieces: list[str] = []
        self.length = 0
        self.doubtful: list[tuple[int, int]] = []

    def put(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def put_words(self, words: Sequence[Word]) -> None:
        for number, word in enumerate(words):
            self.put(" " if number else "")
            if word.sure < self.least and _FIGURE.search(word.text):
                self.doubtful.append((self.length, self.length + len(word.text)))
            self.put(word.text)


def compose(
    loose: Sequence[Word], bands: Sequence[Band], cells: Sequence[Sequence[Sequence[Word]]]
) -> Parsed:
    """The text of one page: loose lines, and tables where they stood among them; ``cells``
    are the words of each cell of each band. The sureness is the mean of the words'.
    """
    sure = _sureness([*loose, *(word for row in cells for cell in row for word in cell)])
    writer = _Writer(SURE_FIGURE if sure >= _LEGIBLE else 1.01)
    tables = list(_tables(bands))
    for line, opens in _lines(mended(loose)):
        while tables and bands[tables[0][0]].top <= line[0].top:
            _put_table(writer, [cells[row] for row in tables.pop(0)])
        writer.put("\n" if opens else "")
        writer.put_words(line)
        writer.put("\n")
    for table in tables:
        _put_table(writer, [cells[row] for row in table])
    return Parsed("".join(writer.pieces), "tesseract", sure, tuple(writer.doubtful))


def _sureness(words: Sequence[Word]) -> float:
    """The mean of the words and figures; specks and bullets tell nothing of the page."""
    told = [word.sure for word in words if any(map(str.isalnum, word.text))]
    return sum(told) / len(told) if told else 0.0


def _lines(words: Sequence[Word]) -> Iterator[tuple[list[Word], bool]]:
    """Lines in reading order, without a page number at the top; True: a paragraph begins."""
    paragraph: tuple[int, int] | None = None
    for key, group in groupby(words, key=lambda word: word.line):
        line = list(group)
        text = " ".join(word.text for word in line)
        if paragraph is None and _PAGE_NUMBER.fullmatch(text):
            continue
        yield line, key[:2] != paragraph and paragraph is not None
        paragraph = key[:2]


def _tables(bands: Sequence[Band]) -> Iterator[list[int]]:
    """Rows that follow each other without a gap make one table."""
    rows: list[int] = []
    for number, band in enumerate(bands):
        if rows and band.top != bands[rows[-1]].bottom:
            yield rows
            rows = []
        rows.append(number)
    if rows:
        yield rows


def _put_table(writer: _Writer, rows: Sequence[Sequence[Sequence[Word]]]) -> None:
    writer.put("\n")
    for row in rows:
        for column, words in enumerate(row):
            writer.put(" | " if column else "")
            writer.put_words(words)
        writer.put("\n")
    writer.put("\n")


def joined(pages: Sequence[Parsed]) -> Parsed:
    """Pages one after another, parted by form feeds; positions moved along."""
    doubtful: list[tuple[int, int]] = []
    at = 0
    for page in pages:
        doubtful += [(start + at, end + at) for start, end in page.doubtful]
        at += len(page.text) + 1
    readers = dict.fromkeys(page.reader for page in pages)
    weights = [max(1, len(page.text)) for page in pages]
    sure = sum(p.sureness * w for p, w in zip(pages, weights, strict=True)) / max(1, sum(weights))
    return Parsed("\f".join(p.text for p in pages), "+".join(readers), sure, tuple(doubtful))
