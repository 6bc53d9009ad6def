"""View data of the city reports that were asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import access
from app.actions.editions.asking import may_retry, steps_of
from app.domain.periods import VIETNAM
from app.store import cities, editions
from app.store.consolidation import APPROVED
from app.store.editions import READY
from app.web import bundles_page, chosen_period
from app.web.making import progress, size_words
from app.web.report_parts import View, period_title
from app.web.words import period_name, sentence, title_of

if TYPE_CHECKING:
    from app.store.tables.city import Period
    from app.store.tables.editions import Edition
    from app.store.tables.results import Export

MEDIA_TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def format_names() -> dict[str, str]:
    return {
        "docx": _("Word (.docx)"),
        "pdf": _("PDF"),
        "xlsx": _("Excel (.xlsx)"),
        "csv": _("CSV"),
        "json": _("JSON"),
    }


def page(session: Session, typed: Mapping[str, Any], problems: Sequence[View] = ()) -> View:
    now = dt.datetime.now(dt.UTC)
    periods = cities.periods(session)
    current = chosen_period.chosen(periods, now)
    queue = editions.waiting(session)
    made = [*_made(session, queue, now), *bundles_page.made(session, queue, now)]
    return {
        "bundle": bundles_page.asking(session, periods, current, typed),
        "periods": [{"value": p.code, "label": period_title(p.code)} for p in periods],
        "parts": _parts(session, current),
        "formats": [{"value": name, "label": words} for name, words in format_names().items()],
        "chosen": {
            "period": typed.get("period") or (current.code if current else ""),
            "formats": list(typed.get("formats", ())),
            "parts": list(typed.get("parts", ())),
            "include": typed.get("include", APPROVED),
            "comment": typed.get("comment", ""),
            "every_text": bool(typed.get("every_text")),
        },
        "problems": list(problems),
        "made": sorted(made, key=lambda one: one["at"], reverse=True),
    }


def _made(session: Session, queue: Sequence[UUID], now: dt.datetime) -> list[View]:
    rows = editions.newest(session)
    files = editions.files_of(session, [row.Edition.id for row in rows])
    return [
        view(row.Edition, row.period_code, files.get(row.Edition.id, ()), queue, now)
        for row in rows
    ]


def _parts(session: Session, period: Period | None) -> list[View]:
    """The parts of the form that the newest period asks, to choose from."""
    if period is None:
        return []
    form = access.form_of(session, period).definition
    return [{"value": h.code, "label": f"{h.code}. {title_of(h)}"} for h in form.parts]


def view(
    edition: Edition,
    period_code: str,
    files: Sequence[Export],
    queue: Sequence[UUID],
    now: dt.datetime,
) -> View:
    """One edition: what it is, how far it is, and its files."""
    steps = steps_of(edition.formats)
    return {
        "is_bundle": False,
        "edition_id": str(edition.id),
        "name": name_of(edition, period_code),
        "number": edition.number,
        **progress(edition, steps, edition.done_steps, queue),
        "is_sealed": edition.sealed_at is not None,
        "percent": round(100 * edition.done_steps / len(steps)),
        "step_name": sentence(edition.step) if edition.step else _("Đang chờ đến lượt"),
        "files": [file_view(export, now) for export in files],
        "is_gone": edition.status == READY and may_retry(edition, files, now),
        "may_retry": may_retry(edition, files, now),
    }


def name_of(edition: Edition, period_code: str) -> str:
    name = _("Báo cáo tổng hợp %(period)s", period=period_name(period_code))
    if edition.include == APPROVED:
        return name
    return _("%(name)s, gồm cả báo cáo chưa duyệt", name=name)


def file_view(export: Export, now: dt.datetime) -> View:
    return {
        "export_id": str(export.id),
        "format": export.format.upper(),
        "size": size_words(export.size),
        "sha256": export.sha256,
        "expires_at": export.expires_at,
        "is_gone": editions.is_over(export, now),
    }


def filename_of(session: Session, export: Export) -> str:
    """ASCII, so that every browser and archive keeps it: bao-cao-tong-hop-2026-H1-ban-3.docx."""
    edition = editions.edition(session, export.edition_id)
    period = cities.period(session, export.period_id)
    assert edition is not None, "a foreign key says so"
    assert period is not None, "a foreign key says so"
    part = "" if edition.include == APPROVED else "-da-nop"
    day = f"{export.made_at.astimezone(VIETNAM):%Y%m%d}"
    return f"bao-cao-tong-hop-{period.code}{part}-ban-{edition.number}-{day}.{export.format}"
