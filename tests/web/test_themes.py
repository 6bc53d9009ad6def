"""What many wards say: gathered after approvals, curated by an editor, printed in the report."""

from __future__ import annotations

from browsing import Page
from worlds import NAMES, PERIOD, Town

from app.actions import reporting
from app.domain.permissions import Role
from app.store import cities
from app.store.consolidation import APPROVED
from app.store.reading import reading

BOARD = f"/city/periods/{PERIOD}/narratives"
FIELD = f"{BOARD}/weaknesses"
STAFF = "Cán bộ, công chức phải kiêm nhiệm nhiều việc."
MONEY = "Kinh phí dành cho công tác tuyên truyền còn hạn hẹp."
SAID = {
    "Xã Ái Quốc": f"- {STAFF}\n- {MONEY}",
    "Phường An Biên": "- Nhiều việc mà cán bộ, công chức phải kiêm nhiệm.",
    "Đặc khu Cát Hải": f"- {STAFF}\n- Tàu khách hay hoãn vì sương mù.",
    "Phường Đông Hải": "- Kinh phí tuyên truyền còn hạn hẹp, chủ yếu lồng ghép.",
}


def approve(town: Town, said: dict[str, str]) -> None:
    for name, text in said.items():
        town.load(name, {"weaknesses": text}, status="approved")
    town.work()


def board(town: Town, query: str, role: Role = Role.REVIEWER) -> Page:
    return town.browser(role).get(f"{BOARD}{query}")


def section_of(town: Town) -> str:
    """The section in which the narrative of these tests stands."""
    with town.app.app_context(), reading(town.scope) as session:
        period = cities.period_by_code(session, PERIOD)
        assert period is not None
        form = reporting.rules.in_force(session, period.form_version_id, period.rule_book_id)
    return form.field("weaknesses").section


def key_of(page: Page, words: str) -> str:
    """The key of the theme whose link begins with these words."""
    return page.link(words).partition("?")[0].rpartition("/")[2]


def printed(town: Town) -> list[tuple[str, int]]:
    """What the city report quotes of this narrative."""
    with town.app.app_context(), reading(town.scope) as session:
        period = cities.period_by_code(session, PERIOD)
        assert period is not None
        report = reporting.city_report(session, reporting.city_of(town.scope), period, APPROVED)
    narrative = next(n for n in report.narratives if n.code == "weaknesses")
    return [(point.text, len(point.wards)) for point in narrative.points]


def take(town: Town, **fields: str | list[str]) -> Page:
    """One step of the reviewer on the narrative, from the board as it stands."""
    browser = town.browser(Role.REVIEWER)
    page = browser.get(f"{BOARD}?section={section_of(town)}")
    number = page.element("field-weaknesses").find(".//input[@name='number']").get("value")
    return browser.submit(FIELD, {"number": number or "0", "section": section_of(town), **fields})


def shown(town: Town) -> Page:
    return board(town, f"?section={section_of(town)}")


def test_approved_narratives_are_gathered_by_a_worker_and_stand_on_the_board(here: Town) -> None:
    approve(here, SAID)
    page = shown(here)
    part = page.part("field-weaknesses")
    assert "3/6 đơn vị" in part
    assert "2/6 đơn vị" in part
    assert "Tàu khách hay hoãn vì sương mù." in part
    assert "Gom lúc" in page.text
    assert printed(here)[0] == (STAFF, 3)


def test_a_theme_leads_to_its_wards_their_sentences_and_their_reports(here: Town) -> None:
    approve(here, SAID)
    browser = here.browser(Role.REVIEWER)
    page = browser.get(shown(here).link(STAFF))
    assert [row[0] for row in page.rows()] == ["Xã Ái Quốc", "Phường An Biên", "Đặc khu Cát Hải"]
    assert SAID["Phường An Biên"].removeprefix("- ") in page.text
    address = page.link("Phường An Biên")
    assert address == here.address("Phường An Biên", "#row-weaknesses")


def test_approvals_after_the_gathering_are_told_of_and_lose_nothing(here: Town) -> None:
    approve(here, SAID)
    here.load("Xã Vĩnh Bảo", {"weaknesses": f"{STAFF}\nChợ tạm chưa dẹp xong."}, "approved")
    page = shown(here)
    assert "Có báo cáo duyệt sau lúc đó" in page.text
    assert "4/6 đơn vị" in page.part("field-weaknesses")
    assert "Chợ tạm chưa dẹp xong." in page.part("field-weaknesses")
    here.work()
    assert "Có báo cáo duyệt sau lúc đó" not in shown(here).text


def test_an_editors_words_and_order_go_into_the_report_and_survive_new_reports(here: Town) -> None:
    approve(here, SAID)
    key = key_of(shown(here), MONEY[:12])
    take(here, do="reword", key=key, text="Kinh phí tuyên truyền còn ít.")
    take(here, pin=key_of(shown(here), "Kinh phí tuyên truyền còn ít."))
    take(here, do="drop", key=key_of(shown(here), STAFF), text="Nêu ở phần nguyên nhân.")
    assert printed(here)[:1] == [("Kinh phí tuyên truyền còn ít.", 2)]
    assert STAFF not in dict(printed(here))
    approve(here, {"Xã Vĩnh Bảo": MONEY})
    page = shown(here)
    assert printed(here)[0] == ("Kinh phí tuyên truyền còn ít.", 3)
    assert "1 câu mới" in page.part("field-weaknesses")
    assert "Kinh phí tuyên truyền còn ít." in board(here, "?show=new").text
    dropped = board(here, "?show=dropped").text
    assert "Nêu ở phần nguyên nhân." in dropped


def test_themes_are_merged_split_and_the_last_step_is_taken_back(here: Town) -> None:
    approve(here, SAID)
    before = printed(here)
    page = shown(here)
    take(here, do="merge", key=[key_of(page, STAFF), key_of(page, MONEY[:12])])
    assert printed(here)[0] == (STAFF, 4)
    browser = here.browser(Role.REVIEWER)
    theme = browser.get(shown(here).link(STAFF))
    points = [box.get("value") for box in theme.tree.iter("input") if box.get("name") == "point"]
    take(here, do="split", key=key_of(shown(here), STAFF), point=points[:1])
    assert len(printed(here)) == len(before)
    for _step in range(2):
        browser.get(f"{BOARD}?section={section_of(here)}")
        browser.submit(f"{FIELD}/undo")
    assert printed(here) == before
    told = browser.get(shown(here).link(STAFF)).text
    assert "Hoàn tác" in told
    assert " ".join(here.person(Role.REVIEWER).actor.name.split()) in told


def test_who_was_slower_is_told_and_nothing_is_overwritten(here: Town) -> None:
    approve(here, SAID)
    key = key_of(shown(here), STAFF)
    take(here, do="reword", key=key, text="Cán bộ thiếu.")
    late = {"number": "0", "do": "reword", "key": key, "text": "Khác."}
    page = here.browser(Role.REVIEWER).post(FIELD, late)
    assert "vừa được người khác biên tập" in page.text
    assert printed(here)[0][0] == "Cán bộ thiếu."


def test_only_reviewers_edit_and_a_ward_sees_nothing(here: Town) -> None:
    approve(here, SAID)
    auditor = here.browser(Role.AUDITOR)
    page = auditor.get(f"{BOARD}?section={section_of(here)}")
    assert STAFF in page.text
    assert not [b for b in page.tree.iter("button") if b.get("value") == "merge"]
    auditor.post(FIELD, {"number": "0", "do": "merge"}, 403)
    here.browser(Role.DRAFTER, NAMES[0]).get(BOARD, 403)


def test_another_city_and_unknown_parts_are_not_there(here: Town, there: Town) -> None:
    approve(here, SAID)
    assert STAFF not in there.browser(Role.REVIEWER).get(BOARD).text
    reviewer = here.browser(Role.REVIEWER)
    for query in ("?section=XX", "?show=nothing", "?include=drafts"):
        reviewer.get(f"{BOARD}{query}", 404)
    reviewer.get(f"{BOARD}/no_such_field/x", 404)
    gone = reviewer.get(f"{FIELD}/nosuchkey")
    assert "vừa thay đổi" in gone.text


def test_the_dashboard_names_what_most_wards_say(here: Town) -> None:
    approve(here, SAID)
    page = here.browser(Role.REVIEWER).get(f"/city/?period={PERIOD}")
    assert STAFF in page.part("top") + page.text
    assert page.link(STAFF).startswith(FIELD)


def test_gathering_is_asked_for_and_skips_what_did_not_change(here: Town) -> None:
    approve(here, SAID)
    here.load("Xã Vĩnh Bảo", {"weaknesses": MONEY}, "submitted")
    browser = here.browser(Role.REVIEWER)
    browser.get(BOARD)
    browser.submit(f"{BOARD}/gather")
    assert "done" in here.work()
    both = board(here, f"?section={section_of(here)}&include=submitted")
    assert "3/6 đơn vị" in both.part("field-weaknesses")
    assert "2/6 đơn vị" in shown(here).part("field-weaknesses")


def test_what_waits_for_an_eye_is_counted_beside_the_board_and_comes_next(here: Town) -> None:
    approve(here, SAID)
    waiting = board(here, "")
    assert "Đã xem hết 0/1 phần lời văn" in waiting.text
    assert waiting.link("Phần cần xem tiếp").endswith("#field-weaknesses")
    take(here, do="see")
    assert "Đã xem hết mọi phần" in board(here, "").text
    approve(here, {"Xã Vĩnh Bảo": f"{MONEY}\nChợ tạm chưa dẹp xong."})
    later = board(here, "?show=new")
    assert "Đã xem hết 0/1 phần lời văn" in later.text
    assert later.link("Phần cần xem tiếp").endswith("#field-weaknesses")
    assert "Đã xem hết 2 câu mới" in later.part("field-weaknesses")
    browser = here.browser(Role.REVIEWER)
    browser.get(f"{BOARD}?section={section_of(here)}")
    browser.submit(f"{FIELD}/undo")
    assert "chưa xem hết" not in board(here, "").text
    assert "Đã xem hết phần này" in shown(here).part("field-weaknesses")


PLACES = (
    "Ao làng cạn nước",
    "Bến đò thiếu phao cứu sinh",
    "Chợ tạm ùn xe buổi sáng",
    "Đê bao sạt một đoạn",
    "Gò mả chưa di dời",
    "Hồ bơi trường học hỏng lọc",
    "Kè sông nứt chân",
    "Lạch tàu bồi lắng",
    "Mạng chập chờn cuối xóm",
    "Nghĩa trang hết chỗ",
    "Ổ gà dày trên phố mới",
    "Phà ngừng chạy ban đêm",
)


def test_the_long_tail_of_a_narrative_is_folded_and_a_filter_folds_nothing(here: Town) -> None:
    approve(here, {"Xã Ái Quốc": "\n".join(f"- {place}." for place in PLACES)})
    folded = shown(here).part("field-weaknesses")
    assert "2 nội dung nữa, ít đơn vị nêu hơn" in folded
    assert all(place in folded for place in PLACES)
    filtered = board(here, "?show=alone").part("field-weaknesses")
    assert "nội dung nữa" not in filtered
    assert all(place in filtered for place in PLACES)


def test_a_theme_leads_back_to_the_board_as_it_was_filtered(here: Town) -> None:
    approve(here, SAID)
    found = board(here, f"?section={section_of(here)}&show=alone&include=submitted")
    theme = here.browser(Role.REVIEWER).get(found.link("Tàu khách"))
    back = theme.link("Các đơn vị nói gì")
    assert "show=alone" in back
    assert "include=submitted" in back
    assert f"section={section_of(here)}" in back
