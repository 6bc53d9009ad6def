"""The supervisor: one address, parts that come back, an end that leaves nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.stack import StackError, crew, supervisor
from app.stack.crew import Crew
from app.stack.embedded import running
from app.stack.processes import Unit, is_alive
from app.stack.supervisor import plan_for
from config import PROJECT, Settings
from tests.stack.conftest import Visit
from tests.stack.watching import (
    answers,
    children_of,
    eventually,
    has_mark,
    leaders,
    pid_of,
    processes_of,
    write_mark,
)

SUPERVISED = Path(__file__).with_name("supervised.py")

WEB = """
import http.server, os
class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self): self.send_response(204); self.end_headers()
    def log_message(self, *words): pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Page).serve_forever()
"""
# A worker's child that runs a job is in a process group of its own, and dies with the worker.
WORKER = """
import ctypes, os, subprocess, sys, time
words = [sys.executable, "-c", "import time; time.sleep(60)", sys.argv[1], "horse"]
subprocess.Popen(words, preexec_fn=lambda: (os.setpgrp(), ctypes.CDLL(None).prctl(1, 9)))
time.sleep(60)
"""
SWEEP = "import time; time.sleep(60)"
UNITS = {"web": WEB, "worker": WORKER, "sweep": SWEEP}

Supervise = Callable[..., "subprocess.Popen[str]"]


def free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@pytest.fixture
def supervise() -> Iterator[Supervise]:
    """Start supervisors as a shell would; they are stopped at the end."""
    started: list[subprocess.Popen[str]] = []

    def start(folder: Path, port: int | None = None, **plan: Any) -> subprocess.Popen[str]:
        words = json.dumps({"steps": [], "units": UNITS} | plan)
        environ = {"INSTANCE_DIR": str(folder), "PORT": str(port or free_port())}
        started.append(
            subprocess.Popen(
                [sys.executable, str(SUPERVISED), words],
                env={"PATH": os.environ["PATH"], **environ},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                # A shell without job control has its background commands ignore Ctrl-C.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
            )
        )
        return started[-1]

    yield start
    for program in started:
        if program.poll() is None:
            program.terminate()
        program.communicate(timeout=60)


def address(program: subprocess.Popen[str]) -> str:
    """The line a supervisor prints when its web server answers."""
    assert program.stdout is not None
    line = program.stdout.readline()
    assert line.startswith("Tổng Hợp: http://127.0.0.1:"), line
    return line


@pytest.mark.parametrize("ask", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_stops_when_asked_and_leaves_nothing(
    folder: Path, supervise: Supervise, ask: signal.Signals
) -> None:
    program = supervise(folder)
    address(program)
    assert eventually(lambda: leaders(folder, "horse"))
    begun = time.monotonic()
    program.send_signal(ask)
    assert program.wait(timeout=60) == 0
    assert not processes_of(folder)
    assert time.monotonic() - begun < 5


def test_a_later_start_takes_less_than_five_seconds(folder: Path, supervise: Supervise) -> None:
    begun = time.monotonic()
    address(supervise(folder))
    assert time.monotonic() - begun < 5


def test_each_part_comes_back_when_killed(folder: Path, supervise: Supervise) -> None:
    program = supervise(folder)
    address(program)
    mark = write_mark(folder)
    assert eventually(lambda: leaders(folder, "horse"))
    orphan = pid_of(folder, "horse")
    for part in (" web", " worker", " sweep", "bin/postgres", "valkey-server", " keep "):
        killed = pid_of(folder, part)
        os.kill(killed, signal.SIGKILL)
        assert eventually(lambda part=part, killed=killed: set(leaders(folder, part)) - {killed}), (
            part
        )
    assert eventually(lambda: answers(folder))
    assert has_mark(folder, mark)
    assert not is_alive(orphan)
    assert program.poll() is None


def test_a_killed_supervisor_takes_everything_along(folder: Path, supervise: Supervise) -> None:
    port = free_port()
    program = supervise(folder, port)
    address(program)
    program.kill()
    program.wait()
    assert eventually(lambda: not processes_of(folder))
    address(supervise(folder, port))


def test_steps_come_first_and_once_where_they_leave_a_mark(
    folder: Path, supervise: Supervise
) -> None:
    (folder / "thử").unlink(missing_ok=True)
    steps = [
        {"code": "print('không phải kết quả')"},
        {"code": "print('tài khoản')", "is_result": True, "mark": "thử"},
    ]
    for wanted in (["tài khoản\n"], []):
        program = supervise(folder, steps=steps)
        assert program.stdout is not None
        assert [program.stdout.readline() for _ in wanted] == wanted
        address(program)
        program.terminate()
        assert "không phải kết quả" in program.communicate(timeout=60)[1]


def test_a_step_that_fails_ends_it_before_anything_is_served(
    folder: Path, supervise: Supervise
) -> None:
    steps = [{"code": "import sys; sys.exit('không nâng cấp được')"}]
    program = supervise(folder, steps=steps)
    out, err = program.communicate(timeout=60)
    assert (program.returncode, out, err) == (2, "", "không nâng cấp được\n")


def test_it_can_be_stopped_during_a_step(folder: Path, supervise: Supervise) -> None:
    program = supervise(folder, steps=[{"code": "import time; time.sleep(60)"}])
    assert eventually(lambda: leaders(folder, "step 0"))
    program.terminate()
    assert program.wait(timeout=60) == 0


def test_servers_begun_by_a_command_serve_on_after_it(
    folder: Path, supervise: Supervise, visit: Visit
) -> None:
    command = visit(folder)
    assert command.stdout.readline() == "ready\n"
    keeper = pid_of(folder, " keep ")
    program = supervise(folder)
    address(program)
    assert command.communicate(timeout=60) == ("left\n", "")
    assert pid_of(folder, " keep ") == keeper
    assert answers(folder)
    with running(folder, durable=False):
        assert pid_of(folder, " keep ") == keeper
    assert program.poll() is None


def test_two_run_side_by_side(folder: Path, fresh: Path, supervise: Supervise) -> None:
    one, other = supervise(folder), supervise(fresh)
    assert address(one) != address(other)
    one.terminate()
    assert one.wait(timeout=60) == 0
    assert answers(fresh)
    assert other.poll() is None
    other.terminate()
    assert other.wait(timeout=60) == 0


def test_a_port_that_is_taken_is_named(
    folder: Path, supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "_PORT_SECONDS", 0.1)
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen()
        port = line.getsockname()[1]
        settings = Settings.from_env({"INSTANCE_DIR": str(folder), "PORT": str(port)})
        with pytest.raises(StackError, match=f"{port}.*PORT"):
            supervisor.run(settings, plan_for(settings))


def test_a_part_that_dies_again_and_again_is_given_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(crew, "_PAUSE_SECONDS", 0.0)
    said: list[str] = []
    dying = Unit("web", (sys.executable, "-c", "raise SystemExit(3)"), dict(os.environ), tmp_path)
    together = Crew(said.append)
    together.add(dying)
    with pytest.raises(StackError, match=r"web chết liên tục \(mã 3\)"):
        eventually(together.check)
    together.stop()
    assert len(said) == 4


def test_what_a_killed_part_leaves_is_cleared_away(tmp_path: Path) -> None:
    code = "import os, time; os.fork() or os.setpgrp(); time.sleep(60)"
    argv = (sys.executable, "-c", code, str(tmp_path))
    together = Crew(lambda _: None)
    together.add(Unit("worker", argv, dict(os.environ), tmp_path))
    leader = together.pid("worker")
    assert leader is not None
    assert eventually(lambda: len(children_of(leader)) == 1)
    (daemon,) = children_of(leader)
    os.kill(leader, signal.SIGKILL)
    assert eventually(lambda: together.check() or not is_alive(daemon))
    together.stop()


def test_kills_from_outside_never_count_as_faults(tmp_path: Path) -> None:
    said: list[str] = []
    together = Crew(said.append)
    together.add(Unit("sweep", ("sleep", "60"), dict(os.environ), tmp_path))
    for count in range(1, 16):
        pid = together.pid("sweep")
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        assert eventually(lambda count=count: together.check() or len(said) == count)
    assert together.pid("sweep") is not None
    together.stop()


def test_the_real_plan_prepares_everywhere_and_demonstrates_only_on_its_own_servers(
    tmp_path: Path,
) -> None:
    own = plan_for(Settings.from_env({"INSTANCE_DIR": str(tmp_path)}), {})
    named = {"DATABASE_URL": "postgresql://a:b@c/d", "REDIS_URL": "redis://c", "SECRET_KEY": "e"}
    city = plan_for(Settings.from_env({"INSTANCE_DIR": str(tmp_path), **named}), named)
    assert [step.unit.argv[2:] for step in own.steps] == [
        ("flask", "prepare"),
        ("flask", "demo", "--if-empty"),
    ]
    assert [step.unit.argv[2:] for step in city.steps] == [("flask", "prepare")]
    assert [unit.name for unit in (own.web, *own.rest)] == ["web", "worker", "sweep"]
    assert [step.mark is not None for step in (*own.steps, *city.steps)] == [True, True, False]
    for unit in (city.web, *city.rest):
        assert unit.environ["INSTANCE_DIR"] == str(tmp_path)
        assert unit.environ["DATABASE_URL"] == named["DATABASE_URL"]
        assert unit.directory == PROJECT
