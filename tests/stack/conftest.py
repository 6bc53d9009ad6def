"""Programs that use an instance, and a folder that must be left without a process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config import Instance
from tests.stack.watching import eventually, processes_of

VISITOR = Path(__file__).with_name("visitor.py")

Visit = Callable[[Path], "subprocess.Popen[str]"]


@pytest.fixture
def visit() -> Iterator[Visit]:
    """Start programs that use an instance; what is left of them at the end is ended."""
    started: list[subprocess.Popen[str]] = []

    def start(folder: Path) -> subprocess.Popen[str]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        command = [sys.executable, str(VISITOR), str(folder)]
        started.append(subprocess.Popen(command, text=True, **pipes))
        return started[-1]

    yield start
    for program in started:
        program.stdin.close()
        program.wait(timeout=30)
        program.stdout.close()
        program.stderr.close()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for an instance; a test that leaves a process of it behind fails."""
    path = tmp_path / "instance"
    yield path
    assert eventually(lambda: not processes_of(path)), processes_of(path)
    assert not Instance.at(path).socket_dir.exists()
