"""The city: dashboard, one figure's origins, findings, documents."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from app.domain.permissions import Permission
from app.store.consolidation import APPROVED, INCLUDES
from app.store.reading import reading
from app.web import city_pages, figure_page, findings_page
from app.web.access import actor, needs, scope

blueprint = Blueprint("city", __name__, url_prefix="/city")


@blueprint.url_defaults
def keep_switch(endpoint: str, values: dict[str, Any]) -> None:
    """Links between the city's pages keep the switch: the figures behind a figure are
    those of the same reports."""
    chosen = request.args.get("include") if request else None
    if endpoint in ("city.home", "city.figure") and chosen in INCLUDES and chosen != APPROVED:
        values.setdefault("include", chosen)


@blueprint.get("/")
@needs(Permission.SEE_CITY)
def home() -> str:
    """``?period=``, ``?include=approved|submitted``, ``?wards=`` for the list behind a number."""
    may_open = actor().may(Permission.SEAL) or actor().may(Permission.MANAGE_CITY)
    with reading(scope()) as session:
        view = city_pages.home(session, scope())
        return render_template("city/home.html", **view, may_open=may_open)


@blueprint.get("/periods/<code>/figures/<indicator>")
@needs(Permission.SEE_CITY)
def figure(code: str, indicator: str) -> str:
    with reading(scope()) as session:
        opened = figure_page.open_figure(session, code, indicator, city_pages.included())
        return render_template("city/figure.html", **figure_page.page(session, opened))


@blueprint.get("/periods/<code>/findings")
@needs(Permission.SEE_CITY)
def findings(code: str) -> str:
    with reading(scope()) as session:
        return render_template("city/findings.html", **findings_page.page(session, actor(), code))
