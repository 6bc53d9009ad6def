"""The reviewer's desk around the queue: many approved at once, one's filters, one's wards."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions import approving, assigning, keeping_filters
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.permissions import Permission
from app.store.reading import reading
from app.web import approve_page, chosen_period, queue_page, wards_page
from app.web.access import actor, needs, scope
from app.web.words import sentence

blueprint = Blueprint("desk", __name__, url_prefix="/review")


# --- approving many -------------------------------------------------------------------------


@blueprint.get("/approve")
@needs(Permission.REVIEW)
def approve_list() -> str:
    """``?only=`` names reports; without it, the queue's filters say which."""
    with reading(scope()) as session:
        return render_template("review/approve.html", **approve_page.page(session, actor()))


@blueprint.post("/approve")
@needs(Permission.REVIEW)
def approve_together() -> Response:
    """Exactly the list that was shown; what changed since is named on the next page."""
    code = request.form.get("period", "")
    with reading(scope()) as session:
        period_id = chosen_period.named(session, code).id
    chosen = approve_page.chosen_of(request.form.getlist("chosen"))
    batch = _uuid(request.form.get("batch", ""))
    done = approving.approve_together(scope(), actor(), period_id, chosen, batch)
    with reading(scope()) as session:
        left = approve_page.left_codes(session, code, done.left_out)
    count = len(done.approved)
    if count:
        flash(_("Đã duyệt %(n)s báo cáo.", n=count), "good")
    return redirect(url_for("desk.batch", batch_id=batch, period=code, left=left or None))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound(_("Danh sách gửi lên bị hỏng. Hãy tải lại trang.")) from error


@blueprint.get("/approvals/<uuid:batch_id>")
@needs(Permission.REVIEW)
def batch(batch_id: UUID) -> str:
    with reading(scope()) as session:
        view = approve_page.batch(session, actor(), batch_id)
        return render_template("review/approved.html", **view)


@blueprint.post("/approvals/<uuid:batch_id>/take-back")
@needs(Permission.UNAPPROVE)
def take_back(batch_id: UUID) -> Response:
    """The reason is compulsory; without one nothing moved."""
    try:
        count = approving.take_back(scope(), actor(), batch_id, request.form.get("reason", ""))
    except Invalid as error:
        flash(_("Chưa hủy duyệt: %(why)s", why=sentence(str(error))), "mend")
    else:
        flash(_("Đã hủy duyệt %(n)s báo cáo. Số liệu được tổng hợp lại.", n=count), "good")
    return redirect(url_for("desk.batch", batch_id=batch_id))


# --- one's own filters ----------------------------------------------------------------------


def _to_queue() -> Response:
    """Back to where one was, told by the form."""
    asked = queue_page.canonical(request.form.get("query", ""))
    code = request.form.get("period", "")
    address = url_for("review.queue", period=code or None)
    return redirect(f"{address}{'&' if '?' in address else '?'}{asked}")


@blueprint.post("/filters")
@needs(Permission.REVIEW)
def save_filter() -> Response:
    query = queue_page.canonical(request.form.get("query", ""))
    try:
        keeping_filters.save(scope(), actor(), request.form.get("name", ""), query)
    except (Invalid, Conflict) as error:
        flash(sentence(str(error)), "mend")
    else:
        flash(_("Đã lưu bộ lọc."), "good")
    return _to_queue()


@blueprint.post("/filters/<uuid:filter_id>")
@needs(Permission.REVIEW)
def change_filter(filter_id: UUID) -> Response:
    """``do``: rename, remove, open_with (the queue begins with it) or open_plain."""
    do, name = request.form.get("do", ""), request.form.get("name", "")
    changes = {
        "rename": lambda: keeping_filters.rename(scope(), actor(), filter_id, name),
        "remove": lambda: keeping_filters.remove(scope(), actor(), filter_id),
        "open_with": lambda: _open_with(filter_id, is_default=True),
        "open_plain": lambda: _open_with(filter_id, is_default=False),
    }
    if do not in changes:
        raise NotFound("Không có lựa chọn này.")
    try:
        changes[do]()
    except (Invalid, Conflict) as error:
        flash(sentence(str(error)), "mend")
    else:
        flash(_("Đã ghi thay đổi của bộ lọc."), "good")
    return _to_queue()


def _open_with(filter_id: UUID, *, is_default: bool) -> None:
    keeping_filters.open_with(scope(), actor(), filter_id, is_default=is_default)


# --- one's own wards ------------------------------------------------------------------------


@blueprint.get("/wards")
@needs(Permission.REVIEW, Permission.MANAGE_CITY)
def wards() -> str:
    with reading(scope()) as session:
        return render_template("review/wards.html", **wards_page.page(session, scope(), actor()))


@blueprint.post("/wards")
@needs(Permission.REVIEW, Permission.MANAGE_CITY)
def change_wards() -> Response:
    """``do``: take, leave, or assign (to ``person``; '' frees them)."""
    codes = request.form.getlist("ward")
    do, person = request.form.get("do", ""), request.form.get("person", "")
    try:
        count = _change_wards(do, codes, person)
    except (Invalid, Conflict) as error:
        flash(sentence(str(error)), "mend")
    else:
        flash(_("Đã ghi người phụ trách cho %(n)s đơn vị.", n=count), "good")
    return redirect(url_for("desk.wards"))


def _change_wards(do: str, codes: list[str], person: str) -> int:
    if do == "take":
        return assigning.take(scope(), actor(), codes)
    if do == "leave":
        return assigning.leave(scope(), actor(), codes)
    if do == "assign":
        return assigning.assign(scope(), actor(), codes, _uuid(person) if person else None)
    raise NotFound("Không có lựa chọn này.")
