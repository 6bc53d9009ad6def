"""Word 97–2003 files by antiword: fast and small, where LibreOffice is not installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from app.documents.parsing.faults import Unreadable
from app.documents.parsing.legacy_letters import mend_legacy
from app.documents.parsing.parsed import Parsed

LOCKED: Final = "Tệp Word có mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi gửi."
_SECONDS: Final = 40


def antiword_text(path: Path) -> Parsed | None:
    """None where the program is not installed or could make nothing of the file."""
    program = shutil.which("antiword")
    if program is None:
        return None
    command = [program, "-w", "0", "-m", "UTF-8.txt", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return None
    if b"encrypted" in done.stderr.lower():
        raise Unreadable(LOCKED)
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode != 0 or not text.strip():
        return None
    return Parsed(mend_legacy(whole_rows(text)), "antiword")


def whole_rows(text: str) -> str:
    """The same text with the wrapped lines of a table's row put together.

    A line goes on with the row above where each of its cells begins with a word that
    had no room left there.
    """
    return "\n".join(_rows(text.split("\n")))


def _rows(lines: Sequence[str]) -> Iterator[str]:
    row: list[str] = []
    above: list[str] = []
    for line in lines:
        cells = line[1:-1].split("|") if line.startswith("|") and line.endswith("|") else []
        if row and _goes_on(above, cells):
            row = [f"{begun} {cell.strip()}" for begun, cell in zip(row, cells, strict=True)]
        else:
            yield from _shown(row)
            row = [cell.strip() for cell in cells]
            if not cells:
                yield line
        above = cells
    yield from _shown(row)


def _shown(row: Sequence[str]) -> Iterator[str]:
    if row:
        yield " | ".join(" ".join(cell.split()) for cell in row)


def _goes_on(above: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether every cell that has words begins where the one above had no more room."""
    if len(above) != len(cells) or not any(cell.strip() for cell in cells):
        return False
    return all(
        len(upper.rstrip()) + 1 + len(cell.split()[0]) > len(upper)
        for upper, cell in zip(above, cells, strict=True)
        if cell.strip()
    )
