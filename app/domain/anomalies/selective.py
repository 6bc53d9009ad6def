"""Which findings deserve the look first: suspicion times effect on the city figure.

Selective editing spends a reviewer's time where it mends most: a score is the suspicion
that a value is wrong (0 to 1) times the share by which the city figure would move were
the value replaced by the one expected in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from app.domain.consolidation import Total
from app.domain.findings import Finding, Severity
from app.domain.forms import AggregateKind, Field, FieldType
from app.domain.vectors import Number

SOURCE: Final = (
    "Latouche và Berthelot (1992); de Waal, Pannekoek và Scholtus (2011), ch. 6; "
    "Memobust (Eurostat 2014), “Selective editing”: điểm = mức nghi ngờ × mức ảnh hưởng"
)

#: How much a finding of one report's own relations is suspected, by what it is.
_HARD, _ASSUMED, _SOFT, _INFORMATION = 1.0, 0.8, 0.5, 0.1
_POINTS: Final = (FieldType.PCT, FieldType.SCORE)


@dataclass(frozen=True, slots=True)
class Effect:
    """What replacing a value by ``expected`` would do to the city figure of ``code``.

    ``delta`` is in the field's unit (points for a rate); ``share`` is of the figure as it
    stands, for rates and scores the points as a share of 100. Both carry their sign.
    """

    code: str
    delta: Decimal
    share: float
    expected: Decimal

    def document(self) -> dict[str, Any]:
        """As it stands in a finding's ``details["effect"]``."""
        return {
            "code": self.code,
            "delta": f"{self.delta:f}",
            "share": round(self.share, 6),
            "expected": f"{self.expected:f}",
        }


def effect_of(
    totals: Mapping[str, Total],
    field: Field,
    value: Number | None,
    expected: Number,
    trials: Number | None = None,
) -> Effect | None:
    """The effect of putting ``expected`` where ``value`` (None: nothing) stands.

    ``trials`` is the ward's own denominator of a rate: without it the rate does not enter
    the pooled one. None where the indicator has no city figure.
    """
    total = totals.get(field.code)
    if total is None or total.value is None:
        return None
    wanted = as_written(field, expected)
    delta = _moved(total, Decimal(value or 0), wanted, None if trials is None else Decimal(trials))
    return Effect(field.code, delta, _share(field, total, delta), wanted)


def as_written(field: Field, number: Number) -> Decimal:
    """An expected value as the field would be filled in: counts whole, rates to two decimals."""
    exact = Decimal(number)
    return round(exact, 0) if field.type.is_whole else round(exact, 2)


def _moved(total: Total, value: Decimal, wanted: Decimal, trials: Decimal | None) -> Decimal:
    figure = Decimal(total.value or 0)
    match total.aggregate:
        case AggregateKind.RATIO:
            if trials is None or not total.denominator:
                return Decimal(0)
            return round((wanted - value) * trials / Decimal(total.denominator), 6)
        case AggregateKind.MEAN:
            return round((wanted - value) / max(total.wards, 1), 6)
        case AggregateKind.MAX:
            return wanted - figure if value >= figure or wanted > figure else Decimal(0)
    return wanted - value


def _share(field: Field, total: Total, delta: Decimal) -> float:
    if field.type in _POINTS:
        return float(delta / 100)
    figure = Decimal(total.value or 0)
    if not figure:
        return 1.0 if delta else 0.0
    return float(delta / abs(figure))


def suspicion_of_distance(z: float, limit: float) -> float:
    """One half at the limit, towards 1 far beyond it."""
    return abs(z) / (abs(z) + limit)


def suspicion_of(finding: Finding) -> float:
    """What a broken relation of one report is suspected of."""
    if finding.severity is Severity.ERROR:
        return _ASSUMED if finding.assumed else _HARD
    return _SOFT if finding.severity is Severity.WARNING else _INFORMATION


def scored(finding: Finding, suspicion: float, effect: Effect | None) -> Finding:
    """The finding with its score, and in its details what the score is made of."""
    details = {**finding.details, "suspicion": round(suspicion, 4)}
    if effect is None:
        return replace(finding, score=0.0, details=details)
    score = round(suspicion * min(1.0, abs(effect.share)), 6)
    return replace(finding, score=score, details={**details, "effect": effect.document()})
