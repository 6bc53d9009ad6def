"""What a ward may know of its peers: kept by the worker, read through the wall."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from app.actions import consolidating, reviewing
from app.domain.consolidation import Median
from app.domain.permissions import SYSTEM
from app.store import consolidation as store
from app.store.consolidation import SUBMITTED
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.results import PeerMedians
from app.store.transaction import transaction
from tests import worlds
from tests.worlds import PERIOD, Place, Town

CODE = "households_total"
WARDS = {f"1{n:04d}": f"Xã Số {n}" for n in range(6)} | {"20001": "Phường Số 1"}


def approved(town: Town, place: Place, households: int) -> None:
    number = worlds.filed(place, worlds.FIGURES | {CODE: f"{households}"}).number
    reviewing.claim(town.scope, town.reviewer, place.submission_id)
    reviewing.approve(
        town.scope,
        town.reviewer,
        place.submission_id,
        seen_version=number,
        idempotency_key=place.code,
    )


def seen(scope: Scope, unit_type: str = "xa") -> dict[str, Median]:
    with reading(scope) as session:
        return store.peer_medians(session, PERIOD, unit_type)


@pytest.fixture
def towns(app: Flask) -> tuple[Town, Town]:
    return worlds.make_town(WARDS), worlds.make_town(WARDS)


def test_a_ward_sees_the_middle_of_five_approved_of_its_type(towns: tuple[Town, Town]) -> None:
    here, there = towns
    places = [p for p in here.places if p.code != "20001"]
    for place, households in zip(places[:4], (100, 200, 300, 400), strict=True):
        approved(here, place, households)
    consolidating.refresh(here.scope, SYSTEM, here.period_id)
    assert seen(places[5].scope) == {}
    approved(here, places[4], 1000)
    approved(here, here.places[-1], 7)
    worlds.filed(places[5], worlds.FIGURES | {CODE: "999999"})
    consolidating.refresh(here.scope, SYSTEM, here.period_id)
    assert seen(places[5].scope)[CODE] == Median(300, 5)
    assert seen(places[5].scope, "phuong") == {}
    assert seen(there.places[0].scope) == {}
    taken_back(here, places[0])
    consolidating.refresh(here.scope, SYSTEM, here.period_id)
    assert seen(places[5].scope) == {}


def taken_back(town: Town, place: Place) -> None:
    reviewing.unapprove(town.scope, town.head, place.submission_id, "Duyệt nhầm bản.")


def test_what_is_only_submitted_leaves_no_medians(towns: tuple[Town, Town]) -> None:
    here, _there = towns
    consolidating.refresh(here.scope, SYSTEM, here.period_id, SUBMITTED)
    with reading(here.scope) as session:
        assert session.query(PeerMedians).count() == 0


def test_a_ward_reads_them_and_cannot_write(towns: tuple[Town, Town]) -> None:
    here, _there = towns
    consolidating.refresh(here.scope, SYSTEM, here.period_id)
    ward = here.place
    with transaction(ward.scope, ward.drafter) as tx:
        changed = tx.session.execute(
            update(PeerMedians).values(content="{}").returning(PeerMedians.id)
        ).all()
    assert changed == []
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        transaction(ward.scope, ward.drafter) as tx,
    ):
        tx.session.add(
            PeerMedians(
                city_id=here.city_id,
                period_id=here.period_id,
                unit_type="x",
                revision=1,
                computed_at=tx.now,
                content="{}",
            )
        )
