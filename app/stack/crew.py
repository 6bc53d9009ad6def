"""Programs that run together: started in order, restarted when they die, stopped in order."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.stack import StackError
from app.stack.processes import Unit, end, kill_session, spawn

# A unit that ends by itself this soon after its start, this many times in a row, will not stand.
_SHORT_LIFE_SECONDS = 10.0
_SHORT_LIVES = 5
_PAUSE_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 2.0


@dataclass(slots=True)
class _Member:
    """A unit with its present process and how its former ones ended."""

    unit: Unit
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    short_lives: int = 0


class Crew:
    """Units started in order, watched, and stopped in the opposite order."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._members: list[_Member] = []
        self._tell = tell

    def add(self, unit: Unit) -> None:
        """Start one more unit. Raises ``StackError`` when its program cannot be started at all."""
        member = _Member(unit)
        self._members.append(member)
        _start(member)

    def check(self) -> None:
        """Restart what has died. Raises ``StackError`` when a unit dies again and again."""
        for member in self._members:
            if member.process is not None and member.process.poll() is not None:
                self._bury(member, member.process)
            if member.process is None and time.monotonic() >= member.due_at:
                _start(member)

    def pid(self, name: str) -> int | None:
        """The process number of a unit that is up."""
        member = next(member for member in self._members if member.unit.name == name)
        return member.process.pid if member.process and member.process.poll() is None else None

    def stop(self) -> None:
        """Ask every unit to stop, the last started first, and leave nothing of their sessions."""
        stopping = [(one.unit, one.process) for one in reversed(self._members) if one.process]
        for unit, process in stopping:
            process.send_signal(unit.stop_signal)
        for unit, process in stopping:
            end(process, unit.stop_seconds)
        self._members.clear()

    def _bury(self, member: _Member, process: subprocess.Popen[bytes]) -> None:
        """Clear away what a dead process left, and decide when the next one may start."""
        kill_session(process.pid)
        member.process = None
        # A kill from outside is no fault of the unit's own and costs it nothing.
        lived = time.monotonic() - member.started_at
        own_fault = process.returncode != -signal.SIGKILL and lived < _SHORT_LIFE_SECONDS
        member.short_lives = member.short_lives + 1 if own_fault else 0
        if member.short_lives >= _SHORT_LIVES:
            where = f"; xem {member.unit.log}" if member.unit.log else ""
            raise StackError(f"{member.unit.name} chết liên tục (mã {process.returncode}){where}.")
        pause = min(_PAUSE_SECONDS * member.short_lives, _LONGEST_PAUSE_SECONDS)
        member.due_at = time.monotonic() + pause
        self._tell(f"{member.unit.name} dừng (mã {process.returncode}), chạy lại.")


def _start(member: _Member) -> None:
    member.process = spawn(member.unit)
    member.started_at = time.monotonic()
