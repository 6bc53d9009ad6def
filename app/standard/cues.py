"""The reader's cues, from the data files beside this module."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from app.domain.reading.cues import Cues, compile_cues


@cache
def standard_cues() -> Cues:
    """The cues of the standard form, compiled once per process."""
    names = ("cues.json", "reading_patterns.json", "reading_sections.json")
    return compile_cues(*(_document(name) for name in names))


def _document(name: str) -> Any:
    return json.loads((files(__package__ or "app.standard") / name).read_text(encoding="utf-8"))
