"""Annexes of figures in many makes: the columns of this period, and no others."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document

from app.documents.parsing import read_text
from tests.intake.scores import sure, understand

ANNEXES = sorted(Path(__file__).with_name("annexes").glob("*.txt"))


def typed(text: str) -> object:
    if text == "true":
        return True
    return text if text.count("-") == 2 else Decimal(text)


def split(path: Path) -> tuple[str, dict[str, object]]:
    """A report, and what the line '=> code=value …' behind it says that it states."""
    text, _, stated = path.read_text("utf-8").rpartition("=>")
    return text, {code: typed(value) for code, value in (s.split("=") for s in stated.split())}


def read_values(text: str) -> tuple[dict[str, object], set[str]]:
    read = understand(text)
    values = {
        code: str(found.value) if code.endswith("_date") else found.value
        for code, found in read.indicators.items()
    }
    return values, sure(read)


@pytest.mark.parametrize("path", ANNEXES, ids=lambda path: path.stem)
def test_an_annex_states_what_it_states_and_no_more(path: Path) -> None:
    text, wanted = split(path)
    values, certain = read_values(text)
    assert {code: values[code] for code in certain} == {code: wanted.get(code) for code in certain}


def test_nearly_every_figure_of_the_annexes_is_found() -> None:
    expected, found = 0, 0
    for path in ANNEXES:
        text, wanted = split(path)
        values, _ = read_values(text)
        expected += len(wanted)
        found += sum(values.get(code) == value for code, value in wanted.items())
    assert found / expected >= 0.97


def test_merged_cells_of_a_word_table_keep_the_columns(tmp_path: Path) -> None:
    document = Document()
    for line in (
        "UBND XÃ AN LÃO",
        "BÁO CÁO",
        "Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026",
        "I. KẾT QUẢ",
    ):
        document.add_paragraph(line)
    rows = [
        ("TT", "Nội dung", "Kết quả", "", "Ghi chú"),
        ("", "", "Cùng kỳ", "Kỳ này", ""),
        ("I", "Tiếp công dân", "", "", ""),
        ("1", "Số buổi tiếp công dân", "25", "26", ""),
        ("2", "Số lượt tiếp", "30", "41", ""),
    ]
    table = document.add_table(rows=len(rows), cols=5)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for first, last in (((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 3)), ((2, 1), (2, 4))):
        table.cell(*first).merge(table.cell(*last))
    path = tmp_path / "merged.docx"
    document.save(str(path))
    values, certain = read_values(read_text(path, path.name))
    assert {code: values[code] for code in certain} == {
        "reception_sessions": 26,
        "reception_turns": 41,
    }


@pytest.mark.parametrize(
    ("head", "rows", "expected", "is_sure"),
    [
        (
            "TT Nội dung ĐVT Năm 2024 Năm 2025 Tăng, giảm",
            "1 Hồ sơ tiếp nhận Hồ sơ 10.442 6.284 -4.158\n1.1 Trong đó: trực tuyến Hồ sơ 7.815"
            " 5.770 -2.045\n2 Tổ hòa giải Tổ 52 36 -16",
            {"dossiers_received": 6284, "dossiers_received_online": 5770, "mediation_groups": 36},
            True,
        ),
        (
            "Nội dung Kỳ này Cùng kỳ",
            "Hồ sơ tiếp nhận 6.284 10.442\nSố buổi tiếp công dân 26 25",
            {"dossiers_received": 6284, "reception_sessions": 26},
            True,
        ),
        (
            "Bảng số liệu",
            "Hồ sơ tiếp nhận 6.284 10.442\nSố buổi tiếp công dân 26 25",
            {"dossiers_received": 6284, "reception_sessions": 26},
            False,
        ),
    ],
)
def test_rows_that_lost_their_columns(
    head: str, rows: str, expected: dict[str, int], is_sure: bool
) -> None:
    text = (
        "UBND XÃ AN LÃO\nBÁO CÁO\nKết quả thực hiện dân chủ ở cơ sở năm 2025\n\nI. KẾT QUẢ\n"
        f"{head}\n{rows}\n"
    )
    values, certain = read_values(text)
    assert {code: values[code] for code in expected} == expected
    assert certain == (set(expected) if is_sure else set())
