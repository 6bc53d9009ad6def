"""From all mentions of an indicator to the one value taken, or to a contradiction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from app.domain.reading.model import Mention, Read, Status
from app.domain.reading.shares import decimals
from app.domain.reading.source import Source

_READ_FROM: Final = 0.8
_STRONG: Final = 0.85
_AGREED: Final = 0.9


def gather(mentions: Iterable[Mention]) -> dict[str, tuple[Mention, ...]]:
    """Mentions by indicator, in the order of the text."""
    by_code: dict[str, list[Mention]] = {}
    for mention in mentions:
        by_code.setdefault(mention.code, []).append(mention)
    return {code: tuple(sorted(found, key=lambda m: m.start)) for code, found in by_code.items()}


def choose(mentions: Mapping[str, Sequence[Mention]], source: Source) -> dict[str, Read]:
    """The value taken for each indicator that a mention states."""
    taken: dict[str, Read] = {}
    for code, found in mentions.items():
        choice = _from_main(found) or _from_others(found)
        if choice:
            mention, confidence = choice
            status = Status.READ if confidence >= _READ_FROM else Status.UNCERTAIN
            quote = source.quote(mention.start, mention.end)
            taken[code] = Read(
                mention.value,
                mention.typed,
                quote,
                mention.start,
                mention.end,
                round(confidence, 2),
                status,
            )
    return taken


def _from_main(found: Sequence[Mention]) -> tuple[Mention, float] | None:
    main = [m for m in found if m.role == "main"]
    if not main:
        return None
    best = max(
        main, key=lambda m: (m.confidence >= _READ_FROM, m.comparator == "", m.score, -m.start)
    )
    confidence = best.confidence
    if any(m.value == best.value and m.start != best.start for m in found):
        confidence = max(confidence, min(0.97, confidence + 0.1))
    if conflict_with(best, main) is not None and not best.comparator:
        rival = conflict_with(best, main)
        if rival is not None and not rival.comparator:
            confidence = min(confidence, 0.6)
    if any(m.role == "denominator" and _number(m) > _number(best) for m in found):
        # "11.204 hộ" here and "trên tổng số 11.240 hộ" there: a person must say which.
        confidence = min(confidence, 0.6)
    return best, confidence


def _from_others(found: Sequence[Mention]) -> tuple[Mention, float] | None:
    """A total known only from where it was posted, or from the right half of n/m.

    It stands when a second place gives the same number and none a larger one.
    """
    whole = [m for m in found if m.role in ("posting", "denominator")]
    if not whole:
        return None
    best = max(whole, key=lambda m: (_number(m), m.role == "posting", -m.start))
    if any(_number(m) > _number(best) for m in found):
        return None
    agreed = best.role == "posting" and sum(m.value == best.value for m in found) >= 2
    return best, _AGREED if agreed else 0.65


def conflict_with(best: Mention, found: Sequence[Mention]) -> Mention | None:
    """Another strong mention that cannot be true beside this one."""
    for other in found:
        if other.start == best.start or (
            other.value == best.value and other.comparator == best.comparator
        ):
            continue
        if min(other.confidence, best.confidence) >= _STRONG and _excludes(best, other):
            return other
        if (
            other.comparator == "over"
            and not best.comparator
            and _number(other) >= _number(best) >= 100
        ):
            return other
    return None


def _excludes(one: Mention, other: Mention) -> bool:
    """'trên 95%' beside 96,2% is no contradiction; 'trên 100%' beside 100% is."""
    if other.comparator == "over":
        return _number(one) <= _number(other)
    if other.comparator in ("least", "about", "under") or one.comparator:
        return False
    return one.value != other.value and not _is_rounding(one, other)


def _is_rounding(one: Mention, other: Mention) -> bool:
    """99,98% and 99,9% or 100% are one share with more and fewer decimals."""
    if not (isinstance(one.value, Decimal) and isinstance(other.value, Decimal)):
        return False
    places = min(decimals(one.typed), decimals(other.typed))
    step = Decimal(1).scaleb(-places)
    return abs(one.value - other.value) < step and places > 0


def _number(mention: Mention) -> Decimal:
    value = mention.value
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)
