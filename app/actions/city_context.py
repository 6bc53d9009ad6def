"""What a city's report shows beside its own figures: types of unit, earlier periods, the map,
and what wards say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy.orm import Session

from app.actions import consolidating
from app.documents.city_report.drawings import TRENDS
from app.documents.models import CityNarrative, GroupFigures, PastPeriod, PlainFigure, Point
from app.domain import tilemap
from app.domain.answers import Answer
from app.domain.consolidation import Rollup, Total
from app.domain.periods import parse_period_code
from app.domain.units import UNIT_TYPES
from app.store import cities, themes
from app.store.forms import CompiledForm
from app.store.rows import AnyRow
from app.store.tables.city import Period

#: As many earlier periods as a line over time shows.
MOST_PERIODS: Final = 8


def by_type(
    session: Session, period: Period, include: str, wards: Sequence[AnyRow]
) -> tuple[GroupFigures, ...]:
    """The city's figures by type of unit, in the order phường, xã, đặc khu."""
    types = {ward.code: ward.unit_type for ward in wards}
    rollups = consolidating.compute_groups(session, period, include, types)
    return tuple(
        _group(UNIT_TYPES[kind].lower(), rollups[kind]) for kind in UNIT_TYPES if kind in rollups
    )


def past_of(session: Session, period: Period, include: str) -> tuple[PastPeriod, ...]:
    """Chosen figures of the earlier periods of the same kind, the oldest first."""
    own = parse_period_code(period.code)
    earlier = [
        (code, other)
        for other in cities.periods(session)
        if (code := parse_period_code(other.code)).kind == own.kind and code.year < own.year
    ]
    newest = sorted(earlier, key=lambda pair: pair[0])[-MOST_PERIODS:]
    return tuple(
        PastPeriod(other.code, _plain(_chosen(session, other, include))) for _, other in newest
    )


def map_of(wards: Iterable[AnyRow]) -> tuple[tilemap.Tile, ...]:
    return tuple(tilemap.tiles(tilemap.Point(ward.code, ward.lat, ward.lon) for ward in wards))


def _group(name: str, rollup: Rollup) -> GroupFigures:
    return GroupFigures(name, rollup.coverage.expected, len(rollup.included), _plain(rollup.totals))


def _chosen(session: Session, period: Period, include: str) -> Mapping[str, Total]:
    totals = consolidating.current(session, period, include).rollup.totals
    return {code: totals[code] for code in TRENDS if code in totals}


def _plain(totals: Mapping[str, Total]) -> tuple[PlainFigure, ...]:
    return tuple(PlainFigure(code, total.value, total.wards) for code, total in totals.items())


def narratives(
    session: Session,
    form: CompiledForm,
    period: Period,
    answers: Mapping[str, Mapping[str, Answer]],
) -> Iterable[CityNarrative]:
    """What was gathered and curated of what the included versions say; what an editor dropped
    is left out."""
    said = {
        field.code: _texts(field.code, answers)
        for section in form.definition.sections
        for field in section.narratives
    }
    boards = themes.boards(session, period.id, said)
    for section in form.definition.sections:
        for field in section.narratives:
            if said[field.code]:
                board = boards.board(field.code)
                shown = (*board.themes, *board.alone)
                points = tuple(Point(theme.text, theme.wards) for theme in shown)
                yield CityNarrative(section.code, field.code, points)


def _texts(code: str, answers: Mapping[str, Mapping[str, Answer]]) -> dict[str, str]:
    """Wards in the order in which they stand in ``answers``."""
    found = ((ward, of.get(code)) for ward, of in answers.items())
    return {ward: str(a.value) for ward, a in found if a is not None and a.counts and a.value}
