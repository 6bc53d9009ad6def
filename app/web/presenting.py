"""What every page needs: the viewer, the language, and how dates and numbers look."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import format_date, format_datetime, get_locale
from flask_login import current_user

from app.domain.permissions import Permission
from app.store import cities
from app.store.reading import reading
from app.web import access
from app.web.words import role_name


def init(app: Flask) -> None:
    app.extensions["static addresses"] = {}
    app.context_processor(frame)
    app.jinja_env.filters["dateformat"] = format_date
    app.jinja_env.filters["datetimeformat"] = format_datetime
    app.jinja_env.filters["numberformat"] = grouped
    app.jinja_env.globals["url_for"] = address
    app.jinja_env.trim_blocks = False


def address(endpoint: str, **values: Any) -> str:
    """``url_for``, which remembers where static files are: every page names twenty of them, and
    they stay where they are as long as the process lives."""
    if endpoint != "static" or values.keys() != {"filename"}:
        return url_for(endpoint, **values)
    key = (request.script_root, values["filename"])
    known: dict[tuple[str, str], str] = current_app.extensions["static addresses"]
    if key not in known:
        known[key] = url_for(endpoint, **values)
    return known[key]


def grouped(number: int) -> str:
    """4410 -> 4.410, in either language of the interface: the numbers are Vietnamese."""
    return f"{number:,}".replace(",", ".")


def frame() -> dict[str, Any]:
    """For the frame of every page: who is looking, and in which language."""
    locale = get_locale()
    return {
        "viewer": viewer() if current_user and current_user.is_authenticated else None,
        "language": str(locale) if locale else "vi",
        "notice": notice(),
    }


def notice() -> str:
    """What the person's city says on every page; nothing for visitors."""
    is_known = current_user and current_user.is_authenticated
    return current_user.signed.city_notice if is_known else ""


def viewer() -> dict[str, Any]:
    actor = access.actor()
    return {
        "id": str(actor.person_id),
        "name": actor.name,
        "role_name": ", ".join(role_name(role) for role in sorted(actor.roles)),
        "unit_name": unit_name(),
        "areas": [name for name, permission in AREAS if actor.may(permission)],
    }


AREAS = (
    ("ward", Permission.SEE_WARD_HOME),
    ("review", Permission.REVIEW),
    ("city", Permission.SEE_CITY),
    ("exports", Permission.EXPORT),
    ("batches", Permission.ENTER_ON_BEHALF),
    ("admin", Permission.MANAGE_CITY),
    ("audit", Permission.SEE_AUDIT),
)


def unit_name() -> str:
    """The place the person works in, as they would say it."""
    signed = current_user.signed
    if signed.city_id is None:
        return ""
    if signed.ward_id is None:
        name: str = signed.city_name
        return name
    if "own_ward_name" in g:
        own: str = g.own_ward_name
        return own
    with reading(access.scope()) as session:
        ward = cities.ward(session, signed.ward_id)
    return ward.name if ward else ""
