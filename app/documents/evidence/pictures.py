"""A picture of a file, drawn anew: nothing of what the file carried beside it is passed on.

A photograph's place and camera stay in the original; a script in a PDF is not run.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError

from app.documents.parsing import Unreadable
from app.documents.parsing.child import in_child

#: The longer side, in pixels: large enough to read a page on a screen.
_SIDE: Final = 1200
_MOST_PIXELS: Final = 120_000_000
_QUALITY: Final = 80
_SECONDS: Final = 30


def first_sight(path: Path) -> bytes:
    """A JPEG of the picture, or of the first page; made in a child with limits.

    Raises ``Unreadable`` with a sentence for whoever sent the file.
    """
    return in_child(_drawn, path, _SECONDS)


def _drawn(path: Path) -> bytes:
    with path.open("rb") as file:
        is_pdf = file.read(5) == b"%PDF-"
    return _jpeg(_first_page(path) if is_pdf else _opened(path))


def _first_page(path: Path) -> Image.Image:
    try:
        document = pypdfium2.PdfDocument(path)
        page = document[0]
        share = _SIDE / max(*page.get_size(), 1.0)
        drawn: Image.Image = page.render(scale=min(share, 4.0)).to_pil()
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise Unreadable(
            "Không mở được PDF để xem trước: tệp bị hỏng hoặc có mật khẩu. Tệp gốc vẫn được giữ."
        ) from error
    return drawn


def _opened(path: Path) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        with Image.open(path) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise Unreadable("Ảnh quá lớn để xem trước. Tệp gốc vẫn được giữ.")
            picture.draft("RGB", (_SIDE, _SIDE))
            return ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unreadable("Ảnh quá lớn để xem trước. Tệp gốc vẫn được giữ.") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Unreadable(
            "Không mở được ảnh để xem trước: tệp bị hỏng. Hãy chụp hoặc lưu lại rồi gửi."
        ) from error


def _jpeg(picture: Image.Image) -> bytes:
    """On white paper where it is transparent, and without any of the original's records."""
    picture.thumbnail((_SIDE, _SIDE))
    over = picture.convert("RGBA")
    paper = Image.new("RGBA", over.size, "white")
    out = io.BytesIO()
    Image.alpha_composite(paper, over).convert("RGB").save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
