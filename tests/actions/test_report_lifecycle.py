"""Any sequence of calls by six people: only legal moves, one event and one audit row for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from app.actions import loading, reviewing, submitting
from app.actions.loading import Line
from app.domain.errors import DomainError
from app.domain.lifecycle import MOVES, Event, State
from app.domain.permissions import Actor, Role
from app.store import audit, submissions
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.ledger import AuditEntry
from app.store.tables.submissions import AnswerRow, EventRow, Submission, Version
from tests import worlds
from tests.worlds import Place, Town

ACTORS = ("drafter", "leader", "reviewer", "other_reviewer", "head", "admin")
PLACES = st.integers(0, 1)
EVENTS = {event.value for event in Event}


class Reports(RuleBasedStateMachine):
    """Two wards' reports in one city; a second city looks on and must not change."""

    def __init__(self) -> None:
        super().__init__()
        wards = dict(list(worlds.WARDS.items())[:2])
        self.town: Town = worlds.make_town(wards)
        self.onlooker: Town = worlds.make_town(wards)
        self.key = uuid4().hex
        for place in self.town.places:
            worlds.fill(place, worlds.FIGURES)
            worlds.explain_all(place)

    def place(self, index: int) -> Place:
        return self.town.places[index]

    def actor(self, place: Place, name: str) -> tuple[Scope, Actor]:
        if name in ("drafter", "leader"):
            return place.scope, getattr(place, name)
        return self.town.scope, getattr(self.town, name)

    @contextmanager
    def tried(self, place: Place) -> Iterator[None]:
        """A refusal leaves everything as it was; what is done moves at most one report."""
        before = self.seen(place)
        try:
            yield
        except DomainError:
            assert self.seen(place) == before, "a refused call left something behind"

    def seen(self, place: Place) -> Any:
        with reading(self.town.scope) as session:
            row = session.get_one(Submission, place.submission_id)
            columns = {c.key: getattr(row, c.key) for c in Submission.__table__.columns}
            events = len(submissions.events_of(session, place.submission_id))
            versions = len(submissions.versions_of(session, place.submission_id))
            answers = session.execute(
                select(AnswerRow.code, AnswerRow.revision)
                .where(AnswerRow.submission_id == place.submission_id)
                .order_by(AnswerRow.code)
            ).all()
        return columns, events, versions, [tuple(row) for row in answers]

    # --- what people try ---

    @rule(index=PLACES, who=st.sampled_from(ACTORS), value=st.integers(1, 9999))
    def save(self, index: int, who: str, value: int) -> None:
        place = self.place(index)
        scope, actor = self.actor(place, who)
        with self.tried(place):
            seen = worlds.revisions_of(place).get("households_total", 0)
            worlds.drafting.save_answer(
                scope, actor, place.submission_id, "households_total", str(value), seen
            )
            assert actor.roles & {Role.DRAFTER, Role.LEADER}

    @rule(index=PLACES, who=st.sampled_from(ACTORS))
    def hand_over(self, index: int, who: str) -> None:
        self.call(index, who, submitting.hand_over)

    @rule(index=PLACES, who=st.sampled_from(ACTORS), reason=st.sampled_from(["", "Xem lại số."]))
    def decline(self, index: int, who: str, reason: str) -> None:
        self.call(index, who, submitting.decline, reason)

    @rule(index=PLACES, who=st.sampled_from(ACTORS), is_repeated=st.booleans())
    def submit(self, index: int, who: str, is_repeated: bool) -> None:
        self.call(index, who, submitting.submit, self.key if is_repeated else uuid4().hex)

    @rule(index=PLACES, who=st.sampled_from(ACTORS))
    def recall(self, index: int, who: str) -> None:
        self.call(index, who, submitting.recall)

    @rule(index=PLACES, who=st.sampled_from(ACTORS))
    def claim(self, index: int, who: str) -> None:
        self.call(index, who, reviewing.claim)

    @rule(index=PLACES, who=st.sampled_from(ACTORS))
    def release(self, index: int, who: str) -> None:
        self.call(index, who, reviewing.release)

    @rule(index=PLACES, who=st.sampled_from(ACTORS), seen=st.sampled_from([-1, 0]))
    def approve(self, index: int, who: str, seen: int) -> None:
        number = worlds.submission_of(self.town, self.place(index)).last_version + seen
        self.call(index, who, reviewing.approve, seen_version=number, idempotency_key=uuid4().hex)

    @rule(index=PLACES, who=st.sampled_from(ACTORS), section=st.sampled_from(["I", "III.3", "?"]))
    def give_back(self, index: int, who: str, section: str) -> None:
        number = worlds.submission_of(self.town, self.place(index)).last_version
        self.call(
            index,
            who,
            reviewing.return_,
            seen_version=number,
            remarks=[reviewing.RemarkInput(section, "Sửa lại.")],
            reason="Cần sửa.",
            due_on=None,
            idempotency_key=uuid4().hex,
        )

    @rule(index=PLACES, who=st.sampled_from(ACTORS))
    def answer_remarks(self, index: int, who: str) -> None:
        place = self.place(index)
        scope, actor = self.actor(place, who)
        with reading(self.town.scope) as session:
            waiting = submissions.remarks_of(session, place.submission_id)
        for remark in waiting:
            with self.tried(place):
                reviewing.answer_remark(scope, actor, remark.id, "Đã sửa.")

    @rule(index=PLACES, who=st.sampled_from(ACTORS))
    def unapprove(self, index: int, who: str) -> None:
        self.call(index, who, reviewing.unapprove, "Duyệt nhầm.")

    @rule(index=PLACES, status=st.sampled_from(loading.STATUSES))
    def enter(self, index: int, status: str) -> None:
        place = self.place(index)
        with self.tried(place):
            lines = [Line(2, place.code, "households_total", "77")]
            loading.load_answers(self.town.scope, self.town.admin, worlds.PERIOD, status, lines)

    def call(
        self, index: int, who: str, act: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> None:
        place = self.place(index)
        scope, actor = self.actor(place, who)
        with self.tried(place):
            act(scope, actor, place.submission_id, *args, **kwargs)

    # --- what is always so ---

    @invariant()
    def events_are_a_legal_walk_that_ends_in_the_state(self) -> None:
        with reading(self.town.scope) as session:
            for place in self.town.places:
                row = session.get_one(Submission, place.submission_id)
                at = State.DRAFT
                for event in submissions.events_of(session, place.submission_id):
                    assert State(event.from_state) is at
                    after = State(event.to_state)
                    legal = MOVES[at, Event(event.kind)]
                    assert after is legal or (legal, after) == (State.DRAFT, State.RETURNED)
                    at = after
                assert State(row.state) is at

    @invariant()
    def every_event_has_one_audit_row_and_every_audited_move_one_event(self) -> None:
        with reading(self.town.scope) as session:
            moved = session.execute(
                select(EventRow.at, EventRow.ward_id, EventRow.kind, EventRow.person_id)
            ).all()
            noted = session.execute(
                select(
                    AuditEntry.at, AuditEntry.ward_id, AuditEntry.verb, AuditEntry.person_id
                ).where(AuditEntry.verb.in_(EVENTS))
            ).all()
            assert sorted(map(str, moved)) == sorted(map(str, noted))
            assert list(audit.faults(session, self.town.city_id)) == []

    @invariant()
    def versions_are_numbered_without_gaps_and_only_one_that_exists_is_approved(self) -> None:
        with reading(self.town.scope) as session:
            for place in self.town.places:
                row = session.get_one(Submission, place.submission_id)
                numbers = [v.number for v in submissions.versions_of(session, row.id)]
                assert numbers == list(range(row.last_version, 0, -1))
                is_approved = State(row.state) in (State.APPROVED, State.SEALED)
                assert (row.approved_version is not None) is is_approved
                assert row.approved_version in (None, row.last_version)

    @invariant()
    def only_a_report_under_review_is_in_somebodys_hands(self) -> None:
        for place in self.town.places:
            row = worlds.submission_of(self.town, place)
            assert row.claimed_by is None or State(row.state) is State.IN_REVIEW
            assert (row.claimed_by is None) is (row.claimed_by_name == "")

    @invariant()
    def what_is_approved_has_nothing_left_to_answer(self) -> None:
        with reading(self.town.scope) as session:
            for place in self.town.places:
                row = session.get_one(Submission, place.submission_id)
                asked = submissions.remarks_of(session, place.submission_id)
                is_open = any(remark.closed_at is None for remark in asked)
                assert not (is_open and State(row.state) is State.APPROVED)

    @invariant()
    def nobody_approves_what_they_entered(self) -> None:
        approvals = (
            select(EventRow.person_id, Version.submitted_by)
            .join(
                Version,
                (Version.submission_id == EventRow.submission_id)
                & (Version.number == EventRow.version),
            )
            .where(EventRow.kind == "approved", Version.on_behalf.is_(False))
        )
        with reading(self.town.scope) as session:
            assert all(row.person_id != row.submitted_by for row in session.execute(approvals))

    @invariant()
    def the_revision_counts_what_changed_the_approved_reports(self) -> None:
        """Approvals, approvals taken back, and entries over an approved report."""
        with reading(self.town.scope) as session:
            events = session.execute(select(EventRow).order_by(EventRow.id)).scalars().all()
        changes = 0
        for number, event in enumerate(events):
            is_entry_over_approved = (
                event.kind == "entered_by_department" and event.from_state == "approved"
            )
            follows = [e.kind for e in events[number + 1 : number + 3]]
            is_approved_at_once = follows == ["claimed", "approved"] and all(
                e.at == event.at for e in events[number + 1 : number + 3]
            )
            changes += event.kind in ("approved", "unapproved")
            changes += is_entry_over_approved and not is_approved_at_once
        assert worlds.period_of(self.town).approved_revision == changes

    @invariant()
    def the_other_city_is_as_it_was(self) -> None:
        with reading(self.onlooker.scope) as session:
            assert session.execute(select(EventRow.id)).first() is None
            states = session.execute(select(Submission.state)).scalars()
            assert set(states) == {"draft"}


def test_no_sequence_of_calls_reaches_an_illegal_state(app: Flask) -> None:
    run_state_machine_as_test(
        Reports,
        settings=settings(
            max_examples=8,
            stateful_step_count=25,
            deadline=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("name", ["submit", "approve", "give_back", "enter"])
def test_the_machine_can_do_what_it_tries(app: Flask, name: str) -> None:
    """Else nothing would be proven: each step succeeds once where it is legal."""
    machine = Reports()
    machine.submit(0, "leader", False)
    if name in ("approve", "give_back"):
        machine.claim(0, "reviewer")
        machine.approve(0, "reviewer", 0) if name == "approve" else machine.give_back(
            0, "reviewer", "I"
        )
    if name == "enter":
        machine.enter(0, "approved")
    state = worlds.submission_of(machine.town, machine.place(0)).state
    expected = {"submit": "submitted", "give_back": "returned"}.get(name, "approved")
    assert state == expected
