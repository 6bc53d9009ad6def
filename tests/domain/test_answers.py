"""Values as typed: what is read, what is refused and why, and the way back."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.answers import (
    Answer,
    ValueState,
    canonical,
    clean_text,
    decimals_as_typed,
    format_value,
    from_json,
    parse_answer,
    to_json,
    typed_value,
)
from app.domain.forms import Field, FieldType
from app.standard import standard_form

FIELDS = standard_form().fields
COUNT = FIELDS["dossiers_received"]
RATE = FIELDS["online_payment_rate"]
SCORE = FIELDS["service_index_score"]
AREA = FIELDS["land_donated_m2"]
MONEY = FIELDS["citizen_contribution_vnd"]
FLAG = FIELDS["staff_conference_held"]
DAY = FIELDS["service_index_date"]
STORY = FIELDS["overview"]
TABLE = FIELDS["documents"]
ONE_OF_EACH = (COUNT, RATE, SCORE, AREA, MONEY, FLAG, DAY, STORY, TABLE)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (COUNT, "4410", 4410),
        (COUNT, "4.410", 4410),
        (COUNT, "3 258", 3258),
        (COUNT, "3\u00a0258", 3258),
        (COUNT, " 02 ", 2),
        (COUNT, "0", 0),
        (COUNT, "1.000.000.000", 10**9),
        (MONEY, "3.200.000.000", 3_200_000_000),
        (MONEY, "100 000 000 000 000", 10**14),
        (RATE, "97,61", Decimal("97.61")),
        (RATE, "97.61", Decimal("97.61")),
        (RATE, "100%", Decimal(100)),
        (RATE, "120", Decimal(120)),
        (RATE, "99,123456", Decimal("99.123456")),
        (SCORE, "97,61", Decimal("97.61")),
        (AREA, "2.345", Decimal(2345)),
        (AREA, "2 345,5", Decimal("2345.5")),
        (AREA, "2345,25", Decimal("2345.25")),
        (FLAG, "Có", True),
        (FLAG, unicodedata.normalize("NFD", "có"), True),
        (FLAG, "KHÔNG", False),
        (FLAG, "true", True),
        (FLAG, "0", False),
        (DAY, "2026-05-10", dt.date(2026, 5, 10)),
        (DAY, "10/5/2026", dt.date(2026, 5, 10)),
        (DAY, "05/02/2026", dt.date(2026, 2, 5)),
        (STORY, "Dòng 1\r\nDòng\x0b2\x00", "Dòng 1\nDòng\n2"),
    ],
)
def test_what_is_read(field: Field, typed: str, value: object) -> None:
    answer = parse_answer(field, typed)
    assert answer is not None
    assert (answer.state, answer.value) == (ValueState.VALUE, value)
    assert type(answer.value) is type(value)


@pytest.mark.parametrize(
    ("field", "typed", "hint"),
    [
        (COUNT, "4,410", "nhóm ba chữ số"),
        (COUNT, "44.10", "nhóm ba chữ số"),
        (COUNT, "1.234 567", "nhóm ba chữ số"),
        (COUNT, "0.500", "nhóm ba chữ số"),
        (COUNT, "4410 hồ sơ", "không ghi đơn vị"),
        (COUNT, "4\n410", "nhóm ba chữ số"),
        (COUNT, "-3", "âm"),
        (COUNT, "\u0664\u0664", "chữ số lạ"),
        (COUNT, "４４１０", "chữ số lạ"),
        (COUNT, "1.000.000.001", "lớn quá"),
        (COUNT, "9" * 5000, "nhóm ba chữ số"),
        (MONEY, "100.000.000.000.001", "lớn quá"),
        (MONEY, "3,2 tỷ", "không ghi đơn vị"),
        (RATE, "1.234,5", "một dấu phẩy"),
        (RATE, "99,1234567", "6 chữ số lẻ"),
        (RATE, "-1", "âm"),
        (RATE, "trên 100", "một dấu phẩy"),
        (SCORE, "97,61/100", "một dấu phẩy"),
        (AREA, "2345.5", "diện tích"),
        (AREA, "1,2345678", "diện tích"),
        (FLAG, "yes", "“có” hoặc “không”"),
        (DAY, "30/2/2026", "thành ngày"),
        (DAY, "10/5/26", "bốn chữ số"),
        (DAY, "2/9/1845", "hợp lý"),
        (STORY, "a" * 50_001, "rút gọn"),
        (TABLE, "không phải bảng", "không đọc được"),
        (TABLE, '{"number": "1"}', "các dòng"),
        (TABLE, '[{"màu": "đỏ"}]', "không có cột “màu”"),
        (TABLE, '[{"date": "31/4/2026"}]', "Dòng 1"),
        (TABLE, '[{"role": "khác"}]', "một trong"),
        (TABLE, '[{"title": ["x"]}]', "phải là chữ"),
        (TABLE, "[" * 100_000, "không đọc được"),
        (COUNT, "NA", "lý do"),
        (COUNT, "NA:  ", "lý do"),
    ],
)
def test_what_is_refused_says_how_to_mend_it(field: Field, typed: str, hint: str) -> None:
    answer = parse_answer(field, typed)
    assert answer is not None
    assert answer.state is ValueState.INVALID
    assert answer.value is None
    assert hint in answer.problem
    assert len(answer.problem) < 400


@pytest.mark.parametrize("field", ONE_OF_EACH, ids=lambda f: f.type.value)
def test_the_states_are_typed_alike_for_every_type(field: Field) -> None:
    assert parse_answer(field, " \t\u00a0\n ") is None
    unknown = parse_answer(field, " ? ")
    assert unknown is not None
    assert unknown.state is ValueState.NOT_KNOWN
    spared = parse_answer(field, "NA: xã chưa có\nthôn")
    assert spared is not None
    assert (spared.state, spared.reason) == (ValueState.NOT_APPLICABLE, "xã chưa có thôn")


def test_rows_are_cleaned_and_checked() -> None:
    typed = json.dumps(
        [
            {"number": " 44/KH-UBND ", "date": "30/9/2025", "role": "Đơn vị ban hành"},
            {"number": "", "date": None},
            {"number": 7},
        ]
    )
    answer = parse_answer(TABLE, typed)
    assert answer is not None
    assert answer.value == (
        {"number": "44/KH-UBND", "date": "2025-09-30", "role": "issued"},
        {"number": "7"},
    )
    assert format_value(TABLE, answer.value) == "44/KH-UBND; 30/9/2025; Đơn vị ban hành\n7"
    assert parse_answer(TABLE, "[]") is None


def test_how_values_are_printed() -> None:
    assert format_value(COUNT, 4410) == "4.410"
    assert format_value(RATE, Decimal("97.610")) == "97,61"
    assert format_value(RATE, Decimal(100)) == "100"
    assert format_value(AREA, Decimal("2345.5")) == "2.345,5"
    assert format_value(DAY, dt.date(2026, 6, 14)) == "14/6/2026"
    assert format_value(FLAG, True) == "Có"


def test_decimals_are_those_typed() -> None:
    def typed(text: str) -> int:
        answer = parse_answer(RATE, text)
        assert answer is not None
        return decimals_as_typed(answer)

    assert [typed(t) for t in ("86,4", "86.40", "100", "100 %")] == [1, 2, 0, 0]
    words = Answer("x", ValueState.VALUE, Decimal("99.8"), typed="chín mươi chín phẩy tám")
    assert decimals_as_typed(words) == 1


def _values(field: Field) -> st.SearchStrategy[object]:
    decimals = st.decimals(min_value=0, max_value=10**6, places=6)
    return {
        FieldType.INT: st.integers(0, 10**9),
        FieldType.VND: st.integers(0, 10**14),
        FieldType.PCT: decimals,
        FieldType.SCORE: decimals,
        FieldType.M2: st.decimals(min_value=0, max_value=10**9, places=4),
        FieldType.BOOL: st.booleans(),
        FieldType.DATE: st.dates(dt.date(1945, 9, 2), dt.date(2100, 12, 31)),
        FieldType.TEXT: st.text().map(clean_text).filter(_is_prose),
        FieldType.ROWS: st.lists(
            st.fixed_dictionaries(
                {"title": st.text().map(clean_text).filter(bool)},
                optional={"date": st.dates(dt.date(1000, 1, 1)).map(dt.date.isoformat)},
            ),
            min_size=1,
            max_size=4,
        ).map(tuple),
    }[field.type]


def _is_prose(text: str) -> bool:
    return bool(text) and text != "?" and not text.upper().startswith("NA")


@settings(deadline=None)
@given(st.sampled_from(ONE_OF_EACH).flatmap(lambda f: st.tuples(st.just(f), _values(f))))
def test_printing_and_reading_are_inverse(case: tuple[Field, object]) -> None:
    field, value = case
    answer = parse_answer(field, typed_value(field, value))  # type: ignore[arg-type]
    assert answer is not None
    assert (answer.state, answer.value) == (ValueState.VALUE, value)
    again = from_json(field, json.loads(json.dumps(to_json(answer))))
    assert again == answer
    assert canonical(again) == canonical(answer)


@settings(deadline=None)
@given(st.sampled_from(ONE_OF_EACH), st.text(st.characters()))
def test_any_text_is_read_or_refused_but_never_raises(field: Field, typed: str) -> None:
    answer = parse_answer(field, typed)
    if answer is None:
        return
    canonical(answer).encode()
    answer.typed.encode()
    assert unicodedata.is_normalized("NFC", answer.typed)
    assert (answer.state is ValueState.INVALID) == bool(answer.problem)
    assert from_json(field, json.loads(json.dumps(to_json(answer)))) == answer


@settings(deadline=None)
@given(st.text(st.characters()))
def test_cleaning_is_done_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@settings(deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(". \u00a0"))
def test_every_way_of_grouping_reads_alike(value: int, mark: str) -> None:
    grouped = parse_answer(COUNT, f"{value:,}".replace(",", mark))
    plain = parse_answer(COUNT, str(value))
    assert grouped is not None
    assert plain is not None
    assert grouped.value == plain.value == value
    assert canonical(grouped) == canonical(plain)
