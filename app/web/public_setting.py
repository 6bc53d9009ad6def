"""The Department opens the city's page for everybody, or shuts it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions import opening_up, reporting
from app.domain.errors import Invalid
from app.domain.permissions import Permission
from app.store import publicity
from app.store.reading import reading
from app.store.scope import LOBBY
from app.web.access import actor, needs, scope
from app.web.report_parts import View
from app.web.words import sentence

blueprint = Blueprint("public_setting", __name__, url_prefix="/city/public")


@blueprint.get("")
@needs(Permission.SEAL, Permission.MANAGE_CITY)
def form() -> str:
    with reading(LOBBY) as lobby:
        page = publicity.page_of(lobby, scope().city)
    licence = page.licence if page else _usual_licence()
    is_on, shows_wards = (page.is_on, page.shows_wards) if page else (False, False)
    return _form(is_on=is_on, shows_wards=shows_wards, licence=licence)


def _usual_licence() -> str:
    city_name = reporting.city_of(scope()).name
    return _(
        "Được sử dụng lại tự do, kể cả vào mục đích thương mại, nếu ghi rõ nguồn"
        " “Sở Nội vụ, %(city)s”, thời điểm chốt số liệu và không làm sai lệch số liệu.",
        city=city_name,
    )


def _form(
    *, is_on: bool, shows_wards: bool, licence: str, problems: list[View] | None = None
) -> str:
    with reading(LOBBY) as lobby:
        page = publicity.page_of(lobby, scope().city)
    with reading(scope()) as session:
        sealed = len(publicity.sealed(session))
    return render_template(
        "public/setting.html",
        is_on=is_on,
        shows_wards=shows_wards,
        licence=licence,
        sealed=sealed,
        changed={"who": page.changed_by, "at": page.changed_at} if page else None,
        public_url=_public_url() if page and page.is_on else "",
        problems=problems or [],
    )


def _public_url() -> str:
    return url_for("public.city", city_code=reporting.city_of(scope()).code, _external=True)


@blueprint.post("")
@needs(Permission.SEAL, Permission.MANAGE_CITY)
def keep() -> Response | tuple[str, int]:
    sent = request.form
    is_on, shows_wards = bool(sent.get("is_on")), bool(sent.get("shows_wards"))
    licence = sent.get("licence", "")
    try:
        count = opening_up.set_public_page(
            scope(), actor(), is_on=is_on, shows_wards=shows_wards, licence=licence
        )
    except Invalid as error:
        problems: list[View] = [
            {"anchor": "licence", "message": sentence(p.message)} for p in error.problems
        ]
        kept = {"is_on": is_on, "shows_wards": shows_wards}
        return _form(**kept, licence=licence, problems=problems), 400
    if is_on:
        flash(_("Trang công khai đang mở, có %(n)s bản đã chốt.", n=count), "good")
    else:
        flash(_("Trang công khai đang đóng."), "good")
    return redirect(url_for("public_setting.form"))
