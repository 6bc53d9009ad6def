"""What a city lacks by values, and by whole reports, that are not there."""

from __future__ import annotations

import datetime as dt

import made_up_city as made
import pytest

from app.domain.anomalies import CityColumns, Filing, filing
from app.domain.anomalies.absent import Imputing
from app.domain.findings import Finding, Severity
from app.domain.units import Unit

RECEIVED = "dossiers_received"
DUE = dt.datetime(2026, 6, 16, 17, tzinfo=dt.UTC)


def city_without(
    codes: dict[int, tuple[str, ...]], count: int = 40, has_past: bool = False
) -> tuple[list[made.Figures], CityColumns]:
    """An honest city in which some wards leave some indicators out; and what they held."""
    wards, reports = made.honest_city(3, count)
    history = (made.columns_of(reports),) if has_past else ()
    left = [
        {c: v for c, v in report.items() if c not in codes.get(row, ())}
        for row, report in enumerate(reports)
    ]
    return reports, made.city_of(wards, left, history=history)


def missing(*codes: str) -> Finding:
    return Finding("missing_required", Severity.WARNING, codes, "Còn thiếu.")


def by_size(reports: list[made.Figures]) -> list[int]:
    return sorted(range(len(reports)), key=lambda row: int(reports[row]["households_total"]))


def test_an_absent_value_is_expected_by_peers_and_the_unit_s_own_size() -> None:
    reports, _city = city_without({})
    small, *_rest, large = by_size(reports)
    reports, city = city_without({small: (RECEIVED,), large: (RECEIVED,)})
    imputing = Imputing(city)
    told = {}
    for row in (small, large):
        finding = imputing.weighed(city.wards[row].code, missing(RECEIVED), [RECEIVED])
        told[row] = finding
        effect = finding.details["effect"]
        assert (effect["code"], effect["imputed"]) == (RECEIVED, "peers")
        usual = 0.45 * int(reports[row]["households_total"])
        assert float(effect["expected"]) == pytest.approx(usual, rel=0.4)
        assert effect["delta"] == effect["expected"]
    assert told[large].score > 2 * told[small].score > 0


def test_the_unit_s_own_past_comes_first() -> None:
    reports, city = city_without({0: (RECEIVED,)}, has_past=True)
    finding = Imputing(city).weighed(city.wards[0].code, missing(RECEIVED), [RECEIVED])
    effect = finding.details["effect"]
    assert effect["imputed"] == "past"
    assert effect["expected"] == f"{reports[0][RECEIVED]}"


def test_of_many_absent_values_the_one_that_moves_most_speaks() -> None:
    codes = ("petitions_denunciation", "reception_sessions", RECEIVED)
    reports, _city = city_without({})
    large = by_size(reports)[-1]
    _reports, city = city_without({large: codes})
    finding = Imputing(city).weighed(city.wards[large].code, missing(*codes), codes)
    alone = Imputing(city).weighed(city.wards[large].code, missing(RECEIVED), [RECEIVED])
    assert finding.details["effect"]["code"] == RECEIVED
    assert finding.score == alone.score


def test_what_hardly_any_unit_has_weighs_next_to_nothing() -> None:
    """Most report 0 denunciations: that a ward said nothing of them lacks nothing."""
    _reports, city = city_without({0: ("petitions_denunciation",)})
    finding = Imputing(city).weighed(
        city.wards[0].code, missing("petitions_denunciation"), ["petitions_denunciation"]
    )
    assert finding.score == 0


def test_a_rate_or_an_answer_that_adds_to_nothing_has_no_effect() -> None:
    _reports, city = city_without({0: ("service_index_score",)})
    finding = Imputing(city).weighed(
        city.wards[0].code, missing("service_index_score"), ["service_index_score"]
    )
    assert (finding.score, finding.details.get("effect")) == (0.0, None)


# --- whole reports ----------------------------------------------------------------------------


def with_empty(*rows: int) -> tuple[list[made.Figures], CityColumns]:
    """A city in which some reports say how large the unit is and nothing else."""
    wards, reports = made.honest_city(3, 40)
    kept = ("households_total", "residential_units_total")
    left = [
        {c: v for c, v in report.items() if c in kept or row not in rows}
        for row, report in enumerate(reports)
    ]
    return reports, made.city_of(wards, left)


def test_an_empty_report_lacks_its_whole_share_and_a_larger_ward_more() -> None:
    reports, _city = with_empty()
    small, *_rest, large = by_size(reports)
    reports, city = with_empty(small, large)
    scores = {found.ward: found.finding for found in filing.detect_emptiness(city)}
    households = sum(int(report["households_total"]) for report in reports)
    for row in (small, large):
        finding = scores[city.wards[row].code]
        share = int(reports[row]["households_total"]) / households
        assert finding.details["effect"]["is_whole"] is True
        assert finding.score == pytest.approx(share, rel=0.8)
    assert scores[city.wards[large].code].score > scores[city.wards[small].code].score


def without_reports(*rows: int) -> tuple[list[Unit], CityColumns]:
    """A city in which some wards filed nothing, long after the day; they filed last year."""
    wards, reports = made.honest_city(3, 40)
    filed = [row for row in range(len(wards)) if row not in rows]
    absent = [wards[row] for row in rows]
    city = made.city_of(
        [wards[row] for row in filed],
        [reports[row] for row in filed],
        units=tuple(wards),
        history=(made.columns_of([reports[row] for row in filed]),),
        absent=tuple(absent),
        absent_history=(made.columns_of([reports[row] for row in rows]),),
        filings={ward.code: Filing(DUE, None if ward in absent else DUE) for ward in wards},
        as_of=DUE + dt.timedelta(days=3),
    )
    return absent, city


def test_a_report_that_never_came_lacks_what_the_unit_stated_last() -> None:
    _wards, reports = made.honest_city(3, 40)
    small, *_rest, large = by_size(reports)
    (little, much), city = without_reports(small, large)
    found = {one.ward: one.finding for one in filing.detect_timeliness(city)}
    assert set(found) == {little.code, much.code}
    assert found[much.code].score > found[little.code].score > 0
    assert {f.details["effect"]["imputed"] for f in found.values()} == {"past"}
