"""A composed document as a Word file with real styles, to be edited by its owners."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
from docx.document import Document

from app.documents.composition import OfficialDocument, Table
from app.documents.pdf.contents import heading_pages
from app.documents.pdf.letter import letter_pdf
from app.documents.word.annexes import write_annex
from app.documents.word.contents import write_contents
from app.documents.word.footnotes import write_footnotes
from app.documents.word.letter import write_letter
from app.documents.word.package import repacked
from app.documents.word.styles import prepare_styles
from app.documents.word.verification import write_verification

__all__ = ["render_docx"]


def render_docx(document: OfficialDocument) -> bytes:
    """The whole document. The same document always gives the same bytes."""
    word = docx.Document()
    prepare_styles(word)
    _describe(word, document)
    write_letter(word, document.letter)
    if document.has_contents:
        write_contents(word, document, heading_pages(letter_pdf(document)))
    for annex in document.annexes:
        write_annex(word, annex)
    if document.verification is not None:
        write_verification(word.sections[0], document.verification)
    write_footnotes(word, document.notes)
    out = io.BytesIO()
    word.save(out)
    return repacked(out.getvalue(), _grids(document))


def _grids(document: OfficialDocument) -> Iterator[Table]:
    """Every ruled table, in the order of the marks that keep their places."""
    for blocks in (document.letter.blocks, *(annex.blocks for annex in document.annexes)):
        yield from (block for block in blocks if isinstance(block, Table))


def _describe(word: Document, document: OfficialDocument) -> None:
    """File properties; every date in them is the document's own."""
    properties = word.core_properties
    properties.title = document.title[:255]
    properties.author = document.author[:255]
    properties.subject = document.subject[:255]
    properties.keywords = document.keywords[:255]
    properties.comments = ""
    properties.last_modified_by = document.author[:255]
    properties.language = "vi-VN"
    properties.revision = 1
    properties.created = document.made_at.replace(tzinfo=None)
    properties.modified = document.made_at.replace(tzinfo=None)
