"""One program as a child that cannot outlive us, and what dead ones leave behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from app.stack import StackError
from app.stack.waiting import release_signals

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Unit:
    """One program to keep running.

    ``log`` takes both of its outputs; without one they go to our stderr, since stdout is for
    results. ``before`` runs before each start, restarts included. ``death_signal`` reaches it when
    we are killed ourselves: where nothing can be lost, the signal that cannot be put off.
    """

    name: str
    argv: tuple[str, ...]
    environ: Mapping[str, str]
    directory: Path
    log: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0
    death_signal: signal.Signals = signal.SIGKILL
    before: Callable[[], None] | None = None


def wheel_folder(package: str) -> Path:
    """Where a package of binaries lies, found without importing it. Raises ``StackError``."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise StackError(f"Thiếu gói {package}: hãy chạy ./run install.")
    return Path(spec.submodule_search_locations[0])


def spawn(unit: Unit, stdout: IO[bytes] | int | None = None) -> subprocess.Popen[bytes]:
    """Start a unit as a child that dies with us. ``stdout`` defaults to our stderr or its log."""
    if unit.before is not None:
        unit.before()
    log = unit.log.open("ab") if unit.log is not None else None
    try:
        return subprocess.Popen(
            unit.argv,
            env=dict(unit.environ),
            cwd=unit.directory,
            stdin=subprocess.DEVNULL,
            stdout=stdout if stdout is not None else log or 2,
            stderr=log,
            start_new_session=True,
            preexec_fn=_settle(os.getpid(), unit.death_signal),
        )
    except OSError as error:
        raise StackError(
            f"Không chạy được {unit.name}: {error.strerror} ({unit.argv[0]})."
        ) from error
    finally:
        if log is not None:
            log.close()


def die_with_parent(by: signal.Signals = signal.SIGKILL) -> None:
    """Have the kernel send us a signal when our parent ends. A fork does not inherit this."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(by), 0, 0, 0)


def end(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait for a process that was asked to stop, then clear its whole session away."""
    with suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    if process.poll() is None:
        process.kill()
        process.wait()
    kill_session(process.pid)


def kill_session(leader: int) -> None:
    """Kill what a session's dead leader left: process groups alone would miss its daemons."""
    for pid in _living():
        with suppress(OSError, ValueError):
            if _session(pid) == leader:
                os.kill(pid, signal.SIGKILL)


def working_in(directory: Path, program: str) -> list[int]:
    """The living processes of a program whose working directory is this one.

    A server always works in its data folder, whatever number a stale file gives for it; a zombie
    works nowhere, so one that nobody reaps does not hold us up.
    """
    found = []
    for pid in _living():
        with suppress(OSError):
            runs = os.path.basename(os.readlink(f"/proc/{pid}/exe")).removesuffix(" (deleted)")
            if runs == program and os.readlink(f"/proc/{pid}/cwd") == str(directory):
                found.append(pid)
    return found


def clear(directory: Path, program: str, patience: float = 2.0) -> None:
    """Wait until the servers of a dead keeper have left their data folder, then make them leave."""
    for how in (None, signal.SIGQUIT, signal.SIGKILL):
        if how is not None:
            _signal(working_in(directory, program), how)
        deadline = time.monotonic() + patience
        while working_in(directory, program) and time.monotonic() < deadline:
            time.sleep(0.02)


def _settle(parent: int, death_signal: signal.Signals) -> Callable[[], None]:
    """What a child does between fork and exec, so that it cannot outlive us unseen."""

    def settle() -> None:
        release_signals()
        die_with_parent(death_signal)
        if os.getppid() != parent:
            os._exit(1)

    return settle


def _signal(pids: list[int], how: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, how)


def is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    with suppress(OSError):
        return _status(pid)[0] != "Z"
    return False


def _living() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _session(pid: int) -> int:
    return int(_status(pid)[3])


def _status(pid: int) -> list[str]:
    """State, parent, group, session and more, as in proc(5); the name before may hold anything."""
    return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
