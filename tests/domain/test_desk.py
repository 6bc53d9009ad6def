"""What waits for whom, and in which order."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from app.domain import desk
from app.domain.desk import CLAIM_LASTS, DeskReport, Look, Narrowing, Obstacle, Weight
from app.domain.lifecycle import State
from app.domain.periods import VIETNAM

ME, OTHER = uuid4(), uuid4()
DUE = dt.datetime(2026, 6, 16, 23, 59, tzinfo=VIETNAM)
BEFORE, AFTER = DUE - dt.timedelta(days=1), DUE + dt.timedelta(days=2)

COPIED = Weight(warnings=1, rules=frozenset({"copy_paste"}))


def report(state: State = State.SUBMITTED, **changes: object) -> DeskReport:
    held = DeskReport(
        submission_id=uuid4(),
        ward_code="11407",
        ward_name="Phường An Biên",
        short_name="An Biên",
        lat=None,
        lon=None,
        state=state,
        is_started=True,
        was_returned=False,
        last_version=1,
        first_submitted_at=BEFORE,
        submitted_at=BEFORE,
        due_at=DUE,
        return_due_on=None,
        claimed_by=None,
        claimed_by_name="",
    )
    return replace(held, **changes)  # type: ignore[arg-type]


def names(one: DeskReport, now: dt.datetime = BEFORE, person: UUID | None = ME) -> set[str]:
    look = Look(person, now)
    return {name for name in desk.FILTERS if desk.matching([one], name, look)}


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (report(), {"waiting", "new", "clean", "all"}),
        (report(last_version=2, was_returned=False), {"waiting", "resubmitted", "clean", "all"}),
        (report(State.IN_REVIEW, claimed_by=ME), {"waiting", "mine", "new", "clean", "all"}),
        (report(State.IN_REVIEW, claimed_by=OTHER), {"waiting", "new", "clean", "all"}),
        (report(weight=Weight(errors=1)), {"waiting", "new", "flagged", "all"}),
        (report(weight=Weight(warnings=1)), {"waiting", "new", "flagged", "soft", "all"}),
        (report(weight=Weight(asked=2)), {"waiting", "new", "all"}),
        (report(weight=Weight(remarks=1)), {"waiting", "new", "all"}),
        (report(weight=COPIED), {"waiting", "new", "flagged", "soft", "copied", "all"}),
        (report(reviewer_id=ME), {"waiting", "my_wards", "new", "clean", "all"}),
        (report(reviewer_id=OTHER), {"waiting", "new", "clean", "all"}),
        (report(State.APPROVED, reviewer_id=ME), {"approved", "all"}),
        (report(State.RETURNED, was_returned=True), {"returned", "all"}),
        (report(State.AWAITING_LEADER, was_returned=True), {"returned", "all"}),
        (report(State.APPROVED), {"approved", "all"}),
        (report(State.SEALED), {"approved", "all"}),
        (report(State.DRAFT, first_submitted_at=None, last_version=0), {"all"}),
    ],
)
def test_filters(one: DeskReport, expected: set[str]) -> None:
    assert names(one) == expected


def test_nothing_is_nobody_s() -> None:
    """The command line has no person: an unclaimed report is not its own."""
    assert "mine" not in names(report(State.IN_REVIEW), person=None)


def test_overdue_stops_while_the_department_holds_the_report() -> None:
    draft = report(State.DRAFT, first_submitted_at=None)
    assert "overdue" not in names(draft, BEFORE)
    assert "overdue" not in names(draft, DUE + dt.timedelta(seconds=59))
    assert "overdue" in names(draft, AFTER)
    assert draft.days_late(AFTER) == 2
    assert "overdue" not in names(report(), AFTER)
    assert report().days_late(AFTER) == 0


def test_a_return_sets_its_own_date() -> None:
    returned = report(State.RETURNED, was_returned=True, return_due_on=dt.date(2026, 6, 20))
    assert not returned.is_overdue(AFTER)
    assert returned.is_overdue(dt.datetime(2026, 6, 21, 0, 1, tzinfo=VIETNAM))
    assert returned.days_late(dt.datetime(2026, 6, 21, 0, 1, tzinfo=VIETNAM)) == 1


def test_untouched_drafts_are_not_started() -> None:
    assert report(State.DRAFT, is_started=False).shown_state == "not_started"
    assert report(State.DRAFT).shown_state == "draft"
    assert report(State.AWAITING_LEADER, is_started=False).shown_state == "awaiting_leader"


def test_order_of_the_queue() -> None:
    worst = report(weight=Weight(errors=1, score=9.0))
    bad = report(weight=Weight(errors=2))
    calm, older = report(), report(due_at=DUE - dt.timedelta(days=3))
    again = report(last_version=2)
    done = report(State.APPROVED, weight=Weight(errors=9, score=99.0))
    queue = [done, calm, bad, older, worst, again]
    assert desk.in_order(queue) == [again, worst, bad, older, calm, done]


def test_next_after_goes_round_and_skips_what_does_not_wait() -> None:
    first, second, done = report(), report(), report(State.APPROVED)
    queue = [first, second, done]
    assert desk.after(queue, first.submission_id) == second
    assert desk.after(queue, second.submission_id) == first
    assert desk.after(queue, done.submission_id) == first
    assert desk.after([first, done], first.submission_id) is None


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (report(), None),
        (report(State.RETURNED), Obstacle.NOT_WAITING),
        (report(State.APPROVED), Obstacle.NOT_WAITING),
        (report(weight=Weight(warnings=1)), Obstacle.OPEN),
        (report(weight=Weight(asked=1)), Obstacle.ASKED),
        (report(weight=Weight(remarks=1)), Obstacle.REMARKS),
        (report(State.IN_REVIEW, claimed_by=OTHER, claimed_at=BEFORE), Obstacle.HELD),
        (report(State.IN_REVIEW, claimed_by=ME, claimed_at=BEFORE), None),
        (report(State.IN_REVIEW, claimed_by=OTHER, claimed_at=BEFORE - CLAIM_LASTS), None),
    ],
)
def test_what_is_approved_unopened_has_nothing_open(
    one: DeskReport, expected: Obstacle | None
) -> None:
    assert desk.obstacle(one, Look(ME, BEFORE)) is expected


def test_one_s_own_work_and_what_wants_a_second_person_are_not_approved_unopened() -> None:
    one = report()
    own, alone = frozenset({one.submission_id}), frozenset[UUID]()
    assert desk.obstacle(one, Look(ME, BEFORE, own, alone)) is Obstacle.OWN
    assert desk.obstacle(one, Look(ME, BEFORE, alone, own)) is Obstacle.SECOND


@pytest.mark.parametrize(
    ("narrowing", "found"),
    [
        (Narrowing(), 3),
        (Narrowing(text="an bien"), 1),
        (Narrowing(text="  AN   Biên "), 1),
        (Narrowing(text="duong"), 1),
        (Narrowing(group="xa"), 1),
        (Narrowing(rule="copy_paste"), 1),
        (Narrowing(text="an bien", group="xa"), 0),
    ],
)
def test_narrowing_looks_through_marks_groups_and_rules(narrowing: Narrowing, found: int) -> None:
    reports = [
        report(unit_type="phuong"),
        report(ward_name="Phường Hải Dương", unit_type="phuong", weight=COPIED),
        report(ward_name="Xã Ái Quốc", unit_type="xa"),
    ]
    assert len(narrowing.of(reports)) == found
