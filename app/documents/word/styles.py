"""The named styles of our Word files, after Decree 30: change one, and the text follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from app.documents import decree30
from app.documents.composition import Style

FONT: Final = "Times New Roman"
NOTE_MARK: Final = "footnote reference"
NOTE_TEXT: Final = "footnote text"
#: Entries of the table of contents: parts, sections, annexes.
CONTENTS: Final = ("toc 1", "toc 2", "toc 3")
#: Styles that Word knows by these very names.
_BUILT_IN: Final = {NOTE_TEXT, *CONTENTS}
_LANGUAGE: Final = "vi-VN"

_CENTRE: Final = WD_ALIGN_PARAGRAPH.CENTER
_JUSTIFY: Final = WD_ALIGN_PARAGRAPH.JUSTIFY
_LEFT: Final = WD_ALIGN_PARAGRAPH.LEFT


@dataclass(frozen=True, slots=True)
class _Look:
    size: float
    alignment: WD_ALIGN_PARAGRAPH
    is_bold: bool = False
    is_italic: bool = False
    indent: float = 0.0
    before: float = 0.0
    after: float = 0.0
    keeps_with_next: bool = False
    spacing: float = 1.0


_GAP: Final = decree30.PARAGRAPH_GAP
_INDENT: Final = decree30.FIRST_LINE
_BODY: Final = decree30.BODY_SIZE

_LOOKS: Final = {
    "Normal": _Look(_BODY, _LEFT),
    "Body Text": _Look(_BODY, _JUSTIFY, indent=_INDENT, after=_GAP, spacing=1.15),
    "Heading 1": _Look(
        _BODY, _LEFT, True, indent=_INDENT, before=4, after=_GAP, keeps_with_next=True, spacing=1.15
    ),
    "Heading 2": _Look(
        _BODY, _JUSTIFY, True, indent=_INDENT, after=_GAP, keeps_with_next=True, spacing=1.15
    ),
    "Heading 3": _Look(
        _BODY, _JUSTIFY, True, indent=_INDENT, after=_GAP, keeps_with_next=True, spacing=1.15
    ),
    # Inside annexes, so that the table of contents lists the letter's own headings only.
    "Heading 4": _Look(
        13, _JUSTIFY, True, indent=_INDENT, after=_GAP, keeps_with_next=True, spacing=1.15
    ),
    "Title": _Look(_BODY, _CENTRE, True, before=14, keeps_with_next=True),
    "Subtitle": _Look(_BODY, _CENTRE, True, keeps_with_next=True),
    "Caption": _Look(13, _CENTRE, True, before=4, after=4, keeps_with_next=True),
    "Header": _Look(decree30.PAGE_NUMBER_SIZE, _CENTRE),
    "Căn cứ": _Look(_BODY, _JUSTIFY, is_italic=True, indent=_INDENT, after=_GAP, spacing=1.15),
    "Gạch đầu dòng": _Look(_BODY, _JUSTIFY, indent=_INDENT, after=_GAP, spacing=1.15),
    "Ghi chú": _Look(11, _JUSTIFY, after=4),
    "Giữa dòng": _Look(13, _CENTRE, after=_GAP),
    "Chú thích hình": _Look(12, _CENTRE, is_italic=True, after=_GAP),
    "Quốc hiệu": _Look(decree30.NATION_SIZE, _CENTRE, True),
    "Tiêu ngữ": _Look(decree30.MOTTO_SIZE, _CENTRE, True),
    "Cơ quan chủ quản": _Look(decree30.AGENCY_SIZE, _CENTRE),
    "Cơ quan ban hành": _Look(decree30.AGENCY_SIZE, _CENTRE, True),
    "Số ký hiệu": _Look(decree30.NUMBER_SIZE, _CENTRE, before=6),
    "Địa danh, ngày": _Look(decree30.PLACE_SIZE, _CENTRE, is_italic=True, before=6),
    "Kính gửi": _Look(_BODY, _CENTRE, before=6, after=6),
    "Nơi nhận": _Look(decree30.RECIPIENTS_SIZE, _LEFT),
    "Nơi nhận, tiêu đề": _Look(decree30.RECIPIENTS_TITLE_SIZE, _LEFT, True, True),
    "Người ký": _Look(_BODY, _CENTRE, True),
    "Phụ lục": _Look(_BODY, _CENTRE, True, keeps_with_next=True),
    "Phụ lục, tên": _Look(_BODY, _CENTRE, True, keeps_with_next=True),
    "Phụ lục, kèm theo": _Look(13, _CENTRE, is_italic=True, after=8, keeps_with_next=True),
    "Bảng": _Look(12, _LEFT),
    "Mục lục": _Look(_BODY, _CENTRE, True, after=10, keeps_with_next=True),
    NOTE_TEXT: _Look(10, _JUSTIFY),
    **{name: _Look(13, _LEFT, name == CONTENTS[0], after=3) for name in CONTENTS},
}

#: The Word style of each kind of paragraph in a composition.
OF_PARAGRAPH: Final = {
    Style.BODY: "Body Text",
    Style.BASIS: "Căn cứ",
    Style.POINT: "Gạch đầu dòng",
    Style.REMARK: "Ghi chú",
    Style.CENTRE: "Giữa dòng",
}


def style_id(name: str) -> str:
    """What a style is called inside the file. Looking it up by name scans them all."""
    return name.replace(" ", "")


def prepare_styles(word: Document) -> None:
    """Give the document our typeface, its language and every style named above."""
    _set_defaults(word)
    for name, look in _LOOKS.items():
        _apply(_style(word, name), look)
    _add_note_mark(word)
    for name in CONTENTS:
        layout = word.styles[name].paragraph_format
        layout.left_indent = Mm(6 if name == CONTENTS[1] else 0)
        layout.right_indent = Mm(10)
        layout.tab_stops.add_tab_stop(
            Mm(decree30.TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )


def _add_note_mark(word: Document) -> None:
    mark = word.styles.add_style(NOTE_MARK, WD_STYLE_TYPE.CHARACTER, builtin=True)
    mark.font.superscript = True


def _set_defaults(word: Document) -> None:
    properties = word.styles.element.find(
        f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}"
    )
    for child in list(properties):
        properties.remove(child)
    properties.append(_fonts())
    language = OxmlElement("w:lang")
    for attribute in ("w:val", "w:eastAsia"):
        language.set(qn(attribute), _LANGUAGE)
    properties.append(language)


def _style(word: Document, name: str) -> ParagraphStyle:
    style: ParagraphStyle
    if name in word.styles:
        style = word.styles[name]
        return style
    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, name in _BUILT_IN)
    style.base_style = word.styles["Normal"]
    style.quick_style = True
    return style


def _apply(style: ParagraphStyle, look: _Look) -> None:
    _clear(style)
    font = style.font
    font.size = Pt(look.size)
    font.bold, font.italic = look.is_bold, look.is_italic
    font.color.rgb = RGBColor(0, 0, 0)
    style.element.get_or_add_rPr().insert(0, _fonts())
    layout = style.paragraph_format
    layout.alignment = look.alignment
    layout.first_line_indent = Mm(look.indent)
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.line_spacing = look.spacing
    layout.keep_with_next = look.keeps_with_next
    layout.widow_control = True


def _clear(style: ParagraphStyle) -> None:
    """Word's own headings are blue, in another typeface and ruled below."""
    for tag in ("w:rPr", "w:pPr"):
        element = style.element.find(qn(tag))
        if element is not None:
            level = element.find(qn("w:outlineLvl"))
            element.clear()
            if level is not None:
                element.append(level)


def _fonts() -> BaseOxmlElement:
    fonts = OxmlElement("w:rFonts")
    for attribute in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(attribute), FONT)
    return fonts
