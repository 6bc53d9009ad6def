"""The program behind ``./run``: servers, preparations, then web, worker and sweep.

Exit codes: 0 after being asked to stop, 1 when a part would not stand, 2 when it could not begin.
"""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from app.stack import StackError
from app.stack.crew import Crew
from app.stack.embedded import EmbeddedServers, running
from app.stack.processes import Unit, end, spawn
from app.stack.waiting import hold_signals, stop_requested
from config import PROJECT, ConfigError, Settings

_LOOK_SECONDS = 0.5
_STEP_LOOK_SECONDS = 0.1
# A web server of a supervisor that was killed needs a moment to let go of the port.
_PORT_SECONDS = 8.0
_ANSWER_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do before the units start, unless its ``mark`` holds its ``word`` already.

    What a step writes on stdout is a result and goes to our stdout if ``is_result``.
    """

    unit: Unit
    is_result: bool = False
    mark: Path | None = None
    word: str = "1"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a supervisor does: steps in turn, the web server, then the rest when that answers.

    The rest waits so that people do not: all are slow to start, and a small machine has two cores.
    """

    steps: tuple[Step, ...]
    web: Unit
    rest: tuple[Unit, ...]


def plan_for(settings: Settings, environ: Mapping[str, str] = os.environ) -> Plan:
    """The parts of the real application; the city's own servers get no demonstration."""
    inherited = _environ(settings, environ)
    prepare = Step(_flask("prepare", inherited))
    asked = settings.instance_dir / "demonstration-asked"
    demo = Step(_flask("demo", inherited, "--if-empty"), is_result=True, mark=asked)
    if settings.is_embedded:
        prepare = replace(prepare, mark=_prepared(settings), word=_fingerprint())
    web = ("gunicorn", "--config", str(PROJECT / "gunicorn.conf.py"), "wsgi:app")
    return Plan(
        steps=(prepare, demo) if settings.is_embedded else (prepare,),
        # Asked rather than killed, gunicorn ends its own processes and the requests they answer.
        web=replace(_python("web", web, inherited, 15.0), death_signal=signal.SIGTERM),
        rest=(
            _python("worker", ("workers.worker",), inherited, 15.0),
            _python("sweep", ("workers.schedule",), inherited, 5.0),
        ),
    )


def supervise() -> int:
    """Run the real application until asked to stop."""
    hold_signals()
    try:
        settings = Settings.from_env()
        code = run(settings, plan_for(settings))
        if code == 1:
            # Perhaps the database is not what its mark says: the next start looks again.
            _prepared(settings).unlink(missing_ok=True)
    except (ConfigError, StackError) as error:
        _tell(str(error))
        return 2
    return code


def _prepared(settings: Settings) -> Path:
    """The mark of a database that this very code has prepared; it makes a start twice as quick."""
    return settings.instance_dir / "prepared"


def _fingerprint() -> str:
    """What preparing depends on: the migrations, and the roles and grants of the store."""
    parts = (PROJECT / "migrations", PROJECT / "app" / "store")
    seen = hashlib.sha256()
    for path in sorted(path for part in parts for path in part.rglob("*.py")):
        seen.update(path.read_bytes())
    return seen.hexdigest()


def run(settings: Settings, plan: Plan) -> int:
    """Run a plan until asked to stop; signals must be held. ``StackError``: it cannot begin."""
    _await_port(settings)
    with running(settings) as servers:
        for step in plan.steps:
            code = _do(step)
            if code is not None:
                return code
        crew = Crew(_tell)
        try:
            return _serve(crew, plan, servers, settings)
        except StackError as error:
            _tell(str(error))
            return 1
        finally:
            crew.stop()


def _serve(crew: Crew, plan: Plan, servers: EmbeddedServers | None, settings: Settings) -> int:
    """Start the units and look after them until asked to stop: 0."""
    crew.add(plan.web)
    deadline = time.monotonic() + _ANSWER_SECONDS
    while not _answers(settings):
        if time.monotonic() > deadline:
            raise StackError(f"Trang web không trả lời sau {_ANSWER_SECONDS:.0f} giây.")
        if stop_requested(_STEP_LOOK_SECONDS):
            return 0
        _look_after(crew, servers)
    _announce(settings)
    for unit in plan.rest:
        crew.add(unit)
    while not stop_requested(_LOOK_SECONDS):
        _look_after(crew, servers)
    return 0


def _look_after(crew: Crew, servers: EmbeddedServers | None) -> None:
    if servers is not None:
        servers.ensure_keeper()
    crew.check()


def _do(step: Step) -> int | None:
    """Do a step. None when it went well, else our exit code; the step itself says what is wrong."""
    if step.mark is not None and step.mark.exists() and step.mark.read_text() == step.word:
        return None
    process = spawn(step.unit, stdout=1 if step.is_result else None)
    while process.poll() is None:
        if stop_requested(_STEP_LOOK_SECONDS):
            process.terminate()
            end(process, step.unit.stop_seconds)
            return 0
    if process.returncode != 0:
        return 2
    if step.mark is not None:
        step.mark.write_text(step.word)
    return None


def _announce(settings: Settings) -> None:
    """The address on stdout, and on stderr where the sign-ins are kept."""
    # Whoever read the first lines and went away, as ``head`` does, does not stop the city's work.
    with suppress(BrokenPipeError):
        sys.stdout.write(f"Tổng Hợp: {settings.public_url}\n")
        sys.stdout.flush()
    sign_ins = settings.instance_dir / "sign-ins.json"
    if sign_ins.exists():
        _tell(f"Tài khoản dùng thử: {sign_ins}")
    _tell("Ctrl-C để dừng.")


def _await_port(settings: Settings) -> None:
    """See that our port is free. Raises ``StackError`` with what to do when it is not."""
    deadline = time.monotonic() + _PORT_SECONDS
    while (why := _unbindable(settings)) is not None:
        if time.monotonic() > deadline or stop_requested(_STEP_LOOK_SECONDS):
            raise StackError(
                f"Không mở được cổng {settings.port} trên {settings.host} ({why}): "
                "hãy dừng chương trình đang dùng nó hoặc đặt PORT khác."
            )


def _unbindable(settings: Settings) -> str | None:
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        with closing(socket.socket(family, kind, protocol)) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            line.bind(address)
    except OSError as error:
        return error.strerror
    return None


def _answers(settings: Settings) -> bool:
    """Whether the web server speaks HTTP; what it says is for the health pages to tell."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    host = everywhere.get(settings.host, settings.host)
    ask = f"GET /health/live HTTP/1.0\r\nHost: {host}\r\n\r\n".encode()
    try:
        with socket.create_connection((host, settings.port), timeout=2.0) as line:
            line.sendall(ask)
            return line.recv(5) == b"HTTP/"
    except OSError:
        return False


def _environ(settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """What the parts inherit: one folder and one project, wherever we were started from."""
    ours = {
        "INSTANCE_DIR": str(settings.instance_dir),
        "PYTHONPATH": str(PROJECT),
        "FLASK_APP": f"{PROJECT / 'app' / 'cli' / 'entry.py'}:create",
        "FLASK_SKIP_DOTENV": "1",
        # What a part says must be seen when it is said, also through a pipe.
        "PYTHONUNBUFFERED": "1",
    }
    return {**environ, **ours}


def _flask(command: str, environ: Mapping[str, str], *options: str) -> Unit:
    return _python(f"flask {command}", ("flask", command, *options), environ, 10.0)


def _python(name: str, module: tuple[str, ...], environ: Mapping[str, str], stop: float) -> Unit:
    argv = (sys.executable, "-m", *module)
    return Unit(name=name, argv=argv, environ=environ, directory=PROJECT, stop_seconds=stop)


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
