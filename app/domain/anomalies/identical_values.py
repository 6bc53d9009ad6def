"""Two reports with the same numbers.

Honest counts of two places agree by chance now and then, large ones hardly ever:
the rule asks for five equal counts of ten or more among counts that both gave, and
for four fifths of those to be equal. Data fabricated by copying shows in this way
(near-duplicate screening of interviews: Kuriakose and Robbins 2016).
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from app.domain.anomalies.city import CityColumns, Detector, WardFinding
from app.domain.anomalies.resting import resting
from app.domain.forms import FieldType
from app.domain.rules import wording

Counts = NDArray[np.int64] | NDArray[np.int32]

#: What may be paired up: so much always, and so much more for each row.
_PAIRS_ALWAYS = 50_000
_PAIRS_PER_ROW = 60
#: In a large city, how many rare values a pair must share to be compared in full.
_RARE_SHARED = 2
#: In place of what is not given or too small to tell anything; counts are never negative.
_SILENT = -1
#: Where there are no more possible pairs than this, each has a tally of its own.
_TALLIED = 1 << 18
#: Pairs compared in full at once, to bound memory.
_AT_ONCE = 20_000

SOURCE = (
    "Kuriakose và Robbins (2016), sàng lọc bản ghi gần trùng; ngưỡng theo quy tắc identical_values"
)


def detect(city: CityColumns) -> list[WardFinding]:
    """One finding per ward that shares its numbers, naming all it shares them with."""
    places = city.places(FieldType.INT)
    twins: dict[int, list[int]] = defaultdict(list)
    for first, second in pairs(city, places):
        twins[first].append(second)
        twins[second].append(first)
    return [_finding(city, places, row, sorted(others)) for row, others in sorted(twins.items())]


def pairs(city: CityColumns, places: NDArray[np.intp]) -> list[tuple[int, int]]:
    """Rows (i, j), i < j, whose counts the rule calls the same."""
    options = city.rules["identical_values"].options
    values = np.ascontiguousarray(city.current.values[:, places])
    given = np.ascontiguousarray(city.current.is_value[:, places])
    telling = _compact(np.where(given & (values >= options["smallest"]), values, _SILENT))
    first, second = _likely(telling, options["least_shared"])
    found: list[tuple[int, int]] = []
    for start in range(0, len(first), _AT_ONCE):
        one, other = first[start : start + _AT_ONCE], second[start : start + _AT_ONCE]
        held = telling[one]
        shared = np.count_nonzero((held == telling[other]) & (held != _SILENT), axis=1)
        is_enough = shared >= options["least_shared"]
        one, other = one[is_enough], other[is_enough]
        both = given[one] & given[other]
        same = (values[one] == values[other]) & both
        is_twin = same.sum(axis=1) >= options["least_share"] * both.sum(axis=1)
        found += zip(one[is_twin].tolist(), other[is_twin].tolist(), strict=True)
    return sorted(found)


def _compact(values: Counts) -> Counts:
    """The same in half the room, where they fit in it."""
    return values.astype(np.int32) if values.size and values.max() < 2**31 else values


def _likely(telling: Counts, least_shared: int) -> tuple[Counts, Counts]:
    """Pairs of rows that share enough telling values to be worth comparing in full.

    Values that few rows have are paired up first, until the pairs have used up what grows
    with the number of rows. Where all fitted in, the count of shared values is exact; in a
    larger city a copy shares at least two values that hardly anybody else has.
    """
    count = len(telling)
    members, sizes = _groups(telling)
    allowed = _PAIRS_ALWAYS + _PAIRS_PER_ROW * count
    order = np.argsort(sizes, kind="stable")
    fits = np.cumsum(sizes[order] * (sizes[order] - 1) // 2) <= allowed
    asked = least_shared if fits.all() else min(least_shared, _RARE_SHARED)
    keys = _paired(members, sizes, order[fits], count)
    pairs = _repeated(keys, asked, count**2)
    return pairs // count, pairs % count


def _repeated(keys: NDArray[np.int64], least: int, end: int) -> NDArray[np.int64]:
    """The keys, all below ``end``, that are there at least so often; sorted."""
    if end <= _TALLIED:
        return np.flatnonzero(np.bincount(keys) >= least)
    distinct, times = np.unique(keys, return_counts=True)
    found: NDArray[np.int64] = distinct[times >= least]
    return found


def _groups(telling: Counts) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Rows that hold the same telling value in a column, group after group, and their sizes."""
    columns = np.ascontiguousarray(telling.T)
    order = np.argsort(columns, axis=1, kind="stable")
    held = np.take_along_axis(columns, order, axis=1)
    is_new = np.ones(held.shape, dtype=bool)
    is_new[:, 1:] = held[:, 1:] != held[:, :-1]
    speaks = held != _SILENT
    starts = np.flatnonzero(is_new[speaks])
    rows = order[speaks]
    return rows, np.diff(np.r_[starts, len(rows)])


def _paired(
    members: NDArray[np.intp],
    sizes: NDArray[np.int64],
    chosen: NDArray[np.intp],
    count: int,
) -> NDArray[np.int64]:
    """Every pair within each chosen group as one number; groups of a size are done together."""
    starts = np.cumsum(sizes) - sizes
    keys = [np.empty(0, dtype=np.int64)]
    for size in np.unique(sizes[chosen]).tolist():
        if size > 1:
            first, second = np.triu_indices(size, 1)
            of_size = chosen[sizes[chosen] == size]
            rows = members[starts[of_size][:, None] + np.arange(size)]
            keys.append((rows[:, first] * np.int64(count) + rows[:, second]).ravel())
    return np.concatenate(keys)


def _finding(
    city: CityColumns, places: NDArray[np.intp], row: int, others: list[int]
) -> WardFinding:
    rule = city.rules["identical_values"]
    codes, share = _shared(city, places, row, others[0])
    names = ", ".join(city.wards[other].name for other in others)
    shown = "; ".join(wording.name(city.form, code) for code in codes[:5])
    finding = rule.finding(
        codes,
        f"{len(codes)} số đếm từ {rule.options['smallest']} trở lên trùng hệt với {names} "
        f"({round(100 * share)}% số đếm cả hai cùng có): {shown}"
        f"{'…' if len(codes) > 5 else '.'}{wording.remedy(rule, is_hard=False)}",
        inputs=city.inputs(row, codes),
        others=tuple(city.wards[other].code for other in others),
        details={"shared": len(codes), "share": round(share, 4)},
    )
    return WardFinding(city.wards[row].code, resting(city, row, finding, share))


def _shared(
    city: CityColumns, places: NDArray[np.intp], row: int, other: int
) -> tuple[list[str], float]:
    """The telling counts that two rows share, and the share of equal ones."""
    values, given = city.current.values, city.current.is_value
    both = given[row, places] & given[other, places]
    same = both & (values[row, places] == values[other, places])
    smallest = city.rules["identical_values"].options["smallest"]
    telling = same & (values[row, places] >= smallest)
    codes = [city.code(place) for place in places[telling].tolist()]
    return codes, float(np.count_nonzero(same) / np.count_nonzero(both))


DETECTOR = Detector("identical_values", detect, SOURCE, "Số liệu trùng với đơn vị khác")
