"""From a city figure back to its wards, versions, phrases, findings and reasons."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Text, and_, case, func, literal, select, union_all
from sqlalchemy import cast as as_type
from sqlalchemy.orm import Session

from app.domain.lifecycle import State
from app.store.consolidation import APPROVED
from app.store.rows import AnyRow
from app.store.tables.city import Ward
from app.store.tables.reviews import DepartmentFinding, Explanation, FindingRow
from app.store.tables.submissions import SourcePhrase, Submission, Upload

# Stored findings speak of a version that the Department judges or sent back. What was
# recalled is a draft again, and is judged anew when it comes.
_IS_HELD = Submission.state.not_in((State.DRAFT.value, State.AWAITING_LEADER.value))
_WITH_DEPARTMENT = [state.value for state in State if state.is_with_department]
_FOUND = (FindingRow, DepartmentFinding)


def phrases_of_period(session: Session, period_id: UUID) -> dict[UUID, dict[str, str]]:
    """Source phrases by report and code, for values that a person did not replace."""
    rows = session.execute(
        select(SourcePhrase.submission_id, SourcePhrase.code, SourcePhrase.quote)
        .join(Submission, Submission.id == SourcePhrase.submission_id)
        .join(Upload, Upload.id == SourcePhrase.upload_id)
        .where(
            Submission.period_id == period_id,
            SourcePhrase.decision.in_(("applied", "confirmed")),
        )
        .order_by(Upload.uploaded_at)
    )
    phrases: dict[UUID, dict[str, str]] = {}
    for row in rows:
        phrases.setdefault(row.submission_id, {})[row.code] = row.quote
    return phrases


def phrases_of_field(session: Session, period_id: UUID, code: str) -> dict[UUID, SourcePhrase]:
    """The phrase behind one field's value in each report."""
    rows = session.execute(
        select(SourcePhrase)
        .join(Submission, Submission.id == SourcePhrase.submission_id)
        .join(Upload, Upload.id == SourcePhrase.upload_id)
        .where(
            Submission.period_id == period_id,
            SourcePhrase.code == code,
            SourcePhrase.decision.in_(("applied", "confirmed")),
        )
        .order_by(Upload.uploaded_at)
    ).scalars()
    return {row.submission_id: row for row in rows}


def finding_counts(session: Session, period_id: UUID) -> Sequence[AnyRow]:
    """How often each rule spoke: rule, severity, findings, wards, still_open."""
    own = (
        select(FindingRow.rule, FindingRow.severity, FindingRow.ward_id, FindingRow.decision)
        .join(Submission, Submission.id == FindingRow.submission_id)
        .where(Submission.period_id == period_id, FindingRow.is_current, _IS_HELD)
    )
    cross = select(
        DepartmentFinding.rule,
        DepartmentFinding.severity,
        DepartmentFinding.ward_id,
        DepartmentFinding.decision,
    ).where(DepartmentFinding.period_id == period_id, DepartmentFinding.is_current)
    every = union_all(own, cross).subquery()
    rank = case((every.c.severity == "error", 0), (every.c.severity == "warning", 1), else_=2)
    return session.execute(
        select(
            every.c.rule,
            every.c.severity,
            func.count().label("findings"),
            func.count(every.c.ward_id.distinct()).label("wards"),
            func.count().filter(every.c.decision == "open").label("still_open"),
        )
        .group_by(every.c.rule, every.c.severity)
        .order_by(rank, func.count().desc(), every.c.rule)
    ).all()


def accepted_explanations(session: Session, period_id: UUID, include: str) -> Sequence[AnyRow]:
    """Reasons that reviewers accepted (or all given ones, where reports under review
    are included): id, fields, message, text, code and name of the ward, submission_id,
    decision, decided_by, decided_at. Of counted reports only: what was sent back adds to no
    figure, so it has nothing to explain."""
    accepted = FindingRow.decision == "accepted" if include == APPROVED else literal(True)
    return session.execute(
        select(
            FindingRow.id,
            FindingRow.fields,
            FindingRow.message,
            Explanation.text,
            Ward.code,
            Ward.name,
            FindingRow.submission_id,
            FindingRow.decision,
            FindingRow.decided_by,
            FindingRow.decided_at,
        )
        .join(
            Explanation,
            and_(
                Explanation.submission_id == FindingRow.submission_id,
                Explanation.key == FindingRow.key,
                Explanation.inputs_hash == FindingRow.inputs_hash,
            ),
        )
        .join(Submission, Submission.id == FindingRow.submission_id)
        .join(Ward, Ward.id == FindingRow.ward_id)
        .where(
            Submission.period_id == period_id,
            FindingRow.is_current,
            _is_counted(include),
            accepted,
        )
        .order_by(Ward.sort_key, FindingRow.key)
    ).all()


def _is_counted(include: str) -> ColumnElement[bool]:
    """The reports whose numbers are in the city's figures."""
    if include == APPROVED:
        return Submission.approved_version.is_not(None)
    return Submission.state.in_(_WITH_DEPARTMENT)


def findings_about(session: Session, period_id: UUID, codes: Collection[str]) -> list[AnyRow]:
    """What stands against any of these fields: id, submission_id, rule, severity, decision,
    of reports that the Department holds or sent back; the gravest first."""
    return [row for table in _FOUND for row in _about(session, table, period_id, codes)]


def _about(
    session: Session,
    table: type[FindingRow] | type[DepartmentFinding],
    period_id: UUID,
    codes: Collection[str],
) -> Sequence[AnyRow]:
    touches = table.fields.has_any(as_type(literal(list(codes), ARRAY(Text())), ARRAY(Text())))
    return session.execute(
        select(table.id, table.submission_id, table.rule, table.severity, table.decision)
        .join(Submission, Submission.id == table.submission_id)
        .where(
            Submission.period_id == period_id,
            table.is_current,
            table.severity != "info",
            _IS_HELD,
            touches,
        )
        .order_by(table.severity, table.key)
    ).all()


def findings_of_period(session: Session, period_id: UUID) -> list[AnyRow]:
    """Every current finding of a period with its ward: (Ward, row), own ones first."""
    own = session.execute(
        select(Ward, FindingRow)
        .join(FindingRow, FindingRow.ward_id == Ward.id)
        .join(Submission, Submission.id == FindingRow.submission_id)
        .where(Submission.period_id == period_id, FindingRow.is_current, _IS_HELD)
        .order_by(Ward.sort_key, FindingRow.key)
    ).all()
    cross = session.execute(
        select(Ward, DepartmentFinding)
        .join(DepartmentFinding, DepartmentFinding.ward_id == Ward.id)
        .where(DepartmentFinding.period_id == period_id, DepartmentFinding.is_current)
        .order_by(Ward.sort_key, DepartmentFinding.key)
    ).all()
    return [*own, *cross]
