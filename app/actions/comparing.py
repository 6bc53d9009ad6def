"""A period's wards side by side, for the detectors that compare them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.domain.anomalies import CityColumns, Filing
from app.domain.forms import FieldType
from app.domain.periods import parse_period_code
from app.domain.units import Unit
from app.domain.vectors import Columns, pack, stack
from app.store import cities, forms, submissions
from app.store import consolidation as store
from app.store.consolidation import SUBMITTED
from app.store.forms import CompiledForm
from app.store.tables.city import Period, Ward
from app.store.tables.submissions import Version

Narratives = dict[str, dict[str, str]]


def city_columns(session: Session, period: Period) -> CityColumns:
    """What the detectors look at: the newest versions that the Department holds."""
    form = forms.compiled(session, period.form_version_id)
    rows = store.included_versions(session, period.id, SUBMITTED)
    wards = [row.Ward for row in rows]
    return CityColumns(
        form=form.definition,
        rules=form.rules,
        period_kind=period.kind,
        wards=tuple(unit_of(ward) for ward in wards),
        current=stack(form.definition, [row.Version.vector for row in rows]),
        previous=_previous(session, form, period, wards),
        narratives={row.Ward.code: _texts(form, row.Version) for row in rows},
        earlier_narratives=_earlier(session, form, period),
        units=tuple(unit_of(ward) for ward in cities.wards(session)),
        filings=_filings(session, period),
        as_of=dt.datetime.now(dt.UTC),
    )


def unit_of(ward: Ward) -> Unit:
    return Unit(ward.code, ward.name, ward.unit_type, ward.established_on)


def _previous(
    session: Session, form: CompiledForm, period: Period, wards: Sequence[Ward]
) -> Columns | None:
    """The same period last year, row for row; a ward without one gets an empty row."""
    code = str(parse_period_code(period.code).same_last_year)
    before = cities.period_by_code(session, code)
    if before is None or before.form_version_id != period.form_version_id:
        return None
    vectors = {v.ward_code: v.vector for v in store.version_vectors(session, before.id, SUBMITTED)}
    empty = pack(form.definition, {})
    return stack(form.definition, [vectors.get(ward.code, empty) for ward in wards])


def _texts(form: CompiledForm, version: Version) -> dict[str, str]:
    """A version's narratives by field."""
    answers: Mapping[str, dict[str, Any]] = version.content["answers"]
    fields = form.definition.fields
    return {
        code: document["value"]
        for code, document in answers.items()
        if code in fields and fields[code].type is FieldType.TEXT and document.get("value")
    }


def _earlier(session: Session, form: CompiledForm, period: Period) -> Narratives:
    """Each ward's narratives in its last report before this period."""
    found: Narratives = {}
    for before in cities.periods(session):
        if before.data_to < period.data_to:
            for row in store.included_versions(session, before.id, SUBMITTED):
                found.setdefault(row.Ward.code, _texts(form, row.Version))
    return found


def _filings(session: Session, period: Period) -> dict[str, Filing]:
    """When each ward filed. What the Department entered says nothing of the ward's time."""
    rows: Iterable[Any] = submissions.city_board(session, period.id)
    return {
        row.Ward.code: Filing(
            row.due_at or period.ward_due_at,
            row.Submission.first_submitted_at if row.Submission else None,
        )
        for row in rows
        if row.Submission is None or not row.Submission.entered_by_department
    }
