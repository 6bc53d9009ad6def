"""Looking at an instance from outside: its processes, and what its servers answer."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import redis

from config import OWNER_ROLE, Instance


def processes_of(folder: Path) -> dict[int, str]:
    """The living processes that name the folder or its sockets: number to command line."""
    names = {str(folder), str(Instance.at(folder).socket_dir)}
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            line = command_line(int(entry.name))
            if any(name in line for name in names):
                found[int(entry.name)] = line
    return found


def command_line(pid: int) -> str:
    """A process's command line; nothing for a zombie or one that has gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def pid_of(folder: Path, program: str) -> int:
    """The number of the instance's one process of a program, its own children left out."""
    assert eventually(lambda: len(leaders(folder, program)) == 1), processes_of(folder)
    return leaders(folder, program)[0]


def leaders(folder: Path, program: str) -> list[int]:
    """The processes of a program that were not forked by another of it."""
    found = {pid for pid, line in processes_of(folder).items() if program in line}
    return [pid for pid in found if parent_of(pid) not in found]


def parent_of(pid: int) -> int:
    """The number of a process's parent; 0 when it has gone."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def children_of(pid: int) -> list[int]:
    """The living children of a process."""
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [number for number in numbers if parent_of(number) == pid]


def eventually(is_so: Callable[[], object], seconds: float = 60.0) -> bool:
    """Whether something becomes so in time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def ask(folder: Path, query: str) -> object:
    """The first value a query gives the owner."""
    url = Instance.at(folder).database_url(OWNER_ROLE)
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def write_mark(folder: Path) -> int:
    """Commit a row that no other test has written; its value."""
    value = time.time_ns()
    ask(folder, "create table if not exists sổ (số bigint)")
    ask(folder, f"insert into sổ values ({value})")
    return value


def has_mark(folder: Path, value: int) -> bool:
    """Whether that row is still there."""
    return ask(folder, f"select count(*) from sổ where số = {value}") == 1


def answers(folder: Path) -> bool:
    """Whether the database takes a query just now."""
    try:
        return ask(folder, "select 1") == 1
    except psycopg.Error:
        return False


def queue(folder: Path) -> redis.Redis:
    """A client of the instance's queue."""
    return redis.Redis.from_url(Instance.at(folder).redis_url)


def queue_answers(folder: Path) -> bool:
    """Whether the queue answers just now."""
    try:
        return bool(queue(folder).ping())
    except redis.RedisError:
        return False
