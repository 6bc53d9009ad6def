"""View data of the Department's batches: the list, one batch, one file of it."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from app.actions import batching
from app.documents.characters import harmless
from app.domain.vietnamese.text import canonical, fold
from app.web import report_parts as parts
from app.web.provenance import read_by
from app.web.words import sentence

if TYPE_CHECKING:
    from app.store.rows import AnyRow
    from app.store.tables.city import Ward

View = dict[str, Any]

PROBLEM, LOOK, WAITING, DONE = "problem", "look", "waiting", "done"
_ORDER = (PROBLEM, LOOK, WAITING, DONE)


def batch_line(row: AnyRow) -> View:
    """One batch in the list of them."""
    total, waiting = row.total or 0, row.waiting or 0
    is_opening = row.Batch.status == batching.WAITING
    return {
        "batch_id": str(row.Batch.id),
        "name": row.Batch.filename,
        "period_name": parts.period_title(row.Period.code),
        "who": row.Batch.created_by,
        "at": row.Batch.created_at,
        "total": total,
        "settled": row.settled or 0,
        "open": total - waiting - (row.settled or 0),
        "is_busy": is_opening or waiting > 0,
        "problem": sentence(row.Batch.error),
    }


def file_views(rows: Sequence[AnyRow]) -> list[View]:
    """The files of a batch, those that need a person first."""
    wards = Counter(row.BatchFile.ward_id for row in rows if row.BatchFile.submission_id)
    views = [file_view(row, wards[row.BatchFile.ward_id] > 1) for row in rows]
    return sorted(views, key=lambda file: _ORDER.index(file["group"]))


def file_view(row: AnyRow, is_double: bool = False) -> View:
    file = row.BatchFile
    return {
        "file_id": str(file.id),
        "name": file.name,
        "status": file.status,
        "group": _group(file),
        "ward_name": row.Ward.name if row.Ward else "",
        "ward_code": row.Ward.code if row.Ward else "",
        "period_name": parts.period_title(file.period_code) if file.period_code else "",
        "submission_id": str(file.submission_id) if file.submission_id else "",
        "read": file.read,
        "uncertain": file.uncertain,
        "findings": file.findings,
        "is_double": is_double and file.status == batching.READ,
        "problem": sentence(file.error),
        "read_by": read_by(row.reader or "", row.sureness or 0.0),
    }


def _group(file: Any) -> str:
    if file.status in (batching.UNMATCHED, batching.FAILED):
        return PROBLEM
    if file.status == batching.WAITING:
        return WAITING
    return LOOK if file.uncertain or file.findings else DONE


def batch_view(found: AnyRow, files: Sequence[View]) -> View:
    """The head of one batch: how far it is."""
    counts = Counter(file["status"] for file in files)
    return {
        "batch_id": str(found.Batch.id),
        "name": found.Batch.filename,
        "period_name": parts.period_title(found.Period.code),
        "problem": sentence(found.Batch.error),
        "is_busy": found.Batch.status == batching.WAITING or counts[batching.WAITING] > 0,
        "total": len(files),
        "done": len(files) - counts[batching.WAITING],
        "read": counts[batching.READ],
        "failed": counts[batching.FAILED],
    }


def filters(batch_id: str, files: Sequence[View], chosen: str) -> list[View]:
    """[{name, count, url, is_current}]; the counts are those of the lists behind them."""
    counts = Counter(file["group"] for file in files)
    names = {
        "": _("Tất cả"),
        PROBLEM: _("Chưa nạp được"),
        LOOK: _("Cần xem"),
        WAITING: _("Đang chờ"),
        DONE: _("Đã xong"),
    }
    return [
        {
            "name": name,
            "count": counts[group] if group else len(files),
            "url": url_for("batches.batch", batch_id=batch_id, state=group or None),
            "is_current": group == chosen,
        }
        for group, name in names.items()
    ]


def ward_options(wards: Iterable[Ward]) -> list[View]:
    """Names to choose from; the hint without marks lets a browser find "hai duong"."""
    return [{"value": w.name, "hint": f"{w.code} {fold(canonical(w.name))}"} for w in wards]


def table(files: Iterable[View], status_words: dict[str, str]) -> bytes:
    """The list as CSV with a byte order mark, as spreadsheets want it for Vietnamese."""
    out = io.StringIO()
    writer = csv.writer(out)
    heads = (_("Tệp"), _("Mã đơn vị"), _("Đơn vị"), _("Kỳ ghi trong tệp"), _("Kết quả"))
    numbers = (_("Đã đọc"), _("Chờ xác nhận"), _("Cần xem"))
    writer.writerow([*heads, *numbers, _("Vấn đề")])
    for file in files:
        words = [file[name] for name in ("name", "ward_code", "ward_name", "period_name")]
        counts = [file["read"], file["uncertain"], file["findings"]]
        cells = [*words, status_words[file["status"]], *counts, file["problem"]]
        writer.writerow([harmless(str(cell)) for cell in cells])
    return out.getvalue().encode("utf-8-sig")
