"""The dashboard, what stands behind each figure, findings, documents."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

import pytest
from flask import Flask
from sqlalchemy import update
from worlds import NAMES, PERIOD, Town

from app.actions import deciding
from app.domain.permissions import COMMAND_LINE, Role
from app.store import submissions
from app.store.consolidation import INCLUDES
from app.store.reading import reading
from app.store.tables.city import Period
from app.store.transaction import transaction

SVG = "{http://www.w3.org/2000/svg}"
FIGURE = f"/city/periods/{PERIOD}/figures/"


def stats(page) -> dict[str, tuple[str, str]]:
    """The top line: label -> (what is shown, the address of the list behind it)."""
    found = {}
    for block in page.element("top").iter("div"):
        label = next(iter(block.iter("dt")), None)
        link = next(iter(block.iter("a")), None)
        if label is not None and link is not None:
            found[label.text or ""] = ((link.text or "").strip(), link.get("href") or "")
    return found


def three_wards(town: Town) -> None:
    """One approved, one submitted, one whose answer is not applicable."""
    town.load(
        "Phường An Biên",
        {
            "dossiers_received": 1200,
            "dossiers_resolved": 1000,
            "dossiers_resolved_on_time": 990,
            "dossiers_on_time_rate": "98,5",
        },
        status="approved",
    )
    town.load(
        "Xã Vĩnh Bảo",
        {"dossiers_received": 300, "dossiers_resolved": 250, "dossiers_resolved_on_time": 200},
    )
    town.load(
        "Đặc khu Cát Hải",
        {"dossiers_received": "NA: chưa có bộ phận một cửa"},
        status="approved",
    )


def test_a_city_before_its_first_period_makes_sense(application: Flask) -> None:
    town = Town(application, "Z" + hashlib.sha256(NAMES[0].encode()).hexdigest()[:5], "Cần Thơ")
    town.found()
    leader = town.browser(Role.DEPARTMENT_LEADER)
    page = leader.get("/city/")
    assert "Chưa mở kỳ báo cáo nào" in page.heading
    assert "Chưa nộp (6)" in page.text
    assert "Tất cả đơn vị đã nộp" not in page.text
    assert "Không có báo cáo nào" in leader.get("/review/").text
    assert "Chưa có báo cáo nào được yêu cầu" in leader.get("/city/reports/").text
    leader.submit("/city/reports/", {"formats": "pdf"}, status=400)
    assert "Chưa có kỳ nào" in town.browser(Role.CITY_ADMIN).get("/admin/periods").text


def test_a_period_without_a_report_makes_sense(here: Town) -> None:
    reviewer = here.browser(Role.REVIEWER)
    page = reviewer.get("/city/")
    assert "Chưa tổng hợp lần nào" in page.text
    assert "Chưa có số liệu tổng hợp" in page.text
    page = reviewer.get(f"{FIGURE}dossiers_received")
    assert "Chưa đơn vị nào có số liệu này" in page.text
    assert "Không tính vào (6)" in page.text
    assert "Không có gì ở mục này" in reviewer.get(f"/city/periods/{PERIOD}/findings").text


def test_numbers_of_the_top_line_are_the_lengths_of_their_lists(here: Town) -> None:
    three_wards(here)
    here.load("Phường Ngô Quyền", {"dossiers_received": 5})
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(here.address("Phường Ngô Quyền"))
    reviewer.submit("/claim")
    reviewer.get(here.address("Phường Ngô Quyền", "/return"))
    reviewer.submit("/return", {"section": "I", "reason.I": "Bổ sung.", "note": "Rà soát."})
    found = stats(reviewer.get("/city/"))
    counts = {name: shown for name, (shown, _url) in found.items()}
    assert counts["Đã nộp"] == "4"
    assert counts["Đã duyệt"] == "2"
    assert counts["Bị trả lại"] == "1"
    for name in ("Đã nộp", "Đã duyệt", "Bị trả lại", "Quá hạn nộp hoặc nộp lại"):
        shown, url = found[name]
        listed = reviewer.get(url).rows("wards")
        assert f"{len(listed)}" == shown, name
    shown, url = found["Chỗ cần xem đang mở"]
    page = reviewer.get(url)
    assert f"Đang mở {shown}" in page.text
    assert len(page.rows()) == int(shown)


def shift_due(town: Town, days: int, period: str = PERIOD) -> None:
    """Move a period's deadline to so many days from now."""
    with town.app.app_context(), transaction(town.scope, COMMAND_LINE) as tx:
        due = tx.now + dt.timedelta(days=days)
        tx.session.execute(update(Period).where(Period.code == period).values(ward_due_at=due))


def test_late_wards_and_what_weighs_most_are_counted_as_listed(here: Town) -> None:
    three_wards(here)
    here.load("Phường Ngô Quyền", {"dossiers_received": 10, "dossiers_resolved": 30})
    shift_due(here, -3)
    reviewer = here.browser(Role.REVIEWER)
    found = stats(reviewer.get("/city/"))
    late = next(name for name in found if "trung vị" in name)
    shown, url = found[late]
    assert (late, shown) == ("Ngày muộn đến nay, trung vị của 6 đơn vị muộn, kể cả chưa nộp", "3")
    assert len(reviewer.get(url).rows("wards")) == 6
    assert "muộn 3 ngày" in reviewer.page.part("wards")
    shown, url = found["Đang mở: phải sửa, hoặc đổi tổng từ 1 %"]
    assert int(shown) >= 1
    assert len(reviewer.get(url).rows()) == int(shown)


def test_the_curve_and_its_table_tell_of_both_years(here: Town) -> None:
    here.open("2025-H1")
    for ward in NAMES[:3]:
        here.load(ward, {"dossiers_received": 5}, period="2025-H1")
    shift_due(here, 2, "2025-H1")
    three_wards(here)
    shift_due(here, -1)
    page = here.browser(Role.REVIEWER).get("/city/")
    picture = next(page.element("progress").iter(f"{SVG}svg"))
    said = picture.get("aria-label") or ""
    assert "6T đầu 2026: 3/6 đơn vị đã nộp, 0 đến hết ngày hạn." in said
    assert "6T đầu 2025: 3 đến hết ngày hạn." in said
    rows = {row[1]: row[2:] for row in page.rows("progress")}
    assert rows["trước hạn 2 ngày"] == ["0", "3"]
    assert rows["ngày hạn"] == ["0", "3"]
    assert rows["sau hạn 1 ngày"] == ["3", "3"]


def test_a_strip_of_all_wards_names_who_lies_far_off(here: Town) -> None:
    for ward, number in zip(NAMES, (100, 101, 102, 103, 104, 9000), strict=True):
        here.load(ward, {"dossiers_received": number}, status="approved")
    page = here.browser(Role.REVIEWER).get("/city/")
    row = next(row for row in page.rows() if "9.510" in row)
    assert row[5].endswith(f"Xa nhóm: {NAMES[-1]} (9.000)")
    pictures = [e.get("aria-label") or "" for e in page.tree.iter(f"{SVG}svg")]
    assert "6 đơn vị: thấp nhất 100, trung vị 102,5, cao nhất 9.000" in pictures


def test_missing_wards_are_named_in_vietnamese_order(here: Town) -> None:
    here.load("Phường Đông Hải", {"dossiers_received": 5})
    page = here.browser(Role.REVIEWER).get("/city/")
    assert "Chưa nộp (5)" in page.part("missing")
    named = [name for name in NAMES if name in page.part("missing")]
    assert named == [name for name in NAMES if name != "Phường Đông Hải"]
    places = [page.part("missing").index(name) for name in named]
    assert places == sorted(places)


def test_map_and_table_tell_the_same(here: Town) -> None:
    three_wards(here)
    page = here.browser(Role.REVIEWER).get("/city/")
    table = {row[0]: row[1] for row in page.rows("wards")}
    tiles = [
        (e.get("aria-label") or "").split(": ")
        for e in page.tree.iter(f"{SVG}a")
        if (e.get("class") or "").startswith("tile")
    ]
    assert len(tiles) == len(table) == 6
    for name, state in tiles:
        words = next(shown for ward, shown in table.items() if ward.endswith(name))
        assert state in words, name


@pytest.mark.parametrize("include", INCLUDES)
def test_every_ward_is_in_the_figure_or_named_with_why_not(here: Town, include: str) -> None:
    three_wards(here)
    reviewer = here.browser(Role.REVIEWER)
    page = reviewer.get(f"{FIGURE}dossiers_received?include={include}")
    counted = [row[0] for row in page.rows()]
    left = page.text.split("Không tính vào")[1]
    assert "Đặc khu Cát Hải không áp dụng: chưa có bộ phận một cửa" in left
    if include == "approved":
        assert counted == ["Phường An Biên"]
        assert "Xã Vĩnh Bảo chưa duyệt" in left
        assert "1.200" in page.part("total-title") or "1.200" in page.text
        assert "1/6" in page.text
    else:
        assert counted == ["Phường An Biên", "Xã Vĩnh Bảo"]
        assert "1.500" in page.text
        assert "2/6" in page.text
    assert all(name in counted or f"{name} " in left for name in NAMES)


def test_a_rate_is_made_of_summed_parts_and_never_averaged(here: Town) -> None:
    three_wards(here)
    reviewer = here.browser(Role.REVIEWER)
    page = reviewer.get(f"{FIGURE}dossiers_on_time_rate?include=submitted")
    # (990 + 200) / (1000 + 250) = 95,2 %; the mean of 99 and 80 would be 89,5.
    assert "95,2" in page.text
    assert "89,5" not in page.text
    rows = {row[0]: row for row in page.rows()}
    assert rows["Phường An Biên"][1:4] == ["990", "1.000", "99"]
    assert rows["Xã Vĩnh Bảo"][1:4] == ["200", "250", "80"]
    assert "đơn vị tự ghi 98,5" in rows["Phường An Biên"][4]
    top = reviewer.get(page.link("1.190"))
    assert [row[0] for row in top.rows()] == ["Phường An Biên", "Xã Vĩnh Bảo"]


def test_dashboard_and_figure_show_the_same_number(here: Town) -> None:
    three_wards(here)
    here.work()
    reviewer = here.browser(Role.REVIEWER)
    home = reviewer.get("/city/")
    shown = {
        row[0]: row[1] for row in home.rows() if len(row) == 6 and re.match(r"\d", row[1] or "")
    }
    assert shown
    for label, display in shown.items():
        assert display in reviewer.get(home.link(label)).text, label


def test_change_against_the_same_period_last_year(here: Town) -> None:
    here.open("2025-H1")
    here.load("Phường An Biên", {"dossiers_received": 1000}, "approved", period="2025-H1")
    here.load("Phường An Biên", {"dossiers_received": 1031}, "approved")
    here.load("Xã Ái Quốc", {"households_total": 500}, "approved", period="2025-H1")
    here.load("Xã Ái Quốc", {"households_total": 500}, "approved")
    here.load("Xã Vĩnh Bảo", {"households_total": 250}, "approved")
    reviewer = here.browser(Role.REVIEWER)
    # A move that is only coverage is no move.
    assert "không so được (trước: 1 đơn vị)" in reviewer.get(f"{FIGURE}households_total").text
    page = reviewer.get(f"{FIGURE}dossiers_received")
    assert "+3,1 %" in page.text
    home = reviewer.get("/city/")
    row = next(row for row in home.rows() if row[1:2] == ["1.031"])
    assert row[3] == "+3,1 %"
    assert "1.000" in reviewer.get("/city/?period=2025-H1").text


def test_who_wrote_a_figure_and_what_was_accepted(here: Town) -> None:
    """Ward, version, author, reason: all that a city figure stands on."""
    here.load("Phường An Biên", {"dossiers_received": 50})
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(here.address("Phường An Biên"))
    reviewer.submit("/claim")
    reviewer.get(here.address("Phường An Biên", "/return"))
    sent = {"section": "III.4", "reason.III.4": "Đối chiếu số buổi.", "note": "Rà soát."}
    reviewer.submit("/return", sent)
    here.save("Phường An Biên", "reception_sessions", "7")
    here.resubmit("Phường An Biên")
    with here.app.app_context():
        with reading(here.scope) as session:
            found = submissions.findings_of(session, here.submission_id("Phường An Biên"))
        for finding in found:
            if "reception_sessions" in finding.fields:
                deciding.decide(here.scope, COMMAND_LINE, finding.id, "accepted")
    reviewer.get(here.address("Phường An Biên"))
    reviewer.submit("/claim")
    reviewer.submit("/approve")
    (row,) = reviewer.get(f"{FIGURE}reception_sessions").rows()
    assert row[0] == "Phường An Biên"
    assert row[1] == "7 1"
    assert "Đã đối chiếu sổ gốc về reception_min." in reviewer.page.part("note-1")
    assert here.person(Role.DRAFTER, "Phường An Biên").actor.name in row[3]
    assert row[4] == "2"


def test_figures_that_are_not_there(here: Town) -> None:
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(f"{FIGURE}nothing", status=404)
    reviewer.get(f"{FIGURE}difficulties", status=404)
    reviewer.get("/city/periods/2031-H1/figures/dossiers_received", status=404)
    reviewer.get("/city/?period=2031-H1", status=404)
    reviewer.get("/city/?include=everything", status=404)
    reviewer.get(f"/city/periods/{PERIOD}/findings?show=gone", status=404)


def test_findings_are_filtered_by_state_and_rule(here: Town) -> None:
    here.load("Phường An Biên", {"dossiers_received": 10, "dossiers_resolved": 3})
    here.load("Xã Vĩnh Bảo", {"reception_sessions": 2})
    reviewer = here.browser(Role.REVIEWER)
    page = reviewer.get(f"/city/periods/{PERIOD}/findings")
    links = [(label, url) for label, url in page.links() if "show=" in url]
    assert len(links) > 8
    for label, url in links:
        count = re.search(r"(\d+)$", label)
        if count:
            listed = reviewer.get(url).rows()
            assert len(listed) == int(count[1]), label
    rule = next(url for label, url in links if "rule=" in url)
    assert len(reviewer.get(rule).rows()) >= 1
