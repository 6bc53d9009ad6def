"""What happened, in one order, and how much of it is seen from outside the ward."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.chronicle import Doing, Happening, in_order, seen_from_outside
from app.domain.lifecycle import Event

NOON = dt.datetime(2026, 6, 12, 12, tzinfo=dt.UTC)


def at(kind: Event | Doing, hours: int) -> Happening:
    return Happening(kind, NOON + dt.timedelta(hours=hours), "Ai đó")


def test_moments_make_the_order_and_ties_stay() -> None:
    given = [
        at(Event.SUBMITTED, 2),
        at(Event.RETURNED, 3),
        at(Doing.ASKED, 3),
        at(Doing.UPLOADED, 1),
    ]
    kinds = [h.kind for h in in_order(given)]
    assert kinds == [Doing.UPLOADED, Event.SUBMITTED, Event.RETURNED, Doing.ASKED]


def test_outside_only_what_was_done_before_the_version_is_known() -> None:
    before = [at(doing, 0) for doing in Doing]
    after = [at(doing, 2) for doing in Doing]
    moves = [at(Event.SUBMITTED, 1), at(Event.RECALLED, 3)]
    seen = seen_from_outside(in_order([*before, *after, *moves]), NOON + dt.timedelta(hours=1))
    assert [h for h in seen if h.at <= NOON] == before
    assert {h.kind for h in seen if h.at > NOON} == {
        Doing.ASKED,
        Doing.SETTLED,
        Doing.EXTENDED,
        Event.SUBMITTED,
        Event.RECALLED,
    }


@pytest.mark.parametrize("doing", [d for d in Doing if d.is_the_wards])
def test_where_nothing_was_submitted_the_wards_doings_are_its_own(doing: Doing) -> None:
    assert seen_from_outside([at(doing, 0)], None) == ()
