"""Which account of the machine runs the servers.

PostgreSQL refuses root. Root therefore runs both servers as the owner of the data, or as ``nobody``
the first time; an ordinary user runs them itself.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.stack import StackError

# Bits of the effective capability set in /proc/self/status; see capabilities(7).
_CAPABILITIES = {"dac_read_search": 2, "dac_override": 1}


@dataclass(frozen=True, slots=True)
class Account:
    """A user and group that the servers run as."""

    uid: int
    gid: int

    @property
    def is_ours(self) -> bool:
        """Whether no change of user is needed."""
        return self.uid == os.geteuid()

    def give(self, path: Path) -> None:
        """Make a file or folder of ours the account's."""
        if not self.is_ours:
            os.chown(path, self.uid, self.gid)

    def let_through(self, directory: Path) -> None:
        """Let the account pass a folder of ours, if it cannot already, without listing it."""
        if not self.may_pass(directory):
            os.chown(directory, -1, self.gid)
            directory.chmod(stat.S_IMODE(directory.stat().st_mode) | stat.S_IXGRP)

    def may_pass(self, directory: Path) -> bool:
        """Whether the account may enter this one folder."""
        seen = directory.stat()
        if seen.st_uid == self.uid:
            return bool(seen.st_mode & stat.S_IXUSR)
        wanted = stat.S_IXGRP if seen.st_gid == self.gid else stat.S_IXOTH
        return bool(seen.st_mode & wanted)


def account_for(data: Path) -> Account:
    """The account for a data folder: its owner if there is one, else us, else ``nobody``."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def command_as(
    account: Account, argv: Iterable[str], places: Iterable[Path], death_signal: signal.Signals
) -> tuple[str, ...]:
    """The command that runs ``argv`` as the account, able to reach all ``places``.

    The wish to die with the parent is given to setpriv because a change of user forgets it.
    Raises ``StackError`` where the account cannot reach a place and we may not let it.
    """
    if account.is_ours:
        return tuple(argv)
    setpriv = shutil.which("setpriv") or "/usr/bin/setpriv"
    change = (f"--reuid={account.uid}", f"--regid={account.gid}", "--clear-groups")
    reach = _reach(account, places)
    return (setpriv, *change, *reach, f"--pdeathsig={death_signal.name.removeprefix('SIG')}", *argv)


def _reach(account: Account, places: Iterable[Path]) -> tuple[str, ...]:
    """A folder like /root shuts out everything below it: then only a capability opens the way."""
    shut = next((door for place in places for door in _shut(account, place)), None)
    if shut is None:
        return ()
    capability = next((name for name in _CAPABILITIES if _have(name)), None)
    if capability is None:
        raise StackError(
            f"Máy chủ dữ liệu không chạy bằng root được và không vào được thư mục {shut}: hãy đặt "
            f"INSTANCE_DIR và chương trình ở nơi khác, hoặc chạy bằng người dùng thường."
        )
    # PostgreSQL looks for its own programs with access(2), which forgets the capabilities of an
    # ordinary user unless this bit is set.
    keep = "--securebits=+no_setuid_fixup"
    return (keep, f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}")


def _shut(account: Account, place: Path) -> list[Path]:
    return [folder for folder in place.resolve().parents if not account.may_pass(folder)]


def _have(capability: str) -> bool:
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("CapEff:"))
    return bool(int(line.split()[1], 16) >> _CAPABILITIES[capability] & 1)
