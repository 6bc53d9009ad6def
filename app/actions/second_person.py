"""Who may approve: the city's rule of two persons, kept and applied."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.actions import access
from app.actions.access import Report
from app.domain.errors import NotAllowed
from app.domain.permissions import Actor, Permission
from app.domain.second_person import SecondPerson, standing_proposal
from app.store import authors, review_rules, submissions
from app.store.scope import Scope
from app.store.tables.city import ReviewRule
from app.store.transaction import Transaction, transaction


def set_rule(scope: Scope, actor: Actor, rule: SecondPerson) -> None:
    """The administrator says how many persons an approval needs from now on."""
    with transaction(scope, actor) as tx:
        access.require(actor, Permission.MANAGE_CITY)
        values = {
            "needs_second": rule.needs_second,
            "bars_own_review": rule.bars_own_review,
            "changed_at": tx.now,
            "changed_by": actor.name,
        }
        tx.session.execute(
            insert(ReviewRule)
            .values(city_id=tx.scope.city, **values)
            .on_conflict_do_update(index_elements=["city_id"], set_=values)
        )
        tx.record(
            "review_rule_changed",
            "review_rule",
            needs_second=rule.needs_second,
            bars_own_review=rule.bars_own_review,
        )


def require_may_take(tx: Transaction, *submission_ids: UUID) -> None:
    """Raises ``NotAllowed`` where the city keeps whoever wrote a report from reviewing it."""
    is_barred = review_rules.of_city(tx.session).bars_own_review
    if is_barred and authors.of_these(tx.session, submission_ids, tx.actor.person_id):
        raise NotAllowed("Bạn đã viết, ký hoặc nộp báo cáo này nên không thể thẩm định.")


def require_not_own(tx: Transaction, report: Report) -> None:
    """Raises ``NotAllowed``: nobody approves what they wrote or signed themselves."""
    if authors.is_one(tx.session, report.submission.id, tx.actor.person_id):
        raise NotAllowed("Bạn đã viết, ký hoặc nộp báo cáo này nên không thể tự duyệt.")


def require_may_seal(tx: Transaction, period_id: UUID) -> None:
    """Raises ``NotAllowed`` where the city wants two persons and this one edited the words of
    its report. Its figures nobody wrote: they are added up."""
    needs_second = review_rules.of_city(tx.session).needs_second
    if needs_second and authors.has_edited_themes(tx.session, period_id, tx.actor.person_id):
        raise NotAllowed("Bạn đã biên tập lời văn của báo cáo này nên người khác phải chốt.")


def require_may_approve(tx: Transaction, report: Report) -> None:
    """Raises ``NotAllowed`` for one's own report, and where the city's second person is missing."""
    require_not_own(tx, report)
    if not review_rules.of_city(tx.session).needs_second:
        return
    events = submissions.events_of(tx.session, report.submission.id)
    proposal = standing_proposal(events, report.submission.last_version)
    if proposal is None:
        raise NotAllowed(
            "Thành phố yêu cầu hai người duyệt. Hãy đề nghị duyệt để người khác xác nhận."
        )
    if proposal.person_id == tx.actor.person_id:
        raise NotAllowed("Bạn đã đề nghị duyệt báo cáo này nên người khác phải xác nhận.")
