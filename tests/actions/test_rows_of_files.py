"""The tables of the form are filled from what a file tells in words."""

from __future__ import annotations

import json

import pytest

from app.actions import intake
from app.store import answers
from app.store.reading import reading
from tests.worlds import Place, World

REPORT = """UBND PHƯỜNG HẢI DƯƠNG
BÁO CÁO
Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026

II. KẾT QUẢ
1. Công khai, lấy ý kiến
Phường niêm yết công khai dự toán ngân sách tại trụ sở UBND phường.
Nhân dân bàn, thống nhất mức góp kinh phí xây nhà văn hóa, có 152/170 hộ tán thành.
Tổ chức 02 hội nghị đối thoại giữa Chủ tịch UBND phường với Nhân dân.
Lấy ý kiến người dân đối với dự thảo quy ước.
Còn 01 vụ việc phức tạp, kéo dài về đền bù đất, đang được Thanh tra thành phố xem xét.
"""
ROWS = {
    "disclosures": [{"item": "2", "form": "a", "site": "trụ sở UBND phường"}],
    "decisions": [{"matter": "1", "votes": "152", "households": "170"}],
    "dialogues": [{"chair": "Chủ tịch UBND phường", "audience": "Nhân dân"}] * 2,
    "consultations": [{"topic": "dự thảo quy ước"}],
}


@pytest.fixture
def place(world: World) -> Place:
    return world.here.place


def test_rows_of_every_kind_reach_the_draft(place: Place) -> None:
    upload_id = intake.upload(
        place.scope, place.drafter, place.submission_id, "bc.txt", REPORT.encode()
    )
    intake.read_upload(place.scope, upload_id)
    with reading(place.scope) as session:
        drafted = answers.rows_of(session, place.submission_id)
    found = {table: json.loads(drafted[table].typed) for table in (*ROWS, "hot_spots")}
    assert {table: found[table] for table in ROWS} == ROWS
    assert found["hot_spots"][0]["status"] == "đang được Thanh tra thành phố xem xét"
