"""Programs that use an instance, and a folder that must be left without a process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.stack.embedded import running
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
        program.wait(timeout=60)
        program.stdout.close()
        program.stderr.close()


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance whose cluster has been made; making one takes longer than all else."""
    path = tmp_path_factory.mktemp("stack") / "instance"
    with running(path, durable=False):
        return path


@pytest.fixture
def folder(made: Path) -> Iterator[Path]:
    """That instance at rest; each test makes what it needs, and leaves no process."""
    yield made
    assert_left(made)


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Path]:
    """A folder for an instance that does not exist yet; the test leaves no process."""
    yield tmp_path / "instance"
    assert_left(tmp_path / "instance")


def assert_left(folder: Path) -> None:
    """Nothing of the instance runs, and its sockets are gone."""
    assert eventually(lambda: not processes_of(folder)), processes_of(folder)
    assert not Instance.at(folder).socket_dir.exists()
