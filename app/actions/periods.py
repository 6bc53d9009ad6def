"""Opening and closing reporting periods, and extending a ward's due time."""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from app.actions import access
from app.actions.drafting import begin_reports
from app.domain.answers import clean_line
from app.domain.errors import Invalid, NotFound, Problem
from app.domain.periods import PeriodDates, default_dates, parse_period_code
from app.domain.permissions import Actor, Permission
from app.standard import standard_form
from app.store import cities, forms, rules
from app.store.scope import Scope
from app.store.tables.city import Extension, Period
from app.store.transaction import Transaction, transaction


def open_period(scope: Scope, actor: Actor, code: str) -> UUID:
    """Open a period with the newest standard form and the statutory dates. Safe to repeat.

    Raises ``Invalid`` for a malformed code, ``NotFound`` where no form is published.
    """
    access.require(actor, Permission.MANAGE_CITY)
    with transaction(scope, actor) as tx:
        existing = cities.period_by_code(tx.session, str(parse_period_code(code)))
        return existing.id if existing else _open(tx, code).id


def _open(tx: Transaction, code: str) -> Period:
    parsed = parse_period_code(code)
    form = forms.latest(tx.session, standard_form().key)
    if form is None:
        raise NotFound("Chưa công bố mẫu báo cáo nào cho thành phố này.")
    dates = default_dates(parsed)
    book = rules.newest_book(tx.session)
    period = Period(
        id=uuid4(),
        city_id=tx.scope.city,
        code=str(parsed),
        kind=parsed.kind,
        year=parsed.year,
        form_version_id=form.id,
        data_from=dates.data_from,
        data_to=dates.data_to,
        opens_at=dates.opens_at,
        ward_due_at=dates.ward_due,
        department_due_at=dates.department_due,
        rule_book_id=book.id if book else None,
    )
    tx.session.add(period)
    tx.session.flush()
    begin_reports(tx, period)
    tx.record("period_opened", period.code, form=form.number)
    return period


def set_dates(
    scope: Scope, actor: Actor, period_id: UUID, dates: PeriodDates, basis_document: str
) -> None:
    """Change a period's dates. Raises ``Invalid`` where they are out of order."""
    access.require(actor, Permission.MANAGE_CITY)
    _require_order(dates)
    with transaction(scope, actor) as tx:
        period = _period(tx, period_id)
        period.data_from, period.data_to = dates.data_from, dates.data_to
        period.opens_at, period.ward_due_at = dates.opens_at, dates.ward_due
        period.department_due_at = dates.department_due
        period.begins_until, period.edits_until = dates.begins_until, dates.edits_until
        period.basis_document = clean_line(basis_document)
        tx.record(
            "period_dates_set",
            period.code,
            ward_due_at=dates.ward_due.isoformat(),
            begins_until=_iso(dates.begins_until),
            edits_until=_iso(dates.edits_until),
        )


def _iso(moment: dt.datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _require_order(dates: PeriodDates) -> None:
    in_order = (
        dates.data_from <= dates.data_to and dates.opens_at < dates.ward_due <= dates.department_due
    )
    if not in_order:
        sentence = "Ngày mở phải trước hạn nộp, và hạn nộp không sau hạn của Sở."
        raise Invalid([Problem("dates", ("ward_due_at",), sentence)])
    if dates.begins_until is not None and dates.begins_until < dates.opens_at:
        sentence = "Ngày cuối được bắt đầu nhập không được trước ngày mở."
        raise Invalid([Problem("dates", ("begins_until_on",), sentence)])
    if dates.edits_until is not None and dates.edits_until < dates.ward_due:
        sentence = "Ngày cuối được sửa và nộp không được trước hạn nộp."
        raise Invalid([Problem("dates", ("edits_until_on",), sentence)])


def set_closed(scope: Scope, actor: Actor, period_id: UUID, is_closed: bool) -> None:
    """Close a period (nothing more is submitted), or open it again, to the rules of now."""
    access.require(actor, Permission.MANAGE_CITY)
    with transaction(scope, actor) as tx:
        period = _period(tx, period_id)
        period.closed_at = tx.now if is_closed else None
        book = None if is_closed else rules.newest_book(tx.session)
        period.rule_book_id = book.id if book else period.rule_book_id
        tx.record("period_closed" if is_closed else "period_reopened", period.code)


def extend(
    scope: Scope, actor: Actor, period_id: UUID, ward_id: UUID, due_at: dt.datetime, document: str
) -> None:
    """Give one ward a later due time, naming the document that grants it.

    Raises ``Invalid`` without a document or for an earlier time, ``NotFound`` for a
    ward or a period of another city.
    """
    access.require(actor, Permission.EXTEND)
    cleaned = clean_line(document)
    if not cleaned:
        sentence = "Hãy ghi số văn bản cho phép gia hạn."
        raise Invalid([Problem("document", ("document",), sentence)])
    with transaction(scope, actor) as tx:
        period = _period(tx, period_id)
        if due_at <= period.ward_due_at:
            sentence = "Hạn mới phải sau hạn chung của kỳ."
            raise Invalid([Problem("due_at", ("due_at",), sentence)])
        if cities.ward(tx.session, ward_id) is None:
            raise NotFound("Không có đơn vị này trong thành phố.")
        tx.session.add(
            Extension(
                id=uuid4(),
                city_id=scope.city,
                ward_id=ward_id,
                period_id=period_id,
                due_at=due_at,
                document=cleaned,
                granted_by=actor.name,
                granted_at=tx.now,
            )
        )
        tx.record("extended", period.code, ward_id=ward_id, due_at=due_at.isoformat())


def _period(tx: Transaction, period_id: UUID) -> Period:
    period = cities.period(tx.session, period_id)
    if period is None:
        raise NotFound("Không có kỳ báo cáo này.")
    return period
