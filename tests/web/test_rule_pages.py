"""The rules' pages: who reads and writes them, faults where they stand, and the download."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from browsing import Browser
from worlds import PERIOD, Town

from app.domain.permissions import Role

WARD = "Phường An Biên"
NAME = "city_ho_so_tre_han"
RULE = {
    "title": "Hồ sơ trễ hạn",
    "expression": "dossiers_resolved_overdue * 50 > dossiers_resolved",
    "flags_when": "yes",
    "severity": "warning",
    "message": "Có {dossiers_resolved_overdue} hồ sơ quá hạn trên {dossiers_resolved}.",
    "mend": "",
    "basis": "Nghị định 118/2025/NĐ-CP",
    "period_kinds": "",
}
FIGURES = {"dossiers_resolved": "95", "dossiers_resolved_overdue": "5"}


@pytest.fixture
def admin(here: Town) -> Browser:
    return here.browser(Role.CITY_ADMIN)


def posted(browser: Browser, path: str, page: str = "/admin/rules/new", **fields: str) -> str:
    """What a form of a page gives when it is sent; its token is the page's."""
    html = browser.client.get(page).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert token
    answer = browser.client.post(path, data={"csrf_token": token[1], **fields})
    assert answer.status_code < 500
    return answer.headers.get("Location", "") or answer.text


def drafted(admin: Browser, then: str = "save", **changes: str) -> str:
    return posted(admin, "/admin/rules/new", **{**RULE, **changes, "then": then})


def test_a_rule_is_drafted_and_published_without_scripts(here: Town, admin: Browser) -> None:
    assert drafted(admin) == f"/admin/rules/{NAME}"
    assert "Bản soạn" in admin.get("/admin/rules").text
    own = f"/admin/rules/{NAME}"
    assert posted(admin, own, own, **RULE, revision="1", then="publish") == own
    assert "Có hiệu lực, bản 1" in admin.get("/admin/rules").text
    for code, typed in FIGURES.items():
        here.save(WARD, code, typed)
    section = here.browser(Role.DRAFTER, WARD).get(
        f"/ward/submissions/{here.submission_id(WARD)}/sections/III.3"
    )
    assert "Hồ sơ trễ hạn" in section.text
    assert "Có 5 hồ sơ quá hạn trên 95." in section.text
    assert f"Căn cứ: {RULE['basis']}" in section.text


def test_the_page_gets_the_rule_for_its_own_engine(here: Town, admin: Browser) -> None:
    drafted(admin, "publish")
    drafter = here.browser(Role.DRAFTER, WARD)
    page = drafter.get(f"/ward/submissions/{here.submission_id(WARD)}/sections/III.3")
    (address,) = {e.attrib["data-checks"] for e in page.tree.iter() if e.get("data-checks")}
    found = drafter.client.get(address).get_json()
    assert NAME in {rule["rule"] for rule in found["rules"]}
    other = re.sub(r"report=[-0-9a-f]+", f"report={here.submission_id('Xã Ái Quốc')}", address)
    assert drafter.client.get(other).status_code == 404, "another ward's report is not there"


def test_a_fault_is_marked_on_the_page_with_its_column(admin: Browser) -> None:
    drafted(admin, expression="dossiers_resolved_late > 1 and households_total")
    page = admin.get(f"/admin/rules/{NAME}")
    marks = [e.text for e in page.tree.iter() if e.tag.endswith("mark")]
    assert marks == ["dossiers_resolved_late", "households_total"]
    assert "Gần đúng: dossiers_resolved_due" in page.text
    assert "Cột 1" in page.text
    assert "Cột 32" in page.text


def test_publishing_what_is_faulty_says_everything_and_keeps_what_was_typed(
    admin: Browser,
) -> None:
    html = drafted(admin, "publish", expression="households_total >", basis="", message="{nhầm}")
    assert "còn thiếu một vế" in html
    assert "Hãy ghi căn cứ" in html
    assert "không có mã “nhầm”" in html
    assert "households_total &gt;" in html
    assert "Bản soạn" in admin.get("/admin/rules").text


def test_what_cannot_be_tried_stays_in_the_editor(admin: Browser) -> None:
    html = drafted(admin, "try", expression="households_total >")
    assert "chưa thử được" in html
    assert "households_total &gt;</textarea>" in html
    assert "còn thiếu một vế" in html
    own = f"/admin/rules/{NAME}"
    assert posted(admin, own, own, **RULE, revision="1", then="try") == f"{own}/trial"


def test_checking_while_typing_previews_with_a_real_wards_numbers(
    here: Town, admin: Browser
) -> None:
    here.load(WARD, FIGURES)
    html = posted(admin, "/admin/rules/check", **RULE)
    assert "<html" not in html
    assert "Biểu thức đọc được" in html
    assert "Có 5 hồ sơ quá hạn trên 95." in html
    assert WARD in html
    assert "dossiers_nope" in posted(
        admin, "/admin/rules/check", **{**RULE, "expression": "dossiers_nope > 1"}
    )
    assert "Viết biểu thức" in posted(admin, "/admin/rules/check", expression="")


def test_a_trial_counts_and_names_the_wards(here: Town, admin: Browser) -> None:
    here.load(WARD, FIGURES)
    here.load("Xã Ái Quốc", FIGURES | {"dossiers_resolved_overdue": "0"})
    assert drafted(admin, "try") == f"/admin/rules/{NAME}/trial"
    empty = admin.get(f"/admin/rules/{NAME}/trial")
    assert "Thử kỳ này" in empty.text
    page = admin.get(f"/admin/rules/{NAME}/trial?period=all")
    assert "2 báo cáo, 2 nêu đủ số; 1 bị báo, 0 trong đó được xác nhận (0%)." in page.text
    assert WARD in page.text
    assert "Xã Ái Quốc" not in page.text
    assert admin.client.get(f"/admin/rules/{NAME}/trial?period=1999-Y").status_code == 404


def test_withdrawing_needs_a_reason(here: Town, admin: Browser) -> None:
    drafted(admin, "publish")
    own = f"/admin/rules/{NAME}"
    posted(admin, f"{own}/withdraw", own, reason="")
    assert "Hãy ghi lý do rút quy tắc." in admin.get(own).text
    posted(admin, f"{own}/withdraw", own, reason="Trùng quy tắc khác.")
    assert "Trùng quy tắc khác." in admin.get(own).text
    assert "Đã rút" in admin.get("/admin/rules").text


def test_a_draft_is_discarded_and_a_published_rule_is_not(admin: Browser) -> None:
    own = f"/admin/rules/{NAME}"
    drafted(admin)
    assert posted(admin, f"{own}/discard", own) == "/admin/rules"
    assert "Đã xóa bản soạn." in admin.get("/admin/rules").text
    assert admin.client.get(own).status_code == 404
    drafted(admin, "publish")
    posted(admin, f"{own}/discard", own)
    assert "Quy tắc đã công bố thì không xóa được" in admin.get(own).text


def test_a_dispensation_is_shown_with_its_document(here: Town, admin: Browser) -> None:
    own = "/admin/rules/tthc_balance"
    ward = next(e.attrib["value"] for e in admin.get(own).tree.iter() if e.text == WARD)
    posted(admin, f"{own}/dispensations", own, ward_code=ward, period=PERIOD, document="12/SNV")
    page = admin.get(own)
    assert "12/SNV" in page.text
    assert "Đang miễn cho 1 báo cáo" in admin.get("/admin/rules").text
    drafter = here.browser(Role.DRAFTER, WARD)
    sheet = drafter.client.get("/rules/in-force.json").get_json()
    assert {r["rule"]: r["dispensed_by"] for r in sheet["rules"]}["tthc_balance"] == "12/SNV"
    check = drafter.get(f"/ward/submissions/{here.submission_id(WARD)}/check")
    assert "Được miễn: Cân đối hồ sơ thủ tục hành chính, theo 12/SNV" in check.text
    lift = re.search(rf"{own}/dispensations/[-0-9a-f]+/lift", page.html)
    assert lift
    posted(admin, lift[0], own)
    assert "Đã bỏ" in admin.get(own).text


def test_wards_download_what_they_are_judged_by(here: Town, admin: Browser) -> None:
    drafted(admin, "publish")
    drafter = here.browser(Role.DRAFTER, WARD)
    sheet = drafter.client.get("/rules/in-force.csv")
    assert "attachment" in sheet.headers["Content-Disposition"]
    rows = {r["rule"]: r for r in csv.DictReader(io.StringIO(sheet.text.removeprefix("\ufeff")))}
    assert rows[NAME]["expression"] == RULE["expression"]
    assert rows[NAME]["basis"] == RULE["basis"]
    balance = rows["tthc_received_split"]["expression"]
    assert balance == "dossiers_received = dossiers_received_online + dossiers_received_direct"
    assert "outlier" not in rows, "what is for the Department alone stays there"
    book = json.loads(drafter.client.get(f"/rules/in-force.json?period={PERIOD}").text)
    documents = {document["rule"]: document for document in book["documents"]}
    assert documents[NAME]["when"][0] == ">"
    assert documents.keys() == rows.keys()
    assert drafter.client.get("/rules/in-force.json?period=1999-Y").status_code == 404


def test_reviewers_and_auditors_read_and_wards_do_not(here: Town, admin: Browser) -> None:
    drafted(admin, "publish")
    for role in (Role.REVIEWER, Role.AUDITOR, Role.DEPARTMENT_LEADER):
        reader = here.browser(role)
        for path in ("/admin/rules", f"/admin/rules/{NAME}", "/admin/rules/tthc_balance"):
            assert reader.client.get(path).status_code == 200, (role, path)
        assert reader.client.get(f"/admin/rules/{NAME}/trial").status_code == 200
        assert reader.client.get("/admin/rules/new").status_code == 403
        assert "Công bố</button>" not in reader.get(f"/admin/rules/{NAME}").html
    drafter = here.browser(Role.DRAFTER, WARD)
    assert drafter.client.get("/admin/rules").status_code == 403
    assert drafter.client.get(f"/admin/rules/{NAME}").status_code == 403


def test_another_city_sees_nothing_of_it(here: Town, there: Town, admin: Browser) -> None:
    drafted(admin, "publish")
    other = there.browser(Role.CITY_ADMIN)
    assert other.client.get(f"/admin/rules/{NAME}").status_code == 404
    assert "Hồ sơ trễ hạn" not in other.get("/admin/rules").text
    assert NAME not in other.client.get("/rules/in-force.csv").text
