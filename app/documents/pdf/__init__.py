"""A composed document as one PDF: the letter, then its annexes, merged and bookmarked."""

from __future__ import annotations

import hashlib
import io
from typing import Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from app.documents.composition import OfficialDocument
from app.documents.numerals import VIETNAM
from app.documents.pdf.annexes import annex_pdf
from app.documents.pdf.contents import heading_pages, insert_contents
from app.documents.pdf.letter import RenderingFailed, letter_pdf
from app.documents.pdf.stamping import stamp

__all__ = ["RenderingFailed", "render_pdf"]

_PRODUCER: Final = "Tổng Hợp"


def render_pdf(document: OfficialDocument) -> bytes:
    """The whole document. The same document always gives the same bytes."""
    writer = PdfWriter()
    letter = letter_pdf(document)
    writer.append(PdfReader(io.BytesIO(letter)))
    counts = [_append(writer, annex_pdf(annex)) for annex in document.annexes]
    if document.has_contents:
        insert_contents(writer, document, heading_pages(letter), counts)
    first = len(writer.pages) - sum(counts)
    for annex, count in zip(document.annexes, counts, strict=True):
        writer.add_outline_item(title=f"{annex.mark}. {annex.title}", page_number=first)
        first += count
    if document.verification is not None:
        stamp(writer, document.verification)
    return _written(writer, document)


def _append(writer: PdfWriter, content: bytes) -> int:
    """The number of pages that were added."""
    before = len(writer.pages)
    writer.append(PdfReader(io.BytesIO(content)), import_outline=False)
    return len(writer.pages) - before


def _written(writer: PdfWriter, document: OfficialDocument) -> bytes:
    """Fixed dates and an identifier made from the contents, so that a seal can be verified."""
    made_at = document.made_at.astimezone(VIETNAM).strftime("D:%Y%m%d%H%M%S+07'00'")
    writer.metadata = {
        "/Title": document.title,
        "/Author": document.author,
        "/Subject": document.subject,
        "/Keywords": document.keywords,
        "/Creator": _PRODUCER,
        "/Producer": _PRODUCER,
        "/CreationDate": made_at,
        "/ModDate": made_at,
    }
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject("vi")
    root[NameObject("/ViewerPreferences")] = DictionaryObject(
        {NameObject("/DisplayDocTitle"): BooleanObject(True)}
    )
    digest = hashlib.sha256(document.title.encode())
    for page in writer.pages:
        page.compress_content_streams()
        contents = page.get_contents()
        digest.update(contents.get_data() if contents is not None else b"")
    identifier = ByteStringObject(digest.digest()[:16])
    writer._ID = ArrayObject((identifier, identifier))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
