"""What a file offers against what a person typed: nothing is overwritten without a choice."""

from __future__ import annotations

import pytest

from app.actions import intake
from app.actions.intake import Choice
from app.domain.errors import Invalid, NotFound
from app.store.answers import phrases_of_upload
from app.store.reading import reading
from app.store.tables.submissions import Upload
from tests.worlds import Place, World, draft_of, fill

REPORT = """UBND PHƯỜNG HẢI DƯƠNG
BÁO CÁO
Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026

I. KHÁI QUÁT TÌNH HÌNH
Địa bàn phường rộng, dân cư đông, đời sống ổn định.

III. KẾT QUẢ
3. Kết quả cải cách hành chính
Đã tiếp nhận: 120 hồ sơ. Đã giải quyết: 110 hồ sơ.
Bộ phận một cửa có 17 máy tính bảng cho người dân dùng.
"""
OWN_WORDS = "Phường tự viết phần khái quát này."


def read(place: Place, text: str = REPORT) -> Upload:
    upload_id = intake.upload(
        place.scope, place.drafter, place.submission_id, "bc.txt", text.encode()
    )
    intake.read_upload(place.scope, upload_id)
    return kept(place, upload_id)


def kept(place: Place, upload_id: object) -> Upload:
    with reading(place.scope) as session:
        return session.get_one(Upload, upload_id)


def typed(place: Place, code: str) -> str | None:
    row = draft_of(place).rows.get(code)
    return row.typed if row else None


def choose(place: Place, upload: Upload, code: str, what: str, seen: int | None = None) -> object:
    choices = {code: Choice(what, seen=seen)}
    return intake.decide(place.scope, place.drafter, upload.id, choices)


def test_words_that_a_person_wrote_stay_until_they_choose(world: World) -> None:
    place = world.here.place
    fill(place, {"overview": OWN_WORDS})
    upload = read(place)
    assert upload.texts["overview"]["decision"] == "kept"
    assert typed(place, "overview") == OWN_WORDS
    choose(place, upload, "overview", "append")
    assert typed(place, "overview") == f"{OWN_WORDS}\n{upload.texts['overview']['typed']}"
    assert kept(place, upload.id).texts["overview"]["decision"] == "corrected"


def test_words_that_flowed_in_can_be_taken_out(world: World) -> None:
    place = world.here.place
    upload = read(place)
    assert upload.texts["overview"]["decision"] == "applied"
    choose(place, upload, "overview", "clear")
    assert typed(place, "overview") is None


def test_a_number_spelled_otherwise_is_no_difference(world: World) -> None:
    place = world.here.place
    fill(place, {"dossiers_received": "0120", "dossiers_resolved": "99"})
    upload = read(place)
    with reading(place.scope) as session:
        found = {p.code: p.decision for p in phrases_of_upload(session, upload.id)}
    assert found["dossiers_received"] == "applied"
    assert found["dossiers_resolved"] == "kept"
    choose(place, upload, "dossiers_resolved", "confirm")
    assert typed(place, "dossiers_resolved") == "110"


def test_a_choice_on_an_old_page_changes_nothing_that_came_since(world: World) -> None:
    place = world.here.place
    fill(place, {"dossiers_resolved": "99"})
    upload = read(place)
    other = {"dossiers_resolved": Choice("confirm", seen=0)}
    conflicts = intake.decide(place.scope, place.leader, upload.id, other)
    assert conflicts["dossiers_resolved"].theirs.typed == "99"
    assert typed(place, "dossiers_resolved") == "99"


def test_a_number_of_no_field_is_assigned_once(world: World) -> None:
    place = world.here.place
    upload = read(place)
    number = next(n for n in upload.unused if n["typed"] == "17")
    assert number["section"] == "III.3"
    assign = (place.scope, place.drafter, upload.id, number["start"])
    intake.assign_number(*assign, "dossiers_returned", 0)
    assert typed(place, "dossiers_returned") == "17"
    assert all(n["start"] != number["start"] for n in kept(place, upload.id).unused)
    with pytest.raises(NotFound):
        intake.assign_number(*assign, "dossiers_carried_over", 0)


def test_a_number_that_a_field_cannot_hold_is_refused(world: World) -> None:
    place = world.here.place
    upload = read(place)
    number = next(n for n in upload.unused if n["typed"] == "17")
    with pytest.raises(Invalid):
        intake.assign_number(
            place.scope, place.drafter, upload.id, number["start"], "democracy_regulation_date", 0
        )
