"""Saving a field: nobody's value is lost in silence, and nothing is saved where it is locked."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from app.actions import drafting, explaining, periods, submitting
from app.actions.answering import AnswerConflict, Saved
from app.domain.answers import ValueState
from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.permissions import COMMAND_LINE, Actor
from app.store import answers as store
from app.store.database import db
from app.store.reading import reading
from app.store.tables.reviews import Explanation
from app.store.tables.submissions import Submission
from app.store.transaction import transaction
from app.store.wire import Command, Wire
from tests import worlds
from tests.worlds import Place, World

CODE = "population_total"


def save(place: Place, who: Actor, typed: str, seen: int, code: str = CODE) -> Saved:
    return drafting.save_answer(place.scope, who, place.submission_id, code, typed, seen)


def history(place: Place, code: str = CODE) -> list[tuple[int, str]]:
    """(revision, typed) of every save, oldest first."""
    with reading(place.scope) as session:
        rows = store.history_of(session, place.submission_id, code)
    return [(row.revision, row.typed) for row in reversed(rows)]


def standing(place: Place, code: str = CODE) -> tuple[int, str] | None:
    row = worlds.draft_of(place).rows.get(code)
    return None if row is None else (row.revision, row.typed)


# --- one after the other --------------------------------------------------------------------


def test_each_save_of_a_field_counts_its_own_revision(world: World) -> None:
    place = world.here.place
    assert save(place, place.drafter, "100", 0).revision == 1
    assert save(place, place.drafter, "200", 1).revision == 2
    assert save(place, place.drafter, "5", 0, "households_total").revision == 1
    assert history(place) == [(1, "100"), (2, "200")]


def test_a_save_costs_three_trips(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wall with the report, the answer with its history, the rest with the commit: on
    deadline day this is asked more than anything else."""
    save(world.here.place, world.here.place.drafter, "1", 0)
    exchange, seen = Wire.exchange, list[list[str]]()

    def counted(wire: Wire, commands: Sequence[Command]) -> object:
        seen.append([command.text.decode().split(maxsplit=1)[0] for command in commands])
        return exchange(wire, commands)

    slow: list[object] = []
    monkeypatch.setattr(Wire, "exchange", counted)
    monkeypatch.setattr(Session, "execute", lambda *asked, **_: slow.append(asked))
    save(world.here.place, world.here.place.drafter, "2", 1)
    assert (len(seen), slow) == (3, []), seen
    assert seen[-1][-1] == "COMMIT"


def test_what_does_not_parse_is_kept_as_typed_and_not_counted(world: World) -> None:
    place = world.here.place
    saved = save(place, place.drafter, "khoảng một trăm", 0)
    assert saved.answer is not None
    assert saved.answer.state is ValueState.INVALID
    assert standing(place) == (1, "khoảng một trăm")
    assert worlds.draft_of(place).invalid[0].problem


def test_two_people_on_one_field_conflict_and_see_both_values(world: World) -> None:
    place = world.here.place
    save(place, place.drafter, "100", 0)
    with pytest.raises(AnswerConflict, match=place.drafter.name) as conflict:
        save(place, place.leader, "999", 0)
    assert (conflict.value.theirs.typed, conflict.value.theirs.revision) == ("100", 1)
    assert standing(place) == (1, "100")
    assert save(place, place.leader, "999", 1).revision == 2


def test_two_people_on_different_fields_do_not_fight(world: World) -> None:
    place = world.here.place
    save(place, place.drafter, "100", 0)
    assert save(place, place.leader, "5", 0, "households_total").revision == 1


def test_nobody_conflicts_with_themselves(world: World) -> None:
    """A second tab, or a save that was sent again after the answer was lost."""
    place = world.here.place
    for turn, seen in enumerate((0, 0, 7, 0), start=1):
        assert save(place, place.drafter, str(turn), seen).revision == turn


def test_a_cleared_field_never_uses_a_revision_again(world: World) -> None:
    place = world.here.place
    save(place, place.drafter, "100", 0)
    save(place, place.drafter, "200", 1)
    cleared = save(place, place.drafter, "", 2)
    assert (cleared.answer, cleared.revision) == (None, 0)
    assert standing(place) is None
    assert save(place, place.drafter, "300", 0).revision == 4
    assert [revision for revision, _ in history(place)] == [1, 2, 3, 4]


def test_clearing_what_another_changed_conflicts(world: World) -> None:
    place = world.here.place
    save(place, place.drafter, "100", 0)
    with pytest.raises(AnswerConflict):
        save(place, place.leader, "", 0)
    assert standing(place) == (1, "100")


def test_a_save_over_what_another_cleared_conflicts(world: World) -> None:
    """The clearing is a change like any other: it must not be undone unseen."""
    place = world.here.place
    save(place, place.drafter, "100", 0)
    save(place, place.drafter, "", 1)
    with pytest.raises(Conflict, match=place.drafter.name):
        save(place, place.leader, "999", 1)
    assert standing(place) is None
    assert save(place, place.leader, "999", 0).revision == 3


def test_clearing_an_empty_field_is_nothing(world: World) -> None:
    place = world.here.place
    cleared = save(place, place.drafter, "", 0)
    assert (cleared.answer, cleared.revision) == (None, 0)
    assert history(place) == []


# --- where one may not ----------------------------------------------------------------------


def test_an_unknown_field_is_not_found(world: World) -> None:
    place = world.here.place
    with pytest.raises(NotFound, match="no_such_field"):
        save(place, place.drafter, "1", 0, "no_such_field")


def test_another_wards_report_is_not_found_whoever_asks(world: World) -> None:
    mine, theirs = world.here.places[:2]
    for foreign in (theirs, world.there.place):
        with pytest.raises(NotFound):
            drafting.save_answer(mine.scope, mine.drafter, foreign.submission_id, CODE, "1", 0)
        assert standing(foreign) is None


def test_not_yours_and_not_there_read_the_same(world: World) -> None:
    mine, theirs = world.here.places[:2]
    said = set()
    for submission_id in (theirs.submission_id, world.there.place.submission_id, uuid4()):
        with pytest.raises(NotFound) as refused:
            drafting.save_answer(mine.scope, mine.drafter, submission_id, CODE, "1", 0)
        said.add(str(refused.value))
    assert len(said) == 1


def test_the_department_does_not_type_for_a_ward(world: World) -> None:
    town, place = world.here, world.here.place
    for who in (town.reviewer, town.head, town.admin):
        with pytest.raises(NotAllowed):
            drafting.save_answer(town.scope, who, place.submission_id, CODE, "1", 0)


@pytest.mark.parametrize(
    "state", ["awaiting_leader", "submitted", "in_review", "approved", "sealed"]
)
def test_what_is_out_of_the_wards_hands_is_locked(world: World, state: str) -> None:
    place = world.here.place
    save(place, place.drafter, "100", 0)
    set_state(place, state)
    with pytest.raises(Conflict, match="chưa được lưu"):
        save(place, place.drafter, "200", 1)
    assert standing(place) == (1, "100")


def set_state(place: Place, state: str) -> None:
    """Put the report there without the moves that lead to it."""
    with transaction(place.scope, COMMAND_LINE) as tx:
        tx.session.execute(
            update(Submission).where(Submission.id == place.submission_id).values(state=state)
        )


def test_a_closed_period_is_locked(world: World) -> None:
    place = world.here.place
    periods.set_closed(world.here.scope, COMMAND_LINE, world.here.period_id, True)
    with pytest.raises(Conflict):
        save(place, place.drafter, "1", 0)
    periods.set_closed(world.here.scope, COMMAND_LINE, world.here.period_id, False)
    assert save(place, place.drafter, "1", 0).revision == 1


def test_a_reason_is_not_given_after_the_report_is_out_of_hand(world: World) -> None:
    """What the Department reviews does not change under its eyes."""
    place = world.here.place
    worlds.filed(place)
    with pytest.raises(Conflict):
        explaining.explain(
            place.scope, place.drafter, place.submission_id, "missing_required", "x", "Lý do mới"
        )


# --- at the same time -----------------------------------------------------------------------


def until_somebody_waits() -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND wait_event_type = 'Lock'"
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with db.engine.connect() as connection:
            if connection.execute(waiting).scalar_one():
                return
        time.sleep(0.01)
    raise AssertionError("nobody came to wait for the report's lock")


def inside(app: Flask, work: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        with app.app_context():
            return work()

    return run


def test_a_save_that_meets_a_submit_waits_and_finds_the_report_locked(
    app: Flask, world: World
) -> None:
    """Else it would be acknowledged and stand in no version."""
    place = world.here.place
    save(place, place.drafter, "100", 0)
    with ThreadPoolExecutor(1) as pool:
        with transaction(place.scope, place.leader) as tx:
            tx.session.get(Submission, place.submission_id, with_for_update=True)
            late = pool.submit(inside(app, lambda: save(place, place.drafter, "200", 1)))
            until_somebody_waits()
            tx.session.execute(
                update(Submission)
                .where(Submission.id == place.submission_id)
                .values(state="submitted")
            )
        with pytest.raises(Conflict, match="chưa được lưu"):
            late.result(timeout=60)
    assert history(place) == [(1, "100")]


def test_one_person_in_two_tabs_at_once_never_conflicts(app: Flask, world: World) -> None:
    place = world.here.place
    for code in ("households_total", "villages_count", "dossiers_received", CODE):
        both = [lambda c=code, v=v: save(place, place.drafter, v, 0, c) for v in "1234"]
        done = worlds.at_once(app, both)
        assert all(isinstance(saved, Saved) for saved in done), done
        assert [revision for revision, _ in history(place, code)] == [1, 2, 3, 4]


@pytest.mark.parametrize("with_clearing", [False, True], ids=["values", "values and clearings"])
def test_many_editors_lose_nothing(app: Flask, world: World, with_clearing: bool) -> None:
    """8 people × 25 saves of one field, each upon what they last saw: every save that was
    acknowledged is one revision, every refusal none, and no revision comes twice."""
    place = world.here.place
    save(place, place.drafter, "0", 0)
    successes: list[int] = []

    def edit(number: int) -> None:
        who = replace(place.drafter, person_id=uuid4(), name=f"Người {number}")
        for turn in range(25):
            at = standing(place)
            typed = "" if with_clearing and turn % 5 == 4 else f"{number * 100 + turn + 1}"
            try:
                saved = save(place, who, typed, at[0] if at else 0)
            except Conflict:
                continue
            if typed or (saved.answer is None and at is not None):
                successes.append(saved.revision)

    done = worlds.at_once(app, [lambda n=n: edit(n) for n in range(8)])
    assert done == [None] * 8
    revisions = [revision for revision, _ in history(place)]
    assert revisions == list(range(1, len(revisions) + 1))
    if not with_clearing:
        assert len(revisions) == len(successes) + 1
        assert standing(place) == history(place)[-1]


# --- reasons --------------------------------------------------------------------------------


def test_a_reason_is_bound_to_the_values_it_was_given_for(world: World) -> None:
    place = world.here.place
    worlds.fill(place, worlds.FIGURES | {"petitions_received": "5", "petitions_resolved": "1"})
    worlds.explain_all(place)
    explained = {flag.finding.key for flag in worlds.draft_of(place).flags if flag.reason}
    assert "petitions_balance" in explained or "missing_required" in explained
    key = "petitions_balance" if "petitions_balance" in explained else "missing_required"
    code = "petitions_resolved" if key == "petitions_balance" else "petitions_pending"
    worlds.fill(place, {code: "2"})
    again = next(flag for flag in worlds.draft_of(place).flags if flag.finding.key == key)
    assert not again.reason
    assert again.is_open


def test_a_reason_comes_back_when_the_value_does(world: World) -> None:
    place = world.here.place
    worlds.fill(place, worlds.FIGURES)
    worlds.explain_all(place, "Chưa có số liệu")
    worlds.fill(place, {"petitions_received": "0"})
    worlds.fill(place, {"petitions_received": ""})
    (flag,) = worlds.draft_of(place).flags
    assert flag.reason == f"Chưa có số liệu: {flag.finding.key}."


def test_a_reason_may_be_bettered_and_not_emptied(world: World) -> None:
    place = world.here.place
    worlds.fill(place, worlds.FIGURES)
    flag = worlds.draft_of(place).blocking[0].finding
    for reason in ("Lần một.", "Lần hai."):
        explaining.explain(
            place.scope, place.drafter, place.submission_id, flag.key, flag.inputs_hash, reason
        )
    assert worlds.draft_of(place).flags[0].reason == "Lần hai."
    with pytest.raises(Invalid):
        explaining.explain(
            place.scope, place.drafter, place.submission_id, flag.key, flag.inputs_hash, " \n "
        )
    with reading(place.scope) as session:
        assert session.query(Explanation).count() == 1


def test_a_report_is_handed_over_with_its_reasons_only(world: World) -> None:
    place = world.here.place
    worlds.fill(place, worlds.FIGURES)
    with pytest.raises(submitting.Invalid):
        submitting.hand_over(place.scope, place.drafter, place.submission_id)
    worlds.explain_all(place)
    submitting.hand_over(place.scope, place.drafter, place.submission_id)
    assert worlds.submission_of(world.here, place).state == "awaiting_leader"
