"""The desk says the same of the same thing on every screen, and says why."""

from __future__ import annotations

import re

import pytest
from browsing import filled_in
from flask import Flask
from worlds import PERIOD, Town

from app.domain.anomalies import DETECTOR_RULES
from app.domain.decisions import LEAST_SETTLED, wants_retuning
from app.domain.permissions import Role
from app.standard import standard_form
from app.web import flag_charts

WARD = "Phường An Biên"
FINDINGS = f"/city/periods/{PERIOD}/findings"
UNBALANCED = {"dossiers_received": 4410, "dossiers_resolved": 4337, "dossiers_in_progress": 66}


def test_peers_of_a_percentage_are_percentages(here: Town) -> None:
    here.load(WARD, {"satisfaction_rate": 92})
    for unit in range(7):
        here.add(f"Phường Mới {unit}")
        here.load(f"Phường Mới {unit}", {"satisfaction_rate": f"9{unit},5"})
    page = here.browser(Role.REVIEWER).get(here.address(WARD))
    assert "(90,5 – 96,5)" in page.part("row-satisfaction_rate")


def test_an_error_is_to_be_mended_on_every_screen(here: Town) -> None:
    """What a ward may explain because a term was not stated is an error all the same."""
    here.load(WARD, UNBALANCED)
    reviewer = here.browser(Role.REVIEWER)
    queue = next(row for row in reviewer.get("/review/").rows() if row[0].startswith(WARD))
    in_queue = int(re.search(r"(\d+) phải sửa", " ".join(queue))[1])
    page = reviewer.get(here.address(WARD))
    cards = [e for e in page.tree.iter("article") if "flag--error" in (e.get("class") or "")]
    listed = reviewer.get(f"{FINDINGS}?show=open&severity=hard").rows()
    assert in_queue == len(cards) == len(listed) > 0


def test_what_comparing_finds_has_a_title(here: Town) -> None:
    here.load(WARD, UNBALANCED)
    here.detect()
    reviewer = here.browser(Role.REVIEWER)
    for address in (FINDINGS, f"{FINDINGS}/quality", "/review/", here.address("Xã Ái Quốc")):
        text = reviewer.get(address).text
        assert not [rule.name for rule in DETECTOR_RULES if rule.name in text], address
    assert "Chưa nộp" in reviewer.get(FINDINGS).text


@pytest.mark.parametrize(
    ("code", "words"), [("dossiers_received", "dưới 0,1 %"), ("satisfaction_rate", "dưới 0,1 điểm")]
)
def test_a_small_effect_has_one_sign(application: Flask, code: str, words: str) -> None:
    effect = {"code": code, "share": 0.0001, "delta": "0.01"}
    with application.test_request_context("/"):
        assert flag_charts.change_words(standard_form(), effect) == words


def test_a_rule_is_judged_by_enough_decisions() -> None:
    assert not wants_retuning(dismissed=1, found=1, settled=1)
    assert wants_retuning(dismissed=1, found=LEAST_SETTLED, settled=LEAST_SETTLED)
    assert not wants_retuning(dismissed=0, found=LEAST_SETTLED, settled=LEAST_SETTLED)


def test_a_value_that_a_finding_no_longer_misses_is_shown(here: Town) -> None:
    here.load(WARD, {"dossiers_received": 403})
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(f"{FINDINGS}?show=open&rule=missing_required&ward=11407")
    reviewer.submit("/decide", {"which": "every", "do": "dismiss"})
    here.load(WARD, {"dossiers_received": 403, "households_total": 9000})
    told = reviewer.get(f"{FINDINGS}?show=reopened&ward=11407").rows()[0][1]
    assert "Tổng số hộ gia đình: – → 9.000" in told
    assert "– → –" not in told


def test_a_row_that_cannot_be_decided_about_says_why(here: Town) -> None:
    here.load(WARD, UNBALANCED, status="approved")
    row = here.browser(Role.REVIEWER).get(f"{FINDINGS}?ward=11407").rows()[0]
    assert "Báo cáo đã duyệt" in row[0]
    assert "Báo cáo đã duyệt" not in here.browser(Role.AUDITOR).get(FINDINGS).text


def test_a_question_goes_out_with_the_return_and_says_so(here: Town) -> None:
    here.load(WARD, UNBALANCED)
    reviewer = here.browser(Role.REVIEWER)
    page = reviewer.get(here.address(WARD))
    assert "phường chỉ thấy khi bạn trả" not in page.text
    flag = next(e for e in page.tree.iter("article") if (e.get("id") or "").startswith("flag-"))
    finding = (flag.get("id") or "").removeprefix("flag-")
    reviewer.post(here.address(WARD, f"/findings/{finding}/ask"), {})
    page = reviewer.get(here.address(WARD))
    assert "Phường chỉ thấy câu hỏi khi bạn trả báo cáo." in page.part(f"flag-{finding}")
    assert "1 chỗ đã hỏi: phường chỉ thấy khi bạn trả báo cáo." in page.part("threads")


def test_keys_without_a_button_have_words_of_why(here: Town) -> None:
    here.load(WARD, UNBALANCED)
    reviewer = here.browser(Role.REVIEWER)

    def unable() -> str:
        page = reviewer.get(here.address(WARD))
        says = (e for e in page.tree.iter("p") if e.get("data-desk-says") is not None)
        return next(says).get("data-unable") or ""

    assert unable() == "Hãy nhận thẩm định trước: phím c."
    reviewer.get(here.address(WARD))
    reviewer.submit("/claim")
    assert unable() == ""


@pytest.mark.parametrize("is_returned", [True, False])
def test_the_queue_goes_on_where_it_was_left(here: Town, is_returned: bool) -> None:
    here.open("2026-Y")
    for ward in ("Phường An Biên", "Phường Ngô Quyền", "Xã Vĩnh Bảo"):
        here.load(ward, UNBALANCED)
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(f"/review/?period={PERIOD}&show=waiting&group=phuong")
    reviewer.get(here.address(WARD))
    reviewer.submit("/claim")
    if is_returned:
        reviewer.get(here.address(WARD, "/return"))
        typed = {"section": "III.3", "reason.III.3": "Đối chiếu lại.", "note": "Rà soát."}
        answer = reviewer.client.post(
            here.address(WARD, "/return"),
            data=filled_in(reviewer.page.form("/return")) | typed,
        )
    else:
        form = filled_in(reviewer.page.form("/approve"))
        answer = reviewer.client.post(here.address(WARD, "/approve"), data=form)
    place, _hash, anchor = (answer.location or "").partition("#")
    assert f"period={PERIOD}" in place
    assert "group=phuong" in place
    assert anchor == f"report-{here.submission_id('Phường Ngô Quyền')}"
    reviewer.get(place).element(anchor)
