"""View data of a trial: what the draft would have flagged, period by period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import rule_making, rule_trying
from app.domain.errors import Invalid, NotFound
from app.domain.forms import Field
from app.domain.permissions import Actor, Permission
from app.domain.rules import Rule
from app.domain.rules.drafts import RuleDraft, published, rule_of
from app.domain.rules.trials import Hit, Outcome, Trial
from app.store import rule_trials as store
from app.web.report_parts import View, period_title
from app.web.words import name_of, sentence

if TYPE_CHECKING:
    from app.store.tables.rules import CityRule

ALL = "all"


def page(session: Session, actor: Actor, row: CityRule, wanted: str) -> View:
    """``wanted``: a period's code, ``all``, or '' for none yet. Raises ``NotFound``."""
    draft = RuleDraft.of(row.draft)
    form = rule_making.newest_form(session).definition
    codes = store.received_periods(session)
    if wanted not in ("", ALL, *codes):
        raise NotFound(_("Không có kỳ báo cáo này."))
    view: View = {
        "name": row.name,
        "title": draft.title,
        "expression": draft.expression,
        "revision": row.revision,
        "is_all": wanted == ALL,
        "all_url": url_for("rules.trial", name=row.name, period=ALL),
        "may_write": actor.may(Permission.MANAGE_CITY),
        "problems": [],
    }
    try:
        rule = rule_of(published(draft, form, row.name, row.last_version + 1))
    except Invalid as error:
        problems = [{"anchor": "", "message": sentence(p.message)} for p in error.problems]
        return view | {"problems": problems, "periods": [], "codes": [], "total": None}
    asked = [code for code in codes if wanted in (code, ALL)]
    trials = {code: rule_trying.try_rule(session, actor, rule, code) for code in asked}
    return view | {
        "codes": _heads(rule, form.fields),
        "periods": [_period(row.name, code, trials.get(code), rule) for code in codes],
        "total": _total(trials.values()) if wanted == ALL else None,
    }


def _heads(rule: Rule, fields: Mapping[str, Field]) -> list[View]:
    codes = rule.condition.codes if rule.condition else ()
    return [{"code": code, "name": name_of(fields[code])} for code in codes]


def _period(name: str, code: str, trial: Trial | None, rule: Rule) -> View:
    return {
        "code": code,
        "name": period_title(code),
        "url": url_for("rules.trial", name=name, period=code),
        "trial": _trial(trial, rule) if trial is not None else None,
    }


def _trial(trial: Trial, rule: Rule) -> View:
    codes = rule.condition.codes if rule.condition else ()
    return {
        **_counts([trial]),
        "hits": [_hit(hit, codes) for hit in trial.hits],
    }


def _total(trials: Iterable[Trial]) -> View:
    return _counts(list(trials))


def _counts(trials: list[Trial]) -> View:
    flagged = sum(len(trial.hits) for trial in trials)
    confirmed = sum(trial.confirmed for trial in trials)
    return {
        "reports": sum(trial.reports for trial in trials),
        "judged": sum(trial.judged for trial in trials),
        "flagged": flagged,
        "confirmed": confirmed,
        "share": round(100 * confirmed / flagged) if flagged else None,
    }


def _hit(hit: Hit, codes: Iterable[str]) -> View:
    return {
        "ward_name": hit.ward_name,
        "version": hit.version,
        "numbers": [hit.numbers.get(code, "") for code in codes],
        "message": hit.message,
        "is_confirmed": hit.is_confirmed,
        "outcome": _outcome(hit.outcome),
    }


def _outcome(outcome: Outcome) -> str:
    return {
        Outcome.CHANGED: _("Đơn vị đã sửa số ở phiên bản sau"),
        Outcome.ASKED: _("Sở đã hỏi hoặc trả lại"),
        Outcome.DISMISSED: _("Sở xem là không có vấn đề"),
        Outcome.UNKNOWN: _("Chưa rõ"),
    }[outcome]
