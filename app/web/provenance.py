"""Who read a file and how sure it was, in words for the people who check it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask_babel import gettext as _

_READERS: Final[dict[str, Callable[[], str]]] = {
    "docx": lambda: _("chữ trong tệp Word"),
    "pdf": lambda: _("chữ trong tệp PDF (pdfium)"),
    "tesseract": lambda: _("nhận dạng chữ từ ảnh (Tesseract)"),
    "antiword": lambda: _("chữ trong tệp Word cũ (antiword)"),
    "libreoffice": lambda: _("tệp chuyển đổi bằng LibreOffice"),
    "html": lambda: _("chữ trong trang web"),
    "workbook": lambda: _("ô của biểu Excel"),
}


def read_by(reader: str, sureness: float) -> str:
    """One line about a read file; '' for one that nothing has read.

    ``reader`` and ``sureness`` are as in ``Upload``.
    """
    if not reader:
        return ""
    named = ", ".join(_named(part) for part in reader.split("+"))
    line = _("Cách đọc: %(readers)s", readers=named)
    if "tesseract" not in reader:
        return line
    sure = _("độ chắc chắn trung bình %(share)s %%", share=f"{sureness * 100:.0f}")
    return f"{line}; {sure}"


def _named(part: str) -> str:
    words = _READERS.get(part)
    return words() if words else _("văn bản, bảng mã %(name)s", name=part)
