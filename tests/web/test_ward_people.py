"""A ward's leader invites and locks the drafters of the own ward, and nobody else."""

from __future__ import annotations

import re

from browsing import Browser
from worlds import PASSWORD, Town, World

from app.domain.permissions import Role

WARD, OTHER = "Phường An Biên", "Phường Ngô Quyền"
PEOPLE = "/ward/people"


def invite(leader: Browser, email: str, status: int = 200) -> str:
    leader.get(PEOPLE)
    return leader.submit(PEOPLE, {"name": "Trần Văn Mới", "email": email}, status).text


def test_a_drafter_is_invited_sets_a_password_and_is_locked(here: Town) -> None:
    leader = here.browser(Role.LEADER, WARD)
    assert leader.get("/ward/").link("Người của đơn vị").endswith(PEOPLE)
    email = f"moi@{here.code.lower()}.gov.vn"
    link = re.search(r"http://localhost(/account/invitation/\S+)", invite(leader, email))
    assert link is not None
    assert "/account/invitation/" not in leader.get(PEOPLE).html
    drafter = Browser(here.app)
    drafter.get(link[1])
    sent = {"password": PASSWORD, "password_again": PASSWORD}
    assert drafter.submit(link[1], sent).path == "/ward/"
    assert "Người của đơn vị" not in drafter.page.text
    leader.get(PEOPLE)
    assert "Đã khóa tài khoản" in leader.submit("/deactivate").text
    assert drafter.get("/ward/").path == "/account/sign-in", "the session ends at once"
    leader.submit("/reactivate")
    drafter.sign_in(email, PASSWORD)
    assert drafter.get("/ward/").path == "/ward/"


def test_a_drafter_looks_after_nobody(here: Town) -> None:
    drafter = here.browser(Role.DRAFTER, WARD)
    drafter.get(PEOPLE, status=403)
    here.browser(Role.REVIEWER).get(PEOPLE, status=403)


def test_no_link_opens_the_account_of_somebody_above_or_elsewhere(world: World) -> None:
    """A link that sets a password opens all that the account may do: inviting the
    administrator as a drafter must not hand one out."""
    here = world.here
    above = [
        here.person(Role.CITY_ADMIN),
        here.person(Role.REVIEWER),
        here.person(Role.DRAFTER, OTHER),
        here.another(Role.LEADER, WARD),
        world.there.person(Role.DRAFTER, WARD),
    ]
    leader = here.browser(Role.LEADER, WARD)
    for somebody in above:
        said = invite(leader, somebody.email, status=400)
        assert "hãy nhờ quản trị thành phố" in said
        assert "/account/invitation/" not in said
    people = leader.get(PEOPLE)
    assert here.person(Role.CITY_ADMIN).email not in people.text


def test_only_the_own_ward_s_drafters_are_locked_or_given_a_link(world: World) -> None:
    here = world.here
    leader = here.browser(Role.LEADER, WARD)
    leader.get(PEOPLE)
    colleague = here.another(Role.LEADER, WARD)
    for deed in ("deactivate", "password"):
        page = leader.post(f"{PEOPLE}/{colleague.actor.person_id}/{deed}", {})
        assert "hãy nhờ quản trị thành phố" in page.text
    strangers = (here.person(Role.DRAFTER, OTHER), world.there.person(Role.DRAFTER, WARD))
    for stranger in (*strangers, here.person(Role.CITY_ADMIN)):
        for deed in ("deactivate", "reactivate", "password"):
            address = f"{PEOPLE}/{stranger.actor.person_id}/{deed}"
            leader.post(address, {}, status=404)
    drafter = here.person(Role.DRAFTER, WARD)
    page = leader.post(f"{PEOPLE}/{drafter.actor.person_id}/password", {})
    assert "/account/invitation/" in page.text


def test_an_address_that_does_not_hold_is_kept_as_typed(here: Town) -> None:
    leader = here.browser(Role.LEADER, WARD)
    said = invite(leader, "khong-phai-thu", status=400)
    assert "Địa chỉ thư điện tử chưa đúng" in said
    assert leader.page.element("email").get("value") == "khong-phai-thu"
