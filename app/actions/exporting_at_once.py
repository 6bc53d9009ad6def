"""The city's tables for a program, made while it waits."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from app.actions import access, reporting
from app.documents.unit_table import Reported, unit_table_csv
from app.domain.errors import Invalid, Problem
from app.domain.forms import FormDefinition
from app.domain.permissions import Actor, Permission
from app.domain.vectors import stack
from app.store import consolidation as store
from app.store import forms
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.city import Period
from app.store.transaction import transaction

_IN_MEMORY: Final = 1_000_000


def export_csv(scope: Scope, actor: Actor, period: Period, include: str) -> IO[bytes]:
    """Every figure of the city and of its wards, a line for each: a file to be read and closed.

    What is large lies on the disk, so that no table makes a web process grow.
    """
    access.require(actor, Permission.EXPORT)
    out = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    reporting.write_city_table(scope, period.code, include, out)
    out.seek(0)
    digest = hashlib.file_digest(out, "sha256").hexdigest()
    _record(scope, actor, period, include, "figures", digest)
    out.seek(0)
    return out


def export_units(
    scope: Scope, actor: Actor, period: Period, include: str, codes: Sequence[str]
) -> bytes:
    """A line for each included report with these indicators, or with all where none is named.

    It is made from the vectors, which a consolidation adds up too. Raises ``Invalid`` naming
    every code that the form does not have.
    """
    access.require(actor, Permission.EXPORT)
    with reading(scope) as session:
        form = forms.compiled(session, period.form_version_id).definition
        asked = _known(form, codes)
        rows = store.reported(session, period.id, include)
    columns = stack(form, [row.vector for row in rows])
    units = [Reported(r.code, r.name, r.unit_type, r.number, r.submitted_at) for r in rows]
    content = unit_table_csv(units, columns, asked)
    _record(scope, actor, period, include, "units", hashlib.sha256(content).hexdigest())
    return content


def _known(form: FormDefinition, codes: Sequence[str]) -> list[str]:
    known = [field.code for field in form.indicators]
    unknown = sorted(set(codes) - set(known))
    if unknown:
        text = "Mẫu báo cáo không có chỉ tiêu “{}”."
        raise Invalid(Problem("unknown_code", (code,), text.format(code)) for code in unknown)
    return list(dict.fromkeys(codes)) or known


def _record(
    scope: Scope, actor: Actor, period: Period, include: str, table: str, digest: str
) -> None:
    """Who takes a table is recorded before it is given, as for a document from a page."""
    taken = {"format": "csv", "table": table, "include": include, "sha256": digest}
    with transaction(scope, actor) as tx:
        tx.record("export_downloaded", period.code, ward_id=None, **taken)
