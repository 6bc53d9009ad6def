"""Files whose time is over leave the disk; their rows stay, and say that it was so."""

from __future__ import annotations

import datetime as dt
import time
from typing import Final

from app.domain.permissions import SYSTEM
from app.outbound.files import files
from app.store import bundles, cities, editions
from app.store.reading import reading
from app.store.scope import LOBBY, Scope
from app.store.tables.bundles import Bundle
from app.store.tables.results import Export
from app.store.transaction import Transaction, transaction

#: How long what can be made again is kept.
KEPT_FOR: Final = dt.timedelta(days=30)
#: Seconds after which nobody is writing at a file any more: no job lasts so long.
_ABANDONED: Final = 86_400


def let_go_of_expired() -> int:
    """Remove the files of all cities whose time is over, and what a killed worker has left half
    written. How many files had their time."""
    files().clear_unfinished(time.time() - _ABANDONED)
    with reading(LOBBY) as session:
        found = [Scope.department(city.id) for city in cities.all_cities(session)]
    return sum(map(_let_go, found))


def _let_go(scope: Scope) -> int:
    with transaction(scope, SYSTEM) as tx:
        over: list[Bundle | Export] = [*bundles.expired(tx.session, tx.now)]
        over += editions.expired(tx.session, tx.now)
        for kept in over:
            remove_after(tx, kept.storage_key)
            kept.storage_key = ""
    return len(over)


def remove_after(tx: Transaction, key: str) -> None:
    """Let go of a file once no row names it any more; '' names none."""
    if key:
        shelf = files()
        tx.after_commit(lambda: shelf.remove(key))
