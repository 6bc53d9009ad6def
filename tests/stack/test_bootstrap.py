"""The entry point on a machine that has Python and nothing else."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config import PROJECT

RUN = PROJECT / "run"


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The bootstrap over a project of its own, whose programs are only written down."""
    names = runpy.run_path(str(PROJECT / "tools" / "bootstrap.py"))
    scope: dict[str, Any] = names["main"].__globals__
    venv = tmp_path / ".venv"
    (tmp_path / "requirements.lock").write_text("x==1 --hash=sha256:0\n")
    called: list[list[str]] = []

    def call(words: list[str], *_: object, **__: object) -> int:
        called.append(words)
        if "venv" in words:
            (venv / "bin").mkdir(parents=True)
            (venv / "bin" / "python").write_text("")
            (venv / "pyvenv.cfg").write_text("version = 3.11.2\n")
        return 0 if (venv / "bin" / "python").exists() else 1

    places = {
        "PROJECT": tmp_path,
        "VENV": venv,
        "PYTHON": venv / "bin" / "python",
        "LOCK": tmp_path / "requirements.lock",
        "STAMP": venv / ".installed",
        "call": call,
    }
    for name, value in places.items():
        monkeypatch.setitem(scope, name, value)
    return SimpleNamespace(scope=scope, called=called, folder=tmp_path, **names)


def pip_calls(bootstrap: SimpleNamespace) -> list[list[str]]:
    return [words for words in bootstrap.called if "install" in words]


def test_the_lock_is_installed_once_by_hash_and_from_wheels(bootstrap: SimpleNamespace) -> None:
    assert bootstrap.main(["install"]) == 0
    (words,) = pip_calls(bootstrap)
    assert "--require-hashes" in words
    assert words[words.index("--only-binary") + 1] == ":all:"
    bootstrap.called.clear()
    assert bootstrap.main(["install"]) == 0
    assert bootstrap.called == []


def test_another_lock_is_installed_over_and_another_python_anew(
    bootstrap: SimpleNamespace,
) -> None:
    bootstrap.main(["install"])
    (bootstrap.folder / "requirements.lock").write_text("x==2 --hash=sha256:0\n")
    bootstrap.called.clear()
    bootstrap.main(["install"])
    assert len(pip_calls(bootstrap)) == 1
    assert not any("venv" in words for words in bootstrap.called)
    (bootstrap.folder / ".venv" / "pyvenv.cfg").write_text("version = 3.12.0\n")
    bootstrap.called.clear()
    bootstrap.main(["install"])
    assert any("venv" in words for words in bootstrap.called)
    assert len(pip_calls(bootstrap)) == 1


def test_without_venv_an_ordinary_user_is_given_the_one_line(
    bootstrap: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(bootstrap.scope, "call", lambda *_, **__: 1)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert bootstrap.main(["install"]) == 2
    seen = capsys.readouterr()
    assert seen.out == ""
    assert "sudo apt-get install -y python3-venv" in seen.err
    assert len(seen.err.strip().splitlines()) == 1


def test_packages_that_cannot_be_installed_leave_no_stamp(
    bootstrap: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.main(["install"])
    (bootstrap.folder / "requirements.lock").write_text("x==2 --hash=sha256:0\n")
    fails = {"call": lambda words, *_, **__: int("install" in words)}
    monkeypatch.setitem(bootstrap.scope, "call", fails["call"])
    assert bootstrap.main(["install"]) == 2
    assert not (bootstrap.folder / ".venv" / ".installed").exists()


def test_an_old_python_is_told_what_is_needed(
    bootstrap: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setenv("PATH", str(bootstrap.folder))
    assert bootstrap.main(["install"]) == 2
    assert "3.11" in capsys.readouterr().err


def test_the_lock_names_no_host_and_every_package_has_a_hash() -> None:
    lines = (PROJECT / "requirements.lock").read_text("utf-8").splitlines()
    packages = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert len(packages) > 50
    assert all(line.rstrip().endswith("\\") and "==" in line for line in packages)
    assert not any("://" in line or line.startswith("--") for line in lines)


def test_a_command_that_does_not_exist_is_refused_with_those_that_do() -> None:
    done = subprocess.run([RUN, "chay"], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "«chay»" in done.stderr
    assert "./run test" in done.stderr


def test_the_commands_are_found_from_any_folder(tmp_path: Path) -> None:
    # Files of the caller's own must not be taken for the project's.
    for name in ("config.py", "app.py", "flask.py", "wsgi.py"):
        (tmp_path / name).write_text("raise SystemExit('tệp của thư mục khác')\n")
    done = subprocess.run(
        [RUN, "flask", "--help"],
        cwd=tmp_path,
        env={"PATH": os.defpath, "INSTANCE_DIR": str(tmp_path / "instance")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "intake" in done.stdout
