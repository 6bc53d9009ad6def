"""The embedded servers: begun once, shared, brought back whatever is killed, gone with the last."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from app.stack import StackError
from app.stack.account import account_for, command_as
from app.stack.embedded import running
from app.stack.processes import is_alive, working_in
from config import OWNER_ROLE, Instance, Settings
from tests.stack.conftest import Visit
from tests.stack.watching import (
    answers,
    ask,
    eventually,
    has_mark,
    pid_of,
    processes_of,
    queue,
    queue_answers,
    write_mark,
)

is_root = os.geteuid() == 0


def test_servers_answer_within_the_block_and_are_gone_after_it(fresh: Path) -> None:
    with running(fresh, durable=False):
        assert ask(fresh, "select current_database()") == "tonghop"
        assert ask(fresh, "select lower('ĐẶNG ƯỚC')") == "đặng ước"
        assert str(ask(fresh, "show server_version")).startswith("18.")
        client = queue(fresh)
        assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
        assert client.config_get("appendonly")["appendonly"] == "yes"
        assert pid_of(fresh, "bin/postgres")
    assert not processes_of(fresh)
    assert not Instance.at(fresh).socket_dir.exists()


def test_a_durable_start_flushes_to_disk_and_keeps_what_it_was_told(folder: Path) -> None:
    with running(Settings.from_env({"INSTANCE_DIR": str(folder)})):
        assert ask(folder, "show fsync") == "on"
        mark = write_mark(folder)
        queue(folder).set("việc", "7")
    begun = time.monotonic()
    with running(folder):
        assert time.monotonic() - begun < 5
        assert has_mark(folder, mark)
        assert queue(folder).get("việc") == b"7"


def test_named_servers_start_nothing(tmp_path: Path) -> None:
    named = {"DATABASE_URL": "postgresql://a:b@c/d", "REDIS_URL": "redis://c", "SECRET_KEY": "e"}
    with running(Settings.from_env({"INSTANCE_DIR": str(tmp_path), **named})) as servers:
        assert servers is None
    assert not list(tmp_path.iterdir())


def test_strangers_of_the_same_machine_are_kept_out(folder: Path) -> None:
    with running(folder, durable=False):
        instance = Instance.at(folder)
        assert instance.socket_dir.stat().st_mode & 0o077 == 0
        for path in instance.socket_dir.iterdir():
            assert path.stat().st_mode & 0o077 == 0
        url = instance.database_url(OWNER_ROLE)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(url.replace(instance.password(OWNER_ROLE), "sai"))
        lines = " ".join(processes_of(folder).values())
        assert instance.password("valkey") not in lines
        assert instance.password(OWNER_ROLE) not in lines


def test_a_killed_server_comes_back_with_its_data(folder: Path) -> None:
    with running(folder, durable=False):
        mark = write_mark(folder)
        queue(folder).delete("lần")
        for program in ("bin/postgres", "valkey-server"):
            queue(folder).incr("lần")
            killed = pid_of(folder, program)
            os.kill(killed, signal.SIGKILL)
            assert eventually(lambda: answers(folder) and queue_answers(folder))
            assert pid_of(folder, program) != killed
        assert has_mark(folder, mark)
        assert queue(folder).get("lần") == b"2"


def test_a_killed_keeper_takes_its_servers_along_and_is_replaced(folder: Path) -> None:
    with running(folder, durable=False) as servers:
        assert servers is not None
        mark = write_mark(folder)
        before = {pid_of(folder, name) for name in ("bin/postgres", "valkey-server", " keep ")}
        keeper = pid_of(folder, " keep ")
        os.kill(keeper, signal.SIGKILL)
        assert eventually(lambda: not is_alive(keeper))
        servers.ensure_keeper()
        assert has_mark(folder, mark)
        assert queue_answers(folder)
        assert before.isdisjoint(processes_of(folder))


def test_a_killed_user_leaves_nothing_behind(folder: Path, visit: Visit) -> None:
    user = visit(folder)
    assert user.stdout.readline() == "ready\n"
    user.kill()
    assert eventually(lambda: not processes_of(folder))
    with running(folder, durable=False):
        assert answers(folder)


def test_everything_killed_at_once_and_begun_again(folder: Path, visit: Visit) -> None:
    user = visit(folder)
    assert user.stdout.readline() == "ready\n"
    mark = write_mark(folder)
    user.kill()
    for pid in processes_of(folder):
        os.kill(pid, signal.SIGKILL)
    begun = time.monotonic()
    with running(folder, durable=False):
        assert has_mark(folder, mark)
    assert time.monotonic() - begun < 5


def test_a_stale_file_that_names_a_living_stranger_or_a_zombie_is_no_hindrance(
    folder: Path,
) -> None:
    with running(folder, durable=False):
        pid_file = folder / "postgres-18" / "postmaster.pid"
        stale = pid_file.read_text().split("\n", 1)[1]
        owner = pid_file.stat()
    zombie = subprocess.Popen([sys.executable, "-c", ""])
    assert eventually(lambda: "\nState:\tZ" in Path(f"/proc/{zombie.pid}/status").read_text())
    for pid in (zombie.pid, os.getpid()):
        pid_file.write_text(f"{pid}\n{stale}")
        os.chown(pid_file, owner.st_uid, owner.st_gid)
        with running(folder, durable=False):
            assert answers(folder)
    zombie.wait()


def test_a_person_who_looks_into_the_data_folder_is_left_alone(folder: Path) -> None:
    with running(folder, durable=False):
        data = folder / "postgres-18"
    looking = subprocess.Popen(["sleep", "30"], cwd=data)
    try:
        with running(folder, durable=False):
            assert looking.poll() is None
            assert looking.pid not in working_in(data, "postgres")
            assert pid_of(folder, "bin/postgres") in working_in(data, "postgres")
    finally:
        looking.kill()
        looking.wait()


def test_the_first_may_leave_while_the_second_stays(folder: Path, visit: Visit) -> None:
    first = visit(folder)
    assert first.stdout.readline() == "ready\n"
    with running(folder, durable=False):
        keeper = pid_of(folder, " keep ")
        assert first.communicate(timeout=60) == ("left\n", "")
        assert pid_of(folder, " keep ") == keeper
        assert answers(folder)
        os.kill(pid_of(folder, "bin/postgres"), signal.SIGKILL)
        assert eventually(lambda: answers(folder))
    assert not processes_of(folder)


def test_programs_that_begin_at_once_share_one_pair(fresh: Path, visit: Visit) -> None:
    users = [visit(fresh) for _ in range(4)]
    assert [user.stdout.readline() for user in users] == ["ready\n"] * 4
    assert pid_of(fresh, " keep ")
    assert pid_of(fresh, "bin/postgres")
    # They leave at once too, while others come.
    for user in users:
        user.stdin.close()
    with running(fresh, durable=False):
        assert answers(fresh)
    assert [user.stdout.read() for user in users] == ["left\n"] * 4


def test_two_instances_stand_side_by_side(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / 'Thư mục \'thứ "hai" có tên rất dài, dài hơn một đường dẫn socket được phép'
    with running(folder, durable=False), running(other, durable=False):
        ask(folder, "create table một as select 1")
        ask(other, "create table hai as select 2")
        assert ask(folder, "select to_regclass('hai')") is None
        queue(folder).set("a", "1")
        assert queue(other).get("a") is None
    assert not processes_of(other)


def test_a_cluster_that_was_half_made_is_made_anew(fresh: Path) -> None:
    (fresh / "postgres-18.new" / "base").mkdir(parents=True)
    (fresh / "postgres-18.new" / "PG_VERSION").write_text("18\n")
    with running(fresh, durable=False):
        assert answers(fresh)
    assert not (fresh / "postgres-18.new").exists()


def test_data_of_another_major_version_is_refused_in_one_line(fresh: Path) -> None:
    (fresh / "postgres-17").mkdir(parents=True)
    with pytest.raises(StackError, match="postgres-17") as caught, running(fresh, durable=False):
        pytest.fail("it started beside data it cannot read")
    assert "\n" not in str(caught.value)
    assert not (fresh / "postgres-18").exists()


def test_a_server_that_cannot_stand_is_reported_with_its_log(folder: Path) -> None:
    control = folder / "postgres-18" / "global" / "pg_control"
    away = control.rename(control.with_suffix(".away"))
    try:
        with pytest.raises(StackError, match=r"postgres\.log"), running(folder, durable=False):
            pytest.fail("it started without its control file")
    finally:
        away.rename(control)


@pytest.mark.skipif(not is_root, reason="only root runs the servers as somebody else")
def test_programs_below_a_shut_folder_are_found_and_run_by_the_account(tmp_path: Path) -> None:
    program = shutil.copy("/bin/sh", tmp_path / "chương trình")
    tmp_path.chmod(0o700)
    account = account_for(tmp_path / "missing")
    words = (str(program), "-c", f"test -x '{program}' && id -u")
    command = command_as(account, words, (Path(program),), signal.SIGKILL)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"{account.uid}\n"), done.stderr


@pytest.mark.skipif(not is_root, reason="only root runs the servers as somebody else")
def test_root_runs_the_servers_as_somebody_else_even_below_a_shut_folder(folder: Path) -> None:
    folder.parent.chmod(0o700)
    with running(folder, durable=False):
        for program in ("bin/postgres", "valkey-server"):
            assert Path(f"/proc/{pid_of(folder, program)}").stat().st_uid != 0
