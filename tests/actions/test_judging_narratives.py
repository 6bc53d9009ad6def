"""Narratives loaded as a table are judged by the rules on text, as a draft and as submitted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.actions import detecting, loading
from app.actions.loading import Line
from app.domain.permissions import COMMAND_LINE
from tests import worlds
from tests.worlds import Town

WARDS = {f"1{n:04d}": f"Xã Số {n}" for n in range(3)}
WARD = "10001"
ROWS = {
    "reception_sessions": "24",
    "reception": "Trong kỳ đã tổ chức 26 buổi tiếp công dân.",
    "petitions": "Bà Nguyễn Thị Hoa, điện thoại 0912345678, gửi đơn hai lần.",
}


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    with app.app_context():
        worlds.empty(app)
        yield worlds.make_town(WARDS)


@pytest.mark.parametrize("status", ["draft", "submitted"])
def test_what_a_table_says_in_words_is_held_against_its_cells(town: Town, status: str) -> None:
    lines = [Line(i, WARD, c, v) for i, (c, v) in enumerate(ROWS.items(), 2)]
    loading.load_answers(town.scope, COMMAND_LINE, worlds.PERIOD, status, lines)
    found = {
        line["rule"]: line["fields"]
        for line in detecting.findings_of(town.scope, COMMAND_LINE, worlds.PERIOD, WARD)
    }
    assert found["narrative_contradiction"] == ["reception_sessions", "reception"]
    assert found["personal_data_in_text"] == ["petitions"]
