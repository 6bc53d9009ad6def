"""How a number moved, in a few characters."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import gettext as _

from app.documents import numerals
from app.domain.answers import Answer
from app.domain.consolidation import Change, Total, change
from app.domain.forms import AggregateKind, Field, FieldType

_COUNTED = (FieldType.INT, FieldType.VND, FieldType.M2)


def of_figures(field: Field, moved: Change | None) -> str:
    """``+3,1 %`` of counts, ``-0,4 điểm %`` of rates; '' where there is nothing to compare.

    Where the figure before stood on another number of units part of the move is only
    coverage, so that number is said; where it stood on far fewer or more, nothing else is.
    """
    words = _moved(field, moved) if moved is not None else ""
    if moved is not None and not words and _is_unlike(moved):
        return _("không so được (trước: %(n)s đơn vị)", n=moved.wards_before)
    if moved is None or not words or moved.wards_now == moved.wards_before:
        return words
    return _("%(words)s (trước: %(n)s đơn vị)", words=words, n=moved.wards_before)


def _is_unlike(moved: Change) -> bool:
    has_both = moved.now is not None and moved.before is not None
    return has_both and moved.difference is None


def _moved(field: Field, moved: Change) -> str:
    if moved.difference is None:
        return ""
    if moved.percent is not None:
        return f"{_signed(moved.percent)} %"
    if field.type is FieldType.PCT:
        return _("%(n)s điểm %%", n=_signed(moved.difference))
    return _signed(moved.difference)


def of_answers(field: Field, now: Answer | None, before: Answer | None) -> str:
    """The same for one unit's own answers."""
    if now is None or before is None or not field.type.is_numeric:
        return ""
    kind = AggregateKind.SUM if field.type in _COUNTED else AggregateKind.MEAN
    sides = [
        Total(kind, a.value, 1)  # type: ignore[arg-type]
        for a in (now, before)
        if a.counts
    ]
    return of_figures(field, change(*sides)) if len(sides) == 2 else ""


def _signed(number: int | Decimal) -> str:
    """Tenths are enough for a change; a small one shows the digits that it has."""
    if isinstance(number, Decimal) and abs(number) >= 1:
        number = number.quantize(Decimal("0.1"))
    text = numerals.rounded(number)
    return f"+{text}" if number > 0 else text
