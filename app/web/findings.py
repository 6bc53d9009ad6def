"""Findings of a period decided about together and taken back; the board of data quality."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions import deciding
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.permissions import Permission
from app.store.reading import reading
from app.web import finding_past, findings_page, quality_page
from app.web.access import actor, needs, scope
from app.web.findings_page import Asked
from app.web.words import sentence

blueprint = Blueprint("findings", __name__, url_prefix="/city/periods/<code>/findings")

DO = {"accept": "accepted", "ask": "asked", "dismiss": "dismissed"}


@blueprint.post("/decide")
@needs(Permission.REVIEW)
def decide(code: str) -> Response | tuple[str, int]:
    """``which``: ``chosen`` rows (``seen`` each), or ``every`` row that was counted; all of
    them as they were seen, or none."""
    do = request.form.get("do", "")
    if do not in DO:
        raise NotFound("Không có lựa chọn này.")
    is_every = request.form.get("which") == "every"
    sent = request.form.get("every", "").split() if is_every else request.form.getlist("seen")
    note = request.form.get("note", "")
    try:
        seen = findings_page.seen_of(sent)
        done = deciding.decide_together(scope(), actor(), seen, DO[do], note)
    except (Invalid, Conflict) as error:
        flash(sentence(str(error)), "mend")
        return _again(code, note), 400 if isinstance(error, Invalid) else 409
    words = finding_past.decision_words()[DO[do]]
    flash(_("Đã ghi “%(what)s” cho %(n)s dòng.", what=words, n=done.count), "good")
    return _back(code)


def _again(code: str, note: str) -> str:
    """The list as it is now, with the note that was written."""
    with reading(scope()) as session:
        view = findings_page.page(session, actor(), code, _asked(), note)
        return render_template("city/findings.html", **view)


@blueprint.post("/undo/<uuid:batch_id>")
@needs(Permission.REVIEW)
def undo(code: str, batch_id: UUID) -> Response:
    try:
        undone = deciding.undo(scope(), actor(), batch_id)
    except Conflict as error:
        flash(sentence(str(error)), "mend")
        return _back(code)
    said = _("Đã hoàn tác %(n)s dòng.", n=undone.restored)
    if undone.left:
        said += " " + _("%(n)s dòng đã đổi sau đó nên giữ như hiện nay.", n=undone.left)
    flash(said, "look" if undone.left else "good")
    return _back(code)


def _back(code: str) -> Response:
    """To the list as it was filtered."""
    query: dict[str, Any] = {"code": code, **_asked().query()}
    return redirect(url_for("city.findings", **query))


def _asked() -> Asked:
    return Asked.of(dict(parse_qsl(request.form.get("query", ""))))


@blueprint.get("/quality")
@needs(Permission.SEE_CITY)
def quality(code: str) -> str:
    """Rules by how often they speak and are waved through; wards that come back again."""
    with reading(scope()) as session:
        return render_template("city/quality.html", **quality_page.page(session, actor(), code))
