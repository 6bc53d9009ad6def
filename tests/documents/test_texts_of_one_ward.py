"""What only one ward says: counted in the letter, printed where it was asked for, and always in
the workbook and the data."""

from __future__ import annotations

import dataclasses
import json

import document_worlds as worlds
import pytest
import reading_back

from app.documents.city_data import city_report_json
from app.documents.city_report import city_report_docx, city_report_pdf, texts
from app.documents.models import CityReport, Point

WARDS = 9
SAID_ELSEWHERE = "nội dung do riêng một đơn vị nêu có trong bản Excel và trên hệ thống"


@pytest.fixture(scope="module")
def short() -> CityReport:
    """A city whose wards each propose something of their own."""
    return dataclasses.replace(worlds.city_report(WARDS), every_text=False)


@pytest.mark.parametrize(
    ("make", "read"),
    [
        (city_report_pdf, reading_back.pdf_text),
        (city_report_docx, reading_back.word_text),
    ],
)
def test_the_letter_prints_what_it_quotes_and_counts_the_rest(short, make, read) -> None:
    text = reading_back.solid(read(make(short)))
    points = short.narratives[1].points
    left = len(points) - texts.QUOTED
    assert left > 0
    printed = [p for p in points if reading_back.solid(p.text.rstrip(".")) in text]
    assert printed == list(points[: texts.QUOTED])
    assert text.count(reading_back.solid(f"({left} {SAID_ELSEWHERE}.)")) == 2


def test_the_data_have_all_of_it(short) -> None:
    said = json.loads(city_report_json(short))["narratives"][1]["points"]
    assert [p["text"] for p in said] == [p.text for p in short.narratives[1].points]


def test_what_two_wards_say_is_printed_wherever_it_stands(short) -> None:
    alone = [Point(f"Ý {i}", ("1",)) for i in range(8)]
    shared = Point("Ý chung", ("1", "2"))
    kept = texts.printed_points(short, [*alone, shared])
    assert kept == [*alone[: texts.QUOTED], shared]
    assert texts.elsewhere(short, [*alone, shared]).startswith("3 nội dung")
    everything = dataclasses.replace(short, every_text=True)
    assert texts.printed_points(everything, [*alone, shared]) == [*alone, shared]
    assert texts.elsewhere(everything, [*alone, shared]) == ""


def test_who_says_it_names_each_type_of_unit_once(short) -> None:
    names = {w.code: w.name for w in short.wards}
    point = Point("Ý", tuple(names))
    said = texts.said_by(short, point)
    assert said.startswith(f"({WARDS}/{short.coverage.expected} đơn vị: ")
    for name in names.values():
        kind = next(k for k in ("Phường", "Xã", "Đặc khu") if name.startswith(k))
        assert said.count(f"{kind.lower()} ") == 1
        assert name.removeprefix(f"{kind} ") in said
    assert texts.said_by(short, Point("Ý", tuple(names)[:1])) == f"({next(iter(names.values()))})"
