"""Leaving merged and split units what their predecessors come to in an earlier period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from app.domain.answers import to_json
from app.domain.forms import FormDefinition
from app.domain.succession import CarriedBack, Succession, carried_back, taking_effect_after
from app.domain.vectors import Columns, answer_of, stack
from app.store import consolidation as vectors
from app.store import forms
from app.store import succession as store
from app.store.consolidation import SUBMITTED
from app.store.tables.city import Period
from app.store.transaction import Transaction


def keep(tx: Transaction, period: Period) -> None:
    """Work out a period's estimated pasts from what the Department holds, and store them."""
    contents = _contents(tx.session, period)
    store.keep_estimates(tx.session, tx.scope.city, period.id, tx.now, contents)


def _contents(session: Session, period: Period) -> dict[str, dict[str, Any]]:
    """As a version's content, by unit code."""
    since = taking_effect_after(store.successions(session), period.data_from)
    if not since:
        return {}
    form = forms.compiled(session, period.form_version_id).definition
    units = sorted({one.successor for one in since})
    found = of_period(session, form, period, units, since)
    rows = (at for at, code in enumerate(units) if code in found.estimated)
    return {units[at]: {"answers": _answers(found.columns, at)} for at in rows}


def of_period(
    session: Session,
    form: FormDefinition,
    period: Period,
    units: Sequence[str],
    successions: Sequence[Succession],
) -> CarriedBack:
    """What a period's reports come to for some units of now."""
    given = vectors.version_vectors(session, period.id, SUBMITTED)
    columns = stack(form, [one.vector for one in given])
    since = taking_effect_after(successions, period.data_from)
    return carried_back(columns, [one.ward_code for one in given], units, since)


def _answers(columns: Columns, row: int) -> dict[str, Any]:
    """What one row states, by code."""
    stated = np.flatnonzero(columns.is_value[row]).tolist()
    answers = (
        answer_of(
            columns.layout.fields[at], int(columns.states[row, at]), int(columns.values[row, at])
        )
        for at in stated
    )
    return {answer.code: to_json(answer) for answer in answers if answer is not None}
