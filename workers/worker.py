"""The RQ process. The database engine is made after the fork, in each work-horse."""

from __future__ import annotations

import logging
import sys
from dataclasses import replace

from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from app import create_app
from app.outbound.queue import QUEUE_NAME, blocking_redis
from app.stack.processes import die_with_parent
from app.standard.cues import standard_cues
from app.standard.likeness import standard_likeness
from app.store.boot import NotServable
from app.store.database import db
from config import ConfigError, Settings


class ForkingWorker(Worker):
    """Forks per job; a work-horse must not share its parent's connections."""

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        # A job must not outlive its killed worker: another would take it up beside it.
        die_with_parent()
        db.engine.dispose(close=False)
        super().main_work_horse(job, queue)


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
    # Compiled once, here: every work-horse is a fork and finds them ready.
    standard_cues()
    standard_likeness()
    with app.app_context():
        worker = ForkingWorker(
            [QUEUE_NAME], connection=blocking_redis(settings.redis_url), serializer=JSONSerializer
        )
        worker.work(logging_level="WARNING")
    return 0


if __name__ == "__main__":
    sys.exit(main())
