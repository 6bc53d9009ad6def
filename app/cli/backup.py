"""``flask backup`` and ``flask restore``: everything in one file, database and files."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from app.actions import backing_up
from app.actions.backing_up import Target
from app.cli.running import DONE, fail, on_database, role_urls, say, settings
from app.domain.errors import DomainError
from app.stack import StackError
from app.stack.embedded import running
from app.store.boot import NotServable, check_database
from app.store.database import db


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@on_database
def backup(file: Path) -> None:
    """Write the database and the files into one FILE, while the application runs."""
    chosen = settings()
    if chosen.backup_database_url is None:
        fail("Sao lưu cần BACKUP_DATABASE_URL: vai trò chỉ đọc, do ./run flask prepare tạo ra.")
    try:
        written = backing_up.back_up(
            file, str(chosen.backup_database_url), chosen.backup_key.encode(), _progress
        )
    except OSError as error:
        fail(f"Không ghi được {file}: {error.strerror}")
    say(written)


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--any-key", is_flag=True, help="Take a backup signed with a key that is lost.")
@with_appcontext
def restore(file: Path, any_key: bool) -> None:
    """Fill an empty installation from a backup FILE; a damaged one is refused untouched."""
    chosen = settings()
    try:
        with running(chosen):
            restored = _restored(file, any_key=any_key)
    except (DomainError, StackError, NotServable) as error:
        fail(str(error))
    except OperationalError as error:
        fail(f"Không vào được cơ sở dữ liệu: {error.orig}")
    say(restored)
    raise SystemExit(DONE)


def _restored(file: Path, *, any_key: bool) -> dict[str, object]:
    chosen = settings()
    owner_url = chosen.database_owner_url
    if owner_url is None:
        fail("Khôi phục cần DATABASE_OWNER_URL: chỉ chủ cơ sở dữ liệu được ghi mọi bảng.")
    target = Target(str(owner_url), role_urls())
    try:
        restored = backing_up.restore(
            file, target, chosen.backup_key.encode(), _progress, any_key=any_key
        )
        check_database()
    finally:
        db.engine.dispose()
    return restored


def _progress(sentence: str) -> None:
    click.echo(sentence, err=True)


COMMANDS = (backup, restore)
