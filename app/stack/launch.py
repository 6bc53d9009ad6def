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

if __name__ == "__main__":
    # The folder of this file must not shadow packages of the same names, such as ``valkey``.
    sys.path[:] = [
        str(PROJECT),
        *(place for place in sys.path if place != str(Path(__file__).parent)),
    ]
    bare = ModuleType("app")
    bare.__path__ = [str(PROJECT / "app")]
    sys.modules["app"] = bare
    runpy.run_module("app.stack", run_name="__main__", alter_sys=True)
