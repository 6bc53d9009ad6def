"""Reasons for many flags, and the signature, against PostgreSQL."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.actions import access, explaining, reporting, submitting
from app.actions.explaining import Reason
from app.domain.errors import Conflict, Invalid
from app.domain.permissions import Permission
from app.domain.signing import Signing
from app.store import submissions
from app.store.reading import reading
from app.store.tables.submissions import Version
from tests import worlds
from tests.worlds import Place, World

# Nothing but soft flags: rates with no figures behind them, and what is mandatory.
FLAGGED = worlds.FIGURES | {
    "petitions_received": "21",
    "petitions_resolved": "18",
    "reception_sessions": "3",
    "dialogue_conferences_count": "0",
    "land_donated_m2": "",
}
SAME = "Đã rà soát, số liệu đúng."


@pytest.fixture
def place(world: World) -> Place:
    worlds.fill(world.here.place, FLAGGED)
    return world.here.place


def soft(place: Place) -> list[tuple[str, str]]:
    return [
        (flag.finding.key, flag.finding.inputs_hash)
        for flag in worlds.draft_of(place).blocking
        if not flag.finding.is_hard
    ]


def explain(place: Place, reasons: list[Reason]) -> None:
    explaining.explain_many(place.scope, place.drafter, place.submission_id, reasons)


def explained(place: Place) -> dict[str, str]:
    with reading(place.scope) as session:
        rows = submissions.explanations_of(session, place.submission_id).values()
        return {row.key: row.text for row in rows}


def test_many_reasons_are_kept_together(place: Place) -> None:
    flags = soft(place)
    assert len(flags) >= 2
    explain(place, [Reason(key, seen, f"Lý do của {key}") for key, seen in flags])
    assert explained(place) == {key: f"Lý do của {key}" for key, _ in flags}
    assert soft(place) == []


def test_one_reason_for_all_is_refused_and_nothing_is_kept(place: Place) -> None:
    reasons = [Reason(f"rule:{n}", "ab", SAME) for n in range(4)]
    with pytest.raises(Invalid) as refused:
        explain(place, [*reasons, Reason("own", "ab", "Có lý do riêng, theo công văn 12.")])
    problems = refused.value.problems
    assert [(p.rule, p.fields) for p in problems] == [
        ("same_reason", (f"rule:{n}",)) for n in range(4)
    ]
    assert "đã dùng cho 3 chỗ khác" in problems[0].message
    assert explained(place) == {}


def test_one_by_one_the_fourth_is_refused(place: Place) -> None:
    for n in range(3):
        explain(place, [Reason(f"rule:{n}", "ab", SAME)])
    with pytest.raises(Invalid, match="đã dùng cho 3 chỗ khác"):
        explain(place, [Reason("rule:3", "ab", SAME)])
    explain(place, [Reason("rule:0", "cd", "Lý do khác hẳn.")])
    explain(place, [Reason("rule:3", "ab", SAME)])


def test_an_empty_reason_names_its_flag(place: Place) -> None:
    with pytest.raises(Invalid) as refused:
        explain(place, [Reason("a", "ab", "Có lý do."), Reason("b", "ab", " ")])
    assert [p.fields for p in refused.value.problems] == [("b",)]


# --- the signature --------------------------------------------------------------------------


def newest(place: Place) -> Version:
    with reading(place.scope) as session:
        return submissions.versions_of(session, place.submission_id)[0]


def digest(place: Place) -> str:
    with reading(place.scope) as session:
        report = access.report_for(session, place.leader, place.submission_id, Permission.SIGN_OFF)
        return submitting.draft_digest(session, report, worlds.draft_of(place))


def ready(place: Place) -> None:
    worlds.fill(place, worlds.FIGURES)
    worlds.explain_all(place)


def submit(place: Place, signing: Signing = Signing.AS_WRITTEN, seen: str = "") -> None:
    submitting.submit(
        place.scope,
        place.leader,
        place.submission_id,
        uuid4().hex,
        signing=signing,
        seen=seen,
    )


def text_of(place: Place, number: int = 0) -> list[str]:
    with reading(place.scope) as session:
        report = access.report_for(session, place.leader, place.submission_id, Permission.SEE_DRAFT)
        city = reporting.city_of(place.scope)
        model = reporting.ward_report(session, report, city, as_draft=True, number=number)
    return [model.head.signer_position, model.head.signer_name, str(model.version)]


def test_a_deputy_signs_for_the_chairman(world: World) -> None:
    place = world.here.place
    ready(place)
    submit(place, Signing.DEPUTY)
    assert newest(place).content["signature"] == {"as": "deputy", "name": place.leader.name}
    assert text_of(place) == ["Phó Chủ tịch", place.leader.name, "1"]


def test_as_written_leaves_the_content_as_it_was(world: World) -> None:
    place = world.here.place
    ready(place)
    seen = digest(place)
    submit(place)
    assert "signature" not in newest(place).content
    assert newest(place).sha256 == seen


def test_what_was_read_is_what_is_signed(world: World) -> None:
    place = world.here.place
    ready(place)
    seen = digest(place)
    worlds.fill(place, {"households_total": "3.501"})
    worlds.explain_all(place)
    with pytest.raises(Conflict, match="vừa được sửa"):
        submit(place, seen=seen)
    submit(place, seen=digest(place))


def test_an_earlier_version_is_printed_as_it_was(world: World) -> None:
    place = world.here.place
    ready(place)
    submit(place, Signing.DEPUTY)
    submitting.recall(place.scope, place.leader, place.submission_id)
    worlds.fill(place, {"households_total": "3.600"})
    worlds.explain_all(place)
    submit(place, Signing.CHAIRMAN)
    assert text_of(place, 1) == ["Phó Chủ tịch", place.leader.name, "1"]
    assert text_of(place) == ["Chủ tịch", place.leader.name, "2"]
