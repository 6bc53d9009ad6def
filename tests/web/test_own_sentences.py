"""The sentences of the city's report in its own words: tried, refused, kept, taken back."""

from __future__ import annotations

from browsing import Page
from worlds import PERIOD, Town

from app.actions import reporting
from app.actions.reporting import city_of
from app.documents.city_report import compose_city_report
from app.documents.composition import Paragraph
from app.documents.frozen import freeze, thaw
from app.domain.permissions import Role
from app.store import cities
from app.store.reading import reading

KEY = "II.2:guidance:guidance_documents_issued:1"
ADDRESS = f"/admin/sentences/{KEY}"
OWN = "Các đơn vị đã ký {guidance_documents_issued} văn bản chỉ đạo."


def filed(town: Town) -> None:
    town.load("Phường An Biên", {"guidance_documents_issued": 1250}, status="approved")
    town.load("Xã Vĩnh Bảo", {"guidance_documents_issued": 4}, status="approved")


def write(town: Town, text: str, status: int = 200, **fields: str) -> Page:
    browser = town.browser(Role.CITY_ADMIN)
    browser.get(ADDRESS)
    return browser.submit(ADDRESS, {"text": text, "zero": "", "seen": "", **fields}, status)


def model(town: Town):
    with town.app.app_context(), reading(town.scope) as session:
        period = cities.period_by_code(session, PERIOD)
        return reporting.city_report(session, city_of(town.scope), period, "approved")


def printed(town: Town) -> str:
    blocks = compose_city_report(model(town)).letter.blocks
    return "\n".join(block.text for block in blocks if isinstance(block, Paragraph))


def test_a_kept_sentence_stands_in_the_report_and_the_standard_does_not(here: Town) -> None:
    filed(here)
    assert "Đã ban hành 1.254 văn bản lãnh đạo" in printed(here)
    page = write(here, OWN)
    assert "Các đơn vị đã ký 1.254 văn bản chỉ đạo." in page.text
    assert "Các đơn vị đã ký 1.254 văn bản chỉ đạo." in printed(here)
    assert "Đã ban hành 1.254" not in printed(here)
    listing = here.browser(Role.CITY_ADMIN).get("/admin/sentences")
    assert "Các đơn vị đã ký ‹" in listing.text


def test_a_preview_keeps_nothing(here: Town) -> None:
    filed(here)
    page = write(here, OWN, do="preview")
    assert "Các đơn vị đã ký 1.254 văn bản chỉ đạo." in page.text
    assert "chưa lưu" in page.text
    assert "Các đơn vị đã ký" not in printed(here)


def test_what_cannot_be_filled_in_is_refused_at_its_place(here: Town) -> None:
    page = write(here, OWN + " Thêm {so_van_ban}.", 400)
    assert "▸{so_van_ban}" in page.text
    assert "Thêm {so_van_ban}." in page.text
    assert "không có dấu đóng" in write(here, OWN + " [thừa", 400).text
    assert "Câu phải nêu" in write(here, "Đã ký nhiều văn bản.", 400).text
    assert "Các đơn vị đã ký" not in here.browser(Role.CITY_ADMIN).get("/admin/sentences").text


def test_the_standard_comes_back_and_the_history_keeps_both(here: Town) -> None:
    filed(here)
    write(here, OWN)
    browser = here.browser(Role.CITY_ADMIN)
    browser.get(ADDRESS)
    page = browser.submit(f"{ADDRESS}/standard", {})
    assert "Đã dùng lại câu mẫu" in page.text
    assert OWN in page.text
    assert "Đã ban hành 1.254 văn bản lãnh đạo" in printed(here)


def test_two_people_do_not_overwrite_each_other(here: Town) -> None:
    write(here, OWN)
    page = write(here, OWN.replace("ký", "duyệt"), 409)
    assert "Người khác vừa sửa câu này" in page.text


def test_an_edition_keeps_the_wording_that_it_was_made_with(here: Town) -> None:
    filed(here)
    write(here, OWN)
    report = model(here)
    text = freeze(report)
    browser = here.browser(Role.CITY_ADMIN)
    browser.get(ADDRESS)
    browser.submit(f"{ADDRESS}/standard", {})
    again = thaw(text, report.form)
    assert again == report
    assert [own.text for own in again.sentences] == [OWN]


def test_a_sentence_is_another_citys_business(here: Town, there: Town) -> None:
    write(here, OWN)
    assert "Các đơn vị đã ký" not in there.browser(Role.CITY_ADMIN).get(ADDRESS).text


def test_only_who_manages_the_city_writes_sentences(here: Town) -> None:
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get("/admin/sentences", 403)
    reviewer.get(ADDRESS, 403)


def test_a_sentence_that_nobody_has_is_not_found(here: Town) -> None:
    here.browser(Role.CITY_ADMIN).get("/admin/sentences/II.2:guidance:nothing:1", 404)
