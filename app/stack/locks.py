"""A lock on a file, held alone or shared, that ends with the process that holds it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class FileLock:
    """One hold on a lock file. The kernel lets go when the process ends, even by kill -9."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def try_alone(self) -> bool:
        """Hold it alone if nobody else holds it. A shared hold is given up, also on refusal."""
        return self._take(fcntl.LOCK_EX)

    def try_shared(self) -> bool:
        """Hold it beside others who share it."""
        return self._take(fcntl.LOCK_SH)

    def close(self) -> None:
        """Let go."""
        os.close(self._handle)

    def write(self, text: str) -> None:
        """Leave a word for those who find the lock held."""
        os.ftruncate(self._handle, 0)
        os.pwrite(self._handle, text.encode(), 0)

    def _take(self, kind: int) -> bool:
        try:
            fcntl.flock(self._handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def is_held_alone(path: Path) -> bool:
    """Whether some process holds this lock alone."""
    lock = FileLock(path)
    try:
        return not lock.try_shared()
    finally:
        lock.close()
