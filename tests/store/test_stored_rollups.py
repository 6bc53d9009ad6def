"""Rollups know the revision they saw: behind is found, fresh is kept, older never wins."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import update

from app.actions import consolidating
from app.domain.permissions import SYSTEM
from app.store import consolidation as store
from app.store.consolidation import APPROVED, SUBMITTED
from app.store.reading import reading
from app.store.tables.city import Period
from app.store.transaction import transaction
from tests import worlds
from tests.worlds import Town, World


def bump(town: Town) -> None:
    """What an approval does to the period's revision, and nothing else."""
    with transaction(town.scope, SYSTEM) as tx:
        tx.session.execute(
            update(Period)
            .where(Period.id == town.period_id)
            .values(approved_revision=Period.approved_revision + 1)
        )


def is_behind(town: Town) -> bool:
    with reading(town.scope) as session:
        return town.period_id in store.behind(session)


def stored_revision(town: Town, include: str = APPROVED) -> int | None:
    with reading(town.scope) as session:
        row = store.rollup(session, town.period_id, include)
        return None if row is None else row.revision


def test_a_period_without_approvals_is_behind_until_it_has_a_rollup(world: World) -> None:
    """Even an empty city has figures: none of so many."""
    assert is_behind(world.here)
    consolidating.refresh(world.here.scope, SYSTEM, world.here.period_id)
    assert not is_behind(world.here)
    assert stored_revision(world.here) == 0


def test_an_approval_puts_it_behind_and_a_refresh_mends_it(world: World) -> None:
    consolidating.refresh(world.here.scope, SYSTEM, world.here.period_id)
    bump(world.here)
    assert is_behind(world.here)
    consolidating.refresh(world.here.scope, SYSTEM, world.here.period_id)
    assert (is_behind(world.here), stored_revision(world.here)) == (False, 1)


def test_the_other_city_is_not_behind_because_of_it(world: World) -> None:
    for town in (world.here, world.there):
        consolidating.refresh(town.scope, SYSTEM, town.period_id)
    bump(world.here)
    assert (is_behind(world.here), is_behind(world.there)) == (True, False)


def test_a_late_worker_does_not_overwrite_newer_figures(world: World) -> None:
    """It computed before an approval and writes after the one who saw it."""
    town = world.here
    with reading(town.scope) as session:
        period = worlds.period_of(town)
        old = consolidating.compute(session, period, APPROVED)
    bump(town)
    new = consolidating.refresh(town.scope, SYSTEM, town.period_id)
    assert (old.revision, new.revision) == (0, 1)
    with transaction(town.scope, SYSTEM) as tx:
        consolidating.keep(tx, town.period_id, APPROVED, old)
    assert stored_revision(town) == 1


def test_a_stale_rollup_is_not_shown(world: World) -> None:
    """A page computes for itself rather than show figures that are behind."""
    town = world.here
    consolidating.refresh(town.scope, SYSTEM, town.period_id)
    bump(town)
    with reading(town.scope) as session:
        period = worlds.period_of(town)
        assert consolidating.current(session, period, APPROVED).revision == 1
        assert consolidating.current(session, period, SUBMITTED).revision == 1


def test_the_repair_enqueues_each_city_that_is_behind(app: Flask) -> None:
    worlds.empty(app)
    world = worlds.make_world()
    assert consolidating.enqueue_behind() == 2
    for town in (world.here, world.there):
        consolidating.refresh(town.scope, SYSTEM, town.period_id)
    assert consolidating.enqueue_behind() == 0
    bump(world.there)
    assert consolidating.enqueue_behind() == 1


def test_a_stored_rollup_reads_back_as_it_was_computed(world: World) -> None:
    town = world.here
    computed = consolidating.refresh(town.scope, SYSTEM, town.period_id)
    with reading(town.scope) as session:
        shown = consolidating.current(session, worlds.period_of(town), APPROVED)
    assert shown == computed
