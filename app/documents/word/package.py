"""The zip around a Word file, with nothing in it that changes from run to run."""

from __future__ import annotations

import io
import zipfile
from typing import Final

#: The earliest date that a zip can carry stands for "no date".
_NO_DATE: Final = (1980, 1, 1, 0, 0, 0)


def repacked(package: bytes) -> bytes:
    """The same parts in the same order, each with a fixed date and compression."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _NO_DATE)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.create_system = 0
            new.writestr(fixed, old.read(entry))
    return out.getvalue()
