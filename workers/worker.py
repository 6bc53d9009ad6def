"""The RQ process. Work is done in forks of it, whose engine is made after the fork."""

from __future__ import annotations

import logging
import sys
import time
from dataclasses import replace
from importlib import import_module

from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.worker import WorkerStatus

from app import create_app
from app.outbound.queue import PERFORM, QUEUE_NAME, blocking_redis
from app.stack import memory
from app.stack.processes import die_with_parent
from app.standard.cues import standard_cues
from app.standard.likeness import standard_likeness
from app.store.boot import NotServable
from app.store.database import db
from config import ConfigError, Settings

#: Done in the worker itself: milliseconds of arithmetic that follow every approval, for which
#: a fork would cost several times the work. What reads people's files or prints never is.
QUICK = frozenset({"consolidate"})
#: Seconds between two of them. Whoever approves many reports in a row has them added up
#: together: they join the job that waits.
REST = 0.5


class ForkingWorker(Worker):
    """Forks for all but the quickest work; a work-horse must not share its parent's
    connections, and whatever it takes of memory goes with it."""

    _rests_until = 0.0

    def execute_job(self, job: Job, queue: Queue) -> None:
        if job.description not in QUICK:
            super().execute_job(job, queue)
            return
        time.sleep(max(0.0, self._rests_until - time.monotonic()))
        execution = self.prepare_execution(job)
        self.perform_job(job, queue, execution)
        self.set_state(WorkerStatus.IDLE)
        self._rests_until = time.monotonic() + REST

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        # A job must not outlive its killed worker: another would take it up beside it.
        die_with_parent()
        db.engine.dispose(close=False)
        super().main_work_horse(job, queue)


def warm_up() -> None:
    """Load and compile here, once, what every work-horse needs: it is a fork and finds it ready.

    Without the module of its work, each job would import the libraries of documents and of
    themes itself: a second and a half of its own.
    """
    import_module(PERFORM.rpartition(".")[0])
    standard_cues()
    standard_likeness()
    memory.settle()


def main() -> int:
    """Run until told to stop. Exit code 2 with one line where it cannot start."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        settings = Settings.from_env()
        app = create_app(replace(settings, database_url=settings.worker_database_url))
    except (ConfigError, NotServable) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    warm_up()
    with app.app_context():
        worker = ForkingWorker(
            [QUEUE_NAME], connection=blocking_redis(settings.redis_url), serializer=JSONSerializer
        )
        worker.work(logging_level="WARNING")
    return 0


if __name__ == "__main__":
    sys.exit(main())
