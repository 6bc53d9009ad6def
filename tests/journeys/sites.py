"""The application as it is served: web server, worker and sweep as processes of their own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from flask import Flask
from sqlalchemy import create_engine, make_url, pool, text

from app import create_app
from app.stack.processes import Unit, end, spawn
from app.store import provision
from config import Settings

PROJECT = Path(__file__).resolve().parents[2]
READY_SECONDS = 180.0


@dataclass
class Program:
    """One process of the installation, which can be killed and started again."""

    unit: Unit
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """As a power cut would: no warning, children and all."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def start(self) -> None:
        self.process = spawn(self.unit)


@dataclass(frozen=True)
class Site:
    """Where it answers, where its processes write, and the application to call actions with."""

    address: str
    logs: Path
    app: Flask
    programs: dict[str, Program] = field(default_factory=dict)

    def restart_web(self) -> None:
        """Start the killed web server and wait until it answers."""
        self.programs["web"].start()
        _wait_until_ready(self)

    def said(self, name: str) -> str:
        """What one of the processes wrote."""
        return (self.logs / f"{name}.log").read_text("utf-8", "replace")


@contextmanager
def served(servers: Settings, folder: Path, number: int) -> Iterator[Site]:
    """A whole installation on a database of its own; ``number`` tells several apart."""
    settings = _settings(servers, folder, number)
    _make_database(servers, settings)
    app = create_app(settings, serving=False)
    with app.app_context():
        provision.prepare(settings.database_owner_url or "", _role_urls(settings))
    site = Site(f"http://127.0.0.1:{settings.port}", folder, app)
    with ExitStack() as stack:
        for unit in _units(settings, folder):
            site.programs[unit.name] = Program(unit, spawn(unit))
        stack.callback(lambda: _stop([p.process for p in site.programs.values()]))
        _wait_until_ready(site)
        yield site


def _settings(servers: Settings, folder: Path, number: int) -> Settings:
    """The run's servers, turned to a database and a queue of our own."""
    name = f"tonghop_journeys_{number}"
    return replace(
        servers,
        instance_dir=folder,
        port=_free_port(),
        database_url=_turned(servers.database_url, name),
        worker_database_url=_turned(servers.worker_database_url, name),
        database_owner_url=_turned(servers.database_owner_url or "", name),
        redis_url=servers.redis_url.replace("db=0", f"db={15 - number % 8}"),
    )


def _turned(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _make_database(servers: Settings, settings: Settings) -> None:
    name = make_url(settings.database_url).database
    engine = create_engine(
        servers.database_owner_url or "", poolclass=pool.NullPool, isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))


def _role_urls(settings: Settings) -> dict[str, str]:
    return {"app": settings.database_url, "worker": settings.worker_database_url}


def _units(settings: Settings, folder: Path) -> list[Unit]:
    programs = {
        "web": ("-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"),
        "worker": ("-m", "workers.worker"),
        "schedule": ("-m", "workers.schedule"),
    }
    environ = _environ(settings)
    return [
        Unit(name, (sys.executable, *words), environ, PROJECT, folder / f"{name}.log")
        for name, words in programs.items()
    ]


def _environ(settings: Settings) -> dict[str, str]:
    """As in a city with servers of its own: every address is given."""
    ours = {
        "INSTANCE_DIR": str(settings.instance_dir),
        "DATABASE_URL": settings.database_url,
        "WORKER_DATABASE_URL": settings.worker_database_url,
        "REDIS_URL": settings.redis_url,
        "SECRET_KEY": settings.secret_key,
        "HOST": "127.0.0.1",
        "PORT": str(settings.port),
        "WEB_WORKERS": "1",
        "WEB_THREADS": "4",
    }
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "TZ")
    return {name: os.environ[name] for name in kept if name in os.environ} | ours


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        end(process, 15)


def _wait_until_ready(site: Site) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        if _answers(f"{site.address}/health/live"):
            return
        time.sleep(0.1)
    raise AssertionError(f"The web server did not start:\n{site.said('web')}")


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as reply:
            return bool(reply.status == 200)
    except (URLError, OSError):
        return False
