"""What the columns of a table hold, told by their heads and by the report's period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from app.domain.reading.tables.grid import Cell, Table
from app.domain.reading.timing import period_mentions
from app.domain.vietnamese.text import fold, spoken


class Role(StrEnum):
    """PRESENT: this period's results by name; OPEN: a head that says nothing of it;
    CUMULATIVE: since an earlier day; PART: a quarter or a half of the period.
    """

    UNIT = "unit"
    NOTE = "note"
    CHANGE = "change"
    SHARE = "share"
    PREVIOUS = "previous"
    PLAN = "plan"
    PART = "part"
    CUMULATIVE = "cumulative"
    PRESENT = "present"
    OPEN = "open"


UNIT_HEAD: Final = spoken(r"(?:đơn vị(?: tính)?|đvt|đv tính|đơn vị tính.*)")
_ORDINAL_HEAD: Final = spoken(r"(?:stt|tt|số tt|số thứ tự)\b|mã số")
_ROLES: Final = (
    (Role.NOTE, spoken(r"ghi chú|nguồn số liệu|cơ quan cung cấp|mã chỉ tiêu|minh chứng")),
    (Role.SHARE, spoken(r"tỷ lệ|tỉ lệ|%|tỷ trọng|đạt so với")),
    (Role.CHANGE, spoken(r"so sánh|so với|\btăng\b|\bgiảm\b|chênh lệch|\+/-|\(\+\)")),
    (
        Role.PREVIOUS,
        spoken(r"cùng kỳ|cùng kì|(?<!từ\ )(?<!tồn\ )(?:kỳ|năm) trước(?! chuyển| mang)"),
    ),
    (
        Role.PLAN,
        spoken(
            r"(?<!số\ )kế hoạch|\bkh\b|chỉ tiêu (?:giao|năm|được giao|kh)|mục tiêu|dự kiến|"
            r"nhiệm vụ|phấn đấu|ước (?:cả )?năm|chỉ tiêu$"
        ),
    ),
    (Role.CUMULATIVE, spoken(r"lũy kế|luỹ kế|cộng dồn|từ đầu (?:năm|nhiệm kỳ)")),
)
_PART: Final = spoken(r"\bquý (?:i{1,3}v?|iv|[1-4])\b|\btháng \d{1,2}\b")
_HALF: Final = re.compile(r"\b(?:0?6|sau) thang\b|\b6 ?t\b|\b6 ?th\b|nua dau nam")
_SHORT_PERIOD: Final = re.compile(r"\b0?6 ?t(?:h|hang)?\b\s*(?:[/-]|dau nam|nam)?\s*(20\d\d)")
_BARE_YEAR: Final = re.compile(r"(?<!\d)20\d\d(?!\d)")
_PRESENT: Final = (
    spoken(r"kỳ này|kỳ báo cáo|trong kỳ(?! trước)|năm nay"),
    spoken(r"6 tháng|cả năm|\btổng\b|\bcộng\b|toàn xã|toàn phường|toàn đặc khu"),
    spoken(r"thực hiện|kết quả|số lượng|số liệu|giá trị"),
)

_TOTAL: Final = spoken(r"tổng")
_CARRIED: Final = spoken(r"(?:kỳ|năm) trước")


def role_of(head: str, period: str | None) -> Role:
    """The role of a column whose head, in lower case, is this."""
    if UNIT_HEAD.fullmatch(head):
        return Role.UNIT
    if _ORDINAL_HEAD.match(head):
        return Role.NOTE
    named = next((role for role, pattern in _ROLES if pattern.search(head)), None)
    if named is not None:
        return named
    when = _when(head, period)
    if when is not None:
        return when
    return Role.PRESENT if _rank(head) else Role.OPEN


def _when(head: str, period: str | None) -> Role | None:
    """By the period that the head names, against the report's."""
    code = period_of(head, period)
    if code is None:
        return Role.PART if _PART.search(head) else None
    if period is None or code == period:
        return Role.PRESENT
    if code[:4] != period[:4]:
        return Role.PREVIOUS if code[:4] < period[:4] else Role.PLAN
    is_whole_year = code.endswith("-Y")
    return Role.OPEN if is_whole_year else Role.PART


def period_of(head: str, period: str | None) -> str | None:
    """The period named last in a head; half-years and years may be told shortly."""
    bare = fold(head)
    found = period_mentions(bare)
    short = _SHORT_PERIOD.search(bare)
    if short:
        return f"{short.group(1)}-H1"
    if found:
        return found[-1].code
    if _HALF.search(bare) and period:
        return f"{period[:4]}-H2" if "cuoi nam" in bare else f"{period[:4]}-H1"
    years = _BARE_YEAR.findall(bare)
    return f"{years[-1]}-Y" if years else None


def _rank(head: str) -> int:
    """How plainly a head names this period's results: 3 plainest, 0 not at all."""
    return next((3 - at for at, pattern in enumerate(_PRESENT) if pattern.search(head)), 0)


def latest_period(heads: Sequence[str]) -> str | None:
    """Where the report's own period is unknown: the latest that a head names."""
    found = [code for head in heads if (code := period_of(head, None))]
    return max(found, default=None, key=lambda code: code[:4])


def choose_columns(heads: Sequence[str], roles: Sequence[Role], label_at: int) -> list[int]:
    """The columns that may hold this period's figures."""
    behind = range(label_at + 1, len(roles))
    present = [at for at in behind if roles[at] is Role.PRESENT]
    open_ = [at for at in behind if roles[at] is Role.OPEN]
    cumulative = [at for at in behind if roles[at] is Role.CUMULATIVE]
    parts = [at for at in behind if roles[at] is Role.PART]
    if present or open_:
        return sorted(present + open_)
    return cumulative or parts


def holds_carried_over(table: Table, heads: Sequence[str], at: int) -> bool:
    """Whether a total is over a column of what the period before left."""
    tops = [head_cells(table, column)[:1] for column in range(len(heads))]
    return bool(_TOTAL.search(heads[at])) and any(
        _CARRIED.search(head) and top == tops[at] for head, top in zip(heads, tops, strict=True)
    )


def plainest(columns: Sequence[int], heads: Sequence[str], period: str | None) -> list[int]:
    """Those of several columns whose heads name this period's results best."""

    def plainness(at: int) -> int:
        named = period_of(heads[at], period)
        return 4 if named and named == period else _rank(heads[at])

    best = max(map(plainness, columns))
    return [at for at in columns if plainness(at) == best] if best else list(columns)


def column_heads(table: Table, words: str) -> list[str]:
    """The head of each column in lower case; several header rows run together."""
    heads = [""] * table.width
    for at in range(table.width):
        texts = dict.fromkeys(
            " ".join(words[cell.start : cell.end].split()) for cell in head_cells(table, at)
        )
        heads[at] = " ".join(text for text in texts if text)
    return heads


def head_cells(table: Table, at: int) -> list[Cell]:
    """The cells over a column, from the top down."""
    return [
        _spread(table.heads, level, at)
        for level, row in enumerate(table.heads)
        if len(row) == table.width
    ]


def _spread(heads: Sequence[Sequence[Cell]], level: int, at: int) -> Cell:
    """A head over several columns stands in the first; the empty ones share it where a
    lower row names them.
    """
    row = heads[level]
    is_split = any(len(r) > at and not r[at].is_blank for r in heads[level + 1 :])
    if not row[at].is_blank or not is_split:
        return row[at]
    return next((row[left] for left in range(at, -1, -1) if not row[left].is_blank), row[at])
