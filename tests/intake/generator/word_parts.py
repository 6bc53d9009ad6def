"""Word documents put together from their own XML, for what no library writes."""

from __future__ import annotations

import html

from tests.intake.generator.files import zipped

SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)

_PACKAGING = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# What makes the ZIP a Word document for other programs: which part is the text.
_PACKAGE = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGING}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_KIND}"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGING}/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>',
}


def run(text: str, font: str = "") -> str:
    fonts = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>' if font else ""
    return f'<w:r>{fonts}<w:t xml:space="preserve">{html.escape(text)}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", properties: str = "") -> str:
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{''.join(runs)}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """Cells are XML of whole paragraphs or tables; plain text becomes a paragraph."""
    body = "".join(
        "<w:tr>" + "".join(f"<w:tc>{_cell(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{body}</w:tbl>"


def _cell(content: str) -> str:
    return content if content.startswith("<w:") else paragraph(run(content))


def document_of(body: str) -> str:
    return f"<w:document {SPACES}><w:body>{body}</w:body></w:document>"


def word_file(document: str, **parts: str) -> bytes:
    """``parts``: the inside of styles, numbering, footnotes … by the name of the part."""
    files = {name: text.encode() for name, text in _PACKAGE.items()}
    files["word/document.xml"] = document.encode()
    for name, inside in parts.items():
        root = {"header1": "hdr", "footer1": "ftr"}.get(name, name)
        files[f"word/{name}.xml"] = f"<w:{root} {SPACES}>{inside}</w:{root}>".encode()
    return zipped(files)
