"""What a trial says of reports that are over: flagged at which version, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.domain.rules.drafts import RuleDraft, published, rule_of
from app.domain.rules.trials import Outcome, Trial, Tried, tried
from tests.domain import agreed_cases
from tests.domain.agreed_cases import FORM, RULES

EXPRESSION = "dossiers_resolved > dossiers_received"
GOOD = {"dossiers_received": "9", "dossiers_resolved": "4"}
BAD = {"dossiers_received": "9", "dossiers_resolved": "4.410"}


def trial(*reports: Tried, kinds: str = "") -> Trial:
    message = "{dossiers_resolved} hơn {dossiers_received}."
    draft = RuleDraft("Thử", EXPRESSION, "yes", "error", message, "", "Luật", kinds)
    return tried(rule_of(published(draft, FORM, "city_thu", 1)), RULES.derived, reports)


def report(*versions: Mapping[str, str], decisions: tuple[str, ...] = ()) -> Tried:
    read = [(n, agreed_cases.answers_of(typed)) for n, typed in enumerate(versions, start=1)]
    context = agreed_cases.context("H1")
    return Tried("10525", "Phường Hải Dương", read, context, frozenset(decisions))


@pytest.mark.parametrize(
    ("versions", "decisions", "at", "outcome"),
    [
        ((BAD,), (), 1, Outcome.UNKNOWN),
        ((BAD, GOOD), (), 1, Outcome.CHANGED),
        ((GOOD, BAD), (), 2, Outcome.UNKNOWN),
        ((BAD, BAD), ("dismissed",), 1, Outcome.DISMISSED),
        ((BAD, BAD | {"households_total": "7"}), ("asked", "dismissed"), 1, Outcome.ASKED),
        ((BAD, GOOD), ("dismissed",), 1, Outcome.CHANGED),
        ((BAD,), ("accepted",), 1, Outcome.DISMISSED),
    ],
)
def test_what_became_of_a_flagged_report(
    versions: tuple[Mapping[str, str], ...],
    decisions: tuple[str, ...],
    at: int,
    outcome: Outcome,
) -> None:
    found = trial(report(*versions, decisions=decisions))
    (hit,) = found.hits
    assert (hit.version, hit.outcome) == (at, outcome)
    assert found.confirmed == (outcome in (Outcome.CHANGED, Outcome.ASKED))


def test_silent_reports_are_counted_apart() -> None:
    found = trial(report(GOOD), report(BAD), report({"dossiers_received": "9"}), report({}))
    assert (found.reports, found.judged, len(found.hits)) == (4, 2, 1)
    assert found.hits[0].numbers == {"dossiers_resolved": "4.410", "dossiers_received": "9"}


def test_the_sample_is_of_a_flagged_report_where_there_is_one() -> None:
    assert trial(report(GOOD), report(BAD)).sample.startswith("4.410 hơn 9.")
    assert trial(report({}), report(GOOD)).sample == "4 hơn 9."
    assert trial(report({})).sample == ""


def test_a_rule_for_other_periods_judges_none() -> None:
    found = trial(report(BAD), kinds="Y")
    assert (found.reports, found.judged, found.hits) == (1, 0, ())
