"""Where one ward's numbers lie among those of its kind, in the same period."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.actions.access import Report
from app.domain.distribution import LEAST, distribution
from app.domain.forms import Field
from app.domain.vectors import Columns, number_of, stack
from app.store import cities
from app.store import consolidation as store
from app.store.consolidation import SUBMITTED


@dataclass(frozen=True, slots=True)
class Place:
    """0 to 1 from the smallest to the largest; the band is the middle half.

    ``median``, ``low`` and ``high`` are the peers' values, ``count`` how many there are.
    """

    at: float
    band_from: float
    band_to: float
    median: float
    low: float
    high: float
    count: int


def places_of(session: Session, report: Report) -> dict[str, Place]:
    """A place per number that enough wards of the same type gave; {} while the report
    is not among those that the Department holds."""
    types = {ward.code: ward.unit_type for ward in cities.wards(session)}
    vectors = [
        vector
        for vector in store.version_vectors(session, report.period.id, SUBMITTED)
        if types[vector.ward_code] == report.ward.unit_type
    ]
    codes = [vector.ward_code for vector in vectors]
    if len(vectors) < LEAST or report.ward.code not in codes:
        return {}
    columns = stack(report.form.definition, [vector.vector for vector in vectors])
    own = codes.index(report.ward.code)
    found = (
        (field.code, _place(columns, field, own))
        for field in columns.layout.fields
        if field.type.is_numeric
    )
    return {code: place for code, place in found if place is not None}


def _place(columns: Columns, field: Field, own: int) -> Place | None:
    column = columns.layout.index[field.code]
    is_value = columns.is_value[:, column]
    if not is_value[own]:
        return None
    cells = columns.values[is_value, column].tolist()
    found = distribution([float(number_of(field, cell)) for cell in cells])
    if found is None:
        return None
    at = found.places[int(is_value[:own].sum())]
    return Place(
        at, found.band_from, found.band_to, found.median, found.low, found.high, len(found.places)
    )
