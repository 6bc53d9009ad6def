"""A return names the day of the next submission; it holds until the ward has submitted."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update
from worlds import Town

from app.actions import reminding, reviewing, submitting
from app.actions.reviewing import RemarkInput
from app.domain.periods import VIETNAM
from app.domain.permissions import SYSTEM, Role
from app.store import cities as city_store
from app.store import notices, review_queue
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.city import Period
from app.store.tables.submissions import Submission
from app.store.transaction import transaction

WARD = "Phường An Biên"
BALANCED = {"dossiers_received": 403, "dossiers_resolved": 337, "dossiers_in_progress": 66}
ON_TIME = dt.datetime(2026, 5, 20, 9, tzinfo=VIETNAM)
PAST = dt.datetime(2026, 5, 25, 23, 59, tzinfo=VIETNAM)
DAY = dt.date(2099, 12, 31)


@pytest.fixture
def with_leader(here: Town) -> Town:
    """Submitted in time, returned with a day of its own, mended and passed to the leader,
    all after the period's date."""
    here.load(WARD, BALANCED)
    reviewer = here.person(Role.REVIEWER).actor
    drafter = here.person(Role.DRAFTER, WARD).actor
    report = here.submission_id(WARD)
    with here.app.app_context():
        with transaction(here.scope, SYSTEM) as tx:
            tx.session.execute(update(Period).values(ward_due_at=PAST))
            tx.session.execute(update(Submission).values(first_submitted_at=ON_TIME))
        reviewing.claim(here.scope, reviewer, report)
        reviewing.return_(
            here.scope,
            reviewer,
            report,
            seen_version=1,
            remarks=[RemarkInput("III.3", "Làm rõ.", "")],
            reason="Rà soát.",
            due_on=DAY,
            idempotency_key="back",
        )
        ward = Scope.ward(here.scope.city, here.ward_id(WARD))
        here._explain(ward, drafter, report)
        here._answer(ward, drafter, report)
        submitting.hand_over(ward, drafter, report)
    return here


def test_the_ward_sees_the_day_of_the_return(with_leader: Town) -> None:
    leader = with_leader.browser(Role.LEADER, WARD)
    home = leader.get("/ward/")
    assert "31/12/2099" in home.text
    assert "Quá hạn nộp" not in home.text
    sign = leader.get(f"/ward/submissions/{with_leader.submission_id(WARD)}/sign")
    assert "nộp muộn" not in sign.text


def test_the_desk_and_the_reminders_see_it_too(with_leader: Town) -> None:
    page = with_leader.browser(Role.REVIEWER).get("/review/?show=overdue")
    assert WARD not in [row[0] for row in page.rows()]
    now = dt.datetime.now(dt.UTC)
    with with_leader.app.app_context(), reading(with_leader.scope) as session:
        rows = notices.owed(session, now)
        period = city_store.periods(session)[0]
        desk = {r.ward_name: r for r in review_queue.desk_reports(session, period)}
    due = {row.name: reminding.due_of(row) for row in rows}
    assert due[WARD] == desk[WARD].owed_at
    assert due[WARD].astimezone(VIETNAM).date() == DAY
    assert due["Xã Ái Quốc"] == PAST


def test_what_the_department_returned_is_told_until_the_ward_submits(with_leader: Town) -> None:
    leader = with_leader.browser(Role.LEADER, WARD)
    assert "Sở Nội vụ trả lại: Rà soát." in leader.get("/ward/").text
    with_leader.resubmit(WARD)
    assert "Sở Nội vụ trả lại:" not in leader.get("/ward/").text
    report = leader.get(f"/ward/submissions/{with_leader.submission_id(WARD)}")
    assert "Sở Nội vụ trả lại báo cáo" not in report.text
