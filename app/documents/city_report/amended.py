"""What changed since the report that was sealed before: the delta note of an amended report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.documents.characters import one_line
from app.documents.composition import Align, Block, Column, Paragraph, Table
from app.documents.models import Amended, AmendedWard, CityReport
from app.documents.numerals import counted, moment, of_figure
from app.documents.tabulation import ORDER
from app.domain.forms import AggregateKind, Field
from app.domain.vectors import Number

_FEW: Final = 10


def amendment_blocks(report: CityReport) -> Iterator[Block]:
    """Nothing before the first seal."""
    if report.amended is not None:
        yield Paragraph.of(_sentence(report.amended), keeps_with_next=True)
        yield from _table(report, report.amended)


def _sentence(amended: Amended) -> str:
    lead = f"Báo cáo này thay thế bản số {amended.number}, chốt lúc {moment(amended.sealed_at)}."
    if not amended.wards and not amended.figures:
        return f"{lead} So với bản đó, số liệu không thay đổi."
    names = ", ".join(_ward(ward) for ward in amended.wards[:_FEW])
    rest = len(amended.wards) - _FEW
    more = f" và {counted(rest)} đơn vị khác" if rest > 0 else ""
    wards = f"{counted(len(amended.wards))} đơn vị đã sửa ({names}{more})"
    return f"{lead} Từ đó, {wards}; {counted(len(amended.figures))} chỉ tiêu thay đổi."


def _ward(ward: AmendedWard) -> str:
    name = one_line(ward.name)
    if not ward.before:
        return f"{name}: mới được tính"
    return name if ward.after else f"{name}: không còn được tính"


def _table(report: CityReport, amended: Amended) -> Iterator[Block]:
    if not amended.figures:
        return
    columns = (
        ORDER,
        Column("Chỉ tiêu", 90),
        Column("Đơn vị tính", 25, Align.CENTRE),
        Column(f"Bản số {amended.number}", 20, Align.RIGHT),
        Column("Nay", 20, Align.RIGHT),
    )
    rows = []
    for order, figure in enumerate(amended.figures, 1):
        field = report.form.fields.get(figure.code)
        name, unit = (field.name, field.unit) if field else (figure.code, "")
        rows.append(
            (str(order), name, unit, _text(field, figure.before), _text(field, figure.after))
        )
    caption = "Các chỉ tiêu thay đổi so với báo cáo đã chốt trước"
    yield Table(columns, tuple(rows), caption, font_size=11)


def _text(field: Field | None, number: Number | None) -> str:
    kind = field.aggregate.kind if field else AggregateKind.NONE
    return "–" if number is None else of_figure(kind, number)
