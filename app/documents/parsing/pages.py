"""HTML to text: blocks as lines, table rows with bars, scripts and styles left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from lxml import etree

from app.documents.parsing.parsed import Parsed
from app.documents.parsing.plain import decode

_BLOCKS: Final = frozenset({
    "p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "section", "article",
    "header", "footer", "ul", "ol", "blockquote", "pre", "hr", "title",
})  # fmt: skip
_CELLS: Final = ("td", "th")
_SILENT: Final = frozenset({"script", "style", "head", "template", "noscript"})
# lxml ships no types: an element is Any to the type checker.
Element = Any
_BEGINNINGS: Final = (b"<!doctype html", b"<html")
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


def html_text(markup: str) -> str:
    """The text of a page; malformed markup gives what can be had of it."""
    root = etree.fromstring(markup.encode(), etree.HTMLParser(encoding="utf-8", no_network=True))
    pieces = list(_pieces(root)) if root is not None else []
    lines = (line.strip() for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _pieces(root: Element) -> Iterator[str]:
    cells = silent = 0
    for event, element in etree.iterwalk(root, ("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else "script"
        silent += (event == "start") - (event == "end") if tag in _SILENT else 0
        if event == "start":
            yield "" if silent else _before(tag, cells)
            yield "" if silent else _plain(element.text)
            cells = 0 if tag == "tr" else cells + (tag in _CELLS)
        else:
            cells = 0 if tag in ("tr", "table") else cells
            yield "" if silent else _after(tag, cells)
            yield "" if silent else _plain(element.tail)


def _before(tag: str, cells: int) -> str:
    if tag in _CELLS:
        return " | " if cells else ""
    if tag == "tr":
        return "\n"
    if tag not in _BLOCKS:
        return ""
    return " " if cells else "\n- " if tag == "li" else "\n"


def _after(tag: str, cells: int) -> str:
    return "\n" if tag in ("tr", "table") or (tag in _BLOCKS and not cells) else ""


def _plain(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def is_page(head: bytes) -> bool:
    """Whether a file begins as a web page, whatever its name says."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_BEGINNINGS)


def page_text(path: Path) -> Parsed:
    content = path.read_bytes()
    try:
        markup = content.decode(declared_encoding(content) or "utf-8")
    except (LookupError, UnicodeDecodeError):
        markup = decode(content)[0]
    return Parsed(html_text(markup), "html")


def declared_encoding(content: bytes) -> str:
    """The charset that the page names, '' where none."""
    match = _CHARSET.search(content[:2048])
    return match.group(1).decode("ascii") if match else ""
