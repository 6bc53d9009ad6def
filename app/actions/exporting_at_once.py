"""The city's table for a program, made while it waits."""

from __future__ import annotations

import hashlib

from app.actions import access, reporting
from app.domain.permissions import Actor, Permission
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.city import Period
from app.store.transaction import transaction


def export_csv(scope: Scope, actor: Actor, period: Period, include: str) -> bytes:
    """Every figure of the city and of its wards; that it was taken is recorded before it is
    given, as for a document that is downloaded from a page."""
    access.require(actor, Permission.EXPORT)
    with reading(scope) as session:
        built = reporting.city_report_bytes(session, scope, period, include, "csv")
    digest = hashlib.sha256(built.content).hexdigest()
    with transaction(scope, actor) as tx:
        tx.record("export_downloaded", period.code, format="csv", include=include, sha256=digest)
    return built.content
