"""The Department's side: claims, returns, approvals, and who may do which to what."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from app.actions import deciding, reviewing, submitting
from app.actions.reviewing import RemarkInput
from app.domain.desk import CLAIM_LASTS
from app.domain.errors import Conflict, Invalid, InvalidMove, NotAllowed, NotFound
from app.domain.permissions import COMMAND_LINE, Actor, Role
from app.store import submissions
from app.store.reading import reading
from app.store.tables.reviews import Remark
from app.store.tables.submissions import Submission
from app.store.transaction import transaction
from tests import worlds
from tests.worlds import Place, Town, World

ASKED = (RemarkInput("III.3", "Số hồ sơ quá hạn chưa khớp.", "dossiers_resolved_overdue"),)


def claimed(town: Town, place: Place | None = None, who: Actor | None = None) -> Place:
    """A filed report in the reviewer's hands."""
    place = place or town.place
    worlds.filed(place)
    reviewing.claim(town.scope, who or town.reviewer, place.submission_id)
    return place


def return_(town: Town, place: Place, seen: int = 1, remarks=ASKED, **others) -> None:
    given = {
        "seen_version": seen,
        "remarks": remarks,
        "reason": "Cần sửa mục III.3.",
        "due_on": dt.date(2026, 6, 25),
        "idempotency_key": uuid4().hex,
    }
    reviewing.return_(town.scope, town.reviewer, place.submission_id, **(given | others))


def approve(town: Town, place: Place, seen: int = 1, who: Actor | None = None, key="") -> None:
    reviewing.approve(
        town.scope,
        who or town.reviewer,
        place.submission_id,
        seen_version=seen,
        idempotency_key=key or uuid4().hex,
    )


def remarks(place: Place) -> list[Remark]:
    with reading(place.scope) as session:
        return submissions.remarks_of(session, place.submission_id)


def kinds(town: Town, place: Place) -> list[str]:
    with reading(town.scope) as session:
        return [event.kind for event in submissions.events_of(session, place.submission_id)]


# --- claims ---------------------------------------------------------------------------------


def test_a_claim_keeps_others_away_until_it_sleeps(world: World) -> None:
    town = world.here
    place = claimed(town)
    with pytest.raises(Conflict, match=town.reviewer.name):
        reviewing.claim(town.scope, town.other_reviewer, place.submission_id)
    for act in (lambda: approve(town, place, who=town.other_reviewer),):
        with pytest.raises(Conflict):
            act()
    with transaction(town.scope, COMMAND_LINE) as tx:
        long_ago = tx.now - CLAIM_LASTS - dt.timedelta(seconds=1)
        tx.session.execute(update(Submission).values(claimed_at=long_ago))
    reviewing.claim(town.scope, town.other_reviewer, place.submission_id)
    assert worlds.submission_of(town, place).claimed_by == town.other_reviewer.person_id
    with pytest.raises(Conflict):
        approve(town, place)


def test_of_many_who_claim_at_once_one_gets_it(app: Flask, world: World) -> None:
    town = world.here
    for place in town.places:
        worlds.filed(place)
        people = [worlds.person(f"Người {n}", Role.REVIEWER) for n in range(6)]
        calls = [
            lambda who=who, p=place: reviewing.claim(town.scope, who, p.submission_id)
            for who in people
        ]
        done = worlds.at_once(app, calls)
        assert sorted(type(result).__name__ for result in done) == ["Conflict"] * 5 + ["NoneType"]
        winner = people[done.index(None)]
        assert worlds.submission_of(town, place).claimed_by == winner.person_id
        assert kinds(town, place).count("claimed") == 1


def test_a_release_puts_it_back_for_anyone(world: World) -> None:
    town = world.here
    place = claimed(town)
    reviewing.release(town.scope, town.reviewer, place.submission_id)
    assert worlds.submission_of(town, place).claimed_by is None
    reviewing.claim(town.scope, town.other_reviewer, place.submission_id)


def test_a_claim_stops_the_ward_from_recalling(world: World) -> None:
    place = claimed(world.here)
    with pytest.raises(InvalidMove):
        submitting.recall(place.scope, place.leader, place.submission_id)


def test_a_claim_and_a_recall_at_once_leave_one_of_them(app: Flask, world: World) -> None:
    town = world.here
    for place in town.places:
        worlds.filed(place)
        done = worlds.at_once(
            app,
            [
                lambda p=place: reviewing.claim(town.scope, town.reviewer, p.submission_id),
                lambda p=place: submitting.recall(p.scope, p.leader, p.submission_id),
            ],
        )
        assert sorted(type(result).__name__ for result in done) == ["InvalidMove", "NoneType"]


# --- returning ------------------------------------------------------------------------------


def test_a_return_unlocks_the_named_sections_and_nothing_else(world: World) -> None:
    town = world.here
    place = claimed(town)
    return_(town, place)
    worlds.fill(place, {"dossiers_resolved": "94", "dossiers_resolved_overdue": "0"})
    worlds.fill(place, {"document_number": "15"})
    with pytest.raises(Conflict, match="chưa được lưu"):
        worlds.fill(place, {"households_total": "1"})
    shown = worlds.submission_of(town, place)
    assert (shown.state, shown.unlocked_sections) == ("returned", ["III.3"])
    assert shown.return_due_on == dt.date(2026, 6, 25)
    assert shown.claimed_by is None


def test_a_return_names_what_is_to_be_mended(world: World) -> None:
    town = world.here
    place = claimed(town)
    with pytest.raises(Invalid):
        return_(town, place, remarks=())
    with pytest.raises(Invalid, match=r"III\.3"):
        return_(town, place, remarks=(RemarkInput("III.3", "  "),))
    with pytest.raises(Invalid, match="lý do"):
        return_(town, place, reason="")
    with pytest.raises(NotFound):
        return_(town, place, remarks=(RemarkInput("XX", "Sửa lại."),))
    assert worlds.submission_of(town, place).state == "in_review"
    assert remarks(place) == []


def test_every_remark_is_answered_before_the_report_comes_back(world: World) -> None:
    town = world.here
    place = claimed(town)
    return_(town, place, remarks=(*ASKED, RemarkInput("I", "Thiếu dân số.")))
    with pytest.raises(Invalid, match="quá hạn") as refused:
        worlds.submit(place)
    assert [problem.rule for problem in refused.value.problems] == ["remark", "remark"]
    for remark in remarks(place):
        reviewing.answer_remark(place.scope, place.drafter, remark.id, "Đã kiểm tra và sửa.")
    assert worlds.submit(place).number == 2
    assert all(remark.answer and remark.closed_at is None for remark in remarks(place))


def test_a_remark_is_answered_by_its_own_ward_while_it_is_open(world: World) -> None:
    town = world.here
    place, other = town.places[:2]
    claimed(town)
    return_(town, place)
    (remark,) = remarks(place)
    with pytest.raises(NotFound):
        reviewing.answer_remark(other.scope, other.drafter, remark.id, "Đã sửa.")
    with pytest.raises(NotAllowed):
        reviewing.answer_remark(town.scope, town.reviewer, remark.id, "Đã sửa.")
    with pytest.raises(Invalid):
        reviewing.answer_remark(place.scope, place.drafter, remark.id, " ")
    reviewing.answer_remark(place.scope, place.drafter, remark.id, "Đã sửa.")
    worlds.submit(place)
    with pytest.raises(Conflict):
        reviewing.answer_remark(place.scope, place.drafter, remark.id, "Sửa lời sau khi nộp.")
    assert remarks(place)[0].answer == "Đã sửa."


def test_a_recall_after_a_return_keeps_the_other_sections_locked(world: World) -> None:
    town = world.here
    place = claimed(town)
    return_(town, place)
    (remark,) = remarks(place)
    reviewing.answer_remark(place.scope, place.drafter, remark.id, "Đã sửa.")
    worlds.submit(place)
    submitting.recall(place.scope, place.leader, place.submission_id)
    assert worlds.submission_of(town, place).state == "returned"
    with pytest.raises(Conflict):
        worlds.fill(place, {"households_total": "1"})


def test_a_second_return_asks_anew_and_unlocks_anew(world: World) -> None:
    town = world.here
    place = claimed(town)
    return_(town, place)
    reviewing.answer_remark(place.scope, place.drafter, remarks(place)[0].id, "Đã sửa.")
    worlds.submit(place)
    reviewing.claim(town.scope, town.reviewer, place.submission_id)
    return_(town, place, seen=2, remarks=(RemarkInput("I", "Thiếu dân số."),))
    assert worlds.submission_of(town, place).unlocked_sections == ["I"]
    assert [r.section for r in remarks(place) if not r.answer] == ["I"]


# --- approving ------------------------------------------------------------------------------


def test_an_approval_is_of_the_version_that_was_looked_at(world: World) -> None:
    town = world.here
    place = claimed(town)
    for act in (approve, return_):
        with pytest.raises(Conflict, match="bản số 1 sau bản số 0"):
            act(town, place, seen=0)
    approve(town, place)
    shown = worlds.submission_of(town, place)
    assert (shown.state, shown.approved_version, shown.claimed_by) == ("approved", 1, None)
    assert worlds.period_of(town).approved_revision == 1


def test_whoever_entered_it_does_not_approve_it(world: World) -> None:
    town, place = world.here, world.here.place
    both = worlds.person("Kiêm nhiệm", Role.LEADER, Role.REVIEWER, Role.DEPARTMENT_LEADER)
    worlds.fill(place, worlds.FIGURES)
    worlds.explain_all(place)
    submitting.submit(town.scope, both, place.submission_id, uuid4().hex)
    reviewing.claim(town.scope, both, place.submission_id)
    with pytest.raises(NotAllowed, match="tự duyệt"):
        approve(town, place, who=both)
    reviewing.release(town.scope, both, place.submission_id)
    reviewing.claim(town.scope, town.reviewer, place.submission_id)
    approve(town, place)


def test_a_ward_reviews_nothing(world: World) -> None:
    town = world.here
    place = claimed(town)
    for who in (place.drafter, place.leader):
        for act in (reviewing.claim, reviewing.release):
            with pytest.raises(NotAllowed):
                act(place.scope, who, place.submission_id)
        with pytest.raises(NotAllowed):
            approve(town, place, who=who)


def test_the_department_of_another_city_finds_nothing(world: World) -> None:
    place = claimed(world.here)
    with pytest.raises(NotFound):
        reviewing.claim(world.there.scope, world.there.reviewer, place.submission_id)
    with pytest.raises(NotFound):
        approve(world.there, place)


def test_the_same_approval_again_does_nothing(app: Flask, world: World) -> None:
    town = world.here
    place, key = claimed(town), uuid4().hex
    copies = [lambda: approve(town, place, key=key)] * 4
    assert worlds.at_once(app, copies) == [None] * 4
    assert kinds(town, place).count("approved") == 1
    assert worlds.period_of(town).approved_revision == 1


def test_a_key_of_another_move_is_no_repetition(world: World) -> None:
    """A page that sends one key with two buttons must not lose the second press."""
    town = world.here
    place, key = claimed(town), uuid4().hex
    return_(town, place, idempotency_key=key)
    reviewing.answer_remark(place.scope, place.drafter, remarks(place)[0].id, "Đã sửa.")
    worlds.submit(place)
    reviewing.claim(town.scope, town.reviewer, place.submission_id)
    with pytest.raises(Conflict):
        approve(town, place, seen=2, key=key)
    assert worlds.submission_of(town, place).state == "in_review"
    approve(town, place, seen=2)


def test_an_approval_is_taken_back_by_the_head_with_a_reason(world: World) -> None:
    town = world.here
    place = claimed(town)
    approve(town, place)
    with pytest.raises(NotAllowed):
        reviewing.unapprove(town.scope, town.reviewer, place.submission_id, "Duyệt nhầm.")
    with pytest.raises(Invalid):
        reviewing.unapprove(town.scope, town.head, place.submission_id, "")
    reviewing.unapprove(town.scope, town.head, place.submission_id, "Duyệt nhầm.")
    shown = worlds.submission_of(town, place)
    assert (shown.state, shown.approved_version) == ("in_review", None)
    assert worlds.period_of(town).approved_revision == 2
    approve(town, place)
    assert worlds.period_of(town).approved_revision == 3
    assert worlds.period_of(world.there).approved_revision == 0


# --- findings -------------------------------------------------------------------------------


def test_a_decision_lives_until_the_values_change(world: World) -> None:
    town = world.here
    place = claimed(town)
    with reading(town.scope) as session:
        (finding,) = submissions.findings_of(session, place.submission_id)
    with pytest.raises(NotAllowed):
        deciding.decide(place.scope, place.leader, finding.id, "dismissed")
    with pytest.raises(NotFound):
        deciding.decide(town.scope, town.reviewer, finding.id, "forgotten")
    with pytest.raises(NotFound):
        deciding.decide(world.there.scope, world.there.reviewer, finding.id, "accepted")
    deciding.decide(town.scope, town.reviewer, finding.id, "accepted")
    return_(town, place)
    reviewing.answer_remark(place.scope, place.drafter, remarks(place)[0].id, "Không đổi.")
    worlds.submit(place)
    assert decision(town, place) == "accepted"
    submitting.recall(place.scope, place.leader, place.submission_id)
    worlds.fill(place, {"dossiers_received_online": ""})
    worlds.submit(place)
    assert decision(town, place) == "open"


def decision(town: Town, place: Place) -> str:
    with reading(town.scope) as session:
        found = submissions.findings_of(session, place.submission_id)
    return next(row.decision for row in found if row.rule == "missing_required")
