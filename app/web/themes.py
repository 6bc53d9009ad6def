"""What many wards say: the board of a period's narratives, and an editor's steps on it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions import curating
from app.domain.errors import Conflict, Invalid
from app.domain.permissions import Permission
from app.domain.themes import Step
from app.store.reading import reading
from app.web import themes_page
from app.web.access import actor, needs, scope
from app.web.city_pages import included
from app.web.themes_asked import Asked, asked_of
from app.web.words import sentence

blueprint = Blueprint("themes", __name__, url_prefix="/city/periods/<code>/narratives")


@blueprint.get("")
@needs(Permission.SEE_CITY)
def board(code: str) -> str:
    """``?section=``, ``?show=all|new|alone|dropped``, ``?include=approved|submitted``."""
    asked = Asked(code, included(), *asked_of(request.args))
    with reading(scope()) as session:
        return render_template("city/themes.html", **themes_page.page(session, actor(), asked))


@blueprint.get("/<field>/<key>")
@needs(Permission.SEE_CITY)
def theme(code: str, field: str, key: str) -> str | Response:
    """Every ward and sentence of one theme; a key that no longer stands leads to the board."""
    asked = Asked(code, included(), *asked_of(request.args))
    with reading(scope()) as session:
        view = themes_page.theme(session, actor(), asked, field, key)
    if view is None:
        flash(_("Nội dung này vừa thay đổi. Hãy chọn lại trong bảng."), "look")
        return _back(code, field)
    return render_template("city/theme.html", **view)


@blueprint.post("/gather")
@needs(Permission.REVIEW)
def gather(code: str) -> Response:
    curating.ask_to_gather(scope(), actor(), code)
    flash(_("Đã xếp hàng gom lại lời văn. Trang này có kết quả mới sau ít phút."), "good")
    return redirect(url_for("themes.board", code=code))


@blueprint.post("/<field>")
@needs(Permission.REVIEW)
def take(code: str, field: str) -> Response:
    """``do`` names the step, ``key`` and ``point`` what it is about, ``text`` the sentence or
    the reason; ``pin`` and ``unpin`` are steps on the theme they name. ``number`` is the step
    that the page showed last."""
    form = request.form
    step = Step(form.get("do", ""), "", _keys(), tuple(form.getlist("point")), form.get("text", ""))
    for kind in ("pin", "unpin"):
        if kind in form:
            step = Step(kind, "", (form[kind],))
    number = form.get("number", 0, type=int)
    include = included()
    try:
        curating.take_step(scope(), actor(), code, field, number, include, step)
    except (Conflict, Invalid) as error:
        flash(sentence(str(error)), "mend")
    else:
        words = themes_page.step_words().get(step.kind, step.kind)
        flash(_("Đã ghi: %(what)s.", what=words[:1].lower() + words[1:]), "good")
    return _back(code, field)


def _keys() -> tuple[str, ...]:
    """The themes that were chosen, each once; an empty choice is none."""
    return tuple(dict.fromkeys(key for key in request.form.getlist("key") if key))


@blueprint.post("/<field>/undo")
@needs(Permission.REVIEW)
def undo(code: str, field: str) -> Response:
    number = request.form.get("number", 0, type=int)
    try:
        curating.undo(scope(), actor(), code, field, number)
    except Conflict as error:
        flash(sentence(str(error)), "mend")
    else:
        flash(_("Đã hoàn tác bước biên tập gần nhất."), "good")
    return _back(code, field)


def _back(code: str, field: str) -> Response:
    """To the part of the board that the field is in, as it was filtered."""
    asked = Asked(code, included(), *asked_of(request.form))
    return redirect(asked.url(_anchor=f"field-{field}"))
