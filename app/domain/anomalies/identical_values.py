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
from app.domain.forms import FieldType
from app.domain.rules import wording

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
    large = given & (values >= options["smallest"])
    found: list[tuple[int, int]] = []
    for row in range(len(values) - 1):
        rest = slice(row + 1, None)
        same = values[rest] == values[row]
        telling = np.count_nonzero(same & large[rest] & large[row], axis=1)
        likely = np.flatnonzero(telling >= options["least_shared"])
        for other in likely.tolist():
            both = given[row] & given[row + 1 + other]
            equal = np.count_nonzero(same[other] & both)
            if equal >= options["least_share"] * np.count_nonzero(both):
                found.append((row, row + 1 + other))
    return found


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
        score=share,
        details={"shared": len(codes), "share": round(share, 4)},
    )
    return WardFinding(city.wards[row].code, finding)


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


DETECTOR = Detector("identical_values", detect, SOURCE)
