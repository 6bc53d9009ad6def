"""Prepare ``.venv`` from the hashed lock, then become the command that was asked for.

Only the standard library, and readable by Pythons too old to run the project, so that they can say
so. Whatever happens on the way goes to stderr: stdout belongs to the command.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = PROJECT / "requirements.lock"
STAMP = VENV / ".installed"
LEAST = (3, 11)

USAGE = """\
./run            cài nếu cần, chạy toàn bộ chương trình; Ctrl-C để dừng
./run install    chỉ cài thư viện vào .venv
./run test …     chạy các phép thử (pytest)
./run check      định dạng, lỗi viết mã, kiểu, hợp đồng giữa các tầng, thay đổi cơ sở dữ liệu
./run bench …    đo tốc độ
./run flask …    lệnh của chương trình; ./run flask --help liệt kê
"""

# Each in the project's folder; all are run, so that one look shows everything there is to mend.
CHECKS = (
    ("-m", "ruff", "format", "--check", "."),
    ("-m", "ruff", "check", "."),
    ("-m", "mypy"),
    ("-c", "import sys; from importlinter.cli import lint_imports_command as c; sys.exit(c())"),
    ("-m", "flask", "check-migrations"),
)


class Refusal(Exception):
    """We cannot go on; ``str()`` is the one line that says why and what to do."""


def main(words: list[str]) -> int:
    """Install if needed, then run; the exit code, where the process has not become another."""
    command, rest = (words[0], words[1:]) if words else ("", [])
    if command in {"help", "-h", "--help"}:
        sys.stdout.write(USAGE)
        return 0
    try:
        if command not in {"", "install", "test", "check", "bench", "flask"}:
            raise Refusal(f"Không có lệnh «{command}».\n{USAGE.rstrip()}")
        suit_python()
        install()
        return run(command, rest)
    except Refusal as refusal:
        tell(str(refusal))
        return 2
    except KeyboardInterrupt:
        return 130


def suit_python() -> None:
    """Go on with a newer Python where the one that started us is too old."""
    if sys.version_info >= LEAST:
        return
    for minor in range(19, LEAST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            os.execv(found, [found, str(Path(__file__).resolve()), *sys.argv[1:]])
    raise Refusal(
        f"Cần Python 3.11 trở lên, máy này có {sys.version.split()[0]}. "
        "Hãy cài rồi chạy lại, ví dụ: PYTHON=/đường/dẫn/python3.11 ./run"
    )


def install() -> None:
    """Make ``.venv`` hold what the lock names; nothing is done when its stamp says so."""
    if is_installed():
        return
    # The embedded servers may run as another account, which must be able to read their programs.
    os.umask(0o022)
    try:
        with (PROJECT / ".venv.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not is_installed():
                install_alone()
    except PermissionError as error:
        raise Refusal(
            f"Không ghi được {error.filename}: hãy chạy bằng người dùng sở hữu {PROJECT}."
        ) from error


def is_installed() -> bool:
    """Whether ``.venv`` was completed from this very lock, with the Python it still has."""
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text("utf-8") == stamp()


def stamp() -> str:
    """The lock's checksum and the identity of the environment's own Python."""
    return f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()}\n{identity()}"


def identity() -> str:
    """What would make the installed packages useless if it changed."""
    made = VENV / "pyvenv.cfg"
    version = "" if not made.exists() else made.read_text("utf-8")
    return f"{os.path.realpath(PYTHON)}\n{version}"


def install_alone() -> None:
    """Install, with the file lock held."""
    kept = STAMP.read_text("utf-8").partition("\n")[2] if STAMP.exists() else None
    if (kept is not None and kept != identity()) or not has_pip():
        shutil.rmtree(VENV, ignore_errors=True)
        make_venv()
    tell("Cài thư viện theo requirements.lock…")
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--no-input", "--disable-pip-version-check"]
    # Bytecode is written when a module is first used; most of them never are.
    pip += ["--no-compile", "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)]
    STAMP.unlink(missing_ok=True)
    if call(pip) != 0:
        raise Refusal("Không cài được thư viện: xem dòng trên, kiểm tra mạng rồi chạy lại ./run.")
    STAMP.write_text(stamp(), "utf-8")


def has_pip() -> bool:
    """Whether an environment stands there that packages can be installed into."""
    with contextlib.suppress(OSError):
        return call([str(PYTHON), "-m", "pip", "--version"], is_silent=True) == 0
    return False


def make_venv() -> None:
    """Make the environment. Debian's Python comes without the means to; root may add them."""
    if try_venv():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        tell("Cài python3-venv bằng apt…")
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        call(["apt-get", "update", "-qq"], env)
        call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "python3-venv"], env)
        if try_venv():
            return
    raise Refusal("Python thiếu mô-đun venv. Hãy chạy: sudo apt-get install -y python3-venv")


def try_venv() -> bool:
    """Make the environment with the Python that runs us."""
    made = call([sys.executable, "-m", "venv", str(VENV)], is_silent=True) == 0
    if not made:
        shutil.rmtree(VENV, ignore_errors=True)
    return made


def run(command: str, rest: list[str]) -> int:
    """Become the command, or run the checks."""
    if command == "install":
        return 0
    if command == "check":
        return check()
    if command == "flask":
        # ``-P``: a file in the caller's folder must not be taken for a module of ours.
        os.execve(PYTHON, [str(PYTHON), "-P", "-m", "flask", *rest], environ())
    if not command and rest:
        raise Refusal(f"Không có lệnh «{rest[0]}».")
    # Two at a time, each with databases and a browser of its own: half the wait on two cores.
    test = ["-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    modules = {"test": test, "bench": ["-m", "benchmarks"]}
    if command in modules:
        os.chdir(PROJECT)
    start = modules.get(command, [str(PROJECT / "app" / "stack" / "launch.py")])
    os.execve(PYTHON, [str(PYTHON), *start, *rest], environ())


def check() -> int:
    """Run every check; 1 when one of them complains."""
    failed = []
    for words in CHECKS:
        name = "lint-imports" if words[0] == "-c" else " ".join(words[1:])
        tell(f"— {name}")
        if call([str(PYTHON), *words], environ(), cwd=PROJECT) != 0:
            failed.append(name)
    tell(f"Chưa đạt: {'; '.join(failed)}" if failed else "Đạt cả.")
    return 1 if failed else 0


def environ() -> dict[str, str]:
    """The environment of every command: the project is found from whatever folder."""
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    flask = {
        # A path, not a module's name: flask would look for the name in the caller's folder first.
        "FLASK_APP": f"{PROJECT / 'app' / 'cli' / 'entry.py'}:create",
        # Settings of another project, in the caller's folder, are not ours.
        "FLASK_SKIP_DOTENV": "1",
    }
    ours = {"PATH": path, "VIRTUAL_ENV": str(VENV), "PYTHONPATH": str(PROJECT)}
    return {**os.environ, **ours, **flask}


def call(
    words: list[str],
    env: dict[str, str] | None = None,
    cwd: Path | None = None,
    is_silent: bool = False,
) -> int:
    """Run a program to its end, its output on our stderr; its exit code."""
    out = subprocess.DEVNULL if is_silent else sys.stderr
    silent = subprocess.DEVNULL if is_silent else None
    done = subprocess.run(words, env=env, cwd=cwd, stdout=out, stderr=silent, check=False)
    return done.returncode


def tell(line: str) -> None:
    """A line of progress."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
