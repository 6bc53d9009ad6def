"""What wards explained stands beside the figure that it is about, and only while it counts."""

from __future__ import annotations

from worlds import PERIOD, Town

from app.actions import deciding, reporting
from app.domain.permissions import COMMAND_LINE, Role
from app.store import cities, submissions
from app.store.consolidation import INCLUDES
from app.store.reading import reading
from app.store.transaction import transaction

WARD, CODE = "Phường An Biên", "reception_sessions"
REASON = "Đã đối chiếu sổ gốc về reception_min."
FIGURE = f"/city/periods/{PERIOD}/figures/"


def send_back(town: Town) -> None:
    reviewer = town.browser(Role.REVIEWER)
    reviewer.get(town.address(WARD))
    reviewer.submit("/claim")
    reviewer.get(town.address(WARD, "/return"))
    sent = {"section": "III.4", "reason.III.4": "Đối chiếu số buổi.", "note": "Rà soát."}
    reviewer.submit("/return", sent)


def explained(town: Town) -> None:
    """A ward with too few days of reception has said why, and sent its report again."""
    town.load(WARD, {"dossiers_received": 50})
    send_back(town)
    town.save(WARD, CODE, "7")
    town.resubmit(WARD)


def accept(town: Town) -> None:
    with town.app.app_context():
        with reading(town.scope) as session:
            found = submissions.findings_of(session, town.submission_id(WARD))
        for finding in found:
            if CODE in finding.fields:
                deciding.decide(town.scope, COMMAND_LINE, finding.id, "accepted")


def approve(town: Town) -> None:
    reviewer = town.browser(Role.REVIEWER)
    reviewer.get(town.address(WARD))
    reviewer.submit("/claim")
    reviewer.submit("/approve")


def printed(town: Town, include: str) -> int:
    """How many explanations the printed city report would note."""
    with town.app.app_context(), reading(town.scope) as session:
        period = cities.period_by_code(session, PERIOD)
        assert period is not None
        city = reporting.city_of(town.scope)
        return len(reporting.city_report(session, city, period, include).explanations)


def test_an_accepted_reason_is_a_note_on_the_dashboard(here: Town) -> None:
    explained(here)
    accept(here)
    approve(here)
    page = here.browser(Role.REVIEWER).get("/city/")
    row = next(row for row in page.rows() if row[0] == "Số buổi tiếp công dân")
    assert row[1] == "7 1"
    assert page.part("note-1") == f"1 Số buổi tiếp công dân . {WARD}: {REASON}"
    assert page.link("Số buổi tiếp công dân").endswith(f"{FIGURE}{CODE}")
    assert printed(here, "approved") == 1


def test_the_figures_page_tells_who_accepted_what(here: Town) -> None:
    explained(here)
    accept(here)
    approve(here)
    page = here.browser(Role.REVIEWER).get(f"{FIGURE}{CODE}")
    note = page.part("note-1")
    assert note.startswith(f"1 {WARD} : {REASON}")
    assert "7" in note.split(REASON)[1]
    assert f"{COMMAND_LINE.name} chấp nhận lúc" in note
    (row,) = page.rows()
    assert row[1] == "7 1"
    assert "đã chấp nhận" in row[2]


def test_reasons_are_accepted_together_and_nothing_else(here: Town) -> None:
    """As for the demonstration's approved reports, whose notes then stand on its first page."""
    explained(here)
    here.load("Xã Vĩnh Bảo", {CODE: 2})
    with here.app.app_context(), transaction(here.scope, COMMAND_LINE) as tx:
        # Too few days of reception, and mandatory figures that it does not have.
        assert deciding.accept_explained(tx, here.submission_id(WARD)) == 2
        assert deciding.accept_explained(tx, here.submission_id(WARD)) == 0
        assert deciding.accept_explained(tx, here.submission_id("Xã Vĩnh Bảo")) == 0
    approve(here)
    assert REASON in here.browser(Role.REVIEWER).get("/city/").text


def test_what_nobody_accepted_is_no_note_of_approved_figures(here: Town) -> None:
    explained(here)
    reviewer = here.browser(Role.REVIEWER)
    assert "Giải trình của đơn vị (1)" in reviewer.get(f"{FIGURE}{CODE}?include=submitted").text
    assert "Sở chưa chấp nhận." in reviewer.page.part("note-1")
    assert f"Còn chỗ cần xem ở 1 đơn vị: {WARD} ." in reviewer.page.text
    approve(here)
    assert "notes-title" not in reviewer.get("/city/").html
    assert "notes-title" not in reviewer.get(f"{FIGURE}{CODE}").html


def test_a_report_that_was_sent_back_explains_no_figure(here: Town) -> None:
    """It is in none of the city's figures, so there is nothing for its reasons to note."""
    explained(here)
    accept(here)
    here.load("Xã Vĩnh Bảo", {CODE: 60}, status="approved")
    send_back(here)
    reviewer = here.browser(Role.REVIEWER)
    for include in INCLUDES:
        assert "note-1" not in reviewer.get(f"/city/?include={include}").html, include
        assert "note-1" not in reviewer.get(f"{FIGURE}{CODE}?include={include}").html, include
        assert printed(here, include) == 0, include


def test_what_is_found_about_a_value_stands_beside_it(here: Town) -> None:
    here.load(WARD, {CODE: 2}, status="approved")
    reviewer = here.browser(Role.REVIEWER)
    (row,) = reviewer.get(f"{FIGURE}{CODE}").rows()
    assert "Số buổi tiếp công dân tối thiểu" in row[2]
    address = reviewer.page.link("Số buổi tiếp công dân tối thiểu")
    assert address.rpartition("#")[2] in reviewer.get(address).html
