"""Evidence against PostgreSQL: limits, locks, undo, what is frozen, and the wall."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from app.actions import attaching, reviewing, submitting
from app.actions.reviewing import RemarkInput
from app.actions.submitting import digest_of
from app.domain.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from app.domain.evidence import Limits, frozen_in
from app.outbound.files import files
from app.store import evidence, submissions
from app.store.reading import reading
from app.store.tables.evidence import Attachment
from app.store.tables.submissions import Version
from tests import worlds
from tests.actions import evidence_files as made
from tests.worlds import Place, Town, World

LIMITS = Limits(one=200_000, all=300_000)
SECTION = "III.3"


def attach(
    place: Place,
    content: bytes | None = None,
    name: str = "bien ban.pdf",
    section: str = SECTION,
    limits: Limits = LIMITS,
) -> UUID:
    sent = made.pdf() if content is None else content
    return attaching.attach(
        place.scope, place.drafter, place.submission_id, section, name, sent, limits
    )


def rows(place: Place) -> list[Attachment]:
    with reading(place.scope) as session:
        return evidence.of_report(session, place.submission_id)


def present(place: Place) -> list[str]:
    return [row.filename for row in evidence.present(rows(place))]


def remove(place: Place, attachment_id: UUID) -> None:
    attaching.remove(place.scope, place.drafter, place.submission_id, attachment_id)


def restore(place: Place, attachment_id: UUID, limits: Limits = LIMITS) -> None:
    attaching.restore(place.scope, place.drafter, place.submission_id, attachment_id, limits)


def newest(place: Place) -> Version:
    with reading(place.scope) as session:
        return submissions.versions_of(session, place.submission_id)[0]


def returned(town: Town, place: Place, section: str) -> None:
    reviewing.claim(town.scope, town.reviewer, place.submission_id)
    reviewing.return_(
        town.scope,
        town.reviewer,
        place.submission_id,
        seen_version=newest(place).number,
        remarks=[RemarkInput(section, "Đề nghị bổ sung minh chứng.")],
        reason="Thiếu minh chứng.",
        due_on=None,
        idempotency_key=uuid4().hex,
    )


@pytest.fixture
def place(world: World) -> Place:
    return world.here.place


def test_a_file_is_kept_under_a_random_name_with_its_hash(place: Place) -> None:
    attachment_id = attach(place, name="../../Biên bản.exe")
    (row,) = rows(place)
    assert row.id == attachment_id
    assert (row.filename, row.kind, row.attached_by) == (
        "Biên bản.pdf",
        "pdf",
        place.drafter.name,
    )
    assert "Biên" not in row.storage_key
    assert files().get(row.storage_key) == made.pdf()


@pytest.mark.parametrize(
    ("content", "why"),
    [(made.SVG, "SVG"), (made.HTML, "HTML"), (b"", "rỗng"), (made.archive("a"), "tệp nén")],
)
def test_what_is_no_evidence_leaves_nothing_behind(place: Place, content: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        attach(place, content, "bien ban.pdf")
    assert rows(place) == []


def test_a_file_above_the_limit_is_refused_with_both_sizes(place: Place) -> None:
    with pytest.raises(Invalid, match="lớn hơn mức 1 KB mỗi tệp"):
        attach(place, made.picture(), limits=replace(LIMITS, one=1024))


def test_the_report_has_room_for_so_much(place: Place) -> None:
    first = made.picture("PNG", (640, 480))
    limits = replace(LIMITS, all=len(first) + 100)
    attach(place, first, "a.png", limits=limits)
    with pytest.raises(Invalid, match="không đủ chỗ"):
        attach(place, made.picture("PNG", (641, 480)), "b.png", "II.1", limits)
    assert present(place) == ["a.png"]


def test_two_who_send_at_once_do_not_pass_the_room_together(app: Flask, place: Place) -> None:
    sent = [made.picture("PNG", (600 + n, 480)) for n in range(4)]
    limits = replace(LIMITS, all=2 * max(map(len, sent)))
    results = worlds.at_once(
        app,
        [
            lambda content=content: attach(place, content, "a.png", limits=limits)
            for content in sent
        ],
    )
    assert len([r for r in results if isinstance(r, Invalid)]) == 2
    assert sum(row.size for row in rows(place)) <= limits.all


def test_a_refused_file_does_not_stay_on_the_shelf(app: Flask, place: Place) -> None:
    def shelved() -> int:
        return sum(1 for p in files().root.rglob("*") if p.is_file())

    before = shelved()
    with pytest.raises(Invalid):
        attach(place, limits=replace(LIMITS, all=10))
    with pytest.raises(NotFound):
        attach(place, section="IX.9")
    assert shelved() == before


def test_the_same_file_in_the_same_section_is_one(place: Place) -> None:
    assert attach(place, name="a.pdf") == attach(place, name="b.pdf")
    assert present(place) == ["a.pdf"]
    attach(place, section="II.1")
    assert len(present(place)) == 2


def test_taking_away_can_be_undone_while_the_section_is_open(place: Place) -> None:
    attachment_id = attach(place, name="a.pdf")
    remove(place, attachment_id)
    assert present(place) == []
    restore(place, attachment_id)
    assert present(place) == ["a.pdf"]


def test_sending_it_again_brings_it_back(place: Place) -> None:
    attachment_id = attach(place)
    remove(place, attachment_id)
    assert attach(place) == attachment_id
    assert len(present(place)) == 1


def test_what_is_brought_back_needs_room_again(place: Place) -> None:
    big, other = made.picture("PNG", (640, 480)), made.picture("PNG", (641, 480))
    limits = replace(LIMITS, all=len(big) + 100)
    first = attach(place, big, "a.png", limits=limits)
    remove(place, first)
    attach(place, other, "b.png", limits=limits)
    with pytest.raises(Invalid, match="không đủ chỗ"):
        restore(place, first, limits)


def test_what_was_taken_away_long_ago_goes_for_good(app: Flask, place: Place) -> None:
    old = attach(place, made.picture(), "cu.png")
    key = rows(place)[0].storage_key
    remove(place, old)
    with worlds.as_owner(app) as connection:
        connection.execute(
            text("SELECT set_config('app.city', :c, true)"), {"c": str(place.scope.city)}
        )
        connection.execute(text("SELECT set_config('app.ward', 'all', true)"))
        connection.execute(
            text("UPDATE attachment SET removed_at = removed_at - :span WHERE id = :id"),
            {"span": dt.timedelta(days=2), "id": old},
        )
    attach(place)
    assert [row.filename for row in rows(place)] == ["bien ban.pdf"]
    assert not files().path(key).exists()


# --- the version ----------------------------------------------------------------------------


def test_a_submitted_version_names_its_evidence_with_hashes(place: Place) -> None:
    kept, gone = attach(place), attach(place, made.picture(), "anh.png", "II.1")
    remove(place, gone)
    worlds.filed(place)
    version = newest(place)
    (frozen,) = frozen_in(version.content)
    (row,) = (r for r in rows(place) if r.id == kept)
    assert (frozen.id, frozen.sha256, frozen.section) == (kept, row.sha256, SECTION)
    assert row.frozen_in == 1
    assert version.sha256 == digest_of(version.content)


def test_a_version_without_evidence_hashes_as_before(place: Place) -> None:
    worlds.filed(place)
    assert "attachments" not in newest(place).content


def test_evidence_is_part_of_what_the_hash_stands_for(world: World) -> None:
    bare, proved = world.here.places[0], world.there.places[0]
    attach(proved)
    for place in (bare, proved):
        worlds.filed(place)
    content = newest(proved).content
    without = {key: value for key, value in content.items() if key != "attachments"}
    assert digest_of(without) != newest(proved).sha256


def test_evidence_locks_with_its_report(place: Place) -> None:
    attachment_id = attach(place)
    worlds.filed(place)
    with pytest.raises(Conflict, match="đang khóa"):
        attach(place, made.picture(), "b.png")
    with pytest.raises(Conflict, match="đang khóa"):
        remove(place, attachment_id)
    assert len(present(place)) == 1


def test_a_return_unlocks_the_evidence_of_its_sections_only(world: World) -> None:
    town, place = world.here, world.here.place
    attach(place)
    attach(place, section="II.1")
    worlds.filed(place)
    returned(town, place, SECTION)
    attach(place, made.picture(), "them.png")
    with pytest.raises(Conflict, match=r"Phần II\.1"):
        attach(place, made.picture(), "them.png", "II.1")


def test_what_was_submitted_stays_though_it_is_taken_away_later(world: World) -> None:
    town, place = world.here, world.here.place
    attachment_id = attach(place)
    worlds.filed(place)
    returned(town, place, SECTION)
    remove(place, attachment_id)
    with reading(place.scope) as session:
        asked = submissions.remarks_of(session, place.submission_id)
    for remark in asked:
        reviewing.answer_remark(place.scope, place.drafter, remark.id, "Đã thay minh chứng.")
    worlds.submit(place)
    second, (first, *_) = newest(place), reversed(versions(place))
    assert frozen_in(second.content) == ()
    assert [f.id for f in frozen_in(first.content)] == [attachment_id]
    assert files().get(rows(place)[0].storage_key) == made.pdf()


def versions(place: Place) -> list[Version]:
    with reading(place.scope) as session:
        return submissions.versions_of(session, place.submission_id)


# --- who ------------------------------------------------------------------------------------


def test_no_other_ward_sees_or_touches_it(world: World) -> None:
    own, other = world.here.places[0], world.here.places[1]
    attachment_id = attach(own)
    with reading(other.scope) as session:
        assert evidence.by_id(session, attachment_id) is None
    for submission_id in (own.submission_id, other.submission_id):
        with pytest.raises(NotFound):
            attaching.remove(other.scope, other.drafter, submission_id, attachment_id)


def test_a_ward_cannot_attach_to_anothers_report(world: World) -> None:
    own, other = world.here.places[0], world.here.places[1]
    with pytest.raises(NotFound):
        attach(replace(own, submission_id=other.submission_id))


def test_the_department_attaches_nothing(world: World) -> None:
    town, place = world.here, world.here.place
    with pytest.raises(NotAllowed):
        attach(replace(place, scope=town.scope, drafter=town.reviewer))


# --- the picture ----------------------------------------------------------------------------


def test_a_worker_draws_it(place: Place) -> None:
    attachment_id = attach(place)
    assert rows(place)[0].preview == "waiting"
    attaching.make_preview(place.scope, attachment_id)
    key = rows(place)[0].preview_key
    assert files().get(key).startswith(b"\xff\xd8\xff")
    attaching.make_preview(place.scope, attachment_id)
    assert rows(place)[0].preview_key == key


def test_what_cannot_be_drawn_says_why_and_stays(place: Place) -> None:
    attachment_id = attach(place, made.pdf()[:40])
    attaching.make_preview(place.scope, attachment_id)
    (row,) = rows(place)
    assert (row.preview, row.removed_at) == ("failed", None)
    assert "hỏng" in row.preview_problem


def test_word_and_excel_are_not_drawn(place: Place) -> None:
    attach(place, made.word(), "a.docx")
    assert rows(place)[0].preview == "none"


def test_submitting_works_while_a_picture_waits(place: Place) -> None:
    attachment_id = attach(place)
    worlds.fill(place, worlds.FIGURES)
    worlds.explain_all(place)
    submitting.submit(place.scope, place.leader, place.submission_id, uuid4().hex)
    attaching.make_preview(place.scope, attachment_id)
    assert rows(place)[0].preview == "ready"


def test_a_refusal_is_a_sentence(place: Place) -> None:
    with pytest.raises(DomainError) as refused:
        attach(place, made.HEIC, "IMG_1.heic")
    assert str(refused.value).startswith("“IMG_1.heic”: Ảnh HEIC")
