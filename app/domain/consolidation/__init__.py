"""Ward columns into city figures: totals, coverage, change, lineage, effect.

A city figure counts only wards that gave a value and says how many they were.
Rates are computed anew from summed parts and never averaged; nothing is rounded.
"""

from app.domain.consolidation.changes import Change, change, changes
from app.domain.consolidation.coverage import Coverage, Standing, coverage_of
from app.domain.consolidation.exact_json import dumps, loads
from app.domain.consolidation.groupings import Grouping, by_type, drawn
from app.domain.consolidation.lineage import Contribution, Effect, contributions, effect, shares
from app.domain.consolidation.medians import (
    Median,
    median_documents,
    medians_of,
    parse_medians,
)
from app.domain.consolidation.rollups import Rollup, consolidate, consolidate_groups
from app.domain.consolidation.totals import Total, totals_of
from app.domain.consolidation.ward_numbers import ward_numbers

__all__ = [
    "Change",
    "Contribution",
    "Coverage",
    "Effect",
    "Grouping",
    "Median",
    "Rollup",
    "Standing",
    "Total",
    "by_type",
    "change",
    "changes",
    "consolidate",
    "consolidate_groups",
    "contributions",
    "coverage_of",
    "drawn",
    "dumps",
    "effect",
    "loads",
    "median_documents",
    "medians_of",
    "parse_medians",
    "shares",
    "totals_of",
    "ward_numbers",
]
