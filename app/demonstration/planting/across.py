"""Trouble that shows only beside other wards, or beside the ward's own past."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from app.demonstration.reports import Planted, Report, Reports

#: Counts that can be far from those of peers without breaking any sum: code and factor.
OUTLIERS: Final = (
    ("citizen_contribution_vnd", 1000),
    ("online_news_posts", 14),
    ("mediators_count", 6),
    ("loudspeaker_broadcasts", 12),
    ("enterprises_total", 9),
    ("citizen_labor_days", 15),
    ("democracy_trained_people", 12),
    ("propaganda_participants", 11),
    ("disclosure_posting_sites", 8),
    ("clearance_households", 40),
)
_HALF: Final = "2026-H1"
_YEAR: Final = "2026-Y"


def outlier(report: Report, reports: Reports, code: str, factor: int) -> list[Planted]:
    """A figure far from its peers. What is far off in a half-year is so in its year."""
    if not report.has(code) or not report.whole(code):
        return []
    surplus = report.whole(code) * (factor - 1)
    targets = [report]
    year = reports.get((report.ward_code, _YEAR))
    if report.period == _HALF and year is not None and year.has(code):
        targets.append(year)
    for target in targets:
        target.set(code, target.whole(code) + surplus)
    return [
        Planted(
            "outlier",
            target.ward_code,
            target.period,
            (code,),
            consequences=("yoy_jump",),
            note=f"gấp {factor} lần",
        )
        for target in targets
    ]


def jump(report: Report, before: Report | None) -> Planted | None:
    """More than three times the same period last year."""
    code = "front_supervisions"
    if before is None or not before.has(code) or not report.has(code):
        return None
    report.set(code, before.whole(code) * 5 + 4)
    report.narratives.pop("front", None)
    return Planted("yoy_jump", report.ward_code, report.period, (code,), consequences=("outlier",))


def below_half(report: Report, half: Report | None) -> Planted | None:
    """A year that is less than its first half."""
    code = "online_news_posts"
    if half is None or not half.has(code) or not report.has(code):
        return None
    report.set(code, half.whole(code) - 15)
    return Planted("year_lt_half", report.ward_code, report.period, (code,))


def identical(report: Report, others: Sequence[Report]) -> Planted | None:
    """The figures of the peer that is nearest in size, as if they were one's own."""
    own = report.whole("households_total")
    peers = [
        r
        for r in others
        if r.profile.unit.unit_type == report.profile.unit.unit_type
        and r.ward_code != report.ward_code
        and r.has("households_total")
        and own <= r.whole("households_total") <= own * Decimal("1.25")
    ]
    if not peers:
        return None
    source = min(peers, key=lambda r: r.whole("households_total"))
    report.answers = dict(source.answers)
    report.narratives = {c: n for c, n in report.narratives.items() if not _has_figures(n.text)}
    report.rows = {}
    return Planted(
        "identical_values",
        report.ward_code,
        report.period,
        tuple(c for c in source.answers if source.has(c)),
        (source.ward_code,),
        consequences=("year_lt_half", "yoy_jump", "reception_min"),
    )


def _has_figures(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
