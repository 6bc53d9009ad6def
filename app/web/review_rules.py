"""The administrator says how many persons an approval needs."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField

from app.actions import second_person
from app.domain.permissions import Permission
from app.domain.second_person import SecondPerson
from app.store import review_rules
from app.store.reading import reading
from app.web.access import actor, needs, scope

blueprint = Blueprint("review_rules", __name__, url_prefix="/admin/review")


class RuleInput(FlaskForm):
    needs_second = BooleanField()
    bars_own_review = BooleanField()


@blueprint.get("")
@needs(Permission.MANAGE_CITY)
def form() -> str:
    with reading(scope()) as session:
        rule = review_rules.of_city(session)
        who, at = review_rules.changed(session)
    return render_template(
        "admin/review_rule.html",
        needs_second=rule.needs_second,
        bars_own_review=rule.bars_own_review,
        changed={"who": who, "at": at} if at else None,
    )


@blueprint.post("")
@needs(Permission.MANAGE_CITY)
def keep() -> Response:
    sent = RuleInput()
    rule = SecondPerson(bool(sent.needs_second.data), bool(sent.bars_own_review.data))
    second_person.set_rule(scope(), actor(), rule)
    flash(_("Đã lưu. Áp dụng từ lần duyệt kế tiếp."), "good")
    return redirect(url_for("review_rules.form"))
