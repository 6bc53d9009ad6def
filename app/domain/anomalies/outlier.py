"""Figures far from those of peers: the robust z of a value among units of its type.

Counts are compared per household or per residential unit (the rule says which),
money per household among those that had any, rates as shares. A value is far when
its distance from the peers' median exceeds 3.5 robust standard deviations (median
and MAD: Iglewicz and Hoaglin 1993). The limits widen where the denominator is
small, as in a funnel plot (Spiegelhalter 2005): counts by their Poisson variance,
shares by their binomial one. Types with too few peers are compared with the city.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.domain.anomalies.city import CityColumns, Detector, WardFinding
from app.domain.anomalies.outlier_cells import Cell, merged
from app.domain.anomalies.outlier_findings import Wording
from app.domain.anomalies.peer_blocks import models_of
from app.domain.anomalies.peer_models import Fit, Model
from app.domain.anomalies.statistics import Floats

SOURCE = (
    "Iglewicz và Hoaglin (1993), z bền vững theo trung vị và MAD; "
    "Spiegelhalter (2005), biểu đồ phễu; Wilson (1927), Anscombe (1948) cho mẫu số nhỏ"
)


def detect(city: CityColumns) -> list[WardFinding]:
    """One finding per ward and indicator beyond the limit, with what moved along with it."""
    cells = far_cells(city)
    if not cells:
        return []
    wording = Wording(city)
    return [wording.finding(cell) for cell in merged(city, cells)]


def far_cells(city: CityColumns) -> list[Cell]:
    """Which cells are far enough, over enough peers, and large enough to mean anything.

    A value per something that is far off itself is left out: nothing is divided by it.
    """
    if len(city.wards) < city.rules["outlier"].options["least_peers"]:
        return []
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        cells = [cell for model in models_of(city) for cell in _judged(city, model)]
    doubtful = {(cell.row, cell.place) for cell in cells}
    return [cell for cell in cells if (cell.row, cell.exposure) not in doubtful]


def _judged(city: CityColumns, model: Model) -> Iterator[Cell]:
    """Judge each type by its own, and by the whole city where its own are too few."""
    options = city.rules["outlier"].options
    types = np.array([unit.unit_type for unit in city.wards])
    open_cells = np.ones((len(types), len(model.places)), dtype=bool)
    for kind in np.unique(types):
        rows = np.flatnonzero(types == kind)
        if len(rows) < options["own_type_peers"]:
            continue
        fit = model.fit(rows)
        is_enough = fit.peers >= options["own_type_peers"]
        yield from _beyond(city, model, fit, rows, np.tile(is_enough, (len(rows), 1)), str(kind))
        open_cells[np.ix_(rows, is_enough)] = False
    rows = np.flatnonzero(open_cells.any(axis=1))
    if len(rows):
        fit = model.fit(np.arange(len(types)))
        asked = open_cells[rows] & (fit.peers >= options["least_peers"])
        yield from _beyond(city, model, fit, rows, asked, "city")


def _beyond(
    city: CityColumns,
    model: Model,
    fit: Fit,
    rows: NDArray[np.intp],
    asked: NDArray[np.bool_],
    group: str,
) -> Iterator[Cell]:
    options = city.rules["outlier"].options
    limit = options["limit"]
    at, columns = np.nonzero(fit.candidates(rows, limit) & asked)
    z, expected = fit.judge(rows[at], columns)
    values = model.values[rows[at], columns]
    is_far = (np.abs(z) > limit) & (np.fmax(values, expected) >= options["smallest"])
    at, columns, z, expected, values = (a[is_far] for a in (at, columns, z, expected, values))
    low, high = fit.limits(rows[at], columns, limit)
    lists = (_list(a) for a in (rows[at], columns, values, z, expected, low, high))
    for row, column, value, far, usual, below, above in zip(*lists, strict=True):
        yield Cell(
            int(row),
            int(model.places[int(column)]),
            int(model.exposures[int(column)]),
            value,
            far,
            usual,
            below,
            above,
            int(fit.peers[int(column)]),
            group,
            fit,
            int(column),
        )


def _list(values: NDArray[np.intp] | Floats) -> list[float]:
    plain: list[float] = values.tolist()
    return plain


DETECTOR = Detector("outlier", detect, SOURCE, "Khác xa các đơn vị cùng loại")
