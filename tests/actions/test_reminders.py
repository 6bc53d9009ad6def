"""Reminders by the calendar, from the opening to the leader; each once, never in the night."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.actions import drafting, notifying, periods, reminding, reviewing, submitting
from app.domain.notices import Kind, is_opening, is_waking, is_working_day, stage_of
from app.domain.periods import VIETNAM
from app.domain.permissions import SYSTEM, Role
from app.store.reading import reading
from app.store.tables.city import Period
from app.store.tables.notices import Notice
from app.store.tables.submissions import Submission
from app.store.transaction import transaction
from tests import worlds
from tests.actions.enrolled import (
    PUBLIC,
    deliver,
    email_of,
    enrol,
    posting,
    send_back,
    states,
    told,
)
from tests.worlds import Town, World

DUE = dt.datetime(2031, 6, 16, 23, 59, tzinfo=VIETNAM)  # a Monday


def day(offset: int, hour: int = 9) -> dt.datetime:
    """Nine in the morning, so many days from the due day."""
    return dt.datetime.combine(DUE.date() + dt.timedelta(days=offset), dt.time(hour), VIETNAM)


def set_due(town: Town, due: dt.datetime = DUE) -> None:
    """The period opened long ago and is due then."""
    long_ago = dt.datetime(2026, 1, 1, tzinfo=VIETNAM)
    with transaction(town.scope, SYSTEM) as tx:
        tx.session.execute(update(Period).values(opens_at=long_ago, ward_due_at=due))
        tx.session.execute(update(Submission).values(created_at=long_ago))


def remind(town: Town, offset: int, hour: int = 9) -> int:
    return reminding.remind_city(town.scope, day(offset, hour))


# --- the calendar -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("offset", "kind", "days"),
    [
        (-11, None, 0),
        (-10, Kind.DUE_SOON, 10),
        (-9, Kind.DUE_SOON, 10),
        (-8, None, 0),
        (-4, None, 0),
        (-3, Kind.DUE_SOON, 3),
        (-2, Kind.DUE_SOON, 3),
        (-1, Kind.DUE_SOON, 1),
        (0, Kind.DUE_SOON, 1),
        (1, Kind.OVERDUE, -1),
        (2, Kind.OVERDUE, -1),
        (3, Kind.ESCALATED, -3),
        (4, Kind.ESCALATED, -3),
        (5, None, 0),
    ],
)
def test_stages_of_the_calendar(offset: int, kind: Kind | None, days: int) -> None:
    stage = stage_of(day(offset), DUE)
    assert (stage.kind, stage.days) == (kind, days) if kind else stage is None


def test_a_day_is_vietnam_s() -> None:
    """Late in the evening of UTC it is tomorrow there."""
    assert stage_of(dt.datetime(2031, 6, 5, 18, tzinfo=dt.UTC), DUE) == stage_of(day(-10), DUE)
    assert not is_waking(dt.datetime(2031, 6, 5, 18, tzinfo=dt.UTC))
    assert is_waking(dt.datetime(2031, 6, 6, 0, 30, tzinfo=dt.UTC))
    assert [is_working_day(day(offset)) for offset in (-3, -2, -1, 0)] == [True, False, False, True]


def test_an_opening_is_told_on_its_day_and_the_next() -> None:
    opens_at = day(0, 8)
    found = [is_opening(day(offset), opens_at) for offset in (-1, 0, 1, 2)]
    assert found == [False, True, True, False]


# --- whom they reach --------------------------------------------------------------------------


def test_each_stage_reaches_who_has_to_move_and_is_told_once(app: Flask, world: World) -> None:
    town = world.here
    drafter = enrol(town, Role.DRAFTER, town.place.code)
    leader = enrol(town, Role.LEADER, town.place.code)
    set_due(town)
    seen: list[tuple[str, set[str]]] = []
    with posting(app) as box:
        for offset in (-11, -10, -9, -3, -1, 0, 1, 2, 3, 4, 9):
            box.letters.clear()
            box.recipients.clear()
            remind(town, offset)
            assert remind(town, offset, 17) == 0, "once a day is enough"
            deliver(town)
            if box.letters:
                seen.append((box.letters[0]["Subject"], set(box.recipients)))
    name = "báo cáo 6 tháng đầu năm 2026 của Phường Hải Dương"
    both = {email_of(drafter), email_of(leader)}
    assert seen == [
        (f"Còn 10 ngày đến hạn nộp {name}", {email_of(drafter)}),
        (f"Còn 3 ngày đến hạn nộp {name}", {email_of(drafter)}),
        (f"Còn 1 ngày đến hạn nộp {name}", {email_of(drafter)}),
        (f"B{name[1:]} đã quá hạn nộp", {email_of(drafter)}),
        (f"B{name[1:]} quá hạn 3 ngày", both),
    ]


def test_who_submitted_is_left_alone(app: Flask, world: World) -> None:
    town = world.here
    for place in town.places:
        enrol(town, Role.DRAFTER, place.code)
    worlds.filed(town.places[0])
    set_due(town)
    remind(town, -3)
    with posting(app) as box:
        assert deliver(town) == 2
    assert not [m for m in box.letters if "Hải Dương" in m["Subject"]]


def test_a_draft_that_waits_for_its_leader_reminds_the_leader(app: Flask, world: World) -> None:
    town = world.here
    enrol(town, Role.DRAFTER, town.place.code)
    leader = enrol(town, Role.LEADER, town.place.code)
    worlds.fill(town.place, worlds.FIGURES)
    worlds.explain_all(town.place)
    submitting.hand_over(town.place.scope, town.place.drafter, town.place.submission_id)
    set_due(town)
    remind(town, -3)
    with posting(app) as box:
        deliver(town)
    assert box.recipients == [email_of(leader)]
    assert "đang chờ bạn ký" in box.letters[0].get_body(("plain",)).get_content()


def test_a_ward_without_a_drafter_has_its_leader_reminded(app: Flask, world: World) -> None:
    town = world.here
    leader = enrol(town, Role.LEADER, town.place.code)
    set_due(town)
    remind(town, -3)
    with posting(app) as box:
        deliver(town)
    assert box.recipients == [email_of(leader)]


def test_an_extension_moves_the_reminders_and_begins_them_anew(world: World) -> None:
    town = world.here
    enrol(town, Role.DRAFTER, town.place.code)
    set_due(town)
    assert remind(town, -3) == 3
    later = DUE + dt.timedelta(days=12)
    periods.extend(town.scope, town.admin, town.period_id, town.place.ward_id, later, "CV 1")
    assert remind(town, 1) == 2, "the others are late, this ward is not"
    assert remind(town, 9) == 1, "three days before its own date"


def test_a_return_is_due_on_its_own_day(app: Flask, world: World) -> None:
    town = world.here
    enrol(town, Role.DRAFTER, town.place.code)
    worlds.filed(town.place)
    set_due(town)
    send_back(town, town.place, town.reviewer)
    due = DUE.date() + dt.timedelta(days=20)
    with transaction(town.scope, SYSTEM) as tx:
        own = Submission.id == town.place.submission_id
        tx.session.execute(update(Submission).where(own).values(return_due_on=due))
    remind(town, 17)
    assert [kind for kind, _ in states(town)] == []
    with posting(app) as box:
        deliver(town)
    subjects = [message["Subject"] for message in box.letters]
    assert any(s.startswith("Còn 3 ngày") and "Hải Dương" in s for s in subjects)


def test_who_turned_reminders_off_is_noted_and_not_written_to(app: Flask, world: World) -> None:
    town = world.here
    drafter = enrol(town, Role.DRAFTER, town.place.code)
    notifying.set_reminders(drafter.person_id, False)
    set_due(town)
    remind(town, -3)
    with posting(app) as box:
        deliver(town)
    assert box.letters == []
    assert states(town) == [("due_soon", "muted")]


def test_a_closed_period_reminds_nobody(world: World) -> None:
    town = world.here
    set_due(town)
    periods.set_closed(town.scope, town.admin, town.period_id, True)
    assert remind(town, -3) == 0


@pytest.mark.parametrize("over", ["edits_until", "begins_until"])
def test_who_may_do_nothing_any_more_is_not_reminded(world: World, over: str) -> None:
    """After the last day to edit nobody is; after that to begin, those who have begun are."""
    town = world.here
    set_due(town)
    with transaction(town.scope, SYSTEM) as tx:
        tx.session.execute(update(Period).values({over: DUE}))
    begun = town.place
    report = begun.submission_id
    drafting.save_answer(begun.scope, begun.drafter, report, "households_total", "5", 0)
    remind(town, 1)
    with reading(town.scope) as session:
        overdue = select(Notice.ward_id).where(Notice.kind == Kind.OVERDUE.value)
        reminded = set(session.execute(overdue).scalars())
    assert reminded == ({begun.ward_id} if over == "begins_until" else set())


def test_a_period_that_opens_is_announced_to_all_of_a_ward(app: Flask, world: World) -> None:
    town = world.here
    people = [enrol(town, role, town.place.code) for role in (Role.DRAFTER, Role.LEADER)]
    set_due(town)
    with transaction(town.scope, SYSTEM) as tx:
        tx.session.execute(update(Period).values(opens_at=day(-20, 8)))
    assert remind(town, -21) == 0
    assert remind(town, -20) == 3
    assert remind(town, -19) == 0
    with posting(app) as box:
        deliver(town)
    assert set(box.recipients) == {email_of(person) for person in people}
    text = box.letters[0].get_body(("plain",)).get_content()
    assert "Hạn nộp của Phường Hải Dương: 16/6/2031, 23:59" in text


def test_who_has_submitted_is_not_told_that_the_period_opens(app: Flask, world: World) -> None:
    town = world.here
    enrol(town, Role.DRAFTER, town.place.code)
    worlds.filed(town.place)
    set_due(town)
    send_back(town, town.place, town.reviewer)
    with transaction(town.scope, SYSTEM) as tx:
        tx.session.execute(update(Period).values(opens_at=day(-20, 8)))
    assert remind(town, -20) == 2, "the two wards that have not"


def test_a_letter_given_up_late_is_not_a_reminder_any_more(app: Flask, world: World) -> None:
    """A reminder of ten days that arrives two days later would only mislead."""
    town = world.here
    enrol(town, Role.DRAFTER, town.place.code)
    set_due(town)
    remind(town, -10)
    with posting(app) as box:
        box.answer = "451 later"
        deliver(town)
        with transaction(town.scope, SYSTEM) as tx:
            past = tx.now - dt.timedelta(hours=30)
            (row,) = [d for d, _ in told(town)]
            row = tx.session.merge(row)
            row.made_at, row.next_try_at = past, past
        deliver(town)
    ((delivery, _),) = told(town)
    assert (delivery.state, delivery.error) == ("failed", "451 later")


# --- the reviewers' digest --------------------------------------------------------------------


def test_a_digest_a_day_for_each_reviewer_while_something_waits(app: Flask, world: World) -> None:
    town = world.here
    reviewer, other = enrol(town, Role.REVIEWER), enrol(town, Role.REVIEWER)
    enrol(town, Role.AUDITOR)
    set_due(town)
    assert remind(town, 6) == 0, "nothing waits"
    worlds.filed(town.places[0])
    worlds.filed(town.places[1])
    reviewing.claim(town.scope, reviewer, town.places[0].submission_id)
    assert remind(town, 7) == 2
    assert remind(town, 7, 15) == 0
    assert remind(town, 12) == 0, "Saturday"
    assert remind(town, 8) == 2
    with posting(app) as box:
        deliver(town)
    assert set(box.recipients) == {email_of(reviewer), email_of(other)}
    own = next(m for m in box.letters if email_of(reviewer) in m["To"])
    text = own.get_body(("plain",)).get_content()
    assert "2 báo cáo chờ thẩm định, trong đó 0 báo cáo nộp lại và 1 báo cáo bạn đang giữ" in text
    assert "1 đơn vị quá hạn chưa nộp" in text
    assert f"{PUBLIC}/review/" in text


def test_the_schedule_s_own_call_goes_through_every_city(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(reminding, "remind_city", lambda scope, now: asked.append(scope) or 0)
    monkeypatch.setattr(reminding, "is_waking", lambda now: True)
    reminding.remind()
    assert {world.here.scope, world.there.scope} <= set(asked)
    monkeypatch.setattr(reminding, "is_waking", lambda now: False)
    asked.clear()
    reminding.remind()
    assert asked == []
