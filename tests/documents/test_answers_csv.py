"""A ward's answers as a table: what is written is read back, and nothing in it runs."""

from __future__ import annotations

import csv
import io

import pytest
from entry_books import FIELDS, answers_of
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.answers_csv import answers_csv, read_answers_csv
from app.documents.parsing import Unreadable
from app.domain.answers import canonical, parse_answer

DRAFT = {
    "dossiers_received": "4.410",
    "service_index_score": "97,61",
    "land_donated_m2": "2.345,5",
    "service_index_date": "10/5/2026",
    "democracy_regulation_issued": "có",
    "clearance_projects": "NA:không có dự án",
    "clearance_households": "?",
    "households_total": "3.60O",
    "overview": "- Dòng một;\n=2+3",
    "proposal_rows": '[{"to": "Sở", "content": "Tập huấn"}]',
}


def test_values_are_those_that_machines_write() -> None:
    lines = {line.code: line for line in read_answers_csv(table(DRAFT))}
    assert set(lines) == set(DRAFT) | {c for c in FIELDS if c in lines}
    said = {code: lines[code].value for code in DRAFT}
    assert said["dossiers_received"] == "4410"
    assert said["service_index_score"] == "97.61"
    assert said["land_donated_m2"] == "2345,5"
    assert said["service_index_date"] == "2026-05-10"
    assert said["democracy_regulation_issued"] == "true"
    assert lines["overview"].seen == 3


def table(draft: dict[str, str]) -> bytes:
    return answers_csv(FIELDS, answers_of(draft), {"overview": 3})


TEXTS = st.text(max_size=80) | st.text("'=+-@\t\n;,\" ab", max_size=12)


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_whatever_the_draft_says_comes_back(text: str) -> None:
    draft = DRAFT | {"overview": text}
    lines = {line.code: line.value for line in read_answers_csv(table(draft))}
    for code, answer in answers_of(draft).items():
        again = parse_answer(FIELDS[code], lines[code])
        assert again is not None
        assert canonical(again) == canonical(answer), code


@given(text=TEXTS)
def test_no_cell_begins_like_a_formula(text: str) -> None:
    content = table({"overview": text}).decode("utf-8-sig")
    values = [row[1] for row in csv.reader(io.StringIO(content, newline=""))]
    assert not [v for v in values if v[:1] in "=+-@\t\r" and v]


def test_lines_are_numbered_as_an_editor_shows_them() -> None:
    content = 'code,value\noverview,"a\nb"\nhouseholds_total,7\n\nvillages_count,8\n'
    found = [(line.number, line.code, line.seen) for line in read_answers_csv(content.encode())]
    assert found == [
        (2, "overview", None),
        (4, "households_total", None),
        (6, "villages_count", None),
    ]


def test_semicolons_of_a_spreadsheet() -> None:
    (line,) = read_answers_csv(b"code;value;revision\nland_donated_m2;2345,5;2\n")
    assert (line.value, line.seen) == ("2345,5", 2)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a,b\n1,2\n", "code, value"),
        (b"", "code, value"),
        (b"code,value\n" + b"x,1\n" * 2_001, "2000"),
        (b'code,value\noverview,"' + b"a" * 200_000, "CSV"),
    ],
)
def test_what_is_no_table_says_why(content: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_answers_csv(content)
