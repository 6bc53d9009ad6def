"""The rules that need nothing but one report's numbers, for an engine on the other side.

A page judges what is typed by the very documents that are judged by here: the rules stay as
they were published, beside the names, the sentences and the bounds they speak with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.domain.answers.problems import BOUNDS, PROBLEMS
from app.domain.findings import Audience
from app.domain.forms import AggregateKind, Field, FormDefinition
from app.domain.rules.model import EXCUSE
from app.domain.rules.sentences import SENTENCES

#: What judges them asks for no period's window, no past, no text and no other ward.
PORTABLE: Final = frozenset(
    {"relation", "range", "full_rate", "processed_resolved", "unsupported_rate"}
)


def portable_rules(form: FormDefinition, document: Mapping[str, Any]) -> dict[str, Any]:
    """``{fields, derived, rules, sentences, problems, bounds}``, all plain JSON.

    ``fields``: the numeric ones by code, in the form's order: {name, type, section} and for
    a rate ``ratio``: [numerator, denominator]. Rules for the Department alone are left out.
    """
    return {
        "fields": {f.code: _field(f) for f in form.indicators if f.type.is_numeric},
        "derived": list(document.get("derived", ())),
        "rules": list(_rules(document)),
        "sentences": dict(SENTENCES),
        "problems": dict(PROBLEMS),
        "bounds": dict(BOUNDS),
    }


def _field(field: Field) -> dict[str, Any]:
    asked: dict[str, Any] = {"name": field.name, "type": field.type.value, "section": field.section}
    if field.aggregate.kind is AggregateKind.RATIO:
        asked["ratio"] = [field.aggregate.numerator, field.aggregate.denominator]
    return asked


def _rules(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for rule in document["rules"]:
        is_wards = rule.get("audience", Audience.WARD) == Audience.WARD
        if rule["detector"] in PORTABLE and is_wards and rule.get("applies_to") != "document":
            yield {"excuse_vi": EXCUSE, **{k: v for k, v in rule.items() if k != "basis"}}
