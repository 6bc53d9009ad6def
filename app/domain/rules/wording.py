"""Findings in Vietnamese: the numbers that disagree, by how much, and the remedy."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from app.domain.answers import numerals
from app.domain.findings import Severity
from app.domain.forms import FieldType, FormDefinition
from app.domain.rules.figures import Figures, Number
from app.domain.rules.model import Rule, Side
from app.domain.rules.sentences import SENTENCES

_PERCENT = FieldType.PCT


def number(value: Number) -> str:
    """4410 → ``4.410``; 97.61 → ``97,61``."""
    if isinstance(value, Decimal):
        return numerals.format_decimal(value, grouped=True)
    return numerals.format_whole(value)


def rounded(value: Decimal, places: int) -> str:
    return numerals.format_decimal(round(value, places))


def name(form: FormDefinition, code: str) -> str:
    field = form.fields.get(code)
    return field.name if field else code


def stated(form: FormDefinition, figures: Figures, code: str) -> str:
    """``Hồ sơ đã giải quyết (4.337)``, or what stands in for the number."""
    value = figures.numbers.get(code)
    if value is None:
        return f"{name(form, code)} ({stand_in(figures, code)})"
    field = form.fields.get(code)
    mark = "%" if field and field.type is _PERCENT else ""
    return f"{name(form, code)} ({number(value)}{mark})"


def stand_in(figures: Figures, code: str) -> str:
    if code in figures.not_applicable:
        return SENTENCES["not_applicable"]
    if code in figures.derived:
        return SENTENCES["derived"].format(value=number(figures.derived[code][0]))
    return SENTENCES["not_stated"]


def side(form: FormDefinition, figures: Figures, terms: Side, total: Number) -> str:
    """``A (3) + B (4) = 7``; the total only where there is more than one part."""
    shown = [t.code for t in terms.terms if not _is_silent(figures, t.code)]
    parts = [stated(form, figures, code) for code in shown]
    if terms.constant or not parts:
        parts.append(number(terms.constant))
    text = " + ".join(parts)
    return text if len(parts) == 1 else f"{text} = {number(total)}"


def _is_silent(figures: Figures, code: str) -> bool:
    """Terms taken as 0 are named in a sentence of their own."""
    return code not in figures.numbers and not (
        code in figures.not_applicable or code in figures.derived
    )


def quoted(form: FormDefinition, codes: Iterable[str], joint: str = ", ") -> str:
    return joint.join(f"“{name(form, code)}”" for code in codes)


def assumption(form: FormDefinition, codes: Iterable[str]) -> str:
    names = quoted(form, codes)
    return SENTENCES["assumed"].format(names=names) if names else ""


def remedy(rule: Rule, is_hard: bool) -> str:
    """How to mend it, and whether a reason would do."""
    mend = f" {rule.mend_vi}" if rule.mend_vi else ""
    if is_hard:
        return f"{mend}{SENTENCES['hard']}"
    if rule.severity is Severity.INFO:
        return mend
    return f"{mend} {rule.excuse_vi}"
