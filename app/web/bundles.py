"""The wards' official reports in one ZIP: asked for, stopped, made again, fetched."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions.bundles import asking
from app.domain.errors import Invalid
from app.domain.permissions import Permission
from app.store import cities
from app.store.reading import reading
from app.web import bundles_page
from app.web.access import actor, needs, scope
from app.web.editions import FIRST, home_page, problems_of
from app.web.report_parts import View

blueprint = Blueprint("bundles", __name__, url_prefix="/city/reports/wards")

ONE = "/<uuid:bundle_id>"


@blueprint.post("/")
@needs(Permission.EXPORT)
def request_bundle() -> Response | tuple[str, int]:
    """Ask for a period's approved reports; the page of reports shows how far they are."""
    code, formats = request.form.get("bundle_period", ""), request.form.getlist("bundle_formats")
    with reading(scope()) as session:
        period = cities.period_by_code(session, code)
    problems: list[View] = []
    if period is None:
        problems.append({"anchor": "bundle-period", "message": _("Hãy chọn một kỳ đã mở.")})
    else:
        try:
            bundle_id = asking.request_bundle(scope(), actor(), period.id, formats)
        except Invalid as error:
            problems = problems_of(error)
    if problems:
        typed = {"bundle_period": code, "bundle_formats": formats}
        return home_page(FIRST | typed, problems), 400
    flash(_("Đã nhận yêu cầu. Tệp ZIP được làm ngầm và hiện ở danh sách dưới đây."), "good")
    return redirect(url_for("editions.home", _anchor=f"bundle-{bundle_id}"))


@blueprint.post(f"{ONE}/cancel")
@needs(Permission.EXPORT)
def cancel(bundle_id: UUID) -> Response:
    asking.cancel(scope(), actor(), bundle_id)
    flash(_("Đã dừng. Làm lại thì những văn bản đã xong được dùng lại."), "good")
    return redirect(url_for("editions.home", _anchor=f"bundle-{bundle_id}"))


@blueprint.post(f"{ONE}/retry")
@needs(Permission.EXPORT)
def retry(bundle_id: UUID) -> Response:
    asking.retry(scope(), actor(), bundle_id)
    flash(_("Đã đưa yêu cầu trở lại hàng chờ."), "good")
    return redirect(url_for("editions.home", _anchor=f"bundle-{bundle_id}"))


@blueprint.post(f"{ONE}/file")
@needs(Permission.EXPORT)
def download(bundle_id: UUID) -> Response:
    """A POST, because who took the file is recorded; sent from the disk piece by piece."""
    bundle, period_code, path = asking.download(scope(), actor(), bundle_id)
    return send_file(
        path,
        mimetype="application/zip",
        as_attachment=True,
        download_name=bundles_page.filename_of(bundle, period_code),
    )
