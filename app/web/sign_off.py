"""The last steps before a report goes: many reasons at once, and the signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actions import explaining
from app.actions.explaining import Reason
from app.domain.errors import Invalid
from app.domain.permissions import Permission
from app.store.reading import reading
from app.web import check_page, ward_pages
from app.web import report_parts as parts
from app.web.access import actor, needs, scope
from app.web.report_parts import View
from app.web.words import sentence

blueprint = Blueprint("sign_off", __name__, url_prefix="/ward")

REPORT = "/submissions/<uuid:submission_id>"


@blueprint.post(f"{REPORT}/explanations")
@needs(Permission.FILL)
def explain(submission_id: UUID) -> Response | str | tuple[str, int]:
    """Reasons as typed beside their flags: one by its own button, or all after a second look."""
    reasons = _sent()
    if not reasons:
        told = _("Chưa có lý do nào được viết.")
        return _check_again(submission_id, reasons, [{"anchor": "", "message": told}])
    is_one = "only" in request.form
    if not is_one and "confirmed" not in request.form:
        return _second_look(submission_id, reasons)
    try:
        explaining.explain_many(scope(), actor(), submission_id, reasons)
    except Invalid as error:
        return _check_again(submission_id, reasons, _problems(error))
    flash(
        _("Đã lưu %(n)s giải trình. Nó hết hiệu lực khi số liệu thay đổi.", n=len(reasons)), "good"
    )
    return redirect(url_for("ward.review_page", submission_id=submission_id, _anchor="flags-title"))


def _sent() -> list[Reason]:
    """Posted as key.<n>, inputs_hash.<n>, reason.<n>; ``only`` names the one <n> to keep."""
    sent = request.form
    numbers = [name.removeprefix("key.") for name in sent if name.startswith("key.")]
    wanted = [sent["only"]] if sent.get("only") in numbers else numbers
    found = [
        Reason(sent[f"key.{n}"], sent.get(f"inputs_hash.{n}", ""), sent.get(f"reason.{n}", ""))
        for n in wanted
    ]
    return found if "only" in sent else [reason for reason in found if reason.text.strip()]


def _problems(error: Invalid) -> list[View]:
    return [
        {"anchor": f"explain-{_anchor(key)}", "message": sentence(problem.message)}
        for problem in error.problems
        for key in problem.fields[:1]
    ]


def _anchor(key: str) -> str:
    return key.replace(":", "-")


def _check_again(
    submission_id: UUID, reasons: Sequence[Reason], problems: Sequence[View]
) -> tuple[str, int]:
    """Nothing was kept: the page again, with all that was typed."""
    typed = {reason.key: reason.text for reason in reasons} | _typed()
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
        view = check_page.check(session, opened, typed, problems)
        return render_template("ward/check.html", **view), 400


def _typed() -> dict[str, str]:
    sent = request.form
    numbers = [name.removeprefix("key.") for name in sent if name.startswith("key.")]
    return {sent[f"key.{n}"]: sent.get(f"reason.{n}", "") for n in numbers}


def _second_look(submission_id: UUID, reasons: Sequence[Reason]) -> str:
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
        found = {f["key"]: f for f in parts.flag_views(opened.report, opened.draft)}
        given = [
            {"key": r.key, "inputs_hash": r.inputs_hash, "text": r.text.strip(), **_flag(found, r)}
            for r in reasons
        ]
        return render_template("ward/explain.html", report=opened.strip(), reasons=given)


def _flag(found: Mapping[str, View], reason: Reason) -> View:
    flag = found.get(reason.key)
    return {"title": flag["title"] if flag else "", "message": flag["message"] if flag else ""}


@blueprint.get(f"{REPORT}/sign")
@needs(Permission.SIGN_OFF)
def sign(submission_id: UUID) -> str:
    """The leader's last look: which version, how much of it, signed as whom."""
    with reading(scope()) as session:
        opened = ward_pages.open_report(session, actor(), submission_id)
        return render_template("ward/sign.html", **check_page.sign(session, opened))
