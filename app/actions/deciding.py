"""The Department decides about findings: one, or many with one note; and takes many back.

A decision stands until the values that the finding saw change. Each leaves a row with what
the finding said then, so that a finding that opens again is seen beside its past.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from app.actions import access
from app.actions.reviewing import require_claim_free
from app.actions.second_person import require_may_take
from app.domain.answers import clean_text
from app.domain.decisions import DECISIONS, OPEN, Seen, stamp_of
from app.domain.desk import is_held_by_another
from app.domain.errors import Conflict, Invalid, NotFound, Problem
from app.domain.lifecycle import State
from app.domain.permissions import Actor, Permission
from app.store import decisions, submissions
from app.store.decisions import AnyFinding
from app.store.rows import AnyRow
from app.store.scope import Scope
from app.store.tables.desk import FindingDecision
from app.store.tables.reviews import FindingRow
from app.store.transaction import Transaction, transaction

NOTE_MAX = 2000
#: A period of the largest city has some thousands of findings.
MOST_AT_ONCE = 5000
_OPEN_TO_DECISION = (State.SUBMITTED, State.IN_REVIEW)
_UNSENT = (State.DRAFT, State.AWAITING_LEADER, State.RETURNED)


@dataclass(frozen=True, slots=True)
class Together:
    """What was decided in one go: how many findings, and the name to take it back by."""

    batch_id: UUID
    count: int


@dataclass(frozen=True, slots=True)
class Undone:
    """How many findings are as they were; ``left`` changed since and stay as they are."""

    restored: int
    left: int


def decide(scope: Scope, actor: Actor, finding_id: UUID, decision: str, note: str = "") -> UUID:
    """Accept, ask about or dismiss a finding, the ward's or the Department's own.

    The report's id, for the way back. The decision stands until the inputs change. Raises
    ``Conflict`` while another reviewer is at the report and where it waits no longer,
    ``NotAllowed`` where the city keeps its authors from it.
    """
    _require_known(decision)
    with transaction(scope, actor) as tx:
        access.require(actor, Permission.REVIEW)
        row = decisions.held_findings(tx.session, [finding_id]).get(finding_id)
        if row is None:
            raise NotFound("Cảnh báo này không còn.")
        report = decisions.reports_of(tx.session, [row])[row.submission_id]
        require_claim_free(tx, report)
        require_may_take(tx, row.submission_id)
        if not may_be_decided(row, State(report.state)):
            raise Conflict(f"Báo cáo {State(report.state).label.lower()} nên chưa ghi được.")
        _write(tx, row, report, decision, _cleaned(note))
        return row.submission_id


def decide_together(
    scope: Scope, actor: Actor, seen: Sequence[Seen], decision: str, note: str = ""
) -> Together:
    """Decide alike about exactly these findings, each as it was seen; else about none.

    Raises ``Conflict`` where one has changed, was decided or is no longer there, or where
    another reviewer is at its report; ``Invalid`` for an empty list.
    """
    _require_known(decision)
    if not seen or len(seen) > MOST_AT_ONCE:
        raise Invalid([Problem("seen", (), "Hãy chọn ít nhất một dòng.")])
    with transaction(scope, actor) as tx:
        access.require(actor, Permission.REVIEW)
        found = decisions.held_findings(tx.session, [one.finding_id for one in seen])
        _require_as_seen(found, seen)
        reports = decisions.reports_of(tx.session, found.values())
        require_may_take(tx, *reports)
        _require_open(tx, found.values(), reports)
        batch = uuid4()
        for row in found.values():
            about = reports[row.submission_id]
            _write(tx, row, about, decision, _cleaned(note), batch_id=batch)
        return Together(batch, len(found))


def accept_explained(tx: Transaction, submission_id: UUID) -> int:
    """Accept every open flag of a report for which its ward gave a reason; how many."""
    reasons = submissions.explanations_of(tx.session, submission_id)
    rows = [
        row
        for row in submissions.findings_of(tx.session, submission_id)
        if row.decision == OPEN and (row.key, row.inputs_hash) in reasons
    ]
    about = decisions.reports_of(tx.session, rows)
    for row in rows:
        _write(tx, row, about[row.submission_id], "accepted", "")
    return len(rows)


def _require_known(decision: str) -> None:
    if decision not in DECISIONS:
        raise NotFound("Không có lựa chọn này.")


def _cleaned(note: str) -> str:
    return clean_text(note)[:NOTE_MAX]


def _require_as_seen(found: dict[UUID, AnyFinding], seen: Sequence[Seen]) -> None:
    wanted = {one.finding_id: one.stamp for one in seen}
    same = [i for i, stamp in wanted.items() if i in found and stamp_of(found[i]) == stamp]
    changed = len(wanted) - len(same)
    if changed:
        raise Conflict(
            f"{changed} trong {len(wanted)} dòng đã đổi từ lúc bạn mở trang, nên chưa dòng nào"
            " được ghi. Hãy xem lại danh sách rồi chọn lại."
        )


def _require_open(
    tx: Transaction, found: Iterable[AnyFinding], reports: dict[UUID, AnyRow]
) -> None:
    for row in found:
        about = reports[row.submission_id]
        _require_free(tx, about, "Hãy bỏ chọn các dòng của báo cáo đó.")
        if not may_be_decided(row, State(about.state)):
            raise Conflict(
                "Một báo cáo trong danh sách không còn chờ thẩm định, nên chưa dòng nào được"
                " ghi. Hãy tải lại trang."
            )


def _require_free(tx: Transaction, about: AnyRow, advice: str) -> None:
    if is_held_by_another(about, tx.actor.person_id, tx.now):
        raise Conflict(
            f"{about.claimed_by_name} đang thẩm định một báo cáo trong danh sách, nên chưa dòng"
            f" nào được ghi. {advice}"
        )


def may_be_decided(finding: AnyFinding, state: State) -> bool:
    """While the report waits for the Department; what was found in that nothing came, also
    while the ward has it."""
    is_wards = isinstance(finding, FindingRow)
    return state in _OPEN_TO_DECISION or (not is_wards and state in _UNSENT)


def undo(scope: Scope, actor: Actor, batch_id: UUID) -> Undone:
    """Take back what this person decided in one go.

    What was decided again since, whose values changed or whose report was approved stays as
    it is now. Raises ``NotFound`` for another person's batch, ``Conflict`` for one that was
    taken back, and while another reviewer is at one of its reports.
    """
    with transaction(scope, actor) as tx:
        access.require(actor, Permission.REVIEW)
        made = decisions.of_batch(tx.session, batch_id)
        if not made or made[0].person_id != actor.person_id:
            raise NotFound("Không có lượt ghi này của bạn.")
        found = decisions.held_findings(tx.session, [one.finding_id for one in made])
        if decisions.is_undone(tx.session, batch_id):
            raise Conflict("Lượt ghi này đã được hoàn tác.")
        reports = decisions.reports_of(tx.session, found.values())
        still = [one for one in made if _stands(one, found.get(one.finding_id), reports)]
        for one in still:
            _require_free(tx, reports[one.submission_id], "Hãy hoàn tác khi người đó làm xong.")
        past = decisions.past_of(tx.session, [one.submission_id for one in still])
        for one in still:
            row = found[one.finding_id]
            before = _before(one, past[one.submission_id, one.key])
            _write(tx, row, reports[row.submission_id], one.before, "", undoes=batch_id)
            _restore(row, before)
        return Undone(len(still), len(made) - len(still))


def _stands(made: FindingDecision, row: AnyFinding | None, reports: dict[UUID, AnyRow]) -> bool:
    """The finding is as this decision left it, and may be decided about still."""
    if row is None or row.inputs_hash != made.inputs_hash:
        return False
    if not may_be_decided(row, State(reports[row.submission_id].state)):
        return False
    return (row.decision, row.decided_at) == (made.decision, made.at)


def _before(made: FindingDecision, past: Sequence[FindingDecision]) -> FindingDecision | None:
    """The decision that stood before; None where none did."""
    older = (
        one
        for one in past
        if one.at < made.at and one.decision == made.before and one.undoes is None
    )
    return None if made.before == OPEN else next(older, None)


def _restore(row: AnyFinding, before: FindingDecision | None) -> None:
    """As it stood: whose decision it was, and when."""
    row.decided_by = before.person_name if before else ""
    row.decided_at = before.at if before else None


def _write(
    tx: Transaction,
    row: AnyFinding,
    report: AnyRow,
    decision: str,
    note: str,
    *,
    batch_id: UUID | None = None,
    undoes: UUID | None = None,
) -> None:
    tx.session.add(
        FindingDecision(
            city_id=row.city_id,
            period_id=report.period_id,
            ward_id=row.ward_id,
            submission_id=row.submission_id,
            finding_id=row.id,
            key=row.key,
            rule=row.rule,
            decision=decision,
            before=row.decision,
            note=note,
            message=row.message,
            inputs=dict(row.inputs),
            inputs_hash=row.inputs_hash,
            at=tx.now,
            person_id=tx.actor.person_id,
            person_name=tx.actor.name,
            batch_id=batch_id,
            undoes=undoes,
        )
    )
    row.decision, row.decided_by, row.decided_at = decision, tx.actor.name, tx.now
    # What compares wards may name another one: no ward reads that line.
    ward_id = row.ward_id if isinstance(row, FindingRow) else None
    told = {"decision": decision, "rule": row.rule, "report": str(row.submission_id)}
    tx.record("finding_decided", row.key, ward_id=ward_id, **told)
