"""The letter head and the closing: number, place, day, addressees, signer."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.reading.head.bounds import Bounds, bounds
from app.domain.reading.head.closing import recipients, signature
from app.domain.reading.head.opening import addressees, basis, number, place_and_date, title
from app.domain.reading.model import DocumentHead
from app.domain.reading.outline import Part
from app.domain.reading.source import Source

__all__ = ["Bounds", "bounds", "read_head"]


def read_head(
    source: Source, flat: str, folded: str, parts: Sequence[Part], at: Bounds
) -> DocumentHead:
    """What the head and the closing say; blank where they do not say it."""
    stated, symbol = number(source.text, folded, at.body_start)
    place, date = place_and_date(flat, folded, at)
    authority, position, name = signature(parts, folded)
    asked = addressees(parts, flat, folded)
    return DocumentHead(
        stated, symbol, place, date, title(flat, folded, at), basis(flat, at),
        name, position, authority, asked, (*asked, *recipients(parts, folded)),
    )  # fmt: skip
