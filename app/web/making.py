"""View data of files that a worker makes: their steps, their place in the queue, their size."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from app.store.editions import REQUESTED
from app.web.report_parts import View
from app.web.words import sentence


def queue_position(asked_id: UUID, status: str, queue: Sequence[UUID]) -> int | None:
    """Its place among those that wait; None once begun."""
    if status != REQUESTED:
        return None
    return queue.index(asked_id) + 1 if asked_id in queue else None


def step_views(names: Sequence[str], reached: int) -> list[View]:
    """The steps by name, those before ``reached`` done; -1 before the first has begun."""

    def state(step: int) -> str:
        return "done" if step < reached else "current" if step == reached else "todo"

    return [{"name": sentence(name), "state": state(step)} for step, name in enumerate(names)]


def size_words(size: int) -> str:
    """Bytes as people say them: ``1,4 MB``, ``87 KB``."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")
