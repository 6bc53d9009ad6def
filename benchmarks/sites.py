"""The floor and the application as they are served: web processes of their own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

PROJECT = Path(__file__).parent.parent
#: As the plan has it: two processes of four threads, for the floor and for ours.
WORKERS, THREADS = 2, 4
_READY_SECONDS = 60
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_META = re.compile(r'<meta name="csrf-token" content="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Site:
    """A served application; ``pid`` is the master of its web processes."""

    port: int
    pid: int


@contextmanager
def served(application: str, environ: Mapping[str, str], ready: str) -> Iterator[Site]:
    """Serve ``module:app`` with gunicorn until the block ends; ``ready`` answers 200 by then."""
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="tonghop-bench-web-") as folder:
        log = Path(folder, "log")
        process = _start(application, port, environ, log)
        try:
            _wait(f"http://127.0.0.1:{port}{ready}", log)
            yield Site(port, process.pid)
        finally:
            process.terminate()
            process.wait(20)


def _start(
    application: str, port: int, environ: Mapping[str, str], log: Path
) -> subprocess.Popen[bytes]:
    """Ours by its own configuration, the floor by none, both of the same size."""
    config = "gunicorn.conf.py" if application.startswith("wsgi") else os.devnull
    size = {"WEB_WORKERS": str(WORKERS), "WEB_THREADS": str(THREADS), "PORT": str(port)}
    with log.open("wb") as said:
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--config", config),
                *("--workers", str(WORKERS), "--threads", str(THREADS), "--preload"),
                *("--worker-class", "gthread", "--no-control-socket", "--keep-alive", "60"),
                *("--bind", f"127.0.0.1:{port}", application),
            ],
            cwd=PROJECT,
            env={**os.environ, **environ, **size},
            stdout=said,
            stderr=subprocess.STDOUT,
        )


class Visitor:
    """Somebody signed in, with cookies and the page's token."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""

    def ask(self, method: str, path: str, form: Mapping[str, str] | None = None) -> str:
        """One request; the body as text. Redirects are not followed."""
        body = urlencode(form).encode() if form is not None else b""
        headers = self.headers()
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        # A connection each: a kept one may be closed while others are measured.
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        text = response.read().decode()
        connection.close()
        if response.status >= 400:
            raise RuntimeError(f"{method} {path}: {response.status} {text[:300]}")
        found = _META.search(text) or _TOKEN.search(text)
        self.token = found.group(1) if found else self.token
        return text

    def headers(self) -> dict[str, str]:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": cookie} if cookie else {}

    def sign_in(self, email: str, password: str) -> None:
        self.ask("GET", "/account/sign-in")
        form = {"csrf_token": self.token, "email": email, "password": password}
        self.ask("POST", "/account/sign-in", form)


def _wait(address: str, log: Path) -> None:
    until = time.monotonic() + _READY_SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            if time.monotonic() > until:
                raise RuntimeError(log.read_text()) from None
            time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
