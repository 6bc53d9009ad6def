"""Who is asking, what they may see, and the rule that every endpoint states its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response

from app.actions.signing_in import token_hash
from app.domain.permissions import Actor, Permission, Role
from app.store import people
from app.store.people import SignedIn
from app.store.reading import glancing
from app.store.scope import Scope
from app.web.api import bearer
from app.web.session_cookie import PagesOnly, is_api

if TYPE_CHECKING:
    from app.store.tables.city import Ward

View = TypeVar("View", bound=Callable[..., Any])

login = LoginManager()


class Visitor(UserMixin):
    """The signed-in person for flask-login; its id is the session's token."""

    def __init__(self, token: str, signed: SignedIn) -> None:
        self.token = token
        self.signed = signed

    def get_id(self) -> str:
        return self.token


def init(app: Flask) -> None:
    app.session_interface = PagesOnly()
    login.init_app(app)
    login.user_loader(load_visitor)
    app.before_request(enforce)


def load_visitor(token: str) -> Visitor | None:
    """The live session of a token; a revoked one is nobody, at the next request."""
    with glancing() as connection:
        signed = people.signed_in(connection, token_hash(token), dt.datetime.now(dt.UTC))
    return None if signed is None else Visitor(token, signed)


def needs(*permissions: Permission) -> Callable[[View], View]:
    """Any one of these permissions opens the endpoint."""

    def mark(view: View) -> View:
        view.access = frozenset(permissions)  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Open to anyone, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in_only(view: View) -> View:
    """Open to every signed-in person: their own account and nothing else."""
    view.access = "signed_in"  # type: ignore[attr-defined]
    return view


def rule_of(view: Callable[..., Any]) -> Any:
    """The access rule of a view function, or None."""
    return getattr(view, "access", None)


def check_every_endpoint(app: Flask) -> None:
    """Refuse to build an application with an endpoint that does not say who may use it."""
    public(app.view_functions["static"])
    bare = [name for name, view in app.view_functions.items() if rule_of(view) is None]
    if bare:
        raise RuntimeError(f"Endpoints without @needs or @public: {', '.join(sorted(bare))}")


def enforce() -> Response | None:
    """Run before every view: sign-in first, then the rule."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return None
    rule = rule_of(view)
    if rule == "public":
        return None
    if is_api(request.path):
        refused = bearer.enter()
        if refused is None:
            _hold_against(rule)
        return refused
    if not current_user.is_authenticated:
        return _send_to_sign_in()
    _hold_against(rule)
    return None


def _hold_against(rule: Any) -> None:
    if rule != "signed_in" and not any(actor().may(p) for p in rule):
        abort(403)


def _send_to_sign_in() -> Response:
    """A page goes to the sign-in and back; a call from a script is told in JSON."""
    if request.method != "GET" or request.accept_mimetypes.best == "application/json":
        abort(401)
    return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))


def actor() -> Actor:
    """The signed-in person, or the token's, as the domain sees them."""
    if "actor" not in g:
        signed: SignedIn = current_user.signed
        roles = frozenset(Role(role) for role in signed.roles)
        g.actor = Actor(signed.person_id, signed.name, roles, signed.ward_id)
    found: Actor = g.actor
    return found


def scope() -> Scope:
    """The wall around who asks: their ward, or the whole city."""
    if "scope" in g:
        walled: Scope = g.scope
        return walled
    signed: SignedIn = current_user.signed
    if signed.city_id is None:
        abort(403)
    if signed.ward_id is not None:
        return Scope.ward(signed.city_id, signed.ward_id)
    return Scope.department(signed.city_id)


def own_ward_id() -> UUID:
    """The ward a ward's person works in."""
    ward_id = actor().ward_id
    if ward_id is None:
        abort(403)
    return ward_id


def own_ward_is(ward: Ward) -> None:
    """A page that has read its person's own ward leaves its name for the frame around it."""
    if ward.id == actor().ward_id:
        g.own_ward_name = ward.name


def home_endpoint() -> str:
    """Where this person's day begins."""
    roles = actor().roles
    if roles & {Role.DRAFTER, Role.LEADER}:
        return "ward.home"
    if Role.REVIEWER in roles:
        return "review.queue"
    if roles & {Role.DEPARTMENT_LEADER, Role.AUDITOR}:
        return "city.home"
    return "admin.home" if Role.CITY_ADMIN in roles else "account.profile"
