"""Programs of the machine that some formats need; where one is missing the tests say so."""

from __future__ import annotations

import shutil
import subprocess

import pytest


def _has_vietnamese() -> bool:
    if not shutil.which("tesseract"):
        return False
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True)
    return "vie" in listed.stdout.split()


needs_tesseract = pytest.mark.skipif(
    not _has_vietnamese(),
    reason="No Tesseract with Vietnamese here: apt-get install tesseract-ocr tesseract-ocr-vie.",
)
needs_antiword = pytest.mark.skipif(
    not shutil.which("antiword"), reason="No antiword here: apt-get install antiword."
)
needs_office = pytest.mark.skipif(
    not (shutil.which("soffice") or shutil.which("libreoffice")),
    reason="No LibreOffice here: apt-get install libreoffice-writer-nogui.",
)
