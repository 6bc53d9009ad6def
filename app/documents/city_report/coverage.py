"""Who reported, who was late, who is missing: always before any figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from app.documents.characters import one_line
from app.documents.charts import Bar, bar_chart
from app.documents.composition import Block, Chart, Paragraph
from app.documents.models import CityReport, WardName
from app.documents.numerals import moment, rounded

_CHART_WIDTH: Final = 155.0
_INCLUDED: Final = {
    "approved": "các đơn vị có báo cáo đã được duyệt",
    "submitted": "các đơn vị đã nộp báo cáo, kể cả báo cáo chưa được duyệt",
}


def coverage_blocks(report: CityReport) -> Iterator[Block]:
    yield Paragraph.of(_counts(report))
    yield from _named("Đơn vị chưa nộp báo cáo", report.coverage.missing)
    yield from _named("Đơn vị nộp báo cáo sau thời hạn", report.coverage.late)
    states = Counter(ward.state for ward in report.wards)
    if len(states) > 1:
        picture = bar_chart("Tình hình báo cáo", [Bar(s, n) for s, n in states.most_common()])
        height = _CHART_WIDTH * picture.height / picture.width
        title = "Số đơn vị theo tình trạng báo cáo"
        yield Chart(picture.svg, picture.alternative, title, _CHART_WIDTH, height)


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
