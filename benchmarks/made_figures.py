"""Figures of a made-up city that hang together well enough for detectors: sizes, rates, a past."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.domain.anomalies import CityColumns
from app.domain.forms import AggregateKind, FieldType
from app.domain.units import Unit
from app.domain.vectors import MILLION, VALUE, Columns, layout_of
from app.standard import standard_form, standard_rules, standard_units

#: Earlier periods of the same kind; the share of cells without a value; of cells far off.
PERIODS = 3
_UNANSWERED = 0.05
_FAR = 0.001
_SEED = 20261122


@dataclass(frozen=True)
class MadeFigures:
    """``vectors`` are those of now, as the application packs them."""

    city: CityColumns
    vectors: tuple[bytes, ...]


def make_figures(wards: int) -> MadeFigures:
    """Every number of the form: counts by size, rates near the top, a few far off."""
    dice = np.random.default_rng(_SEED)
    usual = _usual(dice, wards)
    now, *past = (_records(dice, usual) for _ in range(PERIODS + 1))
    history = tuple(_columns(rows) for rows in past)
    city = CityColumns(
        form=standard_form(),
        rules=standard_rules(),
        period_kind="H1",
        wards=_units(wards),
        current=_columns(now),
        previous=history[0],
        history=history,
    )
    return MadeFigures(city, tuple(row.tobytes() for row in now))


def _units(wards: int) -> tuple[Unit, ...]:
    real = standard_units()
    return tuple(replace(real[i % len(real)], code=f"{i:05}") for i in range(wards))


def _usual(dice: np.random.Generator, wards: int) -> NDArray[np.float64]:
    """What each ward usually has of each indicator; (wards, indicators)."""
    fields = layout_of(standard_form()).fields
    size = dice.lognormal(0, 0.4, (wards, 1))
    rate = dice.lognormal(3.5, 1.2, (1, len(fields)))
    own = dice.lognormal(0, 0.3, (wards, len(fields)))
    usual: NDArray[np.float64] = size * rate * own
    for i, field in enumerate(fields):
        if field.type is FieldType.PCT or field.type is FieldType.SCORE:
            usual[:, i] = 100 * dice.beta(40, 1.5, wards)
        elif field.type in (FieldType.BOOL, FieldType.DATE):
            usual[:, i] = 1
    usual[:, [i for i, f in enumerate(fields) if f.code == "households_total"]] = 4_000 * size
    return usual


def _records(dice: np.random.Generator, usual: NDArray[np.float64]) -> NDArray[np.void]:
    """One period as packed rows."""
    layout = layout_of(standard_form())
    drawn = dice.poisson(usual).astype(np.int64)
    drawn *= np.where(dice.random(usual.shape) < _FAR, 30, 1)
    for i, field in enumerate(layout.fields):
        if field.type in (FieldType.PCT, FieldType.SCORE):
            drawn[:, i] = np.round(usual[:, i], 2) * MILLION
        elif field.type in (FieldType.BOOL, FieldType.DATE):
            drawn[:, i] = 1
    for field in layout.fields:  # A part is less than its whole.
        if field.aggregate.kind is AggregateKind.RATIO:
            whole = drawn[:, layout.index[str(field.aggregate.denominator)]]
            top = layout.index[str(field.aggregate.numerator)]
            drawn[:, top] = dice.binomial(whole, usual[:, layout.index[field.code]] / 100)
    rows = np.zeros(len(usual), dtype=layout.record)
    rows["header"] = np.frombuffer(layout.header, dtype=np.uint8)
    rows["states"] = np.where(dice.random(usual.shape) < _UNANSWERED, 0, VALUE)
    rows["values"] = drawn * (rows["states"] == VALUE)
    return rows


def _columns(rows: NDArray[np.void]) -> Columns:
    return Columns(layout_of(standard_form()), rows["values"], rows["states"])
