"""Points of one narrative field gathered by likeness of their words.

``weighing`` makes vectors of wordings, ``joining`` groups of vectors. Only wording is seen: the
same thought in altogether other words stays apart for an editor to join.

The order in which wards come does not matter: wordings are put in an order of their own first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix

from app.domain.narratives import Point, points_in, words_of
from app.domain.themes.joining import ALIKE, Places, groups_of, likeness, means_of
from app.domain.themes.keeping import Gathered
from app.domain.themes.weighing import vectors_of

#: What a number or the ward's own name takes from a sentence's fitness to stand for many.
_OWN_DETAIL: Final = 0.2
#: Decimals of likeness; of what differs by less, the shorter sentence stands.
_TOLD_APART: Final = 4
#: Earlier wordings looked at before the groups that were said already are put aside.
_AT_ONCE: Final = 2_048


@dataclass(frozen=True)
class _Wordings:
    """Every way of putting it that occurs, with the points that use it; the most used first."""

    texts: tuple[str, ...]
    points: tuple[tuple[Point, ...], ...]

    @cached_property
    def uses(self) -> np.ndarray[Any, Any]:
        return np.array([len({p.ward_code for p in own}) for own in self.points], dtype=np.float64)


def gather(
    texts: Mapping[str, str], names: Mapping[str, str], before: Iterable[str] = ()
) -> list[Gathered]:
    """The groups of one field, every point in exactly one; by spread, then by text.

    ``texts`` and ``names`` go by ward code; ``before`` are the texts of the period before, whose
    points tell what is novel. Equal input gives equal output in any order of the wards.
    """
    points = points_in(texts)
    wordings = _wordings(points, names)
    if not points:
        return []
    said = sorted({_spoken(p.text, "") for p in points_in(dict(_numbered(before)))})
    vectors = vectors_of([*wordings.texts, *said])
    own, past = vectors[: len(wordings.texts)], vectors[len(wordings.texts) :]
    groups = groups_of(own)
    means = means_of(own, groups, wordings.uses)
    novel = _novel(means, past)
    found = [
        Gathered(
            _standing_for(wordings, group, own[group] @ means[place].T, names),
            tuple(sorted({point.id for at in group for point in wordings.points[at]})),
            place in novel,
        )
        for place, group in enumerate(groups)
    ]
    return sorted(found, key=lambda one: (-_spread(one), one.text, one.members))


def _numbered(texts: Iterable[str]) -> Iterable[tuple[str, str]]:
    return ((str(place), text) for place, text in enumerate(texts))


def _spread(one: Gathered) -> int:
    return len({member.partition(":")[0] for member in one.members})


def _spoken(text: str, name: str) -> str:
    return " ".join(word for word in words_of(text, name) if word != "#")


def _wordings(points: Iterable[Point], names: Mapping[str, str]) -> _Wordings:
    by_text: dict[str, list[Point]] = defaultdict(list)
    for point in points:
        by_text[_spoken(point.text, names.get(point.ward_code, ""))].append(point)
    found = {t: sorted(own, key=lambda p: (p.ward_code, p.position)) for t, own in by_text.items()}
    order = sorted(found, key=lambda text: (-len({p.ward_code for p in found[text]}), text))
    return _Wordings(tuple(order), tuple(tuple(found[text]) for text in order))


def _standing_for(
    wordings: _Wordings, group: Places, central: csr_matrix, names: Mapping[str, str]
) -> str:
    """The sentence that is likest to all others of the group and names nobody's own details."""
    by_likeness = sorted(zip(central.toarray().ravel().tolist(), group.tolist(), strict=True))
    best: tuple[float, int, str] = (np.inf, 0, "")
    for like, place in reversed(by_likeness):
        # Details only take away: from here on nothing comes up to the best any more.
        if -round(like, _TOLD_APART) > best[0]:
            break
        best = min([best, *_candidates(wordings.points[place], like, names)])
    return best[2]


def _candidates(
    points: Iterable[Point], like: float, names: Mapping[str, str]
) -> Iterator[tuple[float, int, str]]:
    for point in points:
        yield -round(like - _details(point, names), _TOLD_APART), len(point.text), point.text


def _details(point: Point, names: Mapping[str, str]) -> float:
    """How much of the sentence is this ward's own: its name, its numbers."""
    words = words_of(point.text)
    masked = words_of(point.text, names.get(point.ward_code, ""))
    return _OWN_DETAIL * ((words != masked) + words.count("#"))


def _novel(means: csr_matrix, past: csr_matrix) -> set[int]:
    """The groups (places) to which no earlier point is as like as they are to each other."""
    left = np.arange(means.shape[0] if past.shape[0] else 0)
    for start in range(0, past.shape[0], _AT_ONCE):
        if left.size:
            like = likeness(past[start : start + _AT_ONCE], means[left])
            left = left[np.max([rows.max(axis=0) for rows in like], axis=0) < ALIKE]
    return set(left.tolist())
