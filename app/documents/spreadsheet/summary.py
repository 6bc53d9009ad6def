"""Sheet "Tổng hợp": the stored city figures beside formulas that count them again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from app.documents.characters import one_line
from app.documents.city_report.notes import notes_of
from app.documents.models import Figure
from app.documents.numerals import moment
from app.documents.spreadsheet.cells import (
    FIRST_INDICATOR,
    FIRST_WARD,
    SUMMARY,
    WARDS,
    Book,
    write_number,
    write_text,
)
from app.documents.spreadsheet.live_totals import TOLERANCE, LiveTotal, live_totals
from app.documents.spreadsheet.pen import YES
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


def write_summary(book: Book) -> None:
    report = book.report
    title = f"Tổng hợp chỉ tiêu, {one_line(report.city_name)}, {one_line(report.period_title)}"
    sheet = book.sheet(SUMMARY, title, _WIDTHS)
    sheet.write_string(1, 0, _standing(book), book.text)
    totals = live_totals(book)
    _write_verdict(book, sheet, totals.values())
    figures = [report.form.fields[code] for code in totals]
    book.write_header(sheet, _HEADER, _TITLES, len(figures))
    notes = {note.code: " ".join(note.texts) for note in notes_of(report)}
    for i, field in enumerate(figures, 1):
        figure = report.figures_by_code[field.code]
        _write_names(book, sheet, _HEADER + i, i, field)
        _write_page(book, sheet, _HEADER + i, figure)
        _write_numbers(book, sheet, _HEADER + i, figure)
        _write_check(book, sheet, _HEADER + i, field, totals[field.code])
        write_text(sheet, _HEADER + i, len(_TITLES) - 1, notes.get(field.code, ""), book.wrapped)
    sheet.freeze_panes(_HEADER + 1, 3)


def _standing(book: Book) -> str:
    report, coverage = book.report, book.report.coverage
    return (
        f"Bản tổng hợp số {report.revision}, tính đến {moment(report.computed_at)}; "
        f"đã nộp {coverage.submitted}/{coverage.expected}, đã duyệt {coverage.approved}; "
        f"tính vào tổng {len(report.counted_wards)} đơn vị."
    )


def _write_verdict(book: Book, sheet: Worksheet, totals: Collection[LiveTotal]) -> None:
    """One cell for the whole sheet: does every total still follow from the wards?"""
    wrong = sum(not total.is_stored for total in totals)
    first = xl_rowcol_to_cell(_HEADER + 1, _CHECK)
    area = f"{first}:{xl_rowcol_to_cell(_HEADER + max(1, len(totals)), _CHECK)}"
    count = f'COUNTIF({area},"{DIFFERS}")'
    formula = f'=IF({count}=0,"{ALL_MATCH}","{DIFFERS}: "&{count})'
    shown = f"{DIFFERS}: {wrong}" if wrong else ALL_MATCH
    sheet.write_string(2, _LIVE, "Kiểm tra cả bảng:", book.text)
    sheet.write_formula(2, _CHECK, formula, book.good, shown)
    marked = {"type": "text", "criteria": "begins with", "value": DIFFERS, "format": book.bad}
    sheet.conditional_format(2, _CHECK, _HEADER + max(1, len(totals)), _CHECK, marked)


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


def _write_check(book: Book, sheet: Worksheet, row: int, field: Field, total: LiveTotal) -> None:
    """A live total and its verdict; both carry the result that we count ourselves."""
    if not total.is_countable:
        sheet.write_string(row, _CHECK, TOO_LONG, book.grey)
        return
    look = book.whole if isinstance(total.value, int) else book.fraction
    shown = "" if total.value is None else float(total.value)
    sheet.write_formula(row, _LIVE, f"={_formula(book, field)}", look, shown)
    verdict = MATCHES if total.is_stored else DIFFERS
    stored, live = xl_rowcol_to_cell(row, _STORED), xl_rowcol_to_cell(row, _LIVE)
    check = (
        f"=IF(AND(ISNUMBER({stored}),ISNUMBER({live})),"
        f"IF(ABS({stored}-{live})<={TOLERANCE}*MAX(1,ABS({stored})),"
        f'"{MATCHES}","{DIFFERS}"),IF(AND({stored}="",{live}=""),"{MATCHES}","{DIFFERS}"))'
    )
    sheet.write_formula(row, _CHECK, check, book.text, verdict)


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
