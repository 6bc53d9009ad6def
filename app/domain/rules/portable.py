"""The rules that need nothing but one report's numbers, for an engine on the other side.

A page judges what is typed by the very documents that are judged by here: the rules stay as
they were published, beside the names, the sentences and the bounds they speak with.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any, Final

from app.domain.answers.problems import BOUNDS, PROBLEMS
from app.domain.findings import Audience
from app.domain.forms import AggregateKind, Field, FormDefinition
from app.domain.rules.expressions import from_json, placeholders
from app.domain.rules.expressions.tree import walk
from app.domain.rules.model import EXCUSE
from app.domain.rules.sentences import SENTENCES

#: What judges them asks for no period's window, no past, no text and no other ward; of the
#: expressions, those over this report's numbers alone.
PORTABLE: Final = frozenset(
    {"relation", "range", "full_rate", "processed_resolved", "unsupported_rate", "expression"}
)


def portable_rules(form: FormDefinition, document: Mapping[str, Any]) -> dict[str, Any]:
    """``{fields, derived, rules, sentences, problems, bounds}``, all plain JSON.

    ``fields``: the numeric ones by code, in the form's order: {name, type, section} and for
    a rate ``ratio``: [numerator, denominator]. Rules for the Department alone are left out,
    and those that ``document`` names as ``muted``.
    """
    fields = {f.code: _field(f) for f in form.indicators if f.type.is_numeric}
    return {
        "fields": fields,
        "derived": list(document.get("derived", ())),
        "rules": list(_rules(document, fields)),
        "sentences": dict(SENTENCES),
        "problems": dict(PROBLEMS),
        "bounds": dict(BOUNDS),
    }


def _field(field: Field) -> dict[str, Any]:
    asked: dict[str, Any] = {"name": field.name, "type": field.type.value, "section": field.section}
    if field.aggregate.kind is AggregateKind.RATIO:
        asked["ratio"] = [field.aggregate.numerator, field.aggregate.denominator]
    return asked


def _rules(document: Mapping[str, Any], known: Container[str]) -> Iterator[dict[str, Any]]:
    muted = document.get("muted", ())
    for rule in document["rules"]:
        is_wards = rule.get("audience", Audience.WARD) == Audience.WARD
        is_whole = rule["detector"] != "expression" or _is_of_numbers(rule, known)
        is_asked = rule["rule"] not in muted and rule.get("applies_to") != "document"
        if rule["detector"] in PORTABLE and is_wards and is_whole and is_asked:
            yield {"excuse_vi": EXCUSE, **{k: v for k, v in rule.items() if k != "basis"}}


def _is_of_numbers(rule: Mapping[str, Any], known: Container[str]) -> bool:
    """Whether the page has all that an expression and its message look at."""
    tree = from_json(rule["when"])
    asked = [*walk(tree), *placeholders(rule["message_vi"])]
    return all(
        node.kind not in ("previous", "date") and (node.kind != "code" or node.text in known)
        for node in asked
    )
