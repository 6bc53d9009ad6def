"""DOCX to text: paragraphs, lists with their numbers, tables, text boxes, headers, notes.

Tracked changes are taken as accepted: inserted text is in, deleted text is out.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from lxml import etree

from app.documents.parsing.faults import Unreadable
from app.documents.parsing.legacy_letters import of_font
from app.documents.parsing.parsed import Parsed
from app.documents.parsing.word_fonts import Convert, Fonts
from app.documents.parsing.word_lists import Numbering

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED: Final = frozenset(
    {
        f"{_W}del",
        f"{_W}moveFrom",
        f"{_W}instrText",
        f"{_W}delText",
        f"{_MC}Fallback",
        f"{_W}rPr",
        f"{_W}pPr",
    }
)
_HOLDERS: Final = frozenset(
    f"{_W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag")
)
_NOTE_MARKS: Final = {f"{_W}footnoteReference": "footnote", f"{_W}endnoteReference": "endnote"}
_BROKEN: Final = "Tệp Word bị hỏng. Hãy mở bằng Word, lưu lại rồi gửi."
_MOST_COLUMNS: Final = 63
_MOST_BYTES: Final = 60 * 2**20
_PARSER: Final = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
)
# lxml ships no types: an element is Any to the type checker.
Element = Any


def word_text(path: Path) -> Parsed:
    """The text of a .docx file. Page footers and comments are left out."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable(_BROKEN) from error
    with archive:
        parts = _Parts(archive, frozenset(archive.namelist()))
        document = parts.read("word/document.xml")
        body = document.find(f"{_W}body") if document is not None else None
        if body is None:
            raise Unreadable("Tệp Word không có nội dung. Hãy mở bằng Word, lưu lại rồi gửi.")
        styles = parts.read("word/styles.xml")
        notes = {**parts.notes("footnote"), **parts.notes("endnote")}
        walk = _Walk(
            Numbering.of(parts.read("word/numbering.xml"), styles), Fonts.of(styles), notes
        )
        heads = [line for head in parts.heads() for line in walk.blocks(head)]
        lines = [line for line in heads if not line.strip().isdigit()]
        lines += walk.blocks(body)
    return Parsed("\n".join(lines) + "\n", "docx")


@dataclass(frozen=True, slots=True)
class _Parts:
    """The XML parts of the archive, none of them larger than memory allows."""

    archive: zipfile.ZipFile
    names: frozenset[str]

    def read(self, name: str) -> Element | None:
        """Raises ``Unreadable`` for a part that is broken, locked or too large."""
        if name not in self.names:
            return None
        try:
            with self.archive.open(name) as stream:
                content = stream.read(_MOST_BYTES + 1)
        except RuntimeError as error:
            raise Unreadable("Tệp Word có mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi gửi.") from error
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
            raise Unreadable(_BROKEN) from error
        if len(content) > _MOST_BYTES:
            raise Unreadable("Tệp Word quá lớn khi mở ra. Hãy bớt ảnh, chia nhỏ rồi gửi.")
        try:
            return etree.fromstring(content, _PARSER)
        except etree.XMLSyntaxError as error:
            raise Unreadable(_BROKEN) from error

    def heads(self) -> list[Element]:
        """The page headers: some offices put the letter's head there."""
        found = [
            self.read(name)
            for name in sorted(self.names)
            if re.fullmatch(r"word/header\d*\.xml", name)
        ]
        return [head for head in found if head is not None]

    def notes(self, kind: str) -> dict[tuple[str, str], Element]:
        """Footnotes or endnotes by (kind, number), without the rules above them."""
        part = self.read(f"word/{kind}s.xml")
        found = part.findall(f"{_W}{kind}") if part is not None else []
        return {
            (kind, str(note.get(f"{_W}id"))): note for note in found if not note.get(f"{_W}type")
        }


@dataclass(slots=True)
class _Found:
    """What hangs on a paragraph: text boxes in it, notes to it."""

    boxes: list[Element] = field(default_factory=list)
    notes: list[Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Goes through a document in reading order, counting its lists."""

    numbering: Numbering
    fonts: Fonts
    notes: Mapping[tuple[str, str], Element]

    def blocks(self, parent: Element) -> Iterator[str]:
        """A line per paragraph and per table row; notes stand below their paragraph."""
        merged = ""
        for child in parent:
            if child.tag == f"{_W}p":
                first, *others = self._paragraph(child)
                if child.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None:
                    # Its end was deleted: it goes on in the next paragraph.
                    merged += first
                    continue
                yield merged + first
                yield from others
                merged = ""
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag in _HOLDERS and not _is_placeholder(child):
                yield from self.blocks(child)
        if merged:
            yield merged

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        found = _Found()
        runs = list(self._runs(paragraph, paragraph, found))
        text = "".join(
            read("".join(piece for piece, _ in run)) if read else "".join(piece for piece, _ in run)
            for read, run in groupby(runs, key=lambda run: run[1])
        )
        label = self.numbering.label(paragraph) if text.strip() else ""
        yield f"{label} {text}" if label else text
        for inner in (*found.boxes, *found.notes):
            yield from (line for line in self.blocks(inner) if line.strip())

    def _runs(
        self, element: Element, paragraph: Element, found: _Found
    ) -> Iterator[tuple[str, Convert | None]]:
        """Pieces of text with the way to read their font."""
        for child in element:
            if child.tag in _SKIPPED or not isinstance(child.tag, str) or _is_placeholder(child):
                continue
            if child.tag == f"{_W}txbxContent":
                found.boxes.append(child)
            elif child.tag in _NOTE_MARKS:
                note = self.notes.get((_NOTE_MARKS[child.tag], str(child.get(f"{_W}id"))))
                found.notes += [note] if note is not None else []
            elif child.tag in _LETTERS:
                yield _LETTERS[child.tag](child), self.fonts.reader(element, paragraph)
            else:
                yield from self._runs(child, paragraph, found)

    def _table(self, table: Element) -> Iterator[str]:
        """Rows as cells between bars; a one-row layout table (letter head, signature) too.

        Cells of several paragraphs in such a layout table come out one after another.
        """
        rows = [
            [
                lines
                for cell in row.iter(f"{_W}tc")
                if _owner(cell) is table
                for lines in (self._cell(cell), *_spanned(cell))
            ]
            for row in table.iter(f"{_W}tr")
            if _owner(row) is table and row.find(f"{_W}trPr/{_W}del") is None
        ]
        if _is_layout(rows):
            yield from (line for row in rows for cell in row for line in (*cell, ""))
            return
        yield ""
        for row in rows:
            # A table within a cell must not look like more columns of this one.
            cells = (" ".join(cell).replace(" | ", " ") for cell in row)
            yield " | ".join(" ".join(cell.split()) for cell in cells)
        yield ""

    def _cell(self, cell: Element) -> list[str]:
        return [line for line in self.blocks(cell) if line.strip()]


def _spanned(cell: Element) -> list[list[str]]:
    """Empty cells for the further columns that a merged cell covers."""
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    columns = str(span.get(f"{_W}val")) if span is not None else "1"
    further = int(columns) - 1 if columns.isdigit() else 0
    return [[] for _ in range(min(further, _MOST_COLUMNS))]


def _is_layout(rows: list[list[list[str]]]) -> bool:
    lines = [len([line for line in cell if line.strip()]) for row in rows for cell in row]
    return len(rows) <= 2 and max(lines, default=0) >= 2


def _is_placeholder(element: Element) -> bool:
    """Whether a content control still shows its hint: nobody has written there."""
    return element.tag == f"{_W}sdt" and element.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None


def _owner(part: Element) -> Element | None:
    """The table that a row or a cell belongs to."""
    return next(part.iterancestors(f"{_W}tbl"), None)


def _tab(element: Element) -> str:
    """A tab in the text, not a tab stop of a paragraph's style."""
    return "\t" if element.getparent().tag == f"{_W}r" else ""


def _break(element: Element) -> str:
    return "\f" if element.get(f"{_W}type") == "page" else "\n"


def _symbol(element: Element) -> str:
    """A letter given by its code in an old font; a symbol of another font is no text."""
    if of_font(str(element.get(f"{_W}font"))) is None:
        return " "
    return chr(int(str(element.get(f"{_W}char")), 16) & 0xFF)


_LETTERS: Final[Mapping[str, Callable[[Element], str]]] = {
    f"{_W}t": lambda element: element.text or "",
    f"{_W}tab": _tab,
    f"{_W}br": _break,
    f"{_W}cr": lambda _: "\n",
    f"{_W}noBreakHyphen": lambda _: "-",
    f"{_W}softHyphen": lambda _: "",
    f"{_W}sym": _symbol,
}
