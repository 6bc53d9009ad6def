"""The ward's Excel workbook: what is written is read back, and only what changed speaks."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from entry_books import (
    FIELDS,
    FORM,
    TICKET,
    answers_of,
    book_of,
    edited,
    place,
    put,
    read,
    rezipped,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from app.documents.entry_book import FilledBook, Mark, marked_book, understood
from app.documents.entry_book.plan import asked
from app.domain.answers import parse_answer
from app.domain.forms import ColumnType, Field, FieldType
from app.standard import standard_units

ASKED = tuple(asked(FORM))
DRAFT = {
    "residential_units_total": "12",
    "households_total": "3.500",
    "overview": "- Đã triển khai.\n- Có kế hoạch; =1+1 không phải công thức.",
    "dossiers_received": "100",
    "dossiers_received_online": "97",
    "dossiers_received_direct": "12O",
    "service_index_score": "97,61",
    "service_index_date": "10/5/2026",
    "land_donated_m2": "12.500,5",
    "democracy_regulation_issued": "có",
    "clearance_projects": "NA:không có dự án trên địa bàn",
    "clearance_households": "?",
    "welfare": "NA:báo cáo riêng",
    "document_number": "45",
    "documents": '[{"type":"Kế hoạch","number":"44/KH-UBND","date":"30/1/2026","role":"issued"}]',
}


@pytest.fixture(scope="module")
def content() -> bytes:
    return book_of(DRAFT, {"households_total": "3.400", "overview": "Năm ngoái."})


@pytest.fixture(scope="module")
def sheets(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_nothing_typed_changes_nothing(content: bytes, tmp_path: Path) -> None:
    filled = read(content, tmp_path)
    assert filled.ticket == TICKET
    assert filled.notes == ()
    assert set(filled.cells) == {f.code for f in ASKED}
    assert [c.place for c in filled.cells.values() if not c.is_untouched] == []


def test_every_answer_stands_in_the_file(content: bytes, tmp_path: Path) -> None:
    filled, drafted = read(content, tmp_path), answers_of(DRAFT)
    for code, answer in drafted.items():
        found = filled.cells[code].answer
        assert found is not None, code
        assert (found.state, found.value, found.reason) == (
            answer.state,
            answer.value,
            answer.reason,
        )


def typed_by(field: Field) -> st.SearchStrategy[str]:
    """What may stand in the draft of a question."""
    texts = st.text(max_size=120)
    own = {
        FieldType.INT: st.integers(0, 10**9).map(str),
        FieldType.VND: st.integers(0, 10**14).map(str),
        FieldType.PCT: st.decimals(0, 100, places=6).map(lambda d: f"{d:f}"),
        FieldType.SCORE: st.decimals(0, 100, places=2).map(lambda d: f"{d:f}"),
        FieldType.M2: st.decimals(0, 10**10, places=6).map(lambda d: f"{d:f}".replace(".", ",")),
        FieldType.BOOL: st.sampled_from(["có", "không"]),
        FieldType.DATE: st.dates(dt.date(1945, 9, 2), dt.date(2100, 12, 31)).map(str),
        FieldType.TEXT: texts,
        FieldType.ROWS: rows_of(field),
    }
    states = st.one_of(st.just("?"), texts.map(lambda t: f"NA:{t}"), texts)
    return st.one_of(own[field.type], own[field.type], states)


def rows_of(field: Field) -> st.SearchStrategy[str]:
    cells = {
        column.code: {
            ColumnType.DATE: st.dates(dt.date(1990, 1, 1), dt.date(2090, 1, 1)).map(str),
            ColumnType.CHOICE: st.sampled_from([c.value for c in column.choices] or [""]),
            ColumnType.TEXT: st.text(max_size=40),
        }[column.type]
        for column in field.column_definitions
    }
    rows = st.lists(st.fixed_dictionaries({}, optional=cells), max_size=4)
    return rows.map(lambda found: json.dumps(found, ensure_ascii=False))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_the_draft_says_comes_back_untouched(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    fields = data.draw(st.lists(st.sampled_from(ASKED), min_size=1, max_size=12, unique=True))
    draft = {field.code: data.draw(typed_by(field), label=field.code) for field in fields}
    filled = read(book_of(draft), tmp_path_factory.mktemp("book"))
    assert [(c.place, c.typed) for c in filled.cells.values() if not c.is_untouched] == []


READABLE = (
    ("dossiers_received", 4410, 4410),
    ("dossiers_received", "4.410", 4410),
    ("dossiers_received", "4 410", 4410),
    ("service_index_score", 95.2, Decimal("95.2")),
    ("digitization_rate", "97,61 %", Decimal("97.61")),
    ("digitization_rate", 100 * 410 / 420, Decimal("97.619048")),
    ("service_index_date", dt.datetime(2026, 5, 10), dt.date(2026, 5, 10)),
    ("service_index_date", "10/5/2026", dt.date(2026, 5, 10)),
    ("service_index_date", 46152, dt.date(2026, 5, 10)),
    ("democracy_regulation_issued", "Không", False),
    ("democracy_regulation_issued", True, True),
    ("land_donated_m2", 2345.5, Decimal("2345.5")),
    ("document_number", 186, "186"),
    ("document_number", dt.datetime(2026, 6, 12), "12/6/2026"),
    ("overview", "=1+1 là một", "=1+1 là một"),
)


def batches(cases: Iterable[tuple[Any, ...]]) -> list[list[tuple[Any, ...]]]:
    """Cases about different questions can stand in one file."""
    files: list[list[tuple[Any, ...]]] = []
    for case in cases:
        free = (file for file in files if all(case[0] != other[0] for other in file))
        chosen = next(free, None)
        if chosen is None:
            files.append([case])
        else:
            chosen.append(case)
    return files


@pytest.mark.parametrize("cases", batches(READABLE))
def test_what_people_type(content: bytes, tmp_path: Path, cases: list[tuple[Any, ...]]) -> None:
    def edit(book: Workbook) -> None:
        for code, cell, _ in cases:
            sheet, row = place(book, code)
            sheet[f"E{row}"].value = cell
            if isinstance(cell, str):
                sheet[f"E{row}"].data_type = "s"

    cells = read(edited(content, edit), tmp_path).cells
    for code, _, value in cases:
        answer = cells[code].answer
        assert answer is not None
        assert (cells[code].fault, answer.value) == ("", value)


def test_a_formula_stands_for_its_last_result(content: bytes, tmp_path: Path) -> None:
    formula = put(content, {"dossiers_received": "=4400+10", "households_total": "=1/0"})

    def solve(_name: str, body: bytes) -> bytes:
        """What a spreadsheet program leaves beside a formula."""
        left = rb'<c r="(E\d+)" s="(\d+)"><f>%b</f><v ?/?>(?:</v>)?'
        for expression, kind, result in ((rb"4400\+10", b"n", b"4410"), (b"1/0", b"e", b"#DIV/0!")):
            wanted = rb'<c r="\1" s="\2" t="%b"><f>1</f><v>%b</v>' % (kind, result)
            body = re.sub(left % expression, wanted, body)
        return body

    cells = read(rezipped(formula, solve), tmp_path).cells
    assert cells["dossiers_received"].typed == "4410"
    assert cells["dossiers_received"].fault == ""
    assert "#DIV/0!" in cells["households_total"].fault


def test_a_share_that_excel_turned_into_a_percentage(content: bytes, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet, row = place(book, "digitization_rate")
        sheet[f"E{row}"].value, sheet[f"E{row}"].number_format = 0.9761, "0.00%"

    found = read(edited(content, edit), tmp_path).cells["digitization_rate"]
    assert found.answer is not None
    assert found.answer.value == Decimal("97.61")


UNREADABLE = (
    ("dossiers_received", "#REF!", "#REF!"),
    ("dossiers_received", "=B2+1", "chưa có kết quả"),
    ("dossiers_received", 4.41, "số nguyên"),
    ("dossiers_received", "-5", "âm"),
    ("dossiers_received", dt.datetime(2026, 2, 1), "thành ngày"),
    ("dossiers_received", True, "số nguyên"),
    ("service_index_date", "31/2/2026", "ngày"),
    ("democracy_regulation_issued", "rồi", "“có” hoặc “không”"),
)


@pytest.mark.parametrize("cases", batches(UNREADABLE))
def test_what_cannot_be_read_says_why(
    content: bytes, tmp_path: Path, cases: list[tuple[Any, ...]]
) -> None:
    cells = read(put(content, {code: cell for code, cell, _ in cases}), tmp_path).cells
    for code, _, words in cases:
        assert words in cells[code].fault


STATES = (
    ("Không áp dụng", None, "không có thôn", "NA:không có thôn", ""),
    ("KHÔNG ÁP DỤNG", None, "không có thôn", "NA:không có thôn", ""),
    ("Chưa có số liệu", None, None, "?", ""),
    (None, 7, None, "7", ""),
    ("Không áp dụng", None, None, "NA:", "phải kèm lý do"),
    ("Không áp dụng", 7, "lý do", "7", "vẫn có giá trị"),
    ("Có số liệu", None, "quên chọn", "", "Có lý do nhưng"),
    ("gì đó", 7, None, "7", "Tình trạng phải là"),
)
COUNTS = [f.code for f in ASKED if f.type is FieldType.INT and f.code not in DRAFT]


def test_the_state_beside_the_value(content: bytes, tmp_path: Path) -> None:
    cases = dict(zip(COUNTS, STATES, strict=False))
    assert len(cases) == len(STATES)

    def edit(book: Workbook) -> None:
        for code, cells in cases.items():
            sheet, row = place(book, code)
            for column, cell in zip("DEF", cells[:3], strict=True):
                sheet[f"{column}{row}"].value = cell

    filled = read(edited(content, edit), tmp_path)
    for code, (*_, typed, fault) in cases.items():
        found = filled.cells[code]
        assert found.typed == typed
        assert fault in found.fault
        assert bool(found.fault) == bool(fault)


def test_rows_are_read_in_their_order_and_empty_ones_left_out(
    content: bytes, tmp_path: Path
) -> None:
    def edit(book: Workbook) -> None:
        sheet = book["Bảng II.2"]
        sheet["C8"].value, sheet["E8"].value = "Công văn", "5/2/2026"
        sheet["H8"].value = "Đơn vị ban hành"

    cell = read(edited(content, edit), tmp_path).cells["documents"]
    assert cell.fault == ""
    assert cell.answer is not None
    first, second = cell.answer.value
    assert first["number"] == "44/KH-UBND"
    assert second["date"] == "2026-02-05"
    assert set(second) <= {"type", "date", "role"}


def test_a_wrong_line_is_named_by_its_own_number(content: bytes, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        book["Bảng II.2"]["E9"].value = "31/2/2026"

    fault = read(edited(content, edit), tmp_path).cells["documents"].fault
    assert fault.startswith("Dòng 4, cột “Ngày ban hành”")


def test_a_line_that_was_moved_is_found_by_its_code(content: bytes, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet, row = place(book, "households_total")
        sheet[f"E{row}"].value = 3600
        sheet.insert_rows(row, 3)
        sheet.title = "Đổi tên"
        book.move_sheet(sheet, 4)

    filled = read(edited(content, edit), tmp_path)
    assert filled.cells["households_total"].typed == "3600"
    assert filled.cells["households_total"].sheet == "Đổi tên"
    changed = {c for c, cell in filled.cells.items() if not cell.is_untouched}
    assert changed == {"households_total"}


def test_lines_that_are_gone_or_foreign_are_told(content: bytes, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet, row = place(book, "households_total")
        sheet.delete_rows(row)
        last = sheet.max_row + 2
        sheet[f"B{last}"].value, sheet[f"E{last}"].value = "Số hộ nghèo", 12
        del book["Bảng VI"]

    filled = read(edited(content, edit), tmp_path)
    assert {"households_total", "proposal_rows"}.isdisjoint(filled.cells)
    foreign, gone = filled.notes
    assert "không thuộc dòng nào" in foreign
    assert "Tổng số hộ gia đình; Các kiến nghị" in gone


def test_a_line_that_stands_twice_must_say_the_same(content: bytes, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet, row = place(book, "households_total")
        last = sheet.max_row + 1
        sheet[f"A{last}"].value, sheet[f"E{last}"].value = "households_total", 1
        assert sheet[f"E{row}"].value == 3500

    assert (
        "hai ô khác nhau" in read(edited(content, edit), tmp_path).cells["households_total"].fault
    )


def test_merged_answer_cells_are_told(content: bytes, tmp_path: Path) -> None:
    def edit(book: Workbook) -> None:
        sheet, row = place(book, "households_total")
        sheet.merge_cells(f"E{row}:E{row + 1}")

    cells = read(edited(content, edit), tmp_path).cells
    assert "gộp" in cells["households_total"].fault
    assert "gộp" in cells["population_total"].fault


def test_only_answer_cells_are_unlocked(sheets: Workbook) -> None:
    sheet, row = place(sheets, "dossiers_received")
    assert sheet.protection.sheet
    locked = {column: sheet[f"{column}{row}"].protection.locked for column in "BCDEFGI"}
    assert [c for c, is_locked in locked.items() if not is_locked] == ["D", "E", "F"]
    rate = next(r for r in range(1, sheet.max_row) if sheet[f"A{r}"].value == "tonghop:rate")
    assert sheet[f"E{rate}"].protection.locked


def test_rates_are_live_formulas(sheets: Workbook) -> None:
    sheet, top = place(sheets, "dossiers_received_online")
    _, bottom = place(sheets, "dossiers_received")
    formulas = [str(sheet[f"E{r}"].value) for r in range(1, sheet.max_row + 1)]
    wanted = f"ROUND(100*'Phần III'!E{top}/'Phần III'!E{bottom},2)"
    assert any(wanted in formula for formula in formulas)


def test_what_the_ward_answered_before_stands_beside(sheets: Workbook) -> None:
    sheet, row = place(sheets, "households_total")
    assert sheet["G4"].value == "6 tháng đầu năm 2025"
    assert sheet[f"G{row}"].value == 3400
    narrative, at = place(sheets, "overview")
    assert "Năm ngoái." in narrative[f"B{at}"].comment.text


def test_cells_check_what_is_typed(sheets: Workbook) -> None:
    sheet, row = place(sheets, "dossiers_received")
    checks = {str(check.sqref): check for check in sheet.data_validations.dataValidation}
    assert (checks[f"E{row}"].type, checks[f"E{row}"].formula1) == ("whole", "0")
    assert "Không áp dụng" in checks[f"D{row}"].formula1
    assert sheet.freeze_panes == "C5"
    assert sheet.print_title_rows == "$4:$4"
    assert sheets["_tonghop"].sheet_state == "veryHidden"


def test_a_text_too_long_for_a_cell_stays_out_of_the_file(tmp_path: Path) -> None:
    long = book_of({"overview": "Nội dung rất dài. " * 2_500, "households_total": "5"})
    filled = read(long, tmp_path)
    assert "overview" not in filled.cells
    assert filled.notes == ()


@pytest.mark.parametrize("text", ["<r>x & y</r>", "<r><t>x</t></r>", "_x0041_ x"])
def test_what_looks_like_a_workbooks_own_markup_comes_back(text: str, tmp_path: Path) -> None:
    filled = read(book_of({"overview": text, "place": text}), tmp_path)
    for code in ("overview", "place"):
        assert filled.cells[code].is_untouched
        assert filled.cells[code].answer.value == text


def test_formula_like_texts_stay_texts_after_marking(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(book_of({"overview": "=HYPERLINK(1)", "place": "@SUM(1)"}))
    filled = read(path.read_bytes(), tmp_path)
    cell = filled.cells["overview"]
    marked = marked_book(path, [Mark(cell.sheet, cell.cell, "Xem lại.", is_error=True)])
    sheets = openpyxl.load_workbook(io.BytesIO(marked))
    assert sheets[cell.sheet][cell.cell].data_type == "s"
    assert sheets[cell.sheet][cell.cell].value == "=HYPERLINK(1)"
    again = read(marked, tmp_path)
    assert [c.place for c in again.cells.values() if not c.is_untouched] == []


def test_remarks_stand_in_the_cells_and_leave_everything_else(
    content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    cell = read(content, tmp_path).cells["dossiers_received_direct"]
    path.write_bytes(content)
    marks = [
        Mark(cell.sheet, cell.cell, "“12O” không phải là số nguyên.", is_error=True),
        Mark(cell.sheet, cell.cell, "Lệch 3 hồ sơ.", is_error=False),
    ]
    path.write_bytes(marked_book(path, marks))
    first = openpyxl.load_workbook(path)
    remark = first[cell.sheet][cell.cell]
    assert remark.comment.text == "“12O” không phải là số nguyên.\n\nLệch 3 hồ sơ."
    assert remark.fill.start_color.rgb == "FFF4B6B0"
    assert everything(first, but=cell.cell) == everything(
        openpyxl.load_workbook(io.BytesIO(content)), but=cell.cell
    )
    path.write_bytes(marked_book(path, []))
    second = openpyxl.load_workbook(path)
    assert second[cell.sheet][cell.cell].comment is None


def everything(book: Workbook, but: str) -> dict[tuple[str, str], object]:
    """Values, locks, formats and comments of all cells, checks and protection."""
    cells: dict[tuple[str, str], object] = {
        (sheet.title, cell.coordinate): (
            cell.value or None,
            cell.number_format,
            cell.protection.locked,
            cell.fill.start_color.rgb,
            cell.comment.text if cell.comment else None,
        )
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.coordinate != but
    }
    for sheet in book.worksheets:
        checks = sorted(str(c.sqref) for c in sheet.data_validations.dataValidation)
        cells[sheet.title, ""] = (sheet.sheet_state, sheet.freeze_panes, checks)
        cells[sheet.title, "locked"] = sheet.protection.sheet
    return cells


def test_a_filled_workbook_is_a_report_that_was_read(content: bytes, tmp_path: Path) -> None:
    filled: FilledBook = read(content, tmp_path)
    report = understood(filled, FORM, standard_units())
    assert report.ward is not None
    assert (report.ward.code, report.period) == ("10525", "2026-H1")
    assert report.indicators["households_total"].value == 3500
    assert "dossiers_received_direct" not in report.indicators
    assert report.document.number == "45"
    assert report.rows["documents"][0]["date"] == "2026-01-30"
    assert parse_answer(FIELDS["overview"], report.narratives["overview"]) is not None
