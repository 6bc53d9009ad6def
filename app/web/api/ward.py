"""A ward's programs: its form and rules, its reports, saving many fields, submitting."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import Response, g, json
from sqlalchemy.orm import Session

from app.actions import access, saving_together, submitting
from app.actions.access import Report
from app.actions.answering import AnswerConflict
from app.actions.saving_together import Outcome, Typed
from app.domain.errors import NotFound
from app.domain.findings import Audience
from app.domain.lifecycle import State
from app.domain.permissions import Permission
from app.domain.signing import signing_of
from app.store import cities, forms, submissions
from app.store.reading import reading
from app.web import report_parts, ward_pages
from app.web.access import actor, own_ward_id, scope
from app.web.api import answers as shapes
from app.web.api import documents
from app.web.api.documents import Document, answered
from app.web.api.operations import Operation, serves
from app.web.api.shapes import text
from app.web.ward import typed_as

_REPORT = "/reports/<uuid:submission_id>"
_KEY = text(100, 8, pattern="^[!-~]+$")
_OWN = (Permission.SEE_DRAFT,)
_ANY = (Permission.SEE_DRAFT, Permission.SEE_CITY)


@serves(
    Operation(
        "token",
        "GET",
        "/token",
        "Mã đang dùng: của ai, ở đâu, được làm gì, đến bao giờ",
        {200: shapes.TOKEN},
        permissions=(*_ANY, Permission.FILL, Permission.SIGN_OFF),
    )
)
def token() -> Response:
    bearer = g.bearer
    ward = None
    if bearer.ward_id is not None:
        with reading(scope()) as session:
            found = cities.ward(session, bearer.ward_id)
        ward = found and {"code": found.code, "name": found.name}
    return answered(
        {
            "name": bearer.name,
            "scopes": list(bearer.scopes),
            "expires_at": bearer.expires_at,
            "person": bearer.person_name,
            "roles": sorted(bearer.roles),
            "ward": ward,
        }
    )


@serves(
    Operation(
        "form",
        "GET",
        "/forms/<uuid:form_id>",
        "Mẫu báo cáo và các quy tắc mà báo cáo được kiểm tra theo",
        {200: shapes.FORM},
        permissions=_ANY,
        refusals=(404,),
    )
)
def form(form_id: UUID) -> Response:
    """The published document itself. Rules that compare wards are the Department's own."""
    with reading(scope()) as session:
        row = forms.published(session, form_id)
    if row is None:
        raise NotFound("Không có phiên bản mẫu báo cáo này.")
    rules = dict(row.rules)
    if actor().ward_id is not None:
        rules["rules"] = [r for r in rules["rules"] if r.get("audience") != Audience.DEPARTMENT]
    document = {"id": str(row.id), "number": row.number, "sha256": row.sha256}
    return Response(
        json.dumps(document | {"definition": row.definition, "rules": rules}),
        mimetype="application/json",
    )


@serves(
    Operation(
        "periods",
        "GET",
        "/periods",
        "Các kỳ báo cáo của thành phố, mới nhất trước",
        {200: shapes.PERIODS},
        permissions=_ANY,
    )
)
def periods() -> Response:
    with reading(scope()) as session:
        return answered([documents.period(row) for row in cities.periods(session)])


@serves(
    Operation(
        "reports",
        "GET",
        "/reports",
        "Báo cáo của đơn vị, kỳ mới nhất trước",
        {200: shapes.REPORTS},
        permissions=_OWN,
    )
)
def reports() -> Response:
    with reading(scope()) as session:
        found = [
            access.report_of(session, submission)
            for period in cities.periods(session)
            if (submission := submissions.of_ward(session, own_ward_id(), period.id)) is not None
        ]
        return answered([_head(session, report) for report in found])


def _head(session: Session, report: Report) -> Document:
    is_started = report.state is not State.DRAFT or submissions.is_started(
        session, report.submission.id
    )
    return {
        "id": str(report.submission.id),
        "ward_code": report.ward.code,
        "period": report.period.code,
        "form_id": str(report.submission.form_version_id),
        "state": report_parts.shown_state(report, is_started),
        "due_at": submissions.due_at(session, report.period, report.ward.id),
        "version": report.submission.last_version,
        "unlocked_sections": report.submission.unlocked_sections,
    }


@serves(
    Operation(
        "report",
        "GET",
        _REPORT,
        "Một báo cáo: câu trả lời, trạng thái, chỗ phải sửa, cảnh báo, yêu cầu của Sở",
        {200: shapes.REPORT},
        permissions=_OWN,
        refusals=(404,),
    )
)
def report(submission_id: UUID) -> Response:
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
        draft = opened.draft
        return answered(
            _head(session, opened.report)
            | {
                "due_at": opened.due_at,
                "is_editable": opened.is_editable,
                "draft_sha256": submitting.draft_digest(session, opened.report, draft),
                "answers": documents.answers(draft.answers, draft.rows),
                "problems": [
                    documents.problem(p)
                    for p in submitting.blocking(opened.report, draft, opened.remarks)
                ],
                "flags": [documents.flag(found) for found in draft.flags],
                "remarks": [documents.remark(row) for row in opened.remarks],
            }
        )


@serves(
    Operation(
        "saveAnswers",
        "PATCH",
        f"{_REPORT}/answers",
        "Ghi nhiều ô; ô nào trùng với người khác thì báo riêng, các ô còn lại vẫn ghi",
        {200: shapes.SAVED, 207: shapes.SAVED},
        permissions=(Permission.FILL,),
        refusals=(404, 409, 413, 415),
        body=shapes.SENT_ANSWERS,
    )
)
def save_answers(submission_id: UUID) -> Response:
    """207 where some fields were refused: each says why, in the order they were sent."""
    sent = [_typed(item) for item in g.body["answers"]]
    outcomes = saving_together.save_answers(scope(), actor(), submission_id, sent)
    refused = sum(outcome.refusal is not None for outcome in outcomes)
    return answered(
        {
            "saved": len(outcomes) - refused,
            "refused": refused,
            "results": [_result(outcome) for outcome in outcomes],
        },
        207 if refused else 200,
    )


def _typed(item: Document) -> Typed:
    value = _words(item.get("value", ""))
    typed = typed_as(value, item.get("state", "value"), item.get("reason", ""))
    return Typed(item["code"], typed, item["revision"])


def _words(value: Any) -> Any:
    """Values as typed: a number of JSON has its decimal point, typed ones a comma."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return value


def _result(outcome: Outcome) -> Document:
    if outcome.saved is not None:
        said = outcome.saved.answer
        return {
            "code": outcome.code,
            "status": 200,
            "revision": outcome.saved.revision,
            "answer": None if said is None else documents.answer(said),
        }
    refusal = outcome.refusal
    status = 404 if isinstance(refusal, NotFound) else 409
    document: Document = {"code": outcome.code, "status": status, "detail": str(refusal)}
    return document | ({"theirs": _theirs(refusal)} if isinstance(refusal, AnswerConflict) else {})


def _theirs(conflict: AnswerConflict) -> Document:
    row = conflict.theirs
    return {
        "typed": row.typed,
        "state": row.state,
        "revision": row.revision,
        "by": row.updated_by_name,
        "at": row.updated_at,
    }


@serves(
    Operation(
        "submit",
        "POST",
        f"{_REPORT}/submit",
        "Nộp báo cáo (quyền của lãnh đạo); gửi lại cùng khóa thì nhận lại biên nhận cũ",
        {200: shapes.RECEIPT},
        permissions=(Permission.SIGN_OFF,),
        refusals=(404, 409, 413, 415, 422),
        headers={"Idempotency-Key": _KEY},
        body=shapes.SIGNING,
        needs_body=False,
    )
)
def submit(submission_id: UUID) -> Response:
    """``signing`` as on the page that leaders sign on; ``seen`` is the draft's hash as read."""
    receipt = submitting.submit(
        scope(),
        actor(),
        submission_id,
        g.headers["Idempotency-Key"],
        signing=signing_of(g.body.get("signing", "")),
        seen=g.body.get("seen", ""),
    )
    return answered(
        {
            "receipt": receipt.receipt,
            "number": receipt.number,
            "sha256": receipt.sha256,
            "submitted_at": receipt.submitted_at,
        }
    )


@serves(
    Operation(
        "versions",
        "GET",
        f"{_REPORT}/versions",
        "Các bản đã nộp với biên nhận, mới nhất trước",
        {200: shapes.VERSIONS},
        permissions=_OWN,
        refusals=(404,),
    )
)
def versions(submission_id: UUID) -> Response:
    with reading(scope()) as session:
        access.report_for(session, actor(), submission_id, Permission.SEE_DRAFT)
        found = submissions.versions_of(session, submission_id)
    return answered([documents.version(row) for row in found])


@serves(
    Operation(
        "version",
        "GET",
        f"{_REPORT}/versions/<int:number>",
        "Một bản đã nộp: nội dung đóng băng mà mã băm được tính trên đó",
        {200: shapes.VERSION},
        permissions=_OWN,
        refusals=(404,),
    )
)
def version(submission_id: UUID, number: int) -> Response:
    with reading(scope()) as session:
        access.report_for(session, actor(), submission_id, Permission.SEE_DRAFT)
        found = submissions.version(session, submission_id, number) if number < 2**31 else None
    if found is None:
        raise NotFound(f"Không có bản số {number}.")
    return answered(documents.version(found) | {"content": found.content})
