"""The administrator: periods and their dates, people, units."""

from __future__ import annotations

import datetime as dt
import re

from browsing import Browser
from sqlalchemy import update
from worlds import NAMES, PASSWORD, PERIOD, Town

from app.domain.periods import VIETNAM
from app.domain.permissions import SYSTEM, Role
from app.store import cities
from app.store.reading import reading
from app.store.tables.city import Period
from app.store.tables.submissions import Submission
from app.store.transaction import transaction

WARD = "Phường An Biên"


def period(town: Town, code: str = PERIOD) -> Period | None:
    with town.app.app_context(), reading(town.scope) as session:
        return cities.period_by_code(session, code)


def test_last_days_are_set_told_to_the_ward_and_lifted(here: Town) -> None:
    admin = here.browser(Role.CITY_ADMIN)
    admin.get("/admin/periods")
    typed = {"period": PERIOD, "due_on": "1/7/2026", "edits_until_on": "5/7/2026"}
    page = admin.submit("/admin/periods", typed)
    assert "Được sửa và nộp đến" in page.text
    assert "Đã đổi ngày của kỳ" in page.text
    report = f"/ward/submissions/{here.submission_id('Phường An Biên')}"
    drafter = here.browser(Role.DRAFTER, "Phường An Biên")
    told = "Chỉ xem được vì đã quá ngày cuối được sửa và nộp"
    for path in ("/ward/", report, f"{report}/sections/III.3", f"{report}/check"):
        assert told in drafter.get(path).text
    assert "Bắt đầu nhập" not in drafter.get("/ward/").text
    refused = admin.submit("/admin/periods", {**typed, "edits_until_on": "1/6/2026"}, 400)
    assert "không được trước hạn nộp" in refused.text
    refused = admin.submit("/admin/periods", {**typed, "due_on": "không"}, 400)
    assert "“không” không phải là một ngày" in refused.text
    admin.submit("/admin/periods", {"period": PERIOD, "due_on": "", "edits_until_on": "không"})
    assert told not in drafter.get(report).text


def test_a_leader_is_not_offered_to_sign_after_the_last_day(here: Town) -> None:
    leader = here.browser(Role.LEADER, WARD)
    sign = f"/ward/submissions/{here.submission_id(WARD)}/sign"
    assert leader.get(sign).offers("/submit")
    with here.app.app_context(), transaction(here.scope, SYSTEM) as tx:
        past = dt.datetime(2026, 7, 5, tzinfo=dt.UTC)
        tx.session.execute(update(Period).values(ward_due_at=past, edits_until=past))
        tx.session.execute(update(Submission).values(state="awaiting_leader"))
    page = leader.get(sign)
    assert not page.offers("/submit")
    assert "đã quá ngày cuối được sửa và nộp" in page.text


def test_home_says_how_much_there_is(here: Town) -> None:
    page = here.browser(Role.CITY_ADMIN).get("/admin/")
    assert "1 kỳ đang mở" in page.text
    assert "6 phường, xã, đặc khu" in page.text


def test_a_period_is_opened_with_its_dates(here: Town) -> None:
    admin = here.browser(Role.CITY_ADMIN)
    admin.get("/admin/periods")
    typed = {"period": "2026-Y", "opens_on": "1/11/2026", "due_on": "16/12/2026"}
    page = admin.submit("/admin/periods", typed)
    assert "Đã mở kỳ năm 2026" in page.text
    opened = period(here, "2026-Y")
    assert opened is not None
    assert opened.ward_due_at == dt.datetime(2026, 12, 16, 23, 59, tzinfo=VIETNAM)
    assert opened.opens_at == dt.datetime(2026, 11, 1, 8, 0, tzinfo=VIETNAM)
    assert opened.department_due_at >= opened.ward_due_at


def test_a_period_without_dates_follows_the_calendar(here: Town) -> None:
    admin = here.browser(Role.CITY_ADMIN)
    admin.get("/admin/periods")
    admin.submit("/admin/periods", {"period": "2027-H1"})
    opened = period(here, "2027-H1")
    assert opened is not None
    assert (opened.data_from, opened.data_to) == (dt.date(2026, 12, 15), dt.date(2027, 6, 14))


def test_wrong_dates_are_told_and_kept_and_open_nothing(here: Town) -> None:
    admin = here.browser(Role.CITY_ADMIN)
    admin.get("/admin/periods")
    typed = {"period": "2026-Y", "opens_on": "30/2/2026", "due_on": "hôm nào đó"}
    page = admin.submit("/admin/periods", typed, status=400)
    assert "“30/2/2026” không phải là một ngày" in page.text
    assert "“hôm nào đó” không phải là một ngày" in page.text
    assert page.element("due_on").get("value") == "hôm nào đó"
    upside_down = {"opens_on": "1/12/2026", "due_on": "1/11/2026"}
    page = admin.submit("/admin/periods", upside_down, status=400)
    assert "Ngày mở nhập phải trước hạn nộp" in page.text
    admin.submit("/admin/periods", {"period": "2026-13"}, status=400)
    assert period(here, "2026-Y") is None


def test_dates_change_and_the_ward_s_lateness_with_them(here: Town) -> None:
    admin = here.browser(Role.CITY_ADMIN)
    assert "quá hạn" in admin.get("/city/").part("missing")
    admin.get("/admin/periods")
    admin.submit("/admin/periods", {"period": PERIOD, "due_on": "31/12/2099"})
    page = admin.get("/city/")
    assert "quá hạn" not in page.part("missing")
    assert "Chưa nộp (6)" in page.text


def test_a_period_is_closed_and_opened_again(here: Town) -> None:
    admin = here.browser(Role.CITY_ADMIN)
    admin.get("/admin/periods")
    assert "Đã đóng" in admin.submit("/close").text
    assert period(here).closed_at is not None
    page = admin.submit("/admin/periods", {"period": PERIOD, "opens_on": "", "due_on": ""})
    assert period(here).closed_at is None
    assert "Đang mở" in page.text
    admin.submit("/close")
    assert "Đã mở lại kỳ" in admin.submit("/reopen").text
    assert period(here).closed_at is None


def test_one_ward_is_given_more_time(here: Town) -> None:
    admin = here.browser(Role.DEPARTMENT_LEADER)
    admin.get("/admin/periods")
    typed = {
        "ward_code": "11407",
        "due_on": "31/12/2099",
        "document_number": "102/SNV-XDCQ",
        "reason": "Bão số 2, mất liên lạc",
    }
    page = admin.submit("/extensions", typed)
    (row,) = page.rows()
    assert row[0] == WARD
    assert "31/12/2099" in row[1]
    assert row[2] == "102/SNV-XDCQ"
    assert "Bão số 2" in row[3]
    missing = admin.get("/city/").part("missing")
    assert missing.count("quá hạn") == 5


def test_an_extension_that_does_not_hold_is_kept_as_typed(here: Town) -> None:
    admin = here.browser(Role.CITY_ADMIN)
    admin.get("/admin/periods")
    typed = {"ward_code": "11407", "due_on": "1/1/2026", "document_number": "", "reason": "Bão"}
    page = admin.submit("/extensions", typed, status=400)
    assert "Hãy ghi số văn bản" in page.text
    assert page.part(f"reason-{PERIOD}") == "Bão"
    page = admin.submit("/extensions", {"document_number": "102/SNV"}, status=400)
    assert "Hạn mới phải sau hạn chung" in page.text
    assert page.element(f"document_number-{PERIOD}").get("value") == "102/SNV"
    admin.submit("/extensions", {"due_on": ""}, status=400)
    admin.submit("/extensions", {"ward_code": "99999", "due_on": "1/1/2099"}, status=400)
    assert "quá hạn" in admin.get("/city/").part("missing")


def test_somebody_is_invited_and_the_link_is_shown_once(here: Town) -> None:
    admin = here.browser(Role.CITY_ADMIN)
    admin.get("/admin/people")
    email = f"bao@{here.code.lower()}.gov.vn"
    typed = {"name": "Trần Văn Bảo", "email": email, "role": "leader", "ward_code": "11407"}
    page = admin.submit("/admin/people", typed)
    link = re.search(r"http://\S+/account/invitation/\S+", page.text)
    assert link is not None
    assert "/account/invitation/" not in admin.get("/admin/people").html
    assert "Chờ đặt mật khẩu" in admin.page.text
    invited = Browser(here.app)
    invited.get(link[0].removeprefix("http://localhost"))
    path = invited.page.path
    sent = {"password": PASSWORD, "password_again": PASSWORD}
    assert invited.submit(path, sent).path == "/ward/"
    Browser(here.app).get(path, status=404)
    assert "Đang dùng" in admin.get("/admin/people?show=active").text


def test_an_invitation_that_does_not_hold_is_kept_as_typed(here: Town) -> None:
    admin = here.browser(Role.CITY_ADMIN)
    admin.get("/admin/people")
    typed = {"name": "Trần Văn Bảo", "email": "không có a còng", "role": "reviewer"}
    page = admin.submit("/admin/people", typed, status=400)
    assert "Địa chỉ thư điện tử chưa đúng" in page.text
    assert page.element("name").get("value") == "Trần Văn Bảo"
    good = {"email": f"x@{here.code.lower()}.vn"}
    page = admin.submit("/admin/people", {**good, "role": "leader", "ward_code": ""}, status=400)
    assert "Hãy chọn đơn vị" in page.text
    wrong = {**good, "role": "reviewer", "ward_code": "11407"}
    assert "thuộc Sở Nội vụ" in admin.submit("/admin/people", wrong, status=400).text
    admin.submit("/admin/people", {**good, "role": "emperor"}, status=400)
    assert "Trần Văn Bảo" not in admin.get("/admin/people").text


def test_a_deactivated_person_is_out_at_once(here: Town) -> None:
    drafter = here.person(Role.DRAFTER, WARD)
    theirs = here.browser(Role.DRAFTER, WARD)
    admin = here.browser(Role.CITY_ADMIN)
    admin.get("/admin/people")
    assert "Đã khóa tài khoản" in admin.submit(f"{drafter.actor.person_id}/deactivate").text
    assert theirs.get("/ward/").path == "/account/sign-in"
    page = admin.get("/admin/people?show=inactive")
    assert [row[0].split()[-1] for row in page.rows()] == [drafter.email]
    admin.submit(f"{drafter.actor.person_id}/reactivate")
    assert here.browser(Role.DRAFTER, WARD).page.path == "/ward/"


def test_nobody_locks_themselves_out(here: Town) -> None:
    me = here.person(Role.CITY_ADMIN)
    admin = here.browser(Role.CITY_ADMIN)
    page = admin.get("/admin/people")
    assert not page.offers(f"{me.actor.person_id}/deactivate")
    page = admin.post(f"/admin/people/{me.actor.person_id}/deactivate", {})
    assert "không thể tự ngừng" in page.text


def test_people_are_counted_as_they_are_listed(here: Town) -> None:
    for role in (Role.REVIEWER, Role.AUDITOR):
        here.person(role)
    here.person(Role.LEADER, WARD)
    admin = here.browser(Role.CITY_ADMIN)
    page = admin.get("/admin/people")
    chips = [(label, url) for label, url in page.links() if "show=" in url]
    assert len(chips) == 4
    for label, url in chips:
        assert len(admin.get(url).rows()) == int(label.split()[-1]), label
    admin.get("/admin/people?show=gone", status=404)


def test_wards_are_listed_in_vietnamese_order_with_their_leaders(here: Town) -> None:
    leader = here.person(Role.LEADER, WARD)
    page = here.browser(Role.CITY_ADMIN).get("/admin/wards")
    rows = page.rows()
    assert tuple(row[0] for row in rows) == NAMES
    by_name = {row[0]: row for row in rows}
    assert by_name[WARD][1:4] == ["11407", "Phường", leader.actor.name]
    assert by_name[WARD][4] == "1"
    assert by_name["Xã Ái Quốc"][3] == "Chưa có"
