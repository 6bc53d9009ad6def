"""The address that people type: it leads to the sign-in, or to where one's day begins."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.web import access
from app.web.access import public

blueprint = Blueprint("front", __name__)


@blueprint.get("/")
@public
def front() -> Response:
    endpoint = access.home_endpoint() if current_user.is_authenticated else "account.sign_in"
    return redirect(url_for(endpoint))
