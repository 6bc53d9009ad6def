"""A ward leader looks after the drafters of the own ward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions import inviting
from app.actions.inviting import NewPerson
from app.domain.answers import clean_line
from app.domain.errors import Invalid, NotAllowed
from app.domain.permissions import Permission, Role
from app.store import cities, staff
from app.store.reading import reading
from app.store.scope import LOBBY
from app.store.staff import Colleague
from app.web.access import actor, needs, own_ward_id, scope
from app.web.managed_people import link_view, new_password, set_active
from app.web.notices_page import is_mail_on
from app.web.report_parts import View
from app.web.words import role_name, sentence

blueprint = Blueprint("ward_people", __name__, url_prefix="/ward/people")

Page = str | Response | tuple[str, int]


@blueprint.get("")
@needs(Permission.MANAGE_WARD_PEOPLE)
def listed() -> str:
    return _page({})


def _page(typed: Mapping[str, str], problems: Sequence[View] = (), link: View | None = None) -> str:
    ward_id = own_ward_id()
    with reading(scope()) as session:
        ward = cities.ward(session, ward_id)
    with reading(LOBBY) as session:
        people = staff.all_of_ward(session, scope().city, ward_id)
    return render_template(
        "ward/people.html",
        ward_name=ward.name if ward else "",
        people=[_person(colleague) for colleague in people],
        typed={"name": "", "email": ""} | dict(typed),
        problems=list(problems),
        link=link,
        is_mail_on=is_mail_on(),
    )


def _person(colleague: Colleague) -> View:
    """Only who is a drafter and nothing else is the leader's to look after."""
    is_own = colleague.roles == (Role.DRAFTER.value,)
    return {
        "person_id": colleague.person_id,
        "name": colleague.name,
        "email": colleague.email,
        "role_name": ", ".join(role_name(Role(role)) for role in colleague.roles),
        "state": colleague.state,
        "last_seen_at": colleague.last_signed_in_at,
        "may_deactivate": is_own and colleague.is_active,
        "may_reactivate": is_own and not colleague.is_active,
    }


@blueprint.post("")
@needs(Permission.MANAGE_WARD_PEOPLE)
def invite() -> Page:
    """Invite a drafter. Without a mail server the link is in this answer only."""
    typed = {name: request.form.get(name, "")[:254] for name in ("name", "email")}
    with reading(scope()) as session:
        ward = cities.ward(session, own_ward_id())
    new = NewPerson(typed["email"], typed["name"], Role.DRAFTER, ward.code if ward else "")
    by_mail = is_mail_on() and not request.form.get("show_link")
    try:
        token = inviting.invite(scope(), actor(), new, by_mail=by_mail)
    except Invalid as error:
        told = [
            {"anchor": next(iter(p.fields), "email"), "message": sentence(p.message)}
            for p in error.problems
        ]
        return _page(typed, told), 400
    except NotAllowed as error:
        return _page(typed, [{"anchor": "email", "message": sentence(str(error))}]), 400
    if token is None:
        said = _("Đã mời. Thư có liên kết đặt mật khẩu đang được gửi tới %(email)s.")
        flash(said % {"email": typed["email"]}, "good")
        return redirect(url_for("ward_people.listed"))
    return _page({}, link=link_view(clean_line(typed["name"]), token, is_new=True))


@blueprint.post("/<uuid:person_id>/password")
@needs(Permission.MANAGE_WARD_PEOPLE)
def reset_password(person_id: UUID) -> Page:
    done = new_password(person_id, "ward_people.listed")
    return done if isinstance(done, Response) else _page({}, link=done)


@blueprint.post("/<uuid:person_id>/deactivate")
@needs(Permission.MANAGE_WARD_PEOPLE)
def deactivate(person_id: UUID) -> Response:
    return set_active(person_id, False, "ward_people.listed")


@blueprint.post("/<uuid:person_id>/reactivate")
@needs(Permission.MANAGE_WARD_PEOPLE)
def reactivate(person_id: UUID) -> Response:
    return set_active(person_id, True, "ward_people.listed")
