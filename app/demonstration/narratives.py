"""Narratives of made-up wards: sentences of our own, with the theme of each kept.

``phrases.json`` holds, for each narrative field, themes and for each theme
sentences with alternatives ``{a|b}`` and slots ``<…>``. Wards that share a theme
say it in nearly the same words; few say exactly the same. ``details.json`` holds
the parts of what only one ward would tell, so that wards sharing every theme of
a field still have not copied each other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from random import Random
from typing import Any, Final

from app.demonstration.profiles import Profile
from app.demonstration.seeds import seeded
from app.domain.answers import Answer, format_value
from app.domain.forms import FormDefinition

_CHOICE: Final = re.compile(r"\{([^{}]*)\}")
_SLOT: Final = re.compile(r"<([^<>]+)>")
_LIST: Final = re.compile(r"\[(\w+)\]")
#: The theme of a sentence that only one ward has.
OWN: Final = "own"
_ALWAYS: Final = frozenset({"overview", "strengths", "weaknesses", "next_tasks"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a narrative and the theme it was made from, or OWN."""

    theme: str
    text: str


@dataclass(frozen=True, slots=True)
class Narrative:
    """A narrative field as written: bullets or running text."""

    field: str
    sentences: tuple[Sentence, ...]
    has_bullets: bool

    @property
    def text(self) -> str:
        if self.has_bullets:
            return "\n".join(f"- {s.text}" for s in self.sentences)
        return " ".join(s.text for s in self.sentences)


def phrases() -> dict[str, Any]:
    """The document of phrases. Shared: callers must not change it."""
    return _document("phrases.json")


@cache
def _document(name: str) -> dict[str, Any]:
    source = resources.files("app.demonstration").joinpath(name)
    document: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return document


def written_in(
    code: str, seed: int, profile: Profile, period: str, slots: Mapping[str, str], attempt: int
) -> Narrative | None:
    """One narrative of a ward, or None where it writes none; the diligent write nearly all.

    ``slots`` are those of the ward and period; another ``attempt`` is other words.
    """
    plan = phrases()[code]
    needed = plan.get("needs")
    if needed is not None and f"n:{needed}" not in slots:
        return None
    skips = seeded(seed, profile.unit.code, period, code, "skips").random()
    if code not in _ALWAYS and skips > 0.65 + 0.35 * profile.diligence:
        return None
    random = seeded(seed, profile.unit.code, period, code, attempt)
    common = list(_sentences(plan, slots, random))
    own = [Sentence(OWN, _detail(code, random)) for _ in range(len(common) + 1)]
    return Narrative(code, tuple(_mixed(common, own)), plan["bullets"])


def _sentences(
    plan: Mapping[str, Any], slots: Mapping[str, str], random: Random
) -> Iterator[Sentence]:
    low, high = plan["points"]
    themes = random.sample(sorted(plan["themes"]), min(len(plan["themes"]), high))
    wanted = random.randint(low, high)
    for theme in themes:
        text = expanded(random.choice(plan["themes"][theme]), slots, random)
        if text is not None and wanted:
            wanted -= 1
            yield Sentence(theme, text)


def _detail(field: str, random: Random) -> str:
    """Something that happened, is amiss or is planned in one place of the ward."""
    details = _document("details.json")
    pattern = random.choice(details["patterns"][details["fields"][field]])
    text = _LIST.sub(lambda match: random.choice(details["lists"][match[1]]), pattern)
    return text[0].upper() + text[1:]


def _mixed(common: list[Sentence], own: list[Sentence]) -> Iterator[Sentence]:
    for shared, told in zip(common, own, strict=False):
        yield shared
        yield told
    yield from own[len(common) :]


def expanded(template: str, slots: Mapping[str, str], random: Random) -> str | None:
    """A template with its alternatives chosen and its slots filled.

    None when a slot asks for a figure that the ward did not give.
    """
    chosen = _CHOICE.sub(lambda match: random.choice(match[1].split("|")), template)
    if any(name not in slots for name in _SLOT.findall(chosen)):
        return None
    return _SLOT.sub(lambda match: slots[match[1]], chosen)


def slots_of(
    form: FormDefinition, profile: Profile, answers: Mapping[str, Answer]
) -> dict[str, str]:
    """What the slots of phrases stand for in one report: names and figures."""
    """What the slots of phrases stand for in one report: names and figures."""
    slots = {
        "name": profile.name,
        "kind": profile.kind,
        "Kind": profile.kind[0].upper() + profile.kind[1:],
        "groups": profile.units_word,
    }
    for code, answer in answers.items():
        if answer.counts and isinstance(answer.value, int) and not isinstance(answer.value, bool):
            slots[f"n:{code}"] = figure(form, answer)
    return slots


def figure(form: FormDefinition, answer: Answer) -> str:
    """A figure as official Vietnamese writes it: 02, 24, 4.410."""
    value = answer.value
    if value is None:
        raise ValueError(f"{answer.code} has no value")
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10:
        return f"0{value}"
    return format_value(form.fields[answer.code], value)
