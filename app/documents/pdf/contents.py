"""The table of contents of a PDF, between the letter and its annexes, its entries links."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import Fit
from reportlab.lib.units import mm
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from app.documents import decree30
from app.documents.composition import Heading, OfficialDocument
from app.documents.numerals import grouped
from app.documents.pdf import fonts

TITLE: Final = "MỤC LỤC"
_SIZE: Final = 13.0
_LEADING: Final = 16.5
#: Where the letter has its page numbers.
_NUMBER_BELOW_EDGE: Final = 13.2 * mm
_INDENT: Final = 6 * mm
#: Room for the page, and for how many pages an annex has.
_PAGE_ROOM: Final = 9 * mm
_COUNT_ROOM: Final = 24 * mm
#: Above this stands the code by which the document is verified.
_LOWEST: Final = 22 * mm


@dataclass(frozen=True, slots=True)
class Entry:
    """``shown`` is the page as printed, ``target`` the page of the file, from 0."""

    level: int
    text: str
    shown: str
    target: int
    is_annex: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    entry: Entry
    texts: tuple[str, ...]
    top: float

    @property
    def bottom(self) -> float:
        return self.top - _LEADING * len(self.texts)


def heading_pages(letter: bytes) -> list[int]:
    """The page of each listed heading, from 1, as the letter's own outline has them."""
    reader = PdfReader(io.BytesIO(letter))
    return [page + 1 for page in _targets(reader, reader.outline)]


def _targets(reader: PdfReader, items: Sequence[Any]) -> Iterator[int]:
    for item in items:
        if isinstance(item, list):
            yield from _targets(reader, item)
        else:
            yield reader.get_destination_page_number(item) or 0


def insert_contents(
    writer: PdfWriter, document: OfficialDocument, pages: Sequence[int], annexes: Sequence[int]
) -> None:
    """Put the contents after the letter. ``pages`` are those of the listed headings, from 1;
    ``annexes`` the numbers of pages of each annex, which ``writer`` holds already."""
    letter = len(writer.pages) - sum(annexes)
    # How many pages the contents take does not hang on the numbers that they print.
    own = len(_laid_out(_entries(document, pages, annexes, letter)))
    laid_out = _laid_out(_entries(document, pages, annexes, letter + own))
    drawn = PdfReader(io.BytesIO(_drawn(laid_out, letter)))
    for offset, page in enumerate(drawn.pages):
        writer.insert_page(page, letter + offset)
    for offset, lines in enumerate(laid_out):
        for line in lines:
            writer.add_annotation(letter + offset, _link(line))


def _entries(
    document: OfficialDocument, pages: Sequence[int], annexes: Sequence[int], first: int
) -> Iterator[Entry]:
    headings = [b for b in document.letter.blocks if isinstance(b, Heading) and b.number]
    for heading, page in zip(headings, pages, strict=True):
        yield Entry(heading.level, heading.text, str(page), page - 1)
    for annex, count in zip(document.annexes, annexes, strict=True):
        title, shown = f"{annex.mark}. {annex.title}", f"({grouped(count)} trang)"
        yield Entry(1, title, shown, first, is_annex=True)
        first += count


def _laid_out(entries: Iterator[Entry]) -> list[list[_Line]]:
    """Lines by page, each at its height."""
    pages: list[list[_Line]] = [[]]
    top = (decree30.PAGE_HEIGHT - decree30.MARGIN_TOP) * mm - 2.5 * _LEADING
    for entry in entries:
        taken = _COUNT_ROOM if entry.is_annex else _PAGE_ROOM
        room = decree30.TEXT_WIDTH * mm - taken - _indent(entry)
        texts = tuple(simpleSplit(fonts.drawable(entry.text), _face(entry), _SIZE, room))
        if top - _LEADING * len(texts) < _LOWEST and pages[-1]:
            pages.append([])
            top = (decree30.PAGE_HEIGHT - decree30.MARGIN_TOP) * mm - _LEADING
        pages[-1].append(_Line(entry, texts, top))
        top = pages[-1][-1].bottom - 3
    return pages


def _indent(entry: Entry) -> float:
    return 0.0 if entry.level == 1 else _INDENT


def _face(entry: Entry) -> str:
    return fonts.BOLD if entry.level == 1 else fonts.FAMILY


def _drawn(pages: Sequence[Sequence[_Line]], before: int) -> bytes:
    fonts.register()
    out = io.BytesIO()
    width, height = decree30.PAGE_WIDTH * mm, decree30.PAGE_HEIGHT * mm
    canvas = Canvas(
        out, pagesize=(width, height), invariant=1, initialFontName=fonts.FAMILY, lang="vi"
    )
    middle = (decree30.MARGIN_LEFT + decree30.TEXT_WIDTH / 2) * mm
    for offset, lines in enumerate(pages):
        canvas.setFont(fonts.FAMILY, decree30.PAGE_NUMBER_SIZE)
        canvas.drawCentredString(middle, height - _NUMBER_BELOW_EDGE, str(before + offset + 1))
        if offset == 0:
            canvas.setFont(fonts.BOLD, decree30.BODY_SIZE)
            canvas.drawCentredString(middle, height - decree30.MARGIN_TOP * mm - _LEADING, TITLE)
        for line in lines:
            _draw_line(canvas, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw_line(canvas: Canvas, line: _Line) -> None:
    left = decree30.MARGIN_LEFT * mm + _indent(line.entry)
    right = (decree30.PAGE_WIDTH - decree30.MARGIN_RIGHT) * mm
    canvas.setFont(_face(line.entry), _SIZE)
    y = line.top
    for text in line.texts:
        y -= _LEADING
        canvas.drawString(left, y, text)
    end = left + canvas.stringWidth(line.texts[-1], _face(line.entry), _SIZE) + 4
    canvas.setFont(fonts.FAMILY, _SIZE)
    canvas.drawRightString(right, y, line.entry.shown)
    start = right - canvas.stringWidth(line.entry.shown, fonts.FAMILY, _SIZE) - 4
    dot = canvas.stringWidth(".", fonts.FAMILY, _SIZE)
    if start > end:
        canvas.drawRightString(start, y, "." * int((start - end) / dot))


def _link(line: _Line) -> Link:
    left, right = decree30.MARGIN_LEFT * mm, (decree30.PAGE_WIDTH - decree30.MARGIN_RIGHT) * mm
    rectangle = (left, line.bottom - 4, right, line.top - 2)
    return Link(rect=rectangle, target_page_index=line.entry.target, fit=Fit.fit_horizontally())
