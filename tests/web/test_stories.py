"""The story of a report as a file: for its ward, for the Department, and for nobody else."""

from __future__ import annotations

import pytest
from worlds import Town

from app.domain.permissions import Role

WARD, OTHER = "Phường An Biên", "Phường Ngô Quyền"
FIGURES = {"dossiers_received": 93, "overview": "Sáu tháng qua đơn vị thực hiện tốt."}


@pytest.fixture
def addresses(here: Town) -> tuple[str, str]:
    """The ward's and the Department's address of one submitted report's story."""
    here.load(WARD, FIGURES, status="submitted")
    own = f"/ward/submissions/{here.submission_id(WARD)}/story.pdf"
    return own, own.replace("/ward/", "/review/")


def test_the_page_leads_to_a_pdf_to_be_kept(here: Town, addresses: tuple[str, str]) -> None:
    drafter = here.browser(Role.DRAFTER, WARD)
    page = drafter.get(addresses[0].removesuffix("/story.pdf"))
    assert page.link("Tải diễn biến dạng PDF") == addresses[0]
    answer = drafter.client.get(addresses[0])
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_the_department_has_its_own(here: Town, addresses: tuple[str, str]) -> None:
    reviewer = here.browser(Role.REVIEWER)
    assert reviewer.get(here.address(WARD)).link("Tải diễn biến") == addresses[1]
    assert reviewer.client.get(addresses[1]).data.startswith(b"%PDF-")


def test_nobody_else_gets_it(here: Town, there: Town, addresses: tuple[str, str]) -> None:
    neighbour = here.browser(Role.LEADER, OTHER)
    foreign = there.browser(Role.REVIEWER)
    codes = [b.client.get(url).status_code for b in (neighbour, foreign) for url in addresses]
    assert set(codes) <= {403, 404}
