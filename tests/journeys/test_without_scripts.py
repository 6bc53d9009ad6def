"""Without JavaScript every form still does its work."""

from __future__ import annotations

from app.domain.permissions import Role
from tests.journeys.conftest import Enter
from tests.journeys.towns import Town


def test_x(town: Town, enter_site: Enter) -> None:
    drafter = town.person(Role.DRAFTER, "Nguyễn Thị Soạn", "11911")
    v = enter_site(scripts=False)
    v.sign_in(drafter)
    v.page.screenshot(path="/tmp/j_home.png", full_page=True)
