"""Wordings that are alike put together, from below.

Two groups are one where the mean likeness of all their pairs is high enough, so that no chain
leads from one thought to another. Since likeness is a product, that mean is the product of the
groups' mean vectors: however many wordings there are, only so many are compared all with all,
and every other one with the groups that these made. What is like none of them is compared
among itself in the same way, until nothing is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix
from scipy.spatial.distance import squareform

#: Mean likeness (cosine, 0 to 1) of two groups from which they are one.
ALIKE: Final = 0.28
#: Most wordings compared all with all at a time: memory and time grow with the square.
MOST: Final = 1_500
#: Most groups that are compared once more when all wordings are in one.
_MOST_GROUPS: Final = 4_000
_AT_ONCE: Final = 512

Places = np.ndarray[Any, np.dtype[np.int64]]
Matrix = np.ndarray[Any, np.dtype[np.float32]]


def groups_of(vectors: csr_matrix) -> list[Places]:
    """Places of the rows that belong together, every row in one group. Earlier rows lead."""
    rest = np.arange(vectors.shape[0])
    found: list[Places] = []
    while rest.size:
        head, rest = rest[:MOST], rest[MOST:]
        groups = _joined(vectors, head)
        nearest = _nearest(vectors[rest], means_of(vectors, groups))
        found += [np.concatenate((g, rest[nearest == n])) for n, g in enumerate(groups)]
        rest = rest[nearest < 0]
    # Groups of different rounds have grown since they were held apart.
    is_one_round = vectors.shape[0] <= MOST
    return found if is_one_round or len(found) > _MOST_GROUPS else _settled(vectors, found)


def means_of(
    vectors: csr_matrix, groups: Sequence[Places], weights: Matrix | None = None
) -> csr_matrix:
    """The mean vector of each group; its rows count by their ``weights``, or all the same."""
    places = np.concatenate(groups)
    of_group = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    own = np.ones(len(places)) if weights is None else weights[places]
    own = (own / np.bincount(of_group, own)[of_group]).astype(np.float32)
    taken = csr_matrix((own, (of_group, places)), shape=(len(groups), vectors.shape[0]))
    return csr_matrix(taken @ vectors)


def likeness(rows: csr_matrix, means: csr_matrix) -> Iterator[Matrix]:
    """Of each row to each mean, some rows at a time."""
    columns = np.ascontiguousarray(means.T.toarray())
    for start in range(0, rows.shape[0], _AT_ONCE):
        yield rows[start : start + _AT_ONCE] @ columns


def _joined(vectors: csr_matrix, head: Places) -> list[Places]:
    if len(head) < 2:
        return [head]
    own = vectors[head]
    distances = 1 - (own @ own.T).toarray()
    np.clip(distances, 0, 1, out=distances)
    np.fill_diagonal(distances, 0)
    tree = linkage(squareform(distances, checks=False), "average")
    labels = fcluster(tree, 1 - ALIKE, "distance")
    return [head[labels == label] for label in range(1, labels.max() + 1)]


def _nearest(rows: csr_matrix, means: csr_matrix) -> Places:
    """For each row the group that it is likest to, -1 where it is like none."""
    found = [np.zeros(0, dtype=np.int64)]
    for like in likeness(rows, means):
        best = like.argmax(axis=1)
        found.append(np.where(like.max(axis=1) >= ALIKE, best, -1))
    return np.concatenate(found)


def _settled(vectors: csr_matrix, groups: list[Places]) -> list[Places]:
    """Join the likest two groups until no two are alike."""
    means = means_of(vectors, groups)
    like = (means @ means.T).toarray()
    np.fill_diagonal(like, -1)
    sizes = np.array([len(group) for group in groups], dtype=np.float32)
    left = dict(enumerate(groups))
    while like.max() >= ALIKE:
        into, other = (int(place) for place in divmod(int(like.argmax()), len(groups)))
        both = sizes[into] * like[into] + sizes[other] * like[other]
        sizes[into] += sizes[other]
        like[into] = like[:, into] = both / sizes[into]
        like[into, into] = -1
        like[other] = like[:, other] = -1
        left[into] = np.concatenate((left[into], left.pop(other)))
    return list(left.values())
