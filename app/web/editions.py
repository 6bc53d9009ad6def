"""City reports: asked for, made, compared, sealed, fetched."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions.editions import asking, comparing, sealing
from app.actions.editions.asking import Asked
from app.domain.errors import Conflict, Invalid, NotAllowed
from app.domain.permissions import Permission
from app.store import cities
from app.store.consolidation import APPROVED
from app.store.reading import reading
from app.web import edition_page, editions_page
from app.web.access import actor, needs, scope
from app.web.report_parts import View
from app.web.words import sentence

blueprint = Blueprint("editions", __name__, url_prefix="/city/reports")

ONE = "/<uuid:edition_id>"
#: What is ticked before anybody chose.
FIRST: View = {"formats": ["docx", "pdf"], "bundle_formats": ["pdf"]}


@blueprint.get("/")
@needs(Permission.EXPORT)
def home() -> str:
    return home_page(FIRST)


def home_page(typed: View, problems: Sequence[View] = ()) -> str:
    """The page, with what somebody filled in and what is wrong with it."""
    with reading(scope()) as session:
        view = editions_page.page(session, typed, problems)
        return render_template("city/editions.html", **view)


@blueprint.post("/")
@needs(Permission.EXPORT)
def request_edition() -> Response | tuple[str, int]:
    """Ask for an edition; a worker makes it and the page shows how far it is."""
    sent = request.form
    code = sent.get("period", "")
    parts, formats = tuple(sent.getlist("parts")), tuple(sent.getlist("formats"))
    asked = Asked(
        sent.get("include", APPROVED),
        formats,
        parts,
        sent.get("comment", ""),
        every_text="every_text" in sent,
    )
    with reading(scope()) as session:
        period = cities.period_by_code(session, code)
    problems: list[View] = []
    if period is None:
        problems.append({"anchor": "period", "message": _("Hãy chọn một kỳ đã mở.")})
    try:
        if period is not None:
            edition_id = asking.request_edition(scope(), actor(), period.id, asked)
    except Invalid as error:
        problems = problems_of(error)
    if problems or period is None:
        return home_page(FIRST | asdict(asked) | {"period": code}, problems), 400
    flash(_("Đã nhận yêu cầu. Báo cáo được làm ngầm và hiện ở danh sách dưới đây."), "good")
    return redirect(url_for("editions.home", _anchor=f"edition-{edition_id}"))


def problems_of(error: Invalid) -> list[View]:
    return [
        {"anchor": next(iter(p.fields), "format"), "message": sentence(p.message)}
        for p in error.problems
    ]


@blueprint.get(ONE)
@needs(Permission.EXPORT)
def edition(edition_id: UUID) -> str:
    with reading(scope()) as session:
        view = edition_page.page(session, actor(), edition_id)
        return render_template("city/edition.html", **view)


@blueprint.get(f"{ONE}/compare/<uuid:other_id>")
@needs(Permission.EXPORT)
def compare(edition_id: UUID, other_id: UUID) -> str:
    """What changed from ``other_id``, the earlier one, to this edition."""
    delta = comparing.compare(scope(), actor(), other_id, edition_id)
    with reading(scope()) as session:
        view = edition_page.comparison(session, other_id, edition_id, delta)
        return render_template("city/edition_compare.html", **view)


@blueprint.post(f"{ONE}/cancel")
@needs(Permission.EXPORT)
def cancel(edition_id: UUID) -> Response:
    asking.cancel(scope(), actor(), edition_id)
    flash(_("Đã dừng. Những tệp đã làm xong vẫn còn."), "good")
    return redirect(url_for("editions.home"))


@blueprint.post(f"{ONE}/retry")
@needs(Permission.EXPORT)
def retry(edition_id: UUID) -> Response:
    asking.retry(scope(), actor(), edition_id)
    flash(_("Đã đưa yêu cầu trở lại hàng chờ."), "good")
    return redirect(url_for("editions.home"))


@blueprint.post(f"{ONE}/comments")
@needs(Permission.EXPORT)
def comment(edition_id: UUID) -> Response:
    try:
        asking.comment(scope(), actor(), edition_id, request.form.get("comment", ""))
        flash(_("Đã ghi ý kiến."), "good")
    except Invalid as error:
        flash(sentence(str(error)), "mend")
    return redirect(url_for("editions.edition", edition_id=edition_id, _anchor="comments"))


@blueprint.post(f"{ONE}/seal")
@needs(Permission.SEAL)
def seal(edition_id: UUID) -> Response:
    if request.form.get("confirmed") != "yes":
        flash(_("Chưa chốt: hãy đánh dấu là bạn đã xem và đồng ý."), "mend")
        return redirect(url_for("editions.edition", edition_id=edition_id))
    try:
        sealing.seal(scope(), actor(), edition_id)
        flash(_("Đã chốt. Bản này không thay đổi được nữa."), "good")
    except (Conflict, NotAllowed) as error:
        flash(_("Chưa chốt: %(why)s", why=sentence(str(error))), "mend")
    return redirect(url_for("editions.edition", edition_id=edition_id))


@blueprint.post("/files/<uuid:export_id>")
@needs(Permission.EXPORT)
def download(export_id: UUID) -> Response:
    """A POST, because who took the document is recorded."""
    export, content = comparing.download(scope(), actor(), export_id)
    with reading(scope()) as session:
        name = editions_page.filename_of(session, export)
    return send_file(
        io.BytesIO(content),
        mimetype=editions_page.MEDIA_TYPES[export.format],
        as_attachment=True,
        download_name=name,
    )
