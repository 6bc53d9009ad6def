"""The first sheet: whose workbook it is, how to fill it in, and where everything stands."""

from __future__ import annotations

import datetime as dt
from typing import Final

from app.documents.entry_book.plan import (
    NOT_APPLICABLE,
    NOT_KNOWN,
    PartSheet,
    TableSheet,
)
from app.documents.entry_book.sheets import GUIDE, Writing
from app.documents.numerals import moment
from app.domain.forms import FieldType

_STEPS: Final = (
    "Chỉ nhập vào ô màu vàng. Các ô khác được khóa để hệ thống đọc lại đúng chỗ.",
    "Không phát sinh thì ghi 0. Để trống nghĩa là chưa trả lời.",
    f"Đơn vị không có nội dung đó: chọn “{NOT_APPLICABLE}” ở cột Tình trạng và ghi lý do. "
    f"Chưa có số: chọn “{NOT_KNOWN}”. Với phần lời văn, lý do ghi ngay ở ô nội dung.",
    "Số gõ liền, ví dụ 4410; máy tự nhóm hàng nghìn theo cài đặt của máy. "
    "Tỷ lệ gõ 97,61, không gõ dấu %. Ngày gõ 14/06/2026.",
    "Ô nghiêng màu xám là tỷ lệ tự tính từ hai số liệu; không phải nhập.",
    "Trong ô lời văn và bảng, xuống dòng bằng Alt + Enter. Chép từ Word: nhấn F2 rồi dán.",
    "Không thêm, xóa, gộp ô hay đổi chỗ cột ở các trang “Phần”. Ở các trang “Bảng”, "
    "mỗi việc một dòng; dòng trống được bỏ qua.",
    "Dòng có dấu * là số liệu bắt buộc của kỳ này.",
    "Lưu dạng Excel (.xlsx), rồi tải lên ở trang báo cáo của đơn vị, mục “Tải báo cáo lên”. "
    "Chỉ những ô bạn đã sửa mới được ghi; ô nào người khác vừa sửa trên trang nhập thì hệ thống "
    "hỏi lại từng ô.",
)


def write_guide(
    writing: Writing, parts: tuple[PartSheet, ...], tables: tuple[TableSheet, ...]
) -> None:
    sheet, looks, book = writing.sheets[GUIDE], writing.looks, writing.book
    sheet.set_portrait()
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 88)
    title = f"Biểu nhập báo cáo thực hiện dân chủ ở cơ sở {book.period_title}"
    sheet.write_string(0, 0, title, looks.title)
    row = 2
    for name, value in _identity(writing):
        sheet.write_string(row, 0, name, looks.strong)
        sheet.write_string(row, 1, value, looks.plain)
        row += 1
    sheet.write_string(row + 1, 0, "Cách nhập", looks.strong)
    row += 2
    for number, step in enumerate(_STEPS, 1):
        sheet.write_string(row, 0, f"{number}.", looks.plain)
        sheet.write_string(row, 1, step, looks.plain)
        sheet.set_row(row, 18.0 * (1 + len(step) // 92))
        row += 1
    sheet.write_string(row, 0, "Màu của ô", looks.strong)
    sheet.write_string(row, 1, "Ô nhập", looks.answer(FieldType.TEXT, is_open=True))
    sheet.write_string(row + 1, 1, "Ô khóa", looks.answer(FieldType.TEXT, is_open=False))
    sheet.write_string(row + 3, 0, "Các trang", looks.strong)
    row += 4
    for name, words in _contents(parts, tables):
        sheet.write_url(row, 0, f"internal:'{name}'!B1", looks.link, name)
        sheet.write_string(row, 1, words, looks.plain)
        row += 1
    sheet.print_area(0, 0, row, 1)


def _identity(writing: Writing) -> list[tuple[str, str]]:
    book = writing.book
    ticket = book.ticket
    return [
        ("Đơn vị", f"{ticket.ward_name} (mã {ticket.ward_code}), {book.city_name}"),
        ("Kỳ báo cáo", f"{book.period_title} (mã {ticket.period_code})"),
        ("Mẫu báo cáo", f"Phiên bản {ticket.form_number}"),
        ("Tải về lúc", moment(dt.datetime.fromisoformat(ticket.made_at))),
    ]


def _contents(
    parts: tuple[PartSheet, ...], tables: tuple[TableSheet, ...]
) -> list[tuple[str, str]]:
    return [(p.name, f"{p.code}. {p.title}") for p in parts] + [
        (t.name, f"{t.field.section}. {t.field.label_vi}") for t in tables
    ]
