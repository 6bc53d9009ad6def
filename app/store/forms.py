"""Published form versions, compiled once per process and kept.

A version is immutable, so what was compiled never grows stale.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.forms import Field, FormDefinition, parse_form
from app.domain.rules import RuleSet, parse_rules, portable_rules
from app.store.tables.city import FormVersion


@dataclass(frozen=True)
class CompiledForm:
    """A form version ready for use: its questions and its rules.

    ``stamp`` tells apart what ``app.store.rules.in_force`` made of one version: with which of
    the city's rules, and without which of all.
    """

    id: UUID
    number: int
    sha256: str
    definition: FormDefinition
    rules: RuleSet
    rules_document: Mapping[str, Any]
    stamp: str = ""

    @cached_property
    def portable(self) -> dict[str, Any]:
        """``portable_rules`` of this version. Shared: callers must not change it."""
        return portable_rules(self.definition, self.rules_document)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Everything a ward fills in, by code: the header first, then the sections."""
        header = {f.code: f for f in self.definition.header_fields}
        return header | self.definition.fields

    def field(self, code: str) -> Field:
        """Raises ``NotFound`` for a code that this version does not ask."""
        try:
            return self.fields[code]
        except KeyError:
            raise NotFound(f"Mẫu báo cáo không có chỉ tiêu “{code}”.") from None


_compiled: dict[UUID, CompiledForm] = {}


def compiled(session: Session, form_version_id: UUID) -> CompiledForm:
    """The version, from this process's shelf or compiled now."""
    if form_version_id not in _compiled:
        _compiled[form_version_id] = _compile(session, form_version_id)
    return _compiled[form_version_id]


def _compile(session: Session, form_version_id: UUID) -> CompiledForm:
    row = session.execute(
        select(FormVersion).where(FormVersion.id == form_version_id)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound("Không có phiên bản mẫu báo cáo này.")
    form, rules = parse_form(row.definition), parse_rules(row.rules)
    return CompiledForm(row.id, row.number, row.sha256, form, rules, row.rules)


def published(session: Session, form_version_id: UUID) -> FormVersion | None:
    """The version as it was published: its documents and their hash."""
    return session.get(FormVersion, form_version_id)


def latest(session: Session, form_key: str) -> FormVersion | None:
    """The newest published version of a form in the scope's city."""
    return session.execute(
        select(FormVersion)
        .where(FormVersion.form_key == form_key)
        .order_by(FormVersion.number.desc())
        .limit(1)
    ).scalar_one_or_none()
