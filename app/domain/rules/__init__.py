"""The rules of the form: relations over answers, evaluated by one small engine."""

from app.domain.rules.engine import JUDGES, evaluate
from app.domain.rules.model import Context, Rule, RuleSet, parse_rules
from app.domain.rules.portable import PORTABLE, portable_rules

__all__ = [
    "JUDGES",
    "PORTABLE",
    "Context",
    "Rule",
    "RuleSet",
    "evaluate",
    "parse_rules",
    "portable_rules",
]
