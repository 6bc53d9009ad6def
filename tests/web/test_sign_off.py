"""The last pages before a report goes: everything at a glance, reasons, the signature."""

from __future__ import annotations

import io
import re

import pytest
from browsing import Browser, Page, words
from worlds import Town

from app.domain.permissions import Role
from tests.actions import evidence_files

WARD = "Phường An Biên"
FIGURES = {
    "overview": "Sáu tháng qua, đơn vị đã thực hiện dân chủ ở cơ sở đúng kế hoạch.",
    "residential_units_total": "12",
    "households_total": "3.500",
    "democracy_regulation_issued": "có",
    "dossiers_carried_over": "5",
    "dossiers_received": "100",
    "dossiers_received_online": "90",
    "dossiers_received_direct": "10",
    "dossiers_resolved": "95",
    "dossiers_resolved_on_time": "94",
    "dossiers_resolved_overdue": "1",
    "dossiers_in_progress": "10",
}
SAME = "Đã rà soát."


@pytest.fixture
def filled(here: Town) -> Town:
    for code, typed in FIGURES.items():
        here.save(WARD, code, typed)
    return here


def url(town: Town, rest: str = "/check") -> str:
    return f"/ward/submissions/{town.submission_id(WARD)}{rest}"


def reasons(page: Page) -> list[str]:
    """Names of the textareas for open soft flags, in their order."""
    form = page.form("/explanations")
    return [e.get("name") or "" for e in form.iter("textarea")]


def explain_each(browser: Browser, town: Town) -> None:
    page = browser.get(url(town))
    while page.offers("/explanations"):
        first = reasons(page)[0]
        only = first.removeprefix("reason.")
        key = dict(_hidden(page))[f"key.{only}"]
        page = browser.submit("/explanations", {first: f"Lý do của {key}.", "only": only})


def _hidden(page: Page) -> list[tuple[str, str]]:
    form = page.form("/explanations")
    return [(e.get("name") or "", e.get("value") or "") for e in form.iter("input")]


def test_the_page_begins_with_what_matters(filled: Town) -> None:
    page = filled.browser(Role.DRAFTER, WARD).get(url(filled))
    summary = page.text.split("Tóm tắt", 1)[1]
    assert re.match(r" Đã trả lời 12/\d+ Phải sửa 0 Cần giải trình \d+", summary)


def test_sections_that_need_no_look_are_closed(filled: Town) -> None:
    page = filled.browser(Role.DRAFTER, WARD).get(url(filled))
    details = [e for e in page.tree.iter("details") if (e.get("id") or "").startswith("answers-")]
    stand_open = {
        "".join(next(e.iter("b")).itertext())[:5]: e.get("open") is not None for e in details
    }
    assert stand_open["III.3"] is False
    assert stand_open["III.4"] is True


def test_one_reason_is_kept_by_its_own_button(filled: Town) -> None:
    drafter = filled.browser(Role.DRAFTER, WARD)
    before = len(reasons(drafter.get(url(filled))))
    page = drafter.submit("/explanations", {"reason.1": "Kỳ này chưa phát sinh.", "only": "1"})
    assert "Đã lưu 1 giải trình" in page.text
    left = len(reasons(page)) if page.offers("/explanations") else 0
    assert left == before - 1


def test_many_reasons_are_looked_at_before_they_are_kept(filled: Town) -> None:
    filled.save(WARD, "reception_sessions", "3")
    filled.save(WARD, "dialogue_conferences_count", "0")
    drafter = filled.browser(Role.DRAFTER, WARD)
    names = reasons(drafter.get(url(filled)))
    assert len(names) > 1
    look = drafter.submit("/explanations", {n: f"Lý do {n}" for n in names})
    assert look.heading == f"Xem lại {len(names)} giải trình trước khi lưu"
    kept = drafter.submit("/explanations")
    assert f"Đã lưu {len(names)} giải trình" in kept.text
    assert not kept.offers("/explanations")


def test_what_is_refused_keeps_what_was_typed(filled: Town) -> None:
    drafter = filled.browser(Role.DRAFTER, WARD)
    page = drafter.get(url(filled))
    sent = {f"key.{n}": f"rule:{n}" for n in range(1, 4)} | {
        f"reason.{n}": SAME for n in range(1, 4)
    }
    drafter.post(url(filled, "/explanations"), {**sent, "confirmed": "1"})
    first = reasons(page)[0]
    drafter.get(url(filled))
    refused = drafter.submit("/explanations", {first: SAME, "only": first[7:]}, 400)
    assert "đã dùng cho 3 chỗ khác" in refused.text
    typed = [e for e in refused.form("/explanations").iter("textarea") if e.get("name") == first]
    assert "".join(typed[0].itertext()) == SAME


def test_nothing_written_is_told(filled: Town) -> None:
    drafter = filled.browser(Role.DRAFTER, WARD)
    drafter.get(url(filled))
    assert "Chưa có lý do nào" in drafter.submit("/explanations", {}, 400).text


def test_the_leader_goes_through_a_last_step(filled: Town) -> None:
    leader = filled.browser(Role.LEADER, WARD)
    explain_each(leader, filled)
    page = leader.get(url(filled))
    assert not page.offers("/submit")
    step = leader.get(page.link("Ký và nộp"))
    assert step.heading == "Ký và nộp bản số 1"
    receipt = leader.submit("/submit", {"signed_as": "deputy"})
    assert receipt.heading == "Đã nộp báo cáo"
    told = receipt.text
    assert f"2026-H1-{'11407'}-01" in told
    assert "TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH, PHÓ CHỦ TỊCH" in told
    assert re.search(r"\b[0-9a-f]{64}\b", told)
    assert filled.person(Role.LEADER, WARD).actor.name in told


def chosen(page: Page) -> list[str]:
    offered = (e for e in page.form("/submit").iter("input") if e.get("name") == "signed_as")
    return [e.get("value") or "" for e in offered if e.get("checked") is not None]


def test_nobody_signs_as_another_by_not_looking(filled: Town) -> None:
    leader = filled.browser(Role.LEADER, WARD)
    assert chosen(leader.get(url(filled, "/sign"))) == ["chairman"]
    filled.save(WARD, "signer_position", "CHỦ TỊCH")
    filled.save(WARD, "signer_name", filled.person(Role.LEADER, WARD).actor.name)
    assert chosen(leader.get(url(filled, "/sign"))) == [""]
    filled.save(WARD, "signer_name", "Người Ký Kỳ Trước")
    assert chosen(leader.get(url(filled, "/sign"))) == []


def test_a_draft_that_changed_meanwhile_is_not_signed(filled: Town) -> None:
    leader = filled.browser(Role.LEADER, WARD)
    explain_each(leader, filled)
    leader.get(url(filled, "/sign"))
    filled.save(WARD, "households_total", "3.501")
    refused = leader.submit("/submit", {}, 409)
    assert "vừa được sửa" in refused.text or "Báo cáo" in refused.text


def test_what_still_blocks_is_said_on_the_last_step_too(filled: Town) -> None:
    page = filled.browser(Role.LEADER, WARD).get(url(filled, "/sign"))
    assert "việc phải xong trước khi nộp" in page.text
    button = next(b for b in page.form("/submit").iter("button"))
    assert button.get("disabled") is not None


def test_a_drafter_does_not_sign(filled: Town) -> None:
    assert filled.browser(Role.DRAFTER, WARD).get(url(filled, "/sign"), 403)


def bars(page: Page) -> list[str]:
    """What sticks to the foot of the page: what is to be done now."""
    return [words(e) for e in page.tree.iter("section") if "save" in (e.get("class") or "").split()]


def test_a_bar_sticks_only_where_something_is_to_be_done(filled: Town) -> None:
    drafter = filled.browser(Role.DRAFTER, WARD)
    assert len(bars(drafter.get(url(filled)))) == 1
    leader = filled.browser(Role.LEADER, WARD)
    explain_each(leader, filled)
    filled.resubmit(WARD)
    for browser in (drafter, leader):
        page = browser.get(url(filled))
        assert bars(page) == []
        assert "chưa có việc gì phải làm ở đây" in page.text


def test_the_receipt_leads_to_the_version_that_it_is_of(filled: Town) -> None:
    leader = filled.browser(Role.LEADER, WARD)
    explain_each(leader, filled)
    leader.get(url(filled, "/sign"))
    receipt = leader.submit("/submit")
    assert receipt.link("Tải PDF").endswith("report.pdf?version=1")
    assert leader.client.get(receipt.link("Tải PDF")).data.startswith(b"%PDF-")
    assert leader.client.get(url(filled, "/report.pdf?version=9")).status_code == 404


def test_evidence_that_came_since_the_last_version_is_told(filled: Town) -> None:
    leader = filled.browser(Role.LEADER, WARD)
    explain_each(leader, filled)
    leader.get(url(filled, "/sign"))
    leader.submit("/submit")
    leader.get(url(filled, ""))
    leader.submit("/recall")
    leader.client.post(
        url(filled, "/sections/III.3/evidence"),
        data={
            "csrf_token": leader.token,
            "file": (io.BytesIO(evidence_files.pdf()), "bien ban.pdf"),
        },
        headers={"Referer": "http://localhost/"},
    )
    page = leader.get(url(filled))
    assert "Thêm minh chứng: bien ban.pdf" in page.text
    assert "Khác bản số 1 1" in page.text
