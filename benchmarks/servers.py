"""Processor time of other processes: what one request costs a server.

Requests per second swing with the machine; the processor time that the server's
processes spent on them hardly does.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _USER, _SYSTEM = 1, 11, 12


@dataclass(frozen=True, slots=True)
class Cost:
    """``requests`` served for ``seconds`` of processor time, user and system."""

    requests: int
    seconds: float

    @property
    def milliseconds_each(self) -> float:
        return 1000 * self.seconds / self.requests


def cost_of(pids: Iterable[int], serve: Callable[[], int]) -> Cost:
    """Processor time of these processes and their children while ``serve`` runs.

    ``serve`` drives the load and returns how many requests were answered. A
    process that ends meanwhile takes its time with it, so drive the load long
    enough and without restarts. Linux only: it reads /proc.
    """
    roots = tuple(pids)
    before = processor_seconds(roots)
    requests = serve()
    return Cost(requests, processor_seconds(roots) - before)


def processor_seconds(pids: Iterable[int]) -> float:
    """User and system seconds of the processes and all that descend from them."""
    family = _family(pids)
    return sum(int(s[_USER]) + int(s[_SYSTEM]) for s in family.values()) / _TICKS


def _family(pids: Iterable[int]) -> dict[int, list[str]]:
    """The processes and all that descend from them, as /proc has them."""
    stats = {int(p.name): _stat(p) for p in Path("/proc").iterdir() if p.name.isdigit()}
    family = set(pids)
    grew = True
    while grew:
        children = {pid for pid, s in stats.items() if s and int(s[_PARENT]) in family}
        grew = not children <= family
        family |= children
    return {pid: s for pid in family if (s := stats.get(pid))}


def peak_megabytes(pid: int | str = "self") -> float:
    """The most memory that a process has held. Not ``ru_maxrss``, which a process that was
    started by a large one begins with that one's."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def largest_megabytes(pid: int) -> float:
    """The most that any of a process's descendants has held."""
    return max(peak_megabytes(child) for child in _family([pid]) if child != pid)


def _stat(process: Path) -> list[str]:
    """Fields of /proc/<pid>/stat after the name, which may hold spaces itself."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
