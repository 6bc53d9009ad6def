"""The table of contents of a Word file: a field whose entries are already filled in.

The pages are those of the same letter as PDF, in the same measures. Word counts them anew
when somebody updates the field; nothing asks for that when the file is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from docx.document import Document
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from app.documents.composition import LISTED_LEVELS, Annex, Heading, OfficialDocument
from app.documents.references import bookmark
from app.documents.word.runs import new_paragraph
from app.documents.word.styles import CONTENTS, style_id

TITLE: Final = "MỤC LỤC"
#: Headings by their level, and annexes by entries of their own, which name no page since
#: every annex begins again at one.
_FIELD: Final = f'TOC \\o "1-{LISTED_LEVELS}" \\h \\z \\f A'


def write_contents(word: Document, document: OfficialDocument, pages: Sequence[int]) -> None:
    """On a page of its own. ``pages`` are those of the listed headings, from 1."""
    headings = [b for b in document.letter.blocks if isinstance(b, Heading) and b.number]
    title = new_paragraph(word, "Mục lục")
    title.add_run().add_break(WD_BREAK.PAGE)
    title.add_run(TITLE)
    entries = [
        _entry(CONTENTS[h.level - 1], heading_name(h), h.text, page)
        for h, page in zip(headings, pages, strict=True)
    ]
    entries += [
        _entry(CONTENTS[-1], bookmark(annex.mark), f"{annex.mark}. {annex.title}")
        for annex in document.annexes
    ]
    for index, (style, runs) in enumerate(entries):
        begin = _field_start(_FIELD) if index == 0 else ""
        end = _FIELD_END if index == len(entries) - 1 else ""
        look = f'<w:pPr><w:pStyle w:val="{style_id(style)}"/></w:pPr>'
        paragraph = new_paragraph(word, style)._p
        paragraph.addnext(parse_xml(f"<w:p {nsdecls('w')}>{look}{begin}{runs}{end}</w:p>"))
        paragraph.getparent().remove(paragraph)


def heading_name(heading: Heading) -> str:
    """The bookmark of a listed heading."""
    return f"_Toc{heading.number:08d}"


def annex_entry(annex: Annex) -> str:
    """The instruction of the hidden field that lists an annex, without a page."""
    title = f"{annex.mark}. {annex.title}".replace('"', "”").replace("\\", "/")
    return f'TC "{title}" \\f A \\l {len(CONTENTS)} \\n'


def _entry(style: str, name: str, text: str, page: int | None = None) -> tuple[str, str]:
    shown = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    if page is not None:
        counted = f"{_field_start(_page_of(name))}<w:r><w:t>{page}</w:t></w:r>"
        shown += f"<w:r><w:tab/></w:r>{counted}{_FIELD_END}"
    return style, f'<w:hyperlink w:anchor="{name}" w:history="1">{shown}</w:hyperlink>'


_FIELD_END: Final = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _page_of(name: str) -> str:
    return f"PAGEREF {name} \\h"


def _field_start(instruction: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
