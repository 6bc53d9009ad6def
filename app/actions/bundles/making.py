"""Making a ZIP of the wards' reports: documents first, each kept, then one file from them."""

from __future__ import annotations

import datetime as dt
import shutil
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Final
from uuid import UUID

from app.actions.bundles.asking import NOTHING, PACK, PRINT, READ, bundle_named
from app.actions.bundles.planning import Plan, plan, settled, told
from app.actions.bundles.printing import Piece, pieces
from app.actions.letting_go import KEPT_FOR
from app.actions.reporting import city_of
from app.documents.bundle_list import BundleLine, BundleList, bundle_list_xlsx
from app.domain.periods import VIETNAM
from app.domain.permissions import SYSTEM
from app.outbound.files import Draft, Stored, files
from app.store import bundles
from app.store.editions import BUILDING, FAILED, READY, UNFINISHED
from app.store.scope import Scope
from app.store.tables.bundles import Bundle
from app.store.transaction import transaction

#: Before the units' files in every order.
LIST_NAME: Final = "00 Danh sách.xlsx"
NONE_PRINTED: Final = "Không làm được văn bản của đơn vị nào nên không có tệp."
#: Seconds between two looks at whether somebody stopped it; people are shown as often how far
#: it is.
_LOOKS: Final = 0.4
_COPIED_AT_ONCE: Final = 1 << 20


def build_bundle(scope: Scope, bundle_id: UUID) -> None:
    """The worker's half, safe to run twice: what was printed once is not printed again."""
    bundle = _begin(scope, bundle_id)
    if bundle is None:
        return
    planned = plan(scope, bundle.period_id)
    if not planned.reports:
        fail_bundle(scope, bundle_id, NOTHING)
        return
    made = _printed(scope, bundle, planned)
    if made is None:
        return
    lines, packed = settled(planned, made)
    if not packed:
        fail_bundle(scope, bundle_id, NONE_PRINTED)
    elif _go_on(scope, bundle, PACK, len(made), len(made)):
        _finish(scope, bundle, _packed(scope, bundle, planned, lines, packed), lines)


def _begin(scope: Scope, bundle_id: UUID) -> Bundle | None:
    with transaction(scope, SYSTEM) as tx:
        bundle = bundle_named(tx.session, bundle_id, lock=True)
        if bundle.status not in (*UNFINISHED, FAILED):
            return None
        bundle.status, bundle.error, bundle.step = BUILDING, "", READ
        bundle.done, bundle.total, bundle.attempt = 0, 0, bundle.attempt + 1
        return bundle


def _printed(scope: Scope, bundle: Bundle, planned: Plan) -> list[Piece] | None:
    """Every document, or None where somebody stopped it."""
    total = len(planned.reports) * len(bundle.formats)
    made: list[Piece] = []
    with closing(pieces(scope, planned.reports, bundle.formats)) as coming:
        for _ in _looks(made, coming):
            if not _go_on(scope, bundle, PRINT, len(made), total):
                return None
    return made


def _looks(made: list[Piece], coming: Iterator[Piece]) -> Iterator[None]:
    """Gather what comes, and stop at every beat: before the first piece too."""
    yield
    looked = time.monotonic()
    for piece in coming:
        made.append(piece)
        if time.monotonic() - looked >= _LOOKS:
            yield
            looked = time.monotonic()


def _go_on(scope: Scope, begun: Bundle, step: int, done: int, total: int) -> bool:
    """Say how far it is; False where somebody stopped it, or made a new beginning."""
    with transaction(scope, SYSTEM) as tx:
        bundle = bundle_named(tx.session, begun.id, lock=True)
        if not _is_ours(bundle, begun):
            return False
        bundle.status, bundle.error = BUILDING, ""
        bundle.step, bundle.done, bundle.total = step, done, total
        return True


def _is_ours(bundle: Bundle, begun: Bundle) -> bool:
    """An earlier beginning that failed beside ours is no reason to stop."""
    return bundle.attempt == begun.attempt and bundle.status in (BUILDING, FAILED)


def _packed(
    scope: Scope,
    bundle: Bundle,
    planned: Plan,
    lines: Sequence[BundleLine],
    packed: Mapping[str, Stored],
) -> Stored:
    made_at = dt.datetime.now(dt.UTC)
    listed = BundleList(
        city_name=city_of(scope).name,
        period_title=planned.period_title,
        made_at=made_at,
        made_by=bundle.requested_by,
        formats=bundle.formats,
        lines=lines,
    )
    with files().drafting() as draft:
        _write(draft, made_at, bundle_list_xlsx(listed), packed)
    return draft.stored


def _write(
    draft: Draft, made_at: dt.datetime, listing: bytes, packed: Mapping[str, Stored]
) -> None:
    """One file after the other, a megabyte at a time. PDF and Word files are compressed in
    themselves and are stored as they are."""
    at = made_at.astimezone(VIETNAM).timetuple()[:6]
    with zipfile.ZipFile(draft.file, "w") as archive:
        archive.writestr(_entry(LIST_NAME, at), listing)
        for name, stored in packed.items():
            entry = _entry(name, at)
            entry.file_size = stored.size
            source = files().path(stored.key).open("rb")
            with source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target, _COPIED_AT_ONCE)


def _entry(name: str, at: tuple[int, ...]) -> zipfile.ZipInfo:
    """A name with other letters than English ones is marked as UTF-8 by the library."""
    entry = zipfile.ZipInfo(name, at)  # type: ignore[arg-type]
    entry.external_attr = 0o644 << 16
    return entry


def _finish(scope: Scope, begun: Bundle, stored: Stored, lines: Sequence[BundleLine]) -> None:
    with transaction(scope, SYSTEM) as tx:
        bundle = bundle_named(tx.session, begun.id, lock=True)
        is_wanted = _is_ours(bundle, begun)
        if is_wanted:
            bundle.status, bundle.finished_at, bundle.told = READY, tx.now, told(lines)
            bundle.error = ""
            bundle.storage_key, bundle.sha256, bundle.size = stored.key, stored.sha256, stored.size
            bundle.expires_at = tx.now + KEPT_FOR
    if not is_wanted:
        files().remove(stored.key)


def fail_bundle(scope: Scope, bundle_id: UUID, sentence: str) -> None:
    """Say on the page that it failed, and why."""
    with transaction(scope, SYSTEM) as tx:
        bundle = bundles.bundle(tx.session, bundle_id, lock=True)
        if bundle is not None and bundle.status in UNFINISHED:
            bundle.status, bundle.error, bundle.finished_at = FAILED, sentence, tx.now
