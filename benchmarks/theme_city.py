"""A made-up city whose wards share known themes, each in other words.

``theme_wordings.json`` holds, for each narrative field, themes and for each theme three
ways of putting it, with alternatives and with places for numbers and the ward's name. Which
theme a point was made from is the truth that grouping is held against. Beside them each ward
tells something of one of its own places, from the demonstration's details.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any, Final

from app.demonstration.narratives import expanded

_WORDINGS: Final = Path(__file__).with_name("theme_wordings.json")
_GROUPS: Final = ("tổ dân phố", "thôn", "khu dân cư")
#: Themes that a ward shares in one field, at least and at most.
_FEWEST, _MOST = 1, 4
#: By the kind of a field's details, the part that says what they are about.
_ABOUT: Final = {"problem": "problem", "plan": "plan", "request": "ask"}


@dataclass(frozen=True, slots=True)
class SaidAs:
    """One sentence with the theme that it was made from."""

    text: str
    theme: str


@dataclass(frozen=True, slots=True)
class ThemeCity:
    """Names by ward code, and by field what each ward says there, in its order."""

    names: Mapping[str, str]
    said: Mapping[str, Mapping[str, tuple[SaidAs, ...]]]

    def texts(self, field: str) -> dict[str, str]:
        """The field's narratives as wards would file them, by ward code."""
        return {w: "\n".join(f"- {s.text}" for s in own) for w, own in self.said[field].items()}


def make_theme_city(seed: int, wards: int) -> ThemeCity:
    """The same city for the same seed and number of wards."""
    wordings = json.loads(_WORDINGS.read_text(encoding="utf-8"))
    codes = [f"{10_000 + place}" for place in range(wards)]
    names = {code: _name(Random(f"{seed} {code}"), code) for code in codes}
    said = {
        field: {code: tuple(_said(seed, field, code, names[code], themes)) for code in codes}
        for field, themes in wordings.items()
    }
    return ThemeCity(names, said)


def _name(dice: Random, code: str) -> str:
    kind = dice.choice(("Phường", "Xã"))
    first = dice.choice(("An", "Bình", "Vĩnh", "Đông", "Tân", "Kiến", "Hồng", "Lê"))
    second = dice.choice(("Biên", "Khê", "Hải", "Sơn", "Thụy", "Lộc", "Phú", "Châu"))
    return f"{kind} {first} {second}{f' {int(code) % 10}' if dice.random() < 0.1 else ''}"


def _said(
    seed: int, field: str, code: str, name: str, themes: Mapping[str, list[str]]
) -> Iterator[SaidAs]:
    dice = Random(f"{seed} {field} {code}")
    slots = {"name": name, "groups": dice.choice(_GROUPS), "n": f"{dice.randint(2, 96)}"}
    shared = dice.sample(sorted(themes), dice.randint(_FEWEST, _MOST))
    said = [SaidAs(_worded(dice, themes[theme], slots), theme) for theme in shared]
    said.append(_detail(field, dice))
    dice.shuffle(said)
    yield from said


def _worded(dice: Random, ways: list[str], slots: Mapping[str, str]) -> str:
    text = expanded(dice.choice(ways), slots, dice)
    if text is None:
        raise ValueError("a wording asks for what no ward has")
    return text[0].upper() + " ".join(text[1:].split())


def _detail(field: str, dice: Random) -> SaidAs:
    """Something amiss, planned or asked for in one place; its theme is what it is about."""
    details = _details()
    kind = details["fields"][field]
    chosen = {name: dice.choice(words) for name, words in details["lists"].items()}
    pattern = dice.choice(details["patterns"][kind])
    text = re.sub(r"\[(\w+)\]", lambda match: chosen[match[1]], pattern)
    return SaidAs(text[0].upper() + text[1:], chosen[_ABOUT[kind]])


@cache
def _details() -> Any:
    source = resources.files("app.demonstration").joinpath("details.json")
    return json.loads(source.read_text(encoding="utf-8"))
