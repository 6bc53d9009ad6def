"""Footnotes of a Word file: a part of their own, and marks in text and tables that lead there."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn

from app.documents.composition import Span
from app.documents.word.styles import NOTE_MARK, NOTE_TEXT, style_id

_PART: Final = PackURI("/word/footnotes.xml")
#: The rule above the notes, and the one above a note that goes on from the page before.
_SEPARATORS: Final = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r>'
    "<w:continuationSeparator/></w:r></w:p></w:footnote>"
)


def write_footnotes(word: Document, notes: Sequence[str]) -> None:
    """The texts of notes 1, 2, …; nothing where there are none."""
    if not notes:
        return
    body = "".join(_note(number, text) for number, text in enumerate(notes, 1))
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<w:footnotes {nsdecls('w')}>{_SEPARATORS}{body}</w:footnotes>"
    )
    part = Part(_PART, CONTENT_TYPE.WML_FOOTNOTES, xml.encode(), word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    _name_separators(word)


def note_run(span: Span) -> str:
    """The mark of a note: a footnote the first time, a reference to it ever after."""
    return f"<w:p {nsdecls('w')}>{note_xml(span)}</w:p>"


def note_xml(span: Span) -> str:
    look = f'<w:rPr><w:rStyle w:val="{style_id(NOTE_MARK)}"/></w:rPr>'
    name = f"_Note_{span.note}"
    if span.repeats_note:
        return (
            f'<w:r>{look}<w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r>{look}<w:instrText xml:space="preserve"> NOTEREF {name} \\f \\h </w:instrText>'
            f'</w:r><w:r>{look}<w:fldChar w:fldCharType="separate"/></w:r>'
            f"<w:r>{look}<w:t>{span.note}</w:t></w:r>"
            f'<w:r>{look}<w:fldChar w:fldCharType="end"/></w:r>'
        )
    number = bookmark_number(name)
    return (
        f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
        f'<w:r>{look}<w:footnoteReference w:id="{span.note}"/></w:r>'
        f'<w:bookmarkEnd w:id="{number}"/>'
    )


def bookmark_number(name: str) -> int:
    """A number for a bookmark of that name: the same name always gives the same."""
    return zlib.crc32(name.encode()) & 0x7FFFFFFF


def _note(number: int, text: str) -> str:
    mark = f'<w:rPr><w:rStyle w:val="{style_id(NOTE_MARK)}"/></w:rPr><w:footnoteRef/>'
    return (
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="{style_id(NOTE_TEXT)}"/></w:pPr>'
        f'<w:r>{mark}</w:r><w:r><w:t xml:space="preserve"> {escape(text)}</w:t></w:r></w:p>'
        "</w:footnote>"
    )


def _name_separators(word: Document) -> None:
    """The settings name the two separators, or Word draws none."""
    settings = word.settings.element
    named = OxmlElement("w:footnotePr")
    for number in ("-1", "0"):
        separator = OxmlElement("w:footnote")
        separator.set(qn("w:id"), number)
        named.append(separator)
    following = settings.find(qn("w:compat"))
    settings.insert(list(settings).index(following) if following is not None else 0, named)
