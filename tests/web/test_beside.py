"""What stands beside a field being filled: its own past and the middle of its peers."""

from __future__ import annotations

from typing import Any

from browsing import Browser, Page
from worlds import Town

from app.domain.permissions import Role

WARD = "Phường An Biên"
PEERS = ("Phường Đông Hải", "Phường Ngô Quyền", "Phường Một", "Phường Hai", "Phường Ba")
FIGURES = {
    "dossiers_received": 100,
    "dossiers_resolved": 100,
    "dossiers_resolved_on_time": 90,
    "dossiers_in_progress": 4,
}


def filed_before(town: Town, ward: str, period: str, **changes: int) -> None:
    town.open(period)
    town.load(ward, FIGURES | changes, "approved", period)


def section(town: Town, code: str = "III.3") -> tuple[Browser, Page]:
    drafter = town.browser(Role.DRAFTER, WARD)
    address = f"/ward/submissions/{town.submission_id(WARD)}/sections/{code}"
    return drafter, drafter.get(address)


def saved(drafter: Browser, town: Town, code: str, value: str, revision: int = 0) -> Any:
    answer = drafter.client.patch(
        f"/ward/submissions/{town.submission_id(WARD)}/answers/{code}",
        json={"value": value, "state": "value", "reason": "", "revision": revision},
        headers={"X-CSRFToken": drafter.token},
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    standing = drafter.client.get(
        f"/ward/submissions/{town.submission_id(WARD)}/sections/III.3/standing"
    )
    return answer.get_json() | standing.get_json()


def test_a_flow_stands_beside_periods_as_long_and_a_stock_beside_any(here: Town) -> None:
    filed_before(here, WARD, "2025-H1", dossiers_received=80, dossiers_in_progress=1)
    filed_before(here, WARD, "2025-H2", dossiers_received=70, dossiers_in_progress=2)
    filed_before(here, WARD, "2026-Q1", dossiers_received=150, dossiers_in_progress=3)
    _drafter, page = section(here)
    flow = page.part("f-dossiers_received")
    assert "Kỳ trước (6T cuối 2025) 70" in flow
    assert "Cùng kỳ (6T đầu 2025) 80" in flow
    assert "150" not in flow
    stock = page.part("f-dossiers_in_progress")
    assert "Kỳ trước (quý I/2026) 3" in stock
    assert "Cùng kỳ (6T đầu 2025) 1" in stock


def test_a_rate_of_the_past_is_worked_out_from_its_parts(here: Town) -> None:
    filed_before(here, WARD, "2025-H1")
    drafter, page = section(here)
    assert "Cùng kỳ (6T đầu 2025) 90" in page.part("f-dossiers_on_time_rate")
    saved(drafter, here, "dossiers_resolved", "200")
    reply = saved(drafter, here, "dossiers_resolved_on_time", "100")
    assert {
        c: reply["changes"][c] for c in ("dossiers_resolved_on_time", "dossiers_on_time_rate")
    } == {
        "dossiers_resolved_on_time": {"change": "+11,1 %", "is_jump": False},
        "dossiers_on_time_rate": {"change": "-40 điểm %", "is_jump": False},
    }


def test_a_jump_is_marked_by_the_forms_own_rule(here: Town) -> None:
    filed_before(here, WARD, "2025-H1")
    drafter, _page = section(here)
    reply = saved(drafter, here, "dossiers_received", "301")
    assert reply["changes"]["dossiers_received"] == {"change": "+201 %", "is_jump": True}
    reply = saved(drafter, here, "dossiers_received", "300", reply["revision"])
    assert reply["changes"]["dossiers_received"] == {"change": "+200 %", "is_jump": False}
    assert "+200 %" in section(here)[1].part("f-dossiers_received")


def test_nothing_is_said_where_there_is_no_past(here: Town, there: Town) -> None:
    filed_before(there, WARD, "2025-H1")
    drafter, page = section(here)
    assert "Cùng kỳ" not in page.text
    assert saved(drafter, here, "dossiers_received", "5")["changes"] == {}


def test_the_middle_of_five_peers_last_year_then_of_this_period(here: Town) -> None:
    for name in PEERS[2:]:
        here.add(name)
    for number, name in enumerate(PEERS):
        filed_before(here, name, "2025-H1", dossiers_received=100 + number)
    here.work()
    _drafter, page = section(here)
    shown = page.part("f-dossiers_received")
    assert "Trung vị 5 phường (6T đầu 2025) 102" in shown
    assert not any(name in page.text for name in PEERS)
    for number, name in enumerate(PEERS):
        here.load(name, FIGURES | {"dossiers_received": 200 + number}, "approved")
    here.work()
    _drafter, page = section(here)
    assert "Trung vị 5 phường (6T đầu 2026) 202" in page.part("f-dossiers_received")


def test_a_narrative_has_the_newest_earlier_text_beside_it(here: Town) -> None:
    here.open("2025-H1")
    here.load(WARD, {"dissemination": "Lời của sáu tháng đầu năm."}, "approved", "2025-H1")
    here.open("2025-Y")
    here.load(WARD, {"dissemination": "Lời của cả năm."}, "approved", "2025-Y")
    _drafter, page = section(here, "II.1")
    shown = page.part("f-dissemination")
    assert "Lời của cả năm." in shown
    assert "năm 2025" in shown
    assert "sáu tháng" not in shown
