"""View data of the board of data quality: what the rules said, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from flask import current_app, url_for
from sqlalchemy.orm import Session

from app.actions import access
from app.domain.decisions import LEAST_SETTLED, MOST_DISMISSED, share_dismissed, wants_retuning
from app.domain.permissions import Actor
from app.store import cities, finding_trends
from app.store.rows import AnyRow
from app.web import chosen_period
from app.web.access import rule_of
from app.web.queue_page import rule_titles
from app.web.report_parts import View, period_title
from app.web.words import short_period_name

if TYPE_CHECKING:
    from app.store.tables.city import Period

#: Periods side by side: the chosen one and those before it.
PERIODS: Final = 6
WARDS_SHOWN: Final = 20
#: Rows that are seen at once; the others are folded, save rules that want retuning.
AT_ONCE: Final = 10
LEAST_RETURNS: Final = 2
_LAB: Final = "rules.listed"


def page(session: Session, actor: Actor, code: str) -> View:
    period = chosen_period.named(session, code)
    periods = _up_to(cities.periods(session), period)
    ids = [one.id for one in periods]
    titles = rule_titles(access.form_of(session, period))
    return {
        "period": {"code": period.code, "name": period_title(period.code)},
        "columns": [short_period_name(one.code) for one in periods],
        "rules": _rules(periods, finding_trends.by_rule(session, ids), titles),
        "wards": _wards(periods, finding_trends.by_ward(session, ids)),
        "returns": [
            {
                "name": row.name,
                "times": row.times,
                "url": url_for("review.submission", submission_id=row.submission_id),
            }
            for row in finding_trends.repeat_returns(session, period.id, LEAST_RETURNS)
        ],
        "dispensations": [
            {
                "ward_name": row.name,
                "title": titles.get(row.RuleDispensation.rule, row.RuleDispensation.rule),
                "document": row.RuleDispensation.document,
                "who": row.RuleDispensation.granted_by,
                "at": row.RuleDispensation.granted_at,
            }
            for row in finding_trends.dispensations(session, period.id)
        ],
        "most": f"{100 * MOST_DISMISSED:.0f} %",
        "least": LEAST_SETTLED,
        "lab_url": _lab_url(actor),
    }


def _up_to(periods: Sequence[Period], chosen: Period) -> list[Period]:
    """The chosen period and those that ended before it, oldest first."""
    before = [one for one in periods if one.data_to < chosen.data_to]
    before.sort(key=lambda one: (one.data_to, one.data_from))
    return [*before[-(PERIODS - 1) :], chosen]


def _rules(
    periods: Sequence[Period], rows: Sequence[AnyRow], titles: Mapping[str, str]
) -> list[View]:
    """Most hits in the chosen period first; the share of "not an issue" is of all shown."""
    told = {(row.period_id, row.rule): row for row in rows}
    views = []
    for rule in {row.rule for row in rows}:
        of_rule = [told.get((period.id, rule)) for period in periods]
        found = sum(row.found for row in of_rule if row)
        dismissed = sum(row.dismissed for row in of_rule if row)
        settled = sum(row.settled for row in of_rule if row)
        views.append(
            {
                "title": titles.get(rule, rule),
                "counts": [row.found if row else 0 for row in of_rule],
                "wards": of_rule[-1].wards if of_rule[-1] else 0,
                "still_open": of_rule[-1].still_open if of_rule[-1] else 0,
                "dismissed": dismissed,
                "found": found,
                "share": percent(share_dismissed(dismissed, found)),
                "wants_retuning": wants_retuning(dismissed, found, settled),
                "url": url_for("city.findings", code=periods[-1].code, rule=rule),
            }
        )
    views.sort(key=lambda view: (-view["counts"][-1], -view["found"], view["title"]))
    return [
        view | {"is_shown": n < AT_ONCE or view["wants_retuning"]} for n, view in enumerate(views)
    ]


def percent(share: float) -> str:
    """0.125 -> 12,5 %"""
    return f"{100 * share:.1f} %".replace(".", ",")


def _wards(periods: Sequence[Period], rows: Sequence[AnyRow]) -> list[View]:
    """Most found in the chosen period first."""
    counts = {(row.period_id, row.code): row.found for row in rows}
    names = {row.code: row.name for row in rows}
    views = [
        {
            "name": name,
            "counts": [counts.get((period.id, code), 0) for period in periods],
            "url": url_for("city.findings", code=periods[-1].code, ward=code),
        }
        for code, name in names.items()
    ]
    views.sort(key=lambda view: -view["counts"][-1])
    return [view | {"is_shown": n < AT_ONCE} for n, view in enumerate(views[:WARDS_SHOWN])]


def _lab_url(actor: Actor) -> str:
    """Where rules are tried and retuned, for whoever may go there."""
    view = current_app.view_functions.get(_LAB)
    rule = rule_of(view) if view else None
    may = isinstance(rule, frozenset) and any(actor.may(permission) for permission in rule)
    return url_for(_LAB) if may else ""
