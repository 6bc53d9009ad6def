"""A city's own rules: drafting, publishing, withdrawing, and dispensing a ward."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from app.actions import access, jobs
from app.domain.answers import clean_line, clean_text
from app.domain.errors import Conflict, Invalid, NotFound, Problem
from app.domain.permissions import Actor, Permission
from app.domain.rules.drafts import RuleDraft, name_for, published
from app.standard import standard_form
from app.store import cities, forms, submissions
from app.store import rules as rule_store
from app.store.forms import CompiledForm
from app.store.scope import Scope
from app.store.tables.city import Period
from app.store.tables.reviews import DepartmentFinding, FindingRow
from app.store.tables.rules import CityRule, RuleBook, RuleDispensation, RuleVersion
from app.store.tables.submissions import Submission
from app.store.transaction import Transaction, transaction

_LONGEST_DOCUMENT = 200


def newest_form(session: Session) -> CompiledForm:
    """What rules are written against. Raises ``NotFound`` before a form is published."""
    latest = forms.latest(session, standard_form().key)
    if latest is None:
        raise NotFound("Chưa công bố mẫu báo cáo nào cho thành phố này.")
    return forms.compiled(session, latest.id)


def draft_rule(scope: Scope, actor: Actor, draft: RuleDraft) -> str:
    """Keep a new draft; its name. It may be as unfinished as it is, but for a title."""
    access.require(actor, Permission.MANAGE_CITY)
    _require_title(draft)
    with transaction(scope, actor) as tx:
        taken = {rule.name for rule in rule_store.all_rules(tx.session)}
        rule = CityRule(
            id=uuid4(),
            city_id=tx.scope.city,
            name=name_for(draft.title, taken),
            draft=draft.document(),
            created_at=tx.now,
            changed_at=tx.now,
            changed_by=actor.name,
        )
        tx.session.add(rule)
        tx.record("rule_drafted", rule.name)
        return rule.name


def save_draft(scope: Scope, actor: Actor, name: str, draft: RuleDraft, revision: int) -> None:
    """Keep a draft as it is now. Raises ``Conflict`` where somebody saved it since."""
    access.require(actor, Permission.MANAGE_CITY)
    _require_title(draft)
    with transaction(scope, actor) as tx:
        rule = _locked(tx, name, revision)
        rule.draft, rule.revision = draft.document(), rule.revision + 1
        rule.changed_at, rule.changed_by = tx.now, actor.name
        tx.record("rule_drafted", rule.name, revision=rule.revision)


def _require_title(draft: RuleDraft) -> None:
    if not draft.title:
        raise Invalid([Problem("title", ("title",), "Hãy đặt tên cho quy tắc.")])


def publish_rule(scope: Scope, actor: Actor, name: str, revision: int) -> int:
    """Publish the draft as the rule's next version: in force at once for open periods.

    The version's number. The same draft again gives the version that stands. Raises
    ``Invalid`` with every fault of the draft, ``Conflict`` where it was saved since.
    """
    access.require(actor, Permission.MANAGE_CITY)
    with transaction(scope, actor) as tx:
        _one_at_a_time(tx)
        rule = _locked(tx, name, revision)
        newest = next(iter(rule_store.versions_of(tx.session, rule.id)), None)
        if newest and newest.draft == rule.draft and rule.withdrawn_at is None:
            return newest.number
        version = _version(tx, rule)
        tx.session.add(version)
        rule.last_version = version.number
        rule.withdrawn_at, rule.withdrawn_by, rule.withdrawn_why = None, "", ""
        _renew_book(tx)
        tx.record("rule_published", f"{name} v{version.number}")
        return version.number


def _version(tx: Transaction, rule: CityRule) -> RuleVersion:
    form = newest_form(tx.session).definition
    number = rule.last_version + 1
    return RuleVersion(
        id=uuid4(),
        city_id=tx.scope.city,
        rule_id=rule.id,
        number=number,
        draft=rule.draft,
        document=published(RuleDraft.of(rule.draft), form, rule.name, number),
        published_at=tx.now,
        published_by=tx.actor.name,
    )


def withdraw_rule(scope: Scope, actor: Actor, name: str, reason: str) -> None:
    """Take a published rule out of force. Periods that are closed keep it; in the others
    what it had found no longer counts, and what people decided about it stays on record."""
    access.require(actor, Permission.MANAGE_CITY)
    why = clean_text(reason)
    if not why:
        raise Invalid([Problem("reason", ("reason",), "Hãy ghi lý do rút quy tắc.")])
    with transaction(scope, actor) as tx:
        _one_at_a_time(tx)
        rule = _locked(tx, name)
        if not rule.last_version or rule.withdrawn_at is not None:
            raise Conflict("Quy tắc này hiện không có hiệu lực. Hãy tải lại trang.")
        rule.withdrawn_at, rule.withdrawn_by, rule.withdrawn_why = tx.now, actor.name, why
        _renew_book(tx)
        open_periods = select(Period.id).where(Period.closed_at.is_(None))
        _silence(tx, name, Submission.period_id.in_(open_periods))
        tx.record("rule_withdrawn", name, reason=why)


def _silence(tx: Transaction, rule: str, which: ColumnElement[bool]) -> None:
    """What a rule had found in these reports is not current any more, as after another run;
    without one, which would judge them by every other rule of now as well."""
    for table in (FindingRow, DepartmentFinding):
        said = table.rule == rule, table.is_current
        about = select(Submission.id).join(table, table.submission_id == Submission.id)
        reports = tx.session.execute(about.where(which, *said)).scalars().all()
        submissions.hold_all(tx.session, reports)
        tx.session.execute(
            update(table).where(table.submission_id.in_(reports), *said).values(is_current=False)
        )


def discard_draft(scope: Scope, actor: Actor, name: str) -> None:
    """Remove a rule that was never published. Raises ``Conflict`` for one that was."""
    access.require(actor, Permission.MANAGE_CITY)
    with transaction(scope, actor) as tx:
        rule = _locked(tx, name)
        if rule.last_version:
            raise Conflict("Quy tắc đã công bố thì không xóa được; hãy rút quy tắc.")
        tx.session.delete(rule)
        tx.record("rule_discarded", name)


def _locked(tx: Transaction, name: str, revision: int | None = None) -> CityRule:
    rule = rule_store.rule_named(tx.session, name, lock=True)
    if rule is None:
        raise NotFound("Không có quy tắc này.")
    if revision not in (None, rule.revision):
        raise Conflict("Bản soạn vừa được người khác lưu. Hãy tải lại trang rồi sửa tiếp.")
    return rule


def _one_at_a_time(tx: Transaction) -> None:
    """Two rules published together must both be in the newer of the two books."""
    key = func.hashtextextended(f"rule_book {tx.scope.city}", 0)
    tx.session.execute(select(func.pg_advisory_xact_lock(key)))


def _renew_book(tx: Transaction) -> None:
    """What is in force from now on, for every period that is open."""
    tx.session.flush()
    last = rule_store.newest_book(tx.session)
    book = RuleBook(
        id=uuid4(),
        city_id=tx.scope.city,
        number=(last.number if last else 0) + 1,
        documents=rule_store.documents_of_a_book(tx.session),
        made_at=tx.now,
        made_by=tx.actor.name,
    )
    tx.session.add(book)
    tx.session.flush()
    tx.session.execute(
        update(Period).where(Period.closed_at.is_(None)).values(rule_book_id=book.id)
    )


def dispense(
    scope: Scope, actor: Actor, rule: str, ward_code: str, period_code: str, document: str
) -> None:
    """Hold one ward's report of one period not to a rule, by a document.

    Raises ``NotFound`` for a rule, a ward or a period of elsewhere, ``Invalid`` without
    the document.
    """
    access.require(actor, Permission.MANAGE_CITY)
    by = clean_line(document)[:_LONGEST_DOCUMENT]
    if not by:
        sentence = "Hãy ghi số văn bản cho miễn."
        raise Invalid([Problem("document", ("document",), sentence)])
    with transaction(scope, actor) as tx:
        submission, period = _report_of(tx, ward_code, period_code)
        if rule not in rule_store.of_report(tx.session, submission, period).rules.by_name:
            raise NotFound("Không có quy tắc này.")
        if rule in submission.dispensed:
            raise Conflict("Đơn vị đã được miễn quy tắc này trong kỳ.")
        submission.dispensed = {**submission.dispensed, rule: by}
        tx.session.add(_dispensation(tx, submission, rule, by))
        _silence(tx, rule, Submission.id == submission.id)
        place = f"{period_code}/{ward_code}"
        tx.record("rule_dispensed", place, ward_id=submission.ward_id, rule=rule, document=by)


def _report_of(tx: Transaction, ward_code: str, period_code: str) -> tuple[Submission, Period]:
    period = cities.period_by_code(tx.session, period_code)
    ward = cities.ward_by_code(tx.session, ward_code)
    found = submissions.of_ward(tx.session, ward.id, period.id) if ward and period else None
    submission = found and submissions.by_id(tx.session, found.id, lock=True)
    if period is None or submission is None:
        raise NotFound("Không có báo cáo của đơn vị và kỳ này.")
    return submission, period


def _dispensation(
    tx: Transaction, submission: Submission, rule: str, document: str
) -> RuleDispensation:
    return RuleDispensation(
        id=uuid4(),
        city_id=submission.city_id,
        ward_id=submission.ward_id,
        submission_id=submission.id,
        rule=rule,
        document=document,
        granted_at=tx.now,
        granted_by=tx.actor.name,
    )


def lift_dispensation(scope: Scope, actor: Actor, dispensation_id: UUID) -> None:
    """Hold the ward to the rule again."""
    access.require(actor, Permission.MANAGE_CITY)
    with transaction(scope, actor) as tx:
        row = rule_store.dispensation(tx.session, dispensation_id)
        if row is None or row.lifted_at is not None:
            raise NotFound("Không có miễn trừ này, hoặc đã bỏ.")
        submission = submissions.by_id(tx.session, row.submission_id, lock=True)
        assert submission is not None, "the key holds it"
        kept = {rule: by for rule, by in submission.dispensed.items() if rule != row.rule}
        submission.dispensed = kept
        row.lifted_at, row.lifted_by = tx.now, actor.name
        tx.record("rule_dispensation_lifted", row.rule, ward_id=row.ward_id, document=row.document)


def judge_again(scope: Scope, actor: Actor, period_code: str) -> None:
    """Have every report that the Department holds judged by the rules of now."""
    access.require(actor, Permission.MANAGE_CITY)
    with transaction(scope, actor) as tx:
        period = cities.period_by_code(tx.session, period_code)
        if period is None:
            raise NotFound("Không có kỳ báo cáo này.")
        jobs.enqueue(tx, "detect", coalesce=f"{period.id}", period_id=period.id)
        tx.record("judged_again", period.code)
