"""Vietnamese numbers, dates and the formal lines of a letter."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import document_worlds as worlds
import pytest
import reading_back
from hypothesis import given
from hypothesis import strategies as st

from app.documents import decree30, numerals
from app.documents.models import LetterHead
from app.domain.forms import FieldType


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0"),
        (4410, "4.410"),
        (-4410, "-4.410"),
        (10**15, "1.000.000.000.000.000"),
        (Decimal("97.61"), "97,61"),
        (Decimal("97.610"), "97,61"),
        (Decimal("-0.5"), "-0,5"),
        (Decimal(100), "100"),
        (Decimal("1E+3"), "1.000"),
    ],
)
def test_exact(number, shown):
    assert numerals.exact(number) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (Decimal("99.305"), "99,31"),
        (Decimal("99.9769"), "99,98"),
        (Decimal("99.9961"), "99,996"),
        (Decimal("99.99999999"), "100"),
        (Decimal("0.0004"), "0,0004"),
        (Decimal(100), "100"),
        (7, "7"),
    ],
)
def test_rounding_does_not_hide_an_exception_behind_100(number, shown):
    assert numerals.rounded(number) == shown


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15
    )
)
def test_an_exact_number_reads_back(number):
    assert reading_back.vietnamese_number(numerals.exact(number)) == number


def test_small_counts_have_a_leading_zero_in_running_text_only():
    assert [numerals.counted(n) for n in (0, 2, 9, 10, 4410)] == ["0", "02", "09", "10", "4.410"]
    assert numerals.value_text(FieldType.INT, 2) == "2"


def test_values_in_table_cells():
    assert numerals.value_text(FieldType.BOOL, False) == "Không"
    assert numerals.value_text(FieldType.DATE, dt.date(2026, 5, 10)) == "10/5/2026"
    assert numerals.value_text(FieldType.PCT, Decimal(100) / 3) == "33,33"
    assert numerals.value_text(FieldType.INT, None) == ""


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        (dt.date(2026, 2, 5), "ngày 05 tháng 02 năm 2026"),
        (dt.date(2026, 6, 5), "ngày 05 tháng 6 năm 2026"),
        (dt.date(2026, 11, 20), "ngày 20 tháng 11 năm 2026"),
    ],
)
def test_days_under_ten_and_the_first_two_months_are_padded(date, shown):
    assert numerals.long_day(date) == shown


def test_moments_are_told_in_vietnam():
    assert numerals.moment(dt.datetime(2026, 6, 13, 18, 5, tzinfo=dt.UTC)) == "01:05 ngày 14/6/2026"


@pytest.mark.parametrize(("number", "shown"), [("5", "05"), ("05", "05"), ("215", "215")])
def test_a_single_digit_document_number_gets_a_zero(number, shown):
    assert (
        decree30.number_line(LetterHead(number=number, symbol="BC-UBND")) == f"Số: {shown}/BC-UBND"
    )


def test_blank_number_and_date_leave_room_to_write():
    head = LetterHead(symbol="BC-UBND", place="Hải Dương")
    assert decree30.number_line(head).replace("\u00a0", "_") == "Số: ______/BC-UBND"
    place = decree30.place_line(head, 2026).replace("\u00a0", "_")
    assert place == "Hải Dương, ngày______tháng______năm 2026"


def test_recipients_begin_with_the_addressee_and_end_with_the_file():
    assert decree30.recipient_lines(worlds.HEAD) == (
        "- Như trên;",
        "- TT Đảng ủy, HĐND phường;",
        "- CT, các PCT UBND phường;",
        "- Lưu: VT, VHXH.",
    )
    assert decree30.recipient_lines(LetterHead()) == ("- Lưu: VT.",)


@pytest.mark.parametrize(
    ("authority", "position", "lines"),
    [
        ("", "Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("", "Phó Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("TM. ỦY BAN NHÂN DÂN", "", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("Q. CHỦ TỊCH", "Q. Chủ tịch", ("TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH")),
    ],
)
def test_a_committee_signs_as_a_body(authority, position, lines):
    head = LetterHead(authority_line=authority, signer_position=position)
    assert decree30.committee_signature(head) == lines


def test_an_office_signs_by_its_head():
    assert decree30.head_signature(LetterHead()) == ("GIÁM ĐỐC",)
    deputy = LetterHead(signer_position="Phó Giám đốc")
    assert decree30.head_signature(deputy) == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")


def test_bases_end_in_semicolons_and_a_full_stop():
    texts = [p.text for p in decree30.basis_paragraphs(worlds.HEAD)]
    assert [text[-1] for text in texts] == [";", "."]


def test_the_asking_letter_is_named_once():
    assert (
        decree30.asking_phrase(LetterHead(basis_document="Công văn số 1;"))
        == "Thực hiện Công văn số 1"
    )
    asked = LetterHead(basis_document="Thực hiện Công văn số 1")
    assert decree30.asking_phrase(asked) == "Thực hiện Công văn số 1"
    assert decree30.asking_phrase(dataclasses.replace(asked, basis_document="")) == ""
