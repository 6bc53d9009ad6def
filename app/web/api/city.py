"""The Department's programs: who has filed, the city's figures, findings, reports as read."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from flask import Response, g, send_file

from app.actions import consolidating, exporting_at_once, reporting
from app.domain import desk
from app.domain.answers import Answer
from app.domain.desk import DeskReport
from app.domain.errors import NotFound
from app.domain.permissions import Permission
from app.store import review_queue
from app.store.consolidation import APPROVED, INCLUDES
from app.store.reading import reading
from app.web import chosen_period, findings_page, report_parts, review_pages
from app.web.access import actor, scope
from app.web.api import answers as shapes
from app.web.api import documents
from app.web.api.documents import Document, answered
from app.web.api.operations import Operation, serves
from app.web.api.shapes import Shape, number, one_of, text
from app.web.findings_page import Found

Item = TypeVar("Item")

_PERIOD = "/periods/<code>"
_CODE = {"code": shapes.PERIOD}
_CITY = (Permission.SEE_CITY,)
_INCLUDE: Shape = {**one_of(*INCLUDES), "default": APPROVED}
_INDICATORS: Shape = {**text(10_000, pattern="^[a-z0-9_,]*$"), "default": ""}
_PAGES: dict[str, Shape] = {
    "page": {**shapes.NUMBER, "default": 1},
    "per_page": {**number(1, 200), "default": 50},
}


def _of_period(
    name: str, summary: str, answer: Shape, query: Mapping[str, Shape] | None = None
) -> Operation:
    """What the Department reads of a period, at an address of its name."""
    return Operation(
        name,
        "GET",
        f"{_PERIOD}/{name}",
        summary,
        {200: answer},
        permissions=_CITY,
        refusals=(404,),
        parts=_CODE,
        query=query or {},
    )


@serves(
    _of_period(
        "coverage",
        "Bao nhiêu đơn vị đã nộp, đã duyệt; mã các đơn vị nộp muộn và chưa nộp",
        shapes.COVERAGE,
    )
)
def coverage(code: str) -> Response:
    with reading(scope()) as session:
        period = chosen_period.named(session, code)
        computed = consolidating.current(session, period, APPROVED)
    return answered(computed.rollup.coverage.document())


@serves(
    _of_period(
        "figures",
        "Số liệu tổng hợp của thành phố, mỗi số với số đơn vị đứng sau nó",
        shapes.FIGURES,
        query={"include": _INCLUDE},
    )
)
def figures(code: str) -> Response:
    """As ``flask consolidate`` prints them."""
    with reading(scope()) as session:
        period = chosen_period.named(session, code)
        found = consolidating.current(session, period, g.query["include"])
    city = reporting.city_of(scope())
    document = found.rollup.document(city.code, code, found.revision, found.computed_at)
    return answered(document)


@serves(
    _of_period(
        "findings",
        "Chỗ cần xem của kỳ, nặng nhất trước",
        shapes.FINDINGS,
        query={
            "show": {**one_of(*findings_page.FILTERS), "default": "all"},
            "rule": {**text(60, pattern="^[a-z0-9_]*$"), "default": ""},
            **_PAGES,
        },
    )
)
def findings(code: str) -> Response:
    lets_through, rule = findings_page.FILTERS[g.query["show"]], g.query["rule"]
    with reading(scope()) as session:
        every = findings_page.found_in(session, chosen_period.named(session, code), actor())
        listed = [f for f in every if lets_through(f) and rule in ("", f.row.rule)]
        return answered(_page(listed, _finding))


def _finding(found: Found) -> Document:
    row = found.row
    return {
        "ward": found.ward.code,
        "submission_id": str(row.submission_id),
        "rule": row.rule,
        "severity": row.severity,
        "fields": list(row.fields),
        "message": row.message,
        "score": row.score,
        "status": found.status,
        "others": list(getattr(row, "others", ())),
    }


@serves(
    _of_period(
        "submissions",
        "Báo cáo của mọi đơn vị trong kỳ, theo thứ tự cần thẩm định",
        shapes.SUBMISSIONS,
        query={"show": {**one_of(*desk.FILTERS), "default": "all"}, **_PAGES},
    )
)
def submissions(code: str) -> Response:
    with reading(scope()) as session:
        period = chosen_period.named(session, code)
        now = dt.datetime.now(dt.UTC)
        look = review_queue.look_of(session, period.id, actor().person_id, now)
        ordered = desk.in_order(review_queue.desk_reports(session, period))
    listed = desk.matching(ordered, g.query["show"], look)
    return answered(_page(listed, lambda report: _standing(report, look.now)))


def _standing(report: DeskReport, now: dt.datetime) -> Document:
    return {
        "id": str(report.submission_id),
        "ward_code": report.ward_code,
        "ward_name": report.ward_name,
        "state": report.shown_state,
        "version": report.last_version,
        "submitted_at": report.submitted_at,
        "due_at": report.owed_at,
        "is_overdue": report.is_overdue(now),
        "errors": report.weight.errors,
        "warnings": report.weight.warnings,
    }


def _page(listed: Sequence[Item], shown: Callable[[Item], Document]) -> Document:
    """The asked page; past the end it is empty."""
    page, per_page = g.query["page"], g.query["per_page"]
    first = (page - 1) * per_page
    items = [shown(item) for item in listed[first : first + per_page]]
    return {"items": items, "total": len(listed), "page": page, "per_page": per_page}


@serves(
    Operation(
        "submission",
        "GET",
        "/submissions/<uuid:submission_id>",
        "Bản mới nhất của một báo cáo mà Sở được đọc",
        {200: shapes.SUBMISSION},
        permissions=_CITY,
        refusals=(404,),
    )
)
def submission(submission_id: UUID) -> Response:
    """404 as long as the ward holds its own draft, as if there were no such report."""
    with reading(scope()) as session:
        opened = review_pages.open_desk(session, actor(), submission_id)
    if opened.answers is None:
        raise NotFound("Đơn vị chưa nộp báo cáo này.")
    return answered(_read(opened, opened.answers))


def _read(opened: review_pages.Desk, said: Mapping[str, Answer]) -> Document:
    report, version = opened.report, opened.version
    return {
        "id": str(report.submission.id),
        "ward_code": report.ward.code,
        "ward_name": report.ward.name,
        "period": report.period.code,
        "form_id": str(report.submission.form_version_id),
        "state": report_parts.shown_state(report, is_started=True),
        "version": opened.number,
        "receipt": version.receipt if version else "",
        "sha256": version.sha256 if version else "",
        "answers": documents.answers(said, {}),
    }


@serves(
    Operation(
        "export",
        "GET",
        f"{_PERIOD}/export.csv",
        "Số liệu của thành phố và từng đơn vị thành một bảng CSV",
        {200: None},
        permissions=(Permission.EXPORT,),
        refusals=(404,),
        parts=_CODE,
        query={"include": _INCLUDE},
        media="text/csv",
    )
)
def export(code: str) -> Response:
    with reading(scope()) as session:
        period = chosen_period.named(session, code)
    table = exporting_at_once.export_csv(scope(), actor(), period, g.query["include"])
    answer = send_file(table, mimetype="text/csv")
    answer.content_length = table.seek(0, os.SEEK_END)
    table.seek(0)
    return answer


@serves(
    Operation(
        "units",
        "GET",
        f"{_PERIOD}/units.csv",
        "Mỗi đơn vị một dòng, mỗi chỉ tiêu một cột; codes nêu các chỉ tiêu cần lấy, cách nhau"
        " bằng dấu phẩy (để trống là tất cả)",
        {200: None},
        permissions=(Permission.EXPORT,),
        refusals=(404, 422),
        parts=_CODE,
        query={"include": _INCLUDE, "codes": _INDICATORS},
        media="text/csv",
    )
)
def units(code: str) -> Response:
    """In the order that ``codes`` has, or else that the form has."""
    with reading(scope()) as session:
        period = chosen_period.named(session, code)
    asked = [one for one in g.query["codes"].split(",") if one]
    content = exporting_at_once.export_units(scope(), actor(), period, g.query["include"], asked)
    return Response(content, mimetype="text/csv")
