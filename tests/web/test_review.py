"""The review desk: what waits, what may be read, who holds what, what may be decided."""

from __future__ import annotations

import re

from worlds import NAMES, Town

from app.actions import loading, submitting
from app.actions.loading import Line
from app.domain.permissions import Actor, Role
from app.store.scope import Scope

BALANCED = {"dossiers_received": 403, "dossiers_resolved": 337, "dossiers_in_progress": 66}
UNBALANCED = {"dossiers_received": 4410, "dossiers_resolved": 4337, "dossiers_in_progress": 66}


def chips(page) -> dict[str, tuple[int, str]]:
    """The filters of a page: their words, counts and addresses."""
    found = {}
    for label, url in page.links():
        match = re.fullmatch(r"(.+) (\d+)", label)
        if match and "show=" in url:
            found[match[1]] = (int(match[2]), url)
    return found


def reported(page) -> list[str]:
    return [row[0] for row in page.rows()]


def test_empty_queue_says_so(here: Town) -> None:
    page = here.browser(Role.REVIEWER).get("/review/")
    assert "Không có báo cáo nào ở mục này" in page.text


def test_counts_of_filters_are_the_lengths_of_their_lists(here: Town) -> None:
    here.load("Phường An Biên", UNBALANCED)
    here.load("Xã Vĩnh Bảo", BALANCED, status="approved")
    here.load("Đặc khu Cát Hải", BALANCED, status="draft")
    here.load("Phường Ngô Quyền", BALANCED)
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(here.address("Phường Ngô Quyền"))
    reviewer.submit("/claim")
    found = chips(reviewer.get("/review/"))
    assert found["Tất cả"][0] == 6
    assert found["Chờ thẩm định"][0] == 2
    assert found["Tôi đang giữ"][0] == 1
    assert found["Đã duyệt"][0] == 1
    assert found["Quá hạn nộp"][0] == 3
    for name, (count, url) in found.items():
        assert len(reported(reviewer.get(url))) == count, name


def test_worst_report_comes_first_and_a_resubmission_before_it(here: Town) -> None:
    here.load("Xã Ái Quốc", BALANCED)
    here.load("Xã Vĩnh Bảo", UNBALANCED)
    reviewer = here.browser(Role.REVIEWER)
    assert reported(reviewer.get("/review/")) == ["Xã Vĩnh Bảo", "Xã Ái Quốc"]
    here.load("Xã Ái Quốc", {"dossiers_received": 404, "dossiers_resolved": 338})
    page = reviewer.get("/review/")
    assert reported(page) == ["Xã Ái Quốc", "Xã Vĩnh Bảo"]
    assert "Nộp lại" in page.rows()[0][1]


def test_unknown_filter_and_period_are_not_found(here: Town) -> None:
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get("/review/?show=gone", status=404)
    reviewer.get("/review/?period=2031-H1", status=404)


def test_a_ward_s_own_draft_shows_its_state_and_nothing_else(here: Town) -> None:
    here.save("Xã Ái Quốc", "dossiers_received", "123456")
    page = here.browser(Role.REVIEWER).get(here.address("Xã Ái Quốc"))
    assert "bản nháp là của đơn vị" in page.text
    assert "Bản nháp" in page.text
    assert "123.456" not in page.text
    assert not page.offers("/claim")


def test_what_the_department_entered_it_may_read_as_a_draft(here: Town) -> None:
    here.load("Xã Ái Quốc", {"dossiers_received": 123456}, status="draft")
    page = here.browser(Role.REVIEWER).get(here.address("Xã Ái Quốc"))
    assert "123.456" in page.text
    assert not page.offers("/claim")


def test_a_recalled_report_is_the_ward_s_again(here: Town) -> None:
    here.load("Xã Ái Quốc", {"dossiers_received": 98765})
    leader = here.person(Role.LEADER, "Xã Ái Quốc").actor
    reviewer = here.browser(Role.REVIEWER)
    assert "98.765" in reviewer.get(here.address("Xã Ái Quốc")).text
    with here.app.app_context():
        scope = Scope.ward(here.scope.city, here.ward_id("Xã Ái Quốc"))
        submitting.recall(scope, leader, here.submission_id("Xã Ái Quốc"))
    reviewer.get(here.address("Xã Ái Quốc") + "?version=1", status=404)
    # The Department entered this one itself, so the draft stays open to it.
    page = reviewer.get(here.address("Xã Ái Quốc"))
    assert "Bản nháp do Sở nhập thay" in page.text
    assert "Không có gì ở mục này" in reviewer.get("/city/periods/2026-H1/findings").text
    assert "Chỗ cần xem đang mở 0" in reviewer.get("/city/").part("top")


def test_what_is_found_in_that_nothing_came_is_the_department_s(here: Town) -> None:
    """Counts on the board are the flags on the page, for a ward without a report too."""
    here.load("Phường An Biên", BALANCED)
    here.work()
    reviewer = here.browser(Role.REVIEWER)
    found = {row[0]: row[3] for row in reviewer.get("/city/").rows("wards")}
    for name, said in found.items():
        counted = sum(int(number) for number in re.findall(r"\d+", said))
        page = reviewer.get(here.address(name))
        flags = [e for e in page.tree.iter("article") if "flag--info" not in (e.get("class") or "")]
        assert len(flags) == counted, name


def test_claim_keeps_others_out_until_released(here: Town) -> None:
    here.load("Phường An Biên", BALANCED)
    first, second = here.browser(Role.REVIEWER), here.browser_of(here.another(Role.REVIEWER))
    address = here.address("Phường An Biên")
    first.get(address)
    second.get(address)
    assert "Bạn đang thẩm định" in first.submit("/claim").text
    second.submit("/claim", status=409)
    page = second.get(address)
    assert "đang thẩm định báo cáo này" in page.text
    assert not any(page.offers(end) for end in ("/claim", "/approve", "/release"))
    first.submit("/release")
    assert second.get(address).offers("/claim")


def test_return_approve_and_the_city_s_figure(here: Town, there: Town) -> None:
    """The whole round: claim, return, mend, resubmit, see the change, approve, add up."""
    here.load("Phường An Biên", UNBALANCED)
    there.load("Phường An Biên", {"dossiers_received": 777}, status="approved")
    there.work()
    reviewer = here.browser(Role.REVIEWER)
    address = here.address("Phường An Biên")
    reviewer.get(address)
    reviewer.submit("/claim")
    reviewer.get(f"{address}/return")
    page = reviewer.submit(
        "/return",
        {"section": "III.3", "reason.III.3": "Đối chiếu lại ba số hồ sơ.", "note": "Rà soát."},
    )
    assert "Đã trả lại báo cáo cho Phường An Biên" in page.text
    assert chips(page)["Chờ đơn vị sửa"][0] == 1
    page = reviewer.get(address)
    assert "Đơn vị đang sửa" in page.text
    assert "4.410" in page.text
    here.save("Phường An Biên", "dossiers_received", "4403")
    assert "4.403" not in reviewer.get(address).part("row-dossiers_received")
    here.resubmit("Phường An Biên")
    page = reviewer.get(reviewer.get("/review/?show=resubmitted").link("Phường An Biên"))
    changed = page.part("row-dossiers_received")
    assert "4.403" in changed
    assert "Đã sửa" in changed
    assert "4.410" in changed
    assert "Đối chiếu lại ba số hồ sơ." in page.text
    reviewer.submit("/claim")
    page = reviewer.submit("/approve")
    assert "Đã duyệt báo cáo của Phường An Biên" in page.text
    assert "done" in here.work()
    page = reviewer.get("/city/")
    assert "4.403" in page.text
    assert "777" not in page.text
    assert "Đang tổng hợp lại" not in page.text


def test_composer_keeps_what_was_typed_and_says_what_is_wrong(here: Town) -> None:
    here.load("Phường An Biên", UNBALANCED)
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(here.address("Phường An Biên"))
    reviewer.submit("/claim")
    reviewer.get(here.address("Phường An Biên", "/return"))
    wrong = {"section": ["III.3", "IV"], "reason.III.3": "Lệch 7 hồ sơ.", "due_on": "40/6/2026"}
    page = reviewer.submit("/return", wrong, status=400)
    assert "Hãy viết ngày như 20/6/2026" in page.text
    assert "Lệch 7 hồ sơ." in page.part("reason-III.3")
    assert page.element("section-IV").get("checked") is not None
    page = reviewer.submit("/return", {"due_on": "1/1/2020"}, status=400)
    assert "không thể đã qua" in page.text
    page = reviewer.submit("/return", {"due_on": "1/1/2099"}, status=400)
    assert "Phần IV: hãy nêu điều cần sửa" in page.link("Phần IV") or "#reason-IV" in str(
        list(page.links())
    )
    page = reviewer.submit("/return", {"section": [], "note": "Rà soát."}, status=400)
    assert "Hãy chọn ít nhất một phần" in page.text
    page = reviewer.submit("/return", {"section": "III.3", "note": " "}, status=400)
    assert "Hãy nêu lý do" in page.text
    assert "Lệch 7 hồ sơ." in page.part("reason-III.3")
    assert "Đã trả lại" in reviewer.submit("/return", {"note": "Rà soát."}).text


def test_composer_opens_only_for_whoever_claimed(here: Town) -> None:
    here.load("Phường An Biên", UNBALANCED)
    page = here.browser(Role.REVIEWER).get(here.address("Phường An Biên", "/return"))
    assert "Hãy nhận thẩm định trước" in page.text
    assert page.path.endswith(here.address("Phường An Biên"))


def test_asked_flags_begin_the_return(here: Town) -> None:
    here.load("Phường An Biên", UNBALANCED)
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(here.address("Phường An Biên"))
    page = reviewer.submit("/claim")
    flag = next(e for e in page.tree.iter("article") if "4.410" in "".join(e.itertext()))
    finding = (flag.get("id") or "").removeprefix("flag-")
    reviewer.post(here.address("Phường An Biên", f"/findings/{finding}/ask"), {})
    page = reviewer.get(here.address("Phường An Biên", "/return"))
    assert page.element("section-III.3").get("checked") is not None
    assert page.element(f"item-flag-{finding}").get("checked") is not None
    assert "4.410" in page.text
    reviewer.submit("/return", {"note": "Rà soát."})
    remarks = here.browser(Role.DRAFTER, "Phường An Biên").get(
        f"/ward/submissions/{here.submission_id('Phường An Biên')}/sections/III.3"
    )
    assert "4.410" in remarks.text


def test_decisions_are_shown_and_close_the_flag(here: Town) -> None:
    here.load("Phường An Biên", UNBALANCED)
    reviewer = here.browser(Role.REVIEWER)
    page = reviewer.get(here.address("Phường An Biên"))
    before = chips(reviewer.get("/review/"))["Còn chỗ cần xem"][0]
    page = reviewer.get(here.address("Phường An Biên"))
    ids = [i for e in page.tree.iter("article") if (i := e.get("id") or "").startswith("flag-")]
    for flag in ids:
        page = reviewer.submit(f"{flag.removeprefix('flag-')}/accept")
        assert "Đã chấp nhận" in page.part(flag)
    assert before == 1
    assert chips(reviewer.get("/review/"))["Còn chỗ cần xem"][0] == 0
    assert reviewer.get("/review/").rows()[0][2] == "Không có"


def test_an_approval_of_a_version_not_seen_is_refused(here: Town) -> None:
    """A page left open while the ward submitted again decides nothing."""
    here.load("Phường An Biên", UNBALANCED)
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(here.address("Phường An Biên"))
    reviewer.submit("/claim")
    here.load("Phường An Biên", {"dossiers_received": 4403})
    page = reviewer.submit("/approve", status=409)
    assert "bản số 2" in page.text
    assert "Đã nộp" in reviewer.get(here.address("Phường An Biên")).text


def test_a_return_of_a_version_not_seen_keeps_the_words(here: Town) -> None:
    here.load("Phường An Biên", UNBALANCED)
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(here.address("Phường An Biên"))
    reviewer.submit("/claim")
    reviewer.get(here.address("Phường An Biên", "/return"))
    here.load("Phường An Biên", {"dossiers_received": 4403})
    typed = {"section": "III.3", "reason.III.3": "Còn lệch 7 hồ sơ.", "note": "Rà soát."}
    page = reviewer.submit("/return", typed, status=409)
    assert "Còn lệch 7 hồ sơ." in page.part("reason-III.3")


def test_approving_twice_is_approving_once(here: Town) -> None:
    here.load("Phường An Biên", BALANCED)
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(here.address("Phường An Biên"))
    page = reviewer.submit("/claim")
    form = {
        "seen_version": "1",
        "idempotency_key": next(
            e.get("value") or ""
            for e in page.form("/approve").iter("input")
            if e.get("name") == "idempotency_key"
        ),
    }
    address = here.address("Phường An Biên", "/approve")
    reviewer.post(address, form)
    reviewer.post(address, form)
    page = reviewer.get(here.address("Phường An Biên"))
    assert page.text.count("Duyệt · bản số 1") == 1
    reviewer.post(address, form | {"idempotency_key": "another"}, status=409)


def test_nobody_approves_their_own_entry(here: Town) -> None:
    me = here.person(Role.REVIEWER)
    entering = Actor(me.actor.person_id, me.actor.name, frozenset({Role.CITY_ADMIN}))
    lines = [Line(2, "11407", "dossiers_received", "10")]
    with here.app.app_context():
        loading.load_answers(here.scope, entering, "2026-H1", "submitted", lines)
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(here.address("Phường An Biên"))
    page = reviewer.submit("/claim")
    assert "không thể tự duyệt" in page.text
    assert not page.offers("/approve")
    sent = {"seen_version": "1", "idempotency_key": "k"}
    reviewer.post(here.address("Phường An Biên", "/approve"), sent, status=403)


def test_taking_an_approval_back_needs_a_reason(here: Town) -> None:
    here.load("Phường An Biên", {"dossiers_received": 4321}, status="approved")
    here.work()
    assert not here.browser(Role.REVIEWER).get(here.address("Phường An Biên")).offers("/unapprove")
    leader = here.browser(Role.DEPARTMENT_LEADER)
    leader.get(here.address("Phường An Biên"))
    assert "Chưa hủy duyệt" in leader.submit("/unapprove", {"reason": " "}).text
    page = leader.submit("/unapprove", {"reason": "Đơn vị báo nhầm số hồ sơ."})
    assert "Đang thẩm định" in page.text
    assert "Đơn vị báo nhầm số hồ sơ." in page.text
    here.work()
    assert "4.321" not in leader.get("/city/").text


def test_versions_are_compared_and_old_ones_kept(here: Town) -> None:
    here.load("Phường An Biên", {"dossiers_received": 100, "difficulties": "Thiếu biên chế."})
    here.load(
        "Phường An Biên", {"dossiers_received": 120, "difficulties": "Thiếu biên chế, kinh phí."}
    )
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(here.address("Phường An Biên"))
    page = reviewer.get(reviewer.page.link("So với bản số 1"))
    assert [row[1:] for row in page.rows()] == [["100", "120", "+20", "+20 %"]]
    assert [e.text for e in page.tree.iter("del")] == ["chế."]
    assert [e.text for e in page.tree.iter("ins")] == ["chế, kinh phí."]
    old = reviewer.get(here.address("Phường An Biên") + "?version=1")
    assert "Đây là bản số 1 đã cũ" in old.text
    assert "100" in old.part("row-dossiers_received")
    assert not old.offers("/claim")
    reviewer.get(here.address("Phường An Biên", "/compare/2"))
    reviewer.get(here.address("Phường An Biên", "/compare/3"), status=404)


def test_last_year_stands_beside_and_can_be_compared(here: Town) -> None:
    here.open("2025-H1")
    here.load("Phường An Biên", {"dossiers_received": 200}, period="2025-H1")
    here.load("Phường An Biên", {"dossiers_received": 300})
    reviewer = here.browser(Role.REVIEWER)
    page = reviewer.get(here.address("Phường An Biên"))
    row = page.part("row-dossiers_received")
    assert "300" in row
    assert "200" in row
    assert "+50 %" in row
    page = reviewer.get(here.address("Phường An Biên", "/compare/before/2025-H1"))
    assert [row[1:] for row in page.rows()] == [["200", "300", "+100", "+50 %"]]
    assert "So với 6 tháng đầu năm 2025" in page.heading
    reviewer.get(here.address("Phường An Biên", "/compare/before/2024-H1"), status=404)
    reviewer.get(here.address("Xã Ái Quốc", "/compare/before/last"), status=404)


def test_a_number_is_shown_among_those_of_its_kind(here: Town) -> None:
    """Only with enough wards of the same type is there a place to show."""
    for ward, number in zip(NAMES, (10, 20, 30, 40, 50, 60), strict=True):
        here.load(ward, {"dossiers_received": number})
    page = here.browser(Role.REVIEWER).get(here.address("Phường An Biên"))
    assert "đơn vị cùng loại" not in page.html
    for unit in range(5):
        here.add(f"Phường Mới {unit}")
        here.load(f"Phường Mới {unit}", {"dossiers_received": 100 + unit})
    page = here.browser(Role.REVIEWER).get(here.address("Phường An Biên"))
    assert "vị trí trong 8 đơn vị cùng loại" in page.html
    assert "100,5 (20 – 104)" in page.part("row-dossiers_received")


def test_reasons_of_the_ward_stand_at_the_flags(here: Town) -> None:
    here.load("Phường An Biên", BALANCED)
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(here.address("Phường An Biên"))
    reviewer.submit("/claim")
    reviewer.get(here.address("Phường An Biên", "/return"))
    reviewer.submit("/return", {"section": "I", "reason.I": "Bổ sung số hộ.", "note": "Rà soát."})
    here.resubmit("Phường An Biên")
    page = reviewer.get(here.address("Phường An Biên"))
    assert "Đã đối chiếu sổ gốc về missing_required." in page.text
    assert "Đã giải trình" in page.text
    assert "Đã sửa theo yêu cầu." in page.text


def test_the_letter_s_head_is_shown_where_something_is_said_in_it(here: Town) -> None:
    here.load("Phường An Biên", {"dossiers_received": 10, "signer_name": "Trần Văn Bảo"})
    here.load("Xã Ái Quốc", BALANCED)
    reviewer = here.browser(Role.REVIEWER)
    assert "Trần Văn Bảo" in reviewer.get(here.address("Phường An Biên")).text
    assert "Họ tên người ký" not in reviewer.get(here.address("Xã Ái Quốc")).text


def test_next_goes_through_the_queue(here: Town) -> None:
    for name in NAMES[:3]:
        here.load(name, BALANCED)
    reviewer = here.browser(Role.REVIEWER)
    page = reviewer.get(reviewer.get("/review/").link(NAMES[0]))
    seen = []
    for _turn in range(3):
        page = reviewer.get(page.link("Báo cáo kế tiếp"))
        seen.append(page.heading)
    expected = (NAMES[1], NAMES[2], NAMES[0])
    assert all(name in heading for name, heading in zip(expected, seen, strict=True))
