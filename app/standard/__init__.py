"""The standard documents that ship with the application: form, rules and units.

Each is parsed once per process and shared. What they hold is copied into the
database when a city publishes its first version; this package is the origin,
not the live copy.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from app.domain.forms import FormDefinition, parse_form
from app.domain.units import Unit

#: The two-tier reorganisation set up every present unit of the city on this day.
_ESTABLISHED_ON = dt.date(2025, 7, 1)

#: The type word that opens a unit's name. Two rows of the source list have their
#: type columns swapped, while the names are right, so the name decides.
_TYPE_WORDS = {"Phường": "phuong", "Xã": "xa", "Đặc khu": "dac_khu"}


@cache
def standard_form() -> FormDefinition:
    """The compiled standard form (124 indicators, narratives, repeated rows)."""
    return parse_form(standard_form_document())


@cache
def standard_form_document() -> dict[str, Any]:
    """The form as a JSON document. Shared: callers must not change it."""
    return _document("form.json")


@cache
def standard_units() -> tuple[Unit, ...]:
    """The 114 units of Hải Phòng in the order of their codes."""
    rows = csv.DictReader(_text("units.csv").splitlines())
    return tuple(sorted((_unit(row) for row in rows), key=lambda unit: unit.code))


def _unit(row: Mapping[str, str]) -> Unit:
    return Unit(
        code=row["code"],
        name=row["name"],
        unit_type=_type_of(row["name"]),
        short_name=row["short_name"],
        slug=row["slug"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        area_km2=float(row["area_km2"]),
        established_on=_ESTABLISHED_ON,
    )


def _type_of(name: str) -> str:
    return next(kind for word, kind in _TYPE_WORDS.items() if name.startswith(word + " "))


def _document(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(_text(name))
    return document


def _text(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
