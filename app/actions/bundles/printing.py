"""The official document of each approved report: printed, or kept from the last time."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from app.actions import access
from app.actions.reporting import city_of, ward_report
from app.documents.composition import OfficialDocument
from app.documents.printing import NOT_PRINTED, RENDERERS, Outcome, Printers, Task, fingerprint
from app.documents.ward_report import compose_ward_report
from app.domain.permissions import SYSTEM
from app.outbound.files import Stored, files
from app.store import bundles
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.lobby import City
from app.store.transaction import transaction

log = logging.getLogger(__name__)

FORMATS: Final = tuple(RENDERERS)


@dataclass(frozen=True, slots=True)
class Approved:
    """A report and the number of its approved version."""

    submission_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One document: where it lies, or why there is none, in a sentence."""

    submission_id: UUID
    format: str
    stored: Stored | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Wanted:
    submission_id: UUID
    format: str
    fingerprint: str


def pieces(
    scope: Scope, reports: Sequence[Approved], formats: Sequence[str], processes: int = 0
) -> Generator[Piece]:
    """The documents of all reports in all formats, each as soon as it lies on the shelf.

    What would be printed to the same bytes as last time is not printed again. A document that
    cannot be printed is a piece with its problem; the others are not held up.
    """
    with Printers(processes) as printers:
        for found in printers.printed(_to_print(scope, reports, formats)):
            yield _kept(scope, found) if isinstance(found, Outcome) else found


def _to_print(
    scope: Scope, reports: Sequence[Approved], formats: Sequence[str]
) -> Iterator[Task | Piece]:
    city = city_of(scope)
    for report in reports:
        document = _composed(scope, city, report)
        for name in formats:
            if document is None:
                yield Piece(report.submission_id, name, problem=NOT_PRINTED)
            else:
                yield _printed_before(scope, report, document, name)


def _composed(scope: Scope, city: City, report: Approved) -> OfficialDocument | None:
    """What a ward's own page prints of this version; None where it cannot be put together."""
    try:
        with reading(scope) as session:
            placed = access.report_for_system(session, report.submission_id, lock=False)
            model = ward_report(session, placed, city, as_draft=True, number=report.version)
        return compose_ward_report(model)
    except SQLAlchemyError:
        raise
    except Exception:
        # One report's content must not cost the city its file; its unit is named in the list.
        log.warning("report %s was not put together", report.submission_id, exc_info=True)
        return None


def _printed_before(
    scope: Scope, report: Approved, document: OfficialDocument, name: str
) -> Task | Piece:
    mark = fingerprint(document, name)
    with reading(scope) as session:
        row = bundles.printed_report(session, report.submission_id, name)
    if row is None or row.fingerprint != mark or not files().path(row.storage_key).exists():
        return Task(_Wanted(report.submission_id, name, mark), document, name)
    return Piece(report.submission_id, name, Stored(row.storage_key, row.sha256, row.size))


def _kept(scope: Scope, outcome: Outcome) -> Piece:
    wanted: _Wanted = outcome.about
    if outcome.problem:
        return Piece(wanted.submission_id, wanted.format, problem=outcome.problem)
    stored = files().put(outcome.content)
    with transaction(scope, SYSTEM) as tx:
        before = bundles.keep_printed(
            tx.session, wanted.submission_id, wanted.format, _columns(wanted, stored, tx.now)
        )
    if before:
        files().remove(before)
    return Piece(wanted.submission_id, wanted.format, stored)


def _columns(wanted: _Wanted, stored: Stored, now: dt.datetime) -> dict[str, Any]:
    return {
        "fingerprint": wanted.fingerprint,
        "size": stored.size,
        "sha256": stored.sha256,
        "storage_key": stored.key,
        "printed_at": now,
    }
