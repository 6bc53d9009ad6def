"""The charts of the city report: breakdowns, spreads over the wards, lines over periods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Final

from app.documents.characters import one_line
from app.documents.charts import Bar, Dot, bar_chart, strip_plot
from app.documents.composition import Chart
from app.documents.facts import with_rates
from app.documents.models import CityReport
from app.documents.numerals import Number
from app.documents.places import Subject
from app.documents.svg import Picture
from app.documents.trend_chart import Mark, trend_chart
from app.domain.answers import Answer
from app.domain.forms import Field
from app.domain.periods import parse_period_code

_WIDTH: Final = 155.0
#: A line of fewer points says no more than the sentence beside it.
_FEWEST_PERIODS: Final = 3

#: Figures that are drawn over the periods: the ones a reader asks about first.
TRENDS: Final = (
    "propaganda_conferences",
    "dossiers_received",
    "dossiers_on_time_rate",
    "petitions_received",
    "mediation_success_rate",
)
#: Rates whose spread over the wards is drawn, after the sentences of their section.
_STRIPS: Final = (
    "community_meetings_units_rate",
    "dossiers_on_time_rate",
    "satisfaction_rate",
    "mediation_success_rate",
)
#: Breakdowns drawn as bars.
_BARS: Final = {
    "dossiers_received": (
        "Hồ sơ thủ tục hành chính toàn thành phố",
        (
            "dossiers_received",
            "dossiers_received_online",
            "dossiers_resolved_on_time",
            "dossiers_resolved_overdue",
            "dossiers_in_progress",
        ),
    ),
    "petitions_received": (
        "Đơn tiếp nhận theo loại",
        ("petitions_complaint", "petitions_denunciation", "petitions_recommendation"),
    ),
}


def chart_of(picture: Picture, caption: str, anchor: str) -> Chart:
    """The picture in the width of the text."""
    height = _WIDTH * picture.height / picture.width
    return Chart(picture.svg, picture.alternative, caption, _WIDTH, height, anchor=anchor)


class Drawings:
    """One report's charts; each method gives those that there is something to draw for."""

    def __init__(self, report: CityReport) -> None:
        self.report = report

    def of(self, subject: Subject) -> Iterator[Chart]:
        for field in subject.indicators:
            if self.value(field.code) is None:
                continue
            if field.code in _BARS:
                yield from self._bars(field.code, *_BARS[field.code])
            if field.code in _STRIPS:
                yield from self._strip(field)
            if field.code in TRENDS:
                yield from self._trend(field)

    def _bars(self, lead: str, title: str, codes: Sequence[str]) -> Iterator[Chart]:
        names = {f.code: f.name for f in self.report.form.indicators}
        bars = [
            Bar(names.get(code, code), value)
            for code in codes
            if (value := self.value(code)) is not None
        ]
        if len(bars) > 1:
            yield chart_of(bar_chart(title, bars), title, f"chart:bars:{lead}")

    def value(self, code: str) -> Number | None:
        figure = self.report.figures_by_code.get(code)
        return figure.value if figure else None

    def _strip(self, field: Field) -> Iterator[Chart]:
        dots = list(self._dots(field.code))
        if len(dots) < 2:
            return
        title = f"{field.name} theo đơn vị"
        picture = strip_plot(title, dots, _sign(field))
        yield chart_of(picture, title, f"chart:strip:{field.code}")

    def _trend(self, field: Field) -> Iterator[Chart]:
        marks = [Mark(_short(p.code), self._past(p.code, field.code)) for p in self.report.past]
        marks.append(Mark(_short(self.report.period_code), self.value(field.code)))
        if sum(mark.value is not None for mark in marks) < _FEWEST_PERIODS:
            return
        title = f"{field.name} qua các kỳ"
        yield chart_of(trend_chart(title, marks, _sign(field)), title, f"chart:trend:{field.code}")

    @cached_property
    def _history(self) -> dict[tuple[str, str], Number | None]:
        return {(p.code, f.code): f.value for p in self.report.past for f in p.figures}

    def _past(self, period: str, code: str) -> Number | None:
        return self._history.get((period, code))

    @cached_property
    def _answers(self) -> list[tuple[str, Mapping[str, Answer]]]:
        """The counted wards' answers with their computed rates, by ward name."""
        form = self.report.form
        return [(w.name, with_rates(form, w.answers)) for w in self.report.counted_wards]

    def _dots(self, code: str) -> Iterator[Dot]:
        for name, answers in self._answers:
            answer = answers.get(code)
            value = answer.value if answer is not None and answer.counts else None
            if isinstance(value, int | Decimal):
                yield Dot(name, value)


def _sign(field: Field) -> str:
    return field.unit if field.unit == "%" else ""


def _short(period_code: str) -> str:
    """``6T/2026`` for the first half; what is not a period of ours stays as it is."""
    try:
        period = parse_period_code(period_code)
    except ValueError:
        return one_line(period_code)
    return {"Y": f"{period.year}", "H1": f"6T/{period.year}"}.get(
        period.kind, f"{period.kind}/{period.year}"
    )
