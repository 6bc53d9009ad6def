"""Points of one narrative field gathered by likeness of their words.

A point is the vector of its words and word pairs, and of the letters within its words, each
weighed by how rare it is in the field (TF-IDF); what is alike is joined from below by the mean
likeness of all pairs of two groups, so that no chain leads from one thought to another. Only
wording is seen: the same thought in altogether other words stays apart for an editor to join.

The order in which wards come does not matter: wordings are put in an order of their own first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.cluster import AgglomerativeClustering
from sklearn.feature_extraction.text import TfidfVectorizer

from app.domain.narratives import Point, points_in, words_of
from app.domain.themes.keeping import Gathered

#: Mean likeness (cosine, 0 to 1) of two groups from which they are one.
ALIKE: Final = 0.28
#: What words and word pairs weigh against the letters within words.
WORDS_WEIGH: Final = 0.6
#: Most wordings compared all with all (memory grows with the square); the rarest beyond them
#: join the nearest group or stand alone.
MOST: Final = 4_000
_AT_ONCE: Final = 512
#: What a number or the ward's own name takes from a sentence's fitness to stand for many.
_OWN_DETAIL: Final = 0.2


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
    vectors = _vectors([*wordings.texts, *said])
    own, past = vectors[: len(wordings.texts)], vectors[len(wordings.texts) :]
    groups = _groups(own, len(wordings.texts))
    found = [_gathered(wordings, own, past, group, names) for group in groups]
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


def _vectors(texts: Sequence[str]) -> csr_matrix:
    """Rows of length 1 whose product is the likeness; one without any word is a row of zeros."""
    if not any(texts):
        return csr_matrix((len(texts), 1), dtype=np.float32)
    plain = {"sublinear_tf": True, "dtype": np.float32, "lowercase": False}
    words = TfidfVectorizer(tokenizer=str.split, token_pattern=None, ngram_range=(1, 2), **plain)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), **plain)
    parts = (
        np.sqrt(WORDS_WEIGH) * words.fit_transform(texts),
        np.sqrt(1 - WORDS_WEIGH) * letters.fit_transform(texts),
    )
    return csr_matrix(hstack(parts, format="csr"))


def _groups(vectors: csr_matrix, count: int) -> list[list[int]]:
    """Places of wordings that belong together; those beyond ``MOST`` by their nearest."""
    head = min(count, MOST)
    labels = list(_joined(vectors[:head]))
    for place, nearest in _nearest(vectors[head:], vectors[:head]):
        labels.append(labels[nearest] if nearest >= 0 else head + place)
    groups: dict[int, list[int]] = defaultdict(list)
    for place, label in enumerate(labels):
        groups[int(label)].append(place)
    return list(groups.values())


def _joined(vectors: csr_matrix) -> Sequence[int]:
    if vectors.shape[0] < 2:
        return [0] * vectors.shape[0]
    distances = 1 - (vectors @ vectors.T).toarray()
    np.clip(distances, 0, 1, out=distances)
    np.fill_diagonal(distances, 0)
    joining = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - ALIKE
    )
    labels: Sequence[int] = joining.fit_predict(distances)
    return labels


def _nearest(rest: csr_matrix, head: csr_matrix) -> Iterable[tuple[int, int]]:
    """For each row of ``rest`` its place, and the likest row of ``head`` or -1."""
    for start in range(0, rest.shape[0], _AT_ONCE):
        likeness = (rest[start : start + _AT_ONCE] @ head.T).toarray()
        for place, row in enumerate(likeness, start=start):
            best = int(row.argmax())
            yield place, best if row[best] >= 2 * ALIKE else -1


def _gathered(
    wordings: _Wordings,
    own: csr_matrix,
    past: csr_matrix,
    group: Sequence[int],
    names: Mapping[str, str],
) -> Gathered:
    points = [point for place in group for point in wordings.points[place]]
    members = sorted({point.id for point in points})
    vectors = own[group]
    uses = wordings.uses[group]
    central = np.asarray(vectors @ (vectors.T @ uses)).ravel() / uses.sum()
    chosen = min(
        (
            (-float(f"{central[at] - _details(point, names):.6f}"), len(point.text), point.text)
            for at, place in enumerate(group)
            for point in wordings.points[place]
        ),
    )
    return Gathered(chosen[2], tuple(members), _is_novel(vectors, uses, past))


def _details(point: Point, names: Mapping[str, str]) -> float:
    """How much of the sentence is this ward's own: its name, its numbers."""
    words = words_of(point.text)
    masked = words_of(point.text, names.get(point.ward_code, ""))
    return _OWN_DETAIL * ((words != masked) + words.count("#"))


def _is_novel(vectors: csr_matrix, uses: np.ndarray[Any, Any], past: csr_matrix) -> bool:
    """Whether no earlier point is as like the group's points as they are to each other."""
    if not past.shape[0]:
        return False
    likeness = past @ (vectors.T @ uses) / uses.sum()
    return bool(np.asarray(likeness).max() < ALIKE)
