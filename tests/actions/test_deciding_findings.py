"""Decisions on findings: kept, remembered, made together, taken back."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.actions import deciding, detecting, reviewing, submitting
from app.domain.decisions import Seen, stamp_of
from app.domain.desk import CLAIM_LASTS
from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.permissions import COMMAND_LINE
from app.store import decisions, submissions
from app.store.decisions import AnyFinding
from app.store.reading import reading
from app.store.tables.ledger import AuditEntry
from app.store.tables.reviews import DepartmentFinding
from app.store.tables.submissions import Submission
from app.store.transaction import transaction
from tests import worlds
from tests.worlds import Place, Town, World

RULE = "missing_required"


def found(town: Town, place: Place) -> AnyFinding:
    """What every filed report of this world has: answers that are missing."""
    with reading(town.scope) as session:
        rows = submissions.findings_of(session, place.submission_id)
    return next(row for row in rows if row.rule == RULE)


def all_filed(town: Town) -> list[AnyFinding]:
    for place in town.places:
        worlds.filed(place)
    return [found(town, place) for place in town.places]


def seen(rows: list[AnyFinding]) -> list[Seen]:
    return [Seen(row.id, stamp_of(row)) for row in rows]


def decided(town: Town) -> list[str]:
    return [found(town, place).decision for place in town.places]


def past(town: Town, place: Place) -> list[tuple[str, str]]:
    with reading(town.scope) as session:
        rows = decisions.past_of(session, [place.submission_id])
    return [(row.decision, row.note) for (_, key), told in rows.items() for row in told if key]


def approve(town: Town, place: Place) -> None:
    own = place.submission_id
    reviewing.claim(town.scope, town.reviewer, own)
    reviewing.approve(town.scope, town.reviewer, own, seen_version=1, idempotency_key="a")


def mended(place: Place, missing: str = "dossiers_received_online") -> None:
    """Sent again with one answer less, so that what is missing is another list."""
    submitting.recall(place.scope, place.leader, place.submission_id)
    worlds.fill(place, {missing: ""})
    worlds.submit(place)


# --- one ------------------------------------------------------------------------------------


def test_a_decision_survives_another_run_and_is_remembered(world: World) -> None:
    town, place = world.here, world.here.place
    worlds.filed(place)
    deciding.decide(town.scope, town.reviewer, found(town, place).id, "accepted", "Đã gọi điện.")
    detecting.detect(town.scope, COMMAND_LINE, town.period_id)
    row = found(town, place)
    assert (row.decision, row.decided_by) == ("accepted", town.reviewer.name)
    assert past(town, place) == [("accepted", "Đã gọi điện.")]


def test_a_finding_opens_again_beside_what_was_decided_of_the_old_values(world: World) -> None:
    town, place = world.here, world.here.place
    worlds.filed(place)
    old = found(town, place)
    deciding.decide(town.scope, town.reviewer, old.id, "dismissed", "Kỳ này không hỏi.")
    mended(place)
    new = found(town, place)
    assert (new.id, new.decision, new.decided_by) == (old.id, "open", "")
    with reading(town.scope) as session:
        (was,) = decisions.past_of(session, [place.submission_id])[place.submission_id, old.key]
    assert (was.decision, was.person_name, was.note) == (
        "dismissed",
        town.reviewer.name,
        "Kỳ này không hỏi.",
    )
    assert (was.inputs_hash, was.message) == (old.inputs_hash, old.message)
    assert was.inputs != new.inputs


def test_every_decision_is_a_line_of_the_log_and_no_ward_reads_what_compares_it(
    world: World,
) -> None:
    town, place = world.here, world.here.place
    own = all_filed(town)[0]
    across = compared(town, place)
    for row in (own, across):
        deciding.decide(town.scope, town.reviewer, row.id, "accepted")
    lines = select(AuditEntry.subject).where(AuditEntry.verb == "finding_decided")
    with reading(town.scope) as session:
        assert set(session.execute(lines).scalars()) == {own.key, across.key}
    with reading(place.scope) as session:
        assert set(session.execute(lines).scalars()) == {own.key}


def compared(town: Town, place: Place) -> DepartmentFinding:
    """A finding that names another ward."""
    row = DepartmentFinding(
        id=uuid4(),
        city_id=town.city_id,
        ward_id=place.ward_id,
        period_id=town.period_id,
        submission_id=place.submission_id,
        key="copy_paste:difficulties",
        rule="copy_paste",
        severity="warning",
        fields=["difficulties"],
        message="Giống 80 % với Xã Nguyễn Trãi.",
        others=["11533"],
        inputs_hash="x",
    )
    with transaction(town.scope, COMMAND_LINE) as tx:
        row.found_at = tx.now
        tx.session.add(row)
    return row


def test_who_may_not_review_decides_nothing(world: World) -> None:
    town, place = world.here, world.here.place
    row = all_filed(town)[0]
    for scope, actor in ((place.scope, place.leader), (town.scope, town.admin)):
        with pytest.raises(NotAllowed):
            deciding.decide(scope, actor, row.id, "dismissed")
        with pytest.raises(NotAllowed):
            deciding.decide_together(scope, actor, seen([row]), "dismissed")
    with pytest.raises(NotFound):
        deciding.decide(world.there.scope, world.there.reviewer, row.id, "dismissed")
    with pytest.raises(Conflict):
        deciding.decide_together(world.there.scope, world.there.reviewer, seen([row]), "dismissed")
    assert found(town, place).decision == "open"


@pytest.mark.parametrize("decision", ["accepted", "asked", "dismissed", "open"])
def test_nobody_decides_while_another_one_is_at_the_report(world: World, decision: str) -> None:
    town, place = world.here, world.here.place
    worlds.filed(place)
    row = found(town, place)
    reviewing.claim(town.scope, town.other_reviewer, place.submission_id)
    held = f"{town.other_reviewer.name} đang thẩm định báo cáo này."
    with pytest.raises(Conflict, match=held):
        deciding.decide(town.scope, town.reviewer, row.id, decision, "Đã gọi điện.")
    assert past(town, place) == []
    deciding.decide(town.scope, town.other_reviewer, row.id, decision)
    assert len(past(town, place)) == 1


def test_a_claim_that_slept_keeps_nobody_from_deciding(world: World) -> None:
    town, place = world.here, world.here.place
    worlds.filed(place)
    reviewing.claim(town.scope, town.other_reviewer, place.submission_id)
    with transaction(town.scope, COMMAND_LINE) as tx:
        slept = tx.now - CLAIM_LASTS
        tx.session.execute(update(Submission).values(claimed_at=slept))
    deciding.decide(town.scope, town.reviewer, found(town, place).id, "accepted")
    assert found(town, place).decision == "accepted"


def test_one_of_an_approved_report_is_decided_no_more(world: World) -> None:
    town, place = world.here, world.here.place
    worlds.filed(place)
    approve(town, place)
    with pytest.raises(Conflict, match="Báo cáo đã duyệt"):
        deciding.decide(town.scope, town.reviewer, found(town, place).id, "accepted")
    assert found(town, place).decision == "open"


# --- many -----------------------------------------------------------------------------------


def test_many_are_decided_with_one_note_and_counted(world: World) -> None:
    town = world.here
    rows = all_filed(town)
    done = deciding.decide_together(town.scope, town.reviewer, seen(rows), "accepted", "Như nhau.")
    assert done.count == len(rows) == 3
    assert decided(town) == ["accepted"] * 3
    assert all(past(town, place) == [("accepted", "Như nhau.")] for place in town.places)


def test_nothing_is_decided_where_one_changed_in_between(world: World) -> None:
    town = world.here
    rows = all_filed(town)
    mended(town.places[1])
    with pytest.raises(Conflict, match="1 trong 3 dòng đã đổi"):
        deciding.decide_together(town.scope, town.reviewer, seen(rows), "dismissed")
    deciding.decide(town.scope, town.other_reviewer, rows[0].id, "accepted")
    fresh = [found(town, place) for place in town.places]
    with pytest.raises(Conflict, match="1 trong 3"):
        deciding.decide_together(
            town.scope, town.reviewer, seen([rows[0], *fresh[1:]]), "dismissed"
        )
    assert decided(town) == ["accepted", "open", "open"]


def test_nothing_is_decided_where_another_one_is_at_the_report(world: World) -> None:
    town = world.here
    rows = all_filed(town)
    reviewing.claim(town.scope, town.other_reviewer, town.places[2].submission_id)
    with pytest.raises(Conflict, match=town.other_reviewer.name):
        deciding.decide_together(town.scope, town.reviewer, seen(rows), "accepted")
    assert decided(town) == ["open"] * 3
    deciding.decide_together(town.scope, town.reviewer, seen(rows[:2]), "accepted")
    deciding.decide_together(town.scope, town.other_reviewer, seen(rows[2:]), "accepted")
    assert decided(town) == ["accepted"] * 3


def test_an_approved_report_is_decided_about_no_more(world: World) -> None:
    town, place = world.here, world.here.place
    rows = all_filed(town)
    approve(town, place)
    with pytest.raises(Conflict, match="không còn chờ thẩm định"):
        deciding.decide_together(town.scope, town.reviewer, seen(rows), "accepted")


def test_an_empty_choice_and_an_unknown_decision_are_refused(world: World) -> None:
    town = world.here
    with pytest.raises(Invalid):
        deciding.decide_together(town.scope, town.reviewer, [], "accepted")
    with pytest.raises(NotFound):
        deciding.decide_together(town.scope, town.reviewer, seen(all_filed(town)), "forgotten")


def test_of_two_who_decide_the_same_many_at_once_one_does(app: Flask, world: World) -> None:
    town = world.here
    rows = all_filed(town)
    calls = [
        lambda who=who, what=what: deciding.decide_together(town.scope, who, seen(rows), what)
        for who, what in ((town.reviewer, "accepted"), (town.other_reviewer, "dismissed"))
    ]
    done = worlds.at_once(app, calls)
    assert sorted(type(one).__name__ for one in done) == ["Conflict", "Together"]
    assert len(set(decided(town))) == 1


def test_deciding_together_and_submitting_at_once_lock_nobody_out(app: Flask, world: World) -> None:
    town = world.here
    rows = all_filed(town)
    place = town.place
    submitting.recall(place.scope, place.leader, place.submission_id)
    worlds.fill(place, {"dossiers_received_online": ""})
    calls = [
        lambda: worlds.submit(place),
        lambda: deciding.decide_together(town.scope, town.reviewer, seen(rows[1:]), "accepted"),
    ]
    done = worlds.at_once(app, calls)
    assert not [one for one in done if isinstance(one, Exception)]
    assert decided(town) == ["open", "accepted", "accepted"]


# --- taken back -----------------------------------------------------------------------------


def test_the_last_batch_is_taken_back_whole(world: World) -> None:
    town = world.here
    rows = all_filed(town)
    deciding.decide(town.scope, town.other_reviewer, rows[0].id, "asked", "Hỏi lại phường.")
    rows = [found(town, place) for place in town.places]
    done = deciding.decide_together(town.scope, town.reviewer, seen(rows), "dismissed")
    assert last(town).batch_id == done.batch_id
    undone = deciding.undo(town.scope, town.reviewer, done.batch_id)
    assert (undone.restored, undone.left) == (3, 0)
    assert decided(town) == ["asked", "open", "open"]
    assert [stamp_of(found(town, p)) for p in town.places] == [stamp_of(row) for row in rows]
    assert found(town, town.place).decided_by == town.other_reviewer.name
    with pytest.raises(Conflict, match="đã được hoàn tác"):
        deciding.undo(town.scope, town.reviewer, done.batch_id)
    assert last(town) is None


def last(town: Town):
    with reading(town.scope) as session:
        return decisions.last_batch(session, town.period_id, town.reviewer.person_id)


def test_what_changed_since_is_not_taken_back(world: World) -> None:
    town = world.here
    rows = all_filed(town)
    done = deciding.decide_together(town.scope, town.reviewer, seen(rows), "dismissed")
    deciding.decide(town.scope, town.other_reviewer, rows[0].id, "asked")
    mended(town.places[1])
    undone = deciding.undo(town.scope, town.reviewer, done.batch_id)
    assert (undone.restored, undone.left) == (1, 2)
    assert decided(town) == ["asked", "open", "open"]


def test_nothing_is_taken_back_while_another_one_is_at_a_report(world: World) -> None:
    town = world.here
    done = deciding.decide_together(town.scope, town.reviewer, seen(all_filed(town)), "dismissed")
    reviewing.claim(town.scope, town.other_reviewer, town.places[1].submission_id)
    with pytest.raises(Conflict, match=town.other_reviewer.name):
        deciding.undo(town.scope, town.reviewer, done.batch_id)
    assert decided(town) == ["dismissed"] * 3
    reviewing.release(town.scope, town.other_reviewer, town.places[1].submission_id)
    assert deciding.undo(town.scope, town.reviewer, done.batch_id).restored == 3


def test_what_was_approved_since_keeps_its_decision(world: World) -> None:
    town = world.here
    done = deciding.decide_together(town.scope, town.reviewer, seen(all_filed(town)), "dismissed")
    approve(town, town.place)
    undone = deciding.undo(town.scope, town.reviewer, done.batch_id)
    assert (undone.restored, undone.left) == (2, 1)
    assert decided(town) == ["dismissed", "open", "open"]


def test_nobody_takes_back_what_another_one_decided(world: World) -> None:
    town = world.here
    done = deciding.decide_together(town.scope, town.reviewer, seen(all_filed(town)), "dismissed")
    for scope, who in (
        (town.scope, town.other_reviewer),
        (world.there.scope, world.there.reviewer),
    ):
        with pytest.raises(NotFound):
            deciding.undo(scope, who, done.batch_id)
    with pytest.raises(NotFound):
        deciding.undo(town.scope, town.reviewer, UUID(int=0))
    assert decided(town) == ["dismissed"] * 3
