"""Only our typeface is in a PDF, and what is printed can be read out again."""

from __future__ import annotations

import unicodedata

import document_worlds as worlds
import reading_back

from app.documents.city_report import city_report_pdf
from app.documents.pdf import fonts
from app.documents.ward_report import ward_report_pdf

LETTERS = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯYđĐ"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
ALPHABET = [
    unicodedata.normalize("NFC", letter + tone)
    for letter in LETTERS
    for tone in TONES
    if letter not in "đĐ" or not tone
]


def test_the_typeface_has_every_vietnamese_letter_and_the_signs_of_official_letters():
    signs = "0123456789.,;:()/-–“”…%°²+=<>&@₫"
    assert fonts.drawable("".join(ALPHABET) + signs) == "".join(ALPHABET) + signs


def test_the_licence_goes_with_the_fonts():
    licence = (fonts.FOLDER / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Reserved Font Name Liberation" in licence
    assert len(list(fonts.FOLDER.glob("LiberationSerif-*.ttf"))) == 4


def test_a_ward_report_embeds_liberation_serif_and_nothing_else():
    found = reading_back.embedded_fonts(ward_report_pdf(worlds.ward_report()))
    assert found
    assert all("LiberationSerif" in name and embedded for name, embedded in found), found


def test_a_city_report_with_charts_and_annexes_embeds_nothing_else():
    found = reading_back.embedded_fonts(city_report_pdf(worlds.city_report(6)))
    assert all("LiberationSerif" in name and embedded for name, embedded in found), found


def test_text_comes_out_of_a_pdf_as_it_went_in():
    said = " ".join(ALPHABET)
    pdf = ward_report_pdf(worlds.ward_report(narratives={"overview": said}))
    assert reading_back.solid(said) in reading_back.solid(reading_back.pdf_text(pdf))


def test_decomposed_text_is_composed_before_it_is_drawn():
    said = unicodedata.normalize("NFD", "Đã tổ chức hội nghị đối thoại với Nhân dân")
    pdf = ward_report_pdf(worlds.ward_report(narratives={"overview": said}))
    composed = unicodedata.normalize("NFC", said)
    assert reading_back.solid(composed) in reading_back.solid(reading_back.pdf_text(pdf))


def test_a_character_without_a_glyph_leaves_a_box_instead_of_vanishing():
    assert fonts.drawable("trước 😀 sau") == f"trước {fonts.MISSING} sau"
