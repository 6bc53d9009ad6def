"""What happened to a report, from every source, as one list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from app.domain.lifecycle import Event


class Doing(StrEnum):
    """What people do to a report beside moving it. ``label`` is what people read."""

    UPLOADED = "uploaded"
    ATTACHED = "attached"
    TAKEN_AWAY = "taken_away"
    EXPLAINED = "explained"
    ASKED = "asked"
    ANSWERED = "answered"
    SETTLED = "settled"
    EXTENDED = "extended"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_the_wards(self) -> bool:
        """Done on the ward's own draft: the Department learns of it with the next version."""
        return self not in (Doing.ASKED, Doing.SETTLED, Doing.EXTENDED)


_LABELS = {
    Doing.UPLOADED: "Tải tệp báo cáo lên",
    Doing.ATTACHED: "Đính kèm minh chứng",
    Doing.TAKEN_AWAY: "Bỏ minh chứng",
    Doing.EXPLAINED: "Giải trình",
    Doing.ASKED: "Sở yêu cầu sửa",
    Doing.ANSWERED: "Trả lời yêu cầu",
    Doing.SETTLED: "Sở chấp nhận trả lời",
    Doing.EXTENDED: "Gia hạn nộp",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened, with who, when and why.

    ``subject`` is what it was about (a file, a section, a rule, a date), ``reason`` what was
    said. ``version``, ``receipt`` and ``sha256`` name a frozen version where one came of it,
    ``sha256`` alone a file. ``upload_id`` leads to a report file.
    """

    kind: Event | Doing
    at: dt.datetime
    who: str
    subject: str = ""
    reason: str = ""
    version: int | None = None
    receipt: str = ""
    sha256: str = ""
    upload_id: UUID | None = None


def in_order(happenings: Iterable[Happening]) -> tuple[Happening, ...]:
    """Oldest first; what came at one moment stays in the order it was given."""
    return tuple(sorted(happenings, key=lambda h: h.at))


def seen_from_outside(
    happenings: Iterable[Happening], until: dt.datetime | None
) -> tuple[Happening, ...]:
    """Without what the ward did on its own draft after ``until`` (None: ever)."""
    return tuple(
        h
        for h in happenings
        if not (isinstance(h.kind, Doing) and h.kind.is_the_wards)
        or (until is not None and h.at <= until)
    )
