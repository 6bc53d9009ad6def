"""Scans and photographs of report files: rendered pages, then what scanners do to them."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter


@dataclass(frozen=True)
class Scanner:
    """``tilt`` in degrees either way, ``noise`` as deviation of grey levels, ``blur`` in
    pixels, ``paper`` the grey of the ground, ``shade`` how much darker one side is.
    """

    dpi: int
    tilt: float
    noise: float
    blur: float
    paper: int = 250
    ink: int = 30
    shade: int = 0
    quality: int = 80


GOOD = Scanner(dpi=300, tilt=0.4, noise=6, blur=0.6)
FAIR = Scanner(dpi=200, tilt=0.8, noise=9, blur=0.5, paper=235, ink=45)
POOR = Scanner(dpi=150, tilt=1.3, noise=14, blur=0.55, paper=215, ink=60, quality=55)
BAD = Scanner(dpi=150, tilt=1.5, noise=28, blur=0.9, paper=205, ink=70, quality=35)
PHOTOGRAPH = Scanner(dpi=220, tilt=1.8, noise=10, blur=0.7, paper=225, ink=50, shade=70)


def pictures_of(document: bytes, scanner: Scanner, chance: random.Random) -> list[Image.Image]:
    """A picture for each page of a PDF."""
    pages = pypdfium2.PdfDocument(document)
    return [scanned(page, scanner, chance) for page in pages]


def scanned(page: Any, scanner: Scanner, chance: random.Random) -> Image.Image:
    clean = page.render(scale=scanner.dpi / 72).to_pil().convert("L")
    tilt = chance.uniform(0.5, 1.0) * scanner.tilt * chance.choice((-1, 1))
    turned = clean.rotate(tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    soft = turned.filter(ImageFilter.GaussianBlur(scanner.blur))
    grey = np.asarray(soft, dtype=np.float32) / 255 * (scanner.paper - scanner.ink) + scanner.ink
    grey -= np.linspace(0, scanner.shade, soft.width, dtype=np.float32)
    dust = np.random.default_rng(chance.getrandbits(32))
    grey += dust.normal(0, scanner.noise, grey.shape).astype(np.float32)
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))


def as_jpeg(picture: Image.Image, scanner: Scanner) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=scanner.quality, dpi=(scanner.dpi, scanner.dpi))
    return kept.getvalue()


def as_png(picture: Image.Image) -> bytes:
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def as_tiff(pictures: Sequence[Image.Image]) -> bytes:
    kept = io.BytesIO()
    pictures[0].save(
        kept, "TIFF", save_all=True, append_images=pictures[1:], compression="tiff_deflate"
    )
    return kept.getvalue()


def scanned_pdf(document: bytes, scanner: Scanner, chance: random.Random) -> bytes:
    """A PDF that holds nothing but pictures of its pages."""
    pictures = [
        Image.open(io.BytesIO(as_jpeg(picture, scanner)))
        for picture in pictures_of(document, scanner, chance)
    ]
    kept = io.BytesIO()
    pictures[0].save(kept, "PDF", save_all=True, append_images=pictures[1:], resolution=scanner.dpi)
    return kept.getvalue()
