"""Which period a city's page is about: the one in the address, or the current one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.store import cities
from app.web.report_parts import period_title

if TYPE_CHECKING:
    from app.store.tables.city import Period


def named(session: Session, code: str) -> Period:
    """Raises ``NotFound`` for a period that the city never opened."""
    period = cities.period_by_code(session, code)
    if period is None:
        raise NotFound(_("Thành phố chưa mở kỳ “%(code)s”.", code=code[:20]))
    return period


def chosen(periods: Sequence[Period], now: dt.datetime) -> Period | None:
    """The period named in the address, else the newest whose entry has begun."""
    code = request.args.get("period", "")
    if code:
        found = next((p for p in periods if p.code == code), None)
        if found is None:
            raise NotFound(_("Thành phố chưa mở kỳ “%(code)s”.", code=code[:20]))
        return found
    begun = [p for p in periods if p.opens_at <= now]
    return next(iter(begun or periods), None)


def chips(
    periods: Sequence[Period], current: Period | None, url_of: Callable[[str], str]
) -> list[dict[str, Any]]:
    return [
        {
            "code": period.code,
            "name": period_title(period.code),
            "url": url_of(period.code),
            "is_current": current is not None and period.id == current.id,
        }
        for period in periods
    ]
