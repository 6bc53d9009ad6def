"""View data of one edition of the city report, and of two side by side."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import access
from app.documents import numerals
from app.domain.editions import Delta, Moved
from app.domain.errors import NotFound
from app.domain.permissions import Actor, Permission
from app.domain.vectors import Number
from app.store import authors, cities, editions, review_queue, review_rules
from app.store.consolidation import APPROVED
from app.store.forms import CompiledForm
from app.web import editions_page
from app.web.report_parts import View, period_title
from app.web.words import name_of, unit_words

if TYPE_CHECKING:
    from app.store.tables.city import Period
    from app.store.tables.editions import Edition


def page(session: Session, actor: Actor, edition_id: UUID) -> View:
    edition, period = _opened(session, edition_id)
    files = editions.files_of(session, [edition.id]).get(edition.id, [])
    now, queue = dt.datetime.now(dt.UTC), editions.waiting(session)
    others = [e for e in editions.of_period(session, period.id) if e.id != edition.id]
    view = editions_page.view(edition, period.code, files, queue, now)
    is_ready = view["is_ready"]
    may_seal = actor.may(Permission.SEAL) and is_ready and edition.sealed_at is None
    why_not = _why_not_seal(session, actor, period, view) if may_seal else ""
    return {
        "edition": view,
        "period": {"code": period.code, "name": period_title(period.code)},
        "facts": _facts(edition),
        "may_seal": may_seal and not why_not,
        "why_not_seal": why_not,
        "troubled": _troubled(session, period, edition) if may_seal else [],
        "others": [_other(edition, other) for other in others] if is_ready else [],
        "inputs": edition.inputs,
        "comments": [
            {"who": c.person_name, "at": c.at, "text": c.text}
            for c in editions.comments_of(session, edition.id)
        ],
    }


def _why_not_seal(session: Session, actor: Actor, period: Period, view: View) -> str:
    """As sealing will hold it, and ``require_may_seal``."""
    if view["is_gone"]:
        return _("Tệp đã hết hạn lưu: hãy làm lại rồi chốt.")
    needs_second = review_rules.of_city(session).needs_second
    if needs_second and authors.has_edited_themes(session, period.id, actor.person_id):
        return _("Bạn đã biên tập lời văn của báo cáo này nên người khác phải chốt.")
    return ""


def _troubled(session: Session, period: Period, edition: Edition) -> list[View]:
    """Counted wards with something undecided that must be mended or moves a city figure."""
    counted = {one["ward"] for one in edition.inputs}
    return [
        {
            "name": report.ward_name,
            "count": report.weight.high,
            "url": url_for("review.submission", submission_id=report.submission_id),
        }
        for report in review_queue.desk_reports(session, period)
        if report.ward_code in counted and report.weight.high
    ]


def _opened(session: Session, edition_id: UUID) -> tuple[Edition, Period]:
    edition = editions.edition(session, edition_id)
    period = cities.period(session, edition.period_id) if edition else None
    if edition is None or period is None:
        raise NotFound(_("Không có bản báo cáo này."))
    return edition, period


def _facts(edition: Edition) -> View:
    return {
        "code": edition.code,
        "verify_url": url_for("verify.document", code=edition.code),
        "sha256": edition.sha256,
        "inputs_sha256": edition.inputs_sha256,
        "revision": edition.revision,
        "is_approved_only": edition.include == APPROVED,
        "parts": ", ".join(edition.parts),
        "every_text": edition.every_text,
        "sealed_at": edition.sealed_at,
        "sealed_by": edition.sealed_by,
    }


def _other(edition: Edition, other: Edition) -> View:
    """Another edition of the period; the comparison goes from the earlier to the later."""
    early, late = sorted((edition, other), key=lambda e: e.number)
    return {
        "number": other.number,
        "at": other.requested_at,
        "is_sealed": other.sealed_at is not None,
        "compare_url": url_for("editions.compare", edition_id=late.id, other_id=early.id),
    }


def comparison(session: Session, before_id: UUID, after_id: UUID, delta: Delta) -> View:
    before, period = _opened(session, before_id)
    after, _same = _opened(session, after_id)
    form = access.form_of(session, period)
    return {
        "period": {"code": period.code, "name": period_title(period.code)},
        "before": _heading(before),
        "after": _heading(after),
        "wards": [
            {"name": a.ward_name, "before": a.before, "after": a.after} for a in delta.amendments
        ],
        "figures": [_moved(form, period, one) for one in delta.figures],
    }


def _heading(edition: Edition) -> View:
    return {
        "number": edition.number,
        "at": edition.requested_at,
        "is_sealed": edition.sealed_at is not None,
        "url": url_for("editions.edition", edition_id=edition.id),
    }


def _moved(form: CompiledForm, period: Period, one: Moved) -> View:
    field = form.definition.fields.get(one.code)
    return {
        "label": name_of(field) if field else one.code,
        "unit": unit_words(field) if field else "",
        "before": _text(one.before),
        "after": _text(one.after),
        "url": url_for("city.figure", code=period.code, indicator=one.code),
    }


def _text(number: Number | None) -> str:
    return "–" if number is None else numerals.rounded(number)
