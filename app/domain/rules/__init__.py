"""The rules of the form: relations over answers, evaluated by one small engine."""

from app.domain.rules.engine import JUDGES, evaluate
from app.domain.rules.model import Context, Rule, RuleSet, parse_rules

__all__ = ["JUDGES", "Context", "Rule", "RuleSet", "evaluate", "parse_rules"]
