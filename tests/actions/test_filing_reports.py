"""From a draft to a receipt and back: hand over, decline, submit, recall."""

from __future__ import annotations

import hashlib
import json
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.actions import explaining, loading, periods, submitting
from app.actions.loading import Line
from app.actions.submitting import Receipt
from app.domain.answers import to_json
from app.domain.errors import Conflict, Invalid, InvalidMove, NotAllowed
from app.domain.permissions import COMMAND_LINE
from app.domain.vectors import unpack
from app.standard import standard_form
from app.store import submissions
from app.store.reading import reading
from app.store.scope import LOBBY
from app.store.tables.lobby import Job
from app.store.tables.submissions import EventRow, Version
from tests import worlds
from tests.worlds import Place, Town, World


def events(place: Place) -> list[EventRow]:
    with reading(place.scope) as session:
        return submissions.events_of(session, place.submission_id)


def versions(place: Place) -> list[Version]:
    with reading(place.scope) as session:
        return submissions.versions_of(session, place.submission_id)


def state(town: Town, place: Place | None = None) -> str:
    return worlds.submission_of(town, place or town.place).state


def problems(error: Invalid) -> set[str]:
    return {problem.rule for problem in error.problems}


# --- what blocks ----------------------------------------------------------------------------


def test_an_empty_report_is_not_submitted(world: World) -> None:
    place = world.here.place
    with pytest.raises(Invalid) as refused:
        submitting.submit(place.scope, place.leader, place.submission_id, uuid4().hex)
    assert "empty" in problems(refused.value)
    assert (state(world.here), versions(place), events(place)) == ("draft", [], [])


def test_a_hard_contradiction_blocks_and_no_reason_lifts_it(world: World) -> None:
    place = world.here.place
    worlds.fill(place, worlds.FIGURES | {"dossiers_resolved_overdue": "9"})
    worlds.explain_all(place)
    hard = [flag for flag in worlds.draft_of(place).flags if flag.finding.is_hard]
    assert hard
    for flag in hard:
        explaining.explain(
            place.scope,
            place.drafter,
            place.submission_id,
            flag.finding.key,
            flag.finding.inputs_hash,
            "Vẫn muốn nộp.",
        )
    with pytest.raises(Invalid) as refused:
        submitting.submit(place.scope, place.leader, place.submission_id, uuid4().hex)
    assert problems(refused.value) == {flag.finding.rule for flag in hard}
    worlds.fill(place, {"dossiers_resolved_overdue": "1"})
    assert worlds.submit(place).number == 1


def test_a_soft_flag_needs_a_reason_and_then_passes(world: World) -> None:
    place = world.here.place
    worlds.fill(place, worlds.FIGURES)
    with pytest.raises(Invalid) as refused:
        submitting.submit(place.scope, place.leader, place.submission_id, uuid4().hex)
    assert problems(refused.value) == {"missing_required"}
    assert worlds.submit(place).number == 1


def test_what_does_not_parse_blocks_with_its_name_and_its_problem(world: World) -> None:
    place = world.here.place
    worlds.fill(place, worlds.FIGURES | {"population_total": "nhiều"})
    worlds.explain_all(place)
    with pytest.raises(Invalid, match="nhiều") as refused:
        submitting.submit(place.scope, place.leader, place.submission_id, uuid4().hex)
    assert problems(refused.value) == {"invalid"}


def test_everything_that_blocks_is_said_at_once(world: World) -> None:
    place = world.here.place
    wrong = {"dossiers_resolved_overdue": "9", "population_total": "nhiều"}
    worlds.fill(place, worlds.FIGURES | wrong)
    with pytest.raises(Invalid) as refused:
        submitting.hand_over(place.scope, place.drafter, place.submission_id)
    assert {"invalid", "missing_required", "tthc_resolved_split"} <= problems(refused.value)


def test_a_closed_period_takes_no_more_reports(world: World) -> None:
    place = world.here.place
    worlds.fill(place, worlds.FIGURES)
    worlds.explain_all(place)
    periods.set_closed(world.here.scope, COMMAND_LINE, world.here.period_id, True)
    for act in (submitting.hand_over, lambda *a: submitting.submit(*a, uuid4().hex)):
        with pytest.raises(NotAllowed, match="đã đóng"):
            act(place.scope, place.leader, place.submission_id)
    assert state(world.here) == "draft"


# --- who may --------------------------------------------------------------------------------


def test_the_drafter_hands_over_and_the_leader_submits(world: World) -> None:
    place = world.here.place
    worlds.fill(place, worlds.FIGURES)
    worlds.explain_all(place)
    with pytest.raises(NotAllowed):
        submitting.submit(place.scope, place.drafter, place.submission_id, uuid4().hex)
    submitting.hand_over(place.scope, place.drafter, place.submission_id)
    with pytest.raises(Conflict):
        worlds.fill(place, {"population_total": "1"})
    submitting.submit(place.scope, place.leader, place.submission_id, uuid4().hex)
    assert [event.kind for event in events(place)] == ["handed_over", "submitted"]
    assert events(place)[-1].person_id == place.leader.person_id


def test_the_leader_declines_with_a_reason(world: World) -> None:
    place = world.here.place
    worlds.fill(place, worlds.FIGURES)
    worlds.explain_all(place)
    submitting.hand_over(place.scope, place.drafter, place.submission_id)
    with pytest.raises(Invalid, match="lý do"):
        submitting.decline(place.scope, place.leader, place.submission_id, "  ")
    with pytest.raises(NotAllowed):
        submitting.decline(place.scope, place.drafter, place.submission_id, "Tự sửa lại.")
    submitting.decline(place.scope, place.leader, place.submission_id, "Xem lại số hồ sơ.")
    assert state(world.here) == "draft"
    assert events(place)[-1].reason == "Xem lại số hồ sơ."
    worlds.fill(place, {"population_total": "1"})


def test_a_submitted_report_is_recalled_until_somebody_reviews_it(world: World) -> None:
    place = world.here.place
    worlds.filed(place)
    with pytest.raises(NotAllowed):
        submitting.recall(place.scope, place.drafter, place.submission_id)
    submitting.recall(place.scope, place.leader, place.submission_id)
    assert state(world.here) == "draft"
    worlds.fill(place, {"population_total": "1"})
    assert worlds.submit(place).number == 2


def test_a_second_submit_of_the_same_report_is_refused(world: World) -> None:
    place = world.here.place
    worlds.filed(place)
    with pytest.raises(InvalidMove, match="Đã nộp"):
        submitting.submit(place.scope, place.leader, place.submission_id, uuid4().hex)
    assert len(versions(place)) == 1


# --- once -----------------------------------------------------------------------------------


def test_the_same_submit_again_gives_the_same_receipt(world: World) -> None:
    place = world.here.place
    worlds.fill(place, worlds.FIGURES)
    key = uuid4().hex
    first = worlds.submit(place, key)
    again = submitting.submit(place.scope, place.leader, place.submission_id, key)
    assert again == first
    assert len(versions(place)) == 1


def test_five_copies_at_once_make_one_version(app: Flask, world: World) -> None:
    for town in (world.here, world.there):
        for place in town.places:
            worlds.fill(place, worlds.FIGURES)
            worlds.explain_all(place)
            key = uuid4().hex
            copies = [
                lambda p=place, k=key: submitting.submit(p.scope, p.leader, p.submission_id, k)
            ] * 5
            receipts = worlds.at_once(app, copies)
            assert all(isinstance(receipt, Receipt) for receipt in receipts), receipts
            assert len(set(receipts)) == 1
            assert len(versions(place)) == 1
            assert [event.kind for event in events(place)] == ["handed_over", "submitted"]


def test_without_a_key_nothing_is_taken_for_a_repetition(world: World) -> None:
    """An entry by the Department leaves a version without a key: not this submit's."""
    place = world.here.place
    lines = [Line(2, place.code, code, typed) for code, typed in worlds.FIGURES.items()]
    loading.load_answers(world.here.scope, world.here.admin, worlds.PERIOD, "submitted", lines)
    for number in (2, 3):
        submitting.recall(place.scope, place.leader, place.submission_id)
        assert worlds.submit(place, "").number == number


def test_two_submits_with_keys_of_their_own_make_one_version(app: Flask, world: World) -> None:
    place = world.here.place
    worlds.fill(place, worlds.FIGURES)
    worlds.explain_all(place)
    both = [
        lambda: submitting.submit(place.scope, place.leader, place.submission_id, uuid4().hex)
    ] * 2
    done = worlds.at_once(app, both)
    assert sorted(type(result).__name__ for result in done) == ["InvalidMove", "Receipt"]


# --- frozen ---------------------------------------------------------------------------------


def test_a_version_is_canonical_and_its_hash_is_of_its_content(world: World) -> None:
    place = world.here.place
    receipt = worlds.filed(place)
    version = versions(place)[0]
    text = json.dumps(version.content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert version.sha256 == receipt.sha256 == hashlib.sha256(text.encode()).hexdigest()
    answers = worlds.draft_of(place).answers
    assert version.content["answers"] == {c: to_json(answers[c]) for c in answers}
    assert version.content["ward"] == {"code": place.code, "name": "Phường Hải Dương"}
    assert version.content["period"] == worlds.PERIOD


def test_the_vector_says_what_the_content_says(world: World) -> None:
    place = world.here.place
    worlds.filed(place)
    numbers = {c: a.value for c, a in unpack(standard_form(), versions(place)[0].vector).items()}
    draft = worlds.draft_of(place).answers
    indicators = {f.code for f in standard_form().indicators}
    assert numbers == {c: a.value for c, a in draft.items() if c in indicators}


def test_the_order_of_saving_does_not_change_the_hash(world: World) -> None:
    """Two wards of the same name in two cities differ in nothing but their city."""
    here, there = world.here.place, world.there.place
    worlds.fill(here, worlds.FIGURES)
    worlds.fill(there, dict(reversed(worlds.FIGURES.items())))
    worlds.submit(here)
    worlds.submit(there)
    contents = [
        {k: v for k, v in versions(p)[0].content.items() if k != "city_id"} for p in (here, there)
    ]
    assert json.dumps(contents[0], sort_keys=True) == json.dumps(contents[1], sort_keys=True)
    assert versions(here)[0].sha256 != versions(there)[0].sha256


def test_a_later_edit_leaves_the_version_as_it_was(world: World) -> None:
    place = world.here.place
    worlds.filed(place)
    before = versions(place)[0]
    submitting.recall(place.scope, place.leader, place.submission_id)
    worlds.fill(place, {"households_total": "9.999"})
    assert versions(place)[0].content == before.content
    worlds.submit(place)
    assert [v.number for v in versions(place)] == [2, 1]
    assert versions(place)[1].sha256 == before.sha256 != versions(place)[0].sha256


def test_receipts_are_numbered_and_read_aloud(world: World) -> None:
    receipts = [worlds.filed(place).receipt for place in world.here.places]
    assert receipts == [f"{worlds.PERIOD}-{place.code}-01" for place in world.here.places]


def test_a_submit_leaves_one_job_that_compares_the_wards(world: World) -> None:
    for place in world.here.places:
        worlds.filed(place)
    with reading(LOBBY) as session:
        waiting = session.execute(
            select(Job.kind, func.count())
            .where(Job.city_id == world.here.city_id, Job.status == "queued")
            .group_by(Job.kind)
        ).all()
    assert dict(map(tuple, waiting)) == {"detect": 1}


def test_filing_here_shows_nothing_there(world: World) -> None:
    worlds.filed(world.here.place)
    assert state(world.there) == "draft"
    assert (versions(world.there.place), events(world.there.place)) == ([], [])
