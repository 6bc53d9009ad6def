"""Rows and domain values as the API says them. Numbers are JSON numbers, exactly as kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import Response

from app.actions.checking import Flag
from app.domain.answers import Answer
from app.domain.consolidation import dumps
from app.domain.errors import Problem

if TYPE_CHECKING:
    from app.store.tables.city import Period
    from app.store.tables.reviews import Remark
    from app.store.tables.submissions import AnswerRow, Version

Document = dict[str, Any]


def answered(document: object, status: int = 200) -> Response:
    return Response(dumps(document), status, mimetype="application/json")


def answer(said: Answer, row: AnswerRow | None = None) -> Document:
    """One answer; of a draft also its revision and who wrote it."""
    rest = {"typed": said.typed, "reason": said.reason, "problem": said.problem}
    document: Document = {"code": said.code, "state": said.state.value, "value": said.value}
    document |= {name: text for name, text in rest.items() if text}
    return document if row is None else document | _written(row)


def _written(row: AnswerRow) -> Document:
    return {
        "revision": row.revision,
        "confirmed": row.confirmed,
        "updated_at": row.updated_at,
        "updated_by": row.updated_by_name,
    }


def answers(said: Mapping[str, Answer], rows: Mapping[str, AnswerRow]) -> list[Document]:
    return [answer(said[code], rows.get(code)) for code in sorted(said)]


def flag(found: Flag) -> Document:
    finding, given = found.finding, found.explanation
    return {
        "key": finding.key,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "is_hard": finding.is_hard,
        "is_open": found.is_open,
        "fields": list(finding.fields),
        "message": finding.message,
        "explanation": given and {"text": given.text, "by": given.person_name, "at": given.at},
    }


def problem(found: Problem) -> Document:
    return {"rule": found.rule, "fields": list(found.fields), "message": found.message}


def remark(row: Remark) -> Document:
    return {
        "section": row.section,
        "code": row.code,
        "text": row.text,
        "at": row.made_at,
        "answer": row.answer,
        "is_closed": row.closed_at is not None,
    }


def version(row: Version) -> Document:
    return {
        "receipt": row.receipt,
        "number": row.number,
        "sha256": row.sha256,
        "submitted_at": row.submitted_at,
        "submitted_by": row.submitted_by_name,
        "on_behalf": row.on_behalf,
    }


def period(row: Period) -> Document:
    return {
        "code": row.code,
        "kind": row.kind,
        "form_id": str(row.form_version_id),
        "data_from": row.data_from,
        "data_to": row.data_to,
        "opens_at": row.opens_at,
        "ward_due_at": row.ward_due_at,
        "department_due_at": row.department_due_at,
        "begins_until": row.begins_until,
        "edits_until": row.edits_until,
        "closed_at": row.closed_at,
    }
