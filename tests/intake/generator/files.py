"""A report's text as the files that wards send: Word, PDF, HTML, other encodings."""

from __future__ import annotations

import html
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docx import Document
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

FONT = Path(__file__).resolve().parents[3] / "app/documents/fonts/LiberationSerif-Regular.ttf"
Maker = Callable[[str], bytes]


def word(text: str) -> bytes:
    """Paragraphs, and real tables where the text has rows of cells."""
    document = Document()
    for rows, line in _pieces(text):
        if rows:
            width = max(len(row) for row in rows)
            table = document.add_table(rows=0, cols=width)
            for row in rows:
                cells = table.add_row().cells
                for at, cell in enumerate(row):
                    cells[at].text = cell
        else:
            document.add_paragraph(line.strip())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(text: str) -> bytes:
    """Justified prose with page numbers, and ruled tables."""
    if "Liberation" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Liberation", str(FONT)))
    style = ParagraphStyle("body", fontName="Liberation", fontSize=13, leading=17, alignment=4)
    story: list[object] = []
    for rows, line in _pieces(unicodedata.normalize("NFC", text)):
        if rows:
            width = max(len(row) for row in rows)
            padded = [row + [""] * (width - len(row)) for row in rows]
            cells = [[Paragraph(html.escape(cell), style) for cell in row] for row in padded]
            table = Table(cells)
            table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")]))
            story.append(table)
        else:
            story.append(Paragraph(html.escape(line.strip()) or "&nbsp;", style))
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build(story, onLaterPages=_number_page)
    return out.getvalue()


def _number_page(canvas: Any, template: Any) -> None:
    canvas.drawCentredString(297, 810, str(template.page))


def page(text: str) -> bytes:
    """A web page."""
    parts = []
    for rows, line in _pieces(text):
        if rows:
            body = "".join(
                "<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in row) + "</tr>"
                for row in rows
            )
            parts.append(f"<table>{body}</table>")
        else:
            parts.append(f"<p>{html.escape(line)}</p>")
    head = "<!doctype html><html><head><title>x</title><style>p{}</style></head>"
    return f"{head}<body>{''.join(parts)}</body></html>".encode()


def utf8_marked(text: str) -> bytes:
    return text.encode("utf-8-sig")


def utf16(text: str) -> bytes:
    return text.encode("utf-16")


def utf16_unmarked(text: str) -> bytes:
    return text.encode("utf-16-le")


def windows_1258(text: str) -> bytes:
    """Base letters of the code page with combining tones behind them."""
    out = []
    for char in unicodedata.normalize("NFC", text):
        try:
            out.append(char.encode("cp1258"))
        except UnicodeEncodeError:
            out.append(_with_tone(char))
    return b"".join(out)


def _with_tone(char: str) -> bytes:
    decomposed = unicodedata.normalize("NFD", char)
    tones = "".join(mark for mark in decomposed[1:] if mark in "\u0300\u0301\u0303\u0309\u0323")
    rest = "".join(mark for mark in decomposed[1:] if mark not in tones)
    letter = unicodedata.normalize("NFC", decomposed[0] + rest)
    return (letter + tones).encode("cp1258", errors="replace")


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _pieces(text: str) -> list[tuple[list[list[str]], str]]:
    """Lines, with runs of table rows gathered: (rows, '') or ([], line)."""
    pieces: list[tuple[list[list[str]], str]] = []
    for line in text.split("\n"):
        if re.fullmatch(r"[\s|:+\-]+", line) and "|" in line:
            continue
        cells = _cells(line)
        if cells and pieces and pieces[-1][0]:
            pieces[-1][0].append(cells)
        elif cells:
            pieces.append(([cells], ""))
        else:
            pieces.append(([], line))
    return pieces


def _cells(line: str) -> list[str]:
    if line.count("|") >= 2:
        return [
            cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")
        ]
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    return []


MAKERS: dict[str, tuple[str, Maker]] = {
    "word": (".docx", word),
    "pdf": (".pdf", pdf),
    "html": (".html", page),
    "utf8_marked": (".txt", utf8_marked),
    "utf16": (".txt", utf16),
    "utf16_unmarked": (".txt", utf16_unmarked),
    "windows_1258": (".txt", windows_1258),
}
