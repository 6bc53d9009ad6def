"""Evidence over HTTP: sent, shown with care, seen by the ward and, once submitted, the desk."""

from __future__ import annotations

import io
from collections.abc import Sequence

from browsing import Browser, Page
from werkzeug.test import TestResponse
from worlds import Town

from app.domain.permissions import Role
from tests.actions import evidence_files as made

WARD, OTHER = "Phường An Biên", "Phường Ngô Quyền"
SECTION = "III.3"
FIGURES = {"dossiers_received": 93, "overview": "Sáu tháng qua đơn vị thực hiện tốt."}


def address(town: Town, ward: str = WARD) -> str:
    return f"/ward/submissions/{town.submission_id(ward)}"


def send(
    browser: Browser,
    town: Town,
    files: Sequence[tuple[bytes, str]],
    *,
    ward: str = WARD,
    as_script: bool = False,
) -> TestResponse:
    """Post files as the form of the section's page does."""
    return browser.client.post(
        f"{address(town, ward)}/sections/{SECTION}/evidence",
        data={
            "csrf_token": browser.token,
            "file": [(io.BytesIO(content), name) for content, name in files],
        },
        headers={"Referer": "http://localhost/"}
        | ({"Accept": "application/json"} if as_script else {}),
        follow_redirects=not as_script,
    )


def opened(town: Town, role: Role = Role.DRAFTER, ward: str = WARD) -> Browser:
    browser = town.browser(role, ward)
    browser.get(f"{address(town, ward)}/sections/{SECTION}")
    return browser


def test_files_are_attached_listed_and_counted(here: Town) -> None:
    drafter = opened(here)
    send(drafter, here, [(made.pdf(), "bien ban.pdf"), (made.picture(), "anh.png")])
    page = drafter.get(f"{address(here)}/sections/{SECTION}")
    told = page.part("evidence")
    assert "bien ban.pdf" in told
    assert "anh.png" in told
    assert "trên 100 MB" in told
    assert "Tối đa 10 MB mỗi tệp" in told


def test_a_script_hears_where_the_file_went_or_why_not(here: Town) -> None:
    drafter = opened(here)
    taken = send(drafter, here, [(made.pdf(), "a.pdf")], as_script=True)
    assert taken.json == {"url": f"{address(here)}/sections/{SECTION}#evidence"}
    refused = send(drafter, here, [(made.SVG, "a.png")], as_script=True)
    assert refused.status_code == 400
    assert "SVG" in (refused.json or {})["problem"]
    assert send(drafter, here, [], as_script=True).status_code == 400


def test_without_scripts_a_refusal_stands_in_the_page(here: Town) -> None:
    drafter = opened(here)
    answer = send(drafter, here, [(made.HTML, "bien ban.pdf")])
    assert answer.status_code == 400
    assert "Không nhận trang web (HTML)" in answer.get_data(as_text=True)


def test_taking_away_and_bringing_back(here: Town) -> None:
    drafter = opened(here)
    send(drafter, here, [(made.pdf(), "bien ban.pdf")])
    drafter.get(f"{address(here)}/sections/{SECTION}")
    gone = drafter.submit("/remove")
    assert "1 tệp đã bỏ, còn lấy lại được" in gone.part("evidence")
    back = drafter.submit("/restore")
    assert back.offers("/remove")


def test_an_original_is_handed_out_to_be_kept_and_nothing_else(here: Town) -> None:
    drafter = opened(here)
    send(drafter, here, [(made.pdf(), "Biên bản; số 4.pdf")])
    page = drafter.get(f"{address(here)}/sections/{SECTION}")
    answer = drafter.client.get(page.link("Biên bản"))
    assert answer.data == made.pdf()
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''Bi%C3%AAn%20b%E1%BA%A3n" in headers["Content-Disposition"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "private, no-store"


def test_a_picture_is_shown_once_a_worker_has_drawn_it(here: Town) -> None:
    drafter = opened(here)
    send(drafter, here, [(made.photograph_with_a_place(), "anh.jpg")])
    where = f"{address(here)}/sections/{SECTION}"
    assert "Đang làm hình xem trước" in drafter.get(where).part("evidence")
    here.work()
    images = [e.get("src") or "" for e in drafter.get(where).element("evidence").iter("img")]
    answer = drafter.client.get(images[0])
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert b"Exif" not in answer.data


def test_a_locked_section_takes_no_evidence(here: Town) -> None:
    drafter = opened(here)
    here.load(WARD, FIGURES, status="submitted")
    page = drafter.get(f"{address(here)}/sections/{SECTION}")
    assert "đang khóa nên minh chứng không đổi được" in page.part("evidence")
    assert not page.offers("/evidence")
    assert send(drafter, here, [(made.pdf(), "a.pdf")]).status_code == 400


def links_of(page: Page) -> list[str]:
    return [url for _, url in page.links() if "/evidence/" in url]


def submitted_with_evidence(town: Town) -> tuple[Browser, list[str]]:
    """The ward's browser and the addresses of its submitted file, at the desk and its own."""
    drafter = opened(town)
    send(drafter, town, [(made.pdf(), "bien ban.pdf")])
    town.work()
    town.load(WARD, FIGURES, status="submitted")
    own = links_of(drafter.get(f"{address(town)}/sections/{SECTION}"))
    desk = links_of(town.browser(Role.REVIEWER).get(town.address(WARD)))
    return drafter, [*own, *desk]


def test_the_desk_sees_what_was_submitted_beside_its_section(here: Town) -> None:
    _, addresses = submitted_with_evidence(here)
    reviewer = here.browser(Role.REVIEWER)
    assert "bien ban.pdf" in reviewer.get(here.address(WARD)).text
    at_the_desk = [url for url in addresses if url.startswith("/review/")]
    assert len(at_the_desk) == 2
    assert [reviewer.client.get(url).status_code for url in at_the_desk] == [200, 200]


def test_a_drafts_evidence_is_not_the_departments_to_see(here: Town) -> None:
    drafter = opened(here)
    send(drafter, here, [(made.pdf(), "bien ban.pdf")])
    page = drafter.get(f"{address(here)}/sections/{SECTION}")
    at_the_desk = page.link("bien ban").replace("/ward/", "/review/")
    reviewer = here.browser(Role.REVIEWER)
    assert reviewer.client.get(at_the_desk).status_code == 404
    assert "bien ban.pdf" not in reviewer.get(here.address(WARD)).text


def test_nobody_else_gets_at_it(here: Town, there: Town) -> None:
    """Neighbours, the other city's desk, and visitors: by any of its addresses."""
    _, addresses = submitted_with_evidence(here)
    strangers = [
        here.browser(Role.DRAFTER, OTHER),
        here.browser(Role.LEADER, OTHER),
        there.browser(Role.DRAFTER, WARD),
        there.browser(Role.REVIEWER),
        Browser(here.app),
    ]
    codes = {b.client.get(url).status_code for b in strangers for url in addresses}
    assert codes <= {302, 403, 404}


def test_a_report_in_the_address_must_be_its_own(here: Town) -> None:
    drafter, addresses = submitted_with_evidence(here)
    last = here.address(WARD, period="2026-H1").rpartition("/")[2]
    here.open("2025-Y")
    elsewhere = addresses[0].replace(last, str(here.submission_id(WARD, "2025-Y")))
    assert drafter.client.get(elsewhere).status_code == 404
