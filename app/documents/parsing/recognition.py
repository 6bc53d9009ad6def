"""Letters recognised from pictures by Tesseract with its Vietnamese data.

A figure that the recognition was not sure of is marked doubtful: it is offered to a
person and fills nothing by itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Final

from PIL import Image

from app.documents.parsing.cells import read_cells
from app.documents.parsing.composing import compose, joined
from app.documents.parsing.faults import Unreadable
from app.documents.parsing.parsed import Parsed, Word
from app.documents.parsing.pictures import is_blank, made_fit, pages_of
from app.documents.parsing.ruled import boxes_of, rules_of, without_rules, without_tables
from app.documents.parsing.second_look import looked_again
from app.domain.vietnamese.text import normalise

MOST_SCANNED: Final = 40
_PAGE_SECONDS: Final = 40
_AT_ONCE: Final = min(4, os.cpu_count() or 1)
_LANGUAGE: Final = "vie"
_FIGURES_ONLY: Final = ("-c", "tessedit_char_whitelist=0123456789.,/%-();:")
INSTALL: Final = (
    "Máy chủ chưa cài chương trình nhận dạng chữ; người quản trị cần cài gói tesseract-ocr và "
    "tesseract-ocr-vie. Trong khi chờ, hãy gửi tệp Word hoặc PDF xuất từ Word."
)


def text_of_pictures(path: Path) -> Parsed:
    """A photograph or a scan kept as a picture; a TIFF may hold several pages."""
    return joined(recognised([partial(_same, picture) for picture in pages_of(path)]))


def _same(picture: Image.Image) -> Image.Image:
    return picture


def recognised(pages: Sequence[Callable[[], Image.Image]]) -> list[Parsed]:
    """The text of each page; a page's picture is asked for when its turn comes.

    Raises ``Unreadable`` where the program or its Vietnamese data is not installed.
    """
    if not pages:
        return []
    require_tesseract()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(lambda page: read_page(page()), pages))


def require_tesseract() -> None:
    if not shutil.which("tesseract") or _LANGUAGE not in _languages():
        raise Unreadable(f"Tệp là ảnh hoặc bản quét, không có chữ. {INSTALL}")


@cache
def _languages() -> frozenset[str]:
    done = subprocess.run(
        [str(shutil.which("tesseract")), "--list-langs"],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    return frozenset(done.stdout.split())


def read_page(picture: Image.Image) -> Parsed:
    """One page: made fit, its tables read cell by cell, the text around them by lines."""
    if is_blank(picture):
        return Parsed("", "tesseract", 1.0)
    fit = made_fit(picture)
    ruled = rules_of(fit)
    bare = without_rules(fit, ruled)
    loose = looked_again(bare, words_of(without_tables(bare, ruled), "4"), _stacked_words)
    boxes = boxes_of(ruled)
    cells = iter(read_cells(bare, [box for row in boxes for box in row], _stacked_words))
    return compose(loose, ruled.bands, [[next(cells) for _ in row] for row in boxes])


def _stacked_words(stack: Image.Image, figures: bool) -> list[Word]:
    return words_of(stack, "6", *(_FIGURES_ONLY if figures else ()))


def words_of(page: Image.Image, layout: str, *options: str) -> list[Word]:
    """The words of a picture in reading order; ``layout`` is Tesseract's page
    segmentation mode (4: one column of lines, 6: one block of lines).
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.png"
        page.save(path, compress_level=1, dpi=(300, 300))
        command = ["tesseract", str(path), "-", "-l", _LANGUAGE, "--psm", layout, *options, "tsv"]
        done = _ran(command)
    if done.returncode != 0:
        raise Unreadable("Không nhận dạng được chữ trong ảnh. Hãy quét lại hoặc gửi tệp Word.")
    return list(_words(done.stdout.decode("utf-8", "replace")))


def _ran(command: list[str]) -> subprocess.CompletedProcess[bytes]:
    # Pages are recognised side by side; a program with threads of its own would be slower.
    alone = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        return subprocess.run(
            command, capture_output=True, timeout=_PAGE_SECONDS, check=False, env=alone
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(
            "Nhận dạng chữ trong ảnh quá lâu nên đã dừng. Hãy quét lại rõ hơn hoặc gửi tệp Word."
        ) from error


def _words(table: str) -> Iterator[Word]:
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        text = normalise(cells[11]).strip() if len(cells) == 12 and cells[0] == "5" else ""
        if text:
            left, top, width, height = (int(cell) for cell in cells[6:10])
            block, paragraph, line = (int(cell) for cell in cells[2:5])
            yield Word(
                text, max(0.0, float(cells[10]) / 100), left, top, left + width, top + height,
                (block, paragraph, line),
            )  # fmt: skip
