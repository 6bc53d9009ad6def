"""The zip around a workbook: the rows of its large sheets put in, drawn as they are written."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.documents.spreadsheet.pen import Looks, Pen, SharedStrings

#: Sheet XML is nine parts repetition: the usual 6 takes thrice the time for a tenth less.
_LEVEL: Final = 4
_STRINGS: Final = "xl/sharedStrings.xml"
_AREA: Final = re.compile(r'<dimension ref="[^"]*"/>')
_COUNT: Final = re.compile(r' count="\d+" uniqueCount="(\d+)"')
#: Rows end here; and links stand before this, in the order that the format demands.
_ROWS_END, _LINKS_BEFORE, _STRINGS_END = "</sheetData>", "<pageMargins", "</sst>"


@dataclass(frozen=True, slots=True)
class LargeTable:
    """What goes below the head of a sheet: ``draw`` gives rows as XML, ``last`` is the last
    cell, ``links`` lead from a cell to a place in the workbook."""

    draw: Callable[[Pen], Iterator[str]]
    last: str
    links: Iterable[tuple[str, str]] = ()


def filled(package: bytes, tables: Mapping[str, LargeTable], looks: Looks) -> bytes:
    """The same parts in the same order, with the tables in the sheets that are named by them,
    "xl/worksheets/sheet2.xml". Texts that cells share come last."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        shared = old.read(_STRINGS).decode()
        strings = SharedStrings(_unique(shared))
        pen = Pen(strings, looks)
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename in tables:
                _write(new, entry, _with_rows(content.decode(), tables[entry.filename], pen))
            elif entry.filename != _STRINGS:
                _write(new, entry, (content,))
        # The last to be written: only now is known which texts cells share.
        _write(new, old.getinfo(_STRINGS), _with_strings(shared, strings))
    return out.getvalue()


def _write(package: zipfile.ZipFile, entry: zipfile.ZipInfo, pieces: Iterable[bytes]) -> None:
    """A part under the name and date of ``entry``, which are the same in every run."""
    part = zipfile.ZipInfo(entry.filename, entry.date_time)
    part.compress_type = zipfile.ZIP_DEFLATED
    part.create_system = 0
    part._compresslevel = _LEVEL  # type: ignore[attr-defined]
    with package.open(part, "w") as opened:
        for piece in pieces:
            opened.write(piece)


def _with_rows(sheet: str, table: LargeTable, pen: Pen) -> Iterator[bytes]:
    head, tail = _AREA.sub(f'<dimension ref="A1:{table.last}"/>', sheet, 1).split(_ROWS_END)
    before, after = tail.split(_LINKS_BEFORE)
    yield head.encode()
    for rows in table.draw(pen):
        yield rows.encode()
    yield f"{_ROWS_END}{before}{_links(table.links)}{_LINKS_BEFORE}{after}".encode()


def _links(links: Iterable[tuple[str, str]]) -> str:
    drawn = "".join(f'<hyperlink ref="{cell}" location="{place}"/>' for cell, place in links)
    return f"<hyperlinks>{drawn}</hyperlinks>" if drawn else ""


def _unique(shared: str) -> int:
    found = _COUNT.search(shared)
    if found is None:
        raise ValueError("no count of shared strings")
    return int(found[1])


def _with_strings(shared: str, strings: SharedStrings) -> Iterator[bytes]:
    # The counts are for information only, and no longer true.
    head, tail = _COUNT.sub("", shared, 1).split(_STRINGS_END)
    yield head.encode()
    for text in strings.xml():
        yield text.encode()
    yield f"{_STRINGS_END}{tail}".encode()
