"""Signing in and out, the first password, one's own account, the language."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from app.actions import inviting, notifying, signing_in
from app.domain.errors import DomainError, Invalid, NotFound
from app.domain.permissions import Role
from app.store import people
from app.store.reading import reading
from app.store.scope import LOBBY
from app.web import access, tokens_page
from app.web.access import public, signed_in_only
from app.web.words import role_name, sentence

blueprint = Blueprint("account", __name__, url_prefix="/account")


class SignInInput(FlaskForm):
    email = StringField(validators=[InputRequired(), Length(max=254)])
    password = PasswordField(validators=[InputRequired(), Length(max=256)])
    next = StringField(validators=[Length(max=2000)])


class NewPasswordInput(FlaskForm):
    password = PasswordField(validators=[InputRequired(), Length(max=256)])
    password_again = PasswordField(validators=[InputRequired(), Length(max=256)])


class ChangePasswordInput(FlaskForm):
    password = PasswordField(validators=[InputRequired(), Length(max=256)])
    new_password = PasswordField(validators=[InputRequired(), Length(max=256)])
    new_password_again = PasswordField(validators=[InputRequired(), Length(max=256)])


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> str | Response | tuple[Response | str, int]:
    if current_user.is_authenticated:
        return _signed_in("")
    sent = SignInInput()
    if request.method == "GET":
        return _sign_in_page("", "", request.args.get("next", ""))
    if not sent.validate():
        return _refused(sent, _("Hãy nhập thư điện tử và mật khẩu."), 400)
    try:
        token = _open(sent.email.data or "", sent.password.data or "")
    except (signing_in.WrongCredentials, signing_in.TooManyTries) as error:
        status = 429 if isinstance(error, signing_in.TooManyTries) else 400
        return _refused(sent, sentence(str(error)), status)
    _enter(token)
    return _signed_in(sent.next.data or "")


def _signed_in(after: str) -> Response:
    """On to where the person wanted to be; a script that asks for JSON hears who came in."""
    if _wants_json():
        return jsonify({"viewer": str(access.actor().person_id)})
    return redirect(_safe_next(after) or url_for(access.home_endpoint()))


def _refused(sent: SignInInput, problem: str, status: int) -> tuple[Response | str, int]:
    if _wants_json():
        return jsonify({"problem": problem}), status
    return _sign_in_page(sent.email.data or "", problem, sent.next.data or ""), status


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _sign_in_page(email: str, problem: str, after: str) -> str:
    return render_template(
        "account/sign_in.html", email=email, problem=problem, next=_safe_next(after)
    )


def _open(email: str, password: str) -> str:
    lasts = dt.timedelta(hours=current_app.config["SETTINGS"].session_hours)
    return signing_in.sign_in(email, password, request.remote_addr or "", lasts)


def _enter(token: str) -> None:
    """A new cookie at each sign-in: nothing that was set before it survives."""
    session.clear()
    visitor = access.load_visitor(token)
    if visitor is not None:
        login_user(visitor)
        session.permanent = True


def _safe_next(target: str) -> str:
    """A path of ours, or nothing."""
    parts = urlsplit(target)
    is_ours = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if is_ours and not parts.netloc and not parts.scheme else ""


@blueprint.post("/sign-out")
@signed_in_only
def sign_out() -> Response:
    signing_in.sign_out(current_user.token)
    logout_user()
    session.clear()
    return redirect(url_for("account.sign_in"))


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> str | Response | tuple[str, int]:
    """The first password, or a new one, by link."""
    sent = NewPasswordInput()
    if request.method == "GET":
        return _invitation_page(token, [])
    problems = _password_problems(sent.password.data, sent.password_again.data)
    if problems:
        return _invitation_page(token, problems), 400
    try:
        email = inviting.accept_invitation(token, sent.password.data or "")
    except Invalid as error:
        return _invitation_page(token, _anchored(error)), 400
    _enter(_open(email, sent.password.data or ""))
    return redirect(url_for(access.home_endpoint()))


def _invitation_page(token: str, problems: list[dict[str, str]]) -> str:
    with reading(LOBBY) as db_session:
        found = people.invitation(db_session, signing_in.token_hash(token), dt.datetime.now(dt.UTC))
        if found is None:
            raise NotFound(_("Liên kết đã dùng hoặc đã hết hạn. Hãy xin quản trị gửi lại."))
        held = people.memberships_of(db_session, found.Person.id)
    return render_template(
        "account/invitation.html",
        token=token,
        person_name=found.Person.name,
        email=found.Person.email,
        role_name=", ".join(role_name(Role(m.role)) for m in held),
        unit_name="",
        problems=problems,
        shortest=signing_in.PASSWORD_MIN,
    )


def _password_problems(
    password: str | None, again: str | None, anchor: str = "password"
) -> list[dict[str, str]]:
    if not password:
        return [{"anchor": anchor, "message": _("Hãy nhập mật khẩu mới.")}]
    if password != again:
        return [{"anchor": f"{anchor}_again", "message": _("Hai lần nhập chưa giống nhau.")}]
    return []


def _anchored(error: Invalid, anchor: str = "password") -> list[dict[str, str]]:
    return [{"anchor": anchor, "message": sentence(problem.message)} for problem in error.problems]


@blueprint.route("/profile", methods=["GET", "POST"])
@signed_in_only
def profile() -> str | Response | tuple[str, int]:
    """One's own account; changing the password ends all other sessions."""
    if request.method == "GET":
        return _profile_page([])
    sent = ChangePasswordInput()
    problems = _password_problems(
        sent.new_password.data, sent.new_password_again.data, "new_password"
    )
    if not problems:
        problems = _change_password(sent)
    if problems:
        return _profile_page(problems), 400
    flash(_("Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc."), "good")
    return redirect(url_for("account.profile"))


def _change_password(sent: ChangePasswordInput) -> list[dict[str, str]]:
    person_id = current_user.signed.person_id
    try:
        inviting.change_password(
            person_id, current_user.token, sent.password.data or "", sent.new_password.data or ""
        )
    except Invalid as error:
        return _anchored(error, "new_password")
    except DomainError as error:
        return [{"anchor": "password", "message": sentence(str(error))}]
    return []


def _profile_page(problems: list[dict[str, str]]) -> str:
    return profile_page(problems, tokens_page.view())


def profile_page(problems: list[dict[str, str]], tokens: dict[str, Any] | None) -> str:
    """One's own account with one's tokens for programs."""
    signed = current_user.signed
    person: dict[str, Any] = {
        "name": signed.name,
        "email": signed.email,
        "roles": [role_name(Role(role)) for role in signed.roles],
        "unit_name": "",
        "last_signed_in_at": None,
    }
    with reading(LOBBY) as db_session:
        row = people.person_by_id(db_session, signed.person_id)
    return render_template(
        "account/profile.html",
        person=person,
        has_reminders=row is not None and row.has_reminders,
        problems=problems,
        shortest=signing_in.PASSWORD_MIN,
        tokens=tokens,
    )


@blueprint.post("/reminders")
@signed_in_only
def reminders() -> Response:
    """Whether the person wants to be reminded by mail."""
    is_wanted = bool(request.form.get("has_reminders"))
    notifying.set_reminders(current_user.signed.person_id, is_wanted)
    flash(_("Sẽ gửi thư nhắc việc.") if is_wanted else _("Đã tắt thư nhắc việc."), "good")
    return redirect(url_for("account.profile"))


@blueprint.post("/language")
@public
def language() -> Response:
    """Vietnamese or English, kept in a cookie."""
    chosen = request.form.get("language", "vi")
    response = redirect(_safe_next(request.form.get("next", "")) or url_for("account.sign_in"))
    response.set_cookie(
        "language",
        "en" if chosen == "en" else "vi",
        max_age=365 * 86400,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
    return response
