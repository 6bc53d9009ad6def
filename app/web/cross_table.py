"""Units by indicators: the page, and the same table as a file."""

from __future__ import annotations

import io

from flask import Blueprint, render_template, send_file
from werkzeug.wrappers import Response

from app.documents.cross_table import cross_table_csv, cross_table_xlsx
from app.domain.permissions import Permission
from app.store.reading import reading
from app.web import cross_table_page
from app.web.access import needs, scope
from app.web.editions_page import MEDIA_TYPES

blueprint = Blueprint("cross_table", __name__, url_prefix="/city/periods/<code>")


@blueprint.get("/table")
@needs(Permission.SEE_CITY)
def table(code: str) -> str:
    """``?section=``, ``?pin=`` indicators, ``?ward=`` units, ``?sort=&order=asc|desc``, ``?q=``,
    ``?by=&group=``, ``?include=``."""
    with reading(scope()) as session:
        opened = cross_table_page.open_table(session, code)
        return render_template("city/table.html", **cross_table_page.page(session, opened))


@blueprint.get("/table.csv")
@needs(Permission.SEE_CITY)
def as_csv(code: str) -> Response:
    return _file(code, "csv")


@blueprint.get("/table.xlsx")
@needs(Permission.SEE_CITY)
def as_xlsx(code: str) -> Response:
    return _file(code, "xlsx")


def _file(code: str, kind: str) -> Response:
    with reading(scope()) as session:
        model = cross_table_page.as_file(cross_table_page.open_table(session, code))
    content = cross_table_csv(model) if kind == "csv" else cross_table_xlsx(model)
    return send_file(
        io.BytesIO(content),
        mimetype=MEDIA_TYPES[kind],
        as_attachment=True,
        download_name=f"bang-don-vi-chi-tieu-{code}.{kind}",
    )
