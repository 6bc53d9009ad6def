"""A sealed edition: what moves with it, what stands against it, its signature, its repetition."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.actions import loading, reviewing, second_person
from app.actions.editions import asking, comparing, making, sealing
from app.actions.editions.asking import Asked
from app.actions.loading import Line
from app.actions.reporting import print_city_report
from app.domain.errors import Conflict, NotAllowed
from app.domain.lifecycle import State
from app.domain.permissions import COMMAND_LINE, Actor, Role
from app.domain.second_person import SecondPerson
from app.outbound import signatures
from app.store import editions, submissions
from app.store.database import db
from app.store.reading import reading
from app.store.tables.editions import Edition
from app.store.tables.results import Export
from app.store.tables.themes import ThemeStep
from app.store.transaction import transaction
from config import SigningSettings
from tests import worlds
from tests.actions.signed_documents import (
    SIGNER,
    certified,
    page_with_signature,
    rsa_key,
    validated,
)
from tests.worlds import Place, Town, World

PASSWORD = "khóa-của-sở"


def enter(town: Town, place: Place, received: str) -> None:
    lines = [Line(2, place.code, "dossiers_received", received)]
    loading.load_answers(town.scope, COMMAND_LINE, worlds.PERIOD, "approved", lines)


def made(town: Town, *formats: str) -> UUID:
    asked = Asked(formats=formats or ("json",))
    edition_id = asking.request_edition(town.scope, town.reviewer, town.period_id, asked)
    making.build_edition(town.scope, edition_id)
    return edition_id


def edition(town: Town, edition_id: UUID) -> Edition:
    with reading(town.scope) as session:
        return session.get_one(Edition, edition_id)


def file_of(town: Town, edition_id: UUID, file_format: str) -> Export:
    with reading(town.scope) as session:
        found = editions.files_of(session, [edition_id])[edition_id]
    return next(file for file in found if file.format == file_format)


def state(town: Town, place: Place) -> State:
    return State(worlds.submission_of(town, place).state)


def test_what_was_counted_is_sealed_with_it_and_its_files_stay(world: World) -> None:
    town = world.here
    enter(town, town.place, "41")
    worlds.fill(town.places[1], worlds.FIGURES)
    edition_id = made(town, "json", "csv")
    assert file_of(town, edition_id, "csv").expires_at is not None
    sealing.seal(town.scope, town.head, edition_id)
    sealing.seal(town.scope, town.head, edition_id)  # Again does no harm.
    sealed = edition(town, edition_id)
    assert (sealed.sealed_by, sealed.sealed_at is not None) == (town.head.name, True)
    assert state(town, town.place) is State.SEALED
    assert state(town, town.places[1]) is State.DRAFT
    assert file_of(town, edition_id, "csv").expires_at is None


def test_a_sealed_edition_prints_the_same_bytes_whatever_happens_later(world: World) -> None:
    town = world.here
    enter(town, town.place, "41")
    edition_id = made(town, "docx", "pdf", "json")
    sealing.seal(town.scope, town.head, edition_id)
    reviewing.unapprove(town.scope, town.head, town.place.submission_id, "Nhầm số")
    enter(town, town.place, "44")
    report = comparing.frozen_report(town.scope, edition_id)
    for file_format in ("docx", "pdf", "json"):
        kept = file_of(town, edition_id, file_format)
        _, content = comparing.download(town.scope, town.reviewer, kept.id)
        assert print_city_report(report, file_format) == content


def test_sealing_and_judging_take_the_reports_in_one_order(app: Flask) -> None:
    """Sealing waits at the first report that somebody else has locked, and holds none that
    the other still comes to."""
    town = listed_otherwise()
    for place in town.places:
        enter(town, place, "41")
    edition_id = made(town, "json")
    in_order = sorted(place.submission_id for place in town.places)
    first_is_locked = threading.Event()

    def judge() -> None:
        with transaction(town.scope, COMMAND_LINE) as tx:
            submissions.by_id(tx.session, in_order[0], lock=True)
            first_is_locked.set()
            wait_until_blocked(app)
            for submission_id in in_order[1:]:
                submissions.by_id(tx.session, submission_id, lock=True)

    def seal() -> None:
        assert first_is_locked.wait(20)
        sealing.seal(town.scope, town.head, edition_id)

    assert worlds.at_once(app, [judge, seal]) == [None, None]
    assert {state(town, place) for place in town.places} == {State.SEALED}


def listed_otherwise() -> Town:
    """A city whose first ward is not the first in the order of the locks."""
    while True:
        town = worlds.make_town()
        with reading(town.scope) as session:
            listed = [r.Submission.id for r in submissions.city_board(session, town.period_id)]
        if listed[0] != min(listed):
            return town


def wait_until_blocked(app: Flask) -> None:
    """Until another session of this database waits for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND wait_event_type = 'Lock'"
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with db.engine.connect() as connection:
            if connection.execute(waiting).scalar_one():
                return
        time.sleep(0.02)
    raise AssertionError("nobody waited")


def test_the_database_itself_refuses_to_change_a_sealed_edition(app: Flask, world: World) -> None:
    town = world.here
    enter(town, town.place, "41")
    edition_id = made(town)
    sealing.seal(town.scope, town.head, edition_id)
    for change in ("UPDATE edition SET content = 'x'", "DELETE FROM edition"):
        with (
            pytest.raises((IntegrityError, Conflict)),
            transaction(town.scope, COMMAND_LINE) as tx,
        ):
            tx.session.execute(text(f"{change} WHERE id = :id"), {"id": edition_id})
    with pytest.raises(Conflict):
        asking.cancel(town.scope, town.reviewer, edition_id)


def test_a_delta_tells_what_was_amended_since_the_seal(world: World) -> None:
    town = world.here
    enter(town, town.place, "41")
    first = made(town)
    sealing.seal(town.scope, town.head, first)
    reviewing.unapprove(town.scope, town.head, town.place.submission_id, "Nhầm số")
    enter(town, town.place, "44")
    second = made(town)
    amended = comparing.frozen_report(town.scope, second).amended
    assert amended is not None
    assert [(w.before, w.after) for w in amended.wards] == [(1, 2)]
    assert [(f.code, f.before, f.after) for f in amended.figures] == [("dossiers_received", 41, 44)]
    delta = comparing.compare(town.scope, town.reviewer, first, second)
    assert [(f.before, f.after) for f in delta.figures] == [(41, 44)]


def test_who_may_seal_and_what(world: World) -> None:
    town = world.here
    enter(town, town.place, "41")
    edition_id = made(town)
    for actor in (town.reviewer, town.admin, town.place.leader):
        with pytest.raises(NotAllowed):
            sealing.seal(town.scope, actor, edition_id)
    enter(town, town.places[1], "7")
    with pytest.raises(Conflict, match="đã thay đổi"):
        sealing.seal(town.scope, town.head, edition_id)
    empty = world.there
    with pytest.raises(Conflict, match="chưa có gì để chốt"):
        sealing.seal(empty.scope, empty.head, made(empty))


def test_where_two_are_wanted_whoever_edited_the_words_does_not_seal_them(world: World) -> None:
    town = world.here
    enter(town, town.place, "41")
    edited(town, town.head)
    edition_id = made(town)
    second_person.set_rule(town.scope, town.admin, SecondPerson(needs_second=True))
    with pytest.raises(NotAllowed, match="người khác phải chốt"):
        sealing.seal(town.scope, town.head, edition_id)
    assert edition(town, edition_id).sealed_at is None
    sealing.seal(town.scope, worlds.person("Phó", Role.DEPARTMENT_LEADER), edition_id)
    assert edition(town, edition_id).sealed_by == "Phó"


def edited(town: Town, editor: Actor) -> None:
    """A step on what the city's report says of one narrative."""
    with transaction(town.scope, editor) as tx:
        step = ThemeStep(
            city_id=town.city_id,
            period_id=town.period_id,
            field="difficulties",
            number=1,
            kind="reword",
            said="Thiếu người làm.",
            after={},
            at=tx.now,
            person_id=editor.person_id,
            person_name=editor.name,
        )
        tx.session.add(step)


# --- signed ---------------------------------------------------------------------------------


def named(app: Flask, path: Path, days: int = 9) -> x509.Certificate:
    """A key of the Department in a file, named in the settings."""
    key = rsa_key()
    made_out = certified(key, days=days)
    encryption = serialization.BestAvailableEncryption(PASSWORD.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"so", key, made_out, None, encryption))
    signatures.init(app, SigningSettings(path, PASSWORD))
    return made_out


@pytest.fixture
def key_file(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """Where a key's file may stand for the while."""
    yield tmp_path / "so.p12"
    signatures.init(app, None)


def test_the_sealed_pdf_is_signed_over_all_of_it_where_the_decree_wants_it(
    app: Flask, world: World, key_file: Path
) -> None:
    certificate = named(app, key_file)
    town = world.here
    enter(town, town.place, "41")
    edition_id = made(town, "pdf")
    sealing.seal(town.scope, town.head, edition_id)
    kept = file_of(town, edition_id, "pdf")
    _, content = comparing.download(town.scope, town.reviewer, kept.id)
    status = validated(content, certificate)
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"
    around, seen = page_with_signature(content)
    assert SIGNER in seen
    assert "Nơi nhận:" in around
    broken = content.replace(b"/Title", b"/Titel", 1)
    assert not validated(broken, certificate).intact


@pytest.mark.parametrize(
    ("password", "days", "reason"), [("sai", 9, "SIGNING_PASSWORD"), (PASSWORD, -3, "đã hết hạn")]
)
def test_a_key_that_does_not_open_or_ran_out_stops_the_seal(
    app: Flask, world: World, key_file: Path, password: str, days: int, reason: str
) -> None:
    named(app, key_file, days)
    signatures.init(app, SigningSettings(key_file, password))
    town = world.here
    enter(town, town.place, "41")
    edition_id = made(town, "pdf")
    with pytest.raises(Conflict, match=reason):
        sealing.seal(town.scope, town.head, edition_id)
    assert edition(town, edition_id).sealed_at is None
    assert state(town, town.place) is State.APPROVED
