"""Counts that look rounded or made up by their last digits: for information only.

Where things are truly counted, the last digit of a number of some size is nearly even
over 0 to 9. Estimates heap on 0 and 5 (Whipple's index), invented numbers on a digit of
their author's liking (Mosimann, Wiseman and Edelman 1995). Honest reasons exist for both,
so this never asks anybody to mend anything.
"""

from __future__ import annotations

from functools import cache
from math import comb
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.anomalies.city import CityColumns, Detector, WardFinding
from app.domain.findings import Audience, Finding, Severity
from app.domain.forms import FieldType
from app.domain.rules.model import Rule
from app.domain.rules.wording import remedy

SOURCE = (
    "Chỉ số Whipple (Liên Hợp Quốc, Sổ tay biên tập tổng điều tra); Mosimann, Wiseman và Edelman "
    "(1995), chữ số cuối của số liệu bịa; kiểm định nhị thức"
)
RULE = Rule(
    "digit_preference",
    Severity.INFO,
    "wards",
    "Chữ số cuối không tự nhiên",
    "Hỏi xem số liệu được đếm hay ước lượng.",
    audience=Audience.DEPARTMENT,
)

#: In smaller numbers the last digit is not even.
_SMALLEST: Final = 50
_FEWEST: Final = 15
#: One honest report in two thousand, for either question.
_CHANCE: Final = 0.0005


def detect(city: CityColumns) -> list[WardFinding]:
    """One finding for each ward whose distinct counts heap on 0 and 5, or on one digit."""
    digits = last_digits(city)
    total = digits.sum(axis=1)
    found = []
    for row in np.flatnonzero(total >= _FEWEST).tolist():
        message = _said(digits[row].tolist(), int(total[row]))
        if message:
            found.append(WardFinding(city.wards[row].code, _finding(city, row, message, digits)))
    return found


def last_digits(city: CityColumns) -> NDArray[np.int64]:
    """How often each last digit stands in a ward's distinct counts; (wards, 10)."""
    places = city.places(FieldType.INT)
    values = np.where(city.current.is_value[:, places], city.current.values[:, places], -1)
    ordered = np.sort(values, axis=1)
    is_new = np.ones(ordered.shape, dtype=bool)
    is_new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]  # One number in many cells is one choice.
    is_asked = is_new & (ordered >= _SMALLEST)
    last = ordered % 10
    return np.stack([(is_asked & (last == d)).sum(axis=1) for d in range(10)], axis=1)


def _said(digits: list[int], total: int) -> str:
    heaped = digits[0] + digits[5]
    if heaped >= least_telling(total, 0.2, 1):
        return f"{heaped} trên {total} số đếm từ {_SMALLEST} trở lên tận cùng là 0 hoặc 5"
    most = max(digits)
    if most >= least_telling(total, 0.1, 10):
        return (
            f"{most} trên {total} số đếm từ {_SMALLEST} trở lên cùng tận cùng là "
            f"{digits.index(most)}"
        )
    return ""


@cache
def least_telling(total: int, chance: float, asked: int) -> int:
    """The least number of successes that chance hardly ever gives, ``asked`` times over."""
    tail = 0.0
    for successes in range(total, -1, -1):
        tail += comb(total, successes) * chance**successes * (1 - chance) ** (total - successes)
        if tail * asked > _CHANCE:
            return successes + 1
    return 0


def _finding(city: CityColumns, row: int, said: str, digits: NDArray[np.int64]) -> Finding:
    counted = [int(n) for n in digits[row].tolist()]
    return RULE.finding(
        ("period",),
        f"{said}; số đếm thật thường có chữ số cuối gần đều nhau.{remedy(RULE, is_hard=False)}",
        inputs={"digits": " ".join(map(str, counted))},
        details={"digits": counted},
    )


DETECTOR = Detector("digit_preference", detect, SOURCE, "Chữ số cuối không tự nhiên")
