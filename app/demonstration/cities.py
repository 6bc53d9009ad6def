"""A whole made-up city: its wards' reports for three periods, its people, its trouble."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.demonstration.answering import answers_of
from app.demonstration.apart import Writers
from app.demonstration.drafts import unfinished
from app.demonstration.figures import figures_of
from app.demonstration.headers import NOTICE, header_of
from app.demonstration.known import known_answers, known_troubles
from app.demonstration.people import DemonstrationPerson, people_of
from app.demonstration.planting import fault, plant
from app.demonstration.profiles import Profile, profile_of
from app.demonstration.progress import CURRENT, PERIODS, Progress, dates_of, progress_of
from app.demonstration.reports import Planted, Report
from app.demonstration.returns import Returned, returned_of
from app.demonstration.rows import rows_of
from app.demonstration.seeds import seeded
from app.domain.answers import Answer
from app.domain.forms import FormDefinition
from app.domain.lifecycle import State
from app.domain.units import Unit, make_unit

Place = tuple[str, str]

#: A second city in which two wards bear the names of wards of the first.
SECOND_CITY: Final = ("98", "Thành phố Sông Mây")
_SECOND_UNITS: Final = (
    ("98001", "Phường Lê Chân"),
    ("98002", "Phường Bến Nắng"),
    ("98003", "Phường Gió Ngàn"),
    ("98004", "Phường Cầu Lụa"),
    ("98005", "Xã Tân Minh"),
    ("98006", "Xã Đồng Sim"),
    ("98007", "Xã Suối Vàng"),
    ("98008", "Xã Mây Hạ"),
)


@dataclass(frozen=True, slots=True)
class WardReport:
    """One ward's report for one period, as it stands.

    ``answers`` are those of the draft or of the newest version, narratives and
    rows included; ``earlier`` those of the version that was returned. ``themes``
    name, for each narrative, the theme of each sentence. ``progress.state`` None
    means that nothing was begun; then there are no answers.
    """

    ward_code: str
    period: str
    progress: Progress
    header: Mapping[str, str]
    answers: Mapping[str, Answer]
    themes: Mapping[str, tuple[str, ...]]
    returned: Returned | None = None
    earlier: Mapping[str, Answer] | None = None


@dataclass(frozen=True, slots=True)
class DemonstrationCity:
    """Everything that the demonstration loads. ``planted`` is the list of truths.

    ``notice`` is to be shown wherever these figures are.
    """

    code: str
    name: str
    seed: int
    units: tuple[Unit, ...]
    periods: tuple[str, ...]
    current_period: str
    reports: Mapping[Place, WardReport]
    planted: tuple[Planted, ...]
    people: tuple[DemonstrationPerson, ...]
    notice: str = NOTICE

    def report(self, ward_code: str, period: str) -> WardReport:
        return self.reports[ward_code, period]

    def clean_wards(self, period: str) -> tuple[str, ...]:
        """Wards that filed and in whose report nothing was planted."""
        troubled = {p.ward_code for p in self.planted if p.period == period}
        return tuple(
            ward
            for (ward, name), report in self.reports.items()
            if name == period and report.progress.is_submitted and ward not in troubled
        )


def make_city(
    seed: int,
    units: Sequence[Unit],
    form: FormDefinition,
    code: str = "31",
    name: str = "Hải Phòng",
) -> DemonstrationCity:
    """Make up a city. Equal arguments give equal cities, on any machine.

    Periods: 2025-Y (the wards exist since 1/7/2025, so there is no 2025-H1),
    2026-H1, and 2026-Y, which is under way.
    """
    profiles = {unit.code: profile_of(seed, unit) for unit in units}
    progress = {
        (ward, period): stands
        for period in PERIODS
        for ward, stands in progress_of(units, seed, period).items()
    }
    clean = _clean_reports(form, seed, profiles)
    troubled = {place: report.copy() for place, report in clean.items()}
    submitted = [p for p in clean if progress[p].is_submitted and not known_troubles(*p)]
    planted = plant(troubled, submitted, seed)
    reports = {place: _ward_report(seed, troubled[place], progress[place]) for place in troubled}
    return DemonstrationCity(
        code=code,
        name=name,
        seed=seed,
        units=tuple(units),
        periods=PERIODS,
        current_period=CURRENT,
        reports=reports,
        planted=tuple(_seen(planted, reports)),
        people=people_of(code, _staffed(units, progress), seed),
    )


def make_second_city(seed: int, form: FormDefinition) -> DemonstrationCity:
    """A small city of another name, to show that one city sees nothing of another."""
    units = [make_unit(code, name) for code, name in _SECOND_UNITS]
    return make_city(seed + 1, units, form, *SECOND_CITY)


def _clean_reports(
    form: FormDefinition, seed: int, profiles: Mapping[str, Profile]
) -> dict[Place, Report]:
    writers = Writers(form, seed)
    reports = {}
    for period in PERIODS:
        dates = dates_of(period)
        window = (dates.data_from, dates.data_to)
        for ward, profile in profiles.items():
            answers = known_answers(form, ward, period) or answers_of(
                form, seed, profile, period, figures_of(form, seed, profile, period)
            )
            narratives = writers.write(profile, period, answers)
            rows = rows_of(seed, profile, window, answers, period)
            reports[ward, period] = Report(form, profile, period, answers, narratives, rows)
    return reports


def _ward_report(seed: int, report: Report, progress: Progress) -> WardReport:
    random = seeded(seed, report.ward_code, report.period, "made")
    returned, earlier = None, None
    if progress.was_returned:
        before = report.copy()
        trouble = fault(before, random)
        returned = returned_of(report, progress, trouble)
        earlier = before.all_answers()
        if progress.state is State.RETURNED:
            report = before
    answers = report.all_answers()
    if progress.state in (None, State.DRAFT):
        answers = unfinished(report, random) if progress.state else {}
    return WardReport(
        ward_code=report.ward_code,
        period=report.period,
        progress=progress,
        header=header_of(seed, report.profile, report.period, progress),
        answers=answers,
        themes={
            code: tuple(s.theme for s in narrative.sentences)
            for code, narrative in report.narratives.items()
        },
        returned=returned,
        earlier=earlier,
    )


def _seen(planted: Sequence[Planted], reports: Mapping[Place, WardReport]) -> Iterator[Planted]:
    """The trouble in what the Department has before it, and what it returned reports for."""
    for truth in planted:
        if reports[truth.ward_code, truth.period].progress.is_submitted:
            yield truth
    for (ward, period), report in reports.items():
        yield from known_troubles(ward, period)
        returned = report.returned
        if report.progress.state is State.RETURNED and returned and returned.rule:
            yield Planted(returned.rule, ward, period, returned.fields, note="bị trả lại")


def _staffed(units: Sequence[Unit], progress: Mapping[Place, Progress]) -> list[str]:
    """The wards that people sign in for: the known ones, one returned, one not begun."""
    codes = [u.code for u in units]
    known = [code for code in codes if code in ("10525", "10552")]
    wanted = (State.RETURNED, None) if known else (State.DRAFT, State.RETURNED, None)
    for state in wanted:
        known += [c for c in codes if progress[c, CURRENT].state is state and c not in known][:1]
    return known
