"""The administrator's log of what was told, and where programs of the city listen."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions import delivering, listening
from app.domain.errors import Invalid, NotFound
from app.domain.permissions import Permission
from app.store.reading import reading
from app.web import notices_page
from app.web.access import actor, needs, scope
from app.web.report_parts import View
from app.web.words import sentence

blueprint = Blueprint("notices", __name__, url_prefix="/admin")


@blueprint.get("/notices")
@needs(Permission.MANAGE_CITY)
def log() -> str:
    with reading(scope()) as session:
        return render_template("admin/notices.html", **notices_page.log(session))


@blueprint.post("/notices/<uuid:delivery_id>/again")
@needs(Permission.MANAGE_CITY)
def again(delivery_id: UUID) -> Response:
    try:
        delivering.try_again(scope(), actor(), delivery_id)
    except NotFound as error:
        flash(sentence(str(error)), "mend")
    else:
        flash(_("Đã xếp gửi lại."), "good")
    return redirect(url_for("notices.log"))


@blueprint.post("/notices/try")
@needs(Permission.MANAGE_CITY)
def try_mail() -> Response:
    listening.try_mail(scope(), actor())
    flash(_("Đã xếp một thư thử gửi tới bạn: dòng đầu của nhật ký cho biết kết quả."), "good")
    return redirect(url_for("notices.log"))


@blueprint.get("/webhook")
@needs(Permission.MANAGE_CITY)
def webhook() -> str:
    return _webhook_page()


def _webhook_page(url: str = "", problems: list[View] | None = None, secret: str = "") -> str:
    with reading(scope()) as session:
        view = notices_page.webhook(session, url, problems or [], secret)
        return render_template("admin/webhook.html", **view)


@blueprint.post("/webhook")
@needs(Permission.MANAGE_CITY)
def listen() -> str | tuple[str, int]:
    """Keep the address. Its new secret is on the page that answers, and on no other."""
    url = request.form.get("url", "").strip()[:2000]
    try:
        secret = listening.listen_at(scope(), actor(), url)
    except Invalid as error:
        told = [{"anchor": "url", "message": sentence(p.message)} for p in error.problems]
        return _webhook_page(url, told), 400
    return _webhook_page(secret=secret)


@blueprint.post("/webhook/remove")
@needs(Permission.MANAGE_CITY)
def stop() -> Response:
    listening.stop_listening(scope(), actor())
    flash(_("Đã bỏ địa chỉ nhận. Sự kiện đang chờ sẽ không gửi nữa."), "good")
    return redirect(url_for("notices.webhook"))


@blueprint.post("/webhook/try")
@needs(Permission.MANAGE_CITY)
def try_webhook() -> Response:
    try:
        listening.try_webhook(scope(), actor())
    except NotFound as error:
        flash(sentence(str(error)), "mend")
    else:
        flash(_("Đã xếp gửi một sự kiện thử."), "good")
    return redirect(url_for("notices.webhook"))
