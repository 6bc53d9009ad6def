"""The tables that people extend: states and events, kinds of jobs, periodic work."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator

import pytest

from app.domain.lifecycle import MOVES, NEEDS_REASON, Event, State, moves_from
from app.outbound import queue
from tests.house.sources import sources
from workers import jobs
from workers.schedule import SCHEDULE

# Part of the table ahead of its action. Take it out of here when the action comes.
AWAITED: dict[Event, str] = {}


@pytest.mark.parametrize("state", State)
def test_a_state_has_a_way_out(state: State) -> None:
    """What was sealed too: the sealed report stays, and a later one supersedes it."""
    assert moves_from(state), f"{state.name}: add a move to MOVES of app/domain/lifecycle.py."


def test_every_state_can_be_reached() -> None:
    reached, waiting = {State.DRAFT}, [State.DRAFT]
    while waiting:
        at = waiting.pop()
        fresh = {after for (start, _), after in MOVES.items() if start is at} - reached
        reached |= fresh
        waiting += fresh
    lost = [state.name for state in State if state not in reached]
    assert not lost, f"No move leads from a draft to {lost}: add one to MOVES, or remove it."


def test_every_state_and_event_has_words() -> None:
    assert all(state.label for state in State)
    assert all(event.label for event in Event)


@pytest.mark.parametrize("event", Event)
def test_every_event_is_part_of_a_move(event: Event) -> None:
    assert any(event is moved for _, moved in MOVES), f"Remove {event.name} or give it a move."


def test_every_event_happens_somewhere() -> None:
    happening = set(events_named())
    idle = [e.name for e in Event if e.name not in happening and e not in AWAITED]
    assert not idle, f"No action lets these happen: {idle}. Write one, or remove the event."
    come = [e.name for e in AWAITED if e.name in happening]
    assert not come, f"Take these out of AWAITED: {come}."


def events_named() -> Iterator[str]:
    """Events that an action hands to ``advance``, the one place where a report moves."""
    for source in sources("app/actions"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and name_called(node) == "advance":
                yield from (
                    argument.attr
                    for argument in node.args
                    if isinstance(argument, ast.Attribute)
                    and isinstance(argument.value, ast.Name)
                    and argument.value.id == "Event"
                )


def name_called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def test_nothing_but_advance_writes_a_state() -> None:
    """The event list is the truth and the column its cache, so both are written together."""
    writers = [
        f"{source.place}:{node.lineno}"
        for source in sources("app/actions", "app/store", "app/web", "workers")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "state"
        and isinstance(node.ctx, ast.Store)
        and source.place != "app/actions/access.py"
    ]
    assert not writers, f"Move a report with access.advance(): {writers}."


def test_an_event_that_needs_a_reason_is_in_the_table() -> None:
    assert {event for _, event in MOVES} >= NEEDS_REASON


def test_every_kind_of_job_resolves() -> None:
    assert all(callable(work) for work in jobs.KINDS.values())
    assert jobs.ON_FAILURE.keys() <= jobs.KINDS.keys(), "ON_FAILURE speaks of unknown kinds."


def test_every_enqueued_kind_has_its_worker() -> None:
    enqueued = set(kinds_enqueued())
    unknown = sorted(enqueued - jobs.KINDS.keys())
    assert not unknown, f"Add these to KINDS of workers/jobs.py: {unknown}."
    idle = sorted(jobs.KINDS.keys() - enqueued)
    assert not idle, f"Nobody enqueues these kinds: remove them from workers/jobs.py: {idle}."


def kinds_enqueued() -> Iterator[str]:
    for source in sources("app/actions"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "jobs.enqueue":
                kind = node.args[1]
                is_plain = isinstance(kind, ast.Constant) and isinstance(kind.value, str)
                assert is_plain, f"{source.place}:{node.lineno}: name the kind as plain text."
                yield kind.value


def test_what_the_queue_calls_exists() -> None:
    module, _, name = queue.PERFORM.rpartition(".")
    assert getattr(importlib.import_module(module), name) is jobs.perform


def test_the_schedule_sweeps() -> None:
    names = {entry.name: entry for entry in SCHEDULE}
    assert len(names) == len(SCHEDULE), "Two periodic works have the same name."
    assert names["sweep"].every <= 5, "A lost job must be offered again within seconds."
