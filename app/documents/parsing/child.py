"""Files are parsed in a child process with limits on time, memory and files.

A hostile file can then cost no more than the child. The child is forked, so it
costs milliseconds; it leads a process group of its own, so that the programs it
starts end with it. No database work is inherited: only workers and commands parse.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import resource
import shutil
import signal
import tempfile
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from app.documents.parsing.faults import Unreadable

log = logging.getLogger(__name__)

Result = TypeVar("Result")

# Below the lease of a job: a reading that is given up must not be taken up beside itself.
SECONDS: Final = 100
# On top of the address space that was inherited: a parent with threads and models has gigabytes
# of it reserved, and the child would then be refused its first byte.
_MEMORY: Final = 2 * 2**30
_STATM: Final = Path("/proc/self/statm")
_FILE_BYTES: Final = 200 * 2**20


def in_child(parse: Callable[[Path], Result], path: Path, seconds: int = SECONDS) -> Result:
    """What ``parse`` gives for the file (not a str), within ``seconds`` of wall time.

    Raises ``Unreadable`` with the parser's own sentence, or one for a child that
    died or took too long.
    """
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    scratch = tempfile.mkdtemp(prefix="parsing-")
    process = context.Process(
        target=_run, args=(parse, path.resolve(), theirs, scratch, seconds), daemon=True
    )
    process.start()
    theirs.close()
    try:
        outcome = _outcome(ours, seconds)
    finally:
        _end(process.pid)
        process.join()
        ours.close()
        shutil.rmtree(scratch, ignore_errors=True)
    if isinstance(outcome, str):
        raise Unreadable(outcome)
    return cast(Result, outcome)


def _outcome(pipe: Connection, seconds: int) -> Any:
    try:
        if not pipe.poll(seconds):
            return f"Đọc tệp quá {seconds} giây nên đã dừng. Hãy gửi tệp nhỏ hơn."
        return pipe.recv()
    except (EOFError, OSError):
        return "Tệp quá phức tạp hoặc bị hỏng nên không đọc được. Hãy mở ra, lưu lại rồi gửi."


def _end(pid: int | None) -> None:
    """The child and whatever it started, at once."""
    if pid is None:
        return
    # The group first; a child that does not lead one yet has started nothing.
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)


def _inherited() -> int:
    """Bytes of address space the process has now; 0 where the system does not tell."""
    if not _STATM.exists():
        return 0
    return int(_STATM.read_text("ascii").split()[0]) * resource.getpagesize()


def _run(
    parse: Callable[[Path], Result], path: Path, pipe: Connection, scratch: str, seconds: int
) -> None:
    os.setpgid(0, 0)
    tempfile.tempdir = scratch
    os.environ["TMPDIR"] = scratch
    os.chdir(scratch)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    memory = _inherited() + _MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        pipe.send(parse(path))
    except Unreadable as error:
        pipe.send(str(error))
    except MemoryError:
        pipe.send("Tệp quá lớn khi mở ra nên không đọc được. Hãy chia nhỏ rồi gửi.")
    except Exception:
        # A person is told what to do; why it failed is for whoever keeps the parsers.
        log.info("a parser failed on %s", path.name, exc_info=True)
        pipe.send("Tệp bị hỏng nên không đọc được. Hãy mở bằng Word, lưu lại rồi gửi.")
