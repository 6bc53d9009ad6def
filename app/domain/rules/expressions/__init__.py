"""Expressions that an administrator writes: parsed, checked, printed, evaluated."""

from app.domain.rules.expressions.evaluation import Condition, compiled
from app.domain.rules.expressions.grammar import parse
from app.domain.rules.expressions.messages import message_problems, placeholders
from app.domain.rules.expressions.printing import printed
from app.domain.rules.expressions.tree import Fault, Faulty, Node, from_json, to_json
from app.domain.rules.expressions.typing import checked

__all__ = [
    "Condition",
    "Fault",
    "Faulty",
    "Node",
    "checked",
    "compiled",
    "from_json",
    "message_problems",
    "parse",
    "placeholders",
    "printed",
    "to_json",
]
