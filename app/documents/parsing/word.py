"""DOCX to text: paragraphs, lists with their numbers, tables, text boxes, headers.

Tracked changes are taken as accepted: inserted text is in, deleted text is out.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from lxml import etree

from app.documents.parsing.faults import Unreadable
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
        f"{_W}footnoteReference",
    }
)
_MOST_BYTES: Final = 80 * 2**20
_PARSER: Final = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
)
# lxml ships no types: an element is Any to the type checker.
Element = Any


def word_text(path: Path) -> tuple[str, str, float]:
    """(text, reader, sureness) of a .docx file."""
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise Unreadable("Tệp Word bị hỏng. Hãy mở bằng Word, lưu lại rồi gửi.") from error
    with archive:
        names = set(archive.namelist())
        if "word/document.xml" not in names:
            raise Unreadable(
                "Tệp không phải là văn bản Word. Hãy gửi Word (.docx), PDF hoặc văn bản (.txt)."
            )
        numbering = Numbering.of(
            _part(archive, "word/numbering.xml", names), _part(archive, "word/styles.xml", names)
        )
        document = _part(archive, "word/document.xml", names)
        body = document.find(f"{_W}body") if document is not None else None
        if body is None:
            raise Unreadable("Tệp Word không có nội dung.")
        heads = [
            _part(archive, name, names)
            for name in sorted(names)
            if re.fullmatch(r"word/header\d*\.xml", name)
        ]
        lines = [
            line
            for head in heads
            if head is not None
            for line in _blocks(head, numbering)
            if not line.strip().isdigit()
        ]
        lines += list(_blocks(body, numbering))
    return "\n".join(lines) + "\n", "docx", 1.0


def _part(archive: zipfile.ZipFile, name: str, names: set[str]) -> Element | None:
    if name not in names:
        return None
    with archive.open(name) as stream:
        content = stream.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise Unreadable("Tệp Word quá lớn khi mở ra.")
    try:
        return etree.fromstring(content, _PARSER)
    except etree.XMLSyntaxError as error:
        raise Unreadable("Tệp Word bị hỏng. Hãy mở bằng Word, lưu lại rồi gửi.") from error


def _blocks(parent: Element, numbering: Numbering) -> Iterator[str]:
    """A line per paragraph and per table row, in reading order."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child, numbering)
        elif child.tag == f"{_W}tbl":
            yield from _table(child, numbering)
        elif child.tag in (
            f"{_W}sdt",
            f"{_W}sdtContent",
            f"{_W}ins",
            f"{_W}customXml",
            f"{_W}smartTag",
        ):
            yield from _blocks(child, numbering)


def _paragraph(paragraph: Element, numbering: Numbering) -> Iterator[str]:
    boxes: list[Element] = []
    text = "".join(_runs(paragraph, boxes))
    label = numbering.label(paragraph) if text.strip() else ""
    yield f"{label} {text}" if label else text
    for box in boxes:
        yield from _blocks(box, numbering)


def _runs(element: Element, boxes: list[Element]) -> Iterator[str]:
    for child in element:
        if child.tag in _SKIPPED or not isinstance(child.tag, str):
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}tab":
            yield "\t" if child.getparent().tag == f"{_W}r" else ""
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\f" if child.get(f"{_W}type") == "page" else "\n"
        elif child.tag in (f"{_W}noBreakHyphen", f"{_W}softHyphen"):
            yield "-" if child.tag.endswith("noBreakHyphen") else ""
        elif child.tag == f"{_W}txbxContent":
            boxes.append(child)
        else:
            yield from _runs(child, boxes)


def _table(table: Element, numbering: Numbering) -> Iterator[str]:
    """Rows as cells between bars; a one-row layout table (letter head, signature) too.

    Cells of several paragraphs in such a layout table come out one after another.
    """
    rows = [
        [_cell(cell, numbering) for cell in row.iter(f"{_W}tc") if _owner(cell) is table]
        for row in table.iter(f"{_W}tr")
        if _row_owner(row) is table
    ]
    if _is_layout(rows):
        for row in rows:
            for cell in row:
                yield from cell
                yield ""
        return
    yield ""
    for row in rows:
        yield " | ".join(" ".join(" ".join(cell).split()) for cell in row)
    yield ""


def _is_layout(rows: list[list[list[str]]]) -> bool:
    lines = [len([line for line in cell if line.strip()]) for row in rows for cell in row]
    return len(rows) <= 2 and max(lines, default=0) >= 2


def _cell(cell: Element, numbering: Numbering) -> list[str]:
    return [line for line in _blocks(cell, numbering) if line.strip()]


def _owner(cell: Element) -> Element | None:
    return next(cell.iterancestors(f"{_W}tbl"), None)


def _row_owner(row: Element) -> Element | None:
    return next(row.iterancestors(f"{_W}tbl"), None)
