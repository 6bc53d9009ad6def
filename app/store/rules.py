"""A city's rules: what is in force for a report, and the lists that its editors read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.rules import Rule, RuleSet
from app.domain.rules.drafts import rules_of
from app.store import forms
from app.store.forms import CompiledForm
from app.store.rows import AnyRow
from app.store.tables.city import Period, Ward
from app.store.tables.reviews import DepartmentFinding, FindingRow
from app.store.tables.rules import CityRule, RuleBook, RuleDispensation, RuleVersion
from app.store.tables.submissions import Submission


@dataclass(frozen=True, slots=True)
class _Book:
    documents: Sequence[Mapping[str, Any]]
    rules: tuple[Rule, ...]
    withdrawn: frozenset[str] = frozenset()


# Books and form versions never change, so what was made of them never grows stale.
_books: dict[UUID, _Book] = {}
_joined: dict[tuple[UUID, UUID | None, frozenset[str]], CompiledForm] = {}


def in_force(
    session: Session,
    form_version_id: UUID,
    book_id: UUID | None,
    without: Collection[str] = (),
) -> CompiledForm:
    """The form with its own rules and the city's of a book, but for those dispensed with.

    Asks the database once per book and process: what names them stands on rows that the
    caller has read.
    """
    form = forms.compiled(session, form_version_id)
    if book_id is None and not without:
        return form
    key = (form_version_id, book_id, frozenset(without))
    if key not in _joined:
        _joined[key] = _join(form, _book(session, book_id), key)
    return _joined[key]


def of_report(session: Session, submission: Submission, period: Period) -> CompiledForm:
    """What a report is held to now."""
    return in_force(
        session, submission.form_version_id, period.rule_book_id, submission.dispensed or ()
    )


def _book(session: Session, book_id: UUID | None) -> _Book:
    if book_id is None:
        return _Book((), ())
    if book_id not in _books:
        row = session.get(RuleBook, book_id)
        if row is None:
            raise NotFound("Không có bộ quy tắc này.")
        withdrawn = frozenset(d["rule"] for d in row.documents if d.get("withdrawn"))
        _books[book_id] = _Book(row.documents, rules_of(row.documents).rules, withdrawn)
    return _books[book_id]


def _join(
    form: CompiledForm, book: _Book, key: tuple[UUID, UUID | None, frozenset[str]]
) -> CompiledForm:
    """A withdrawn rule keeps its name for what was judged by it, and finds nothing more."""
    muted = key[2] | book.withdrawn
    own, document = form.rules, form.rules_document
    both = {**document, "rules": [*document["rules"], *book.documents], "muted": sorted(muted)}
    return replace(
        form,
        rules=RuleSet(own.key, (*own.rules, *book.rules), own.derived, muted),
        rules_document=both,
        stamp=f"{key[1] or ''}/{','.join(sorted(key[2]))}",
    )


# --- what is written about them ----------------------------------------------------------------


def rule_named(session: Session, name: str, *, lock: bool = False) -> CityRule | None:
    query = select(CityRule).where(CityRule.name == name)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.execute(query).scalar_one_or_none()


def all_rules(session: Session) -> list[CityRule]:
    """Those in force first, then by name."""
    order = (CityRule.withdrawn_at.is_not(None), CityRule.created_at.desc())
    return list(session.execute(select(CityRule).order_by(*order)).scalars())


def versions_of(session: Session, rule_id: UUID) -> list[RuleVersion]:
    """The newest first."""
    query = select(RuleVersion).where(RuleVersion.rule_id == rule_id)
    return list(session.execute(query.order_by(RuleVersion.number.desc())).scalars())


def documents_of_a_book(session: Session) -> list[dict[str, Any]]:
    """The newest published version of every rule, by name; a withdrawn one says so."""
    query = (
        select(RuleVersion.document, CityRule.withdrawn_at)
        .join(CityRule, CityRule.id == RuleVersion.rule_id)
        .where(RuleVersion.number == CityRule.last_version)
        .order_by(CityRule.name)
    )
    return [
        {**row.document, "withdrawn": True} if row.withdrawn_at else row.document
        for row in session.execute(query)
    ]


def newest_book(session: Session) -> RuleBook | None:
    query = select(RuleBook).order_by(RuleBook.number.desc()).limit(1)
    return session.execute(query).scalar_one_or_none()


def dispensation(session: Session, dispensation_id: UUID) -> RuleDispensation | None:
    return session.get(RuleDispensation, dispensation_id)


def dispensations(session: Session, rule: str = "") -> Sequence[AnyRow]:
    """(RuleDispensation, ward name, period code), the newest first; of one rule or of all."""
    query = (
        select(RuleDispensation, Ward.name.label("ward_name"), Period.code.label("period_code"))
        .join(Submission, Submission.id == RuleDispensation.submission_id)
        .join(Ward, Ward.id == RuleDispensation.ward_id)
        .join(Period, Period.id == Submission.period_id)
        .order_by(RuleDispensation.granted_at.desc())
    )
    if rule:
        query = query.where(RuleDispensation.rule == rule)
    return session.execute(query).all()


@dataclass(frozen=True, slots=True)
class Record:
    """What became of a rule's findings: how many there are, how many people decided, and
    how many of those were no issue."""

    found: int = 0
    decided: int = 0
    dismissed: int = 0


def records(session: Session) -> dict[str, Record]:
    """By rule, over all periods of the city."""
    rows: Iterable[AnyRow] = [
        row for table in (FindingRow, DepartmentFinding) for row in _records(session, table)
    ]
    return {row.rule: Record(row.found, row.decided, row.dismissed) for row in rows}


def _records(
    session: Session, table: type[FindingRow] | type[DepartmentFinding]
) -> Sequence[AnyRow]:
    decided = func.count().filter(table.decision != "open")
    dismissed = func.count().filter(table.decision == "dismissed")
    return session.execute(
        select(
            table.rule,
            func.count().label("found"),
            decided.label("decided"),
            dismissed.label("dismissed"),
        ).group_by(table.rule)
    ).all()
