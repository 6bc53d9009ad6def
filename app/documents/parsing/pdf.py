"""PDF to text: pypdfium2 for prose, pdfplumber for ruled tables, OCR for scans."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final

import pdfplumber
import pypdfium2

from app.documents.parsing.faults import Unreadable

_MOST_PAGES: Final = 120
_LEAST_LETTERS: Final = 40
_MOST_TABLE_PAGES: Final = 40
_MARGIN: Final = 54.0
_PAGE_NUMBER: Final = re.compile(r"[-–\s]*\d{1,3}[-–\s]*")


def pdf_text(path: Path) -> tuple[str, str, float]:
    """(text, reader, sureness) of a PDF; pages are parted by form feeds."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        sentence = (
            "Tệp PDF có mật khẩu. Hãy gửi tệp không đặt mật khẩu."
            if locked
            else "Tệp PDF bị hỏng. Hãy xuất lại rồi gửi."
        )
        raise Unreadable(sentence) from error
    if len(document) > _MOST_PAGES:
        raise Unreadable(
            f"Tệp PDF dài {len(document)} trang; báo cáo được đọc tối đa {_MOST_PAGES} trang."
        )
    pages = [_page_text(document[number]) for number in range(len(document))]
    if sum(len(re.findall(r"[^\W\d_]", page)) for page in pages) < _LEAST_LETTERS * len(pages):
        return _recognised(document)
    tables = _tables(path, len(pages))
    merged = [_with_tables(page, tables.get(number, [])) for number, page in enumerate(pages)]
    return "\f".join(merged), "pdf", 0.99


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


def _tables(path: Path, pages: int) -> dict[int, list[list[list[str]]]]:
    """Ruled tables by page; none where the file confuses the table finder."""
    found: dict[int, list[list[list[str]]]] = {}
    with pdfplumber.open(path) as document:
        for number, page in enumerate(document.pages[: min(pages, _MOST_TABLE_PAGES)]):
            if len(page.lines) + len(page.rects) + len(page.edges) < 6:
                continue
            rows = [_clean(table) for table in page.extract_tables()]
            kept = [table for table in rows if len(table) >= 2 and len(table[0]) >= 2]
            if kept:
                found[number] = kept
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


def _recognised(document: Any) -> tuple[str, str, float]:
    """Letters recognised from page pictures, where Tesseract is installed."""
    if not shutil.which("tesseract"):
        raise Unreadable(
            "Tệp PDF là bản quét, không có chữ. Máy chủ chưa cài Tesseract (gói tesseract-ocr "
            "và tesseract-ocr-vie); "
            "hãy gửi tệp Word hoặc PDF xuất từ Word."
        )
    with tempfile.TemporaryDirectory() as folder:
        texts = []
        for number in range(len(document)):
            picture = Path(folder) / f"{number}.png"
            document[number].render(scale=300 / 72).to_pil().save(picture)
            texts.append(recognise(picture))
    return "\f".join(texts), "tesseract", 0.8


def recognise(picture: Path) -> str:
    """The text of one picture."""
    done = subprocess.run(
        [str(shutil.which("tesseract")), str(picture), "-", "-l", "vie", "--psm", "4"],
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise Unreadable("Tesseract không đọc được ảnh; kiểm tra đã cài gói tesseract-ocr-vie.")
    return done.stdout.decode("utf-8", "replace")
