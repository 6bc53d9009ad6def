"""HTML to text: blocks as lines, table rows with bars, scripts and styles left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from app.documents.parsing.parsed import Parsed
from app.documents.parsing.plain import decode

_BLOCKS: Final = frozenset({
    "p", "div", "br", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "section", "article",
    "header", "footer", "ul", "ol", "blockquote", "pre", "hr", "title",
})  # fmt: skip
_SILENT: Final = frozenset({"script", "style", "head", "template", "noscript"})
_BEGINNINGS: Final = (b"<!doctype html", b"<html")
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._silent = 0
        self._cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in ("td", "th"):
            self.pieces.append(" | " if self._cells else "")
            self._cells += 1
        elif tag in _BLOCKS and not self._cells:
            self.pieces.append("\n- " if tag == "li" else "\n")
        elif tag == "tr":
            self._cells = 0
            self.pieces.append("\n")
        elif tag in _BLOCKS:
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in ("tr", "table"):
            self._cells = 0
            self.pieces.append("\n")
        elif tag in _BLOCKS and not self._cells:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(re.sub(r"\s+", " ", data))


def html_text(markup: str) -> str:
    """The text of a page; malformed markup gives what can be had of it."""
    parser = _Text()
    parser.feed(markup)
    parser.close()
    lines = (line.strip() for line in "".join(parser.pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


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
