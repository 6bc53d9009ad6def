"""The city as equal tiles, each ward with its name and the mark of its state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.documents import svg
from app.documents.characters import one_line
from app.documents.svg import WIDTH, Picture

_SHAPE: Final = 0.42
_GAP: Final = 2.0
_LEGEND: Final = 22.0
_WIDEST: Final = 62.0
#: A letter's width per unit of size.
_LETTER: Final = 0.52
_LEAST: Final = 5.0
_MOST: Final = 9.5
_HATCH: Final = 4.5
#: What the number of the state takes at the left, beside the name.
_MARK: Final = 6.0
#: Lines of two letters' heights keep their accents apart.
_LEADING: Final = 1.12


@dataclass(frozen=True, slots=True)
class Tile:
    """``kind`` is an index into the kinds of the map."""

    name: str
    column: int
    row: int
    kind: int


def tile_chart(title: str, kinds: Sequence[str], tiles: Sequence[Tile]) -> Picture:
    """Kinds are told apart by number and by shade or hatching, never by colour.

    At most four: blank, grey, hatched, dark. A legend below counts each.
    """
    columns = max((tile.column for tile in tiles), default=0) + 1
    rows = max((tile.row for tile in tiles), default=0) + 1
    side = min(_WIDEST, WIDTH / columns)
    left = (WIDTH - side * columns) / 2
    body = "".join(
        _tile(left + t.column * side, t.row * side * _SHAPE, side - _GAP, t) for t in tiles
    )
    base = rows * side * _SHAPE + 8
    counts = Counter(tile.kind for tile in tiles)
    body += "".join(_legend(kinds, counts, base))
    return svg.picture(title, _said(title, kinds, tiles), body, int(base + _LEGEND))


def _tile(x: float, y: float, width: float, tile: Tile) -> str:
    height = (width + _GAP) * _SHAPE - _GAP
    ink = "#ffffff" if tile.kind == 3 else "#000000"
    box = _box(x, y, width, height, tile.kind)
    mark = svg.text(x + 2, y + 7, str(tile.kind + 1), anchor="start", size=7, fill=ink)
    room = width - _MARK - 2
    lines = _lines(one_line(tile.name), room)
    fitting = (_fitting(text, room) for text in lines)
    size = max(_LEAST, min(_MOST, height / (_LEADING * len(lines)), *fitting))
    top = y + (height - size * len(lines)) / 2 + size * 0.82
    middle = x + (width + _MARK) / 2
    if tile.kind == 2:
        # Names must not drown in the hatching.
        wide = min(room, max(map(len, lines)) * size * _LETTER) + 1
        box += svg.rect(middle - wide / 2, top - size, wide, size * len(lines) + 1, stroke="none")
    named = (
        svg.text(middle, top + i * size, text, size=size, fill=ink) for i, text in enumerate(lines)
    )
    return box + mark + "".join(named)


def _box(x: float, y: float, width: float, height: float, kind: int) -> str:
    fill = ("#ffffff", "#dcdcdc", "#ffffff", "#4a4a4a")[kind]
    box = svg.rect(x, y, width, height, fill=fill)
    return box + ("".join(_hatching(x, y, width, height)) if kind == 2 else "")


def _hatching(x: float, y: float, width: float, height: float) -> Iterator[str]:
    steps = int((width + height) / _HATCH)
    for step in range(1, steps + 1):
        d = step * _HATCH
        yield svg.line(
            x + min(d, width),
            y + max(0.0, d - width),
            x + max(0.0, d - height),
            y + min(d, height),
        )


def _lines(name: str, room: float) -> list[str]:
    """A name on one line where it fits, else on two of like length; cut beyond that."""
    most = int(room / (_LEAST * _LETTER))
    words = name.split()
    if _fitting(name, room) >= _MOST or len(words) < 2:
        return [name[:most]]
    cuts = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))]
    return [part[:most] for part in min(cuts, key=lambda pair: max(map(len, pair)))]


def _fitting(text: str, room: float) -> float:
    return room / (max(1, len(text)) * _LETTER)


def _legend(kinds: Sequence[str], counts: Counter[int], y: float) -> Iterator[str]:
    shown = [(index, kind) for index, kind in enumerate(kinds) if counts[index]]
    step = WIDTH / max(1, len(shown))
    for place, (index, kind) in enumerate(shown):
        x = place * step + 4
        yield _box(x, y, 18, 13, index)
        said = f"{index + 1}. {kind}: {counts[index]}"
        yield svg.text(x + 23, y + 11, said, anchor="start", size=11)


def _said(title: str, kinds: Sequence[str], tiles: Sequence[Tile]) -> str:
    """Those of the last kinds by name: they are who is looked for."""
    told = []
    for index, kind in enumerate(kinds):
        names = [one_line(tile.name) for tile in tiles if tile.kind == index]
        if names:
            listed = f" ({', '.join(names)})" if index and len(names) <= 20 else ""
            told.append(f"{kind}: {len(names)} đơn vị{listed}")
    return f"{title}. {'; '.join(told)}"
