"""What changed since the report that was sealed before: the delta note of an amended report."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from app.documents.characters import one_line
from app.documents.city_report import anchors
from app.documents.composition import Align, Block, Column, Paragraph, Span, Table
from app.documents.models import Amended, AmendedWard, CityReport, MovedFigure
from app.documents.numerals import counted, exact, moment
from app.documents.tabulation import ORDER
from app.domain.forms import Field, FieldType
from app.domain.vectors import Number

_FEW: Final = 10
#: More changed figures than this are tabled behind the letter.
_TABLED: Final = 15
_CAPTION: Final = "Các chỉ tiêu thay đổi so với báo cáo đã chốt trước"
#: Two numbers that differ are printed with as many decimals as tell them apart.
_LEAST_PLACES: Final = 2
_MOST_PLACES: Final = 7


def amendment_blocks(report: CityReport) -> Iterator[Block]:
    """Nothing before the first seal. A short table stands in the letter, a long one in an annex:
    when one ward is mended nearly every sum of the city moves."""
    amended = report.amended
    if amended is None:
        return
    if _is_long(amended):
        where = (Span(" Các số cũ và mới có tại "), Span(ref=anchors.AMENDED), Span("."))
        yield Paragraph((Span(_sentence(amended)), *where))
    else:
        yield Paragraph.of(_sentence(amended), keeps_with_next=True)
        yield from _table(report, amended, _CAPTION)


def amendment_annex(report: CityReport) -> Iterator[Block]:
    if report.amended is not None and _is_long(report.amended):
        yield from _table(report, report.amended, "")


def _is_long(amended: Amended) -> bool:
    return len(amended.figures) > _TABLED


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


def _table(report: CityReport, amended: Amended, caption: str) -> Iterator[Block]:
    if not amended.figures:
        return
    columns = (
        ORDER,
        Column("Chỉ tiêu", 72),
        Column("Đơn vị tính", 23, Align.CENTRE),
        Column(f"Bản số {amended.number}", 30, Align.RIGHT),
        Column("Nay", 30, Align.RIGHT),
    )
    rows = tuple(
        (str(order), *_names(report.form.fields.get(figure.code), figure.code), *_sides(figure))
        for order, figure in enumerate(amended.figures, 1)
    )
    yield Table(columns, rows, caption, font_size=11)


def _names(field: Field | None, code: str) -> tuple[str, str]:
    """What the figure is called, and its unit: of a yes or no the city counts units."""
    if field is None:
        return code, ""
    return field.name, "đơn vị" if field.type is FieldType.BOOL else field.unit


def _sides(figure: MovedFigure) -> tuple[str, str]:
    for places in range(_LEAST_PLACES, _MOST_PLACES):
        before, after = (_text(number, places) for number in (figure.before, figure.after))
        if before != after:
            break
    return before, after


def _text(number: Number | None, places: int) -> str:
    if number is None or isinstance(number, int):
        return "–" if number is None else exact(number)
    return exact(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
