"""Single sentences as many offices would write them, each with what it states."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from app.standard import standard_form
from tests.intake.scores import sure, understand

HEAD = "UBND xã An Lão\nBÁO CÁO\nKết quả thực hiện dân chủ 6 tháng đầu năm 2026\nI. KẾT QUẢ\n"
LINES = [
    line
    for line in Path(__file__).with_name("wordings.txt").read_text("utf-8").splitlines()
    if "=>" in line
]


def typed(text: str) -> object:
    if text in ("true", "false"):
        return text == "true"
    if text.count("-") == 2:
        return dt.date.fromisoformat(text)
    return Decimal(text)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[:48])
def test_a_sentence_states_what_it_states_and_no_more(line: str) -> None:
    sentence, _, stated = line.rpartition("=>")
    wanted = {code: typed(value) for code, value in (s.split("=") for s in stated.split())}
    read = understand(f"{HEAD}{sentence.strip()}\n")
    assert {code: read.indicators[code].value for code in wanted} == wanted
    assert sure(read) <= set(wanted)


def test_every_indicator_of_the_form_has_a_wording() -> None:
    from_lines = {s.split("=")[0] for line in LINES for s in line.rpartition("=>")[2].split()}
    assert {field.code for field in standard_form().indicators} == from_lines
