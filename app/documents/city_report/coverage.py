"""Who reported, who was late, who is missing: always before any figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from app.documents.characters import one_line
from app.documents.charts import Bar, bar_chart
from app.documents.city_report import anchors
from app.documents.city_report.drawings import chart_of
from app.documents.composition import Block, Chart, Paragraph, Span
from app.documents.models import CityReport, WardLine, WardName
from app.documents.numerals import moment, rounded
from app.documents.svg import Picture
from app.documents.tile_chart import Tile, tile_chart
from app.domain.lifecycle import State
from app.domain.units import UNIT_TYPES

_INCLUDED: Final = {
    "approved": "các đơn vị có báo cáo đã được duyệt",
    "submitted": "các đơn vị đã nộp báo cáo, kể cả báo cáo chưa được duyệt",
}
#: What the map tells apart, and the labels of the states in the first three.
_KINDS: Final = ("Đã duyệt", "Đã nộp, chưa duyệt", "Đã trả lại", "Chưa nộp")
_STATES: Final = (
    {State.APPROVED.label, State.SEALED.label},
    {State.SUBMITTED.label, State.IN_REVIEW.label},
    {State.RETURNED.label},
)


def coverage_blocks(report: CityReport) -> Iterator[Block]:
    charts = tuple(_charts(report))
    yield Paragraph((Span(_counts(report)), *_where(report, charts)))
    yield from _named("Đơn vị chưa nộp báo cáo", report.coverage.missing)
    yield from _named("Đơn vị nộp báo cáo sau thời hạn", report.coverage.late)
    yield from charts


def _where(report: CityReport, charts: Sequence[Chart]) -> Iterator[Span]:
    """Where all of it stands: the annexes, and the charts below."""
    yield Span(" Số liệu đầy đủ của toàn thành phố có tại ")
    yield Span(ref=anchors.FIGURES)
    if report.wards:
        yield Span(", của từng đơn vị tại ")
        yield Span(ref=anchors.WARDS)
        yield Span(", tình hình nộp báo cáo tại ")
        yield Span(ref=anchors.COVERAGE)
    for index, chart in enumerate(charts):
        yield Span(", " if index else "; xem ")
        yield Span(ref=chart.anchor)
    yield Span(".")


def _charts(report: CityReport) -> Iterator[Chart]:
    """One picture: the map, whose legend counts the states, or where nothing is placed bars."""
    states = Counter(ward.state for ward in report.wards)
    if report.tiles:
        title = "Tình trạng báo cáo của từng đơn vị (mỗi ô là một đơn vị, đặt gần vị trí thực)"
        yield chart_of(_map(report), title, anchors.MAP)
    elif len(states) > 1:
        bars = [Bar(state, count) for state, count in states.most_common()]
        title = "Số đơn vị theo tình trạng báo cáo"
        yield chart_of(bar_chart("Tình hình báo cáo", bars), title, anchors.STATES)


def _map(report: CityReport) -> Picture:
    wards = {ward.code: ward for ward in report.wards}
    placed = [
        Tile(_bare(wards[t.code]), t.column, t.row, _kind(wards[t.code].state))
        for t in report.tiles
        if t.code in wards
    ]
    return tile_chart("Bản đồ ô tình trạng báo cáo", _KINDS, placed)


def _bare(ward: WardLine) -> str:
    """The name without its type, which the tile has no room for."""
    name = one_line(ward.name)
    types = (kind for kind in UNIT_TYPES.values() if name.startswith(f"{kind} "))
    return name[len(next(types, "")) :].strip()


def _kind(state: str) -> int:
    return next((i for i, labels in enumerate(_STATES) if state in labels), len(_KINDS) - 1)


def _counts(report: CityReport) -> str:
    coverage = report.coverage
    included = _INCLUDED.get(report.include, _INCLUDED["submitted"])
    counted = len(report.counted_wards)
    return (
        f"Tính đến {moment(report.computed_at)}, có {coverage.submitted}/{coverage.expected} "
        f"đơn vị đã nộp báo cáo{_share(coverage.submitted, coverage.expected)}, trong đó "
        f"{coverage.approved} báo cáo đã được duyệt; {len(coverage.late)} đơn vị nộp sau thời hạn; "
        f"{len(coverage.missing)} đơn vị chưa nộp. Số liệu dưới đây tổng hợp từ {included} "
        f"({counted} đơn vị); đơn vị chưa có số liệu không được tính là 0."
    )


def _share(part: int, whole: int) -> str:
    return f" (đạt {rounded(Decimal(100 * part) / whole)}%)" if whole else ""


def _named(title: str, wards: Sequence[WardName]) -> Iterator[Block]:
    if wards:
        names = ", ".join(one_line(ward.name) for ward in wards)
        yield Paragraph.of(f"{title} ({len(wards)}): {names}.")
