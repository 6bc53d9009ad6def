"""The city's tables for a program, made while it waits."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

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


def export_csv(scope: Scope, actor: Actor, period: Period, include: str) -> bytes:
    """Every figure of the city and of its wards, a line for each."""
    access.require(actor, Permission.EXPORT)
    with reading(scope) as session:
        built = reporting.city_report_bytes(session, scope, period, include, "csv")
    return _recorded(scope, actor, period, include, "figures", built.content)


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
    return _recorded(scope, actor, period, include, "units", content)


def _known(form: FormDefinition, codes: Sequence[str]) -> list[str]:
    known = [field.code for field in form.indicators]
    unknown = sorted(set(codes) - set(known))
    if unknown:
        text = "Mẫu báo cáo không có chỉ tiêu “{}”."
        raise Invalid(Problem("unknown_code", (code,), text.format(code)) for code in unknown)
    return list(dict.fromkeys(codes)) or known


def _recorded(
    scope: Scope, actor: Actor, period: Period, include: str, table: str, content: bytes
) -> bytes:
    """The content, once it is recorded that it was taken: as for a document from a page."""
    digest = hashlib.sha256(content).hexdigest()
    taken = {"format": "csv", "table": table, "include": include, "sha256": digest}
    with transaction(scope, actor) as tx:
        tx.record("export_downloaded", period.code, ward_id=None, **taken)
    return content
