"""What people are told of and when: kinds of notices, whose matter they are, reminders, tries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.domain.periods import VIETNAM
from app.domain.permissions import Role


class Kind(StrEnum):
    """Why somebody is told."""

    RETURNED = "returned"
    RESUBMITTED = "resubmitted"
    UNAPPROVED = "unapproved"
    OPENED = "opened"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    ESCALATED = "escalated"
    DIGEST = "digest"
    INVITED = "invited"
    PASSWORD_RESET = "password_reset"  # noqa: S105 (a kind of letter)
    TEST = "test"


class Channel(StrEnum):
    MAIL = "mail"
    WEBHOOK = "webhook"


class DeliveryState(StrEnum):
    """Where one message to one recipient stands. QUEUED waits for its first or next try;
    NOBODY is a decision that its ward has no account to hear of."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    UNCONFIGURED = "unconfigured"
    MUTED = "muted"
    NOBODY = "nobody"


#: What a person may turn off for themselves; the rest is work handed to them.
REMINDERS: Final = frozenset(
    {Kind.OPENED, Kind.DUE_SOON, Kind.OVERDUE, Kind.ESCALATED, Kind.DIGEST}
)
#: Decisions on a ward's report: one that reaches nobody by mail is noted all the same.
DECISIONS: Final = frozenset({Kind.RETURNED, Kind.UNAPPROVED})
#: What other programs of the city hear of: events of wards, nobody's account.
FOR_WEBHOOK: Final = frozenset(Kind) - {Kind.DIGEST, Kind.INVITED, Kind.PASSWORD_RESET}

#: Minutes until the next try after the first, second … one failed; then it is given up.
PAUSES: Final = (1, 5, 15, 60, 240, 720, 1440)

#: Nobody is reminded in the night: reminders are written from this hour of Viet Nam on.
FROM_HOUR: Final = dt.time(7, 30)
#: A day's reminders are still written on the day after, if the machine stood still meanwhile.
_GRACE_DAYS: Final = 1


class NotSent(Exception):
    """A message that did not go out; ``str()`` is the other side's words.

    ``is_final``: trying again is useless. ``is_everyones``: the fault is the way's, not
    this recipient's, so the next message would meet it too.
    """

    def __init__(self, words: str, *, is_final: bool = False, is_everyones: bool = False) -> None:
        super().__init__(" ".join(words.split())[:1000])
        self.is_final, self.is_everyones = is_final, is_everyones


def next_try(tries: int, now: dt.datetime) -> dt.datetime | None:
    """When to try again after ``tries`` (1, 2 …) have failed; None when it is given up."""
    if tries > len(PAUSES):
        return None
    return now + dt.timedelta(minutes=PAUSES[tries - 1])


@dataclass(frozen=True, slots=True)
class Stage:
    """One reminder of the calendar: ``days`` before (negative: after) the due day."""

    days: int
    kind: Kind


STAGES: Final = (
    Stage(10, Kind.DUE_SOON),
    Stage(3, Kind.DUE_SOON),
    Stage(1, Kind.DUE_SOON),
    Stage(-1, Kind.OVERDUE),
    Stage(-3, Kind.ESCALATED),
)


def is_waking(now: dt.datetime) -> bool:
    """Whether the hour is one to be reminded in."""
    return now.astimezone(VIETNAM).time() >= FROM_HOUR


def stage_of(now: dt.datetime, due_at: dt.datetime) -> Stage | None:
    """The reminder that is due now for a report owed at ``due_at``; by Vietnamese dates."""
    left = (due_at.astimezone(VIETNAM).date() - now.astimezone(VIETNAM).date()).days
    found = (s for s in reversed(STAGES) if s.days - _GRACE_DAYS <= left <= s.days)
    return next(found, None)


def is_opening(now: dt.datetime, opens_at: dt.datetime) -> bool:
    """Whether a period that opened then is to be announced now."""
    today, first = (moment.astimezone(VIETNAM).date() for moment in (now, opens_at))
    return opens_at <= now and (today - first).days <= _GRACE_DAYS


def is_working_day(now: dt.datetime) -> bool:
    """Monday to Friday: the reviewers' digest keeps their week-ends."""
    return now.astimezone(VIETNAM).weekday() < 5


def ward_roles(kind: Kind, *, awaits_leader: bool) -> frozenset[Role]:
    """Whose matter it is in the ward: reminders go to whoever has to move next, an
    escalation to the leader beside them, a decision of the Department to both."""
    if kind not in REMINDERS or kind in (Kind.OPENED, Kind.ESCALATED):
        return frozenset({Role.DRAFTER, Role.LEADER})
    return frozenset({Role.LEADER if awaits_leader else Role.DRAFTER})
