"""PDF to text: pypdfium2 for prose, pdfplumber for ruled tables, OCR for scans."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pdfplumber
import pypdfium2
from PIL import Image
from pypdfium2 import raw

from app.documents.parsing.composing import joined
from app.documents.parsing.faults import Unreadable
from app.documents.parsing.legacy_letters import mend_legacy
from app.documents.parsing.parsed import Parsed
from app.documents.parsing.recognition import MOST_SCANNED, recognised

_MOST_PAGES: Final = 120
_LEAST_LETTERS: Final = 40
_MOST_TABLE_PAGES: Final = 40
_MOST_OBJECTS: Final = 20_000
_SAMPLE: Final = 400
_LONGEST_SIDE: Final = 4200
_MARGIN: Final = 54.0
_LETTER: Final = re.compile(r"[^\W\d_]")
_PAGE_NUMBER: Final = re.compile(r"[-–\s]*\d{1,3}[-–\s]*")
_LOCKED: Final = "Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."
_BROKEN: Final = "Tệp PDF bị hỏng hoặc gửi thiếu. Hãy xuất lại từ Word rồi gửi."
# pdfium is not made for two threads at once.
_RENDERING: Final = threading.Lock()


def pdf_text(path: Path) -> Parsed:
    """The text of a PDF, page by page: typed pages as they are, pictures of pages by
    recognition. Pages are parted by form feeds.
    """
    document = _opened(path)
    pages = [_typed(document[number]) for number in range(len(document))]
    scans = [number for number, page in enumerate(pages) if page is None]
    _require_few(scans)
    read = dict(zip(scans, recognised([_picture_of(document, n) for n in scans]), strict=True))
    tables = _tables(path, [number for number, page in enumerate(pages) if page is not None])
    return joined(
        [
            read[number] if page is None else _merged(page, tables.get(number, []))
            for number, page in enumerate(pages)
        ]
    )


def _opened(path: Path) -> Any:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(_LOCKED if "password" in str(error).lower() else _BROKEN) from error
    if len(document) > _MOST_PAGES:
        raise Unreadable(
            f"Tệp PDF dài {len(document)} trang; báo cáo được đọc tối đa {_MOST_PAGES} trang."
            " Hãy gửi riêng phần báo cáo."
        )
    return document


def _typed(page: Any) -> str | None:
    """The text of a page; None for the picture of a page, even with a hidden layer of text
    that a scanner's own recognition, of unknown quality, put behind it.
    """
    text = _page_text(page)
    letters = len(_LETTER.findall(text))
    if letters >= _LEAST_LETTERS and not _is_hidden(page):
        return mend_legacy(text)
    return None if _is_picture(page) else text


def _is_picture(page: Any) -> bool:
    """Whether pictures cover most of the page."""
    width, height = page.get_size()
    covered = 0.0
    for number, item in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])):
        if number >= _MOST_OBJECTS:
            break
        left, bottom, right, top = item.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return covered > 0.4 * width * height


def _is_hidden(page: Any) -> bool:
    """Whether the letters are drawn invisibly, as over a scan."""
    letters = list(islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]), _SAMPLE))
    modes = [raw.FPDFTextObj_GetTextRenderMode(item.raw) for item in letters]
    return bool(modes) and modes.count(raw.FPDF_TEXTRENDERMODE_INVISIBLE) > len(modes) / 2


def _require_few(scans: Sequence[int]) -> None:
    if len(scans) > MOST_SCANNED:
        raise Unreadable(
            f"Tệp PDF có {len(scans)} trang quét; đọc được tối đa {MOST_SCANNED} trang quét."
            " Hãy gửi riêng phần báo cáo, hoặc gửi tệp Word."
        )


def _picture_of(document: Any, number: int) -> Callable[[], Image.Image]:
    """Renders the page when called: the pictures of a long scan never stand together."""

    def render() -> Image.Image:
        with _RENDERING:
            page = document[number]
            scale = min(300 / 72, _LONGEST_SIDE / max(page.get_size()))
            return page.render(scale=scale, grayscale=True).to_pil().convert("L")

    return render


def _merged(page: str, tables: list[list[list[str]]]) -> Parsed:
    return Parsed(_with_tables(page, tables), "pdf")


def _page_text(page: Any) -> str:
    """The body of a page, without a page number in its margins."""
    textpage = page.get_textpage()
    height = page.get_height()
    top, bottom = height, 0.0
    if _PAGE_NUMBER.fullmatch(textpage.get_text_bounded(bottom=height - _MARGIN).strip()):
        top = height - _MARGIN
    if _PAGE_NUMBER.fullmatch(textpage.get_text_bounded(top=_MARGIN).strip()):
        bottom = _MARGIN
    if top < height or bottom:
        text: str = textpage.get_text_bounded(bottom=bottom, top=top)
    else:
        text = textpage.get_text_range()
    # pdfium marks a hyphen at a line's end with U+FFFE.
    return re.sub("\ufffe\\s*", "", text).replace("\r\n", "\n").replace("\r", "\n")


def _tables(path: Path, numbers: Sequence[int]) -> dict[int, list[list[list[str]]]]:
    """Ruled tables by page; none where the file confuses the table finder."""
    found: dict[int, list[list[list[str]]]] = {}
    with pdfplumber.open(path) as document:
        for number in numbers[:_MOST_TABLE_PAGES]:
            page = document.pages[number]
            if not 6 <= len(page.lines) + len(page.rects) + len(page.curves) <= _MOST_OBJECTS:
                continue
            rows = [_clean(table) for table in page.extract_tables()]
            kept = [table for table in rows if len(table) >= 2 and len(table[0]) >= 2]
            if kept:
                found[number] = kept
            page.close()
    return found


def _clean(table: list[list[str | None]]) -> list[list[str]]:
    return [[" ".join((cell or "").split()) for cell in row] for row in table]


def _with_tables(page: str, tables: list[list[list[str]]]) -> str:
    """The page's text with the lines of a table replaced by its rows."""
    lines = page.split("\n")
    for table in tables:
        cells = [cell for row in table for cell in row if cell]
        loose = {re.sub(r"\s+", "", piece) for cell in cells for piece in [cell]}
        whole = re.sub(r"\s+", "", "".join(cells))
        inside = [
            at
            for at, line in enumerate(lines)
            if line.strip() and re.sub(r"\s+", "", line) and _belongs(line, loose, whole)
        ]
        rows = [" | ".join(row) for row in table if any(row)]
        if not inside:
            lines += ["", *rows]
            continue
        first = inside[0]
        kept = [line for at, line in enumerate(lines) if at not in set(inside)]
        lines = [*kept[:first], "", *rows, "", *kept[first:]]
    return "\n".join(lines)


def _belongs(line: str, loose: set[str], whole: str) -> bool:
    """Whether a line is made of the table's own words."""
    bare = re.sub(r"\s+", "", line)
    if bare in loose:
        return True
    return len(bare) > 3 and bare in whole
