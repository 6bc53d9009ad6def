"""The administrator records which units were merged or split, looks at it in words, undoes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions import reorganizing
from app.actions.reorganizing import Reorganization
from app.domain.answers import clean_line, numerals
from app.domain.errors import Conflict, Invalid, Problem
from app.domain.permissions import Permission
from app.domain.succession import WHOLE, Succession
from app.store.reading import reading
from app.web import reorganizations_page as pages
from app.web.access import actor, needs, scope
from app.web.report_parts import View
from app.web.words import sentence

blueprint = Blueprint("reorganizations", __name__, url_prefix="/admin/wards/reorganizations")

Page = str | Response | tuple[str, int]
_PREFIX = "share-"
_PERCENT = Decimal(100)


@blueprint.get("/")
@needs(Permission.MANAGE_CITY)
def form() -> str:
    return _form(pages.Typed.of(request.args), [])


@blueprint.post("/preview")
@needs(Permission.MANAGE_CITY)
def preview() -> Page:
    """What would be recorded, in words; asks for the shares of a split first. Searching keeps
    what is chosen, so it comes here too."""
    typed = pages.Typed.of(request.form)
    if "seek" in request.form:
        return _form(typed, [])
    try:
        planned = _planned(typed)
        with reading(scope()) as session:
            view = pages.preview(session, typed, planned)
    except (Invalid, Conflict) as error:
        return _form(typed, _problems(error)), 400
    return render_template("admin/reorganization_preview.html", **view)


@blueprint.post("/")
@needs(Permission.MANAGE_CITY)
def record() -> Page:
    typed = pages.Typed.of(request.form)
    try:
        reorganizing.reorganize(scope(), actor(), _planned(typed))
    except (Invalid, Conflict) as error:
        return _form(typed, _problems(error)), 400
    flash(_("Đã ghi theo %(document)s.", document=clean_line(typed.document)), "good")
    return redirect(url_for("reorganizations.form"))


@blueprint.post("/<uuid:event_id>/undo")
@needs(Permission.MANAGE_CITY)
def undo(event_id: UUID) -> Response:
    try:
        document = reorganizing.undo(scope(), actor(), event_id)
        flash(_("Đã bỏ lần ghi theo %(document)s.", document=document), "good")
    except Conflict as error:
        flash(sentence(str(error)), "mend")
    return redirect(url_for("reorganizations.form"))


def _form(typed: pages.Typed, problems: Sequence[View]) -> str:
    with reading(scope()) as session:
        view = pages.form(session, typed, problems)
        return render_template("admin/reorganizations.html", **view)


def _planned(typed: pages.Typed) -> Reorganization:
    """Raises ``Invalid`` naming every date and share that does not hold."""
    problems: list[Problem] = []
    on = numerals.date(typed.on)
    if on is None:
        message = _("Hãy ghi ngày có hiệu lực, như 1/7/2026.")
        problems.append(Problem("on", ("on",), message))
    parts = _parts(typed, on or dt.date.min, problems)
    if problems:
        raise Invalid(problems)
    return Reorganization(on or dt.date.min, typed.document, tuple(parts))


def _parts(typed: pages.Typed, on: dt.date, problems: list[Problem]) -> Iterable[Succession]:
    for before in typed.predecessors:
        for after in typed.successors:
            share = _share(typed, before, after, problems)
            if share:
                yield Succession(before, after, on, share)


def _share(typed: pages.Typed, before: str, after: str, problems: list[Problem]) -> Decimal:
    """All of it into one unit unless something was written; of a split it must be written."""
    written = typed.shares.get(f"{before}-{after}", "").removesuffix("%").strip()
    if not written and len(typed.successors) == 1:
        return WHOLE
    percent = numerals.decimal(written) if written else None
    if percent is None or percent.normalize().as_tuple().exponent < -6:  # type: ignore[operator]
        message = _("Hãy ghi mỗi phần là bao nhiêu phần trăm của đơn vị cũ; không có thì ghi 0.")
        problems.append(Problem("share", (f"{_PREFIX}{before}-{after}",), message))
        return Decimal(0)
    return percent / _PERCENT


def _problems(error: Invalid | Conflict) -> list[View]:
    if isinstance(error, Conflict):
        return [{"anchor": "on", "message": sentence(str(error))}]
    return [
        {"anchor": pages.anchor_of(problem), "message": sentence(problem.message)}
        for problem in error.problems
    ]
