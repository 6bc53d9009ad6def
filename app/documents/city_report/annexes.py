"""Annexes of the city report: every figure, every ward, and where each came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from app.documents import decree30
from app.documents.characters import one_line, paragraphs
from app.documents.city_report import anchors
from app.documents.city_report.amended import amendment_annex
from app.documents.city_report.by_type import by_type
from app.documents.city_report.figure_texts import figure_text
from app.documents.city_report.notes import Note
from app.documents.city_report.sections import sectioned
from app.documents.city_report.texts import elsewhere, printed_points, said_by
from app.documents.composition import (
    Align,
    Annex,
    Block,
    Column,
    Heading,
    Paragraph,
    Span,
    Style,
    Table,
    note_mark,
)
from app.documents.facts import with_rates
from app.documents.models import CityReport, Figure, WardLine
from app.documents.numerals import difference, moment, of_figure, printed, value_text
from app.documents.tabulation import ORDER
from app.domain.answers import Answer, ValueState
from app.domain.forms import AggregateKind, Field

_ROMAN: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
#: Indicators side by side on a page in landscape.
_AT_ONCE: Final = 10
_MATRIX_SIZE: Final = 8.0
_MARKS: Final = {
    None: "–",
    ValueState.NOT_APPLICABLE: "KAD",
    ValueState.NOT_KNOWN: "CCS",
    ValueState.INVALID: "KT",
}
_LEGEND: Final = (
    "Ghi chú: KAD: không áp dụng; CCS: chưa có số liệu; KT: giá trị không hợp lệ, không tính; "
    "“–”: chưa trả lời; dấu * sau tên: đơn vị không tính vào tổng. Ô trống: không tính vào tổng."
)
_SEVERITIES: Final = {"error": "Lỗi", "warning": "Cảnh báo", "info": "Lưu ý"}


def annexes_of(report: CityReport, notes: Sequence[Note]) -> tuple[Annex, ...]:
    """Roman numbers in order; an annex with nothing to say is left out."""
    figures = _figures(report, notes)
    pages: list[tuple[str, str, list[Block], bool]] = [
        (anchors.FIGURES, "Tổng hợp các chỉ tiêu toàn thành phố", list(figures), True),
        (anchors.WARDS, "Số liệu của từng đơn vị", list(_matrix(report)), True),
        (anchors.BY_TYPE, "Số liệu theo loại đơn vị hành chính", list(by_type(report)), True),
        (anchors.COVERAGE, "Tình hình nộp báo cáo của từng đơn vị", list(_wards(report)), True),
        (anchors.SOURCES, "Nguồn gốc số liệu theo chỉ tiêu", list(_sources(report)), True),
        (anchors.TEXTS, "Nội dung các đơn vị phản ánh", list(_narratives(report)), False),
        (
            anchors.QUALITY,
            "Chất lượng số liệu và giải trình",
            list(_quality(report, notes)),
            False,
        ),
        (
            anchors.AMENDED,
            "Chỉ tiêu thay đổi so với báo cáo đã chốt trước",
            list(amendment_annex(report)),
            False,
        ),
    ]
    year = report.data_to.year if report.data_to else None
    department = one_line(report.department_name)
    reference = decree30.reference_line("Báo cáo", report.head, department, year)
    kept = [page for page in pages if page[2]]
    return tuple(
        Annex(f"Phụ lục {_ROMAN[i]}", title, reference, tuple(blocks), is_landscape, anchor)
        for i, (anchor, title, blocks, is_landscape) in enumerate(kept)
    )


def _figures(report: CityReport, notes: Sequence[Note]) -> Iterator[Block]:
    columns = (
        ORDER,
        Column("Chỉ tiêu", 88),
        Column("Đơn vị tính", 24, Align.CENTRE),
        Column("Kết quả", 34, Align.RIGHT),
        Column("Số đơn vị", 18, Align.CENTRE),
        Column("Tử số/Mẫu số", 42, Align.CENTRE),
        Column("Kỳ so sánh", 24, Align.RIGHT),
        Column("Tăng, giảm", 16, Align.RIGHT),
    )
    rows, titles = sectioned(report, lambda f: _figure_cells(report, f))
    yield Table(
        columns, rows, emphasised=titles, font_size=10, notes=_marks(report, rows, titles, notes)
    )
    compared = one_line(report.comparison_title) or "chưa có"
    yield Paragraph.of(
        f"Ghi chú: kỳ so sánh: {compared}. Tỷ lệ được tính lại từ tổng tử số và tổng mẫu số của "
        "các đơn vị có đủ hai số; không lấy bình quân các tỷ lệ.",
        Style.REMARK,
    )


def _marks(
    report: CityReport,
    rows: Sequence[tuple[str, ...]],
    titles: frozenset[int],
    notes: Sequence[Note],
) -> dict[int, Span]:
    """The mark of each figure's note, by the row of the figure."""
    lines = (index for index in range(len(rows)) if index not in titles)
    row_of = {f.code: line for f, line in zip(report.form.indicators, lines, strict=True)}
    return {
        row_of[note.code]: Span(note=note.number, repeats_note=note.is_mentioned)
        for note in notes
        if note.code in row_of
    }


def _figure_cells(report: CityReport, field: Field) -> tuple[str, ...]:
    name = field.name
    figure = report.figures_by_code.get(field.code)
    if figure is None:
        return (name, field.unit, "", "", "", "", "")
    unit = "đơn vị" if figure.aggregate is AggregateKind.COUNT_TRUE else figure.unit
    previous = "" if figure.previous is None else of_figure(figure.aggregate, figure.previous)
    change = "" if figure.change is None else difference(figure.aggregate, figure.change)
    return (name, unit, figure_text(figure), str(figure.wards), _parts(figure), previous, change)


def _parts(figure: Figure) -> str:
    if figure.numerator is None or figure.denominator is None:
        return ""
    return f"{printed(figure.numerator)}/{printed(figure.denominator)}"


def _matrix(report: CityReport) -> Iterator[Block]:
    """Wards down, ten indicators across, the city's figure in the last row."""
    if not report.wards:
        return
    yield Paragraph.of(_LEGEND, Style.REMARK)
    numbered = list(enumerate(report.form.indicators, 1))
    answers = {w.code: with_rates(report.form, w.answers) for w in report.counted_wards}
    for start in range(0, len(numbered), _AT_ONCE):
        yield _matrix_table(report, numbered[start : start + _AT_ONCE], answers)


def _matrix_table(
    report: CityReport,
    fields: Sequence[tuple[int, Field]],
    answers: dict[str, dict[str, Answer]],
) -> Table:
    width = (decree30.LANDSCAPE_TEXT_WIDTH - 9 - 44) / _AT_ONCE
    columns = (
        Column("TT", 9, Align.CENTRE),
        Column("Đơn vị", 44),
        *(Column(f"({n}) {f.name}", width, Align.RIGHT) for n, f in fields),
    )
    rows = [
        (str(i), _ward_name(w), *(_cell(f, w, answers) for _, f in fields))
        for i, w in enumerate(report.wards, 1)
    ]
    totals = (_total(report, f) for _, f in fields)
    rows.append(("", "Toàn thành phố", *totals))
    caption = f"Chỉ tiêu {fields[0][0]} đến {fields[-1][0]}"
    last = frozenset({len(rows) - 1})
    return Table(columns, tuple(rows), caption, emphasised=last, font_size=_MATRIX_SIZE)


def _ward_name(ward: WardLine) -> str:
    return one_line(ward.name) + ("" if ward.is_counted else " *")


def _cell(field: Field, ward: WardLine, answers: dict[str, dict[str, Answer]]) -> str:
    if not ward.is_counted:
        return ""
    answer = answers[ward.code].get(field.code)
    if answer is None or not answer.counts:
        return _MARKS[answer.state if answer else None]
    return value_text(field.type, answer.value)


def _total(report: CityReport, field: Field) -> str:
    figure = report.figures_by_code.get(field.code)
    return figure_text(figure) if figure else ""


def _wards(report: CityReport) -> Iterator[Block]:
    columns = (
        ORDER,
        Column("Mã", 15, Align.CENTRE),
        Column("Đơn vị", 46),
        Column("Tình trạng", 40),
        Column("Bản số", 13, Align.CENTRE),
        Column("Biên nhận", 42),
        Column("Nộp lúc", 34, Align.CENTRE),
        Column("Duyệt lúc", 34, Align.CENTRE),
        Column("Nộp muộn", 22, Align.CENTRE),
    )
    if report.wards:
        rows = tuple(_ward_row(i, ward) for i, ward in enumerate(report.wards, 1))
        yield Table(columns, rows, font_size=10)


def _ward_row(order: int, ward: WardLine) -> tuple[str, ...]:
    return (
        str(order),
        ward.code,
        _ward_name(ward),
        one_line(ward.state),
        str(ward.version) if ward.version else "",
        one_line(ward.receipt),
        moment(ward.submitted_at) if ward.submitted_at else "",
        moment(ward.approved_at) if ward.approved_at else "",
        "Muộn" if ward.is_late else "",
    )


def _sources(report: CityReport) -> Iterator[Block]:
    """By code: how many wards are behind the figure, and which counted ones are not."""
    columns = (
        ORDER,
        Column("Chỉ tiêu", 70),
        Column("Mã chỉ tiêu", 66),
        Column("Số đơn vị", 17, Align.CENTRE),
        Column("Đơn vị được tính nhưng không có số liệu ở chỉ tiêu này", 93),
    )
    if not report.counted_wards:
        return
    rows, titles = sectioned(report, lambda f: _source_cells(report, f))
    yield Table(columns, rows, emphasised=titles, font_size=9)
    spans = (
        Span("Giá trị của từng đơn vị có tại "),
        Span(ref=anchors.WARDS),
        Span(", bản nộp và biên nhận tương ứng tại "),
        Span(ref=anchors.COVERAGE),
        Span("; câu gốc của từng số liệu có trong tệp Excel và JSON kèm theo."),
    )
    yield Paragraph(spans, Style.REMARK)


def _source_cells(report: CityReport, field: Field) -> tuple[str, ...]:
    figure = report.figures_by_code.get(field.code)
    without = [w.name for w in report.counted_wards if not is_behind(field, w)]
    if len(without) == len(report.counted_wards):
        listed = "Tất cả"
    elif len(without) > len(report.counted_wards) / 2:
        listed = f"{len(without)} đơn vị"
    else:
        listed = ", ".join(map(one_line, without))
    return (field.name, field.code, str(figure.wards) if figure else "", listed)


def is_behind(field: Field, ward: WardLine) -> bool:
    """Whether the ward gave what the city figure is made from."""
    needed = [field.code]
    if field.aggregate.kind is AggregateKind.RATIO:
        needed = [field.aggregate.numerator or "", field.aggregate.denominator or ""]
    given = (ward.answers.get(code) for code in needed)
    return all(answer is not None and answer.counts for answer in given)


def _narratives(report: CityReport) -> Iterator[Block]:
    """The points to be printed, with every ward that makes each."""
    for narrative in report.narratives:
        field = report.form.fields.get(narrative.code)
        if field is None or not narrative.points:
            continue
        section = report.form.sections_by_code[field.section]
        title = f"{section.code}. {section.title_vi}"
        same = section.title_vi == field.label_vi
        yield Heading(2, title if same else f"{title}: {field.label_vi}")
        for point in printed_points(report, narrative.points):
            first, *rest = paragraphs(point.text) or ("",)
            yield Paragraph.of(f"- {first}", Style.POINT, keeps_with_next=True)
            yield from (Paragraph.of(text, Style.POINT, keeps_with_next=True) for text in rest)
            yield Paragraph.of(said_by(report, point), Style.REMARK)
        if left := elsewhere(report, narrative.points):
            yield Paragraph.of(f"({left}.)", Style.REMARK)


def _quality(report: CityReport, notes: Sequence[Note]) -> Iterator[Block]:
    if report.findings:
        yield _findings(report)
    if notes:
        yield Paragraph.of("Giải trình đã được chấp nhận:", keeps_with_next=True)
    for note in notes:
        yield Paragraph.of(
            f"{note_mark(note.number)} {note.label}. {' '.join(note.texts)}", Style.REMARK
        )


def _findings(report: CityReport) -> Table:
    columns = (
        ORDER,
        Column("Nội dung kiểm tra", 84),
        Column("Mức độ", 20, Align.CENTRE),
        Column("Số lần", 16, Align.RIGHT),
        Column("Số đơn vị", 17, Align.RIGHT),
        Column("Còn mở", 17, Align.RIGHT),
    )
    rows = tuple(
        (
            str(i),
            one_line(f.label),
            _SEVERITIES.get(f.severity, one_line(f.severity)),
            str(f.findings),
            str(f.wards),
            str(f.open),
        )
        for i, f in enumerate(report.findings, 1)
    )
    return Table(columns, rows, "Kết quả kiểm tra số liệu", font_size=11)
