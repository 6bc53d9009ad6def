"""The board of one narrative field: every point in exactly one place.

What an editor keeps comes first: a kept theme holds its points. Points that were gathered
with those of a kept theme join it, marked as new. All others stand as they were gathered;
those filed since, with points in the same words or alone.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.domain.narratives import Point, words_of
from app.domain.themes.keeping import Curation, Gathered, Kept


@dataclass(frozen=True)
class Theme:
    """Something that wards say. ``key`` names it until its points change, that of a kept one
    for good; ``new`` are the points (ids) that the editor of the field has not seen."""

    key: str
    text: str
    points: tuple[Point, ...]
    new: frozenset[str] = frozenset()
    is_kept: bool = False
    is_pinned: bool = False
    is_novel: bool = False
    reason: str = ""

    @cached_property
    def wards(self) -> tuple[str, ...]:
        """Codes of the wards that say it, each once, in the order of the points."""
        return tuple(dict.fromkeys(point.ward_code for point in self.points))

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(point.id for point in self.points))


@dataclass(frozen=True)
class Board:
    """One field: ``themes`` in printing order, what one ward alone says, what was dropped.

    ``is_read``: an editor has looked at all of it, though more may have come since.
    """

    themes: tuple[Theme, ...] = ()
    alone: tuple[Theme, ...] = ()
    dropped: tuple[Theme, ...] = ()
    is_read: bool = False

    @property
    def all(self) -> tuple[Theme, ...]:
        return (*self.themes, *self.alone, *self.dropped)

    @cached_property
    def by_key(self) -> dict[str, Theme]:
        return {theme.key: theme for theme in self.all}

    @property
    def new(self) -> int:
        """How many points no editor has seen since the field was first worked on."""
        return sum(len(theme.new) for theme in self.all)

    @property
    def is_to_read(self) -> bool:
        """Something here waits for an editor's eye."""
        return bool(self.all) and (not self.is_read or self.new > 0)


def board_of(
    points: Sequence[Point],
    names: Mapping[str, str],
    gathered: Iterable[Gathered],
    curation: Curation | None = None,
) -> Board:
    """Lay the points out. ``names`` maps ward codes to names; points in the order in which
    wards are to be listed."""
    curation = curation or Curation()
    order = {point: place for place, point in enumerate(points)}
    piles = _piles(points, names, gathered, order)
    themes = [theme for theme in _laid(piles, curation, order) if theme.points]
    marked = [_marked(theme, curation) for theme in themes]
    standing = [theme for theme in marked if not theme.reason]
    shared = [theme for theme in standing if _is_shared(theme)]
    alone = [theme for theme in standing if not _is_shared(theme)]
    alone.sort(key=lambda theme: order[theme.points[0]])
    dropped = [theme for theme in marked if theme.reason]
    shared.sort(key=_rank)
    return Board(tuple(shared), tuple(alone), tuple(dropped), curation.is_read)


def _is_shared(theme: Theme) -> bool:
    """Several wards say it, or an editor made a theme of it."""
    return theme.is_kept or len(theme.wards) > 1


def _rank(theme: Theme) -> tuple[bool, int, bool, str]:
    """Pinned first, then by how many wards say it, then what was not said before."""
    return (not theme.is_pinned, -len(theme.wards), not theme.is_novel, theme.text)


@dataclass(frozen=True)
class _Pile:
    """Points that lie together before any editor's work."""

    text: str
    points: tuple[Point, ...]
    is_novel: bool


def _piles(
    points: Sequence[Point],
    names: Mapping[str, str],
    gathered: Iterable[Gathered],
    order: Mapping[Point, int],
) -> Iterator[_Pile]:
    groups = list(gathered)
    of_member = {member: place for place, one in enumerate(groups) for member in one.members}
    known: dict[int, list[Point]] = defaultdict(list)
    fresh: list[Point] = []
    for point in points:
        place = of_member.get(point.id)
        if place is None:
            fresh.append(point)
        else:
            known[place].append(point)
    by_words = _joined(fresh, known, names) if fresh else {}
    for place, own in sorted(known.items()):
        own.sort(key=order.__getitem__)
        yield _Pile(groups[place].text, tuple(own), groups[place].is_novel)
    for own in by_words.values():
        yield _Pile(own[0].text, tuple(own), is_novel=False)


def _joined(
    fresh: Sequence[Point], known: Mapping[int, list[Point]], names: Mapping[str, str]
) -> dict[tuple[str, ...], list[Point]]:
    """Put points filed since with those in the same words; what is left, by its words."""
    said = {_words(p, names): place for place, own in known.items() for p in own}
    left: dict[tuple[str, ...], list[Point]] = defaultdict(list)
    for point in fresh:
        words = _words(point, names)
        (known[said[words]] if words in said else left[words]).append(point)
    return left


def _words(point: Point, names: Mapping[str, str]) -> tuple[str, ...]:
    return words_of(point.text, names.get(point.ward_code, ""))


def _laid(
    piles: Iterable[_Pile], curation: Curation, order: Mapping[Point, int]
) -> Iterator[Theme]:
    """Kept themes with what was gathered beside their points, then the piles that are left."""
    held: dict[str, list[Point]] = defaultdict(list)
    novel: dict[str, list[bool]] = defaultdict(list)
    rest: list[_Pile] = []
    for pile in piles:
        keepers = _keepers(pile, curation)
        free = [point for point in pile.points if point.id not in curation.keepers]
        for point in pile.points:
            if point.id in curation.keepers:
                held[curation.keepers[point.id]].append(point)
                novel[curation.keepers[point.id]].append(pile.is_novel)
        if free and keepers:
            held[keepers[0]].extend(free)
        elif free:
            rest.append(replace(pile, points=tuple(free)))
    for kept in curation.themes:
        own = sorted(held[kept.key], key=order.__getitem__)
        yield _kept(kept, own, is_novel=all(novel[kept.key]))
    yield from map(_gathered, rest)


def _keepers(pile: _Pile, curation: Curation) -> list[str]:
    """Standing kept themes that hold points of the pile, the one with most first."""
    standing = {kept.key for kept in curation.themes if not kept.reason}
    keys = (curation.keepers.get(point.id, "") for point in pile.points)
    counts = Counter(key for key in keys if key in standing)
    return sorted(counts, key=lambda key: (-counts[key], key))


def _kept(kept: Kept, points: Sequence[Point], *, is_novel: bool) -> Theme:
    return Theme(
        key=kept.key,
        text=kept.text,
        points=tuple(points),
        is_kept=True,
        is_pinned=kept.is_pinned,
        is_novel=is_novel,
        reason=kept.reason,
    )


def _gathered(pile: _Pile) -> Theme:
    ids = "\n".join(sorted({point.id for point in pile.points}))
    key = "g" + hashlib.sha256(ids.encode()).hexdigest()[:16]
    return Theme(key, pile.text, pile.points, is_novel=pile.is_novel)


def _marked(theme: Theme, curation: Curation) -> Theme:
    """New is what came after the editor's first step and was not looked at since."""
    if not curation.seen:
        return theme
    return replace(theme, new=frozenset(theme.ids) - curation.seen)
