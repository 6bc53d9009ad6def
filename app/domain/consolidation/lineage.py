"""What each ward adds to a city figure, and what the figure would be without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from app.domain.answers import Answer
from app.domain.consolidation.arithmetic import difference, percentage
from app.domain.consolidation.totals import Total, ratio_parts, totals_of
from app.domain.forms import AggregateKind
from app.domain.vectors import Columns, Number, answer_of


@dataclass(frozen=True, slots=True)
class Contribution:
    """One ward's cells behind a city figure.

    ``answer`` is the ward's own, None when it gave none. For a ratio it is the
    rate that the ward stated itself, which is shown and never counted;
    ``numerator`` and ``denominator`` are the parts that are. ``counts`` says
    whether the ward is one of those behind the figure.
    """

    ward_code: str
    answer: Answer | None
    counts: bool
    numerator: Answer | None = None
    denominator: Answer | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """A city figure with one ward as it is, and with it left out or mended.

    ``percent`` is how far the figure would move, relative to what it is now;
    None when it is 0 or there is no figure on one side.
    """

    now: Number | None
    then: Number | None
    percent: Decimal | None


def contributions(code: str, ward_codes: Sequence[str], columns: Columns) -> list[Contribution]:
    """Every ward behind, or absent from, the city figure of ``code``, in row order."""
    layout = columns.layout
    field = layout.fields[layout.index[code]]
    own = _cells(columns, code)
    if field.aggregate.kind is not AggregateKind.RATIO:
        return [
            Contribution(ward, answer, _counts(answer))
            for ward, answer in zip(ward_codes, own, strict=True)
        ]
    tops = _cells(columns, str(field.aggregate.numerator))
    bottoms = _cells(columns, str(field.aggregate.denominator))
    return [
        Contribution(ward, answer, _counts(top) and _counts(bottom), top, bottom)
        for ward, answer, top, bottom in zip(ward_codes, own, tops, bottoms, strict=True)
    ]


def effect(code: str, ward: int, columns: Columns, mended: Columns | None = None) -> Effect:
    """How the city figure of ``code`` would move without the ward in row ``ward``.

    ``mended``, of one row, stands for the ward as a reviewer expects it to be
    after mending; then the move is from what was filed to that.
    """
    now = _figure(columns, code)
    rest = columns.take(np.delete(np.arange(len(columns)), ward))
    then = _figure(rest if mended is None else _joined(rest, mended), code)
    return Effect(now.value, then.value, _moved(now.value, then.value))


def shares(columns: Columns) -> NDArray[np.float64]:
    """Each cell's part of the absolute column sum, 0 to 1; shape (wards, indicators).

    For ranking only, hence in floating point. A ratio's cells carry the share
    of its denominator, which is what a wrong rate of that ward can move.
    """
    weights = np.abs(columns.values).astype(np.float64)
    fields, _, bottoms = ratio_parts(columns.layout)
    own = [columns.layout.index[f.code] for f in fields]
    weights[:, own] = weights[:, bottoms]
    sums = weights.sum(axis=0)
    parts: NDArray[np.float64] = np.divide(
        weights, sums, out=np.zeros_like(weights), where=sums > 0
    )
    return parts


def _cells(columns: Columns, code: str) -> list[Answer | None]:
    i = columns.layout.index[code]
    field = columns.layout.fields[i]
    pairs = zip(columns.states[:, i].tolist(), columns.values[:, i].tolist(), strict=True)
    return [answer_of(field, state, cell) for state, cell in pairs]


def _counts(answer: Answer | None) -> bool:
    return answer is not None and answer.counts


def _figure(columns: Columns, code: str) -> Total:
    return totals_of(columns)[code]


def _joined(rest: Columns, mended: Columns) -> Columns:
    return Columns(
        rest.layout,
        np.concatenate((rest.values, mended.values)),
        np.concatenate((rest.states, mended.states)),
    )


def _moved(now: Number | None, then: Number | None) -> Decimal | None:
    if not now or then is None:
        return None
    return percentage(difference(then, now), now)
