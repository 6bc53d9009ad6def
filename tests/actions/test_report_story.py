"""The story gathered from the rows of a real report."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from app.actions import access, attaching, chronicling, intake, periods, reviewing
from app.actions.reviewing import RemarkInput
from app.domain.chronicle import Doing, Happening
from app.domain.errors import NotFound
from app.domain.evidence import Limits
from app.domain.lifecycle import Event
from app.domain.permissions import Actor, Permission
from app.store import submissions
from app.store.reading import reading
from app.store.scope import Scope
from tests import worlds
from tests.actions import evidence_files as made
from tests.worlds import Place, Town, World

SECTION = "III.3"


def story(scope: Scope, actor: Actor, place: Place) -> tuple[Happening, ...]:
    with reading(scope) as session:
        report = access.report_for(session, actor, place.submission_id, Permission.SEE_SUBMITTED)
        return chronicling.happenings_for(session, report, actor)


def lived(town: Town) -> Place:
    """A report with everything that can happen to one before it is filed again."""
    place = town.place
    upload(place, "Báo cáo.docx")
    attached = attach(place)
    due = worlds.period_of(town).ward_due_at + dt.timedelta(days=3)
    periods.extend(town.scope, town.head, town.period_id, place.ward_id, due, "CV 12/SNV")
    worlds.filed(place)
    give_back(town, place)
    attaching.remove(place.scope, place.drafter, place.submission_id, attached)
    with reading(place.scope) as session:
        (remark,) = submissions.remarks_of(session, place.submission_id)
    reviewing.answer_remark(place.scope, place.drafter, remark.id, "Đã làm rõ.")
    return place


def upload(place: Place, name: str) -> None:
    intake.upload(place.scope, place.drafter, place.submission_id, name, made.word())


def attach(place: Place) -> object:
    limits = Limits(10**6, 10**6)
    return attaching.attach(
        place.scope, place.drafter, place.submission_id, SECTION, "a.pdf", made.pdf(), limits
    )


def give_back(town: Town, place: Place) -> None:
    reviewing.claim(town.scope, town.reviewer, place.submission_id)
    reviewing.return_(
        town.scope,
        town.reviewer,
        place.submission_id,
        seen_version=1,
        remarks=[RemarkInput(SECTION, "Làm rõ số hồ sơ.", "dossiers_received")],
        reason="Còn chỗ chưa rõ.",
        due_on=None,
        idempotency_key=uuid4().hex,
    )


def test_everything_that_happened_is_told_in_its_order(world: World) -> None:
    place = lived(world.here)
    told = story(place.scope, place.drafter, place)
    kinds = [h.kind for h in told if h.kind is not Doing.EXPLAINED]
    assert kinds == [
        Doing.UPLOADED,
        Doing.ATTACHED,
        Doing.EXTENDED,
        Event.HANDED_OVER,
        Event.SUBMITTED,
        Event.CLAIMED,
        Event.RETURNED,
        Doing.ASKED,
        Doing.TAKEN_AWAY,
        Doing.ANSWERED,
    ]
    assert any(h.kind is Doing.EXPLAINED and h.subject and h.reason for h in told)
    assert [h.at for h in told] == sorted(h.at for h in told)


def test_each_says_who_why_and_what_was_frozen(world: World) -> None:
    place = lived(world.here)
    told = {h.kind: h for h in story(place.scope, place.drafter, place)}
    submitted = told[Event.SUBMITTED]
    assert (submitted.version, submitted.receipt) == (1, f"2026-H1-{place.code}-01")
    assert len(submitted.sha256) == 64
    assert told[Event.RETURNED].reason == "Còn chỗ chưa rõ."
    assert told[Doing.ASKED].subject.startswith("phần III.3, ")
    assert told[Doing.ANSWERED].who == place.drafter.name
    assert told[Doing.EXTENDED].reason == "Theo CV 12/SNV"


def test_the_department_learns_of_a_drafts_doings_with_the_next_version(world: World) -> None:
    town = world.here
    place = lived(town)
    kinds = {h.kind for h in story(town.scope, town.reviewer, place)}
    assert {Doing.UPLOADED, Doing.ATTACHED, Doing.EXPLAINED, Doing.ASKED} <= kinds
    assert kinds.isdisjoint({Doing.TAKEN_AWAY, Doing.ANSWERED})
    worlds.submit(place)
    assert {Doing.TAKEN_AWAY, Doing.ANSWERED} <= {
        h.kind for h in story(town.scope, town.reviewer, place)
    }


def test_before_anything_was_submitted_the_department_sees_no_doing(world: World) -> None:
    town, place = world.here, world.here.place
    upload(place, "Báo cáo.docx")
    assert story(town.scope, town.reviewer, place) == ()


def test_the_letter_is_made_for_the_ward_and_for_the_department(world: World) -> None:
    town = world.here
    place = lived(town)
    for scope, actor in ((place.scope, place.drafter), (town.scope, town.reviewer)):
        assert chronicling.story_bytes(scope, actor, place.submission_id).startswith(b"%PDF-")


def test_no_other_ward_gets_it(world: World) -> None:
    place, other = world.here.places[0], world.here.places[1]
    with pytest.raises(NotFound):
        chronicling.story_bytes(other.scope, other.drafter, place.submission_id)
