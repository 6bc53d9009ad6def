"""The administrator: periods with their dates, people, units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from app.actions import inviting
from app.actions import periods as period_actions
from app.actions.inviting import NewPerson
from app.domain.answers import clean_line, numerals
from app.domain.errors import Invalid, NotFound, Problem
from app.domain.periods import VIETNAM, PeriodDates, default_dates, parse_period_code
from app.domain.permissions import Permission, Role
from app.store import cities
from app.store.reading import reading
from app.web import admin_pages, chosen_period
from app.web.access import actor, needs, scope
from app.web.managed_people import link_view, new_password, set_active
from app.web.notices_page import is_mail_on
from app.web.report_parts import View
from app.web.words import period_name, sentence

if TYPE_CHECKING:
    from app.store.tables.city import Period

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

Page = str | Response | tuple[str, int]
_OPENING = dt.time(8, 0)
_LAST_MINUTE = dt.time(23, 59)
_LIMITS = ("begins_until_on", "edits_until_on")
_DATES = ("opens_on", "due_on", *_LIMITS)


class PeriodInput(FlaskForm):
    period = StringField()
    opens_on = StringField()
    due_on = StringField()
    begins_until_on = StringField()
    edits_until_on = StringField()


class ExtensionInput(FlaskForm):
    ward_code = StringField()
    due_on = StringField()
    document_number = StringField()
    reason = TextAreaField()


class InvitationInput(FlaskForm):
    name = StringField()
    email = StringField()
    role = StringField()
    ward_code = StringField()


@blueprint.get("/")
@needs(Permission.MANAGE_CITY)
def home() -> str:
    with reading(scope()) as session:
        return render_template("admin/home.html", **admin_pages.home(session, scope()))


@blueprint.get("/periods")
@needs(Permission.MANAGE_CITY, Permission.EXTEND)
def periods() -> str:
    return _periods_page({})


def _periods_page(typed: Mapping[str, str], problems: Iterable[View] = ()) -> str:
    with reading(scope()) as session:
        view = admin_pages.periods(session, actor(), typed, tuple(problems))
        return render_template("admin/periods.html", **view)


@blueprint.post("/periods")
@needs(Permission.MANAGE_CITY)
def open_period() -> Page:
    """Open a period, reopen a closed one, or change the dates of one: what is typed wins,
    what is left blank keeps its date, or follows the calendar where there is none yet."""
    sent = PeriodInput()
    typed = {name: (sent[name].data or "").strip()[:40] for name in ("period", *_DATES)}
    try:
        was_open = _save_period(typed)
    except (Invalid, NotFound) as error:
        return _periods_page(typed, _problem_views(error)), 400
    said = _("Đã đổi ngày của kỳ %(name)s.") if was_open else _("Đã mở kỳ %(name)s.")
    flash(said % {"name": period_name(typed["period"])}, "good")
    return redirect(url_for("admin.periods"))


def _save_period(typed: Mapping[str, str]) -> bool:
    """Everything is checked before anything is opened. Whether the period was open already."""
    code = parse_period_code(typed["period"])
    with reading(scope()) as session:
        known = cities.period_by_code(session, str(code))
    before = _dates_of(known) if known else default_dates(code)
    dates = _typed_dates(typed, before)
    period_id = period_actions.open_period(scope(), actor(), str(code))
    if dates != before:
        basis = known.basis_document if known else ""
        period_actions.set_dates(scope(), actor(), period_id, dates, basis)
    if known is not None and known.closed_at is not None:
        period_actions.set_closed(scope(), actor(), period_id, False)
        return False
    return known is not None


def _dates_of(period: Period) -> PeriodDates:
    return PeriodDates(
        period.data_from,
        period.data_to,
        period.opens_at,
        period.ward_due_at,
        period.department_due_at,
        period.begins_until,
        period.edits_until,
    )


def _typed_dates(typed: Mapping[str, str], before: PeriodDates) -> PeriodDates:
    """Raises ``Invalid`` naming every date that does not hold."""
    problems: list[Problem] = []
    days = {
        name: _day(name, typed[name], problems)
        for name in _DATES
        if name not in _LIMITS or not _is_lifted(typed[name])
    }
    if problems:
        raise Invalid(problems)
    opens_on, due_on = days["opens_on"], days["due_on"]
    opens_at = dt.datetime.combine(opens_on, _OPENING, VIETNAM) if opens_on else before.opens_at
    ward_due = _end_of(due_on) if due_on else before.ward_due
    if opens_at >= ward_due:
        sentence = _("Ngày mở nhập phải trước hạn nộp.")
        raise Invalid([Problem("due_on", ("due_on",), sentence)])
    # A later date for the wards moves the Department's own, never the other way round.
    department_due = max(before.department_due, ward_due)
    return replace(
        before,
        opens_at=opens_at,
        ward_due=ward_due,
        department_due=department_due,
        begins_until=_limit("begins_until_on", typed, days, before.begins_until),
        edits_until=_limit("edits_until_on", typed, days, before.edits_until),
    )


def _limit(
    name: str,
    typed: Mapping[str, str],
    days: Mapping[str, dt.date | None],
    before: dt.datetime | None,
) -> dt.datetime | None:
    """The end of the day typed; the limit of before where none was, None where it is lifted."""
    if _is_lifted(typed[name]):
        return None
    day = days[name]
    return _end_of(day) if day else before


def _is_lifted(text: str) -> bool:
    """Whether somebody says that there is to be no such day."""
    return text.casefold() in ("không", "khong", "-")


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, _LAST_MINUTE, VIETNAM)


def _day(name: str, text: str, problems: list[Problem]) -> dt.date | None:
    """The day, or None where nothing was typed or it does not hold (then a problem more)."""
    day = numerals.date(text) if text else None
    if text and day is None:
        sentence = _("“%(text)s” không phải là một ngày. Viết như 14/6/2026.", text=text)
        problems.append(Problem(name, (name,), sentence))
    return day


def _problem_views(error: Invalid | NotFound, default: str = "period") -> list[View]:
    if isinstance(error, NotFound):
        return [{"anchor": default, "message": sentence(str(error))}]
    return [
        {"anchor": next(iter(p.fields), default), "message": sentence(p.message)}
        for p in error.problems
    ]


@blueprint.post("/periods/<code>/close")
@needs(Permission.MANAGE_CITY)
def close_period(code: str) -> Response:
    return _set_closed(code, True)


@blueprint.post("/periods/<code>/reopen")
@needs(Permission.MANAGE_CITY)
def reopen_period(code: str) -> Response:
    return _set_closed(code, False)


def _set_closed(code: str, is_closed: bool) -> Response:
    with reading(scope()) as session:
        period = chosen_period.named(session, code)
    period_actions.set_closed(scope(), actor(), period.id, is_closed)
    title = period_name(code)
    sentence = _("Đã đóng kỳ %(name)s.") if is_closed else _("Đã mở lại kỳ %(name)s.")
    flash(sentence % {"name": title}, "good")
    return redirect(url_for("admin.periods"))


@blueprint.post("/periods/<code>/extensions")
@needs(Permission.EXTEND)
def extend(code: str) -> Page:
    """A later due time for one ward, with the document that grants it."""
    sent = ExtensionInput()
    try:
        _extend(code, sent)
    except Invalid as error:
        typed = {
            "ward_code": sent.ward_code.data or "",
            "extend_due_on": sent.due_on.data or "",
            "document_number": sent.document_number.data or "",
            "reason": sent.reason.data or "",
        }
        problems = [
            {"anchor": f"{view['anchor']}-{code}", "message": view["message"]}
            for view in _problem_views(error)
        ]
        return _periods_page(typed, problems), 400
    flash(_("Đã gia hạn."), "good")
    return redirect(url_for("admin.periods"))


def _extend(code: str, sent: ExtensionInput) -> None:
    with reading(scope()) as session:
        period = chosen_period.named(session, code)
        ward = cities.ward_by_code(session, sent.ward_code.data or "")
    problems: list[Problem] = []
    day = _day("due_on", (sent.due_on.data or "").strip()[:40], problems)
    if ward is None:
        problems.append(Problem("ward", ("ward_code",), _("Hãy chọn một đơn vị của thành phố.")))
    if day is None and not (sent.due_on.data or "").strip():
        problems.append(Problem("due_on", ("due_on",), _("Hãy ghi hạn mới.")))
    if not clean_line(sent.document_number.data or ""):
        sentence = _("Hãy ghi số văn bản cho phép gia hạn.")
        problems.append(Problem("document", ("document_number",), sentence))
    if problems or ward is None or day is None:
        raise Invalid(problems)
    _grant(period, ward.id, day, sent)


def _grant(period: Period, ward_id: UUID, day: dt.date, sent: ExtensionInput) -> None:
    document = clean_line(sent.document_number.data or "")[:200]
    reason = clean_line(sent.reason.data or "")[:500]
    words = f"{document}: {reason}" if reason else document
    try:
        period_actions.extend(scope(), actor(), period.id, ward_id, _end_of(day), words)
    except Invalid as error:
        raise Invalid(replace(p, fields=("due_on",)) for p in error.problems) from error


@blueprint.get("/people")
@needs(Permission.MANAGE_CITY)
def people() -> str:
    return _people_page({})


def _people_page(
    typed: Mapping[str, str], problems: Iterable[View] = (), link: View | None = None
) -> str:
    with reading(scope()) as session:
        view = admin_pages.people(session, scope(), actor(), typed, tuple(problems), link)
        return render_template("admin/people.html", **view)


@blueprint.post("/people")
@needs(Permission.MANAGE_CITY)
def invite() -> Page:
    """Invite somebody. The link is in this answer only: the database keeps its hash."""
    sent = InvitationInput()
    typed = {name: (sent[name].data or "")[:254] for name in ("name", "email", "role", "ward_code")}
    try:
        by_mail = is_mail_on() and not request.form.get("show_link")
        token = inviting.invite(scope(), actor(), _new_person(typed), by_mail=by_mail)
    except (Invalid, NotFound) as error:
        return _people_page(typed, _problem_views(error, "ward_code")), 400
    if token is None and by_mail:
        flash(
            _(
                "Đã mời. Thư có liên kết đặt mật khẩu đang được gửi tới %(email)s.",
                email=typed["email"],
            ),
            "good",
        )
        return redirect(url_for("admin.people"))
    if token is None:
        flash(_("Người này đã có tài khoản ở nơi khác; vai trò mới có ngay khi đăng nhập."), "good")
        return redirect(url_for("admin.people"))
    return _people_page({}, link=link_view(clean_line(typed["name"]), token, is_new=True))


@blueprint.post("/people/<uuid:person_id>/password")
@needs(Permission.MANAGE_CITY)
def reset_password(person_id: UUID) -> Page:
    done = new_password(person_id, "admin.people")
    return done if isinstance(done, Response) else _people_page({}, link=done)


def _new_person(typed: Mapping[str, str]) -> NewPerson:
    if typed["role"] not in set(Role):
        raise Invalid([Problem("role", ("role",), _("Hãy chọn vai trò."))])
    role = Role(typed["role"])
    if not role.is_ward and typed["ward_code"]:
        sentence = _("Vai trò này thuộc Sở Nội vụ: hãy chọn đơn vị “Sở Nội vụ”.")
        raise Invalid([Problem("ward_code", ("ward_code",), sentence)])
    return NewPerson(typed["email"], typed["name"], role, typed["ward_code"])


@blueprint.post("/people/<uuid:person_id>/deactivate")
@needs(Permission.MANAGE_CITY)
def deactivate(person_id: UUID) -> Response:
    return set_active(person_id, False, "admin.people")


@blueprint.post("/people/<uuid:person_id>/reactivate")
@needs(Permission.MANAGE_CITY)
def reactivate(person_id: UUID) -> Response:
    return set_active(person_id, True, "admin.people")


@blueprint.get("/wards")
@needs(Permission.MANAGE_CITY)
def wards() -> str:
    with reading(scope()) as session:
        return render_template("admin/wards.html", **admin_pages.wards(session, scope()))
