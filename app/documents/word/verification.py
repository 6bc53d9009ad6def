"""The code by which anybody may verify a document, at the foot of a section's first page."""

from __future__ import annotations

import io
from typing import Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.section import Section
from docx.shared import Mm, Pt

from app.documents import qr
from app.documents.composition import Verification

_SIDE: Final = 17
_SIZE: Final = 7.5


def write_verification(section: Section, verification: Verification) -> None:
    """The pages after the first carry none: whoever edits the file makes another document."""
    footer = section.first_page_footer
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.space_after = Pt(0)
    words = paragraph.add_run(" · ".join(verification.lines) + "  ")
    words.font.size = Pt(_SIZE)
    shape = paragraph.add_run().add_picture(io.BytesIO(qr.png(verification.url)), width=Mm(_SIDE))
    described = shape._inline.docPr
    described.set("descr", f"Mã QR dẫn tới {verification.url}")
    described.set("title", "Mã kiểm tra")
