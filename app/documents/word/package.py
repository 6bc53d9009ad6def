"""The zip around a Word file: its ruled tables put in, and nothing that changes from run to run."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Final

from app.documents.composition import Table
from app.documents.word.tables import GRID_MARK, grid_xml

#: The earliest date that a zip can carry stands for "no date".
_NO_DATE: Final = (1980, 1, 1, 0, 0, 0)
_BODY: Final = "word/document.xml"
_MARK: Final = f'<w:p w:rsidR="{GRID_MARK}"/>'.encode()


def repacked(package: bytes, grids: Iterable[Table]) -> bytes:
    """The same parts in the same order with a fixed date, each mark replaced by its table.

    Raises ``ValueError`` when marks and tables are not as many.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, _NO_DATE)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.create_system = 0
            content = old.read(entry)
            with new.open(fixed, "w") as part:
                for piece in _filled(content, grids) if entry.filename == _BODY else (content,):
                    part.write(piece)
    return out.getvalue()


def _filled(body: bytes, grids: Iterable[Table]) -> Iterator[bytes]:
    first, *rest = body.split(_MARK)
    yield first
    for table, following in zip(grids, rest, strict=True):
        yield from (text.encode() for text in grid_xml(table))
        yield following
