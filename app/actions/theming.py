"""Gathering what many wards say, in a worker: the one action that loads scikit-learn and scipy."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.actions import access
from app.domain.errors import NotFound
from app.domain.forms import Field
from app.domain.permissions import SYSTEM
from app.domain.themes.likeness import gather
from app.store import cities
from app.store import themes as store
from app.store.consolidation import APPROVED, SUBMITTED
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.city import Period
from app.store.tables.themes import ThemeRun
from app.store.transaction import transaction

Texts = dict[str, str]


def gather_themes(scope: Scope, period_id: UUID) -> int:
    """Gather the narratives whose texts changed since the last time; how many did.

    What is approved and what is only held are gathered together, so that a report with either
    finds its points. Safe to run twice: a run that saw later approvals is not replaced.
    """
    with reading(scope) as session:
        period = cities.period(session, period_id)
        if period is None:
            raise NotFound("Không có kỳ báo cáo này.")
        fields = narratives_of(session, period)
        said = _said(session, period, fields)
        before = _before(session, period, fields)
        names = {ward.code: ward.name for ward in cities.wards(session)}
        run = store.run_of(session, period_id)
    known = run.fields if run is not None else {}
    found: dict[str, Any] = {}
    for code, texts in said.items():
        digest = _digest(texts, before.get(code, {}))
        if known.get(code, {}).get("sha256") == digest:
            found[code] = known[code]
            continue
        groups = gather(texts, names, before.get(code, {}).values())
        found[code] = {"sha256": digest, "groups": [one.document() for one in groups]}
    _keep(scope, period, found)
    return sum(found[code] is not known.get(code) for code in found)


def narratives_of(session: Session, period: Period) -> list[Field]:
    form = access.form_of(session, period).definition
    return [field for section in form.sections for field in section.narratives]


def _said(session: Session, period: Period, fields: list[Field]) -> dict[str, Texts]:
    """What each ward says in any version that counts: the approved one and the newest held."""
    both: dict[str, Texts] = {}
    for include in (APPROVED, SUBMITTED):
        for code, texts in store.texts(session, period.id, include, fields).items():
            joined = both.setdefault(code, {})
            for ward, text in texts.items():
                known = joined.get(ward)
                joined[ward] = text if known in (None, text) else f"{known}\n\n{text}"
    return both


def _before(session: Session, period: Period, fields: list[Field]) -> dict[str, Texts]:
    """The approved texts of the period that ended last before this one."""
    earlier = [one for one in cities.periods(session) if one.data_to < period.data_to]
    if not earlier:
        return {}
    last = max(earlier, key=lambda one: (one.data_to, one.data_from))
    return store.texts(session, last.id, APPROVED, fields)


def _digest(texts: Mapping[str, str], before: Mapping[str, str]) -> str:
    document = json.dumps([texts, before], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(document.encode()).hexdigest()


def _keep(scope: Scope, period: Period, found: Mapping[str, Any]) -> None:
    with transaction(scope, SYSTEM) as tx:
        values = {
            "revision": period.approved_revision,
            "computed_at": tx.now,
            "fields": dict(found),
        }
        statement = insert(ThemeRun).values(
            id=uuid4(), city_id=scope.city, period_id=period.id, **values
        )
        tx.session.execute(
            statement.on_conflict_do_update(
                index_elements=["city_id", "period_id"],
                set_=values,
                where=ThemeRun.revision <= period.approved_revision,
            )
        )
