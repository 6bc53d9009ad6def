"""What the Department enters on a ward's behalf: tables of answers, and report files."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from uuid import uuid4

import pytest

from app.actions import intake, loading, periods, reviewing, submitting
from app.actions.loading import Line, Loaded
from app.domain.errors import Invalid, NotAllowed, NotFound
from app.domain.permissions import COMMAND_LINE
from app.store import answers as answer_store
from app.store import submissions
from app.store.reading import reading
from app.store.tables.city import Extension
from tests import worlds
from tests.worlds import Place, Town, World

REPORTS = Path(os.environ.get("REPORTS_DIR") or Path(__file__).parents[3] / "shared")
SAMPLES = {"sample_02": "samples/sample_02", "sample_03": "samples/sample_03"}


def lines(place: Place, values: dict[str, str], start: int = 2) -> list[Line]:
    return [Line(n, place.code, c, v) for n, (c, v) in enumerate(values.items(), start)]


def load(town: Town, given: list[Line], status: str = "draft") -> Loaded:
    return loading.load_answers(town.scope, town.admin, worlds.PERIOD, status, given)


def kinds(town: Town, place: Place) -> list[str]:
    with reading(town.scope) as session:
        return [event.kind for event in submissions.events_of(session, place.submission_id)]


# --- tables ---------------------------------------------------------------------------------


def test_a_rejected_line_is_named_and_stops_nothing(world: World) -> None:
    town, place = world.here, world.here.place
    loaded = load(
        town,
        [
            Line(2, place.code, "households_total", "3.500"),
            Line(3, place.code, "households_total", "3.600"),
            Line(4, place.code, "no_such_code", "1"),
            Line(5, place.code, "population_total", "nhiều"),
            Line(6, "99999", "population_total", "1"),
            Line(7, place.code, "villages_count", "NA:không có thôn"),
            Line(8, place.code, "overview", "Lời văn."),
            Line(9, place.code, "population_total", ""),
            Line(10, place.code, "petitions_received", "?"),
        ],
        "submitted",
    )
    assert loaded.accepted == 5
    assert [(r.line.number, r.line.code) for r in loaded.rejected] == [
        (3, "households_total"),
        (4, "no_such_code"),
        (5, "population_total"),
        (6, "population_total"),
    ]
    assert all(rejected.reason for rejected in loaded.rejected)
    draft = worlds.draft_of(place)
    assert {c: a.state.value for c, a in draft.answers.items()} == {
        "households_total": "value",
        "villages_count": "not_applicable",
        "overview": "value",
        "petitions_received": "not_known",
    }


@pytest.mark.parametrize(
    ("status", "state", "moves"),
    [
        ("draft", "draft", []),
        ("submitted", "submitted", ["entered_by_department"]),
        ("approved", "approved", ["entered_by_department", "claimed", "approved"]),
    ],
)
def test_each_status_leaves_its_state_and_its_events(
    world: World, status: str, state: str, moves: list[str]
) -> None:
    town, place = world.here, world.here.place
    load(town, lines(place, worlds.FIGURES), status)
    assert worlds.submission_of(town, place).state == state
    assert kinds(town, place) == moves
    assert worlds.period_of(town).approved_revision == (1 if status == "approved" else 0)
    for other in (*town.places[1:], *world.there.places):
        assert kinds(world.there if other in world.there.places else town, other) == []


def test_loading_again_makes_a_new_version(world: World) -> None:
    town, place = world.here, world.here.place
    for number, status in enumerate(["approved", "approved", "submitted", "submitted"], start=1):
        load(town, lines(place, worlds.FIGURES | {"population_total": f"{number}"}), status)
        shown = worlds.submission_of(town, place)
        assert shown.last_version == number
        assert shown.approved_version == (number if status == "approved" else None)
    assert worlds.period_of(town).approved_revision == 3
    with reading(town.scope) as session:
        frozen = submissions.versions_of(session, place.submission_id)
    said = [v.content["answers"]["population_total"]["value"] for v in reversed(frozen)]
    assert said == [1, 2, 3, 4]
    assert all(version.on_behalf for version in frozen)


def test_findings_stay_open_and_never_block_an_entry(world: World) -> None:
    town, place = world.here, world.here.place
    load(town, lines(place, worlds.FIGURES | {"dossiers_resolved_overdue": "9"}), "approved")
    with reading(town.scope) as session:
        found = submissions.findings_of(session, place.submission_id)
    assert {"tthc_resolved_split", "missing_required"} <= {row.rule for row in found}
    assert {row.decision for row in found} == {"open"}


def test_a_field_that_was_cleared_is_loaded_under_a_new_revision(world: World) -> None:
    place = world.here.place
    worlds.fill(place, {"households_total": "1"})
    worlds.fill(place, {"households_total": ""})
    load(world.here, lines(place, {"households_total": "3.500"}))
    with reading(place.scope) as session:
        past = answer_store.history_of(session, place.submission_id, "households_total")
    assert [row.revision for row in past] == [3, 2, 1]


def test_whoever_loaded_it_does_not_approve_it(world: World) -> None:
    town, place = world.here, world.here.place
    loading.load_answers(
        town.scope, town.reviewer, worlds.PERIOD, "submitted", lines(place, worlds.FIGURES)
    )
    reviewing.claim(town.scope, town.reviewer, place.submission_id)
    with pytest.raises(NotAllowed):
        reviewing.approve(
            town.scope, town.reviewer, place.submission_id, seen_version=1, idempotency_key="x"
        )


def test_loading_is_the_departments_and_needs_an_open_period(world: World) -> None:
    town, place = world.here, world.here.place
    with pytest.raises(NotAllowed):
        loading.load_answers(place.scope, place.leader, worlds.PERIOD, "draft", [])
    with pytest.raises(NotFound, match="2031-H1"):
        loading.load_answers(town.scope, town.admin, "2031-H1", "draft", [])


def test_loading_over_a_returned_report_unlocks_and_keeps_it_whole(world: World) -> None:
    town, place = world.here, world.here.place
    worlds.filed(place)
    reviewing.claim(town.scope, town.reviewer, place.submission_id)
    reviewing.return_(
        town.scope,
        town.reviewer,
        place.submission_id,
        seen_version=1,
        remarks=[reviewing.RemarkInput("III.3", "Sửa số hồ sơ.")],
        reason="Cần sửa.",
        due_on=None,
        idempotency_key=uuid4().hex,
    )
    load(town, lines(place, {"households_total": "3.600"}), "submitted")
    shown = worlds.submission_of(town, place)
    assert (shown.state, shown.unlocked_sections, shown.last_version) == ("submitted", None, 2)


def test_an_entry_takes_the_report_out_of_the_reviewers_hands(world: World) -> None:
    town, place = world.here, world.here.place
    worlds.filed(place)
    reviewing.claim(town.scope, town.reviewer, place.submission_id)
    for status in ("submitted", "approved"):
        load(town, lines(place, {"households_total": "3.600"}), status)
        shown = worlds.submission_of(town, place)
        assert (shown.claimed_by, shown.claimed_by_name) == (None, "")


# --- later due times ------------------------------------------------------------------------


def test_a_due_time_is_moved_for_a_ward_of_the_city_only(world: World) -> None:
    town, place = world.here, world.here.place
    due = worlds.period_of(town).ward_due_at + dt.timedelta(days=3)
    periods.extend(town.scope, town.head, town.period_id, place.ward_id, due, "CV 12/SNV")
    with reading(place.scope) as session:
        assert submissions.due_at(session, worlds.period_of(town), place.ward_id) == due
    for stranger in (world.there.place.ward_id, uuid4()):
        with pytest.raises(NotFound):
            periods.extend(town.scope, town.head, town.period_id, stranger, due, "CV 12/SNV")
    with pytest.raises(Invalid):
        periods.extend(town.scope, town.head, town.period_id, place.ward_id, due, " ")
    with reading(town.scope) as session:
        assert session.query(Extension).count() == 1


# --- report files ---------------------------------------------------------------------------


def sample(name: str) -> tuple[Path, dict]:
    """A sample report with what must be read in it."""
    path = REPORTS / SAMPLES[name]
    text, expected = path.with_suffix(".txt"), path.parent / f"{name}.expected.json"
    if not text.exists():
        if os.environ.get("REPORTS_DIR"):
            pytest.fail(f"REPORTS_DIR names {REPORTS}, where {SAMPLES[name]}.txt is not.")
        pytest.skip("The sample reports are not beside the project; set REPORTS_DIR.")
    return text, json.loads(expected.read_text("utf-8"))


@pytest.fixture(params=sorted(SAMPLES))
def report(request: pytest.FixtureRequest) -> tuple[Path, dict]:
    return sample(request.param)


@pytest.fixture
def named(app, report: tuple[Path, dict]) -> Town:
    """A city in which the sample's ward files, beside another."""
    wards = {report[1]["ward_code"]: report[1]["ward"], "99998": "Xã Không Tên"}
    period = report[1]["period"]
    return worlds.make_town(wards, period)


def place_of(town: Town, code: str) -> Place:
    return next(place for place in town.places if place.code == code)


def load_file(town: Town, path: Path, period: str, status: str = "draft") -> intake.LoadedFile:
    return intake.load_file(town.scope, COMMAND_LINE, period, status, path, path.name)


def test_a_report_file_fills_its_wards_draft_with_values_and_phrases(
    named: Town, report: tuple[Path, dict]
) -> None:
    path, expected = report
    period = expected["period"]
    loaded = load_file(named, path, period)
    assert loaded.error is None
    assert loaded.ward == expected["ward_code"]
    place = place_of(named, expected["ward_code"])
    draft = worlds.draft_of(place)
    with reading(place.scope) as session:
        phrases = answer_store.phrases_of(session, place.submission_id)
    text = " ".join(path.read_text("utf-8").split())
    read = {code: phrase for code, phrase in phrases.items() if phrase.decision == "applied"}
    assert len(read) == loaded.read > 5
    for code, phrase in read.items():
        assert code in draft.answers
        assert " ".join(phrase.quote.split()) in text
        assert draft.rows[code].confirmed is False
    assert len([p for p in phrases.values() if p.decision == "pending"]) == loaded.uncertain


def test_what_a_person_stands_behind_is_never_overwritten(
    named: Town, report: tuple[Path, dict]
) -> None:
    path, expected = report
    period = expected["period"]
    place = place_of(named, expected["ward_code"])
    load_file(named, path, period)
    with reading(place.scope) as session:
        phrases = answer_store.phrases_of(session, place.submission_id)
    numeric = [c for c, p in phrases.items() if p.decision == "applied" and p.typed.isdigit()]
    typed = str(int(phrases[numeric[0]].typed) + 7)
    worlds.fill(place, {numeric[0]: typed})
    load_file(named, path, period)
    row = worlds.draft_of(place).rows[numeric[0]]
    assert (row.typed, row.confirmed) == (typed, True)
    with reading(place.scope) as session:
        kept = answer_store.phrases_of(session, place.submission_id)[numeric[0]]
    assert kept.decision == "kept"


def test_a_file_that_cannot_be_placed_says_why_and_leaves_nothing(
    world: World, tmp_path: Path
) -> None:
    for name, content in {
        "rỗng.txt": b"",
        "vô danh.txt": "Báo cáo không nói của ai.\n".encode() * 20,
        "giả.pdf": b"this is no PDF",
        "giả.docx": b"PK\x03\x04 no zip",
        "ảnh.png": b"\x89PNG",
    }.items():
        path = tmp_path / name
        path.write_bytes(content)
        loaded = load_file(world.here, path, worlds.PERIOD, "submitted")
        assert loaded.error, name
        assert loaded.submission_id is None
    assert all(kinds(world.here, place) == [] for place in world.here.places)


def test_a_submitted_report_takes_no_upload(world: World) -> None:
    place = world.here.place
    worlds.filed(place)
    with pytest.raises(loading.Conflict):
        intake.upload(place.scope, place.drafter, place.submission_id, "a.txt", b"abc")
    submitting.recall(place.scope, place.leader, place.submission_id)
    with pytest.raises(Invalid):
        intake.upload(place.scope, place.drafter, place.submission_id, "a.exe", b"abc")
    with pytest.raises(Invalid, match="rỗng"):
        intake.upload(place.scope, place.drafter, place.submission_id, "a.txt", b"")
    with pytest.raises(NotFound):
        intake.upload(place.scope, place.drafter, world.there.place.submission_id, "a.txt", b"x")
