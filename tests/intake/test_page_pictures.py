"""Pictures of pages before any letter is recognised: level, lit, with their rules found."""

from __future__ import annotations

import random

import pytest
from PIL import Image, ImageDraw

from app.documents.parsing.composing import compose, joined
from app.documents.parsing.line_beginnings import mended
from app.documents.parsing.parsed import Parsed, Word
from app.documents.parsing.pictures import evenly_lit, is_blank, made_fit, tilt
from app.documents.parsing.ruled import rules_of, without_rules
from tests.intake.generator.files import pdf
from tests.intake.generator.scans import GOOD, pictures_of

TEXT = "Xã có 34 thôn, 02 tổ dân phố, 12.345 nhân khẩu.\n" * 12


@pytest.mark.parametrize("degrees", [-3.0, -0.8, 0.0, 0.5, 2.4])
def test_the_tilt_of_a_page_is_measured(degrees: float) -> None:
    page = pictures_of(pdf(TEXT), GOOD, random.Random(1))[0]
    level = page.rotate(tilt(page), fillcolor=255)
    turned = level.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    assert tilt(turned) == pytest.approx(-degrees, abs=0.15)


def test_shade_and_grey_paper_become_white() -> None:
    page = Image.linear_gradient("L").resize((900, 900)).point(lambda value: 150 + value // 4)
    ImageDraw.Draw(page).rectangle((100, 100, 160, 104), fill=60)
    lit = evenly_lit(page)
    assert lit.getpixel((700, 300)) == 255
    assert lit.getpixel((130, 102)) < 100


def test_an_empty_sheet_is_told_from_a_page() -> None:
    empty = Image.effect_noise((1200, 1600), 6).point(lambda value: min(255, value + 100))
    assert is_blank(empty)
    assert not is_blank(pictures_of(pdf("Xã có 34 thôn."), GOOD, random.Random(1))[0])


def grid() -> Image.Image:
    page = Image.new("L", (2480, 3508), 255)
    draw = ImageDraw.Draw(page)
    for y in (400, 500, 600, 720):
        draw.line((300, y, 2200, y), fill=0, width=3)
    for x in (300, 900, 1500, 2200):
        draw.line((x, 400, x, 720), fill=0, width=3)
    draw.rectangle((500, 1500, 900, 1900), fill=0)
    return page


def test_rules_make_cells_and_a_black_square_makes_none() -> None:
    rules = rules_of(grid())
    assert len(rules.bands) == 3
    for band, top, bottom in zip(rules.bands, (400, 500, 600), (500, 600, 720), strict=True):
        assert (band.top, band.bottom) == pytest.approx((top, bottom), abs=6)
        assert band.edges == pytest.approx((300, 900, 1500, 2200), abs=6)
    painted = without_rules(grid(), rules)
    assert painted.getpixel((1000, 500)) == 255
    assert painted.getpixel((700, 1700)) == 0


def test_a_page_is_brought_to_the_size_that_recognition_likes() -> None:
    small = pictures_of(pdf(TEXT), GOOD, random.Random(1))[0].resize((1000, 1414))
    assert 2300 < min(made_fit(small).size) < 2700


def word(text: str, sure: float, line: int, left: int = 100, height: int = 40) -> Word:
    return Word(
        text, sure, left, line * 60, left + 30 * len(text), line * 60 + height, (1, 1, line)
    )


def test_figures_that_are_not_sure_are_marked_where_they_stand() -> None:
    words = [word("Có", 0.95, 1), word("12", 0.6, 1), word("đơn,", 0.5, 1), word("34", 0.97, 1)]
    page = compose(words + [word("hồ", 0.96, 2)] * 20, (), ())
    (start, end), *others = page.doubtful
    assert page.text[start:end] == "12"
    assert not others


def test_on_a_page_that_is_hard_to_read_every_figure_is_doubtful() -> None:
    page = compose([word("Có", 0.5, 1), word("12", 0.97, 1)], (), ())
    assert [page.text[a:b] for a, b in page.doubtful] == ["12"]


def test_positions_move_along_when_pages_are_joined() -> None:
    both = joined([Parsed("có 1\n", "pdf"), Parsed("có 2\n", "tesseract", 0.8, ((3, 4),))])
    assert (both.text, both.reader) == ("có 1\n\fcó 2\n", "pdf+tesseract")
    assert [both.text[a:b] for a, b in both.doubtful] == ["2"]
    assert 0.8 < both.sureness < 1


def test_headings_and_bullets_that_the_page_forces_are_put_right() -> None:
    lines = [
        [word("L", 0.5, 1), word("VIỆC", 0.9, 1, 200), word("LÀM", 0.9, 1, 350)],
        [word("s", 0.4, 2, height=12), word("Tiếp", 0.9, 2, 200)],
        [word("HT.", 0.4, 3), word("NHIỆM", 0.9, 3, 200), word("VỤ", 0.9, 3, 400)],
        [word("5", 0.9, 4), word("đơn", 0.9, 4, 200)],
    ]
    got = [word.text for word in mended([word for line in lines for word in line])]
    assert got == ["I.", "VIỆC", "LÀM", "-", "Tiếp", "II.", "NHIỆM", "VỤ", "5", "đơn"]
