"""A delivery into what is sent: the letter a person reads, the event a program reads."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from app.domain.notices import Channel, Kind
from app.domain.periods import VIETNAM, parse_period_code
from app.outbound import letters
from app.outbound.mail import Letter
from app.outbound.post_office import post_office

#: The page where the work of a letter is done, and which facts its address needs.
_PAGES: Final[Mapping[Kind, tuple[str, tuple[str, ...]]]] = {
    Kind.RETURNED: ("ward.submission", ("submission_id",)),
    Kind.UNAPPROVED: ("ward.submission", ("submission_id",)),
    Kind.OPENED: ("ward.submission", ("submission_id",)),
    Kind.DUE_SOON: ("ward.submission", ("submission_id",)),
    Kind.OVERDUE: ("ward.submission", ("submission_id",)),
    Kind.ESCALATED: ("ward.submission", ("submission_id",)),
    Kind.RESUBMITTED: ("review.submission", ("submission_id",)),
    Kind.DIGEST: ("review.queue", ()),
    Kind.INVITED: ("account.invitation", ("token",)),
    Kind.PASSWORD_RESET: ("account.invitation", ("token",)),
    Kind.TEST: ("notices.log", ()),
}
#: What an event tells beside its kind; nothing of a person, nothing of a report's answers.
_TOLD: Final = ("ward_code", "ward", "period", "due_at", "due_on", "days")


@dataclass(frozen=True, slots=True)
class Taken:
    """A delivery that is ours to try, with all that is said in it. ``token`` opens an
    invitation; it stands in no row, so every try makes its own."""

    id: UUID
    kind: Kind
    channel: Channel
    recipient: str
    name: str
    facts: Mapping[str, Any]
    made_at: dt.datetime
    tries: int
    secret: str = ""
    token: str = ""


def letter_of(taken: Taken) -> Letter:
    account = post_office().link("account.profile", {})
    return letters.letter(taken.kind, _said(taken.facts, taken.name), _link(taken), account)


def _link(taken: Taken) -> str:
    endpoint, names = _PAGES[taken.kind]
    known = {**taken.facts, "token": taken.token}
    return post_office().link(endpoint, {name: known[name] for name in names})


def _said(facts: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The facts as a letter words them: periods by their names, days as Vietnam writes them."""
    said = {**facts, "name": name, "due": _due(facts)}
    if "period" in facts:
        said["period"] = _period(facts["period"])
    if "periods" in facts:
        said["periods"] = [one | {"period": _period(one["period"])} for one in facts["periods"]]
    return said


def _period(code: str) -> str:
    return parse_period_code(code).title_vi


def _due(facts: Mapping[str, Any]) -> str:
    """``14/6/2026, 23:59``, ``14/6/2026``, or nothing."""
    if facts.get("due_at"):
        moment = dt.datetime.fromisoformat(facts["due_at"]).astimezone(VIETNAM)
        return f"{_day(moment)}, {moment:%H:%M}"
    return _day(dt.date.fromisoformat(facts["due_on"])) if facts.get("due_on") else ""


def _day(day: dt.date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def event_of(taken: Taken) -> bytes:
    """The JSON of an event: id, event, at, what it is about, a Vietnamese line and its link."""
    document: dict[str, Any] = {
        "id": str(taken.id),
        "event": taken.kind.value,
        "at": taken.made_at.astimezone(VIETNAM).isoformat(timespec="seconds"),
    }
    document |= {name: taken.facts[name] for name in _TOLD if taken.facts.get(name) is not None}
    document |= {"text": letter_of(taken).subject, "url": _link(taken)}
    return json.dumps(document, ensure_ascii=False).encode()
