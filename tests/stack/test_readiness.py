"""Commands on an instance that nobody has prepared: one makes it ready, the others say how."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from flask import Flask

from app import create_app
from app.cli import operations
from app.cli.running import on_database, prepared
from app.stack.locks import FileLock, is_held_alone
from app.store.boot import check_database
from config import Settings


@pytest.fixture
def fresh(tmp_path: Path) -> Flask:
    return create_app(Settings.from_env({"INSTANCE_DIR": str(tmp_path / "i")}), serving=False)


def looks() -> None:
    """A command that asks the database something."""
    check_database()
    click.echo("ready")


def test_an_unprepared_instance_is_made_ready_or_the_way_is_told(fresh: Flask) -> None:
    runner = fresh.test_cli_runner()
    result = runner.invoke(click.command("looks")(on_database(looks)))
    assert result.exit_code == 2
    assert "./run flask prepare" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    result = runner.invoke(click.command("looks")(on_database(looks, prepared)))
    assert (result.exit_code, result.stdout) == (0, "ready\n"), result.stderr


def stop(*args: object) -> None:
    """Where it would write its cities."""
    click.echo("ready to load")
    raise SystemExit(0)


def test_the_demonstration_makes_its_own_instance_ready(
    fresh: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations.demonstrating, "load_demonstration", stop)
    result = fresh.test_cli_runner().invoke(operations.demo, ["--wards", "8"])
    assert result.stdout == "ready to load\n", result.stderr


def test_a_second_demonstration_waits_for_the_one_under_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, told = tmp_path / "demonstration.lock", list[str]()
    first = FileLock(path)
    assert first.try_alone()

    def tell(words: str, **_: object) -> None:
        """The first is done when the second has said that it waits."""
        told.append(words)
        first.close()

    monkeypatch.setattr(operations.click, "echo", tell)
    with operations.loading_alone(path):
        assert is_held_alone(path)
    assert not is_held_alone(path)
    (said,) = told
    assert "đang được nạp ở tiến trình khác" in said
