"""Showing sealed figures to everybody: the Department opens the page, and shuts it again.

What visitors read are copies in the lobby, made when an edition is sealed or the page is
opened: no visitor's request ever enters a city.
"""

from __future__ import annotations

import logging
from typing import Final

from sqlalchemy import delete

from app.actions.editions.comparing import thawed
from app.documents.frozen import NotReadable
from app.documents.public_figures import public_document
from app.domain.answers import clean_text
from app.domain.consolidation import dumps
from app.domain.errors import Invalid, NotAllowed, Problem
from app.domain.permissions import Actor, Permission
from app.store import publicity
from app.store.scope import Scope
from app.store.tables.city import Period
from app.store.tables.editions import Edition
from app.store.tables.publicity import PublicEdition, PublicPage
from app.store.transaction import Transaction, transaction

LICENCE_MAX: Final = 600
_log = logging.getLogger(__name__)


def set_public_page(
    scope: Scope, actor: Actor, *, is_on: bool, shows_wards: bool, licence: str
) -> int:
    """Open or shut the page; how many sealed editions it shows from now on.

    Raises ``NotAllowed``, and ``Invalid`` for a page without terms of use.
    """
    if not (actor.may(Permission.SEAL) or actor.may(Permission.MANAGE_CITY)):
        raise NotAllowed("Bạn không có quyền làm việc này.")
    terms = clean_text(licence)
    _require_terms(terms)
    with transaction(scope, actor) as tx:
        page = PublicPage(
            city_id=tx.scope.city,
            is_on=is_on,
            shows_wards=shows_wards,
            licence=terms,
            changed_at=tx.now,
            changed_by=actor.name,
        )
        page = tx.session.merge(page)
        tx.session.flush()
        count = _copy_again(tx, page)
        tx.record("public_page_set", "", is_on=is_on, shows_wards=shows_wards, editions=count)
        return count


def _require_terms(terms: str) -> None:
    if not terms:
        raise Invalid([Problem("licence", ("licence",), "Hãy ghi điều kiện sử dụng lại số liệu.")])
    if len(terms) > LICENCE_MAX:
        raise Invalid(
            [Problem("licence", ("licence",), f"Hãy viết gọn trong {LICENCE_MAX} ký tự.")]
        )


def _copy_again(tx: Transaction, page: PublicPage) -> int:
    """As the page is set now: all that is sealed, or nothing."""
    tx.session.execute(delete(PublicEdition).where(PublicEdition.city_id == page.city_id))
    if not page.is_on:
        return 0
    return sum(_copy(tx, page, *pair) for pair in publicity.sealed(tx.session))


def show_sealed(tx: Transaction, edition: Edition, period: Period) -> None:
    """A newly sealed edition stands on the city's page, if it has one."""
    page = publicity.page_of(tx.session, tx.scope.city)
    if page is not None and page.is_on:
        _copy(tx, page, edition, period)


def _copy(tx: Transaction, page: PublicPage, edition: Edition, period: Period) -> bool:
    """False for one that was frozen in a way which this program no longer reads."""
    try:
        report = thawed(tx.session, edition)
    except NotReadable:
        _log.warning("edition %s cannot be read and is not shown to the public", edition.id)
        return False
    document = public_document(report, shows_wards=page.shows_wards)
    tx.session.add(
        PublicEdition(
            code=edition.code,
            city_id=edition.city_id,
            period_code=period.code,
            content=dumps(document),
        )
    )
    return True
