"""Arithmetic on city figures that does not depend on anybody's decimal context."""

from __future__ import annotations

from decimal import Context, Decimal
from typing import Final

from app.domain.vectors import Number

#: A quotient has no last digit: it is carried to 28, about twice what a float holds.
_QUOTIENT: Final = Context(prec=28)
#: Sums and differences of 64-bit cells in millionths stay far below 60 digits.
_EXACT: Final = Context(prec=60)


def difference(left: Number, right: Number) -> Number:
    """Exact; an int where both are."""
    if isinstance(left, int) and isinstance(right, int):
        return left - right
    return _EXACT.subtract(Decimal(left), Decimal(right))


def quotient(top: Number, bottom: Number) -> Decimal:
    """``top / bottom``; raises ``DivisionByZero`` over 0."""
    return _QUOTIENT.divide(Decimal(top), Decimal(bottom))


def percentage(part: Number, whole: Number) -> Decimal:
    """``100 · part / whole``, rounded once, at the end."""
    return quotient(_EXACT.multiply(Decimal(100), Decimal(part)), whole)
