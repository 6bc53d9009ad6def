"""Periodic work as a table, and the loop that runs it: the sweep above all."""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import FrameType

from app import create_app
from app.actions import consolidating, curating, delivering, jobs, letting_go, reminding
from app.store.boot import NotServable
from config import ConfigError, Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Periodic:
    """``work`` runs every so many seconds; a failure is logged and tried again next time."""

    name: str
    every: float
    work: Callable[[], object]


SCHEDULE = (
    Periodic("sweep", 2.0, jobs.sweep),
    Periodic("rollups behind", 10.0, consolidating.enqueue_behind),
    Periodic("themes behind", 20.0, curating.enqueue_behind),
    Periodic("notices that wait", 3.0, delivering.enqueue_due),
    Periodic("reminders", 60.0, reminding.remind),
    Periodic("files whose time is over", 3600.0, letting_go.let_go_of_expired),
)


def run(stopped: threading.Event) -> None:
    """Loop until stopped; each entry keeps its own beat."""
    due = {entry.name: 0.0 for entry in SCHEDULE}
    while not stopped.wait(0.5):
        for entry in SCHEDULE:
            if time.monotonic() >= due[entry.name]:
                _run_one(entry)
                due[entry.name] = time.monotonic() + entry.every


def _run_one(entry: Periodic) -> None:
    try:
        entry.work()
    except Exception:
        # The next beat tries again: a sweep that died of one bad moment repairs nothing.
        log.exception("%s failed", entry.name)


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        settings = Settings.from_env()
        app = create_app(replace(settings, database_url=settings.worker_database_url))
    except (ConfigError, NotServable) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    with app.app_context():
        run(stopped)
    return 0


if __name__ == "__main__":
    sys.exit(main())
