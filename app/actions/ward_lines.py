"""The wards of a city report: who owes one, where it stands, what its version says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.actions import checking
from app.documents.models import CityReport, WardLine
from app.domain.lifecycle import State
from app.store import consolidation as store
from app.store import forms
from app.store.forms import CompiledForm
from app.store.rows import AnyRow
from app.store.tables.city import Period
from app.store.tables.submissions import Version

#: Wards whose frozen contents are in memory together.
_AT_ONCE: Final = 200


def ward_lines(
    session: Session,
    period: Period,
    report: CityReport,
    owed: Sequence[AnyRow],
    phrases: Mapping[UUID, Mapping[str, str]],
) -> Iterator[WardLine]:
    """Each ward that owes a report with what it said; some contents are read at a time."""
    form = forms.compiled(session, period.form_version_id)
    late = {ward.code for ward in report.coverage.late}
    for start in range(0, len(owed), _AT_ONCE):
        some = owed[start : start + _AT_ONCE]
        asked = [row.ward_id for row in some]
        included = store.included_versions(session, period.id, report.include, asked)
        for row in some:
            said = phrases.get(row.submission_id, {})
            yield _ward_line(form, row, included.get(row.ward_id), row.code in late, said)


def _ward_line(
    form: CompiledForm,
    row: AnyRow,
    version: AnyRow | None,
    is_late: bool,
    phrases: Mapping[str, str],
) -> WardLine:
    return WardLine(
        code=row.code,
        name=row.name,
        unit_type=row.unit_type,
        state=State(row.state).label if row.state else "Chưa bắt đầu",
        is_counted=version is not None,
        is_late=is_late,
        answers=checking.answers_in(form, version.content) if version is not None else {},
        phrases=phrases,
        **(proof_of(version) if version is not None else {}),
    )


def proof_of(version: AnyRow | Version) -> dict[str, Any]:
    """What tells a frozen version from every other."""
    return {
        "version": version.number,
        "receipt": version.receipt,
        "sha256": version.sha256,
        "submitted_at": version.submitted_at,
    }
