"""View data of a report's story: what happened, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from app.domain.chronicle import Doing, Happening
from app.domain.lifecycle import Event
from app.web.report_parts import View
from app.web.words import event_words

_TONES: dict[Event | Doing, str] = {
    Event.RETURNED: "mend",
    Event.DECLINED: "mend",
    Event.APPROVED: "good",
    Event.SEALED: "seal",
    Event.SUBMITTED: "action",
    Doing.ASKED: "mend",
    Doing.ANSWERED: "good",
    Doing.SETTLED: "good",
}


def timeline(happenings: Iterable[Happening], submission_id: UUID | None = None) -> list[View]:
    """``submission_id`` for the ward's own pages, which lead on to its files and receipts."""
    return [_view(happening, submission_id) for happening in reversed(list(happenings))]


def _view(happening: Happening, submission_id: UUID | None) -> View:
    version = _("bản số %(n)s", n=happening.version) if happening.version else ""
    words = (event_words(happening.kind), happening.subject, version)
    url, url_words = _link(happening, submission_id)
    return {
        "words": " · ".join(filter(None, words)),
        "who": happening.who,
        "at": happening.at,
        "note": happening.reason,
        "tone": _TONES.get(happening.kind, ""),
        "url": url,
        "url_words": url_words,
    }


def _link(happening: Happening, submission_id: UUID | None) -> tuple[str | None, str]:
    if submission_id is None:
        return None, ""
    if happening.upload_id is not None:
        upload_id = happening.upload_id
        url = url_for("ward.reading", submission_id=submission_id, upload_id=upload_id)
        return url, _("Đối chiếu")
    if happening.receipt:
        number = happening.version
        return url_for(
            "ward.receipt", submission_id=submission_id, number=number
        ), happening.receipt
    return None, ""
