"""How the web server runs: the supervisor and a host of the city's own use this same file."""

from __future__ import annotations

import os
import sys
from typing import Any

from app.stack import memory
from config import ConfigError, Settings

try:
    _settings = Settings.from_env()
except ConfigError as error:
    # Else each web process would say it in a traceback, again and again.
    sys.exit(str(error))

bind = (
    f"[{_settings.host}]:{_settings.port}"
    if ":" in _settings.host
    else (f"{_settings.host}:{_settings.port}")
)
# Loaded once, before the web processes fork: half the memory, and half the time to start.
preload_app = True
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
# Seconds. A web process that has not answered its master for this long is replaced.
timeout = 60
graceful_timeout = 10
keepalive = 5
# The control socket would lie in the home folder of whoever runs it.
control_socket_disable = True
# Heartbeats go through a file; on a slow disk they would count as death.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
loglevel = "warning"


def pre_fork(server: Any, worker: Any) -> None:
    """The application is loaded by now."""
    memory.settle()


def post_fork(server: Any, worker: Any) -> None:
    """A connection made before the fork is the master's: to share or to close it harms both."""
    application = worker.app.wsgi()
    with application.app_context():
        application.extensions["sqlalchemy"].engine.dispose(close=False)
