"""Files of the city report whose time is over: what leaves the disk, what never does, and how
they are had again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.actions.editions import asking, comparing, making, sealing
from app.actions.letting_go import let_go_of_expired
from app.domain.errors import Conflict, NotFound
from app.domain.permissions import SYSTEM
from app.outbound import signatures
from app.outbound.files import files
from app.store.reading import reading
from app.store.tables.editions import Verification
from app.store.tables.results import Export
from app.store.transaction import transaction
from tests.actions.test_sealing import edition, enter, file_of, key_file, made, named
from tests.worlds import Town, World

__all__ = ["key_file"]

PAST = dt.timedelta(seconds=1)


def over(town: Town, edition_id: UUID) -> None:
    """The time of an edition's files has come."""
    with transaction(town.scope, SYSTEM) as tx:
        own = update(Export).where(Export.edition_id == edition_id)
        tx.session.execute(own.values(expires_at=tx.now - PAST))


def shelf(town: Town, edition_id: UUID, file_format: str) -> Path:
    return files().path(file_of(town, edition_id, file_format).storage_key)


def on_the_shelf() -> set[str]:
    return set(files().every_key())


def test_what_is_over_leaves_the_disk_and_its_row_stays(world: World) -> None:
    town, other = world.here, world.there
    enter(town, town.place, "41")
    enter(other, other.place, "41")
    old, young, elsewhere = made(town, "json", "csv"), made(town), made(other)
    before = file_of(town, old, "csv")
    paths = [shelf(town, old, "json"), shelf(town, old, "csv")]
    over(town, old)
    assert let_go_of_expired() == 2
    assert let_go_of_expired() == 0
    assert [path.exists() for path in paths] == [False, False]
    assert shelf(town, young, "json").exists()
    assert shelf(other, elsewhere, "json").exists()
    after = file_of(town, old, "csv")
    assert (after.storage_key, after.sha256, after.size) == ("", before.sha256, before.size)
    with pytest.raises(NotFound, match="không còn"):
        comparing.download(town.scope, town.reviewer, after.id)


def test_what_was_sealed_stays_however_old_it_is(world: World) -> None:
    town = world.here
    enter(town, town.place, "41")
    edition_id = made(town)
    sealing.seal(town.scope, town.head, edition_id)
    over(town, edition_id)  # As no action would have it.
    assert let_go_of_expired() == 0
    assert shelf(town, edition_id, "json").exists()


def test_a_file_that_another_row_names_as_well_stays_as_long_as_that_one(world: World) -> None:
    town = world.here
    enter(town, town.place, "41")
    edition_id, other_id = made(town), made(town)
    shared = file_of(town, edition_id, "json")
    with transaction(town.scope, SYSTEM) as tx:
        tx.session.add(
            Export(
                id=uuid4(),
                city_id=town.city_id,
                period_id=town.period_id,
                edition_id=other_id,
                format="csv",
                size=shared.size,
                sha256=shared.sha256,
                storage_key=shared.storage_key,
                made_at=tx.now,
                expires_at=tx.now + dt.timedelta(days=1),
            )
        )
    over(town, edition_id)
    path = files().path(shared.storage_key)
    assert (let_go_of_expired(), path.exists()) == (0, True)
    over(town, other_id)
    assert (let_go_of_expired(), path.exists()) == (3, False)


def test_what_is_over_is_made_again_from_the_figures_of_then(world: World) -> None:
    town = world.here
    enter(town, town.place, "41")
    edition_id = made(town, "json", "csv")
    before = file_of(town, edition_id, "csv").sha256
    with pytest.raises(Conflict):
        asking.retry(town.scope, town.reviewer, edition_id)
    over(town, edition_id)
    let_go_of_expired()
    enter(town, town.places[1], "7")
    asking.retry(town.scope, town.reviewer, edition_id)
    making.build_edition(town.scope, edition_id)
    again = file_of(town, edition_id, "csv")
    assert (edition(town, edition_id).status, again.sha256) == ("ready", before)
    with reading(town.scope) as session:
        facts = session.execute(
            select(Verification).where(Verification.code == edition(town, edition_id).code)
        ).scalar_one()
    assert facts.files["csv"] == before
    assert comparing.download(town.scope, town.reviewer, again.id)[1]


@pytest.mark.parametrize("is_let_go", [False, True])
def test_without_its_files_an_edition_is_not_sealed(world: World, *, is_let_go: bool) -> None:
    town = world.here
    enter(town, town.place, "41")
    edition_id = made(town)
    over(town, edition_id)
    if is_let_go:
        let_go_of_expired()
    with pytest.raises(Conflict, match="hết hạn lưu"):
        sealing.seal(town.scope, town.head, edition_id)
    asking.retry(town.scope, town.reviewer, edition_id)
    making.build_edition(town.scope, edition_id)
    sealing.seal(town.scope, town.head, edition_id)
    assert shelf(town, edition_id, "json").exists()


def test_a_file_that_another_takes_the_place_of_is_not_left_behind(
    app: Flask, world: World, key_file: Path
) -> None:
    town = world.here
    enter(town, town.place, "41")
    before = on_the_shelf()
    edition_id = made(town, "pdf")
    over(town, edition_id)
    asking.retry(town.scope, town.reviewer, edition_id)
    making.build_edition(town.scope, edition_id)
    named(app, key_file)
    sealing.seal(town.scope, town.head, edition_id)
    signatures.init(app, None)
    assert on_the_shelf() - before == {file_of(town, edition_id, "pdf").storage_key}
