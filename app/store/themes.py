"""What wards say in their narratives, what was gathered of it, and an editor's steps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.domain.answers import from_json
from app.domain.forms import Field
from app.domain.narratives import points_in
from app.domain.themes import Board, Curation, Gathered, board_of
from app.store import cities
from app.store.consolidation import included_contents
from app.store.tables.city import Period
from app.store.tables.themes import ThemeRun, ThemeStep

Texts = Mapping[str, Mapping[str, str]]


def texts(
    session: Session, period_id: UUID, include: str, fields: Sequence[Field]
) -> dict[str, dict[str, str]]:
    """By narrative code and ward code what the included versions say, wards in Vietnamese
    order; a field that nobody filled is left out."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    codes = [one.code for one in fields]
    for row in included_contents(session, period_id, include, codes):
        for one in fields:
            document = row.answers.get(one.code)
            answer = from_json(one, document) if document else None
            if answer is not None and answer.counts and answer.value:
                found[one.code][row.ward_code] = str(answer.value)
    return dict(found)


def run_of(session: Session, period_id: UUID) -> ThemeRun | None:
    """The newest gathering of a period, if there was one."""
    return session.execute(
        select(ThemeRun).where(ThemeRun.period_id == period_id)
    ).scalar_one_or_none()


def groups_of(run: ThemeRun | None, code: str) -> list[Gathered]:
    """What was gathered of one narrative; [] where nothing was."""
    document = run.fields.get(code) if run is not None else None
    return [Gathered.parse(one) for one in document["groups"]] if document else []


def last_steps(session: Session, period_id: UUID) -> dict[str, ThemeStep]:
    """The newest step of each field that an editor worked on, by the field's code."""
    rows = session.execute(
        select(ThemeStep)
        .where(ThemeStep.period_id == period_id)
        .order_by(ThemeStep.field, ThemeStep.number.desc())
        .ext(distinct_on(ThemeStep.field))
    ).scalars()
    return {row.field: row for row in rows}


def step(session: Session, period_id: UUID, code: str, number: int) -> ThemeStep | None:
    return session.execute(
        select(ThemeStep).where(
            ThemeStep.period_id == period_id,
            ThemeStep.field == code,
            ThemeStep.number == number,
        )
    ).scalar_one_or_none()


def steps(session: Session, period_id: UUID, code: str, most: int) -> list[ThemeStep]:
    """An editor's steps on one field, the newest first."""
    rows = session.execute(
        select(ThemeStep)
        .where(ThemeStep.period_id == period_id, ThemeStep.field == code)
        .order_by(ThemeStep.number.desc())
        .limit(most)
    ).scalars()
    return list(rows)


def behind(session: Session) -> list[UUID]:
    """Periods of the scope's city with approvals that no gathering has seen."""
    seen = func.coalesce(ThemeRun.revision, 0)
    return list(
        session.execute(
            select(Period.id)
            .outerjoin(ThemeRun, ThemeRun.period_id == Period.id)
            .where(Period.approved_revision > seen)
        ).scalars()
    )


@dataclass(frozen=True)
class Boards:
    """The boards of a period's narratives by code, with what they were laid out from."""

    texts: Texts
    names: Mapping[str, str]
    run: ThemeRun | None
    last: Mapping[str, ThemeStep]
    _laid: dict[str, Board] = field(default_factory=dict)

    def curation(self, code: str) -> Curation:
        row = self.last.get(code)
        return Curation.parse(row.after) if row is not None else Curation()

    def number(self, code: str) -> int:
        """Which step of the field's editor this board shows; 0 before the first."""
        row = self.last.get(code)
        return row.number if row is not None else 0

    def board(self, code: str) -> Board:
        if code not in self._laid:
            points = points_in(self.texts.get(code, {}))
            groups = groups_of(self.run, code)
            self._laid[code] = board_of(points, self.names, groups, self.curation(code))
        return self._laid[code]


def boards(session: Session, period_id: UUID, said: Texts) -> Boards:
    """The boards over what ``texts`` gave, or over some of its fields."""
    names = {ward.code: ward.name for ward in cities.wards(session)}
    return Boards(said, names, run_of(session, period_id), last_steps(session, period_id))
