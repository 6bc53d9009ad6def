"""Remarks as threads: written at the desk, sent with a return, answered, settled or asked again."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from app.actions import remarking, reviewing
from app.actions.chronicling import happenings_for
from app.actions.reviewing import RemarkInput
from app.domain.chronicle import Doing
from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.permissions import Permission
from app.store import draft_remarks, submissions
from app.store.reading import reading
from app.store.tables.reviews import DraftRemark, Remark
from tests import worlds
from tests.worlds import Place, Town, World

FIELD = "dossiers_resolved_overdue"
ASKED = RemarkInput("III.3", "Số hồ sơ quá hạn chưa khớp.", FIELD)


def claimed(town: Town) -> Place:
    worlds.filed(town.place)
    reviewing.claim(town.scope, town.reviewer, town.place.submission_id)
    return town.place


def note(town: Town, remark: RemarkInput = ASKED, draft_id: UUID | None = None) -> UUID:
    draft = draft_id or uuid4()
    remarking.note(town.scope, town.reviewer, town.place.submission_id, draft, remark)
    return draft


def written(town: Town) -> list[DraftRemark]:
    with reading(town.scope) as session:
        return draft_remarks.of_report(session, town.place.submission_id)


def asked(town: Town) -> list[Remark]:
    with reading(town.scope) as session:
        return submissions.remarks_of(session, town.place.submission_id)


def send(town: Town, *remarks: RemarkInput, seen: int = 1) -> None:
    reviewing.return_(
        town.scope,
        town.reviewer,
        town.place.submission_id,
        seen_version=seen,
        remarks=remarks,
        reason="Cần sửa.",
        due_on=dt.date(2099, 6, 25),
        idempotency_key=uuid4().hex,
    )


def answered(town: Town) -> Remark:
    """A remark that came back with its answer, the report claimed again."""
    place = claimed(town)
    send(town, ASKED)
    (remark,) = asked(town)
    reviewing.answer_remark(place.scope, place.drafter, remark.id, "Đã kiểm tra.")
    worlds.submit(place)
    reviewing.claim(town.scope, town.reviewer, place.submission_id)
    return asked(town)[0]


# --- not sent yet ---------------------------------------------------------------------------


def test_what_was_not_sent_is_nothing_to_the_ward(world: World) -> None:
    town = world.here
    place = claimed(town)
    note(town)
    assert [row.text for row in written(town)] == [ASKED.text]
    with reading(place.scope) as session:
        assert session.execute(select(DraftRemark)).all() == []
        assert submissions.remarks_of(session, place.submission_id) == []


def test_the_same_form_again_changes_the_words_and_writes_no_second(world: World) -> None:
    town = world.here
    claimed(town)
    draft = note(town)
    note(town, RemarkInput("III.3", "Số hồ sơ quá hạn lệch 1.", FIELD), draft)
    assert [row.text for row in written(town)] == ["Số hồ sơ quá hạn lệch 1."]


def test_a_remark_asks_something_of_a_section_that_there_is(world: World) -> None:
    town = world.here
    claimed(town)
    with pytest.raises(Invalid, match=r"III\.3"):
        note(town, RemarkInput("III.3", " "))
    with pytest.raises(NotFound):
        note(town, RemarkInput("XX", "Sửa lại."))
    assert written(town) == []


def test_an_unsent_remark_is_taken_back(world: World) -> None:
    town = world.here
    place = claimed(town)
    draft = note(town)
    with pytest.raises(NotFound):
        remarking.drop(town.scope, town.reviewer, place.submission_id, uuid4())
    remarking.drop(town.scope, town.reviewer, place.submission_id, draft)
    assert written(town) == []


def test_nobody_writes_into_a_report_that_another_one_holds(world: World) -> None:
    town = world.here
    place = claimed(town)
    other, report = town.other_reviewer, place.submission_id
    with pytest.raises(Conflict, match=town.reviewer.name):
        remarking.note(town.scope, other, report, uuid4(), ASKED)
    with pytest.raises(NotAllowed):
        remarking.note(place.scope, place.leader, report, uuid4(), ASKED)
    with pytest.raises(NotFound):
        remarking.note(world.there.scope, world.there.reviewer, report, uuid4(), ASKED)


def test_an_approved_report_takes_no_remark(world: World) -> None:
    town = world.here
    place = claimed(town)
    reviewing.approve(
        town.scope, town.reviewer, place.submission_id, seen_version=1, idempotency_key="k"
    )
    with pytest.raises(Conflict, match="đã duyệt"):
        note(town)


def test_another_town_s_draft_is_not_overwritten(world: World) -> None:
    here, there = world.here, world.there
    claimed(here)
    claimed(there)
    draft = note(here)
    with pytest.raises(Conflict):
        note(there, RemarkInput("III.3", "Lời của nơi khác."), draft)
    assert [row.text for row in written(here)] == [ASKED.text]
    assert written(there) == []


# --- sent -----------------------------------------------------------------------------------


def test_a_return_sends_what_was_chosen_and_keeps_the_rest(world: World) -> None:
    town = world.here
    claimed(town)
    sent, kept = note(town), note(town, RemarkInput("I", "Xem lại đánh giá chung."))
    send(town, RemarkInput("III.3", ASKED.text, FIELD, draft=sent))
    assert [row.id for row in written(town)] == [kept]
    assert [(row.text, row.code) for row in asked(town)] == [(ASKED.text, FIELD)]
    assert worlds.submission_of(town, town.place).unlocked_sections == ["III.3"]


def test_an_answer_that_is_enough_settles_its_thread(world: World) -> None:
    town = world.here
    remark = answered(town)
    remarking.settle(town.scope, town.reviewer, town.place.submission_id, remark.id)
    (settled,) = asked(town)
    assert settled.closed_by == town.reviewer.name
    with reading(town.scope) as session:
        report = worlds.access.report_for(
            session, town.reviewer, town.place.submission_id, Permission.SEE_SUBMITTED
        )
        kinds = [h.kind for h in happenings_for(session, report, town.reviewer)]
    assert Doing.SETTLED in kinds
    remarking.reopen(town.scope, town.reviewer, town.place.submission_id, remark.id)
    assert asked(town)[0].closed_at is None


def test_what_is_asked_again_follows_what_was_asked(world: World) -> None:
    town = world.here
    first = answered(town)
    again = RemarkInput("III.3", "Vẫn lệch 1 hồ sơ.", FIELD, follows=first.id)
    draft = note(town, again)
    send(town, RemarkInput("III.3", again.text, FIELD, first.id, draft), seen=2)
    before, after = asked(town)
    assert (before.closed_at is None, before.closed_by) == (False, "")
    assert (after.follows_id, after.closed_at, after.answer) == (first.id, None, "")
    assert written(town) == []


def test_a_thread_that_nobody_settled_outlives_the_next_return(world: World) -> None:
    town = world.here
    first = answered(town)
    send(town, RemarkInput("I", "Thiếu dân số."), seen=2)
    assert next(r.id for r in asked(town) if r.closed_at is None) == first.id


def test_a_thread_is_settled_within_its_own_report(world: World) -> None:
    town = world.here
    remark = answered(town)
    other = town.places[1]
    worlds.filed(other)
    with pytest.raises(NotFound):
        remarking.settle(town.scope, town.reviewer, other.submission_id, remark.id)
    with pytest.raises(NotFound):
        remarking.note(
            town.scope,
            town.reviewer,
            other.submission_id,
            uuid4(),
            RemarkInput("I", "Hỏi lại.", follows=remark.id),
        )
