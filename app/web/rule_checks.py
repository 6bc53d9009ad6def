"""What is said of a rule while it is written: faults where they stand, or how it reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import rule_making, rule_trying
from app.domain.errors import Invalid
from app.domain.forms import FormDefinition
from app.domain.permissions import Actor
from app.domain.rules import Rule
from app.domain.rules.drafts import RuleDraft, published, rule_of
from app.domain.rules.expressions import Fault, Faulty, checked, message_problems
from app.store import rule_trials
from app.web.report_parts import View
from app.web.words import name_of, period_name, sentence

#: A preview looks at this many reports: it is asked for with every pause in typing.
_LOOKED_AT: Final = 60


def of_draft(session: Session, actor: Actor, draft: RuleDraft) -> View:
    """``{state: 'empty' | 'faulty' | 'good', faults, message_faults, asks, preview}``."""
    form = rule_making.newest_form(session).definition
    faults = _faults(draft.expression, form)
    said = [sentence(p) for p in message_problems(draft.message, form)] if draft.message else []
    rule = None if faults or not draft.expression else _rule(draft, form, bool(said))
    state = "faulty" if faults else "good" if rule else "empty"
    return {
        "state": state,
        "faults": [_fault_view(draft.expression, fault) for fault in faults],
        "message_faults": said,
        "asks": list(_asks(rule, form)) if rule else [],
        "preview": _preview(session, actor, rule) if rule else None,
    }


def _faults(expression: str, form: FormDefinition) -> tuple[Fault, ...]:
    if not expression:
        return ()
    try:
        checked(expression, form)
    except Faulty as error:
        return error.faults
    return ()


def _rule(draft: RuleDraft, form: FormDefinition, is_message_bad: bool) -> Rule | None:
    """The rule as it would be, with what is still unwritten beside its expression made up."""
    message = "…" if is_message_bad or not draft.message else draft.message
    whole = replace(draft, title="…", basis="…", mend="", message=message)
    try:
        return rule_of(published(whole, form, "city_trial", 0))
    except Invalid:
        return None


def _fault_view(expression: str, fault: Fault) -> View:
    """The text around a fault in three parts, the column counted from 1."""
    at, end = fault.at, fault.at + fault.length
    return {
        "before": expression[:at],
        "word": expression[at:end],
        "after": expression[end:],
        "column": at - expression.rfind("\n", 0, at),
        "line": expression.count("\n", 0, at) + 1,
        "message": sentence(fault.message),
    }


def _asks(rule: Rule, form: FormDefinition) -> Iterator[View]:
    condition = rule.condition
    for node in condition.asks if condition else ():
        field = form.fields[node.text]
        is_needed = condition is not None and node in condition.needs
        is_past = node.kind == "previous"
        name = name_of(field)
        yield {
            "code": node.text,
            "name": _("%(name)s, cùng kỳ năm trước", name=name) if is_past else name,
            "is_needed": is_needed,
        }


def _preview(session: Session, actor: Actor, rule: Rule) -> View | None:
    """The message with the numbers of a real ward, and how many of the first are flagged."""
    newest = next(iter(rule_trials.received_periods(session)), None)
    if newest is None:
        return None
    trial = rule_trying.try_rule(session, actor, rule, newest, most=_LOOKED_AT)
    return {
        "period_name": period_name(newest),
        "ward_name": trial.sampled,
        "message": trial.sample,
        "flagged": len(trial.hits),
        "reports": trial.reports,
        "judged": trial.judged,
        "wards": _first([hit.ward_name for hit in trial.hits]),
    }


def _first(names: Iterable[str]) -> list[str]:
    return list(names)[:3]
