"""The city: dashboard, one figure's origins, findings, documents."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from app.actions import exporting
from app.domain.errors import NotFound
from app.domain.permissions import Permission
from app.store import cities
from app.store.consolidation import APPROVED, INCLUDES
from app.store.reading import reading
from app.web import city_pages, exports_page, figure_page, findings_page
from app.web.access import actor, needs, scope
from app.web.exports_page import Asked
from app.web.report_parts import View

blueprint = Blueprint("city", __name__, url_prefix="/city")


class ExportInput(FlaskForm):
    period = StringField()
    format = StringField()
    include = StringField()


@blueprint.url_defaults
def keep_switch(endpoint: str, values: dict[str, Any]) -> None:
    """Links between the city's pages keep the switch: the figures behind a figure are
    those of the same reports."""
    chosen = request.args.get("include") if request else None
    if endpoint in ("city.home", "city.figure") and chosen in INCLUDES and chosen != APPROVED:
        values.setdefault("include", chosen)


@blueprint.get("/")
@needs(Permission.SEE_CITY)
def home() -> str:
    """``?period=``, ``?include=approved|submitted``, ``?wards=`` for the list behind a number."""
    with reading(scope()) as session:
        return render_template("city/home.html", **city_pages.home(session, scope()))


@blueprint.get("/periods/<code>/figures/<indicator>")
@needs(Permission.SEE_CITY)
def figure(code: str, indicator: str) -> str:
    with reading(scope()) as session:
        opened = figure_page.open_figure(session, code, indicator, city_pages.included())
        return render_template("city/figure.html", **figure_page.page(session, opened))


@blueprint.get("/periods/<code>/findings")
@needs(Permission.SEE_CITY)
def findings(code: str) -> str:
    with reading(scope()) as session:
        return render_template("city/findings.html", **findings_page.page(session, actor(), code))


@blueprint.get("/exports")
@needs(Permission.EXPORT)
def exports() -> str:
    return _exports_page(Asked())


def _exports_page(asked: Asked, problems: tuple[View, ...] = ()) -> str:
    with reading(scope()) as session:
        view = exports_page.page(session, asked, problems)
        return render_template("city/exports.html", **view)


@blueprint.post("/exports")
@needs(Permission.EXPORT)
def request_export() -> Response | tuple[str, int]:
    """Ask for a document; a worker makes it and the page shows how far it is."""
    sent = ExportInput()
    asked = Asked(sent.period.data or "", sent.format.data or "", sent.include.data or APPROVED)
    with reading(scope()) as session:
        period = cities.period_by_code(session, asked.period)
    problems = _problems(asked, is_known=period is not None)
    if problems or period is None:
        return _exports_page(asked, problems), 400
    exporting.request_export(scope(), actor(), period.id, asked.format, asked.include)
    flash(_("Đã nhận yêu cầu. Báo cáo được làm ngầm và hiện ở danh sách dưới đây."), "good")
    return redirect(url_for("city.exports"))


def _problems(asked: Asked, *, is_known: bool) -> tuple[View, ...]:
    checks = (
        ("period", is_known, _("Hãy chọn một kỳ đã mở.")),
        ("format", asked.format in exporting.FORMATS, _("Hãy chọn định dạng.")),
        ("include", asked.include in INCLUDES, _("Hãy chọn những báo cáo được tính.")),
    )
    return tuple({"anchor": a, "message": message} for a, is_good, message in checks if not is_good)


@blueprint.post("/exports/<uuid:export_id>/retry")
@needs(Permission.EXPORT)
def retry_export(export_id: UUID) -> Response:
    exporting.retry_export(scope(), actor(), export_id)
    flash(_("Đã đưa yêu cầu trở lại hàng chờ."), "good")
    return redirect(url_for("city.exports"))


@blueprint.post("/exports/<uuid:export_id>/download")
@needs(Permission.EXPORT)
def download(export_id: UUID) -> Response:
    """A POST, because who took the document is recorded."""
    export, content = exporting.download(scope(), actor(), export_id)
    if exports_page.state_of(export, dt.datetime.now(dt.UTC)) == "expired":
        raise NotFound(_("Tài liệu đã hết hạn lưu. Hãy yêu cầu lại."))
    with reading(scope()) as session:
        period = cities.period(session, export.period_id)
    return send_file(
        io.BytesIO(content),
        mimetype=exports_page.MEDIA_TYPES[export.format],
        as_attachment=True,
        download_name=exports_page.filename_of(export, period.code if period else ""),
    )
