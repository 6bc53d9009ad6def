"""Figures by type of unit (phường, xã, đặc khu) beside the whole city's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.documents import decree30
from app.documents.characters import one_line
from app.documents.city_report.figure_texts import figure_text, plain_text
from app.documents.city_report.sections import sectioned
from app.documents.composition import Align, Block, Column, Paragraph, Style, Table
from app.documents.models import CityReport, GroupFigures, PlainFigure
from app.documents.tabulation import ORDER
from app.domain.forms import Field

_NAME: Final = 90.0
_UNIT: Final = 24.0


def by_type(report: CityReport) -> Iterator[Block]:
    """Nothing where the city has units of one type only."""
    if len(report.groups) < 2:
        return
    known = [{figure.code: figure for figure in group.figures} for group in report.groups]
    room = decree30.LANDSCAPE_TEXT_WIDTH - ORDER.width - _NAME - _UNIT
    width = room / (len(known) + 1)
    columns = (
        ORDER,
        Column("Chỉ tiêu", _NAME),
        Column("Đơn vị tính", _UNIT, Align.CENTRE),
        *(Column(_heading(g), width, Align.RIGHT) for g in report.groups),
        Column("Toàn thành phố", width, Align.RIGHT),
    )
    rows, titles = sectioned(report, lambda f: _cells(report, f, known))
    yield Table(columns, rows, emphasised=titles, font_size=10)
    yield Paragraph.of(
        "Ghi chú: dưới tên loại đơn vị là số đơn vị được tính trên số đơn vị phải báo cáo; trong "
        "ngoặc là số đơn vị có số liệu. Tỷ lệ được tính lại từ tổng tử số và tổng mẫu số của các "
        "đơn vị cùng loại.",
        Style.REMARK,
    )


def _heading(group: GroupFigures) -> str:
    label = one_line(group.name)
    return f"{label[:1].upper()}{label[1:]}\n{group.counted}/{group.expected} đơn vị"


def _cells(
    report: CityReport, field: Field, known: list[dict[str, PlainFigure]]
) -> tuple[str, ...]:
    figure = report.figures_by_code.get(field.code)
    unit = figure.unit if figure is not None else field.unit
    parts = (plain_text(field, figures.get(field.code)) for figures in known)
    return (field.name, unit, *parts, figure_text(figure) if figure else "")
