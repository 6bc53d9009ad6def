"""The audit log, for who may see it: filtered, as a table of commas, with its chain verified."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from app.domain.permissions import Permission
from app.store.reading import reading
from app.web import audit_page
from app.web.access import needs, scope

blueprint = Blueprint("audit", __name__, url_prefix="/city/audit")


@blueprint.get("")
@needs(Permission.SEE_AUDIT)
def log() -> str:
    with reading(scope()) as session:
        return render_template("city/audit.html", **audit_page.page(session, scope()))


@blueprint.get("/log.csv")
@needs(Permission.SEE_AUDIT)
def table() -> Response:
    """The lines that the same address shows on the page, oldest first."""
    with reading(scope()) as session:
        content = audit_page.table(session)
    attached = {"Content-Disposition": "attachment; filename=nhat-ky.csv"}
    return Response(content, mimetype="text/csv", headers=attached)
