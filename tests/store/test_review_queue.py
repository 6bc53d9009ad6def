"""What the queue knows of a report: the weight of what is open, and who looks after it."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import update

from app.actions import assigning
from app.domain.desk import DeskReport, in_order
from app.domain.permissions import COMMAND_LINE
from app.store import review_queue
from app.store.reading import reading
from app.store.tables.reviews import DepartmentFinding, FindingRow, Remark
from app.store.transaction import transaction
from tests import worlds
from tests.worlds import Place, Town, World


def desk(town: Town) -> dict[str, DeskReport]:
    with reading(town.scope) as session:
        reports = review_queue.desk_reports(session, worlds.period_of(town))
    return {report.ward_code: report for report in reports}


def found(town: Town, place: Place, rule: str, score: float, **others: object) -> None:
    """A finding that compares the ward with others."""
    row = {
        "id": uuid4(),
        "key": f"{rule}:{uuid4()}",
        "rule": rule,
        "severity": "warning",
        "fields": [],
        "message": rule,
        "inputs_hash": "x",
        "score": score,
    }
    with transaction(town.scope, COMMAND_LINE) as tx:
        tx.session.add(
            DepartmentFinding(
                city_id=town.city_id,
                ward_id=place.ward_id,
                period_id=town.period_id,
                submission_id=place.submission_id,
                found_at=tx.now,
                **(row | others),
            )
        )


def test_the_strongest_open_finding_says_how_strong_and_what_it_moves(world: World) -> None:
    town, place = world.here, world.here.place
    worlds.filed(place)
    moved = {"code": "households_total", "delta": "10", "share": 0.1, "expected": "3510"}
    found(town, place, "outlier", 5.0, details={"effect": moved})
    found(town, place, "copy_paste", 7.0)
    found(town, place, "outlier", 9.0, decision="dismissed", details={"effect": {"code": "x"}})
    found(town, place, "filing", 11.0, severity="info")
    found(town, place, "outlier", 6.0, decision="asked")
    weight = desk(town)[place.code].weight
    assert (weight.score, weight.effect, weight.asked) == (5.0, moved, 1)
    assert weight.rules == {"missing_required", "outlier", "copy_paste"}
    assert weight.is_copied
    assert desk(world.there)[place.code].weight.open == 0


def test_the_worst_waits_first(world: World) -> None:
    town = world.here
    for place, score in zip(town.places, (2.0, 9.0, 5.0), strict=True):
        worlds.filed(place)
        found(town, place, "outlier", score)
    order = [report.ward_code for report in in_order(desk(town).values())]
    codes = [place.code for place in town.places]
    assert order == [codes[1], codes[2], codes[0]]


def test_remarks_that_nobody_settled_weigh_and_settled_ones_do_not(world: World) -> None:
    town, place = world.here, world.here.place
    worlds.filed(place)
    with transaction(town.scope, COMMAND_LINE) as tx:
        tx.session.execute(update(FindingRow).values(decision="accepted"))
        for closed_at in (None, tx.now):
            tx.session.add(
                Remark(
                    city_id=town.city_id,
                    ward_id=place.ward_id,
                    submission_id=place.submission_id,
                    version=1,
                    section="I",
                    text="Sửa",
                    made_by="A",
                    made_at=tx.now,
                    closed_at=closed_at,
                    closed_by="",
                )
            )
    weight = desk(town)[place.code].weight
    assert (weight.open, weight.remarks) == (0, 1)


def test_who_looks_after_a_ward_stands_at_its_report(world: World) -> None:
    town, place = world.here, world.here.place
    assigning.take(town.scope, town.reviewer, [place.code])
    report = desk(town)[place.code]
    assert (report.reviewer_id, report.reviewer_name) == (
        town.reviewer.person_id,
        town.reviewer.name,
    )
    assert desk(world.there)[place.code].reviewer_id is None


def test_words_weigh_as_one_ward_s_say_among_all(world: World) -> None:
    """A slip that moves a city figure by three in a hundred comes before a copied text of
    one ward among three only where that is more."""
    town = world.here
    copied, slipped = town.places[0], town.places[1]
    for place in (copied, slipped):
        worlds.filed(place)
    found(town, copied, "copy_paste", 0.9)
    found(town, slipped, "outlier", 0.35)
    weights = {code: report.weight.score for code, report in desk(town).items()}
    assert weights[copied.code] == 0.9 / len(town.places)
    assert weights[slipped.code] == 0.35
    assert next(r.ward_code for r in in_order(desk(town).values())) == slipped.code
