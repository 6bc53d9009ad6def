"""Sealing an edition: from then on it is what the city reported, and cannot be changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import update

from app.actions import access
from app.actions.access import advance
from app.actions.editions.asking import edition_named
from app.actions.editions.comparing import inputs_of
from app.actions.letting_go import remove_after
from app.actions.opening_up import show_sealed
from app.actions.second_person import require_may_seal
from app.documents.pdf.signature_place import appearance, signature_place
from app.domain.editions import Amendment, Input, amendments
from app.domain.errors import Conflict
from app.domain.lifecycle import Event, State
from app.domain.permissions import Actor, Permission
from app.outbound.files import files
from app.outbound.signatures import NotSigned, Seen, SigningKey, signing_key
from app.store import editions, submissions
from app.store.consolidation import APPROVED
from app.store.editions import READY
from app.store.scope import Scope
from app.store.tables.city import Period
from app.store.tables.editions import Edition, Verification
from app.store.tables.results import Export
from app.store.transaction import Transaction, transaction

_NAMED: Final = 5


def seal(scope: Scope, actor: Actor, edition_id: UUID) -> None:
    """Seal an edition of approved reports that still says what is approved now.

    Its wards' reports become sealed too, its files are kept for good, and the edition that
    was sealed before it is known to be superseded. Raises ``Conflict`` with the reason, and
    ``NotAllowed`` without the city's second person.
    """
    access.require(actor, Permission.SEAL)
    with transaction(scope, actor) as tx:
        edition = edition_named(tx.session, edition_id, lock=True)
        if edition.sealed_at is not None:
            return
        # The reports before their period, as whoever approves one takes them.
        reports = _lock_reports(tx, edition)
        period = tx.session.get_one(Period, edition.period_id, with_for_update=True)
        _require_sealable(tx, edition)
        require_may_seal(tx, period.id)
        before = editions.last_sealed(tx.session, period.id)
        _seal_reports(tx, edition, reports)
        signed = _sign(tx, edition)
        _keep_files(tx, edition)
        _publish(tx, edition, before)
        edition.sealed_at, edition.sealed_by = tx.now, actor.name
        show_sealed(tx, edition, period)
        tx.record(
            "edition_sealed",
            f"{period.code}/{edition.number}",
            sha256=edition.sha256,
            signed=signed,
        )


def _require_sealable(tx: Transaction, edition: Edition) -> None:
    if edition.status != READY or not edition.content:
        raise Conflict("Chỉ chốt được bản đã làm xong.")
    if edition.include != APPROVED:
        raise Conflict("Bản này tính cả báo cáo chưa duyệt nên không chốt được.")
    if not edition.inputs:
        raise Conflict("Chưa có báo cáo nào được duyệt nên chưa có gì để chốt.")
    files = editions.files_of(tx.session, [edition.id], lock=True).get(edition.id, ())
    if any(editions.is_over(file, tx.now) for file in files):
        raise Conflict("Tệp của bản này đã hết hạn lưu. Hãy bấm “Làm lại” rồi chốt.")
    since = amendments(_inputs(edition), inputs_of(tx.session, edition.period_id, APPROVED))
    if since:
        raise Conflict(
            f"Từ khi lập bản này, {_listed(since)} đã thay đổi. Hãy lập bản mới rồi chốt."
        )


def _inputs(edition: Edition) -> list[Input]:
    return [Input.parse(document) for document in edition.inputs]


def _listed(changed: Sequence[Amendment]) -> str:
    names = ", ".join(one.ward_name for one in changed[:_NAMED])
    rest = len(changed) - _NAMED
    return f"{names} và {rest} đơn vị khác" if rest > 0 else names


def _lock_reports(tx: Transaction, edition: Edition) -> list[UUID]:
    """Every report that was counted, in the order of the wards."""
    counted = {one.ward_code for one in _inputs(edition)}
    board = submissions.city_board(tx.session, edition.period_id)
    found = [row.Submission.id for row in board if row.Submission and row.Ward.code in counted]
    submissions.lock_all(tx.session, found)
    return found


def _seal_reports(tx: Transaction, edition: Edition, reports: Iterable[UUID]) -> None:
    """What was counted moves on; what an earlier edition sealed is sealed already."""
    for submission_id in reports:
        report = access.report_for_system(tx.session, submission_id)
        if report.state is State.APPROVED:
            advance(tx, report, Event.SEALED, details={"edition": edition.number})


def _sign(tx: Transaction, edition: Edition) -> list[str]:
    """Sign the PDF in the city's name where a key is named; the formats that were signed."""
    key = signing_key()
    rows = editions.files_of(tx.session, [edition.id]).get(edition.id, [])
    pdfs = [row for row in rows if row.format == "pdf"] if key else []
    for row in pdfs:
        stored = files().put(_signed(key, files().get(row.storage_key), tx.now))
        remove_after(tx, row.storage_key)
        row.storage_key, row.sha256, row.size = stored.key, stored.sha256, stored.size
        facts = tx.session.get_one(Verification, edition.code, with_for_update=True)
        facts.files = facts.files | {row.format: stored.sha256}
    return [row.format for row in pdfs]


def _signed(key: SigningKey | None, pdf: bytes, at: dt.datetime) -> bytes:
    assert key is not None, "only asked where there is one"
    place = signature_place(pdf)
    try:
        return key.sign(
            pdf,
            lambda by: Seen(place.page, place.box, appearance(by.signer, at)),
            reason="Chốt báo cáo tổng hợp",
        ).pdf
    except NotSigned as error:
        raise Conflict(str(error)) from error


def _keep_files(tx: Transaction, edition: Edition) -> None:
    tx.session.execute(
        update(Export).where(Export.edition_id == edition.id).values(expires_at=None)
    )


def _publish(tx: Transaction, edition: Edition, before: Edition | None) -> None:
    facts = tx.session.get_one(Verification, edition.code, with_for_update=True)
    facts.sealed_at = tx.now
    if before is not None:
        old = tx.session.get_one(Verification, before.code, with_for_update=True)
        old.superseded_by, old.superseded_at = edition.code, tx.now
