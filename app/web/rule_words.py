"""A rule's relations in words: with names for people, with codes for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask_babel import gettext as _

from app.domain.forms import FormDefinition
from app.domain.rules import Rule
from app.domain.rules.model import Formula, RateCheck, Relation, Side
from app.web.words import name_of

_SIGNS: Final = {"=": "=", "<=": "≤", ">=": "≥"}
Named = Callable[[str], str]


def severity_name(severity: str) -> str:
    return {
        "error": _("Lỗi: phải sửa mới nộp được"),
        "warning": _("Cảnh báo: sửa hoặc giải trình"),
        "info": _("Lưu ý: không cần trả lời"),
    }[severity]


def clause_texts(rule: Rule, form: FormDefinition) -> list[str]:
    """``Hồ sơ tiếp nhận = trực tuyến + trực tiếp``, one a clause; none for other detectors."""

    def named(code: str) -> str:
        field = form.fields.get(code)
        return name_of(field) if field else code

    return [clause_text(clause, named) for clause in rule.clauses]


def clause_text(clause: Relation | RateCheck, named: Named) -> str:
    if isinstance(clause, RateCheck):
        shares = _(" hoặc ").join(_share(formula, named) for formula in clause.formulas)
        return f"{named(clause.code)} = {shares}"
    sign = _SIGNS[clause.relation]
    return f"{_sum(clause.left, named)} {sign} {_sum(clause.right, named)}"


def _share(formula: Formula, named: Named) -> str:
    top, bottom = _sum(formula.numerator, named), _sum(formula.denominator, named)
    return f"100 × ({top}) / ({bottom})"


def _sum(side: Side, named: Named) -> str:
    parts = [named(term.code) for term in side.terms]
    if side.constant or not parts:
        parts.append(str(side.constant))
    return " + ".join(parts)
