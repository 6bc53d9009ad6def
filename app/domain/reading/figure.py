"""One figure of a text: what kind it is, its value, and how it was written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from app.domain.forms import FieldType


class Kind(StrEnum):
    COUNT = "count"
    PERCENT = "percent"
    MONEY = "money"
    AREA = "area"
    SCORE = "score"
    ZERO = "zero"
    EACH = "each"


@dataclass(frozen=True, slots=True)
class Figure:
    """``start``–``end`` covers the digits with their sign or scale; ``typed`` is the
    number alone. ``whole`` is the right half of n/m. ``is_doubtful``: repaired from a
    bad scan, or a spelling with two readings. ``comparator`` is 'over', 'under',
    'least' or 'about' where the text says so. EACH stands for the number before it.
    """

    start: int
    end: int
    value: Decimal
    kind: Kind
    typed: str
    whole: Decimal | None = None
    comparator: str = ""
    is_doubtful: bool = False
    in_words: bool = False


def with_doubt(figure: Figure) -> Figure:
    return replace(figure, is_doubtful=True)


def read_value(figure: Figure, field_type: FieldType) -> int | Decimal:
    """The figure's value as a field of this type keeps it."""
    value = Decimal(figure.value)
    if value != value.to_integral_value():
        return value.normalize()
    return int(value) if field_type.is_whole else value.quantize(Decimal(1))
