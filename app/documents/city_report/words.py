"""What the sentences of the city's report call the place and those who govern in it."""

from __future__ import annotations

from typing import Final

CITY_WORDS: Final = {
    "place": "thành phố",
    "committee": "Ủy ban nhân dân các phường, xã, đặc khu",
}
