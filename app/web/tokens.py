"""Making and revoking one's own tokens for programs."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions import tokens
from app.actions.tokens import NewToken
from app.domain.errors import Invalid
from app.web import account, tokens_page
from app.web.access import actor, scope, signed_in_only
from app.web.words import sentence

blueprint = Blueprint("tokens", __name__, url_prefix="/account/tokens")


@blueprint.post("")
@signed_in_only
def make() -> str | tuple[str, int]:
    """The new token stands on the page that answers, and on no other."""
    asked = _asked()
    try:
        made = tokens.make(scope(), actor(), asked)
    except Invalid as error:
        problems = [
            {"anchor": f"token_{p.fields[0]}", "message": sentence(p.message)}
            for p in error.problems
        ]
        return account.profile_page(problems, tokens_page.view(asked=asked)), 400
    return account.profile_page([], tokens_page.view(made))


def _asked() -> NewToken:
    sent = request.form
    days = sent.get("token_days", "")
    lasts = int(days) if days.isascii() and days.isdigit() and len(days) < 5 else 0
    return NewToken(sent.get("token_name", "")[:200], sent.getlist("token_scopes"), lasts)


@blueprint.post("/<uuid:token_id>/revoke")
@signed_in_only
def revoke(token_id: UUID) -> Response:
    tokens.revoke(scope(), actor(), token_id)
    flash(_("Đã thu hồi mã. Chương trình đang dùng mã này bị từ chối ngay."), "good")
    return redirect(url_for("account.profile"))
