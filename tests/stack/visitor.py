"""A program that uses an instance's servers until its stdin ends, as a command would.

Run as ``visitor.py FOLDER``; says "ready" and, after leaving, "left".
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]

if __name__ == "__main__":
    runpy.run_path(str(PROJECT / "app" / "stack" / "launch.py"))["stand_in"]()
    from app.stack import StackError
    from app.stack.embedded import running

    try:
        with running(Path(sys.argv[1]), durable=False):
            print("ready", flush=True)
            sys.stdin.read()
        print("left", flush=True)
    except StackError as error:
        sys.exit(str(error))
