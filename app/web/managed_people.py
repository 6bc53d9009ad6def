"""What the Department's page of people and the ward leader's have in common."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions import inviting
from app.domain.errors import Invalid, NotAllowed
from app.store import people as people_store
from app.store.reading import reading
from app.store.scope import LOBBY
from app.web.access import actor, scope
from app.web.notices_page import is_mail_on
from app.web.report_parts import View
from app.web.words import sentence


def link_view(name: str, token: str, *, is_new: bool) -> View:
    """The link to pass on by hand: it is shown once, the database keeps its hash."""
    url = url_for("account.invitation", token=token, _external=True)
    return {"name": name, "url": url, "is_new": is_new}


def new_password(person_id: UUID, page: str) -> View | Response:
    """A link for a new password: by mail, and back to ``page``, or as what to show there."""
    try:
        token = inviting.reset_password(scope(), actor(), person_id, by_mail=is_mail_on())
    except (Invalid, NotAllowed) as error:
        flash(sentence(str(error)), "mend")
        return redirect(url_for(page))
    if token is None:
        flash(_("Đã xếp gửi thư có liên kết đặt lại mật khẩu."), "good")
        return redirect(url_for(page))
    with reading(LOBBY) as session:
        person = people_store.person_by_id(session, person_id)
    return link_view(person.name if person else "", token, is_new=False)


def set_active(person_id: UUID, is_active: bool, page: str) -> Response:
    """Lock the account or open it again, and back to ``page`` with what was done or why not."""
    try:
        inviting.set_active(scope(), actor(), person_id, is_active)
    except (Invalid, NotAllowed) as error:
        flash(sentence(str(error)), "mend")
        return redirect(url_for(page))
    flash(_("Đã mở lại tài khoản.") if is_active else _("Đã khóa tài khoản."), "good")
    return redirect(url_for(page))
