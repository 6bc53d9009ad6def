"""Sheets "Chất lượng" and "Chú giải"."""

from __future__ import annotations

from typing import Final

from app.documents.characters import one_line
from app.documents.spreadsheet.cells import LEGEND, QUALITY, Book, write_text
from app.documents.spreadsheet.summary import DIFFERS, MATCHES, TOO_LONG

_LEGEND: Final = (
    ("KAD", "Không áp dụng: chỉ tiêu không có trên địa bàn; lý do ở ghi chú của ô. Không cộng."),
    ("CCS", "Chưa có số liệu: đơn vị chưa xác định được. Không cộng, không coi là 0."),
    ("KT", "Giá trị không hợp lệ, giữ nguyên như đã nhập ở bản của đơn vị. Không cộng."),
    ("Ô trống", "Chưa trả lời, hoặc đơn vị không tính vào tổng (xem cột “Tính vào tổng”)."),
    ("Mã gạch chân", "Mở các dòng của đơn vị đó ở sheet “Nguồn gốc”."),
    ("0", "Không phát sinh: là một giá trị và được cộng."),
    ("Tổng", "Cộng giá trị của các đơn vị có số liệu."),
    ("Tỷ lệ từ tổng", "100 × tổng tử số / tổng mẫu số của các đơn vị có đủ hai số."),
    ("Bình quân", "Bình quân giản đơn của các đơn vị có số liệu."),
    (MATCHES, "Công thức tính lại từ sheet đơn vị bằng giá trị đã lưu."),
    (DIFFERS, "Công thức khác giá trị đã lưu: có người đã sửa số trong tệp này."),
    (TOO_LONG, "Excel chỉ giữ 15 chữ số có nghĩa; số đầy đủ có trong tệp CSV và JSON."),
)


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
