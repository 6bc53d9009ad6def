"""View data of the wards' reports in one ZIP: the form to ask for one, and those asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions.bundles.asking import PACK, PRINT, STEPS
from app.domain.periods import VIETNAM
from app.store import bundles
from app.store.editions import BUILDING, CANCELLED, FAILED, READY, is_over
from app.web.making import progress, size_words
from app.web.report_parts import View, period_title
from app.web.words import period_name, sentence

if TYPE_CHECKING:
    from app.store.tables.bundles import Bundle
    from app.store.tables.city import Period

#: The last hundredth is for the file itself, which takes a moment.
_PRINTED: Final = 99


def format_names() -> dict[str, str]:
    return {"pdf": _("PDF"), "docx": _("Word (.docx)")}


def asking(
    session: Session, periods: Sequence[Period], current: Period | None, typed: Mapping[str, Any]
) -> View:
    """What the form offers; each period says how many reports there are to pack."""
    counts = bundles.approved_counts(session)
    return {
        "periods": [{"value": p.code, "label": _offer(p, counts.get(p.id, 0))} for p in periods],
        "formats": [{"value": name, "label": words} for name, words in format_names().items()],
        "chosen": {
            "period": typed.get("bundle_period") or (current.code if current else ""),
            "formats": list(typed.get("bundle_formats", ())),
        },
    }


def _offer(period: Period, count: int) -> str:
    title = period_title(period.code)
    if not count:
        return _("%(period)s: chưa duyệt", period=title)
    return _("%(period)s: %(n)s đã duyệt", period=title, n=count)


def made(session: Session, queue: Sequence[UUID], now: dt.datetime) -> list[View]:
    return [view(row.Bundle, row.period_code, queue, now) for row in bundles.newest(session)]


def view(bundle: Bundle, period_code: str, queue: Sequence[UUID], now: dt.datetime) -> View:
    """One that was asked for: how far it is, what is in it, and its file."""
    return {
        "is_bundle": True,
        "bundle_id": str(bundle.id),
        "name": _("Báo cáo của các phường, xã (ZIP) %(period)s", period=period_name(period_code)),
        "kinds": " + ".join(format_names()[name] for name in bundle.formats),
        **progress(bundle, STEPS, bundle.step, queue),
        "percent": _percent(bundle),
        "step_name": _step_name(bundle),
        "contents": _contents(bundle.told) if bundle.told else "",
        "failed": [_failure(one) for one in bundle.told.get("failed", ())],
        "is_gone": is_over(bundle, now),
        "size": size_words(bundle.size),
        "sha256": bundle.sha256,
        "expires_at": bundle.expires_at,
        "may_retry": bundle.status in (FAILED, CANCELLED),
    }


def _percent(bundle: Bundle) -> int:
    if bundle.status == READY:
        return 100
    return _PRINTED * bundle.done // bundle.total if bundle.total else 0


def _step_name(bundle: Bundle) -> str:
    if bundle.status != BUILDING:
        return _("Đang chờ đến lượt")
    name = sentence(STEPS[bundle.step])
    if bundle.step not in (PRINT, PACK):
        return name
    return _("%(step)s: %(done)s/%(total)s", step=name, done=bundle.done, total=bundle.total)


def _contents(told: Mapping[str, Any]) -> str:
    """Of a finished one: ``96/114 đơn vị có trong tệp; 3 nộp muộn; 8 chưa được duyệt``."""
    parts = [_("%(n)s/%(of)s đơn vị có trong tệp", n=told["packed"], of=told["units"])]
    counts = (
        (told["unapproved"], _("%(n)s đã nộp nhưng chưa được duyệt", n=told["unapproved"])),
        (told["missing"], _("%(n)s chưa nộp", n=told["missing"])),
        (told["late"], _("%(n)s nộp muộn", n=told["late"])),
    )
    return "; ".join([*parts, *(words for count, words in counts if count)]) + "."


def _failure(one: Mapping[str, str]) -> View:
    return {
        "name": one["name"],
        "format": format_names().get(one["format"], one["format"]),
        "why": sentence(one["why"]),
    }


def filename_of(bundle: Bundle, period_code: str) -> str:
    """ASCII, so that every browser keeps it: bao-cao-phuong-xa-2026-H1-20260620.zip."""
    day = f"{bundle.requested_at.astimezone(VIETNAM):%Y%m%d}"
    return f"bao-cao-phuong-xa-{period_code}-{day}.zip"
