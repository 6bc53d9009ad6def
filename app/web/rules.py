"""Rules: the list, the editor, trials, publishing, dispensations, and the download."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import IntegerField, StringField, TextAreaField

from app.actions import rule_making
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.permissions import Permission
from app.domain.rules.drafts import PREFIX, RuleDraft
from app.store.reading import reading
from app.web import rule_checks, rule_pages, rule_sheets, rule_trials
from app.web.access import actor, needs, scope
from app.web.report_parts import View
from app.web.words import sentence

blueprint = Blueprint("rules", __name__)

Page = str | Response | tuple[str, int]


class RuleInput(FlaskForm):
    """What the editor sends; ``then`` is what is to happen once it is kept."""

    title = StringField()
    expression = TextAreaField()
    flags_when = StringField()
    severity = StringField()
    message = TextAreaField()
    mend = StringField()
    basis = StringField()
    period_kinds = StringField()
    revision = IntegerField()
    then = StringField()

    def draft(self) -> RuleDraft:
        typed = {name: field.data or "" for name, field in self._fields.items()}
        typed["expression"] = str(typed["expression"]).replace("\r\n", "\n")
        return RuleDraft.of(typed)


@blueprint.get("/admin/rules")
@needs(Permission.SEE_CITY)
def listed() -> str:
    with reading(scope()) as session:
        return render_template("admin/rules.html", **rule_pages.listed(session, actor()))


@blueprint.get("/admin/rules/new")
@needs(Permission.MANAGE_CITY)
def new() -> str:
    return _editor("", RuleDraft(), 0)


@blueprint.post("/admin/rules/new")
@needs(Permission.MANAGE_CITY)
def draft() -> Page:
    sent = RuleInput()
    typed = sent.draft()
    try:
        name = rule_making.draft_rule(scope(), actor(), typed)
    except Invalid as error:
        return _editor("", typed, 0, _problems(error)), 400
    return _then(name, typed, sent.then.data or "")


@blueprint.get("/admin/rules/<name>")
@needs(Permission.SEE_CITY)
def rule(name: str) -> str:
    """A rule of the city with its draft, or one of the form's own, to be read."""
    if not name.startswith(PREFIX):
        with reading(scope()) as session:
            view = rule_pages.standard(session, actor(), name)
            return render_template("admin/rule_standard.html", **view)
    with reading(scope()) as session:
        row = rule_pages.named(session, name)
    return _editor(name, RuleDraft.of(row.draft), row.revision)


def _editor(name: str, typed: RuleDraft, revision: int, problems: tuple[View, ...] = ()) -> str:
    with reading(scope()) as session:
        view = rule_pages.editor(session, actor(), name, typed, revision)
        check = rule_checks.of_draft(session, actor(), typed)
        return render_template("admin/rule.html", **view, check=check, problems=problems)


@blueprint.post("/admin/rules/<name>")
@needs(Permission.MANAGE_CITY)
def save(name: str) -> Page:
    """Keep the draft, and go on to its trial or publish it."""
    sent = RuleInput()
    typed, revision = sent.draft(), sent.revision.data or 0
    try:
        rule_making.save_draft(scope(), actor(), name, typed, revision)
    except (Invalid, Conflict) as error:
        return _editor(name, typed, revision, _problems(error)), 400
    return _then(name, typed, sent.then.data or "", revision + 1)


def _then(name: str, typed: RuleDraft, what: str, revision: int = 1) -> Page:
    if what == "publish":
        return _publish(name, typed, revision)
    if what == "try":
        return _try(name, typed, revision)
    flash(_("Đã lưu bản soạn."), "good")
    return redirect(url_for("rules.rule", name=name))


def _try(name: str, typed: RuleDraft, revision: int) -> Page:
    """To the trial; what cannot be tried stays where it can be mended."""
    with reading(scope()) as session:
        check = rule_checks.of_draft(session, actor(), typed)
    if check["state"] == "good" and not check["message_faults"]:
        return redirect(url_for("rules.trial", name=name))
    told = _("Đã lưu bản soạn, nhưng chưa thử được: hãy sửa chỗ nêu ở “Soát biểu thức”.")
    anchor = "message" if check["message_faults"] else "expression"
    return _editor(name, typed, revision, ({"anchor": anchor, "message": told},)), 400


@blueprint.post("/admin/rules/<name>/publish")
@needs(Permission.MANAGE_CITY)
def publish(name: str) -> Page:
    """The draft as it was tried. Nothing of it is in this call but which draft that was."""
    with reading(scope()) as session:
        typed = RuleDraft.of(rule_pages.named(session, name).draft)
    return _publish(name, typed, request.form.get("revision", 0, type=int))


def _publish(name: str, typed: RuleDraft, revision: int) -> Page:
    try:
        number = rule_making.publish_rule(scope(), actor(), name, revision)
    except (Invalid, Conflict) as error:
        return _editor(name, typed, revision, _problems(error)), 400
    flash(_("Đã công bố phiên bản %(n)s. Các kỳ đang mở theo quy tắc này.", n=number), "good")
    return redirect(url_for("rules.rule", name=name))


def _problems(error: Invalid | Conflict) -> tuple[View, ...]:
    if isinstance(error, Conflict):
        return ({"anchor": "title", "message": sentence(str(error))},)
    return tuple(
        {"anchor": next(iter(p.fields), ""), "message": sentence(p.message)} for p in error.problems
    )


@blueprint.post("/admin/rules/check")
@needs(Permission.MANAGE_CITY)
def check() -> str:
    """What is to be said of a draft as it stands in the editor: a part of the page."""
    typed = RuleInput().draft()
    with reading(scope()) as session:
        view = rule_checks.of_draft(session, actor(), typed)
        return render_template("components/rule_check.html", check=view)


@blueprint.get("/admin/rules/<name>/trial")
@needs(Permission.SEE_CITY)
def trial(name: str) -> str:
    """The draft tried on one stored period, on all of them, or on none yet."""
    with reading(scope()) as session:
        row = rule_pages.named(session, name)
        wanted = request.args.get("period", "")
        view = rule_trials.page(session, actor(), row, wanted)
        return render_template("admin/rule_trial.html", **view)


@blueprint.post("/admin/rules/<name>/withdraw")
@needs(Permission.MANAGE_CITY)
def withdraw(name: str) -> Response:
    reason = request.form.get("reason", "")
    return _done(
        name,
        lambda: rule_making.withdraw_rule(scope(), actor(), name, reason),
        _("Đã rút quy tắc. Các kỳ đang mở không còn theo quy tắc này."),
    )


@blueprint.post("/admin/rules/<name>/discard")
@needs(Permission.MANAGE_CITY)
def discard(name: str) -> Response:
    try:
        rule_making.discard_draft(scope(), actor(), name)
    except Conflict as error:
        flash(sentence(str(error)), "mend")
        return redirect(url_for("rules.rule", name=name))
    flash(_("Đã xóa bản soạn."), "good")
    return redirect(url_for("rules.listed"))


@blueprint.post("/admin/rules/<name>/dispensations")
@needs(Permission.MANAGE_CITY)
def dispense(name: str) -> Response:
    ward, period, document = (
        request.form.get(part, "") for part in ("ward_code", "period", "document")
    )
    return _done(
        name,
        lambda: rule_making.dispense(scope(), actor(), name, ward, period, document),
        _("Đã miễn quy tắc cho đơn vị trong kỳ này."),
    )


@blueprint.post("/admin/rules/<name>/dispensations/<uuid:dispensation_id>/lift")
@needs(Permission.MANAGE_CITY)
def lift(name: str, dispensation_id: UUID) -> Response:
    return _done(
        name,
        lambda: rule_making.lift_dispensation(scope(), actor(), dispensation_id),
        _("Đã bỏ miễn trừ."),
    )


@blueprint.post("/admin/rules/<name>/judge-again")
@needs(Permission.MANAGE_CITY)
def judge_again(name: str) -> Response:
    period = request.form.get("period", "")
    return _done(
        name,
        lambda: rule_making.judge_again(scope(), actor(), period),
        _("Các báo cáo đã nộp của kỳ đang được soát lại theo quy tắc hiện hành."),
    )


def _done(name: str, act: rule_pages.Act, said: str) -> Response:
    """Do it and say so, or say why not; then back to the rule."""
    try:
        act()
    except (Invalid, NotFound, Conflict) as error:
        flash(sentence(str(error)), "mend")
    else:
        flash(said, "good")
    return redirect(url_for("rules.rule", name=name))


@blueprint.get("/rules/in-force.<any(csv,json):format>")
@needs(Permission.SEE_SUBMITTED)
def download(format: str) -> Response:
    """Every rule that the reports of a period (``?period=``) are judged by."""
    with reading(scope()) as session:
        book = rule_sheets.in_force(session, actor(), request.args.get("period", ""))
    sheet = rule_sheets.as_csv(book) if format == "csv" else rule_sheets.as_json(book)
    kind = "text/csv" if format == "csv" else "application/json"
    name = f"quy-tac-{book['period']}.{format}"
    attached = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(sheet, mimetype=kind, headers=attached)
