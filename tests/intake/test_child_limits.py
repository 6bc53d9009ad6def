"""What a parser may cost: time, memory, files, and nothing left running."""

from __future__ import annotations

import mmap
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from app.documents.parsing import Parsed, Unreadable
from app.documents.parsing.child import SECONDS, in_child
from app.store.jobs import LEASE


def endless(path: Path) -> Parsed:
    """Starts a program that outlives it, and never ends."""
    helper = subprocess.Popen(["sleep", "600"])
    path.write_text(str(helper.pid))
    time.sleep(600)
    return Parsed("", "")


def greedy(path: Path) -> Parsed:
    return Parsed(str(len(bytearray(5 * 2**30))), "")


def sprawling(path: Path) -> Parsed:
    with (Path(tempfile.gettempdir()) / "big").open("wb") as file:
        for _ in range(300):
            file.write(b"\0" * 2**20)
    return Parsed("", "")


def dying(path: Path) -> Parsed:
    os.kill(os.getpid(), signal.SIGKILL)
    return Parsed("", "")


def is_alive(pid: int) -> bool:
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


def test_time_is_bounded_and_what_was_started_ends_too(tmp_path: Path) -> None:
    path = tmp_path / "pid"
    begun = time.monotonic()
    with pytest.raises(Unreadable, match="quá 2 giây"):
        in_child(endless, path, seconds=2)
    assert time.monotonic() - begun < 60
    helper = int(path.read_text())
    until = time.monotonic() + 60
    while is_alive(helper) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_alive(helper)


@pytest.mark.parametrize(
    ("parse", "said"), [(greedy, "quá lớn"), (sprawling, "bị hỏng"), (dying, "bị hỏng")]
)
def test_memory_files_and_crashes_cost_only_the_child(parse, said, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=said):
        in_child(parse, tmp_path / "x")


def test_what_the_parent_has_reserved_is_not_charged_to_the_child(tmp_path: Path) -> None:
    reserved = mmap.mmap(-1, 4 * 2**30)
    try:
        assert in_child(hold_a_little, tmp_path) == 50_000_000
    finally:
        reserved.close()


def hold_a_little(_: Path) -> int:
    return len(bytearray(50_000_000))


def test_a_reading_given_up_ends_before_its_job_is_taken_up_again() -> None:
    assert LEASE.total_seconds() > SECONDS + 10
