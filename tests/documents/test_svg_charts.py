"""Charts: exact figures in words, readable without colour, well-formed whatever the text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents.charts import Bar, Dot, bar_chart, median, strip_plot
from app.documents.composition import Chart
from app.documents.svg import Picture
from app.documents.word.pictures import chart_png

SVG = "{http://www.w3.org/2000/svg}"
BARS = [Bar("Đã duyệt", 108), Bar("Đang thẩm định", 4), Bar("Chưa bắt đầu", 0)]
DOTS = [Dot(f"Phường {i}", Decimal(90) + i) for i in range(9)]


def texts(picture: Picture) -> list[str]:
    return [element.text or "" for element in ET.fromstring(picture.svg).iter(f"{SVG}text")]


def test_bars_are_in_proportion_and_carry_their_figures():
    picture = bar_chart("Tình hình", BARS)
    widths = [float(r.get("width")) for r in ET.fromstring(picture.svg).iter(f"{SVG}rect")]
    assert widths[0] / widths[1] == pytest.approx(108 / 4, rel=0.01)
    assert widths[2] == 0
    assert [t for t in texts(picture) if t.isdigit()] == ["108", "4", "0"]


def test_the_text_alternative_says_every_bar():
    assert bar_chart("Tình hình", BARS).alternative == (
        "Tình hình: Đã duyệt 108; Đang thẩm định 4; Chưa bắt đầu 0"
    )


def test_a_strip_has_a_dot_per_ward_and_names_the_ends():
    picture = strip_plot("Tỷ lệ", DOTS, "%")
    assert len(list(ET.fromstring(picture.svg).iter(f"{SVG}circle"))) == 9
    said = texts(picture)
    assert "Trung vị 94%" in said
    assert any(text.startswith("Phường 0 90; ") for text in said)
    assert any(text.startswith("Phường 8 98; ") for text in said)
    assert "9 đơn vị, trung vị 94%" in picture.alternative


def test_many_equal_wards_are_counted_not_named():
    dots = [*DOTS, *(Dot(f"Xã {i}", Decimal(100)) for i in range(40))]
    assert "40 đơn vị cùng 100" in texts(strip_plot("Tỷ lệ", dots, "%"))


def test_a_strip_without_or_with_equal_values_is_still_a_picture():
    assert "Chưa có số liệu" in texts(strip_plot("Tỷ lệ", []))
    same = strip_plot("Tỷ lệ", [Dot("A", 5), Dot("B", 5)])
    assert len(list(ET.fromstring(same.svg).iter(f"{SVG}circle"))) == 2


def test_only_greys_and_no_inline_style():
    svg = bar_chart("x", BARS).svg + strip_plot("x", DOTS).svg
    assert "style=" not in svg
    for colour in re.findall(r"#([0-9a-f]{6})", svg):
        assert len({colour[0:2], colour[2:4], colour[4:6]}) == 1


@pytest.mark.parametrize(("values", "middle"), [([3], 3), ([1, 5], Decimal(3)), ([9, 1, 4], 4)])
def test_median(values, middle):
    assert median(values) == middle


@given(
    st.lists(st.integers(min_value=0, max_value=10**16), min_size=1, max_size=20),
    st.text(max_size=30),
)
def test_any_values_and_any_names_give_well_formed_pictures_within_their_frame(values, name):
    bars = bar_chart(name.replace("\x00", ""), [Bar(name, value) for value in values])
    dots = strip_plot("Tỷ lệ", [Dot(name, value) for value in values])
    for picture in (bars, dots):
        root = ET.fromstring(picture.svg)
        for circle in root.iter(f"{SVG}circle"):
            assert 0 <= float(circle.get("cx")) <= picture.width
            assert 0 <= float(circle.get("cy")) <= picture.height
        for rect in root.iter(f"{SVG}rect"):
            assert float(rect.get("x")) + float(rect.get("width")) <= picture.width


def test_the_picture_for_word_is_a_png_of_print_quality():
    picture = bar_chart("Tình hình", BARS)
    chart = Chart(picture.svg, picture.alternative, "x", 155, 155 * picture.height / picture.width)
    png = chart_png(chart)
    assert png.startswith(b"\x89PNG")
    # Width in pixels stands at this place in every PNG: 155 mm at 220 dots an inch.
    assert int.from_bytes(png[16:20]) == pytest.approx(155 / 25.4 * 220, abs=2)
    assert chart_png(chart) == png
