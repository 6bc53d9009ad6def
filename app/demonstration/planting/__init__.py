"""Planting trouble in a clean city, and writing down where it was planted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from random import Random
from typing import Final

from app.demonstration.planting import across, texts
from app.demonstration.planting.relations import TROUBLES, Trouble
from app.demonstration.reports import Planted, Report, Reports
from app.demonstration.seeds import seeded
from app.domain.forms import Measure

#: At most this share of the reports of a period gets trouble; the rest stay clean.
_TROUBLED: Final = 0.38
#: The year before is the past that others are compared with: it stays clean.
_PLANTED_IN: Final = ("2026-H1", "2026-Y")
_YEAR: Final = "2026-Y"

#: Changes a report in place and says what was planted; empty where it could not.
Planter = Callable[[Report], list[Planted]]


def plant(reports: Reports, submitted: Sequence[tuple[str, str]], seed: int) -> list[Planted]:
    """Change some of the ``submitted`` reports in place, one trouble to a ward and period.

    What was planted least often so far comes first, so that few wards show many kinds.
    """
    planted: list[Planted] = []
    hit: set[tuple[str, str]] = set()
    used: Counter[str] = Counter()
    for period in _PLANTED_IN:
        chosen = [reports[ward, name] for ward, name in submitted if name == period]
        random = seeded(seed, period, "planted")
        random.shuffle(chosen)
        queue = sorted(_planters(period, reports, chosen, random), key=lambda p: used[p[0]])
        for name, planter in queue[: int(len(chosen) * _TROUBLED)]:
            done = _first(planter, chosen, hit)
            used[name] += bool(done)
            hit.update((p.ward_code, p.period) for p in done)
            planted.extend(done)
    return [*planted, *_years_below_their_half(reports, hit)]


def _years_below_their_half(reports: Reports, hit: set[tuple[str, str]]) -> Iterator[Planted]:
    """A half-year planted too high makes its year too low: true, and to be found."""
    for ward, period in sorted(hit):
        year = reports[ward, _YEAR]
        half = reports[ward, period]
        for field in year.form.indicators:
            if field.measure is Measure.FLOW and period != _YEAR:
                both = half.has(field.code) and year.has(field.code)
                if both and _number(year, field.code) < _number(half, field.code):
                    yield Planted(
                        "year_lt_half", ward, _YEAR, (field.code,), note="theo kỳ 6 tháng"
                    )


def _number(report: Report, code: str) -> int | Decimal:
    value = report.answers[code].value
    return value if isinstance(value, int | Decimal) else 0


def fault(report: Report, random: Random) -> Trouble | None:
    """Put one trouble into a report that is about to be returned for it."""
    troubles = [t for t in TROUBLES if not t.periods or report.period in t.periods]
    for trouble in random.sample(troubles[:12], 12):
        if trouble.change(report):
            return trouble
    return None


def _first(planter: Planter, chosen: Sequence[Report], hit: set[tuple[str, str]]) -> list[Planted]:
    """Plant in the first report that has nothing yet and that it can be planted in."""
    for report in chosen:
        if (report.ward_code, report.period) not in hit:
            planted = planter(report)
            if planted:
                return planted
    return []


def _planters(
    period: str, reports: Reports, chosen: Sequence[Report], random: Random
) -> Iterator[tuple[str, Planter]]:
    """Every trouble that this period can have, by name, kinds mixed."""
    kinds = (
        list(_relations(period)),
        list(_texts(reports, chosen, random)),
        list(_across(period, reports, chosen)),
    )
    for i in range(max(map(len, kinds))):
        for kind in kinds:
            yield from kind[i : i + 1]


def _relations(period: str) -> Iterator[tuple[str, Planter]]:
    for number, trouble in enumerate(TROUBLES):
        if not trouble.periods or period in trouble.periods:
            yield f"{trouble.rule} {number}", partial(_changed, trouble)


def _changed(trouble: Trouble, report: Report) -> list[Planted]:
    if not trouble.change(report):
        return []
    place = (report.ward_code, report.period)
    past = ("yoy_jump", "year_lt_half") if report.period == _YEAR else ()
    also = (*trouble.consequences, *past)
    return [Planted(trouble.rule, *place, trouble.fields, consequences=also)]


def _texts(
    reports: Reports, chosen: Sequence[Report], random: Random
) -> Iterator[tuple[str, Planter]]:
    def source(report: Report) -> Report:
        return random.choice([r for r in chosen if r.ward_code != report.ward_code] or [report])

    def again(report: Report) -> list[Planted]:
        earlier = {_YEAR: "2026-H1", "2026-H1": "2025-Y"}[report.period]
        past = reports.get((report.ward_code, earlier))
        return _listed(texts.copied_from_own_past(report, past, random) if past else None)

    for number, share in enumerate((1, 0.8, 0.6, 1, 0.8, 1)):
        yield (
            f"copied {number}",
            partial(_copied, source, share, random),
        )
        if number == 0:
            yield "contradiction", lambda r: _listed(texts.contradiction(r))
            yield "foreign name", lambda r: _listed(texts.foreign_name(r, source(r)))
            yield "own past", again
            yield "personal", lambda r: _listed(texts.personal_data(r, random.randint(10, 99)))
            yield "duplicate", lambda r: _listed(texts.duplicate(r))


def _copied(
    source: Callable[[Report], Report], share: float, random: Random, report: Report
) -> list[Planted]:
    return _listed(texts.copied(report, source(report), share, random))


def _across(
    period: str, reports: Reports, chosen: Sequence[Report]
) -> Iterator[tuple[str, Planter]]:
    if period == _YEAR:
        yield "below half", partial(_below_half, reports)
        yield "identical", partial(_identical, chosen)
        yield "jump", partial(_jump, reports)
    for code, factor in across.OUTLIERS:
        yield f"outlier {code}", partial(_outlier, reports, code, factor)


def _outlier(reports: Reports, code: str, factor: int, report: Report) -> list[Planted]:
    return across.outlier(report, reports, code, factor)


def _below_half(reports: Reports, report: Report) -> list[Planted]:
    return _listed(across.below_half(report, reports.get((report.ward_code, "2026-H1"))))


def _jump(reports: Reports, report: Report) -> list[Planted]:
    return _listed(across.jump(report, reports.get((report.ward_code, "2025-Y"))))


def _identical(chosen: Sequence[Report], report: Report) -> list[Planted]:
    return _listed(across.identical(report, chosen))


def _listed(planted: Planted | None) -> list[Planted]:
    return [] if planted is None else [planted]
