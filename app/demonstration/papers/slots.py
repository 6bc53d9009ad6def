"""Slots of report sentences: figures written the way a ward writes them.

``<n:code>`` a number, ``<p:code>`` a percentage or score, ``<d:code>`` a date,
``<y:code>`` its year, ``<m:code>`` money in words of scale; the rest are words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.demonstration.profiles import Profile
from app.domain.answers import Answer, Value
from app.domain.forms import FormDefinition

_SLOT: Final = re.compile(r"<([^<>]+)>")
_SCALES: Final = ((1_000_000_000, "tỷ đồng"), (1_000_000, "triệu đồng"))


@dataclass(frozen=True, slots=True)
class Slots:
    """What slots can be filled from. ``group`` parts thousands: '.', ' ' or nothing."""

    form: FormDefinition
    profile: Profile
    answers: Mapping[str, Answer]
    group: str
    period: str

    def value(self, code: str) -> Value | None:
        answer = self.answers.get(code)
        return answer.value if answer is not None and answer.counts else None


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence, and the figures that it states."""

    text: str
    stated: Mapping[str, Value]


def filled(template: str, slots: Slots) -> Written | None:
    """Fill every slot, or nothing: None when one of the figures is missing."""
    stated: dict[str, Value] = {}
    text = template
    for slot in _SLOT.findall(template):
        words = _words(slot, slots, stated)
        if words is None:
            return None
        text = text.replace(f"<{slot}>", words, 1)
    if "đình công" in text:
        if slots.value("strikes_count") != 0:
            return None
        stated["strikes_count"] = 0
    return Written(text, stated)


def _words(slot: str, slots: Slots, stated: dict[str, Value]) -> str | None:
    kind, _, code = slot.partition(":")
    if not code:
        return _plain(slot, slots, stated)
    value = slots.value(code)
    if value is None:
        return None
    written = _figure(kind, value, slots.group)
    if written is not None:
        stated[code] = value
        if code == "democracy_regulation_date":
            stated["democracy_regulation_issued"] = True
    return written


def _plain(slot: str, slots: Slots, stated: dict[str, Value]) -> str | None:
    profile = slots.profile
    match slot:
        case "groups_list":
            return _groups(slots, stated)
        case "k":
            return str(1 + profile.households % 8)
        case "period":
            return slots.period
    kind = profile.kind
    words = {
        "kind": kind,
        "Unit": kind[0].upper() + kind[1:],
        "name": profile.name,
        "groups": profile.units_word,
    }
    return words[slot]


def _groups(slots: Slots, stated: dict[str, Value]) -> str | None:
    """29 thôn và 02 tổ dân phố (tổng cộng 31 thôn, tổ dân phố)."""
    parts = {"villages_count": "thôn", "residential_groups_count": "tổ dân phố"}
    given = {c: v for c in parts if isinstance(v := slots.value(c), int) and v}
    if not given:
        return None
    stated.update(given)
    listed = " và ".join(f"{number(v, slots.group)} {parts[c]}" for c, v in given.items())
    total = slots.value("residential_units_total")
    if len(given) < 2 or not isinstance(total, int):
        return listed
    stated["residential_units_total"] = total
    return f"{listed} (tổng cộng {number(total, slots.group)} thôn, tổ dân phố)"


def _figure(kind: str, value: Value, group: str) -> str | None:
    match kind, value:
        case "n", int() | Decimal():
            return number(value, group)
        case "p", Decimal():
            return _comma(value)
        case "d", dt.date():
            return f"{value.day}/{value.month}/{value.year}"
        case "y", dt.date():
            return str(value.year)
        case "m", int():
            return _money(value, group)
    return None


def number(value: int | Decimal, group: str) -> str:
    """02, 24, 4.410 or 4 410; areas with a decimal comma."""
    if isinstance(value, int) and 0 < value < 10:
        return f"0{value}"
    whole, _, part = f"{value:f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", group)
    part = part.rstrip("0")
    return f"{grouped},{part}" if part else grouped


def _money(value: int, group: str) -> str:
    """917,5 triệu đồng where that is exact to a tenth, else in full."""
    for scale, unit in _SCALES:
        if value >= scale and value % (scale // 10) == 0:
            return f"{_comma(Decimal(value) / scale)} {unit}"
    return f"{number(value, group or '.')} đồng"


def _comma(value: Decimal) -> str:
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",")
