"""``python -m app.stack``: the supervisor; with ``keep FOLDER``, the keeper of that instance."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.stack.keeper import keep
from app.stack.supervisor import supervise
from config import Instance


def main(words: list[str]) -> int:
    """Run what the words say; the process's exit code."""
    parser = argparse.ArgumentParser(prog="app.stack", description=__doc__)
    parser.add_argument("part", nargs="?", choices=("keep",))
    parser.add_argument("instance", nargs="?", type=Path)
    parser.add_argument("--volatile", action="store_true", help="for tests: no flush to disk")
    asked = parser.parse_args(words)
    if asked.part is None:
        return supervise()
    if asked.instance is None:
        parser.error("keep: which folder?")
    return keep(Instance.at(asked.instance), is_durable=not asked.volatile)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
