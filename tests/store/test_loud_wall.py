"""The tenant wall: loud without a scope, shut to every other ward, whoever asks and however."""

from __future__ import annotations

import threading
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import Table, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.domain.permissions import COMMAND_LINE
from app.store import boot, provision
from app.store.database import Base, db
from app.store.reading import reading
from app.store.scope import LOBBY, Scope
from app.store.tables.submissions import AnswerRow, SourcePhrase, Submission, Upload
from app.store.tables.wall import Wall
from app.store.transaction import transaction
from tests import worlds
from tests.store.stored_rows import (
    AT,
    file_of,
    phrase_of,
    put_everywhere,
    ward_rows,
)
from tests.worlds import World

WALLS = boot.walls()
WALLED = sorted(name for name, wall in WALLS.items() if wall is not Wall.LOBBY)
WARD_OWNED = sorted(name for name, wall in WALLS.items() if wall is Wall.WARD_OWNED)
DEPARTMENT_ONLY = sorted(name for name, wall in WALLS.items() if wall is Wall.DEPARTMENT_ONLY)
CITY_SHARED = sorted(name for name, wall in WALLS.items() if wall is Wall.CITY_SHARED)

LOUD = "invalid input syntax for type uuid|unrecognized configuration parameter"


def table(name: str) -> Table:
    return Base.metadata.tables[name]


def count(scope: Scope, name: str) -> int:
    with reading(scope) as session:
        return session.execute(select(func.count()).select_from(table(name))).scalar_one()


@pytest.fixture(scope="module")
def filled(made: Flask) -> World:
    with made.app_context():
        world = worlds.make_world()
        put_everywhere(world.here)
        put_everywhere(world.there)
        return world


@pytest.fixture
def full(app: Flask, filled: World) -> World:
    """Both cities with a row of every ward in every table behind the wall; only looked at."""
    return filled


@pytest.mark.parametrize("name", WALLED)
def test_the_test_world_has_a_row_in_every_table(full: World, name: str) -> None:
    for town in (full.here, full.there):
        assert count(town.scope, name) > 0, f"Add a row of {name} to tests/store/stored_rows.py."


# --- loud -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WALLED)
def test_the_lobby_reads_no_tenant_table(full: World, name: str) -> None:
    with reading(LOBBY) as session, pytest.raises(DBAPIError, match=LOUD):
        session.execute(select(table(name))).all()


@pytest.mark.parametrize("name", WALLED)
def test_a_connection_without_any_scope_reads_no_tenant_table(full: World, name: str) -> None:
    with db.engine.connect() as connection, pytest.raises(DBAPIError, match=LOUD):
        connection.execute(select(table(name))).all()


def test_a_scope_does_not_stay_on_a_pooled_connection(full: World) -> None:
    """The same server process is asked again, with nothing entered."""

    def server_process() -> int:
        with db.engine.connect() as connection:
            return connection.execute(text("SELECT pg_backend_pid()")).scalar_one()

    db.engine.dispose()
    with reading(full.here.scope) as session:
        used = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        assert session.execute(select(func.count()).select_from(Submission)).scalar_one() == 3
    assert server_process() == used, "the pool gave another connection: the test proves nothing"
    with db.engine.connect() as connection:
        left = connection.execute(
            text("SELECT current_setting('app.city', true), current_setting('app.ward', true)")
        ).one()
        assert tuple(left) == ("", "")
        with pytest.raises(DBAPIError, match=LOUD):
            connection.execute(select(Submission.id)).all()


def test_a_rolled_back_scope_is_gone_too(full: World) -> None:
    db.engine.dispose()
    with pytest.raises(ZeroDivisionError), transaction(full.here.scope, COMMAND_LINE):
        _ = 1 // 0
    with db.engine.connect() as connection, pytest.raises(DBAPIError, match=LOUD):
        connection.execute(select(Submission.id)).all()


@pytest.mark.parametrize("ward", ["", "ALL", "all ", "ALL WARDS", "*", "%"])
def test_only_the_one_word_opens_all_wards(full: World, ward: str) -> None:
    with db.engine.connect() as connection:
        connection.execute(
            text("SELECT set_config('app.city', :c, true), set_config('app.ward', :w, true)"),
            {"c": str(full.here.city_id), "w": ward},
        )
        with pytest.raises(DBAPIError, match=LOUD):
            connection.execute(select(Submission.id)).all()


def test_a_ward_scope_without_a_ward_is_refused() -> None:
    """A missing id must never widen into the whole city."""
    nobody: UUID = None  # type: ignore[assignment]
    with pytest.raises(LookupError):
        Scope.ward(uuid4(), nobody)
    with pytest.raises(LookupError):
        Scope.department(nobody)


# --- who sees what --------------------------------------------------------------------------


@pytest.mark.parametrize("name", WARD_OWNED)
def test_a_ward_sees_its_own_rows_and_no_others(full: World, name: str) -> None:
    for town in (full.here, full.there):
        for place in town.places:
            with reading(place.scope) as session:
                rows = session.execute(select(table(name).c.city_id, table(name).c.ward_id)).all()
            assert set(rows) == {(town.city_id, place.ward_id)}


@pytest.mark.parametrize("name", WARD_OWNED)
def test_the_department_sees_all_wards_of_its_city_only(full: World, name: str) -> None:
    with reading(full.here.scope) as session:
        rows = session.execute(select(table(name).c.city_id, table(name).c.ward_id)).all()
    assert {row.city_id for row in rows} == {full.here.city_id}
    assert {row.ward_id for row in rows} >= {place.ward_id for place in full.here.places}


@pytest.mark.parametrize("name", DEPARTMENT_ONLY)
def test_what_is_the_departments_no_ward_sees(full: World, name: str) -> None:
    assert count(full.here.scope, name) > 0
    assert [count(place.scope, name) for place in full.here.places] == [0, 0, 0]
    with reading(full.here.scope) as session:
        cities = session.execute(select(table(name).c.city_id)).scalars()
        assert set(cities) == {full.here.city_id}


@pytest.mark.parametrize("name", CITY_SHARED)
def test_what_a_city_shares_is_read_by_its_wards_alone(full: World, name: str) -> None:
    for scope in (full.here.scope, full.here.place.scope):
        with reading(scope) as session:
            cities = session.execute(select(table(name).c.city_id)).scalars()
            assert set(cities) == {full.here.city_id}


@pytest.mark.parametrize("name", WALLED)
def test_a_city_that_is_not_there_sees_nothing(full: World, name: str) -> None:
    assert count(Scope.department(uuid4()), name) == 0
    assert count(Scope.ward(uuid4(), full.here.place.ward_id), name) == 0


@pytest.mark.parametrize("name", WARD_OWNED)
def test_a_ward_of_the_other_city_sees_nothing_here(full: World, name: str) -> None:
    crossed = Scope.ward(full.here.city_id, full.there.place.ward_id)
    assert count(crossed, name) == 0


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) FROM submission",
        "SELECT count(*) FROM submission s JOIN answer a ON a.submission_id = s.id",
        "SELECT count(*) FROM (SELECT * FROM submission UNION ALL SELECT * FROM submission) x",
        "WITH x AS MATERIALIZED (SELECT * FROM submission) SELECT count(*) FROM x",
        "SELECT count(DISTINCT ward_id) FROM answer_history",
    ],
)
def test_plain_text_is_walled_in_too(full: World, query: str) -> None:
    with reading(full.here.place.scope) as session:
        own = session.execute(text(query)).scalar_one()
    with reading(full.here.scope) as session:
        every = session.execute(text(query)).scalar_one()
    assert every == 3 * own


# --- nobody writes across -------------------------------------------------------------------


@pytest.mark.parametrize("name", WARD_OWNED)
def test_rows_of_another_ward_are_neither_changed_nor_removed(
    app: Flask, full: World, name: str
) -> None:
    """As a role that may change even the append-only tables, bound by the wall alone."""
    mine, theirs = full.here.places[:2]
    its = table(name)
    with worlds.as_owner(app) as connection:
        connection.execute(text("SET LOCAL ROLE tonghop_spine_walled"))
        mine.scope.enter(connection, read_only=False)
        for where in (its.c.ward_id == theirs.ward_id, its.c.ward_id != mine.ward_id):
            changed = connection.execute(update(its).where(where).values(city_id=its.c.city_id))
            removed = connection.execute(delete(its).where(where))
            assert (changed.rowcount, removed.rowcount) == (0, 0)


@pytest.fixture(scope="module", autouse=True)
def walled_role(made: Flask) -> None:
    """A role with every right on the tables, which only row security holds back."""
    with worlds.as_owner(made) as connection:
        exists = connection.execute(
            text("SELECT 1 FROM pg_roles WHERE rolname = 'tonghop_spine_walled'")
        ).scalar()
        if not exists:
            connection.execute(text("CREATE ROLE tonghop_spine_walled NOLOGIN"))
        connection.execute(text("GRANT ALL ON ALL TABLES IN SCHEMA public TO tonghop_spine_walled"))


def test_a_ward_cannot_put_a_row_of_any_kind_into_another_ward(world: World) -> None:
    mine, theirs = world.here.places[:2]
    for row in ward_rows(world.here, theirs):
        with (
            pytest.raises(DBAPIError, match="row-level security"),
            transaction(mine.scope, mine.drafter) as tx,
        ):
            tx.session.add(row)


@pytest.mark.parametrize("how", ["core", "text"])
def test_core_and_plain_text_cannot_either(world: World, how: str) -> None:
    mine, theirs = world.here.places[:2]
    values = {
        "city_id": world.here.city_id,
        "ward_id": theirs.ward_id,
        "submission_id": theirs.submission_id,
        "code": "population_total",
        "state": "value",
        "typed": "7",
        "reason": "",
        "problem": "",
        "confirmed": True,
        "revision": 1,
        "updated_at": AT,
        "updated_by_name": "A",
    }
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    plain = text(f"INSERT INTO answer ({names}) VALUES ({marks})")
    statement = insert(AnswerRow) if how == "core" else plain
    with (
        pytest.raises(DBAPIError, match="row-level security"),
        transaction(mine.scope, mine.drafter) as tx,
    ):
        tx.session.execute(statement, values)


def test_a_ward_cannot_give_its_rows_away(full: World) -> None:
    mine, theirs = full.here.places[:2]
    for statement in (
        update(AnswerRow).values(ward_id=theirs.ward_id),
        update(AnswerRow).values(city_id=full.there.city_id),
    ):
        with (
            pytest.raises(DBAPIError, match="row-level security"),
            transaction(mine.scope, mine.drafter) as tx,
        ):
            tx.session.execute(statement)


@pytest.mark.parametrize("name", [*CITY_SHARED, *DEPARTMENT_ONLY])
def test_a_ward_changes_nothing_of_its_city(full: World, name: str) -> None:
    if name in provision.APPEND_ONLY:
        return  # No role may change one: the house tests say so.
    its = table(name)
    with transaction(full.here.place.scope, COMMAND_LINE) as tx:
        changed = tx.session.execute(update(its).values(city_id=its.c.city_id))
        removed = tx.session.execute(delete(its))
        assert (changed.rowcount, removed.rowcount) == (0, 0)


# --- keys do not cross ----------------------------------------------------------------------


def test_an_answer_cannot_be_attached_to_another_wards_report(world: World) -> None:
    """Key checks ignore row security: only the composite key stops this."""
    mine, theirs = world.here.places[:2]
    for row in ward_rows(world.here, mine):
        if hasattr(row, "submission_id") and not isinstance(row, SourcePhrase):
            row.submission_id = theirs.submission_id
            with pytest.raises(IntegrityError), transaction(world.here.scope, COMMAND_LINE) as tx:
                tx.session.add(row)


def test_nor_to_a_report_of_another_city(world: World) -> None:
    mine, theirs = world.here.place, world.there.place
    for row in ward_rows(world.here, mine):
        if hasattr(row, "submission_id") and not isinstance(row, SourcePhrase):
            row.submission_id = theirs.submission_id
            with pytest.raises(IntegrityError), transaction(world.here.scope, COMMAND_LINE) as tx:
                tx.session.add(row)


def test_a_phrase_cannot_name_another_wards_file(world: World) -> None:
    mine, theirs = world.here.places[:2]
    upload_id = uuid4()
    with transaction(theirs.scope, theirs.drafter) as tx:
        tx.session.add(
            Upload(
                city_id=world.here.city_id,
                ward_id=theirs.ward_id,
                submission_id=theirs.submission_id,
                **file_of(upload_id),
            )
        )
    with pytest.raises(IntegrityError), transaction(mine.scope, mine.drafter) as tx:
        tx.session.add(
            SourcePhrase(
                city_id=world.here.city_id,
                ward_id=mine.ward_id,
                submission_id=mine.submission_id,
                upload_id=upload_id,
                **phrase_of("population_total"),
            )
        )


def test_a_report_cannot_name_a_period_of_another_city(world: World) -> None:
    with pytest.raises(IntegrityError), transaction(world.here.scope, COMMAND_LINE) as tx:
        tx.session.execute(update(Submission).values(period_id=world.there.period_id))


# --- reading --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE answer SET typed = ''",
        "DELETE FROM answer",
        "INSERT INTO audit_head (city_id, number, digest) VALUES (gen_random_uuid(), 1, '')",
        "SELECT id FROM submission FOR UPDATE",
        "TRUNCATE job",
        "CREATE TABLE smuggled (id int)",
    ],
)
def test_the_reading_door_refuses_every_write(full: World, statement: str) -> None:
    refusal = "read-only transaction|permission denied"
    with reading(full.here.place.scope) as session, pytest.raises(DBAPIError, match=refusal):
        session.execute(text(statement))


def test_reading_cannot_be_turned_into_writing(full: World) -> None:
    to_write = text("SET TRANSACTION READ WRITE")
    with reading(full.here.place.scope) as session, pytest.raises(DBAPIError, match="read-write"):
        session.execute(to_write)


def test_reading_sees_one_snapshot(app: Flask, world: World) -> None:
    """A page adds up what it lists: a commit between two queries must not show."""
    place = world.here.place
    query = select(func.count()).select_from(AnswerRow)
    with reading(place.scope) as session:
        before = session.execute(query).scalar_one()
        save = threading.Thread(target=saving(app, place))
        save.start()
        save.join()
        assert session.execute(query).scalar_one() == before
    with reading(place.scope) as session:
        assert session.execute(query).scalar_one() == before + 1


def saving(app: Flask, place: worlds.Place):
    def save() -> None:
        with app.app_context():
            worlds.fill(place, {"population_total": "7"})

    return save


def test_each_transaction_still_sees_what_others_committed_before_it(world: World) -> None:
    """The isolation of a page must not stay on the connection for the next transaction."""
    db.engine.dispose()
    with reading(world.here.scope) as session:
        session.execute(text("SELECT 1"))
    with transaction(world.here.scope, COMMAND_LINE) as tx:
        level = tx.session.execute(text("SHOW transaction_isolation")).scalar_one()
        is_read_only = tx.session.execute(text("SHOW transaction_read_only")).scalar_one()
    assert (level, is_read_only) == ("read committed", "off")
