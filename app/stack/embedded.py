"""How every program uses an instance's servers: hold a lock, see that a keeper is there, leave.

Whoever comes first starts a keeper, whoever leaves last sees it stop. A program that is killed lets
go of its lock all the same, and the keeper notices by itself.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.stack import StackError
from app.stack.keeper import STAMP, KeeperNote, keeper_lock, log_file, use_lock
from app.stack.locks import FileLock, is_held_alone
from app.stack.postgres import Postgres
from app.stack.valkey import Valkey
from app.stack.waiting import release_signals
from config import Instance, Settings

_LAUNCH = Path(__file__).with_name("launch.py")
# Reading back the write-ahead log after a crash under load takes a while.
_READY_SECONDS = 120.0
_LEAVE_SECONDS = 90.0
_LOOK_SECONDS = 0.01


class EmbeddedServers:
    """The servers of one instance as one of their users sees them."""

    def __init__(self, instance: Instance, is_durable: bool) -> None:
        self._instance = instance
        self._is_durable = is_durable
        self._use = FileLock(use_lock(instance))
        self._keeper: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    def enter(self) -> None:
        """Count as a user and wait until both servers answer. Raises ``StackError``."""
        # While the last user before us stops them, the lock is not to be had.
        _wait(self._use.try_shared, _LEAVE_SECONDS, "Máy chủ dữ liệu dừng quá lâu")
        self.ensure()

    def ensure(self) -> None:
        """See that a keeper is there and its servers answer, starting one if need be."""
        if not self._is_ready():
            _wait(self._is_up, _READY_SECONDS, "Máy chủ dữ liệu khởi động quá lâu")

    def ensure_keeper(self) -> None:
        """The cheap half of ``ensure``: a keeper in good health brings its servers back itself."""
        if not self._has_keeper():
            self.ensure()

    def leave(self) -> None:
        """Stop being a user; the last one out stops the servers and waits until they are gone."""
        if self._use.try_alone():
            self._stop_keeper()
        elif self._use.try_shared():
            self._use.close()
            return
        _wait(lambda: not self._has_keeper(), _LEAVE_SECONDS, "Máy chủ dữ liệu dừng quá lâu")
        if self._keeper is not None:
            self._keeper.wait()
        self._use.close()

    def _is_up(self) -> bool:
        if self._has_keeper():
            return self._is_ready()
        code = 0 if self._keeper is None else self._keeper.poll()
        if code is None:
            return False
        # One that was killed said nothing and is replaced; one that gave up said why.
        if code > 0:
            self._keeper = None
            raise StackError(self._complaint())
        self._start_keeper()
        return False

    def _has_keeper(self) -> bool:
        return is_held_alone(keeper_lock(self._instance))

    def _is_ready(self) -> bool:
        note = KeeperNote.read(self._instance)
        if note is None or not note.has_begun:
            return False
        return Postgres(self._instance).is_ready() and Valkey(self._instance).is_ready()

    def _start_keeper(self) -> None:
        """Start a keeper that outlives us and holds none of our outputs open."""
        log = log_file(self._instance, "keeper")
        self._log_start = log.stat().st_size
        words = [sys.executable, "-I", str(_LAUNCH), "keep", str(self._instance.directory)]
        with log.open("ab") as file:
            self._keeper = subprocess.Popen(
                words if self._is_durable else [*words, "--volatile"],
                cwd=self._instance.directory,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
                preexec_fn=release_signals,
            )

    def _complaint(self) -> str:
        """The last line of the keeper we started, without its time stamp."""
        with log_file(self._instance, "keeper").open("rb") as file:
            file.seek(self._log_start)
            lines = file.read().decode("utf-8", "replace").splitlines()
        last = next((line for line in reversed(lines) if line.strip()), "")
        return STAMP.sub("", last) or "Máy chủ dữ liệu không khởi động được."

    def _stop_keeper(self) -> None:
        """Ask the keeper to stop, also one of ours that has not come as far as its lock."""
        if self._keeper is not None and self._keeper.poll() is None:
            self._keeper.terminate()
        note = KeeperNote.read(self._instance)
        if note is not None:
            with suppress(ProcessLookupError):
                os.kill(note.pid, signal.SIGTERM)


@contextmanager
def running(where: Settings | Path, durable: bool = True) -> Iterator[EmbeddedServers | None]:
    """Have PostgreSQL and Valkey answer within the block.

    ``where`` is an instance's folder, or settings; settings that name the city's own servers start
    nothing and give None. ``durable=False`` is for tests: faster, and a power cut loses the data.
    It is decided by whoever starts the servers. Raises ``StackError`` with one line.
    """
    if isinstance(where, Settings) and not where.is_embedded:
        yield None
        return
    directory = where.instance_dir if isinstance(where, Settings) else where
    servers = EmbeddedServers(Instance.at(directory), durable)
    try:
        servers.enter()
        yield servers
    finally:
        servers.leave()


def _wait(is_done: Callable[[], bool], seconds: float, complaint: str) -> None:
    deadline = time.monotonic() + seconds
    while not is_done():
        if time.monotonic() > deadline:
            raise StackError(f"{complaint} (hơn {seconds:.0f} giây).")
        time.sleep(_LOOK_SECONDS)
