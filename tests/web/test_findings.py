"""The findings of a period: filtered, decided together, taken back; the board of quality."""

from __future__ import annotations

import re

import pytest
from browsing import Page
from worlds import PERIOD, Town

from app.actions import deciding
from app.domain import decisions
from app.domain.permissions import COMMAND_LINE, Role
from app.store import submissions
from app.store.reading import reading

ADDRESS = f"/city/periods/{PERIOD}/findings"
BALANCED = {"dossiers_received": 403, "dossiers_resolved": 337, "dossiers_in_progress": 66}
UNBALANCED = {"dossiers_received": 4410, "dossiers_resolved": 4337, "dossiers_in_progress": 66}


@pytest.fixture
def town(here: Town) -> Town:
    here.load("Phường An Biên", UNBALANCED)
    here.load("Xã Vĩnh Bảo", BALANCED)
    here.load("Phường Ngô Quyền", {"reception_sessions": 2})
    return here


def chips(page: Page) -> dict[str, tuple[int, str]]:
    found = {}
    for label, url in page.links():
        match = re.fullmatch(r"(.+) (\d+)", label)
        if match and "show=" in url:
            found[match[1]] = (int(match[2]), url)
    return found


def boxes(page: Page) -> list[str]:
    return [e.get("value") or "" for e in page.tree.iter("input") if e.get("name") == "seen"]


def written(page: Page) -> str:
    return next(e.text or "" for e in page.tree.iter("textarea") if e.get("name") == "note")


def every(page: Page) -> list[str]:
    form = page.form("/decide")
    return next(
        e.get("value") or "" for e in form.iter("input") if e.get("name") == "every"
    ).split()


def test_counts_are_the_lengths_of_their_lists(town: Town) -> None:
    town.detect()
    reviewer = town.browser(Role.REVIEWER)
    for narrowing in ("", "&severity=soft", "&ward=11407", "&ward=11407&severity=hard"):
        for name, (count, url) in chips(reviewer.get(f"{ADDRESS}?show=all{narrowing}")).items():
            assert len(reviewer.get(url).rows()) == min(count, 50), (narrowing, name)
    reviewer.get(f"{ADDRESS}?severity=gone", status=404)


def test_chosen_rows_are_decided_with_one_note_and_taken_back(town: Town) -> None:
    reviewer = town.browser(Role.REVIEWER)
    page = reviewer.get(f"{ADDRESS}?show=open")
    two = boxes(page)[:2]
    before = chips(page)["Đang mở"][0]
    sent = {"which": "chosen", "seen": two, "do": "dismiss", "note": "Đơn vị mới lập."}
    page = reviewer.submit("/decide", sent)
    assert "Đã ghi “Không phải vấn đề” cho 2 dòng" in page.text
    told = reviewer.get(f"{ADDRESS}?show=dismissed")
    card = reviewer.get(next(url for _words, url in told.links() if "#flag-" in url))
    assert "Đơn vị mới lập." in card.text
    page = reviewer.get(f"{ADDRESS}?show=open")
    assert chips(page)["Đang mở"][0] == before - 2
    assert chips(page)["Không phải vấn đề"][0] == 2
    undo = next(f for f in page.forms() if "/undo/" in (f.get("action") or ""))
    page = reviewer.submit(undo.get("action") or "")
    assert "Đã hoàn tác 2 dòng" in page.text
    assert "Đơn vị mới lập." not in reviewer.get(card.path).text
    page = reviewer.get(f"{ADDRESS}?show=open")
    assert chips(page)["Đang mở"][0] == before
    assert not [f for f in page.forms() if "/undo/" in (f.get("action") or "")]


def test_all_that_match_are_exactly_as_many_as_was_said(town: Town) -> None:
    reviewer = town.browser(Role.REVIEWER)
    page = reviewer.get(f"{ADDRESS}?show=open&severity=soft")
    count = chips(page)["Đang mở"][0]
    assert len(every(page)) == count
    assert f"tất cả {count} dòng đang lọc" in page.text
    page = reviewer.submit("/decide", {"which": "every", "do": "accept"})
    assert f"Đã ghi “Đã chấp nhận” cho {count} dòng" in page.text
    assert chips(page)["Đang mở"][0] == 0
    assert chips(reviewer.get(ADDRESS))["Đã chấp nhận"][0] == count


def test_nothing_is_written_where_the_list_changed_in_between(town: Town) -> None:
    reviewer = town.browser(Role.REVIEWER)
    reviewer.get(f"{ADDRESS}?show=open")
    decide_first(town, "Xã Vĩnh Bảo")
    sent = {"which": "every", "do": "accept", "note": "Đã gọi điện cho cả hai."}
    page = reviewer.submit("/decide", sent, status=409)
    assert "1 trong" in page.text
    assert "chưa dòng nào được ghi" in page.text
    assert written(page) == "Đã gọi điện cho cả hai."
    assert page.rows() == reviewer.get(f"{ADDRESS}?show=open").rows()
    assert chips(page)["Đã chấp nhận"][0] == 0


def decide_first(town: Town, ward: str, decision: str = "asked") -> None:
    with town.app.app_context():
        with reading(town.scope) as session:
            row = submissions.findings_of(session, town.submission_id(ward))[0]
        deciding.decide(town.scope, COMMAND_LINE, row.id, decision)


def test_an_empty_choice_says_so(town: Town) -> None:
    reviewer = town.browser(Role.REVIEWER)
    reviewer.get(ADDRESS)
    sent = {"which": "chosen", "do": "accept", "note": "Như kỳ trước."}
    page = reviewer.submit("/decide", sent, status=400)
    assert "Hãy chọn ít nhất một dòng" in page.text
    assert written(page) == "Như kỳ trước."
    reviewer.submit("/decide", {"which": "chosen", "seen": "x.y", "do": "accept"}, status=404)
    reviewer.get(ADDRESS)
    reviewer.submit("/decide", {"which": "every", "do": "forget"}, status=404)


def test_what_another_reviewer_has_open_is_not_offered(town: Town) -> None:
    colleague = town.browser_of(town.another(Role.REVIEWER))
    colleague.get(town.address("Xã Vĩnh Bảo"))
    colleague.submit("/claim")
    reviewer = town.browser(Role.REVIEWER)
    page = reviewer.get(f"{ADDRESS}?ward=11635")
    assert page.rows()
    assert not boxes(page)
    assert "đang thẩm định" in page.rows()[0][0]
    assert boxes(colleague.get(f"{ADDRESS}?ward=11635"))


def test_an_auditor_reads_and_decides_nothing(town: Town) -> None:
    auditor = town.browser(Role.AUDITOR)
    page = auditor.get(ADDRESS)
    assert page.rows()
    assert not boxes(page)
    auditor.post(f"{ADDRESS}/decide", {"which": "every", "do": "accept"}, status=403)


def test_a_finding_that_opens_again_stands_beside_what_was_decided(town: Town) -> None:
    reviewer = town.browser(Role.REVIEWER)
    reviewer.get(f"{ADDRESS}?show=open&severity=hard&ward=11407")
    sent = {"which": "every", "do": "dismiss", "note": "Phường đã giải thích qua điện thoại."}
    reviewer.submit("/decide", sent)
    town.load("Phường An Biên", {"dossiers_received": 4409})
    page = reviewer.get(f"{ADDRESS}?show=reopened")
    assert chips(page)["Mở lại vì số liệu đổi"][0] == len(page.rows()) > 0
    told = next(row[1] for row in page.rows() if "4409" in row[1])
    for words in (
        "Trước đó “Không phải vấn đề”",
        " ".join(town.person(Role.REVIEWER).actor.name.split()),
        "Phường đã giải thích qua điện thoại.",
        "4410 → 4409",
    ):
        assert words in told, told


def test_the_board_counts_by_rule_and_ward_over_periods(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decisions, "LEAST_SETTLED", 1)
    town.open("2025-H1")
    town.load("Phường An Biên", UNBALANCED, period="2025-H1")
    reviewer = town.browser(Role.REVIEWER)
    reviewer.get(f"{ADDRESS}?show=open&rule=tthc_balance")
    reviewer.submit("/decide", {"which": "every", "do": "dismiss"})
    page = reviewer.get(reviewer.get(ADDRESS).link("Chất lượng dữ liệu"))
    rules, wards = {}, {}
    for row in page.rows():
        (rules if len(row) == 6 else wards)[row[0]] = row[1:]
    assert wards["Phường An Biên"][0] == wards["Phường An Biên"][1] != "0"
    told = next(cells for name, cells in rules.items() if "Nên chỉnh lại" in name)
    assert told[:2] == ["1", "1"]
    assert told[-1] == "50,0 % (1/2)"
    assert not any("Nên chỉnh lại" in name for name, cells in rules.items() if "(0/" in cells[-1])


def test_wards_that_come_back_again_are_named(town: Town) -> None:
    reviewer = town.browser(Role.REVIEWER)
    for _ in range(2):
        reviewer.get(town.address("Xã Vĩnh Bảo"))
        reviewer.submit("/claim")
        reviewer.get(town.address("Xã Vĩnh Bảo", "/return"))
        typed = {"section": "III.3", "reason.III.3": "Đối chiếu lại.", "note": "Rà soát."}
        reviewer.submit("/return", typed)
        town.load("Xã Vĩnh Bảo", BALANCED)
    page = reviewer.get(f"{ADDRESS}/quality")
    assert "Xã Vĩnh Bảo 2 lần" in page.text
    assert "Phường An Biên 1 lần" not in page.text
