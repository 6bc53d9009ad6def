"""Sheets "Độ phủ", "Chất lượng" and "Chú giải"."""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from app.documents.characters import one_line
from app.documents.models import WardLine
from app.documents.spreadsheet.cells import (
    COVERAGE,
    LEGEND,
    NO,
    QUALITY,
    YES,
    Book,
    write_moment,
    write_text,
)
from app.documents.spreadsheet.summary import DIFFERS, MATCHES, TOO_LONG

_LEGEND: Final = (
    ("KAD", "Không áp dụng: chỉ tiêu không có trên địa bàn; lý do ở ghi chú của ô. Không cộng."),
    ("CCS", "Chưa có số liệu: đơn vị chưa xác định được. Không cộng, không coi là 0."),
    ("KT", "Giá trị không hợp lệ, giữ nguyên như đã nhập ở bản của đơn vị. Không cộng."),
    ("Ô trống", "Chưa trả lời, hoặc đơn vị không tính vào tổng (xem cột “Tính vào tổng”)."),
    ("0", "Không phát sinh: là một giá trị và được cộng."),
    ("Tổng", "Cộng giá trị của các đơn vị có số liệu."),
    ("Tỷ lệ từ tổng", "100 × tổng tử số / tổng mẫu số của các đơn vị có đủ hai số."),
    ("Bình quân", "Bình quân giản đơn của các đơn vị có số liệu."),
    (MATCHES, "Công thức tính lại từ sheet đơn vị bằng giá trị đã lưu."),
    (DIFFERS, "Công thức khác giá trị đã lưu: có người đã sửa số trong tệp này."),
    (TOO_LONG, "Excel chỉ giữ 15 chữ số có nghĩa; số đầy đủ có trong tệp CSV và JSON."),
)


def write_coverage(book: Book) -> None:
    wards = book.report.wards
    widths = (10, 26, 24, 12, 10, 8, 26, 18, 18, 68)
    sheet = book.sheet(COVERAGE, "Tình hình nộp báo cáo", widths)
    coverage = book.report.coverage
    counts = (
        ("Phải báo cáo", coverage.expected),
        ("Đã nộp", coverage.submitted),
        ("Đã duyệt", coverage.approved),
        ("Nộp muộn", len(coverage.late)),
        ("Chưa nộp", len(coverage.missing)),
    )
    for row, (title, number) in enumerate(counts, 1):
        sheet.write_string(row, 0, title, book.text)
        sheet.write_number(row, 1, number, book.whole)
    titles = (
        "Mã đơn vị",
        "Đơn vị",
        "Tình trạng",
        "Tính vào tổng",
        "Nộp muộn",
        "Bản số",
        "Biên nhận",
        "Nộp lúc",
        "Duyệt lúc",
        "SHA-256 của bản nộp",
    )
    header = len(counts) + 2
    book.write_header(sheet, header, titles, len(wards))
    look = book.workbook.add_format({"num_format": "hh:mm d/m/yyyy", "valign": "top"})
    for row, ward in enumerate(wards, header + 1):
        _write_ward(book, sheet, row, ward)
        write_moment(sheet, row, 7, ward.submitted_at, look)
        write_moment(sheet, row, 8, ward.approved_at, look)


def _write_ward(book: Book, sheet: Worksheet, row: int, ward: WardLine) -> None:
    texts = (
        ward.code,
        one_line(ward.name),
        one_line(ward.state),
        YES if ward.is_counted else NO,
        YES if ward.is_late else "",
    )
    for column, text in enumerate(texts):
        write_text(sheet, row, column, text, book.text)
    if ward.version:
        sheet.write_number(row, 5, ward.version, book.whole)
    write_text(sheet, row, 6, one_line(ward.receipt), book.text)
    write_text(sheet, row, 9, ward.sha256, book.text)


def write_quality(book: Book) -> None:
    """Findings by rule, then the explanations that were accepted."""
    findings, explanations = book.report.findings, book.report.explanations
    sheet = book.sheet(QUALITY, "Chất lượng số liệu", (30, 60, 60, 12, 12, 12))
    titles = ("Quy tắc", "Nội dung kiểm tra", "Mức độ", "Số lần", "Số đơn vị", "Còn mở")
    book.write_header(sheet, 2, titles, len(findings))
    for row, finding in enumerate(findings, 3):
        for column, text in enumerate((finding.rule, finding.label, finding.severity)):
            write_text(sheet, row, column, one_line(text), book.wrapped)
        for column, number in enumerate((finding.findings, finding.wards, finding.open), 3):
            sheet.write_number(row, column, number, book.whole)
    start = 5 + len(findings)
    for column, title in enumerate(("Đơn vị", "Phát hiện", "Giải trình đã chấp nhận")):
        sheet.write_string(start, column, title, book.header)
    for row, explanation in enumerate(explanations, start + 1):
        ward = explanation.ward or book.report.ward_names.get(explanation.ward_code, "")
        for column, text in enumerate((ward, explanation.finding, explanation.reason)):
            write_text(sheet, row, column, one_line(text), book.wrapped)


def write_legend(book: Book) -> None:
    sheet = book.sheet(LEGEND, "Chú giải", (20, 100))
    for row, (mark, meaning) in enumerate(_LEGEND, 2):
        sheet.write_string(row, 0, mark, book.text)
        sheet.write_string(row, 1, meaning, book.wrapped)
