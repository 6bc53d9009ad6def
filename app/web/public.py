"""The city's page for everybody: sealed figures, no sign-in, no cookie, and open data."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, make_response, render_template, request
from flask_babel import gettext as _

from app.documents.public_figures import public_csv, public_wards_csv
from app.domain.consolidation import dumps
from app.domain.editions import normal_code
from app.domain.errors import NotFound
from app.store.reading import reading
from app.store.scope import LOBBY
from app.web import public_figures
from app.web.access import public
from app.web.editions_page import MEDIA_TYPES
from app.web.public_figures import Opened

blueprint = Blueprint("public", __name__, url_prefix="/public")

ONE: Final = "/<city_code>/<code>"
#: Long enough to carry a rush of readers, short enough that a page that was shut is gone.
_KEPT: Final = "public, max-age=300"


@blueprint.get("/<city_code>/")
@public
def city(city_code: str) -> Response:
    """The newest sealed edition that stands. ``?lang=en`` for English."""
    return _answer(render_template("public/edition.html", **_page(city_code)), "text/html")


@blueprint.get(ONE)
@public
def edition(city_code: str, code: str) -> Response:
    return _answer(render_template("public/edition.html", **_page(city_code, code)), "text/html")


def _page(city_code: str, code: str = "") -> dict[str, object]:
    return public_figures.page(_opened(city_code, code))


def _opened(city_code: str, code: str = "") -> Opened:
    if code and normal_code(code) != code:
        raise NotFound(_("Không có số liệu công khai ở địa chỉ này."))
    with reading(LOBBY) as session:
        return public_figures.open_edition(session, city_code, code)


@blueprint.get(f"{ONE}/figures.csv")
@public
def as_csv(city_code: str, code: str) -> Response:
    opened = _opened(city_code, code)
    return _file(public_csv(opened.document), opened, "so-lieu", "csv")


@blueprint.get(f"{ONE}/units.csv")
@public
def wards_csv(city_code: str, code: str) -> Response:
    """Only where the Department chose to show units."""
    opened = _opened(city_code, code)
    if opened.document["wards"] is None:
        raise NotFound(_("Không có số liệu công khai ở địa chỉ này."))
    return _file(public_wards_csv(opened.document), opened, "so-lieu-don-vi", "csv")


@blueprint.get(f"{ONE}/figures.json")
@public
def as_json(city_code: str, code: str) -> Response:
    opened = _opened(city_code, code)
    row = opened.row
    told = {
        "verification_code": row.code,
        "edition": row.number,
        "sealed_at": row.sealed_at,
        "superseded_by": row.superseded_by or None,
        "licence": opened.licence,
    }
    return _file(dumps(told | dict(opened.document)).encode(), opened, "so-lieu", "json")


def _file(content: bytes, opened: Opened, name: str, kind: str) -> Response:
    answer = _answer(content, MEDIA_TYPES[kind])
    filename = f"{name}-{opened.city_code}-{opened.row.period_code}-{opened.row.code}.{kind}"
    answer.headers["Content-Disposition"] = f"attachment; filename={filename}"
    # Anybody's page may read open data; there is no cookie that it could misuse.
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _answer(content: str | bytes, mimetype: str) -> Response:
    answer = make_response(content)
    answer.content_type = mimetype if "charset" in mimetype else f"{mimetype}; charset=utf-8"
    answer.headers["Cache-Control"] = _KEPT
    answer.add_etag()
    answer.make_conditional(request)
    return answer
