"""What the annexes of the city report are called where the text refers to them."""

from __future__ import annotations

from typing import Final

FIGURES: Final = "annex:figures"
WARDS: Final = "annex:wards"
BY_TYPE: Final = "annex:by_type"
COVERAGE: Final = "annex:coverage"
SOURCES: Final = "annex:sources"
TEXTS: Final = "annex:texts"
QUALITY: Final = "annex:quality"
AMENDED: Final = "annex:amended"
STATES: Final = "chart:states"
MAP: Final = "chart:map"
