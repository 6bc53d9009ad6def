"""The review desk: where every ward's report of a period stands, and what comes first.

The queue and the city's board are filtered and counted by the same predicates, so
that a count is always the length of the list behind it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Protocol
from uuid import UUID

from app.domain.lifecycle import State
from app.domain.periods import VIETNAM, is_late, owed_at
from app.domain.vietnamese.text import fold, squeeze

_WAITING: Final = (State.SUBMITTED, State.IN_REVIEW)
_APPROVED: Final = (State.APPROVED, State.SEALED)
#: The rules that find what was taken from elsewhere instead of written for this report.
_COPYING: Final = frozenset({"copy_paste", "identical_values", "foreign_ward_name"})
#: A claim that slept so long may be taken over.
CLAIM_LASTS: Final = dt.timedelta(minutes=15)


class Claim(Protocol):
    """Whose hands a report is in, and since when; nobody's where ``claimed_at`` is None."""

    @property
    def claimed_by(self) -> UUID | None: ...
    @property
    def claimed_by_name(self) -> str: ...
    @property
    def claimed_at(self) -> dt.datetime | None: ...


def is_held_by_another(held: Claim, person_id: UUID | None, now: dt.datetime) -> bool:
    """Somebody else is at the report: then nobody but they decide anything about it. A claim
    that slept keeps nobody out."""
    is_fresh = held.claimed_at is not None and held.claimed_at > now - CLAIM_LASTS
    return is_fresh and held.claimed_by != person_id


@dataclass(frozen=True, slots=True)
class Weight:
    """What still speaks against a report: undecided findings, and the strongest of them.

    ``high`` of the undecided ones must be mended or move a city figure (``HIGH_SHARE``).
    ``score`` is suspicion times effect on the city figure, larger is worse, and ``effect``
    what the worst of them does to it (``app.domain.findings``, details). ``rules`` are those
    of what is undecided; ``remarks`` were asked of the ward and are not settled.
    """

    errors: int = 0
    warnings: int = 0
    high: int = 0
    asked: int = 0
    score: float = 0.0
    remarks: int = 0
    rules: frozenset[str] = frozenset()
    effect: Mapping[str, Any] = field(default_factory=dict)

    @property
    def open(self) -> int:
        """What a reviewer has not decided; what is only for information never waits."""
        return self.errors + self.warnings

    @property
    def is_copied(self) -> bool:
        return not self.rules.isdisjoint(_COPYING)


@dataclass(frozen=True, slots=True)
class DeskReport:
    """One ward's report as the Department sees it from outside.

    ``submitted_at`` is the newest version's moment, ``first_submitted_at`` the first
    one's; ``due_at`` counts the ward's own extension; ``was_returned`` says that the
    ward is (or was, until it submitted again) mending returned sections.
    """

    submission_id: UUID
    ward_code: str
    ward_name: str
    short_name: str
    lat: float | None
    lon: float | None
    state: State
    is_started: bool
    was_returned: bool
    last_version: int
    first_submitted_at: dt.datetime | None
    submitted_at: dt.datetime | None
    due_at: dt.datetime
    return_due_on: dt.date | None
    claimed_by: UUID | None
    claimed_by_name: str
    weight: Weight = Weight()
    claimed_at: dt.datetime | None = None
    unit_type: str = ""
    reviewer_id: UUID | None = None
    reviewer_name: str = ""

    @property
    def shown_state(self) -> str:
        """A draft that nobody has touched is "not started"."""
        is_untouched = self.state is State.DRAFT and not self.is_started
        return "not_started" if is_untouched else self.state.value

    @property
    def is_waiting(self) -> bool:
        """The Department has to move next."""
        return self.state in _WAITING

    @property
    def is_submitted(self) -> bool:
        """A version was ever submitted, a later return included."""
        return self.first_submitted_at is not None

    @property
    def is_approved(self) -> bool:
        return self.state in _APPROVED

    @property
    def is_returned(self) -> bool:
        """The ward is mending what was returned."""
        return self.was_returned and not self.state.is_with_department

    @property
    def is_readable(self) -> bool:
        """A version of it is the Department's to read: held, or returned as it was read."""
        return self.state.is_with_department or self.was_returned

    @property
    def is_resubmission(self) -> bool:
        return self.is_waiting and self.last_version > 1

    @property
    def owed_at(self) -> dt.datetime:
        """When the ward's next submission is due: a return sets its own date."""
        return owed_at(self.due_at, self.return_due_on, is_returned=self.is_returned)

    def is_overdue(self, now: dt.datetime) -> bool:
        """The ward still holds the report and its date has passed."""
        return not self.state.is_with_department and is_late(now, self.owed_at)

    def days_late(self, now: dt.datetime) -> int:
        """Whole Vietnamese days past the date, at least 1; 0 while it is not overdue."""
        if not self.is_overdue(now):
            return 0
        late = now.astimezone(VIETNAM).date() - self.owed_at.astimezone(VIETNAM).date()
        return max(1, late.days)

    def late_by(self, now: dt.datetime) -> int:
        """Whole Vietnamese days by which the first version missed its date, or has missed
        it so far, at least 1; 0 of what came in time or is not yet due."""
        came = self.first_submitted_at or now
        if not is_late(came, self.due_at):
            return 0
        days = came.astimezone(VIETNAM).date() - self.due_at.astimezone(VIETNAM).date()
        return max(1, days.days)

    def is_held_by(self, person_id: UUID | None) -> bool:
        return self.state is State.IN_REVIEW and self.claimed_by == person_id is not None

    def is_held_by_another(self, look: Look) -> bool:
        """Somebody else is at it now: a claim that slept keeps nobody out."""
        is_claimed = self.state is State.IN_REVIEW
        return is_claimed and is_held_by_another(self, look.person_id, look.now)

    def weighing(self, weight: Weight) -> DeskReport:
        return replace(self, weight=weight)


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks, and when.

    ``own`` are the reports that they wrote or signed, ``unproposed`` those that need
    another person's proposal first, where the city wants two.
    """

    person_id: UUID | None
    now: dt.datetime
    own: frozenset[UUID] = frozenset()
    unproposed: frozenset[UUID] = frozenset()


class Obstacle(StrEnum):
    """What keeps a report out of an approval of many."""

    NOT_WAITING = "not_waiting"
    OPEN = "open"
    ASKED = "asked"
    REMARKS = "remarks"
    HELD = "held"
    OWN = "own"
    SECOND = "second"


def obstacle(report: DeskReport, look: Look) -> Obstacle | None:
    """Why this person may not approve it unopened; None where nothing is open."""
    checks = (
        (Obstacle.NOT_WAITING, not report.is_waiting),
        (Obstacle.OPEN, report.weight.open > 0),
        (Obstacle.ASKED, report.weight.asked > 0),
        (Obstacle.REMARKS, report.weight.remarks > 0),
        (Obstacle.HELD, report.is_held_by_another(look)),
        (Obstacle.OWN, report.submission_id in look.own),
        (Obstacle.SECOND, report.submission_id in look.unproposed),
    )
    return next((name for name, stands in checks if stands), None)


def _is_mine_to_see(report: DeskReport, look: Look) -> bool:
    return look.person_id is not None and report.reviewer_id == look.person_id


#: The filters of the queue, in the order of their chips.
FILTERS: Final[dict[str, Callable[[DeskReport, Look], bool]]] = {
    "waiting": lambda report, look: report.is_waiting,
    "mine": lambda report, look: report.is_held_by(look.person_id),
    "my_wards": lambda report, look: report.is_waiting and _is_mine_to_see(report, look),
    "new": lambda report, look: report.is_waiting and not report.is_resubmission,
    "resubmitted": lambda report, look: report.is_resubmission,
    "returned": lambda report, look: report.is_returned,
    "overdue": lambda report, look: report.is_overdue(look.now),
    "flagged": lambda report, look: report.is_waiting and report.weight.open > 0,
    "soft": lambda report, look: report.is_waiting and report.weight.warnings > 0,
    "copied": lambda report, look: report.is_waiting and report.weight.is_copied,
    "clean": lambda report, look: obstacle(report, look) is None,
    "approved": lambda report, look: report.is_approved,
    "all": lambda report, look: True,
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is asked of every filter of the queue alike: '' asks nothing.

    ``text`` is looked for in the ward's name, with or without its marks.
    """

    text: str = ""
    group: str = ""
    rule: str = ""

    def of(self, reports: Iterable[DeskReport]) -> list[DeskReport]:
        """Those that it lets through, in their order."""
        sought = squeeze(fold(self.text))
        return [
            report
            for report in reports
            if sought in fold(report.ward_name)
            and self.group in ("", report.unit_type)
            and (not self.rule or self.rule in report.weight.rules)
        ]


def matching(reports: Iterable[DeskReport], name: str, look: Look) -> list[DeskReport]:
    """The reports that a filter lets through, in their order. ``KeyError`` for no filter."""
    lets_through = FILTERS[name]
    return [report for report in reports if lets_through(report, look)]


def in_order(reports: Iterable[DeskReport]) -> list[DeskReport]:
    """What waits for the Department first; in it resubmissions, then the worst, then the oldest.

    Reports come in Vietnamese order, which is kept among equals.
    """
    return sorted(reports, key=_urgency)


def _urgency(report: DeskReport) -> tuple[bool, bool, float, int, int, dt.datetime]:
    weight = report.weight
    return (
        not report.is_waiting,
        not report.is_resubmission,
        -weight.score,
        -weight.errors,
        -weight.warnings,
        report.due_at,
    )


def after(reports: Iterable[DeskReport], submission_id: UUID) -> DeskReport | None:
    """The next report to review in an ordered queue: after this one, else the first other."""
    waiting = [r for r in reports if r.is_waiting or r.submission_id == submission_id]
    places = [i for i, r in enumerate(waiting) if r.submission_id == submission_id]
    start = places[0] + 1 if places else 0
    rest = waiting[start:] + waiting[:start]
    return next((r for r in rest if r.submission_id != submission_id), None)
