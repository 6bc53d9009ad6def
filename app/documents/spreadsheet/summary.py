"""Sheet "Tổng hợp": the stored city figures beside formulas that count them again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from app.documents.characters import one_line
from app.documents.city_report.notes import notes_of
from app.documents.models import Figure
from app.documents.numerals import Number, moment
from app.documents.spreadsheet.cells import (
    FIRST_INDICATOR,
    FIRST_WARD,
    SUMMARY,
    WARDS,
    YES,
    Book,
    fits,
    write_number,
    write_text,
)
from app.domain.answers import Value
from app.domain.forms import AggregateKind, Field

_TITLES: Final = (
    "TT",
    "Mã chỉ tiêu",
    "Chỉ tiêu",
    "Mục",
    "Đơn vị tính",
    "Cách tính",
    "Giá trị đã lưu",
    "Tính lại từ sheet đơn vị",
    "Kiểm tra",
    "Số đơn vị có số liệu",
    "Tử số",
    "Mẫu số",
    "Kỳ so sánh",
    "Tăng, giảm",
    "Giải trình đã chấp nhận",
)
_WIDTHS: Final = (5, 34, 52, 8, 12, 14, 18, 18, 14, 12, 16, 16, 16, 14, 60)
_KINDS: Final = {
    AggregateKind.SUM: "Tổng",
    AggregateKind.RATIO: "Tỷ lệ từ tổng",
    AggregateKind.MEAN: "Bình quân",
    AggregateKind.MAX: "Lớn nhất",
    AggregateKind.COUNT_TRUE: "Số đơn vị Có",
    AggregateKind.NONE: "Không tính",
}
_STORED, _LIVE, _CHECK, _WARDS_COLUMN = 6, 7, 8, 9
_HEADER: Final = 3
MATCHES: Final = "Khớp"
DIFFERS: Final = "LỆCH"
ALL_MATCH: Final = "Tất cả khớp"
TOO_LONG: Final = "Quá 15 chữ số"
#: Binary halves of decimals may differ in the last digit that Excel keeps.
_TOLERANCE: Final = "1E-9"


def write_summary(book: Book) -> None:
    report = book.report
    title = f"Tổng hợp chỉ tiêu, {one_line(report.city_name)}, {one_line(report.period_title)}"
    sheet = book.sheet(SUMMARY, title, _WIDTHS)
    sheet.write_string(1, 0, _standing(book), book.text)
    _write_verdict(book, sheet)
    figures = [f for f in report.form.indicators if f.code in report.figures_by_code]
    book.write_header(sheet, _HEADER, _TITLES, len(figures))
    notes = {note.code: " ".join(note.texts) for note in notes_of(report)}
    for i, field in enumerate(figures, 1):
        figure = report.figures_by_code[field.code]
        _write_names(book, sheet, _HEADER + i, i, field)
        _write_page(book, sheet, _HEADER + i, figure)
        _write_numbers(book, sheet, _HEADER + i, figure)
        _write_check(book, sheet, _HEADER + i, field, figure)
        write_text(sheet, _HEADER + i, len(_TITLES) - 1, notes.get(field.code, ""), book.wrapped)
    sheet.freeze_panes(_HEADER + 1, 3)


def _standing(book: Book) -> str:
    report, coverage = book.report, book.report.coverage
    return (
        f"Bản tổng hợp số {report.revision}, tính đến {moment(report.computed_at)}; "
        f"đã nộp {coverage.submitted}/{coverage.expected}, đã duyệt {coverage.approved}; "
        f"tính vào tổng {len(report.counted_wards)} đơn vị."
    )


def _write_verdict(book: Book, sheet: Worksheet) -> None:
    """One cell for the whole sheet: does every total still follow from the wards?"""
    report = book.report
    figures = [(f, report.figures_by_code.get(f.code)) for f in report.form.indicators]
    known = [(field, figure) for field, figure in figures if figure is not None]
    countable = [pair for pair in known if _is_countable(book, *pair)]
    wrong = sum(not _same(live_total(book, field), figure.value) for field, figure in countable)
    first = xl_rowcol_to_cell(_HEADER + 1, _CHECK)
    area = f"{first}:{xl_rowcol_to_cell(_HEADER + max(1, len(known)), _CHECK)}"
    count = f'COUNTIF({area},"{DIFFERS}")'
    formula = f'=IF({count}=0,"{ALL_MATCH}","{DIFFERS}: "&{count})'
    shown = f"{DIFFERS}: {wrong}" if wrong else ALL_MATCH
    sheet.write_string(2, _LIVE, "Kiểm tra cả bảng:", book.text)
    sheet.write_formula(2, _CHECK, formula, book.good, shown)
    marked = {"type": "text", "criteria": "begins with", "value": DIFFERS, "format": book.bad}
    sheet.conditional_format(2, _CHECK, _HEADER + max(1, len(known)), _CHECK, marked)


def _write_page(book: Book, sheet: Worksheet, row: int, figure: Figure) -> None:
    """The figure's own page, behind the stored figure; the number itself is written over it."""
    address = book.page_of(figure.code)
    if address and figure.value is not None:
        tip = "Mở trang của chỉ tiêu: từng đơn vị, từng bản nộp"
        sheet.write_url(row, _STORED, address, book.whole, "", tip)


def _write_names(book: Book, sheet: Worksheet, row: int, order: int, field: Field) -> None:
    sheet.write_number(row, 0, order, book.whole)
    # The code leads to its column in the wards' sheet: a figure opens to its wards.
    target = xl_rowcol_to_cell(FIRST_WARD - 1, book.columns[field.code])
    sheet.write_url(row, 1, f"internal:'{WARDS}'!{target}", book.link, field.code)
    sheet.write_string(row, 2, field.name, book.wrapped)
    sheet.write_string(row, 3, field.section, book.text)
    sheet.write_string(row, 4, field.unit, book.text)
    sheet.write_string(row, 5, _KINDS[field.aggregate.kind], book.text)


def _write_numbers(book: Book, sheet: Worksheet, row: int, figure: Figure) -> None:
    write_number(book, sheet, row, _STORED, figure.value)
    sheet.write_number(row, _WARDS_COLUMN, figure.wards, book.whole)
    following = (figure.numerator, figure.denominator, figure.previous, figure.change)
    for column, number in enumerate(following, _WARDS_COLUMN + 1):
        write_number(book, sheet, row, column, number)


def _write_check(book: Book, sheet: Worksheet, row: int, field: Field, figure: Figure) -> None:
    """A live total and its verdict; both carry the result that we count ourselves."""
    if not _is_countable(book, field, figure):
        sheet.write_string(row, _CHECK, TOO_LONG, book.grey)
        return
    total = live_total(book, field)
    look = book.whole if isinstance(total, int) else book.fraction
    shown = "" if total is None else float(total)
    sheet.write_formula(row, _LIVE, f"={_formula(book, field)}", look, shown)
    verdict = MATCHES if _same(total, figure.value) else DIFFERS
    stored, live = xl_rowcol_to_cell(row, _STORED), xl_rowcol_to_cell(row, _LIVE)
    check = (
        f"=IF(AND(ISNUMBER({stored}),ISNUMBER({live})),"
        f"IF(ABS({stored}-{live})<={_TOLERANCE}*MAX(1,ABS({stored})),"
        f'"{MATCHES}","{DIFFERS}"),IF(AND({stored}="",{live}=""),"{MATCHES}","{DIFFERS}"))'
    )
    sheet.write_formula(row, _CHECK, check, book.text, verdict)


def live_total(book: Book, field: Field) -> Number | None:
    """What the formula gives, counted from the same cells."""
    if field.aggregate.kind is AggregateKind.RATIO:
        return _pooled(book, field)
    values = _values(book, field.code)
    if not values:
        return None
    count: Callable[[Sequence[Value]], Number] = _COUNTS[field.aggregate.kind]
    return count(values)


def _mean(values: Sequence[Value]) -> Number:
    return Decimal(_sum(values)) / len(values)


def _sum(values: Sequence[Value]) -> Number:
    return sum((v for v in values if isinstance(v, Number)), start=0)


def _max(values: Sequence[Value]) -> Number:
    return max(v for v in values if isinstance(v, Number))


def _true(values: Sequence[Value]) -> Number:
    return sum(1 for value in values if value is True)


_COUNTS: Final = {
    AggregateKind.SUM: _sum,
    AggregateKind.MEAN: _mean,
    AggregateKind.MAX: _max,
    AggregateKind.COUNT_TRUE: _true,
}


def _pooled(book: Book, field: Field) -> Number | None:
    """Summed numerators over summed denominators, of the wards that gave both."""
    top, bottom = field.aggregate.numerator or "", field.aggregate.denominator or ""
    pairs = [
        (answers[top].value, answers[bottom].value)
        for answers in book.answers.values()
        if top in answers and bottom in answers and answers[top].counts and answers[bottom].counts
    ]
    whole = _sum([pair[1] for pair in pairs if pair[1] is not None])
    part = _sum([pair[0] for pair in pairs if pair[0] is not None])
    return Decimal(100 * part) / Decimal(whole) if whole else None


def _values(book: Book, code: str) -> list[Value]:
    answers = (answers.get(code) for answers in book.answers.values())
    return [a.value for a in answers if a is not None and a.counts and a.value is not None]


def _formula(book: Book, field: Field) -> str:
    area = _area(book, field.code)
    match field.aggregate.kind:
        case AggregateKind.SUM:
            return f'IF(COUNT({area})=0,"",SUM({area}))'
        case AggregateKind.MEAN:
            return f'IF(COUNT({area})=0,"",AVERAGE({area}))'
        case AggregateKind.MAX:
            return f'IF(COUNT({area})=0,"",MAX({area}))'
        case AggregateKind.COUNT_TRUE:
            return f'IF(COUNTIF({area},"?*")=0,"",COUNTIF({area},"{YES}"))'
    top = _area(book, field.aggregate.numerator or "")
    bottom = _area(book, field.aggregate.denominator or "")
    both = f"--ISNUMBER({top}),--ISNUMBER({bottom})"
    whole = f"SUMPRODUCT({both},{bottom})"
    return f'IF({whole}=0,"",100*SUMPRODUCT({both},{top})/{whole})'


def _area(book: Book, code: str) -> str:
    column = xl_col_to_name(book.columns.get(code, FIRST_INDICATOR))
    last = FIRST_WARD + max(1, len(book.report.wards))
    return f"'{WARDS}'!${column}${FIRST_WARD + 1}:${column}${last}"


def _same(left: Number | None, right: Number | None) -> bool:
    if left is None or right is None:
        return left is right
    allowed = Decimal(_TOLERANCE) * max(Decimal(1), abs(Decimal(right)))
    return abs(Decimal(left) - Decimal(right)) <= allowed


def _is_countable(book: Book, field: Field, figure: Figure) -> bool:
    """Whether every number behind the figure is one that Excel holds."""
    parts = (field.code, field.aggregate.numerator or "", field.aggregate.denominator or "")
    values = [v for code in parts for v in _values(book, code)]
    numbers = [v for v in (*values, figure.value) if isinstance(v, Number)]
    return all(fits(number) for number in numbers)
