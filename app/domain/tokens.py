"""What a token for programs opens: never more than its person may do, and only what it is for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from app.domain.permissions import Permission, Role, may


class TokenScope(StrEnum):
    """What a token was made for."""

    READ = "read"
    FILL = "fill"
    SUBMIT = "submit"
    CITY_READ = "city-read"


_P = Permission
#: The permissions that a scope lets through; the first is the one it is named for.
REACHES: Final[dict[TokenScope, tuple[Permission, ...]]] = {
    TokenScope.READ: (_P.SEE_DRAFT, _P.SEE_SUBMITTED),
    TokenScope.FILL: (_P.FILL,),
    TokenScope.SUBMIT: (_P.SIGN_OFF,),
    TokenScope.CITY_READ: (_P.SEE_CITY, _P.SEE_SUBMITTED, _P.EXPORT),
}

#: How long a token may live: days, as offered to the person.
LIVES: Final = (30, 90, 365)
#: Live tokens of one person: more are a sign that nobody looks after them.
MOST: Final = 10
NAME_MAX: Final = 60
#: A use is noted when the last noted one is older than this.
NOTED_EVERY: Final = dt.timedelta(minutes=5)


def reach(scopes: Iterable[TokenScope]) -> frozenset[Permission]:
    """Everything that these scopes let through, whatever the person's roles."""
    return frozenset(p for scope in scopes for p in REACHES[scope])


def offered(roles: Iterable[Role]) -> tuple[TokenScope, ...]:
    """The scopes that would open something to somebody with these roles."""
    held = tuple(roles)
    return tuple(scope for scope, permissions in REACHES.items() if may(held, permissions[0]))
