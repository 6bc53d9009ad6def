"""A report beside another: an earlier version, an earlier period, another ward."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.actions import checking, recalling
from app.actions.access import Report
from app.actions.recalling import Earlier
from app.domain.errors import NotFound
from app.domain.permissions import Permission
from app.domain.vietnamese.text import fold
from app.store import cities, neighbours, submissions
from app.store.reading import reading
from app.web import comparisons, review_pages
from app.web.access import actor, needs, scope
from app.web.comparisons import Answers
from app.web.report_parts import View, period_title
from app.web.review_pages import Desk
from app.web.words import short_period_name

blueprint = Blueprint(
    "compare", __name__, url_prefix="/review/submissions/<uuid:submission_id>/compare"
)

#: The period before, whichever it was.
LAST = "last"


@blueprint.get("/<int:number>")
@needs(Permission.SEE_CITY)
def version(submission_id: UUID, number: int) -> str:
    """An earlier version beside the newest one that may be read."""
    with reading(scope()) as session:
        shown = _comparable(session, submission_id)
        other = submissions.version(session, submission_id, number)
        if other is None or number > shown.number:
            raise NotFound(_("Không có bản số %(n)s.", n=number))
        before = checking.answers_in(shown.report.form, other.content)
        return _page(session, shown, before, _("Bản số %(n)s", n=number), f"{number}")


@blueprint.get("/before/<code>")
@needs(Permission.SEE_CITY)
def before(submission_id: UUID, code: str) -> str:
    """An earlier period of the same ward; ``last`` for the newest of them."""
    with reading(scope()) as session:
        shown = _comparable(session, submission_id)
        earlier = recalling.earlier_reports(session, shown.report)
        found = next((e for e in earlier if code in (LAST, str(e.period))), None)
        if found is None:
            raise NotFound(_("Đơn vị chưa nộp báo cáo của kỳ đó trên hệ thống."))
        name = str(found.period)
        return _page(session, shown, found.answers, _title(found), name)


@blueprint.get("/ward/<code>")
@needs(Permission.SEE_CITY)
def ward(submission_id: UUID, code: str) -> str:
    """Another ward's report of the same period, as far as it may be read."""
    with reading(scope()) as session:
        shown = _comparable(session, submission_id)
        other = _other(session, shown, code)
        answers = other.answers or {}
        texts = comparisons.likenesses(shown.report, other.report, answers, shown.answers or {})
        name = other.report.ward.name
        return _page(session, shown, answers, name, f"ward-{code}", texts=texts)


def _other(session: Session, shown: Desk, code: str) -> Desk:
    found = cities.ward_by_code(session, code)
    report = found and submissions.of_ward(session, found.id, shown.report.period.id)
    if found is None or report is None:
        raise NotFound(_("Không có đơn vị mã %(code)s trong kỳ này.", code=code))
    other = review_pages.open_desk(session, actor(), report.id)
    if other.version is None:
        raise NotFound(_("%(ward)s chưa nộp bản nào để so sánh.", ward=found.name))
    return other


@blueprint.get("/wards")
@needs(Permission.SEE_CITY)
def find(submission_id: UUID) -> str | Response:
    """Wards whose name holds what was typed, with or without marks; a single one opens."""
    typed = request.args.get("q", "").strip()[:80]
    with reading(scope()) as session:
        shown = _comparable(session, submission_id)
        found = _matching(session, shown.report, typed)
        if len(found) == 1:
            return redirect(found[0]["url"])
        view = _frame(session, shown, "", typed) | {"found": found}
        return render_template("review/compare.html", **view)


def _matching(session: Session, report: Report, typed: str) -> list[View]:
    wanted = fold(typed)
    return [
        {
            "name": ward.name,
            "folded": fold(ward.name),
            "url": url_for("compare.ward", submission_id=report.submission.id, code=ward.code),
        }
        for ward in neighbours.held_wards(session, report.period.id)
        if ward.id != report.ward.id and wanted in fold(ward.name)
    ]


def _comparable(session: Session, submission_id: UUID) -> Desk:
    shown = review_pages.open_desk(session, actor(), submission_id)
    if shown.version is None:
        raise NotFound(_("Đơn vị chưa nộp bản nào để so sánh."))
    return shown


def _page(
    session: Session,
    shown: Desk,
    other: Answers,
    label: str,
    chosen: str,
    *,
    texts: list[View] | None = None,
) -> str:
    all_rows = request.args.get("all") == "1"
    own = shown.answers or {}
    if texts is None:
        texts = comparisons.texts(shown.report, other, own, all_rows=all_rows)
    view = _frame(session, shown, chosen, "") | {
        "other_label": label,
        "sections": comparisons.numbers(shown.report, other, own, all_rows=all_rows),
        "texts": texts,
        "all_rows": all_rows,
    }
    return render_template("review/compare.html", **view)


def _frame(session: Session, shown: Desk, chosen: str, typed: str) -> View:
    """What every comparison shows: the report, and what else it may be held against."""
    return {
        "report": review_pages.strip(session, shown),
        "choices": _choices(session, shown, chosen),
        "typed": typed,
        "other_label": "",
        "wards": _matching(session, shown.report, ""),
        "found": None,
        "sections": [],
        "texts": [],
        "all_rows": False,
    }


def _title(past: Earlier) -> str:
    return _estimated(period_title(str(past.period)), past)


def _estimated(words: str, past: Earlier) -> str:
    return _("%(period)s (ước tính)", period=words) if past.is_estimated else words


def _choices(session: Session, shown: Desk, chosen: str) -> list[View]:
    """Earlier versions, and earlier periods of the ward."""
    own = shown.report.submission.id
    versions = [
        {
            "words": _("Bản số %(n)s", n=v.number),
            "url": url_for("compare.version", submission_id=own, number=v.number),
            "is_current": f"{v.number}" == chosen,
        }
        for v in submissions.versions_of(session, own)
        if v.number < shown.number or f"{v.number}" == chosen
    ]
    earlier: Sequence[Earlier] = recalling.earlier_reports(session, shown.report)
    periods = [
        {
            "words": _estimated(short_period_name(str(e.period)), e),
            "url": url_for("compare.before", submission_id=own, code=str(e.period)),
            "is_current": str(e.period) == chosen,
        }
        for e in earlier
    ]
    return [*versions, *periods]
