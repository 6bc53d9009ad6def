"""The operator's commands: prepare, check the migrations, verify the audit log."""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from alembic import command as alembic
from alembic.util.exc import CommandError
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import create_engine, pool, text
from sqlalchemy.exc import OperationalError

from app.actions import demonstrating, inviting
from app.actions.cities import city_scope
from app.actions.demonstrating import SignIn
from app.cli.running import (
    DONE,
    FAILED,
    PARTLY,
    fail,
    on_database,
    prepared,
    role_urls,
    say,
    settings,
)
from app.domain.permissions import COMMAND_LINE, Role
from app.stack import StackError
from app.stack.embedded import running
from app.stack.locks import FileLock
from app.store import audit, cities, provision
from app.store.boot import NotServable, check_database
from app.store.database import db
from app.store.reading import reading
from app.store.scope import LOBBY, Scope


@click.command("prepare")
@with_appcontext
def prepare() -> None:
    """Create roles, migrate, grant. Without DATABASE_OWNER_URL only check."""
    chosen = settings()
    try:
        with running(chosen):
            if chosen.database_owner_url:
                provision.prepare(chosen.database_owner_url, role_urls())
            check_database()
            db.engine.dispose()
    except (StackError, NotServable) as error:
        fail(str(error))
    except OperationalError as error:
        fail(f"Không vào được cơ sở dữ liệu: {error.orig}")


@click.command("check-migrations")
@with_appcontext
def check_migrations() -> None:
    """Prove that the migrations make exactly the tables of the code, forth and back."""
    chosen = settings()
    if not chosen.database_owner_url:
        fail("check-migrations cần DATABASE_OWNER_URL.")
    with running(chosen):
        raise SystemExit(_check_on_scratch(str(chosen.database_owner_url)))


def _check_on_scratch(owner_url: str) -> int:
    """In a database of its own, so that no one's rows are touched."""
    name = "tonghop_check"
    engine = create_engine(owner_url, poolclass=pool.NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
        scratch = engine.url.set(database=name).render_as_string(hide_password=False)
        current_app.config["OWNER_URL"] = scratch
        try:
            config = provision.migrations_config()
            alembic.upgrade(config, "head")
            alembic.check(config)
            alembic.downgrade(config, "base")
            alembic.upgrade(config, "head")
        except CommandError as error:
            sys.stderr.write(f"{error}\n")
            return FAILED
        finally:
            current_app.config["OWNER_URL"] = owner_url
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    return DONE


@click.group("audit")
def audit_group() -> None:
    """The audit log."""


@audit_group.command("verify")
@on_database
def verify() -> int:
    """Walk every city's chain; exit code 1 where one does not hold."""
    with reading(LOBBY) as session:
        found = cities.all_cities(session)
    code = DONE
    for city in found:
        with reading(Scope.department(city.id)) as session:
            faults = list(audit.faults(session, city.id))
        say({"city": city.code, "holds": not faults, "faults": faults})
        code = PARTLY if faults else code
    return code


@click.group("person")
def person_group() -> None:
    """People: the first administrator of a city begins here."""


@person_group.command("invite")
@click.option("--city", "city_code", required=True)
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--ward", "ward_code", default="", help="For drafters and leaders.")
@on_database
def invite(city_code: str, email: str, name: str, role: str, ward_code: str) -> None:
    """Give somebody a role and print the link with which they set a password."""
    scope = city_scope(city_code)
    new = inviting.NewPerson(email, name, Role(role), ward_code)
    token = inviting.invite(scope, COMMAND_LINE, new)
    link = f"{settings().public_url}/account/invitation/{token}" if token else None
    say({"email": email, "link": link})


@click.command("demo")
@click.option("--wards", type=click.IntRange(8, 114), default=114)
@click.option("--seed", type=int, default=20261122)
@click.option("--if-empty", is_flag=True, help="Do nothing where a city exists.")
@click.option("--yes", is_flag=True, help="Load it on the city's own servers too.")
@functools.partial(on_database, ready=prepared)
def demo(wards: int, seed: int, if_empty: bool, yes: bool) -> None:
    """Load the demonstration; print its sign-ins once as a line of JSON."""
    if settings().is_production and not yes:
        fail("DATABASE_URL đang trỏ tới máy chủ thật: thêm --yes nếu muốn nạp số liệu minh họa.")
    with loading_alone(settings().instance_dir / "demonstration.lock"):
        half_done = settings().instance_dir / "demonstration-half-done"
        if if_empty and not half_done.exists() and not demonstrating.is_empty():
            return
        half_done.touch()
        _demonstrate(wards, seed)
        half_done.unlink()


@contextmanager
def loading_alone(path: Path) -> Iterator[None]:
    """`./run` loads the demonstration too: whoever comes second waits, and finds it there."""
    lock = FileLock(path)
    try:
        if not lock.try_alone():
            click.echo("Số liệu minh họa đang được nạp ở tiến trình khác: chờ…", err=True)
        while not lock.try_alone():
            time.sleep(0.2)
        yield
    finally:
        lock.close()


def _demonstrate(wards: int, seed: int) -> None:
    kept = settings().instance_dir / "sign-ins.json"

    def keep(found: list[SignIn]) -> None:
        _keep(kept, [*_kept(kept), *(dataclasses.asdict(sign_in) for sign_in in found)])

    demonstrating.load_demonstration(wards, seed, keep, lambda line: click.echo(line, err=True))
    written = demonstrating.write_papers(settings().instance_dir / "reports", wards, seed)
    click.echo(f"{written} báo cáo để thử: {settings().instance_dir / 'reports'}", err=True)
    say({"sign_ins": _kept(kept)})


def _kept(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    found: list[dict[str, str]] = json.loads(path.read_text("utf-8"))["sign_ins"]
    return found


def _keep(path: Path, sign_ins: list[dict[str, str]]) -> None:
    """Readable by the account that runs the application, and by nobody else."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump({"sign_ins": sign_ins}, file, ensure_ascii=False)


COMMANDS = (demo, prepare, check_migrations, audit_group, person_group)
