"""Who may approve: the city's rule of two persons, kept and applied."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert

from app.actions import access
from app.actions.access import Report
from app.domain.errors import NotAllowed
from app.domain.permissions import Actor, Permission
from app.domain.second_person import SecondPerson, standing_proposal
from app.store import review_rules, submissions
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


def require_may_take(tx: Transaction, report: Report) -> None:
    """Raises ``NotAllowed`` where the city keeps whoever entered a report from reviewing it."""
    if review_rules.of_city(tx.session).bars_own_review and _is_own(tx, report):
        raise NotAllowed("Bạn đã nhập hoặc nộp báo cáo này nên không thể thẩm định.")


def require_not_own(tx: Transaction, report: Report) -> None:
    """Raises ``NotAllowed``: nobody approves what they entered or submitted themselves."""
    if _is_own(tx, report):
        raise NotAllowed("Bạn đã nhập hoặc nộp báo cáo này nên không thể tự duyệt.")


def require_may_approve(tx: Transaction, report: Report) -> None:
    """Raises ``NotAllowed`` for one's own entry, and where the city's second person is missing."""
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


def _is_own(tx: Transaction, report: Report) -> bool:
    version = submissions.version(tx.session, report.submission.id, report.submission.last_version)
    is_theirs = version is not None and version.submitted_by == tx.actor.person_id
    return is_theirs and tx.actor.person_id is not None
