"""The last days of a period: to begin a report, and to edit and submit one."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from app.actions import periods, submitting, tabulating
from app.actions.intake import keeping
from app.domain.errors import Conflict, Invalid, NotAllowed
from app.domain.periods import PeriodDates
from app.domain.permissions import SYSTEM
from app.store.tables.city import Period
from app.store.transaction import transaction
from tests import worlds
from tests.actions.enrolled import send_back
from tests.worlds import FIGURES, Place, Town, World

DAY = dt.timedelta(days=1)
ONE = {"households_total": "3.501"}


def set_limits(town: Town, **days: int) -> None:
    """Limits so many days from now; the common due time is two days ago."""
    now = dt.datetime.now(dt.UTC)
    limits = {name: now + offset * DAY for name, offset in days.items()}
    with transaction(town.scope, SYSTEM) as tx:
        tx.session.execute(update(Period).values(ward_due_at=now - 2 * DAY, **limits))


def extend(town: Town, place: Place) -> None:
    later = dt.datetime.now(dt.UTC) + DAY
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
    assert worlds.draft_of(place).rows
    with worlds.reading(place.scope) as session:
        report = worlds.access.report_for(
            session, place.drafter, place.submission_id, worlds.Permission.SEE_DRAFT
        )
    assert report.is_editable


def test_who_has_begun_goes_on_after_the_last_day_to_begin(world: World) -> None:
    begun, fresh = world.here.places[:2]
    worlds.fill(begun, ONE)
    set_limits(world.here, begins_until=-1)
    worlds.fill(begun, FIGURES)
    with pytest.raises(Conflict, match="đã quá ngày cuối được bắt đầu"):
        worlds.fill(fresh, ONE)


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
