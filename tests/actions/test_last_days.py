"""The last days of a period: to begin a report, and to edit and submit one."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest
from sqlalchemy import select, update

from app.actions import periods, reviewing, submitting, tabulating
from app.actions.intake import keeping
from app.domain.errors import Conflict, Invalid, NotAllowed
from app.domain.periods import PeriodDates
from app.domain.permissions import SYSTEM
from app.store import submissions
from app.store.reading import reading
from app.store.tables.city import Period
from app.store.tables.ledger import AuditEntry
from app.store.transaction import transaction
from tests import worlds
from tests.actions.enrolled import send_back
from tests.worlds import FIGURES, Place, Town, World

DAY = dt.timedelta(days=1)
ONE = {"households_total": "3.501"}


def set_limits(town: Town, due: int = -2, **days: int) -> None:
    """The common due time and the limits, so many days from now."""
    now = dt.datetime.now(dt.UTC)
    limits = {name: now + offset * DAY for name, offset in days.items()}
    with transaction(town.scope, SYSTEM) as tx:
        tx.session.execute(update(Period).values(ward_due_at=now + due * DAY, **limits))


def extend(town: Town, place: Place) -> None:
    later = dt.datetime.now(dt.UTC) + 9 * DAY
    periods.extend(town.scope, town.admin, town.period_id, place.ward_id, later, "12/SNV-CQ")


def test_before_the_last_day_a_late_ward_goes_on(world: World) -> None:
    set_limits(world.here, edits_until=1, begins_until=1)
    worlds.filed(world.here.place)


def test_after_it_nothing_is_edited_submitted_uploaded_or_taken_back(world: World) -> None:
    town, place = world.here, world.here.place
    worlds.fill(place, FIGURES)
    set_limits(town, edits_until=-1)
    with pytest.raises(Conflict, match="đã quá ngày cuối được sửa và nộp"):
        worlds.fill(place, ONE)
    with pytest.raises(Conflict, match="đã quá ngày cuối"):
        tabulating.take_table(place.scope, place.drafter, place.submission_id, [])
    with pytest.raises(Conflict, match="đã quá ngày cuối"):
        keeping.upload(place.scope, place.drafter, place.submission_id, "b.txt", b"Chu")
    with pytest.raises(NotAllowed, match="đề nghị Sở Nội vụ gia hạn"):
        submitting.hand_over(place.scope, place.drafter, place.submission_id)
    with pytest.raises(NotAllowed, match="đã quá ngày cuối"):
        submitting.submit(place.scope, place.leader, place.submission_id, "k")


def test_what_could_not_be_handed_in_again_is_not_recalled(world: World) -> None:
    place = world.here.place
    worlds.filed(place)
    set_limits(world.here, edits_until=-1)
    with pytest.raises(NotAllowed, match="Không rút lại được"):
        submitting.recall(place.scope, place.leader, place.submission_id)


def test_an_extension_carries_one_ward_past_it(world: World) -> None:
    town = world.here
    one, other = town.places[:2]
    set_limits(town, edits_until=-1, begins_until=-1)
    extend(town, one)
    worlds.filed(one)
    with pytest.raises(Conflict):
        worlds.fill(other, ONE)


def test_what_the_department_returned_is_mended_all_the_same(world: World) -> None:
    town, place = world.here, world.here.place
    worlds.filed(place)
    send_back(town, place, town.reviewer)
    set_limits(town, edits_until=-1)
    worlds.fill(place, ONE)
    for remark in remarks_of(place):
        reviewing.answer_remark(place.scope, place.drafter, remark, "Đã bổ sung.")
    assert worlds.submit(place).number == 2


def remarks_of(place: Place) -> list[UUID]:
    with reading(place.scope) as session:
        return [remark.id for remark in submissions.remarks_of(session, place.submission_id)]


@pytest.mark.parametrize("due", [5, -2], ids=["before the due day", "after it"])
def test_who_has_begun_goes_on_after_the_last_day_to_begin(world: World, due: int) -> None:
    begun, fresh, extended = world.here.places
    worlds.fill(begun, ONE)
    set_limits(world.here, due=due, begins_until=-1)
    extend(world.here, extended)
    worlds.fill(begun, FIGURES)
    worlds.fill(extended, ONE)
    with pytest.raises(Conflict, match="đã quá ngày cuối được bắt đầu"):
        worlds.fill(fresh, ONE)


def test_who_changed_the_last_days_is_noted(world: World) -> None:
    town = world.here
    due = dt.datetime(2031, 6, 16, tzinfo=dt.UTC)
    dates = PeriodDates(due.date(), due.date(), due - 30 * DAY, due, due, due - 9 * DAY, due + DAY)
    periods.set_dates(town.scope, town.admin, town.period_id, dates, "")
    with reading(town.scope) as session:
        lines = session.execute(select(AuditEntry).where(AuditEntry.verb == "period_dates_set"))
        told = lines.scalar_one().details
    assert told["begins_until"].startswith("2031-06-07")
    assert told["edits_until"].startswith("2031-06-17")


@pytest.mark.parametrize(
    ("limit", "days", "told"),
    [("begins_until", -40, "trước ngày mở"), ("edits_until", -1, "trước hạn nộp")],
)
def test_last_days_out_of_order_are_refused(world: World, limit: str, days: int, told: str) -> None:
    town = world.here
    due = dt.datetime(2031, 6, 16, tzinfo=dt.UTC)
    dates = PeriodDates(
        due.date(), due.date(), due - 30 * DAY, due, due, **{limit: due + days * DAY}
    )
    with pytest.raises(Invalid, match=told):
        periods.set_dates(town.scope, town.admin, town.period_id, dates, "")


def test_the_other_city_keeps_its_own_days(world: World) -> None:
    set_limits(world.here, edits_until=-1)
    worlds.filed(world.there.place)
