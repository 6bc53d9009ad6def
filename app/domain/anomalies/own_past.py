"""How much of a narrative stood in the unit's own last report already."""

from __future__ import annotations

from app.domain.anomalies.shingles import Shingles, containment
from app.domain.anomalies.words import Vocabulary
from app.domain.rules.model import RuleSet
from app.domain.units import Unit

_RULE = "copy_paste"


def repeated_share(now: str, then: str, unit: Unit, rules: RuleSet) -> float | None:
    """The share (0 to 1) of 4-word shingles found in ``then``, by the rule on copied text.

    Numbers, the unit's own name and the set phrases of the law are masked. None below what
    the rule takes for a candidate, and where the form has no such rule.
    """
    rule = rules.by_name.get(_RULE)
    if rule is None:
        return None
    names = (unit.name, unit.short_name)
    both = Shingles.of(Vocabulary().masked([now, then], [names, names]))
    share, shared = containment(both.set_of(0), both.set_of(1))
    is_telling = shared >= rule.options["least_shared"] and share >= rule.options["candidate"]
    return share if is_telling else None


def is_copied(share: float, rules: RuleSet) -> bool:
    """Whether the Department's detector would flag as much."""
    limit: float = rules[_RULE].options["flagged"]
    return share >= limit
