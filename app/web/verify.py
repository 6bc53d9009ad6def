"""Anybody who holds a document may learn whether it is genuine, and whether it still counts."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.answers import clean_line
from app.domain.editions import normal_code
from app.store import editions
from app.store.reading import reading
from app.store.scope import LOBBY
from app.web.access import public

blueprint = Blueprint("verify", __name__, url_prefix="/verify")


@blueprint.get("/")
@public
def home() -> str | Response:
    """``?code=`` as typed from a document leads to what is known of it."""
    typed = clean_line(request.args.get("code", ""))
    code = normal_code(typed)
    if code:
        return redirect(url_for("verify.document", code=code))
    return render_template("verify.html", code=typed[:40], was_asked=bool(typed), found=None)


@blueprint.get("/<code>")
@public
def document(code: str) -> str | tuple[str, int] | Response:
    """What the document is and whether it is current; nothing of what is in it."""
    normal = normal_code(code)
    if normal and normal != code:
        return redirect(url_for("verify.document", code=normal))
    with reading(LOBBY) as session:
        known = editions.verification(session, normal) if normal else None
    if known is None:
        view = {"code": clean_line(code)[:40], "was_asked": True, "found": None}
        return render_template("verify.html", **view), 404
    found = {
        "code": known.code,
        "city_name": known.city_name,
        "title": known.title,
        "number": known.number,
        "made_at": known.made_at,
        "sealed_at": known.sealed_at,
        "superseded_by": known.superseded_by,
        "superseded_at": known.superseded_at,
        "sha256": known.sha256,
        "files": sorted(known.files.items()),
    }
    return render_template("verify.html", code=known.code, was_asked=True, found=found)
