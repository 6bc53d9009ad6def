"""Opening documents again and reading out of them what a person would."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from decimal import Decimal

import docx
import pdfplumber
import pypdfium2
from docx.document import Document
from pypdf import PdfReader


def pdf_text(pdf: bytes) -> str:
    """The text of every page below its number, in reading order."""
    pages = pypdfium2.PdfDocument(pdf)
    return "\n".join(_below_number(page) for page in pages)


def _below_number(page: pypdfium2.PdfPage) -> str:
    """Page numbers stand in the upper margin, which is wider in landscape."""
    width, height = page.get_size()
    margin = 18.5 if height > width else 26
    return page.get_textpage().get_text_bounded(top=height - margin * 72 / 25.4)


def pdf_reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def solid(text: str) -> str:
    """Without white space, which line breaks make anywhere."""
    return re.sub(r"\s", "", text)


def embedded_fonts(pdf: bytes) -> set[tuple[str, bool]]:
    """Names of all fonts that any page refers to, and whether they are in the file."""
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return {font for page in opened.pages for font in _fonts_of(page.page_obj.resources)}


def _fonts_of(resources: dict[str, object]) -> Iterator[tuple[str, bool]]:
    for reference in (resolve(resources.get("Font")) or {}).values():
        font = resolve(reference)
        descriptor = resolve(font.get("FontDescriptor")) or {}
        yield font["BaseFont"].name, "FontFile2" in descriptor


def resolve(value: object) -> object:
    return value.resolve() if hasattr(value, "resolve") else value


def word(document: bytes) -> Document:
    return docx.Document(io.BytesIO(document))


def word_text(document: bytes) -> str:
    """Every paragraph, those in tables included, in one string."""
    body = word(document).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(_T)) for p in body.iter(_P))


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_T, _P = f"{_W}t", f"{_W}p"


def vietnamese_number(text: str) -> Decimal:
    """``1.250,5`` as 1250.5; a yes-count ``68/93`` as its first number."""
    return Decimal(text.partition("/")[0].replace(".", "").replace(",", "."))
