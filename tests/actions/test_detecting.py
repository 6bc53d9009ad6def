"""Findings of a period, kept through runs: judged, weighed, decided on, and a detector failing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from app.actions import detecting, keeping_findings, loading
from app.actions.loading import Line
from app.domain import anomalies, desk
from app.domain.anomalies import CityColumns, WardFinding, outlier
from app.domain.permissions import COMMAND_LINE, SYSTEM
from app.store import comparing, review_queue
from app.store.reading import reading
from app.store.tables.results import DetectionRun
from app.store.tables.reviews import DepartmentFinding, FindingRow
from app.store.transaction import transaction
from tests import worlds
from tests.worlds import Town

WARDS = {f"1{n:04d}": f"Xã Số {n}" for n in range(12)}
FAR, BROKEN = "10003", "10005"


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    with app.app_context():
        worlds.empty(app)
        yield worlds.make_town(WARDS)


def enter(town: Town, ward: str, **changed: str) -> None:
    number = int(ward) - 10_000
    received = 1_000 + 17 * number
    values = {
        "households_total": f"{3_000 + 41 * number}",
        "residential_units_total": "12",
        "dossiers_received": f"{received}",
        "dossiers_received_online": f"{received - 3}",
        "dossiers_received_direct": "3",
    }
    lines = [Line(i, ward, c, v) for i, (c, v) in enumerate((values | changed).items(), 2)]
    loading.load_answers(town.scope, COMMAND_LINE, worlds.PERIOD, "submitted", lines)


def enter_all(town: Town) -> None:
    for ward in WARDS:
        enter(town, ward)
    enter(town, FAR, dossiers_received="90000", dossiers_received_online="89997")
    enter(town, BROKEN, dossiers_received="1100")


def far_ones(town: Town) -> Sequence[DepartmentFinding]:
    with reading(town.scope) as session:
        query = select(DepartmentFinding).where(DepartmentFinding.rule == "outlier")
        return session.execute(query.order_by(DepartmentFinding.key)).scalars().all()


def decide(town: Town, decision: str) -> None:
    with transaction(town.scope, SYSTEM) as tx:
        tx.session.execute(update(DepartmentFinding).values(decision=decision, decided_by="B"))


def run_of(town: Town) -> DetectionRun:
    with reading(town.scope) as session:
        run = comparing.detection_run(session, town.period_id)
        assert run is not None
        return run


def test_what_is_far_from_peers_says_what_mending_it_would_move(town: Town) -> None:
    enter_all(town)
    detecting.detect(town.scope, SYSTEM, town.period_id)
    (found,) = far_ones(town)
    assert found.key == "outlier:dossiers_received"
    effect = found.details["effect"]
    assert effect["code"] == "dossiers_received"
    assert float(effect["delta"]) == pytest.approx(-89_000, rel=0.02)
    assert effect["share"] == pytest.approx(-0.87, abs=0.03)
    assert found.score == pytest.approx(found.details["suspicion"] * -effect["share"], abs=1e-4)
    assert found.details["low"] < found.details["median"] < found.details["high"]
    assert found.details["high"] < found.details["value"]
    assert len(found.details["points"]) == found.details["peers"] == len(WARDS)
    run = run_of(town)
    with reading(town.scope) as session:
        stored = session.execute(select(func.count()).select_from(DepartmentFinding)).scalar()
    assert (run.wards, run.found, run.failed) == (len(WARDS), stored, {})


def test_a_broken_relation_is_weighed_too(town: Town) -> None:
    enter_all(town)
    detecting.detect(town.scope, SYSTEM, town.period_id)
    with reading(town.scope) as session:
        query = select(FindingRow).where(FindingRow.rule == "tthc_received_split")
        found = {row.submission_id: row for row in session.execute(query).scalars()}
    place = next(p for p in town.places if p.code == BROKEN)
    effect = found[place.submission_id].details["effect"]
    assert (effect["code"], effect["expected"], effect["delta"]) == (
        "dossiers_received", "1085", "-15",
    )  # fmt: skip
    assert found[place.submission_id].score == pytest.approx(-effect["share"])


def test_what_is_absent_is_weighed_by_what_is_expected_and_comes_before_trifles(
    town: Town,
) -> None:
    """A large ward that left its dossiers out, and one whose parts are a few of many off."""
    entered = {"10011": "", BROKEN: "1083"}
    for ward in WARDS:
        changed = {"dossiers_received": entered[ward]} if ward in entered else {}
        enter(town, ward, **changed)
    detecting.detect(town.scope, SYSTEM, town.period_id)
    with reading(town.scope) as session:
        period = worlds.period_of(town)
        reports = {r.ward_code: r for r in review_queue.desk_reports(session, period)}
    absent, trifle = reports["10011"].weight, reports[BROKEN].weight
    assert absent.effect["code"] == "dossiers_received"
    assert absent.effect["imputed"] == "peers"
    assert absent.effect["share"] > 0.08
    assert absent.score > trifle.score > 0
    waiting = [r.ward_code for r in desk.in_order(reports.values())]
    assert waiting.index("10011") < waiting.index(BROKEN)


def test_a_decision_lives_until_its_inputs_change(town: Town) -> None:
    enter_all(town)
    detecting.detect(town.scope, SYSTEM, town.period_id)
    decide(town, "accepted")
    detecting.detect(town.scope, SYSTEM, town.period_id)
    assert [(f.decision, f.is_current) for f in far_ones(town)] == [("accepted", True)]
    enter(town, FAR, dossiers_received="80000", dossiers_received_online="79997")
    detecting.detect(town.scope, SYSTEM, town.period_id)
    assert [(f.decision, f.is_current) for f in far_ones(town)] == [("open", True)]
    decide(town, "accepted")
    enter(town, FAR)
    detecting.detect(town.scope, SYSTEM, town.period_id)
    assert [(f.decision, f.is_current) for f in far_ones(town)] == [("accepted", False)]


def test_the_same_found_again_writes_nothing(town: Town) -> None:
    enter_all(town)
    detecting.detect(town.scope, SYSTEM, town.period_id)
    before = rows_as_written(town)
    detecting.compare(town.scope, SYSTEM, town.period_id)
    assert rows_as_written(town) == before
    assert before


def rows_as_written(town: Town) -> set[tuple[object, ...]]:
    """Each row with the transaction that wrote it."""
    with reading(town.scope) as session:
        found = session.execute(text("SELECT id, xmin::text FROM department_finding"))
        return {tuple(row) for row in found}


def test_a_detector_that_fails_is_told_and_what_it_found_stands(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(city: CityColumns) -> list[WardFinding]:
        raise ZeroDivisionError("no")

    enter_all(town)
    detecting.detect(town.scope, SYSTEM, town.period_id)
    failing = replace(outlier.DETECTOR, detect=broken)
    others = [d for d in anomalies.DETECTORS if d.name != failing.name]
    monkeypatch.setattr(
        detecting, "detect_all", lambda city: anomalies.detect_all(city, (failing, *others))
    )
    enter(town, FAR)
    detecting.detect(town.scope, SYSTEM, town.period_id)
    assert "Khác xa các đơn vị cùng loại" in run_of(town).failed["outlier"]
    assert [f.is_current for f in far_ones(town)] == [True]
    failures = detecting.failures_of(town.scope, COMMAND_LINE, worlds.PERIOD)
    assert set(failures) == {"outlier"}


def test_a_run_that_finds_nothing_clears_all_but_what_failed() -> None:
    spoken = keeping_findings._spoken_of({"timeliness"})
    assert "late_report" not in spoken
    assert {"outlier", "empty_report", "carried_over", "copy_paste"} <= set(spoken)
