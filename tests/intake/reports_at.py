"""Where the reports to read are: made-up ones beside, real ones by REPORTS_DIR."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent / "reports"
SHARED = Path(os.environ.get("REPORTS_DIR") or Path(__file__).parents[2] / ".." / "shared")


@dataclass(frozen=True)
class Pair:
    """A report's text and what should be read out of it."""

    name: str
    text: str
    expected: dict[str, Any]


def pairs_in(folder: Path) -> Iterator[Pair]:
    for path in sorted(folder.glob("*.expected.json")):
        expected = json.loads(path.read_text("utf-8"))
        text = (folder / expected["source_file"]).read_text("utf-8")
        yield Pair(path.name.split(".")[0], text, expected)


def made_up() -> list[Pair]:
    return list(pairs_in(HERE))


def shared(*folders: str) -> list[Pair]:
    """Pairs of ``real`` and ``samples``; absent ones skip, or fail where they are due."""
    found = [pair for folder in folders for pair in pairs_in(SHARED / folder)]
    if not found:
        if os.environ.get("REPORTS_DIR"):
            pytest.fail(f"REPORTS_DIR is set, but {folders} hold no reports.")
        pytest.skip(f"No reports in {folders}; set REPORTS_DIR to the folder that holds them.")
    return found
