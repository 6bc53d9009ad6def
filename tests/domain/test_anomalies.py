"""Detectors over a made-up city: quiet where all is honest, and sharp where it is not."""

from __future__ import annotations

import datetime as dt
import json
import random
import time
from collections import Counter
from dataclasses import replace
from statistics import median

import made_up_city as made
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_texts import copied, edited, narrative

from app.domain.anomalies import (
    DETECTOR_RULES,
    DETECTORS,
    CityColumns,
    Detector,
    Filing,
    WardFinding,
    copied_text,
    detect_all,
    filing,
    foreign_name,
    identical_values,
    outlier,
    statistics,
)
from app.domain.findings import Audience
from app.domain.periods import VIETNAM

TEXT = "overview"
UNITS = {unit.name: unit for unit in made.units(114)}
HD, NT = UNITS["Phường Hải Dương"], UNITS["Phường Nguyễn Trãi"]


def by_ward(found: list[WardFinding]) -> dict[str, set[str]]:
    wards: dict[str, set[str]] = {}
    for item in found:
        wards.setdefault(item.ward, set()).add(item.finding.key)
    return wards


# Figures far from those of peers.


def test_an_honest_city_is_left_in_peace() -> None:
    per_ward = [
        len(outlier.detect(made.city_of(*made.honest_city(seed)))) / 114 for seed in range(8)
    ]
    print("outliers per honest ward:", [round(n, 2) for n in per_ward])
    assert max(per_ward) < 1.0


@pytest.mark.parametrize(("factor", "recall"), [(100, 0.97), (10, 0.93), (5, 0.8)])
def test_planted_outliers_are_found(factor: int, recall: float) -> None:
    planted = found = 0
    for seed in range(8):
        wards, reports = made.honest_city(seed)
        dice = random.Random(seed)
        marks = set()
        for row in dice.sample(range(114), 11):
            codes = [c for c, v in reports[row].items() if isinstance(v, int) and 10 <= v < 10**6]
            code = dice.choice([c for c in codes if not c.endswith("_total")])
            reports[row][code] = int(reports[row][code]) * factor
            marks.add((wards[row].code, f"outlier:{code}"))
        flagged = {(f.ward, f.finding.key) for f in outlier.detect(made.city_of(wards, reports))}
        planted, found = planted + len(marks), found + len(marks & flagged)
    print(f"recall at x{factor}: {found}/{planted}")
    assert found >= recall * planted


def test_the_message_carries_the_numbers() -> None:
    wards, reports = made.honest_city(3)
    row = next(i for i, unit in enumerate(wards) if unit.unit_type == "phuong")
    reports[row] |= {"households_total": 8000, "dossiers_received": 98_765}
    found = {
        f.finding.clause: f.finding
        for f in outlier.detect(made.city_of(wards, reports))
        if f.ward == wards[row].code
    }
    finding = found["dossiers_received"]
    assert finding.audience is Audience.DEPARTMENT
    assert "98.765, cao khác thường: với 8.000 hộ thường vào khoảng" in finding.message
    assert "45 phường" in finding.message
    assert finding.fields == ("dossiers_received", "online_dossiers_rate")
    assert "Kéo theo: “Tỷ lệ hồ sơ" in finding.message
    assert finding.inputs == {
        "dossiers_received": "98765", "households_total": "8000", "online_dossiers_rate": "",
    }  # fmt: skip
    assert finding.details["z"] > finding.details["limit"]
    assert 0 < finding.score < 1


def test_a_rate_that_nobody_stated_is_judged_by_its_parts() -> None:
    wards, reports = made.honest_city(3)
    reports[4] |= {"satisfaction_surveyed": 300, "satisfaction_satisfied": 100}
    found = {f.finding.clause: f.finding for f in outlier.detect(made.city_of(wards, reports))}
    finding = found["satisfaction_rate"]
    assert "là 33,33%, thấp khác thường" in finding.message
    effect = finding.details["effect"]
    assert effect["share"] > 0
    assert json.loads(json.dumps(finding.details, allow_nan=False)) == finding.details


def test_a_wrong_number_of_households_is_the_one_thing_flagged() -> None:
    wards, reports = made.honest_city(3)
    reports[5]["households_total"] = int(reports[5]["households_total"]) * 30
    keys = by_ward(outlier.detect(made.city_of(wards, reports)))[wards[5].code]
    assert keys == {"outlier:households_total"}


def test_small_numbers_say_nothing() -> None:
    wards, reports = made.honest_city(4)
    for report in reports:
        report["strikes_count"] = 0
    reports[7]["strikes_count"] = 3
    reports[8] |= {"satisfaction_surveyed": 3, "satisfaction_satisfied": 1}
    keys = by_ward(outlier.detect(made.city_of(wards, reports)))
    assert "outlier:strikes_count" not in keys.get(wards[7].code, set())
    assert "outlier:satisfaction_rate" not in keys.get(wards[8].code, set())
    reports[7]["strikes_count"] = 60
    reports[8] |= {"satisfaction_surveyed": 300, "satisfaction_satisfied": 100}
    keys = by_ward(outlier.detect(made.city_of(wards, reports)))
    assert "outlier:strikes_count" in keys[wards[7].code]
    assert "outlier:satisfaction_rate" in keys[wards[8].code]


def test_units_without_peers_are_held_against_the_city() -> None:
    wards, reports = made.honest_city(5)
    row = next(i for i, unit in enumerate(wards) if unit.unit_type == "dac_khu")
    reports[row]["dossiers_received"] = int(reports[row]["dossiers_received"]) * 200
    found = [f for f in outlier.detect(made.city_of(wards, reports)) if f.ward == wards[row].code]
    flagged = next(f.finding for f in found if f.finding.clause == "dossiers_received")
    assert flagged.details["unit_type"] == "city"


def test_too_few_units_are_not_judged() -> None:
    wards, reports = made.honest_city(5, 7)
    reports[0]["dossiers_received"] = 10**8
    assert outlier.detect(made.city_of(wards, reports)) == []


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.floats(0, 1e6)), min_size=3, max_size=3),
        min_size=1,
        max_size=30,
    )
)
def test_medians_of_columns_with_gaps(rows: list[list[float | None]]) -> None:
    values = np.array([[np.nan if v is None else v for v in row] for row in rows])
    columns = [[row[i] for row in rows if row[i] is not None] for i in range(3)]
    for ours, column in zip(statistics.median(values), columns, strict=True):
        if column:
            assert ours == pytest.approx(median(column))
        else:
            assert np.isnan(ours)


@settings(deadline=None)
@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_limits_hold_the_share(successes: int, trials: int) -> None:
    successes = min(successes, trials)
    low, high = statistics.wilson(successes, trials, 1.96)
    assert 0 <= low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= high <= 1


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_the_order_of_the_wards_changes_nothing(seed: int, dice: random.Random) -> None:
    wards, reports = made.honest_city(seed % 5, 40)
    reports[seed % 40]["dossiers_received"] = 10**6
    order = list(range(40))
    dice.shuffle(order)
    first = made.city_of(wards, reports)
    second = made.city_of([wards[i] for i in order], [reports[i] for i in order])
    for detect in (outlier.detect, identical_values.detect):
        assert by_ward(detect(first)) == by_ward(detect(second))


# The same figures twice.


def test_copied_figures_name_both_units() -> None:
    wards, reports = made.honest_city(6)
    reports[20] = dict(reports[10])
    reports[30] = reports[10] | {"dossiers_received": 1, "population_total": 2}
    found = {f.ward: f.finding for f in identical_values.detect(made.city_of(wards, reports))}
    assert set(found) == {wards[i].code for i in (10, 20, 30)}
    assert found[wards[10].code].others == (wards[20].code, wards[30].code)
    assert found[wards[10].code].details["suspicion"] == 1.0
    assert found[wards[10].code].score == found[wards[10].code].details["at_stake"]["share"] > 0
    assert "100%" in found[wards[10].code].message
    assert len(found[wards[10].code].fields) >= 5


def _naive_twins(reports: list[made.Figures]) -> set[tuple[int, int]]:
    twins = set()
    counts = [f.code for f in made.FORM.indicators if f.type == "int"]
    for i, one in enumerate(reports):
        for j in range(i + 1, len(reports)):
            both = [c for c in counts if c in one and c in reports[j]]
            same = [c for c in both if one[c] == reports[j][c]]
            if sum(one[c] >= 10 for c in same) >= 5 and len(same) >= 0.8 * len(both):
                twins.add((i, j))
    return twins


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**9))
def test_twins_are_those_of_the_rule(seed: int) -> None:
    dice = random.Random(seed)
    codes = [f.code for f in made.FORM.indicators if f.type == "int"][:12]
    origin = {c: dice.randint(0, 40) for c in codes}
    reports: list[made.Figures] = [
        {
            c: origin[c] if dice.random() < 0.85 else dice.randint(0, 40)
            for c in codes
            if dice.random() < 0.9
        }
        for _ in range(8)
    ]
    city = made.city_of(made.units(8), reports)
    assert set(identical_values.pairs(city, city.places("int"))) == _naive_twins(reports)  # type: ignore[arg-type]


# Copied narrative.


def texts_city(texts: dict[str, str], count: int = 114, **rest: object) -> CityColumns:
    wards = made.units(count)
    return made.city_of(
        wards, [{} for _ in wards], narratives={c: {TEXT: t} for c, t in texts.items()}, **rest
    )


def honest_texts(dice: random.Random, count: int = 114) -> dict[str, str]:
    return {unit.code: narrative(dice, dice.randint(80, 240)) for unit in made.units(count)}


@pytest.mark.parametrize("seed", range(3))
def test_copied_narratives_are_found_and_honest_ones_are_not(seed: int) -> None:
    dice = random.Random(seed)
    texts = honest_texts(dice)
    codes = dice.sample(sorted(texts), 24)
    pairs = list(zip(codes[::2], codes[1::2], strict=True))
    for number, (copyist, source) in enumerate(pairs):
        texts[copyist] = (
            edited(dice, texts[source], 0.1)
            if number % 3 == 0
            else copied(dice, texts[source], texts[copyist], (0.65, 0.8)[number % 2])
        )
    found = {f.ward: f.finding for f in copied_text.detect(texts_city(texts))}
    caught = [(c, s) for c, s in pairs if c in found and s in found[c].others]
    print(f"seed {seed}: {len(caught)} of {len(pairs)} copies")
    assert len(caught) >= 0.95 * len(pairs)
    assert set(found) <= set(codes)
    for copyist, source in caught:
        assert found[copyist].score >= 0.5
        passage = found[copyist].details["passage"]
        assert passage["own"].rstrip("…") in texts[copyist]
        assert passage["other"].rstrip("…") in texts[source]
        assert len(passage["own"].split()) >= 8


def test_changing_the_name_and_the_numbers_hides_nothing() -> None:
    dice = random.Random(1)
    texts = honest_texts(dice)
    story = narrative(dice, 60)
    texts[HD.code] = f"UBND {HD.name} báo cáo. {story} Toàn phường có 120 hộ. {story[:200]}"
    texts[NT.code] = f"UBND {NT.name} báo cáo. {story} Toàn phường có 3.450 hộ. {story[:200]}"
    found = {f.ward: f.finding for f in copied_text.detect(texts_city(texts))}
    assert found[HD.code].others == (NT.code,)
    assert found[HD.code].score == 1.0
    assert NT.name in found[HD.code].message
    assert story.split()[0] in found[HD.code].details["passage"]["own"]


def test_set_phrases_of_the_law_and_shared_templates_are_not_copies() -> None:
    dice = random.Random(2)
    law = (
        "Thực hiện phương châm “dân biết, dân bàn, dân làm, dân kiểm tra, dân giám sát, dân thụ "
        "hưởng”; Luật Thực hiện dân chủ ở cơ sở; Quy chế thực hiện dân chủ ở cơ sở; "
    )
    template = narrative(dice, 120)
    texts = honest_texts(dice)
    two, *many = dice.sample(sorted(texts), 60)
    for code in (two, many[0]):
        texts[code] = law * 3 + narrative(dice, 60)
    for code in many[1:50]:
        texts[code] = template + " " + narrative(dice, 40)
    assert copied_text.detect(texts_city(texts)) == []


def test_ones_own_last_report_is_a_source_too() -> None:
    dice = random.Random(3)
    texts = honest_texts(dice, 20)
    first, second = sorted(texts)[:2]
    earlier = {first: {TEXT: texts[first]}, second: {TEXT: narrative(dice, 200)}}
    found = copied_text.detect(texts_city(texts, 20, earlier_narratives=earlier))
    assert [(f.ward, f.finding.clause, f.finding.others) for f in found] == [
        (first, f"{TEXT}@previous", ())
    ]


def test_many_texts_are_compared_by_a_sample_without_loss() -> None:
    dice = random.Random(4)
    texts = honest_texts(dice, 450)
    codes = dice.sample(sorted(texts), 40)
    for copyist, source in zip(codes[::2], codes[1::2], strict=True):
        texts[copyist] = copied(dice, texts[source], texts[copyist], 0.8)
    found = {f.ward for f in copied_text.detect(texts_city(texts, 450))}
    assert len(found & set(codes[::2])) >= 19
    assert found <= set(codes)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(st.sampled_from("aăâ bđê.1 \n§@#X"), max_size=80), min_size=1, max_size=8))
def test_any_texts_can_be_compared(texts: list[str]) -> None:
    units = made.units(8)
    city = texts_city({unit.code: t for unit, t in zip(units, texts, strict=False)}, 8)
    for found in copied_text.detect(city):
        assert 0.5 <= found.finding.score <= 1.0


# Another unit's name.


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("UBND phường Nguyễn Trãi báo cáo kết quả như sau", "Phường Nguyễn Trãi"),
        ("Trên địa bàn  phường\nNGUYỄN TRÃI không có điểm nóng", "Phường Nguyễn Trãi"),
        ("Nhân dân xã Cẩm Giàng đồng thuận", "Xã Cẩm Giàng"),
        ("Nhân dân xã Cẩm Giang đồng thuận", "Xã Cẩm Giang"),
        ("Đảng ủy, UBND phường Bắc An Phụ chỉ đạo", "Phường Bắc An Phụ"),
        ("UBND đặc khu Cát Hải đã ban hành", "Đặc khu Cát Hải"),
        ("UBND phường Hải Dương báo cáo", None),
        ("Phối hợp với UBND phường Nguyễn Trãi giải quyết", None),
        ("Tổ chức tham quan mô hình của Nhân dân xã Cẩm Giàng", None),
        ("Phường giáp địa bàn phường Nguyễn Trãi", None),
        ("Sáp nhập toàn bộ địa bàn phường Nguyễn Trãi cũ", None),
        ("UBND phường Nguyễn Trãi cũ đã ban hành", None),
        ("đường Nguyễn Trãi, phố Trần Phú", None),
        ("UBND tỉnh Hải Dương trước đây", None),
    ],
)
def test_the_reporting_unit_must_be_ones_own(text: str, other: str | None) -> None:
    found = foreign_name.detect(texts_city({HD.code: text}))
    names = [f.finding.others for f in found if f.ward == HD.code]
    assert names == ([] if other is None else [(UNITS[other].code,)])
    assert all(f.finding.audience is Audience.DEPARTMENT for f in found)


def test_every_units_own_name_is_its_own() -> None:
    texts = {
        u.code: f"UBND {u.name} báo cáo. Trên địa bàn {u.name}, Nhân dân {u.name}"
        for u in UNITS.values()
    }
    assert foreign_name.detect(texts_city(texts)) == []
    swapped = {u.code: texts[NT.code] for u in UNITS.values() if u.code != NT.code}
    found = foreign_name.detect(texts_city(swapped))
    assert {f.ward for f in found} == set(swapped)
    assert {f.finding.score for f in found} == {3.0}


# Late, missing, empty, carried over.


def test_late_and_missing_reports() -> None:
    due = dt.datetime(2026, 6, 16, 23, 59, tzinfo=VIETNAM)
    wards = made.units(6)
    filings = {
        wards[0].code: Filing(due, due),
        wards[1].code: Filing(due, due + dt.timedelta(days=3)),
        wards[2].code: Filing(due),
        wards[3].code: Filing(due + dt.timedelta(days=30)),
    }
    city = made.city_of(
        wards[:2], [{}, {}], units=wards, filings=filings, as_of=due + dt.timedelta(days=5)
    )
    found = {f.ward: f.finding for f in filing.detect_timeliness(city)}
    assert {w: f.rule for w, f in found.items()} == {
        wards[1].code: "late_report",
        wards[2].code: "missing_report",
    }
    assert "3 ngày" in found[wards[1].code].message
    assert "16/6/2026" in found[wards[2].code].message


def test_empty_reports() -> None:
    wards, reports = made.honest_city(1, 4)
    mandatory = {f.code: 0 for f in made.FORM.mandatory("H1") if f.type == "int"}
    city = made.city_of(
        wards,
        [reports[0], {}, mandatory, {"dossiers_received": 5}],
        narratives={wards[3].code: {TEXT: "lời văn " * 60}},
    )
    assert by_ward(filing.detect_emptiness(city)) == {
        wards[1].code: {"empty_report"},
        wards[2].code: {"empty_report"},
    }


def test_figures_carried_over_untouched() -> None:
    wards, reports = made.honest_city(1, 10)
    _, before = made.honest_city(2, 10)
    before[4] = dict(reports[4])
    stocks = [f.code for f in made.FORM.indicators if f.measure != "flow"]
    before[5] |= {c: reports[5][c] for c in stocks if c in reports[5]}
    city = made.city_of(wards, reports, previous=made.columns_of(before))
    assert by_ward(filing.detect_carried_over(city)) == {wards[4].code: {"carried_over"}}


# All together.


def test_every_detector_names_its_source_and_rules_are_known() -> None:
    assert len({d.name for d in DETECTORS}) == len(DETECTORS)
    assert all(len(d.source) > 10 for d in DETECTORS)
    assert all(rule.title_vi for rule in DETECTOR_RULES)
    judged = {r.name for r in made.RULES.rules if r.detector == "wards"}
    assert judged == {"outlier", "identical_values", "copy_paste", "foreign_ward_name"}


def test_a_detector_that_fails_takes_no_other_down() -> None:
    def broken(city: CityColumns) -> list[WardFinding]:
        raise ZeroDivisionError("no")

    wards, reports = made.honest_city(6, 20)
    reports[2] = dict(reports[1])
    failing = Detector("broken", broken, "none")
    result = detect_all(made.city_of(wards, reports), (failing, *DETECTORS))
    assert set(result.failed) == set(result.faults) == {"broken"}
    assert "“broken” (ZeroDivisionError: no)" in result.failed["broken"]
    assert "identical_values" in {f.finding.rule for f in result.findings}


def test_keys_are_unique_within_a_ward_and_stable() -> None:
    wards, reports = made.honest_city(6)
    reports[20] = dict(reports[10])
    city = made.city_of(wards, reports)
    again = made.city_of(wards, reports)
    keys = Counter((f.ward, f.finding.key) for f in detect_all(city).findings)
    assert set(keys.values()) == {1}
    assert keys == Counter((f.ward, f.finding.key) for f in detect_all(again).findings)


def test_an_empty_city_has_nothing_wrong() -> None:
    result = detect_all(made.city_of((), []))
    assert result.findings == ()
    assert result.failed == {}


def test_a_city_is_looked_over_in_a_moment() -> None:
    dice = random.Random(9)
    wards, reports = made.honest_city(9)
    fields = [f.code for s in made.FORM.sections for f in s.narratives]
    texts = {u.code: {f: narrative(dice, 150) for f in fields} for u in wards}
    city = replace(made.city_of(wards, reports), narratives=texts)
    start = time.process_time()
    assert detect_all(city).failed == {}
    assert time.process_time() - start < 3.0
