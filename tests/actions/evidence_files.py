"""Small files of every kind that is taken as evidence, and of some that are not."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx import Document
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfWriter

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"


def picture(kind: str = "PNG", size: tuple[int, int] = (640, 480), **kept: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **kept)
    return out.getvalue()


def photograph_with_a_place() -> bytes:
    """A JPEG whose EXIF record says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "Nhà văn hóa tổ 4"
    exif.get_ifd(0x8825)[1] = "N"
    return picture("JPEG", exif=exif)


def pdf(pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(300, 400)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word() -> bytes:
    out = io.BytesIO()
    document = Document()
    document.add_paragraph("Biên bản họp tổ dân phố")
    document.save(out)
    return out.getvalue()


def excel() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def old_office(stream: str) -> bytes:
    """The head and the directory's name of an Office 97 file."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64) + stream.encode("utf-16-le") + bytes(64)


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, b"x")
    return out.getvalue()
