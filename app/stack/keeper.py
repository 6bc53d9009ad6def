"""The one process that owns an instance's servers.

Many programs use the servers and any of them may end, also by kill -9. So none of them is the
servers' parent: a keeper is, of which there is at most one. It reaps and restarts its servers, it
stops them when nobody uses them any more, and they die with it.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from app.stack import StackError
from app.stack.account import Account, account_for
from app.stack.crew import Crew
from app.stack.locks import FileLock, is_held_alone
from app.stack.postgres import Postgres
from app.stack.processes import is_alive
from app.stack.valkey import Valkey
from app.stack.waiting import hold_signals, stop_requested
from config import Instance

_LOOK_SECONDS = 0.1
_LOCK_SECONDS = 1.0
_LOG_BYTES = 4 * 1024 * 1024

# What stands before each line of the keeper's log.
STAMP = re.compile(r"^[-\d]{10} [:\d]{8} ")


def lock_dir(instance: Instance) -> Path:
    """Where locks and logs are; made when missing."""
    path = instance.directory / "servers"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def use_lock(instance: Instance) -> Path:
    """Shared by all who use the servers; held alone while the last one out stops them."""
    return lock_dir(instance) / "use.lock"


def keeper_lock(instance: Instance) -> Path:
    """Held alone by the keeper as long as it lives; inside is what ``KeeperNote`` reads."""
    return lock_dir(instance) / "keeper.lock"


@dataclass(frozen=True, slots=True)
class KeeperNote:
    """What a keeper leaves in its lock: its process number, and whether it has begun its servers.

    Until it has, a server that answers is one of a dead keeper's, about to go.
    """

    pid: int
    has_begun: bool

    @classmethod
    def read(cls, instance: Instance) -> KeeperNote | None:
        """The living keeper's note, or None."""
        path = keeper_lock(instance)
        if not is_held_alone(path):
            return None
        words = path.read_text("ascii").split()
        # A note may be a killed keeper's, whose successor has the lock and has yet to write.
        return cls(int(words[0]), len(words) > 1) if words and is_alive(int(words[0])) else None

    def write(self, lock: FileLock) -> None:
        """Leave the note in the lock we hold."""
        lock.write(f"{self.pid} begun" if self.has_begun else f"{self.pid}")


def log_file(instance: Instance, name: str) -> Path:
    """A server's log, begun anew when it has grown long."""
    path = lock_dir(instance) / f"{name}.log"
    if path.exists() and path.stat().st_size > _LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    path.touch(mode=0o600)
    return path


def keep(instance: Instance, is_durable: bool) -> int:
    """Own the servers until nobody uses them. Exit code 0, or 2 with one line on stderr."""
    hold_signals()
    mine = FileLock(keeper_lock(instance))
    if not _take(mine):
        return 0
    KeeperNote(os.getpid(), has_begun=False).write(mine)
    try:
        _run(instance, is_durable, mine)
    except (StackError, OSError) as error:
        _tell(str(error))
        return 2
    return 0


def _run(instance: Instance, is_durable: bool, mine: FileLock) -> None:
    postgres, valkey = Postgres(instance, is_durable), Valkey(instance, is_durable)
    account_for(postgres.data).let_through(instance.directory)
    postgres.make()
    valkey.make()
    _make_socket_dir(instance.socket_dir, account_for(postgres.data))
    units = (
        postgres.unit(log_file(instance, "postgres")),
        valkey.unit(log_file(instance, "valkey")),
    )
    crew = Crew(_tell)
    use = FileLock(use_lock(instance))
    try:
        for unit in units:
            crew.add(unit)
        KeeperNote(os.getpid(), has_begun=True).write(mine)
        # Once the lock is ours alone nobody uses the servers, and whoever comes now must wait.
        while not stop_requested(_LOOK_SECONDS) and not use.try_alone():
            crew.check()
    finally:
        crew.stop()
        shutil.rmtree(instance.socket_dir, ignore_errors=True)


def _take(lock: FileLock) -> bool:
    """Become the keeper. One who only looks whether there is one holds the lock for a moment."""
    deadline = time.monotonic() + _LOCK_SECONDS
    while not lock.try_alone():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _make_socket_dir(path: Path, account: Account) -> None:
    """Make the folder for sockets, or take it over from a dead keeper; refuse a stranger's."""
    try:
        path.mkdir(mode=0o700)
        account.give(path)
    except FileExistsError:
        seen = path.lstat()
        if seen.st_uid not in {account.uid, os.geteuid()} or path.is_symlink() or not path.is_dir():
            raise StackError(f"{path} là của người dùng khác: hãy xóa nó rồi chạy lại.") from None
        path.chmod(0o700)
        account.give(path)


def _tell(line: str) -> None:
    sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line}\n")
    sys.stderr.flush()
