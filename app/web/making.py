"""View data of files that a worker makes: their steps, their place in the queue, their size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from app.store.editions import BUILDING, FAILED, READY, REQUESTED, UNFINISHED
from app.web.report_parts import View
from app.web.words import sentence

if TYPE_CHECKING:
    from app.store.tables.bundles import Bundle
    from app.store.tables.editions import Edition


def progress(
    made: Edition | Bundle, steps: Sequence[str], reached: int, queue: Sequence[UUID]
) -> View:
    """Who asked for it, and how far it is: the steps before ``reached`` are done."""
    waits = made.status == REQUESTED and made.id in queue
    begun = reached if made.status == BUILDING else -1
    return {
        "state": made.status,
        "is_ready": made.status == READY,
        "queue_position": queue.index(made.id) + 1 if waits else None,
        "steps": _step_views(steps, begun) if made.status in UNFINISHED else [],
        "who": made.requested_by,
        "at": made.requested_at,
        "problem": sentence(made.error) if made.status == FAILED else "",
        "may_cancel": made.status in UNFINISHED,
    }


def _step_views(names: Sequence[str], reached: int) -> list[View]:
    """The steps by name, those before ``reached`` done; -1 before the first has begun."""

    def state(step: int) -> str:
        return "done" if step < reached else "current" if step == reached else "todo"

    return [{"name": sentence(name), "state": state(step)} for step, name in enumerate(names)]


def size_words(size: int) -> str:
    """Bytes as people say them: ``1,4 MB``, ``87 KB``."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")
