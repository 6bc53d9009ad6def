"""Figures by group of units, and drawing the groups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from app.actions import grouping as grouping_actions
from app.domain.errors import Invalid, NotFound
from app.domain.permissions import Permission
from app.store import cities
from app.store import groupings as store
from app.store.reading import reading
from app.web import groups_page
from app.web.access import actor, needs, scope
from app.web.report_parts import View
from app.web.words import sentence

blueprint = Blueprint("groups", __name__)

_FIELD = "group-"
Page = str | Answer | tuple[str, int]


@blueprint.get("/city/periods/<code>/groups")
@needs(Permission.SEE_CITY)
def figures(code: str) -> str:
    """``?by=type|<grouping>``, ``?include=approved|submitted``, ``?late=with|without``."""
    with reading(scope()) as session:
        view = groups_page.page(session, groups_page.compare(session, code))
        may_draw = actor().may(Permission.MANAGE_CITY)
        return render_template("city/groups.html", **view, may_draw=may_draw)


@blueprint.get("/city/periods/<code>/groups.csv")
@needs(Permission.SEE_CITY)
def table(code: str) -> Response:
    with reading(scope()) as session:
        content = groups_page.table(groups_page.compare(session, code))
    name = f"so-lieu-theo-nhom-{code}.csv"
    attached = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(content, mimetype="text/csv", headers=attached)


@blueprint.get("/admin/groupings")
@needs(Permission.MANAGE_CITY)
def groupings() -> str:
    with reading(scope()) as session:
        rows = [
            {
                "grouping_id": str(row.id),
                "name": row.name,
                "groups": len(set(row.groups.values())),
                "units": len(row.groups),
                "who": row.changed_by,
                "at": row.changed_at,
            }
            for row in store.groupings(session)
        ]
    return render_template("admin/groupings.html", groupings=rows)


@blueprint.get("/admin/groupings/new")
@needs(Permission.MANAGE_CITY)
def new() -> str:
    return _drawing(None, "", {})


@blueprint.get("/admin/groupings/<uuid:grouping_id>")
@needs(Permission.MANAGE_CITY)
def grouping(grouping_id: UUID) -> str:
    with reading(scope()) as session:
        row = store.grouping(session, grouping_id)
    if row is None:
        raise NotFound(_("Cách nhóm này không còn."))
    return _drawing(grouping_id, row.name, row.groups)


@blueprint.post("/admin/groupings/new")
@needs(Permission.MANAGE_CITY)
def draw() -> Page:
    return _drawn(None)


@blueprint.post("/admin/groupings/<uuid:grouping_id>")
@needs(Permission.MANAGE_CITY)
def redraw(grouping_id: UUID) -> Page:
    return _drawn(grouping_id)


@blueprint.post("/admin/groupings/<uuid:grouping_id>/remove")
@needs(Permission.MANAGE_CITY)
def remove(grouping_id: UUID) -> Answer:
    name = grouping_actions.remove_grouping(scope(), actor(), grouping_id)
    flash(_("Đã bỏ cách nhóm “%(name)s”. Số liệu không đổi.", name=name), "good")
    return redirect(url_for("groups.groupings"))


def _drawn(grouping_id: UUID | None) -> Page:
    """Keep what was typed, or say in the page what is wrong with all of it still there."""
    name = request.form.get("name", "")[:200]
    typed = {
        field.removeprefix(_FIELD): value[:200]
        for field, value in request.form.items()
        if field.startswith(_FIELD)
    }
    try:
        grouping_actions.draw_grouping(scope(), actor(), name, typed, grouping_id)
    except Invalid as error:
        problems = [
            {"anchor": next(iter(p.fields), "name"), "message": sentence(p.message)}
            for p in error.problems
        ]
        return _drawing(grouping_id, name, typed, problems), 400
    flash(_("Đã lưu cách nhóm. Số liệu theo nhóm xem ở trang toàn thành phố."), "good")
    return redirect(url_for("groups.groupings"))


def _drawing(
    grouping_id: UUID | None, name: str, typed: Mapping[str, str], problems: Iterable[View] = ()
) -> str:
    with reading(scope()) as session:
        units = [
            {"code": ward.code, "name": ward.name, "group": typed.get(ward.code, "")}
            for ward in cities.wards(session)
        ]
    return render_template(
        "admin/grouping.html",
        grouping_id=str(grouping_id) if grouping_id else "",
        name=name,
        units=units,
        known=sorted({group for group in typed.values() if group.strip()}),
        problems=list(problems),
    )
