"""The sentences of the city's report, written in the city's own words."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.actions import wording
from app.domain.errors import Invalid, NotFound
from app.domain.permissions import Permission
from app.store.reading import reading
from app.web import wording_page
from app.web.access import actor, needs, scope
from app.web.words import sentence as in_language

blueprint = Blueprint("wording", __name__)

_LONGEST = 4000
Page = str | Answer | tuple[str, int]


@blueprint.get("/admin/sentences")
@needs(Permission.MANAGE_CITY)
def listed() -> str:
    with reading(scope()) as session:
        return render_template("admin/sentences.html", **wording_page.listing(session))


@blueprint.get("/admin/sentences/<key>")
@needs(Permission.MANAGE_CITY)
def sentence(key: str) -> Page:
    return _page(key)


@blueprint.post("/admin/sentences/<key>")
@needs(Permission.MANAGE_CITY)
def reword(key: str) -> Page:
    """``do=preview`` shows the sentence filled in and keeps nothing; else it is kept."""
    text, zero = (request.form.get(name, "")[:_LONGEST] for name in ("text", "zero"))
    if request.form.get("do") == "preview":
        return _page(key, (text, zero))
    try:
        seen = request.form.get("seen", "")
        wording.reword(scope(), actor(), key, text, zero, seen)
    except Invalid:
        return _page(key, (text, zero)), 400
    flash(_("Đã lưu câu này. Các bản báo cáo lập từ nay dùng câu mới."), "good")
    return redirect(url_for("wording.sentence", key=key))


@blueprint.post("/admin/sentences/<key>/standard")
@needs(Permission.MANAGE_CITY)
def take_standard(key: str) -> Answer:
    wording.take_standard(scope(), actor(), key)
    flash(_("Đã dùng lại câu mẫu. Câu đã viết còn trong lịch sử."), "good")
    return redirect(url_for("wording.sentence", key=key))


def _page(key: str, typed: tuple[str, str] | None = None) -> str:
    if key not in wording.standard_sentences():
        raise NotFound(in_language("Không có câu này trong báo cáo."))
    with reading(scope()) as session:
        view = wording_page.page(session, key, typed)
    return render_template("admin/sentence.html", **view)
