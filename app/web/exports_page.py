"""City reports: asked for, being made, ready to be fetched."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import exporting
from app.domain.periods import VIETNAM
from app.store import cities, exports
from app.store.consolidation import APPROVED
from app.store.rows import AnyRow
from app.web import chosen_period
from app.web.report_parts import View, period_title
from app.web.words import period_name, sentence

if TYPE_CHECKING:
    from app.store.tables.results import Export

MEDIA_TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
_UNFINISHED: Final = (exporting.REQUESTED, exporting.BUILDING)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form holds: a period's code, a format, and which reports count."""

    period: str = ""
    format: str = "docx"
    include: str = APPROVED


def format_names() -> dict[str, str]:
    return {
        "docx": _("Word (.docx)"),
        "pdf": _("PDF"),
        "xlsx": _("Excel (.xlsx)"),
        "csv": _("CSV"),
        "json": _("JSON"),
    }


def page(session: Session, asked: Asked, problems: Sequence[View] = ()) -> View:
    now = dt.datetime.now(dt.UTC)
    periods = cities.periods(session)
    current = chosen_period.chosen(periods, now)
    rows = exports.newest(session)
    return {
        "periods": [{"value": p.code, "label": period_title(p.code)} for p in periods],
        "chosen": {
            "period": asked.period or (current.code if current else ""),
            "format": asked.format,
            "include": asked.include,
        },
        "formats": [{"value": name, "label": words} for name, words in format_names().items()],
        "problems": list(problems),
        "exports": [_export_view(row, rows, now) for row in rows],
    }


def _export_view(row: AnyRow, rows: Sequence[AnyRow], now: dt.datetime) -> View:
    export = row.Export
    state = state_of(export, now)
    return {
        "export_id": export.id,
        "name": name_of(export, row.period_code),
        "format": export.format,
        "state": state,
        "percent": export.progress,
        "step_name": sentence(export.step),
        "queue_position": _queue_position(export, rows),
        "steps": _steps(export) if state in _UNFINISHED else [],
        "who": export.requested_by,
        "at": export.requested_at,
        "size": size_words(export.size) if state == exporting.READY else "",
        "rows_count": None,
        "sha256": export.sha256 if state == exporting.READY else "",
        "expires_at": export.expires_at if state == exporting.READY else None,
        "problem": sentence(export.error) if state == exporting.FAILED else "",
    }


def state_of(export: Export, now: dt.datetime) -> str:
    is_gone = export.expires_at is not None and export.expires_at <= now
    return "expired" if is_gone and export.status == exporting.READY else export.status


def name_of(export: Export, period_code: str) -> str:
    name = _("Báo cáo tổng hợp %(period)s", period=period_name(period_code))
    if export.include == APPROVED:
        return name
    return _("%(name)s, gồm cả báo cáo chưa duyệt", name=name)


def _queue_position(export: Export, rows: Sequence[AnyRow]) -> int | None:
    """How many requests are made before this one is, itself counted; None once begun."""
    if export.status != exporting.REQUESTED:
        return None
    ahead = (
        row.Export
        for row in rows
        if row.Export.status in _UNFINISHED and row.Export.requested_at < export.requested_at
    )
    return 1 + sum(1 for _export in ahead)


def _steps(export: Export) -> list[View]:
    """Where the work stands, by what the worker last wrote into the row."""
    names = (_("Đọc số liệu và dàn trang"), _("Ghi tệp"))
    reached = -1 if export.status == exporting.REQUESTED else int(export.progress >= 90)
    return [
        {
            "name": name,
            "state": "done" if i < reached else "current" if i == reached else "todo",
        }
        for i, name in enumerate(names)
    ]


def size_words(size: int | None) -> str:
    """Bytes as people say them: ``1,4 MB``, ``87 KB``."""
    if size is None:
        return ""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")


def filename_of(export: Export, period_code: str) -> str:
    """ASCII, so that every browser and archive keeps it: bao-cao-2026-H1-20260614.docx."""
    made = export.finished_at or export.requested_at
    day = f"{made.astimezone(VIETNAM):%Y%m%d}"
    part = "" if export.include == APPROVED else "-da-nop"
    return f"bao-cao-tong-hop-{period_code}{part}-{day}.{export.format}"
