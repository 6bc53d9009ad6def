"""Trying a rule on the periods that are stored, before anybody is held to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.actions import access
from app.domain.answers import Answer, from_json
from app.domain.errors import NotFound
from app.domain.periods import parse_period_code
from app.domain.permissions import Actor, Permission
from app.domain.rules import Context, Rule
from app.domain.rules.expressions.messages import placeholders
from app.domain.rules.trials import Trial, Tried, tried
from app.store import cities, rule_trials
from app.store.forms import CompiledForm
from app.store.rule_trials import FrozenAnswers
from app.store.tables.city import Period


def try_rule(
    session: Session, actor: Actor, rule: Rule, period_code: str, most: int | None = None
) -> Trial:
    """What the rule would have flagged in a period, among its first ``most`` versions.

    Raises ``NotFound`` for no such period.
    """
    access.require(actor, Permission.SEE_CITY)
    period = cities.period_by_code(session, period_code)
    if period is None:
        raise NotFound("Không có kỳ báo cáo này.")
    form = access.form_of(session, period)
    return tried(rule, form.rules.derived, _reports(session, period, form, rule, most))


def _reports(
    session: Session, period: Period, form: CompiledForm, rule: Rule, most: int | None
) -> Iterator[Tried]:
    codes = _codes(form, rule)
    past = _past(session, period, codes)
    decided = rule_trials.decisions(
        session, period.id, rule.condition.codes if rule.condition else ()
    )
    rows = rule_trials.versions(session, period.id, codes, most)
    for submission_id, group in groupby(rows, key=lambda row: row.submission_id):
        found = list(group)
        ward = found[0].ward
        yield Tried(
            ward_code=ward.code,
            ward_name=ward.name,
            versions=[(row.number, _answers(form, row.answers)) for row in found],
            context=Context(
                form=form.definition,
                period_kind=period.kind,
                data_from=period.data_from,
                data_to=period.data_to,
                unit_established_on=ward.established_on,
                previous=_answers(form, past[ward.id]) if ward.id in past else None,
            ),
            decisions=frozenset(decided.get(submission_id, ())),
        )


def _codes(form: CompiledForm, rule: Rule) -> set[str]:
    """What the rule and its message look at, and the splits that those are worked out from."""
    asked = {node.text for node in placeholders(rule.options["message_vi"])}
    asked |= set(rule.condition.codes) if rule.condition else set()
    splits = (item.side.terms for item in form.rules.derived if item.code in asked)
    return asked | {term.code for terms in splits for term in terms}


def _past(
    session: Session, period: Period, codes: Iterable[str]
) -> dict[UUID, Mapping[str, dict[str, Any]]]:
    """What each ward last said for the same period a year before."""
    before = cities.period_by_code(session, str(parse_period_code(period.code).same_last_year))
    if before is None:
        return {}
    rows: list[FrozenAnswers] = rule_trials.versions(session, before.id, list(codes))
    return {row.ward.id: row.answers for row in rows}


def _answers(form: CompiledForm, documents: Mapping[str, dict[str, Any]]) -> dict[str, Answer]:
    known = form.definition.fields
    return {
        code: from_json(known[code], document)
        for code, document in documents.items()
        if code in known
    }
