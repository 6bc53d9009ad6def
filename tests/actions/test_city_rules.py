"""A city's own rules against PostgreSQL: drafted, tried, published, dispensed, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import delete, event
from sqlalchemy.exc import DBAPIError

from app.actions import access, comparing, detecting, periods, rule_making, rule_trying, submitting
from app.actions.checking import draft_of
from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.permissions import COMMAND_LINE, Permission
from app.domain.rules.drafts import RuleDraft, published, rule_of
from app.domain.rules.trials import Outcome, Trial
from app.store import review_queue, submissions
from app.store import rules as rule_store
from app.store.database import db
from app.store.reading import reading
from app.store.tables.rules import RuleBook, RuleVersion
from app.store.transaction import transaction
from tests import worlds
from tests.worlds import Place, Town, World

DRAFT = RuleDraft(
    title="Hồ sơ trễ hạn",
    expression="dossiers_resolved_overdue * 50 > dossiers_resolved",
    flags_when="yes",
    severity="warning",
    message="Có {dossiers_resolved_overdue} hồ sơ quá hạn trên {dossiers_resolved}.",
    basis="Nghị định 118/2025/NĐ-CP Điều 31",
)
NAME = "city_ho_so_tre_han"
OVERDUE = worlds.FIGURES | {"dossiers_resolved_on_time": "90", "dossiers_resolved_overdue": "5"}
OVERDUE |= {"dossiers_on_time_rate": "94,74"}


@pytest.fixture
def town(world: World) -> Town:
    return world.here


def drafted(town: Town, draft: RuleDraft = DRAFT) -> str:
    return rule_making.draft_rule(town.scope, town.admin, draft)


def publish(town: Town, draft: RuleDraft = DRAFT) -> str:
    name = drafted(town, draft)
    rule_making.publish_rule(town.scope, town.admin, name, 1)
    return name


def flagged(place: Place) -> set[str]:
    return {flag.finding.rule for flag in worlds.draft_of(place).flags}


def tried(town: Town, period: str = worlds.PERIOD, draft: RuleDraft = DRAFT) -> Trial:
    with reading(town.scope) as session:
        form = rule_making.newest_form(session).definition
        rule = rule_of(published(draft, form, NAME, 1))
        return rule_trying.try_rule(session, town.reviewer, rule, period)


# --- publishing -----------------------------------------------------------------------------


def test_a_published_rule_judges_drafts_at_once(town: Town) -> None:
    worlds.fill(town.place, OVERDUE)
    assert drafted(town) == NAME
    assert NAME not in flagged(town.place), "a draft binds nobody"
    assert rule_making.publish_rule(town.scope, town.admin, NAME, 1) == 1
    assert NAME in flagged(town.place)
    (flag,) = (f for f in worlds.draft_of(town.place).flags if f.finding.rule == NAME)
    assert flag.finding.message.startswith("Có 5 hồ sơ quá hạn trên 95.")
    assert flag.finding.details["version"] == 1
    with reading(town.place.scope) as session:
        report = access.report_for(
            session, town.place.drafter, town.place.submission_id, Permission.SEE_DRAFT
        )
        assert report.form.rules[NAME].basis == DRAFT.basis
        assert NAME in {rule["rule"] for rule in report.form.portable["rules"]}


def test_the_other_city_is_not_bound(world: World) -> None:
    publish(world.here)
    worlds.fill(world.there.place, OVERDUE)
    assert NAME not in flagged(world.there.place)
    with reading(world.there.scope) as session:
        assert not rule_store.all_rules(session)
        assert rule_store.newest_book(session) is None


def test_publishing_again_makes_the_next_version_and_keeps_the_last(town: Town) -> None:
    publish(town)
    assert rule_making.publish_rule(town.scope, town.admin, NAME, 1) == 1, "nothing has changed"
    stricter = replace(DRAFT, expression="dossiers_resolved_overdue > 3")
    rule_making.save_draft(town.scope, town.admin, NAME, stricter, 1)
    assert rule_making.publish_rule(town.scope, town.admin, NAME, 2) == 2
    with reading(town.scope) as session:
        row = rule_store.rule_named(session, NAME)
        assert row is not None
        versions = rule_store.versions_of(session, row.id)
    assert [(v.number, v.draft["expression"]) for v in versions] == [
        (2, stricter.expression),
        (1, DRAFT.expression),
    ]
    assert {v.published_by for v in versions} == {town.admin.name}


def test_what_was_published_is_never_changed(town: Town) -> None:
    publish(town)
    for table in (RuleVersion, RuleBook):
        with transaction(town.scope, town.admin) as tx, pytest.raises(DBAPIError):
            tx.session.execute(delete(table))


def test_a_faulty_draft_is_kept_and_not_published(town: Town) -> None:
    faulty = replace(DRAFT, expression="dossiers_resolved_late > 1")
    name = drafted(town, faulty)
    with pytest.raises(Invalid, match="dossiers_resolved_late"):
        rule_making.publish_rule(town.scope, town.admin, name, 1)
    with pytest.raises(Invalid, match="tên cho quy tắc"):
        drafted(town, replace(DRAFT, title=""))


def test_two_who_edit_at_once_do_not_overwrite_each_other(town: Town) -> None:
    name = drafted(town)
    rule_making.save_draft(town.scope, town.admin, name, replace(DRAFT, mend="Sửa."), 1)
    with pytest.raises(Conflict):
        rule_making.save_draft(town.scope, town.admin, name, DRAFT, 1)
    with pytest.raises(Conflict):
        rule_making.publish_rule(town.scope, town.admin, name, 1)


def test_two_rules_published_at_once_are_both_in_force(app: Flask, town: Town) -> None:
    names = [drafted(town, replace(DRAFT, title=f"Quy tắc {n}")) for n in range(4)]

    def publishing(name: str) -> Callable[[], object]:
        return lambda: rule_making.publish_rule(town.scope, town.admin, name, 1)

    assert worlds.at_once(app, [publishing(name) for name in names]) == [1, 1, 1, 1]
    worlds.fill(town.place, OVERDUE)
    assert set(names) <= flagged(town.place)


def test_only_an_administrator_writes(town: Town) -> None:
    name = publish(town)
    for actor in (town.reviewer, town.head, town.place.leader):
        for act in (
            lambda a: rule_making.draft_rule(town.scope, a, DRAFT),
            lambda a: rule_making.save_draft(town.scope, a, name, DRAFT, 1),
            lambda a: rule_making.publish_rule(town.scope, a, name, 1),
            lambda a: rule_making.withdraw_rule(town.scope, a, name, "Thử"),
            lambda a: rule_making.dispense(town.scope, a, name, "10525", worlds.PERIOD, "1"),
            lambda a: rule_making.judge_again(town.scope, a, worlds.PERIOD),
            lambda a: rule_making.discard_draft(town.scope, a, name),
        ):
            with pytest.raises(NotAllowed):
                act(actor)


# --- withdrawing, periods -------------------------------------------------------------------


def test_a_withdrawn_rule_finds_nothing_more_and_keeps_its_name(town: Town) -> None:
    worlds.fill(town.place, OVERDUE)
    publish(town)
    with pytest.raises(Invalid):
        rule_making.withdraw_rule(town.scope, town.admin, NAME, " ")
    rule_making.withdraw_rule(town.scope, town.admin, NAME, "Trùng với quy tắc của mẫu.")
    assert NAME not in flagged(town.place)
    with reading(town.scope) as session:
        period = worlds.period_of(town)
        assert access.form_of(session, period).rules[NAME].title_vi == DRAFT.title
        assert NAME not in {r["rule"] for r in access.form_of(session, period).portable["rules"]}
    with pytest.raises(Conflict):
        rule_making.withdraw_rule(town.scope, town.admin, NAME, "Lần nữa.")
    assert rule_making.publish_rule(town.scope, town.admin, NAME, 1) == 2
    assert NAME in flagged(town.place)


def weight_of(town: Town) -> frozenset[str]:
    """The rules whose undecided findings the queue counts for the first ward."""
    with reading(town.scope) as session:
        weights = review_queue.weights_of(session, town.period_id)
    return weights[town.place.submission_id].rules


def judged(town: Town) -> None:
    worlds.filed(town.place, OVERDUE)
    publish(town)
    detecting.detect(town.scope, COMMAND_LINE, town.period_id)
    assert NAME in weight_of(town)


def test_what_a_withdrawn_rule_had_found_counts_no_more(town: Town) -> None:
    judged(town)
    before = weight_of(town)
    rule_making.withdraw_rule(town.scope, town.admin, NAME, "Không còn cần.")
    assert weight_of(town) == before - {NAME}


def test_what_it_found_in_a_closed_period_stands(town: Town) -> None:
    judged(town)
    periods.set_closed(town.scope, town.admin, town.period_id, True)
    rule_making.withdraw_rule(town.scope, town.admin, NAME, "Không còn cần.")
    assert NAME in weight_of(town)


def test_what_was_found_in_a_ward_dispensed_since_counts_no_more(town: Town) -> None:
    judged(town)
    rule_making.dispense(town.scope, town.admin, NAME, town.place.code, worlds.PERIOD, "12/QĐ-SNV")
    assert NAME not in weight_of(town)


def test_the_wards_are_compared_by_the_rules_in_force(town: Town) -> None:
    worlds.filed(town.place, OVERDUE)
    publish(town)
    rule_making.withdraw_rule(town.scope, town.admin, NAME, "Không còn cần.")
    with reading(town.scope) as session:
        rules = comparing.city_columns(session, worlds.period_of(town)).rules
    assert NAME in rules.by_name
    assert NAME in rules.muted


def test_a_closed_period_keeps_the_rules_it_was_closed_under(town: Town) -> None:
    worlds.fill(town.place, OVERDUE)
    periods.set_closed(town.scope, town.admin, town.period_id, True)
    publish(town)
    assert NAME not in flagged(town.place)
    periods.set_closed(town.scope, town.admin, town.period_id, False)
    assert NAME in flagged(town.place)
    later = periods.open_period(town.scope, COMMAND_LINE, "2026-Y")
    (place, *_rest) = worlds.places_of(town.scope, later)
    worlds.fill(place, OVERDUE)
    assert NAME in flagged(place)


def test_a_frozen_version_is_judged_anew_only_by_a_run(town: Town) -> None:
    worlds.filed(town.place, OVERDUE)
    publish(town)

    def stored() -> set[str]:
        with reading(town.scope) as session:
            return {row.rule for row in submissions.findings_of(session, town.place.submission_id)}

    assert NAME not in stored()
    rule_making.judge_again(town.scope, town.admin, worlds.PERIOD)
    detecting.detect(town.scope, COMMAND_LINE, town.period_id)
    assert NAME in stored()


def test_a_rule_in_force_costs_no_statement(town: Town) -> None:
    worlds.fill(town.place, OVERDUE)
    before = statements(town.place)
    publish(town)
    statements(town.place)
    assert statements(town.place) == before, "a process has asked for the book once"


def statements(place: Place) -> int:
    """How many statements judging a draft takes."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        worlds.draft_of(place)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


# --- dispensations --------------------------------------------------------------------------


def test_a_dispensed_ward_is_not_flagged_in_that_period(town: Town) -> None:
    publish(town)
    first, second, *_rest = town.places
    for place in (first, second):
        worlds.fill(place, OVERDUE)
    with pytest.raises(Invalid):
        rule_making.dispense(town.scope, town.admin, NAME, first.code, worlds.PERIOD, " ")
    with pytest.raises(NotFound):
        rule_making.dispense(town.scope, town.admin, "city_none", first.code, worlds.PERIOD, "1")
    with pytest.raises(NotFound):
        rule_making.dispense(town.scope, town.admin, NAME, first.code, "2020-Y", "1")
    rule_making.dispense(town.scope, town.admin, NAME, first.code, worlds.PERIOD, "12/SNV-XDCQ")
    assert NAME not in flagged(first)
    assert NAME in flagged(second)
    with pytest.raises(Conflict):
        rule_making.dispense(town.scope, town.admin, NAME, first.code, worlds.PERIOD, "13")
    with reading(town.scope) as session:
        (row,) = rule_store.dispensations(session, NAME)
    assert row.RuleDispensation.document == "12/SNV-XDCQ"
    assert worlds.submission_of(town, first).dispensed == {NAME: "12/SNV-XDCQ"}
    rule_making.lift_dispensation(town.scope, town.admin, row.RuleDispensation.id)
    assert NAME in flagged(first)
    with pytest.raises(NotFound):
        rule_making.lift_dispensation(town.scope, town.admin, row.RuleDispensation.id)


def test_a_rule_of_the_form_may_be_dispensed_with_too(town: Town) -> None:
    broken = OVERDUE | {"dossiers_received_online": "1"}
    worlds.fill(town.place, broken)
    assert "tthc_received_split" in flagged(town.place)
    rule_making.dispense(
        town.scope, town.admin, "tthc_received_split", town.place.code, worlds.PERIOD, "9/UBND"
    )
    assert "tthc_received_split" not in flagged(town.place)
    with reading(town.place.scope) as session:
        report = access.report_for(
            session, town.place.drafter, town.place.submission_id, Permission.SEE_DRAFT
        )
        draft_of(session, report)
        rules = {rule["rule"] for rule in report.form.portable["rules"]}
    assert "tthc_received_split" not in rules, "nor does the page judge by it"


# --- trials ---------------------------------------------------------------------------------


def test_a_trial_says_who_would_have_been_flagged(town: Town) -> None:
    first, second, third = town.places
    worlds.filed(first, OVERDUE)
    worlds.filed(second, worlds.FIGURES)
    worlds.filed(third, {k: v for k, v in worlds.FIGURES.items() if "overdue" not in k})
    trial = tried(town)
    assert (trial.reports, trial.judged) == (3, 2), "one does not state what is asked"
    (hit,) = trial.hits
    assert hit.ward_code == first.code
    assert hit.numbers == {"dossiers_resolved_overdue": "5", "dossiers_resolved": "95"}
    assert hit.outcome is Outcome.UNKNOWN
    assert trial.sample.startswith("Có 5 hồ sơ quá hạn trên 95.")


def test_a_value_that_the_ward_changed_confirms_the_rule(town: Town) -> None:
    worlds.filed(town.place, OVERDUE)
    from_draft = {"dossiers_resolved_on_time": "94", "dossiers_resolved_overdue": "1"}
    submitting.recall(town.place.scope, town.place.leader, town.place.submission_id)
    worlds.fill(town.place, from_draft | {"dossiers_on_time_rate": "98,95"})
    worlds.submit(town.place)
    (hit,) = tried(town).hits
    assert (hit.version, hit.outcome) == (1, Outcome.CHANGED)
    assert tried(town).confirmed == 1


def test_a_ward_cannot_try(town: Town) -> None:
    with reading(town.place.scope) as session:
        form = rule_making.newest_form(session).definition
        rule = rule_of(published(DRAFT, form, NAME, 1))
        with pytest.raises(NotAllowed):
            rule_trying.try_rule(session, town.place.leader, rule, worlds.PERIOD)


def test_the_same_period_of_the_year_before(town: Town) -> None:
    before = periods.open_period(town.scope, COMMAND_LINE, "2025-H1")
    (past, *_rest) = worlds.places_of(town.scope, before)
    worlds.filed(past, OVERDUE | {"households_total": "1.000"})
    worlds.filed(town.place, OVERDUE)
    grown = replace(
        DRAFT,
        expression="households_total > 2 * previous(households_total)",
        message="{households_total} hộ, năm trước {previous(households_total)}.",
    )
    (hit,) = tried(town, draft=grown).hits
    assert hit.message.startswith("3.500 hộ, năm trước 1.000.")
    publish(town, grown)
    assert NAME in flagged(town.place), "in a draft as in a trial"
    with reading(town.place.scope) as session:
        report = access.report_for(
            session, town.place.drafter, town.place.submission_id, Permission.SEE_DRAFT
        )
        rules = {rule["rule"] for rule in report.form.portable["rules"]}
    assert NAME not in rules, "a page has no numbers of last year"
