"""View data of one's tokens for programs, on one's own account."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_login import current_user

from app.actions.tokens import NewToken, is_live
from app.domain.tokens import LIVES, TokenScope, offered
from app.store import cities
from app.store import tokens as token_store
from app.store.reading import reading
from app.store.scope import LOBBY
from app.web.access import actor, scope

if TYPE_CHECKING:
    from uuid import UUID

    from app.store.tables.lobby import ApiToken

View = dict[str, Any]


def scope_names() -> dict[TokenScope, str]:
    return {
        TokenScope.READ: _("Đọc báo cáo của đơn vị"),
        TokenScope.FILL: _("Nhập số liệu vào bản nháp"),
        TokenScope.SUBMIT: _("Nộp báo cáo"),
        TokenScope.CITY_READ: _("Đọc số liệu và báo cáo của thành phố"),
    }


def view(made: str = "", asked: NewToken | None = None) -> View | None:
    """The person's tokens and what a new one may be for; None for whom nothing is offered.

    ``made`` is the text of the token just made, shown this once.
    """
    if current_user.signed.city_id is None:
        return None
    names, now = scope_names(), dt.datetime.now(dt.UTC)
    with reading(scope()) as session:
        wards = {ward.id: ward.name for ward in cities.wards(session)}
    with reading(LOBBY) as session:
        kept = token_store.of_person(session, current_user.signed.person_id)
    return {
        "made": made,
        "rows": [_row(token, wards, now) for token in kept],
        "scopes": [
            {"value": s.value, "label": names[s], "is_chosen": bool(asked and s in asked.scopes)}
            for s in offered(actor().roles)
        ],
        "lives": [{"value": f"{days}", "label": _("%(n)s ngày", n=days)} for days in LIVES],
        "asked": {"name": asked.name if asked else "", "days": f"{asked.days if asked else 90}"},
    }


def _row(token: ApiToken, wards: dict[UUID, str], now: dt.datetime) -> View:
    names = scope_names()
    ended = "revoked" if token.revoked_at else "expired"
    return {
        "token_id": str(token.id),
        "name": token.name,
        "place": wards.get(token.ward_id, "") if token.ward_id else "",
        "scopes": [names[TokenScope(scope)] for scope in token.scopes],
        "state": "live" if is_live(token, now) else ended,
        "expires_at": token.expires_at,
        "last_used_at": token.last_used_at,
    }
