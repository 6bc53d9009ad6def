"""Run a part of the stack by this file's path, without the application around it.

Importing ``app.stack`` the usual way imports ``app`` first, and with it Flask, SQLAlchemy and all
the rest: a second and tens of megabytes, for a keeper and a supervisor that need none of it.
So ``app`` is stood in for by an empty package that only knows where its parts are.
"""

import runpy
import sys
from pathlib import Path
from types import ModuleType

PROJECT = Path(__file__).resolve().parents[2]


def stand_in() -> None:
    """Make ``import app.stack`` import nothing else of ``app``."""
    # The folder of this file must not shadow packages of the same names, such as ``valkey``.
    here = str(Path(__file__).parent)
    sys.path[:] = [str(PROJECT), *(place for place in sys.path if place != here)]
    bare = ModuleType("app")
    bare.__path__ = [str(PROJECT / "app")]
    sys.modules["app"] = bare


if __name__ == "__main__":
    stand_in()
    runpy.run_module("app.stack", run_name="__main__", alter_sys=True)
