"""Table rows that lost their columns: '1 Hồ sơ tiếp nhận 11.520 10.870 +650'.

Where the line above the rows still names as many columns as a row has figures, and
one of them alone is this period's, its figure is taken. Else nothing tells which is
meant, nor whether '118 755' is one figure or two: the first is offered, for a person
to confirm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.domain.reading.figure import Figure
from app.domain.reading.outline import Part
from app.domain.reading.tables.columns import Role, role_of
from app.domain.vietnamese.text import canonical, spoken

_NUMBER: Final = r"[-+]?[\dOlISB]+(?:[.,][\dOlISB]+)*%?"
_ROW: Final = re.compile(
    rf"(?:\d{{1,2}}(?:\.\d{{1,2}})*[.)]?\s+|[-–+•]\s+)?(?=\D)(?:[^\W\d]|[^\w.;]){{4,90}}?"
    rf"(?P<cells>(?:\s+(?:{_NUMBER}|[-–])(?=\s|$)){{2,}})\s*"
)
_CELL: Final = re.compile(rf"(?<!\S)(?:{_NUMBER}|[-–])(?!\S)")
# How many parts above a run may hold its head; how long a group's name may be.
_HEADED: Final = 4
_GROUP: Final = 60
_COLUMN: Final = spoken(
    r"(?:thực hiện |kế hoạch |ước |kết quả )?(?:0?6 tháng|6t|6th|năm|quý [iv\d]+)(?: đầu năm|"
    r" cuối năm| năm)?"
    r"[ /]*20\d\d|cùng kỳ(?: năm trước| 20\d\d)?|kỳ (?:này|trước|báo cáo)|trong kỳ|"
    r"lũy kế(?: từ đầu năm)?|"
    r"kế hoạch|thực hiện|kết quả|số liệu|số lượng|tỷ lệ(?: \(%\)| %)?|so sánh(?: \([^)]*\))?|"
    r"tăng,? ?/?giảm|"
    r"chênh lệch|(?:quý|tháng) [iv\d]+|6 tháng(?: đầu năm)?|cả năm|tổng(?: số| cộng)?"
)


@dataclass(frozen=True, slots=True)
class Flattened:
    """Where a row's figure of this period begins; ``is_sure`` when its head says so."""

    start: int
    is_sure: bool


def flattened_rows(parts: Sequence[Part], period: str | None) -> Mapping[int, Flattened]:
    """By the ids of parts that stand in a run of at least two such rows."""
    found: dict[int, Flattened] = {}
    for above, run in _runs(parts):
        roles = _roles(above, period)
        for part, cells in run:
            found[id(part)] = _figure_of(part, cells, roles)
    return found


def _runs(
    parts: Sequence[Part],
) -> Iterator[tuple[Sequence[Part], list[tuple[Part, re.Match[str]]]]]:
    """Runs of rows, with the parts above each; a group's name may stand between rows."""
    run: list[tuple[Part, re.Match[str]]] = []
    first = 0
    for at, part in enumerate([*parts, None]):
        row = None if part is None or part.block.cells else _ROW.fullmatch(part.text.strip())
        if part is not None and row:
            first = first if run else at
            run.append((part, row))
            continue
        if part is not None and run and _is_group(part):
            continue
        is_of_table = run and any(p.block.cells for p in parts[max(0, first - 1) : at + 1])
        if len(run) >= 2 or is_of_table:
            yield parts[max(0, first - _HEADED) : first], run
        run = []


def _is_group(part: Part) -> bool:
    is_short = len(part.text) < _GROUP and not part.block.cells
    return is_short and not part.text.rstrip().endswith(".")


def _roles(above: Sequence[Part], period: str | None) -> list[Role]:
    """The roles of the columns that the nearest line above names; none of one column."""
    for part in reversed(above):
        names = [found.group() for found in _COLUMN.finditer(canonical(part.text))]
        if len(names) > 1:
            return [role_of(name, period) for name in names]
    return []


def _figure_of(part: Part, row: re.Match[str], roles: Sequence[Role]) -> Flattened:
    offset = part.block.start + len(part.text) - len(part.text.lstrip())
    cells = [
        offset + row.start("cells") + cell.start() for cell in _CELL.finditer(row.group("cells"))
    ]
    present = [at for at, role in enumerate(roles) if role is Role.PRESENT]
    if len(roles) == len(cells) and len(present) == 1:
        return Flattened(cells[present[0]], True)
    return Flattened(cells[0], False)


def of_this_period(figures: Sequence[Figure], row: Flattened) -> list[Figure]:
    """The row's one figure; doubtful ones not where they may be two run together."""
    mine = [figure for figure in figures if figure.start in (row.start, row.start + 1)]
    if row.is_sure:
        return mine
    return [replace(figure, is_doubtful=True) for figure in mine if " " not in figure.typed]
