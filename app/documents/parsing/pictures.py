"""Pictures of paper made fit for recognition: upright, grey, evenly lit, 300 dpi.

Nothing here depends on the program that recognises the letters.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps, ImageSequence, UnidentifiedImageError

from app.documents.parsing.faults import Unreadable

Grey = NDArray[np.uint8]
# A4 at 300 dpi is 2480 × 3508: letters of 13 points are then about 30 pixels high.
_WIDTH: Final = 2480
_MOST_PIXELS: Final = 60_000_000
_LEAST_SIDE: Final = 300
_MOST_FRAMES: Final = 60
_MOST_TILT: Final = 4.0
# The tilt is looked for on a small picture: first by half degrees, then by twentieths.
_SMALL: Final = 800
_COARSE, _FINE = 0.5, 0.05
# Shares of the ground's brightness that become full black and clean paper.
_BLACK, _WHITE = 0.2, 0.85
# Grain, as a share of the contrast, from which a picture is softened.
_GRAIN: Final = 0.05
# How much darker than the paper ink is at least, and how much of it makes a page.
_FAINT, _LEAST_INK = 40.0, 40
Image.MAX_IMAGE_PIXELS = _MOST_PIXELS


def pages_of(path: Path) -> list[Image.Image]:
    """The pictures in a file (several only in a TIFF), upright and grey.

    Raises ``Unreadable`` for what is no picture, or too large or too small to hold a page.
    """
    try:
        with Image.open(path) as picture:
            if getattr(picture, "n_frames", 1) > _MOST_FRAMES:
                raise Unreadable(f"Ảnh có quá {_MOST_FRAMES} trang. Hãy chia nhỏ rồi gửi.")
            return [_checked(frame) for frame in ImageSequence.Iterator(picture)]
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Unreadable(_too_large()) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Unreadable("Ảnh bị hỏng nên không mở được. Hãy chụp hoặc quét lại.") from error


def _too_large() -> str:
    return f"Ảnh lớn quá {_MOST_PIXELS // 10**6} triệu điểm ảnh. Hãy thu nhỏ rồi gửi."


def _checked(frame: Image.Image) -> Image.Image:
    if frame.width * frame.height > _MOST_PIXELS:
        raise Unreadable(_too_large())
    if min(frame.size) < _LEAST_SIDE:
        raise Unreadable(
            f"Ảnh chỉ {frame.width} × {frame.height} điểm, quá nhỏ để đọc chữ."
            " Hãy chụp hoặc quét rõ hơn (từ 150 dpi)."
        )
    return _grey(ImageOps.exif_transpose(frame))


def _grey(picture: Image.Image) -> Image.Image:
    """Transparent is paper, too."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        over = picture.convert("RGBA")
        paper = Image.new("RGBA", over.size, "white")
        picture = Image.alpha_composite(paper, over)
    return picture.convert("L")


def is_blank(picture: Image.Image) -> bool:
    """Whether there is hardly anything darker than the paper, as on the back of a sheet."""
    small = _array(picture.reduce(4) if min(picture.size) > 4 * _LEAST_SIDE else picture)
    paper = float(np.percentile(small, 90))
    return int((small < paper - _FAINT).sum()) < _LEAST_INK


def made_fit(picture: Image.Image) -> Image.Image:
    """The page without grain, at the size that recognition likes, evenly lit and level."""
    picture = without_grain(picture)
    share = _WIDTH / min(picture.size)
    if not 0.8 < share < 1.25:
        size = (round(picture.width * share), round(picture.height * share))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    lit = evenly_lit(picture)
    angle = tilt(lit)
    if abs(angle) < _FINE:
        return lit
    return lit.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=255)


def without_grain(picture: Image.Image) -> Image.Image:
    """Softened as far as the paper is grainy; clean pages stay as they are."""
    values = _array(picture).astype(np.float32)
    steps = np.abs(
        values[1:-1, 1:-1] * 4
        - values[:-2, 1:-1]
        - values[2:, 1:-1]
        - values[1:-1, :-2]
        - values[1:-1, 2:]
    )
    # Most of a page is paper: the median step there is the grain alone (Gaussian: 0.67 of √20).
    grain = float(np.median(steps)) / 3.0
    contrast = float(np.percentile(values, 80) - np.percentile(values, 1))
    if grain < _GRAIN * max(contrast, 1.0):
        return picture
    return picture.filter(ImageFilter.GaussianBlur(min(1.3, 10 * grain / max(contrast, 1.0))))


def evenly_lit(picture: Image.Image) -> Image.Image:
    """Divided by its own background: shadows and grey paper become white."""
    small = picture.resize((max(1, picture.width // 16), max(1, picture.height // 16)))
    paper = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4))
    ground = _array(paper.resize(picture.size, Image.Resampling.BILINEAR)).astype(np.float32)
    even = _array(picture).astype(np.float32) / np.maximum(ground, 40.0)
    level = (even - _BLACK) / (_WHITE - _BLACK) * 255
    return Image.fromarray(np.clip(level, 0, 255).astype(np.uint8))


def tilt(picture: Image.Image) -> float:
    """Degrees to turn the page (anticlockwise) so that its lines lie level.

    Lines of text are level where the ink of the rows differs most from row to row.
    """
    share = _SMALL / picture.width
    small = picture.resize((_SMALL, max(1, round(picture.height * share))))
    ink = Image.fromarray(255 - _array(small))
    coarse = _steepest(ink, np.arange(-_MOST_TILT, _MOST_TILT + _COARSE, _COARSE))
    return _steepest(ink, np.arange(coarse - _COARSE, coarse + _COARSE, _FINE))


def _steepest(ink: Image.Image, angles: NDArray[Any]) -> float:
    def sharpness(angle: float) -> float:
        rows = _array(ink.rotate(angle, Image.Resampling.BILINEAR)).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    return float(max(angles, key=lambda angle: sharpness(float(angle))))


def _array(picture: Image.Image) -> Grey:
    return np.asarray(picture, dtype=np.uint8)
