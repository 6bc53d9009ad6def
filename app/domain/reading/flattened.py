"""Table rows that lost their columns: 'Hồ sơ tiếp nhận 11.520 10.870'.

Nothing tells which figure is this period's, nor whether '118 755' is one figure or
two. The first one is offered, for a person to confirm.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.domain.reading.figure import Figure
from app.domain.reading.outline import Part

_NUMBER: Final = r"[\dOlISB]+(?:[.,][\dOlISB]+)*%?"
_ROW: Final = re.compile(rf"[^\d]{{4,70}}(?:\s+{_NUMBER}){{2,}}\s*")


def flattened_rows(parts: Sequence[Part]) -> frozenset[int]:
    """The ids of parts that stand in a run of at least two such rows."""
    found: set[int] = set()
    run: list[Part] = []
    for part in [*parts, None]:
        if part is not None and _ROW.fullmatch(part.text.strip()):
            run.append(part)
            continue
        if len(run) >= 2:
            found.update(id(row) for row in run)
        run = []
    return frozenset(found)


def first_doubtful(figures: Sequence[Figure]) -> list[Figure]:
    """Only the first figure of a row; not one that may be two run together."""
    return [replace(f, is_doubtful=True) for f in figures[:1] if " " not in f.typed]
