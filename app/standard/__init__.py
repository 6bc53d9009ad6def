"""The standard documents that ship with the application: form, rules and units.

Each is parsed once per process and shared. What they hold is copied into the
database when a city publishes its first version; this package is the origin,
not the live copy.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from functools import cache
from importlib import resources
from typing import Any

from app.domain.forms import FormDefinition, parse_form
from app.domain.rules import RuleSet, parse_rules
from app.domain.units import Unit, make_unit

#: The two-tier reorganisation set up every present unit of the city on this day.
_ESTABLISHED_ON = dt.date(2025, 7, 1)


@cache
def standard_form() -> FormDefinition:
    """The compiled standard form (124 indicators, narratives, repeated rows)."""
    return parse_form(standard_form_document())


@cache
def standard_form_document() -> dict[str, Any]:
    """The form as a JSON document. Shared: callers must not change it."""
    return _document("form.json")


@cache
def standard_rules() -> RuleSet:
    """The compiled standard rules (54), checked against the standard form."""
    return parse_rules(standard_rules_document(), standard_form())


@cache
def standard_rules_document() -> dict[str, Any]:
    """The rules as a JSON document. Shared: callers must not change it."""
    return _document("rules.json")


@cache
def standard_units() -> tuple[Unit, ...]:
    """The 114 units of Hải Phòng in the order of their codes."""
    rows = standard_unit_rows()
    return tuple(make_unit(row["code"], row["name"], _ESTABLISHED_ON) for row in rows)


@cache
def standard_unit_rows() -> tuple[dict[str, str], ...]:
    """The list as it is kept, in the order of the codes: also lat, lon and area_km2.

    The type columns of two rows are swapped there; a unit's name is right.
    """
    rows = csv.DictReader(_text("units.csv").splitlines())
    return tuple(sorted(rows, key=lambda row: row["code"]))


def _document(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(_text(name))
    return document


def _text(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
