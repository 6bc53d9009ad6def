"""How every command runs: servers started if need be, errors as one line and a code.

Exit codes: 0 done; 1 done with rejected parts, each named; 2 could not do it.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any, ParamSpec

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.domain.consolidation import dumps
from app.domain.errors import DomainError
from app.stack import StackError
from app.stack.embedded import running
from app.store import provision
from app.store.boot import NotServable, check_database
from app.store.database import db
from config import ConfigError, Settings

P = ParamSpec("P")

DONE, PARTLY, FAILED = 0, 1, 2


def settings() -> Settings:
    found: Settings = current_app.config["SETTINGS"]
    return found


def say(document: Any) -> None:
    """One JSON object on one line of stdout."""
    click.echo(dumps(document))


def fail(sentence: str) -> None:
    """One line on stderr, exit code 2, no traceback."""
    sys.stderr.write(" ".join(sentence.split()) + "\n")
    raise SystemExit(FAILED)


def role_urls() -> dict[str, str]:
    """The addresses of the roles that ``provision.prepare`` makes and grants."""
    chosen = settings()
    urls = {"app": chosen.database_url, "worker": chosen.worker_database_url}
    if chosen.backup_database_url:
        urls["backup"] = chosen.backup_database_url
    return urls


def prepared() -> None:
    """An instance that brings its own servers is made ready; a city's own is only checked."""
    chosen = settings()
    if chosen.is_embedded and chosen.database_owner_url:
        provision.prepare(chosen.database_owner_url, role_urls())
    check_database()


def on_database(
    command: Callable[P, int | None], ready: Callable[[], None] = check_database
) -> Callable[P, None]:
    """Run the command with the database up and its wall standing, as ``ready`` sees to."""

    @with_appcontext
    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            with running(settings()):
                ready()
                try:
                    code = command(*args, **kwargs)
                finally:
                    db.engine.dispose()
        except (DomainError, ConfigError, StackError, NotServable) as error:
            fail(str(error))
        except (OperationalError, ProgrammingError) as error:
            fail(f"Cơ sở dữ liệu không trả lời đúng: {error.orig}. Chạy: ./run flask prepare")
        else:
            raise SystemExit(code or DONE)

    return run
