"""A period's wards side by side, for the detectors that compare them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from sqlalchemy.orm import Session

from app.actions import access, carrying_back
from app.domain.anomalies import CityColumns, Filing
from app.domain.forms import FieldType, FormDefinition
from app.domain.periods import parse_period_code
from app.domain.units import Unit
from app.domain.vectors import Columns, stack
from app.store import cities
from app.store import comparing as store
from app.store.rows import AnyRow
from app.store.succession import successions
from app.store.tables.city import Period, Ward

#: Older periods than these say little of a unit's level now.
_MOST_PERIODS: Final = 6


def city_columns(session: Session, period: Period, *, has_texts: bool = True) -> CityColumns:
    """What the detectors look at: the newest versions that the Department holds."""
    form = access.form_of(session, period)
    texts = (f.code for f in form.definition.fields.values() if f.type is FieldType.TEXT)
    codes = list(texts) if has_texts else []
    rows = store.held_versions(session, period.id, codes)
    units = tuple(unit_of(row) for row in rows)
    every = tuple(unit_of(row) for row in store.units(session, period.id))
    absent = tuple(unit for unit in every if unit.code not in {one.code for one in units})
    past = _past(session, form.definition, period, [unit.code for unit in (*units, *absent)])
    filed, rest = np.split(np.arange(len(units) + len(absent)), [len(units)])
    earlier = store.last_texts(session, period.data_to, codes) if codes else {}
    last_year = past.get(str(parse_period_code(period.code).same_last_year))
    return CityColumns(
        form=form.definition,
        rules=form.rules,
        period_kind=period.kind,
        wards=units,
        current=stack(form.definition, [row.vector for row in rows]),
        previous=None if last_year is None else last_year.take(filed),
        narratives={row.code: _texts(row.texts) for row in rows},
        earlier_narratives={code: _texts(texts) for code, texts in earlier.items()},
        units=every,
        filings=_filings(session, period),
        as_of=dt.datetime.now(dt.UTC),
        history=tuple(columns.take(filed) for columns in past.values()),
        absent=absent,
        absent_history=tuple(columns.take(rest) for columns in past.values()),
    )


def unit_of(ward: Ward | AnyRow) -> Unit:
    return Unit(ward.code, ward.name, ward.unit_type, ward.established_on)


def _past(
    session: Session, form: FormDefinition, period: Period, wards: Sequence[str]
) -> dict[str, Columns]:
    """Earlier periods of the same kind and form by code, the newest first, row for row; a
    ward without a report then gets an empty row, a merged or split one its predecessors'."""
    alike = [
        before
        for before in cities.periods(session)
        if before.kind == period.kind
        and before.data_to < period.data_to
        and before.form_version_id == period.form_version_id
    ]
    newest = sorted(alike, key=lambda before: before.data_to, reverse=True)[:_MOST_PERIODS]
    known = successions(session)
    return {
        before.code: carrying_back.of_period(session, form, before, wards, known).columns
        for before in newest
    }


def _texts(answers: Mapping[str, Any] | None) -> dict[str, str]:
    """Narratives by field; the empty ones are left out."""
    return {c: answer["value"] for c, answer in (answers or {}).items() if answer.get("value")}


def _filings(session: Session, period: Period) -> dict[str, Filing]:
    """When each ward filed. What the Department entered says nothing of the ward's time."""
    return {
        row.code: Filing(
            max(row.due_at, period.ward_due_at) if row.due_at else period.ward_due_at,
            row.first_submitted_at,
        )
        for row in store.filings(session, period.id)
        if not row.entered_by_department
    }
