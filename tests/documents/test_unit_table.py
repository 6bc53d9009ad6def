"""A line for each unit, a column for each indicator."""

import csv
import io
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.documents.unit_table import HEAD, Reported, unit_table_csv
from app.domain.answers import Answer, ValueState
from app.domain.consolidation.exact_json import plain
from app.domain.rates import rate_of
from app.domain.vectors import pack, stack
from app.standard import standard_form

FORM = standard_form()
AT = "2026-07-01T09:30:00Z"
WHOLE = [f.code for f in FORM.indicators if f.type in ("int", "vnd")]
STATES = st.sampled_from([ValueState.NOT_APPLICABLE, ValueState.NOT_KNOWN])


def said(code: str, value: object) -> Answer:
    return Answer(code, ValueState.VALUE, value)


def table(reports: list[dict[str, Answer]], codes: list[str], name: str = "Xã Đo"):
    units = [Reported(f"{n:05}", name, "xa", 1, AT) for n in range(len(reports))]
    content = unit_table_csv(units, stack(FORM, [pack(FORM, r) for r in reports]), codes)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_each_kind_of_value_as_programs_read_it() -> None:
    kinds = {
        "dossiers_received": (4410, "4410"),
        "service_index_score": (Decimal("95.20"), "95.2"),
    }
    yes = next(f.code for f in FORM.indicators if f.type == "bool")
    area = next(f.code for f in FORM.indicators if f.type == "m2")
    kinds |= {yes: (False, "false"), area: (Decimal("1234.5"), "1234.5")}
    (line,) = table([{c: said(c, v) for c, (v, _) in kinds.items()}], list(kinds))
    assert {c: line[c] for c in kinds} == {c: shown for c, (_, shown) in kinds.items()}


def test_what_is_no_value_is_marked() -> None:
    none, na, unknown = WHOLE[:3]
    report = {
        na: Answer(na, ValueState.NOT_APPLICABLE, reason="không có thôn"),
        unknown: Answer(unknown, ValueState.NOT_KNOWN),
    }
    (line,) = table([report], WHOLE[:3])
    assert (line[none], line[na], line[unknown]) == ("", "NA", "?")


def test_a_rate_comes_from_its_parts_and_else_stands_as_stated() -> None:
    rate = next(f for f in FORM.rates if f.type == "pct")
    top, bottom = str(rate.aggregate.numerator), str(rate.aggregate.denominator)
    stated = {rate.code: said(rate.code, Decimal("12.5"))}
    parts = {top: said(top, 3), bottom: said(bottom, 4)}
    lines = table([stated | parts, stated, parts | {bottom: said(bottom, 0)}], [rate.code])
    assert [line[rate.code] for line in lines] == ["75", "12.5", ""]


def test_who_reported_stands_first_and_no_name_is_a_formula() -> None:
    (line,) = table([{}], WHOLE[:1], name="=1+1")
    assert tuple(line) == (*HEAD, WHOLE[0])
    assert line["ward"] == "'=1+1"
    assert line["submitted_at"] == AT


def test_nobody_reported() -> None:
    assert table([], WHOLE) == []


def answers(code: str) -> st.SearchStrategy[Answer]:
    value = st.integers(0, 10**15).map(lambda n: said(code, n))
    return value | STATES.map(lambda s: Answer(code, s))


@given(
    st.lists(st.fixed_dictionaries({}, optional={c: answers(c) for c in WHOLE[:12]}), max_size=4)
)
def test_every_cell_is_what_its_unit_said(reports: list[dict[str, Answer]]) -> None:
    codes = [*WHOLE[:12], *(f.code for f in FORM.rates)]
    for report, line in zip(reports, table(reports, codes), strict=True):
        for code in WHOLE[:12]:
            answer = report.get(code)
            marks = {None: "", ValueState.NOT_APPLICABLE: "NA", ValueState.NOT_KNOWN: "?"}
            expected = (
                str(answer.value) if answer and answer.counts else marks[answer and answer.state]
            )
            assert line[code] == expected
        for field in FORM.rates:
            rate = rate_of(field, report)
            if rate is not None:
                assert abs(Decimal(line[field.code]) - rate) <= Decimal("0.005"), plain(rate)


def test_more_units_than_are_written_at_once() -> None:
    lines = table([{WHOLE[0]: said(WHOLE[0], n)} for n in range(1001)], WHOLE[:1])
    assert [line[WHOLE[0]] for line in lines] == [str(n) for n in range(1001)]
