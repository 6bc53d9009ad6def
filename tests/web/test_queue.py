"""The queue: what the chips count, what is sought, kept under a name, approved in one go."""

from __future__ import annotations

import re

from browsing import Page
from worlds import Town

from app.actions import deciding
from app.domain.permissions import COMMAND_LINE, Role
from app.store import submissions
from app.store.reading import reading

BALANCED = {"dossiers_received": 403, "dossiers_resolved": 337, "dossiers_in_progress": 66}
UNBALANCED = {"dossiers_received": 4410, "dossiers_resolved": 4337, "dossiers_in_progress": 66}
LIST = "/review/approve"


def chips(page: Page) -> dict[str, tuple[int, str]]:
    found = {}
    for label, url in page.links():
        match = re.fullmatch(r"(.+) (\d+)", label)
        if match and "show=" in url:
            found[match[1]] = (int(match[2]), url)
    return found


def reported(page: Page) -> list[str]:
    return [row[0] for row in page.rows()]


def settle(town: Town, ward: str, decision: str = "accepted") -> None:
    """Every finding of the ward's report decided."""
    with town.app.app_context():
        with reading(town.scope) as session:
            own = town.submission_id(ward)
            rows = submissions.findings_of(session, own)
            rows = [*rows, *submissions.department_findings_of(session, own)]
        for row in rows:
            deciding.decide(town.scope, COMMAND_LINE, row.id, decision)


def clean(town: Town, *wards: str) -> None:
    """Reports with nothing open in them."""
    for ward in wards:
        town.load(ward, BALANCED)
        settle(town, ward)


def chosen(page: Page) -> list[str]:
    """The reports that the page would approve."""
    form = page.form(LIST)
    return [e.get("value") or "" for e in form.iter("input") if e.get("name") == "chosen"]


# --- seeking --------------------------------------------------------------------------------


def test_counts_are_the_lengths_of_their_lists_however_the_queue_is_narrowed(here: Town) -> None:
    here.load("Phường An Biên", UNBALANCED)
    clean(here, "Xã Vĩnh Bảo", "Phường Ngô Quyền")
    here.load("Xã Ái Quốc", BALANCED, status="draft")
    here.detect()
    reviewer = here.browser(Role.REVIEWER)
    for narrowing in ("", "&q=an", "&group=xa", "&rule=tthc_balance", "&q=vinh&group=xa"):
        found = chips(reviewer.get(f"/review/?show=all{narrowing}"))
        assert len(found) == 13
        for name, (count, url) in found.items():
            assert len(reported(reviewer.get(url))) == count, (narrowing, name)


def test_a_ward_is_found_without_its_marks(here: Town) -> None:
    for ward in ("Phường An Biên", "Xã Vĩnh Bảo", "Xã Ái Quốc"):
        here.load(ward, BALANCED)
    reviewer = here.browser(Role.REVIEWER)
    assert reported(reviewer.get("/review/?q=an bien")) == ["Phường An Biên"]
    assert reported(reviewer.get("/review/?q=VĨNH")) == ["Xã Vĩnh Bảo"]
    assert sorted(reported(reviewer.get("/review/?group=xa"))) == ["Xã Vĩnh Bảo", "Xã Ái Quốc"]
    reviewer.get("/review/?group=thon", status=404)


def test_a_filter_is_kept_opens_the_queue_is_renamed_and_removed(here: Town) -> None:
    clean(here, "Xã Vĩnh Bảo", "Phường Ngô Quyền")
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get("/review/?show=clean&group=xa")
    page = reviewer.submit("/filters", {"name": "Xã sạch"})
    assert ("Xã sạch 1", "/review/?period=2026-H1&show=clean&group=xa") in list(page.links())
    change = next(
        f.get("action") or "" for f in page.forms() if "/filters/" in str(f.get("action"))
    )
    reviewer.submit(change, {"do": "open_with"})
    assert reported(reviewer.get("/review/")) == ["Xã Vĩnh Bảo"]
    assert len(reported(reviewer.get("/review/?show=waiting"))) == 2
    reviewer.submit(change, {"do": "rename", "name": "Các xã"})
    page = reviewer.get("/review/")
    assert "Các xã (mặc định) 1" in page.text
    colleague = here.browser_of(here.another(Role.REVIEWER))
    assert "Các xã" not in colleague.get("/review/").text
    colleague.post(change, {"do": "remove", "query": "show=all"}, status=404)
    reviewer.submit(change, {"do": "remove"})
    assert len(reported(reviewer.get("/review/"))) == 2


def test_what_a_filter_cannot_be_is_said(here: Town) -> None:
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get("/review/?show=soft")
    assert "Hãy đặt cho bộ lọc một tên ngắn" in reviewer.submit("/filters", {"name": " "}).text
    reviewer.submit("/filters", {"name": "Mềm"})
    reviewer.get("/review/?show=all")
    assert "đã có một bộ lọc tên này" in reviewer.submit("/filters", {"name": "Mềm"}).text
    reviewer.post("/review/filters", {"name": "x", "query": "show=gone"}, status=404)


# --- wards in one's care --------------------------------------------------------------------


def test_wards_are_taken_and_show_in_one_s_own_filter(here: Town) -> None:
    clean(here, "Xã Vĩnh Bảo", "Phường Ngô Quyền")
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get("/review/wards")
    page = reviewer.submit("/wards", {"ward": ["11635", "11503"], "do": "take"})
    assert "cho 2 đơn vị" in page.text
    assert reported(reviewer.get("/review/?show=my_wards")) == ["Xã Vĩnh Bảo"]
    colleague = here.browser_of(here.another(Role.REVIEWER))
    colleague.get("/review/wards")
    page = colleague.submit("/wards", {"ward": "11635", "do": "take"})
    assert "đã có người phụ trách" in page.text
    assert "Hãy chọn ít nhất một đơn vị" in colleague.submit("/wards", {"do": "take"}).text


def test_the_administrator_gives_wards(here: Town) -> None:
    person = here.person(Role.REVIEWER)
    admin = here.browser(Role.CITY_ADMIN)
    admin.get("/review/wards")
    sent = {"ward": "11635", "do": "assign", "person": str(person.actor.person_id)}
    assert " ".join(person.actor.name.split()) in admin.submit("/wards", sent).text
    admin.submit("/wards", sent | {"do": "take"}, status=403)
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get("/review/wards")
    reviewer.submit("/wards", sent, status=403)


# --- approving many -------------------------------------------------------------------------


def test_exactly_what_has_nothing_open_is_listed_and_approved(here: Town) -> None:
    clean(here, "Xã Vĩnh Bảo", "Phường Ngô Quyền")
    here.load("Phường An Biên", UNBALANCED)
    reviewer = here.browser(Role.REVIEWER)
    page = reviewer.get("/review/")
    page = reviewer.get(page.link("Duyệt 2 báo cáo không còn gì mở"))
    assert sorted(reported(page)) == ["Phường Ngô Quyền", "Xã Vĩnh Bảo"]
    assert len(chosen(page)) == 2
    page = reviewer.submit(LIST)
    assert "Đã duyệt 2 báo cáo" in page.text
    assert len(page.rows()) == 2
    assert chips(reviewer.get("/review/"))["Đã duyệt"][0] == 2
    assert reported(reviewer.get("/review/?show=waiting")) == ["Phường An Biên"]


def test_what_changed_while_the_list_was_read_is_left_and_named(here: Town) -> None:
    clean(here, "Xã Vĩnh Bảo", "Phường Ngô Quyền", "Xã Ái Quốc")
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(LIST)
    here.load("Xã Vĩnh Bảo", UNBALANCED)
    colleague = here.browser_of(here.another(Role.REVIEWER))
    colleague.get(here.address("Phường Ngô Quyền"))
    colleague.submit("/claim")
    page = reviewer.submit(LIST)
    assert "Đã duyệt 1 báo cáo" in page.text
    assert "2 báo cáo đã đổi" in page.text
    assert "Xã Vĩnh Bảo : còn" in page.text or "Xã Vĩnh Bảo: còn" in page.text
    assert "đang thẩm định" in page.text
    assert [row[0] for row in page.rows()] == ["Xã Ái Quốc"]


def test_chosen_reports_that_are_not_clean_say_why(here: Town) -> None:
    here.load("Phường An Biên", UNBALANCED)
    clean(here, "Xã Vĩnh Bảo")
    reviewer = here.browser(Role.REVIEWER)
    ids = [here.submission_id(ward) for ward in ("Phường An Biên", "Xã Vĩnh Bảo")]
    page = reviewer.get(f"{LIST}?only={ids[0]}&only={ids[1]}")
    assert reported(page) == ["Xã Vĩnh Bảo"]
    assert "Không duyệt cùng được: 1 báo cáo" in page.text
    assert "chỗ chưa quyết định" in page.text
    page = reviewer.get(f"{LIST}?only={ids[0]}")
    assert not page.offers(LIST)


def test_a_list_is_taken_back_by_the_leader_with_a_reason(here: Town) -> None:
    clean(here, "Xã Vĩnh Bảo", "Phường Ngô Quyền")
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(LIST)
    address = reviewer.submit(LIST).path
    assert not reviewer.get(address).offers("/take-back")
    leader = here.browser(Role.DEPARTMENT_LEADER)
    leader.get(address)
    assert "Chưa hủy duyệt" in leader.submit("/take-back", {"reason": ""}).text
    page = leader.submit("/take-back", {"reason": "Duyệt nhầm kỳ."})
    assert "Đã hủy duyệt 2 báo cáo" in page.text
    assert not page.offers("/take-back")
    assert "Duyệt nhầm kỳ." in leader.get(here.address("Xã Vĩnh Bảo")).text


def test_what_no_page_sends_is_refused(here: Town, there: Town) -> None:
    clean(there, "Xã Vĩnh Bảo")
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get("/review/")
    own = {"period": "2026-H1", "batch": "a"}
    for sent in (
        own | {"chosen": "x"},
        own | {"chosen": f"{there.submission_id('Xã Vĩnh Bảo')}.1", "batch": f"{0:032x}"},
    ):
        reviewer.post(LIST, sent, status=404)
    reviewer.post(LIST, own | {"batch": f"{0:032x}"}, status=400)
    reviewer.get(f"/review/approvals/{0:032x}", status=404)
