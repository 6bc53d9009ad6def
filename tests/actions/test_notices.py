"""Who hears of what, by which way, and what becomes of it."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.actions import delivering, inviting, listening, notifying, reviewing, submitting
from app.actions.inviting import NewPerson
from app.domain.errors import Invalid, NotAllowed, NotFound
from app.domain.notices import PAUSES
from app.domain.permissions import SYSTEM, Role
from app.outbound.webhook import signature
from app.store.reading import reading
from app.store.scope import LOBBY
from app.store.tables.lobby import Invitation, Person
from app.store.tables.notices import Delivery, Webhook
from app.store.transaction import transaction
from tests import worlds
from tests.actions.enrolled import (
    PUBLIC,
    deliver,
    email_of,
    enrol,
    posting,
    send_back,
    states,
    told,
)
from tests.outbound.post_boxes import free_port, receiver
from tests.worlds import Place, Town, World


def make_due(town: Town) -> None:
    """The pause is over, and so is a dead worker's lease."""
    past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    queued = Delivery.state == "queued"
    with transaction(town.scope, SYSTEM) as tx:
        tx.session.execute(
            update(Delivery).where(queued).values(next_try_at=past, leased_until=past)
        )


def returned(town: Town) -> Place:
    worlds.filed(town.place)
    send_back(town, town.place, town.reviewer)
    return town.place


def mend_and_submit(place: Place) -> None:
    worlds.fill(place, {"overview": "Đã bổ sung số liệu theo yêu cầu của Sở Nội vụ."})
    with reading(place.scope) as session:
        remarks = submitting.submissions.remarks_of(session, place.submission_id)
    for remark in remarks:
        reviewing.answer_remark(place.scope, place.drafter, remark.id, "Đã bổ sung.")
    worlds.submit(place)


# --- what happened is told --------------------------------------------------------------------


def test_a_return_reaches_the_ward_s_people_and_nobody_else(app: Flask, world: World) -> None:
    town = world.here
    readers = [enrol(town, role, town.place.code) for role in (Role.DRAFTER, Role.LEADER)]
    enrol(town, Role.DRAFTER, town.places[1].code)
    enrol(world.there, Role.DRAFTER, town.place.code)
    enrol(town, Role.REVIEWER)
    with posting(app) as box:
        place = returned(town)
        assert deliver(town) == 2
        assert deliver(town) == deliver(world.there) == 0
    assert sorted(box.recipients) == sorted(email_of(reader) for reader in readers)
    text = box.letters[0].get_body(("plain",)).get_content()
    assert f"{PUBLIC}/ward/submissions/{place.submission_id}" in text
    assert "Phường Hải Dương" in text
    assert "6 tháng đầu năm 2026" in text
    assert "Hãy bổ sung số liệu" not in text, "a letter says no word of the report"
    assert states(town) == [("returned", "sent")] * 2
    assert states(world.there) == []


def test_a_return_to_a_ward_without_accounts_is_noted(app: Flask, world: World) -> None:
    with posting(app) as box:
        returned(world.here)
        deliver(world.here)
    assert box.letters == []
    assert states(world.here) == [("returned", "nobody")]


def test_a_rolled_back_return_tells_nobody(app: Flask, world: World) -> None:
    town = world.here
    enrol(town, Role.DRAFTER, town.place.code)
    worlds.filed(town.place)
    with posting(app) as box:
        with pytest.raises(Invalid):
            reviewing.return_(
                town.scope,
                town.reviewer,
                town.place.submission_id,
                seen_version=1,
                remarks=[],
                reason="",
                due_on=None,
                idempotency_key="x",
            )
        deliver(town)
    assert box.letters == []


def test_a_resubmission_reaches_whoever_returned_it(app: Flask, world: World) -> None:
    town = world.here
    reviewer = enrol(town, Role.REVIEWER)
    enrol(town, Role.REVIEWER)
    place = town.place
    worlds.filed(place)
    send_back(town, place, reviewer)
    mend_and_submit(place)
    with posting(app) as box:
        deliver(town)
    assert box.recipients == [email_of(reviewer)]
    text = box.letters[0].get_body(("plain",)).get_content()
    assert f"{PUBLIC}/review/submissions/{place.submission_id}" in text


def test_a_reviewer_who_left_is_not_written_to(app: Flask, world: World) -> None:
    town = world.here
    reviewer = enrol(town, Role.REVIEWER)
    worlds.filed(town.place)
    send_back(town, town.place, reviewer)
    inviting.set_active(town.scope, town.admin, reviewer.person_id, False)
    mend_and_submit(town.place)
    with posting(app) as box:
        deliver(town)
    assert box.letters == []


def test_a_first_submit_tells_nobody_and_asks_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*args: object, **facts: object) -> None:
        raise AssertionError("a notice was written")

    monkeypatch.setattr(notifying.store, "add", asked)
    worlds.filed(world.here.place)
    with pytest.raises(AssertionError, match="a notice was written"):
        send_back(world.here, world.here.place, world.here.reviewer)


def test_an_approval_taken_back_tells_the_ward(app: Flask, world: World) -> None:
    town = world.here
    enrol(town, Role.LEADER, town.place.code)
    worlds.filed(town.place)
    reviewing.claim(town.scope, town.reviewer, town.place.submission_id)
    approve = {"seen_version": 1, "idempotency_key": uuid4().hex}
    reviewing.approve(town.scope, town.reviewer, town.place.submission_id, **approve)
    reviewing.unapprove(town.scope, town.head, town.place.submission_id, "Phát hiện sai số")
    with posting(app) as box:
        deliver(town)
    assert [message["Subject"] for message in box.letters] == [
        "Sở Nội vụ hủy duyệt báo cáo 6 tháng đầu năm 2026 của Phường Hải Dương"
    ]


# --- what becomes of it -----------------------------------------------------------------------


def test_without_a_mail_server_letters_are_noted_and_sent_when_asked_again(
    app: Flask, world: World
) -> None:
    town = world.here
    enrol(town, Role.DRAFTER, town.place.code)
    returned(town)
    assert deliver(town) == 0
    ((delivery, _),) = told(town)
    assert (delivery.state, delivery.tries, delivery.next_try_at) == ("unconfigured", 0, None)
    with posting(app) as box:
        assert deliver(town) == 0, "a server that comes later sends no old letters by itself"
        delivering.try_again(town.scope, town.admin, delivery.id)
        assert deliver(town) == 1
    assert len(box.letters) == 1
    with pytest.raises(NotFound):
        delivering.try_again(town.scope, town.admin, delivery.id)
    with pytest.raises(NotFound):
        delivering.try_again(world.there.scope, world.there.admin, delivery.id)
    with pytest.raises(NotAllowed):
        delivering.try_again(town.scope, town.reviewer, delivery.id)


def test_a_letter_that_waits_when_the_mail_server_is_taken_away_is_noted(
    app: Flask, world: World
) -> None:
    town = world.here
    enrol(town, Role.DRAFTER, town.place.code)
    returned(town)
    with posting(app) as box:
        box.answer = "450 later"
        deliver(town)
        assert states(town) == [("returned", "queued")]
    deliver(town)
    assert states(town) == [("returned", "unconfigured")]


def test_a_failure_waits_longer_each_time_and_is_given_up(app: Flask, world: World) -> None:
    town = world.here
    enrol(town, Role.DRAFTER, town.place.code)
    returned(town)
    with posting(app) as box:
        box.answer = "451 Try later"
        for minutes in PAUSES:
            deliver(town)
            ((delivery, _),) = told(town)
            pause = delivery.next_try_at - dt.datetime.now(dt.UTC)
            assert abs(pause.total_seconds() - 60 * minutes) < 20
            assert (delivery.state, delivery.error) == ("queued", "451 Try later")
            assert deliver(town) == 0, "not before its time"
            make_due(town)
        deliver(town)
    ((delivery, _),) = told(town)
    assert (delivery.state, delivery.tries) == ("failed", len(PAUSES) + 1)
    assert box.letters == []


def test_a_recipient_that_is_refused_holds_nobody_up(app: Flask, world: World) -> None:
    town = world.here
    gone = enrol(town, Role.DRAFTER, town.place.code)
    enrol(town, Role.LEADER, town.place.code)
    returned(town)
    with posting(app) as box:
        box.refused[email_of(gone)] = "550 5.1.1 Unknown user"
        deliver(town)
    assert sorted(s for _, s in states(town)) == ["failed", "sent"]
    failed = next(d for d, _ in told(town) if d.state == "failed")
    assert failed.error == "550 5.1.1 Unknown user"


def test_a_server_that_is_away_is_asked_once_for_all(app: Flask, world: World) -> None:
    town = world.here
    for _ in range(3):
        enrol(town, Role.DRAFTER, town.place.code)
    returned(town)
    with posting(app) as box:
        box.answer = "554 no"
        deliver(town)
    assert sorted(delivery.tries for delivery, _ in told(town)) == [0, 0, 1]


def test_a_worker_that_died_after_sending_sends_again_under_the_same_id(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = world.here
    enrol(town, Role.DRAFTER, town.place.code)
    returned(town)
    with posting(app) as box:

        def dies(*args: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(delivering, "_settle", dies)
        with pytest.raises(KeyboardInterrupt):
            deliver(town)
        monkeypatch.undo()
        assert deliver(town) == 0, "its lease still runs"
        make_due(town)
        assert deliver(town) == 1
    first, second = box.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert states(town) == [("returned", "sent")]


def test_many_workers_send_each_letter_once(app: Flask, world: World) -> None:
    town = world.here
    for number in range(12):
        enrol(town, Role.DRAFTER, town.place.code, f"Người {number}")
    returned(town)

    def work(_: int) -> int:
        with app.app_context():
            return deliver(town)

    with posting(app) as box, ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 12
        assert len(set(box.recipients)) == len(box.recipients) == 12


def test_who_turned_reminders_off_still_hears_of_a_return(app: Flask, world: World) -> None:
    town = world.here
    drafter = enrol(town, Role.DRAFTER, town.place.code)
    notifying.set_reminders(drafter.person_id, False)
    returned(town)
    with posting(app) as box:
        deliver(town)
    assert box.recipients == [email_of(drafter)]


# --- links ------------------------------------------------------------------------------------


def test_an_invitation_goes_by_mail_and_its_token_is_in_no_row(app: Flask, world: World) -> None:
    town = world.here
    email = f"{uuid4().hex[:8]}@example.vn"
    new = NewPerson(email, "Trần Văn Mời", Role.DRAFTER, town.place.code)
    with posting(app) as box:
        assert inviting.invite(town.scope, town.admin, new, by_mail=True) is None
        with reading(LOBBY) as session:
            assert session.execute(select(Invitation).join(Person).where(Person.email == email))
        deliver(town)
    text = box.letters[0].get_body(("plain",)).get_content()
    token = text.partition(f"{PUBLIC}/account/invitation/")[2].split()[0]
    assert "Chuyên viên phường, xã, Phường Hải Dương" in text
    ((delivery, _),) = told(town)
    assert token not in repr(vars(delivery))
    assert inviting.accept_invitation(token, "một mật khẩu đủ dài") == email


def test_one_link_sets_one_password_and_the_others_end_with_it(app: Flask, world: World) -> None:
    town = world.here
    drafter = enrol(town, Role.DRAFTER, town.place.code)
    first = inviting.reset_password(town.scope, town.admin, drafter.person_id)
    second = inviting.reset_password(town.scope, town.admin, drafter.person_id)
    assert first
    assert second
    inviting.accept_invitation(second, "một mật khẩu đủ dài")
    with pytest.raises(NotFound):
        inviting.accept_invitation(first, "một mật khẩu khác nữa")


def test_a_locked_account_gets_no_link(app: Flask, world: World) -> None:
    town = world.here
    drafter = enrol(town, Role.DRAFTER, town.place.code)
    with posting(app) as box:
        inviting.reset_password(town.scope, town.admin, drafter.person_id, by_mail=True)
        delivering.addressing.address_new(town.scope)
        inviting.set_active(town.scope, town.admin, drafter.person_id, False)
        deliver(town)
    assert box.letters == []
    ((delivery, _),) = told(town)
    assert (delivery.state, delivery.error) == ("failed", "Tài khoản đã bị khóa.")
    with pytest.raises(Invalid):
        inviting.reset_password(town.scope, town.admin, drafter.person_id)


# --- programs of the city ---------------------------------------------------------------------


def test_the_city_s_program_hears_of_a_return_signed(app: Flask, world: World) -> None:
    town = world.here
    with receiver() as ear, posting(app):
        enrol(town, Role.DRAFTER, town.place.code)
        secret = listening.listen_at(town.scope, town.admin, ear.url)
        returned(town)
        returned(world.there)
        assert deliver(town) == 2
        deliver(world.there)
    ((_, headers, body),) = ear.heard
    assert headers["X-TongHop-Signature"] == signature(secret, body)
    said = json.loads(body)
    assert (said["event"], said["ward"], said["ward_code"], said["period"]) == (
        "returned",
        "Phường Hải Dương",
        "10525",
        "2026-H1",
    )
    assert said["url"] == f"{PUBLIC}/ward/submissions/{town.place.submission_id}"
    assert said["id"] == headers["X-TongHop-Id"]
    assert "@" not in body.decode(), "nobody's address"
    assert states(world.there) == [("returned", "nobody")]


def test_a_receiver_that_fails_is_tried_again_at_its_present_address(
    app: Flask, world: World
) -> None:
    town = world.here
    with receiver() as ear, posting(app):
        gone = f"http://localhost:{free_port()}/"
        listening.listen_at(town.scope, town.admin, gone)
        returned(town)
        deliver(town)
        assert states(town) == [("returned", "nobody"), ("returned", "queued")]
        listening.listen_at(town.scope, town.admin, ear.url)
        make_due(town)
        deliver(town)
        assert states(town) == [("returned", "nobody"), ("returned", "sent")]
        listening.try_webhook(town.scope, town.admin)
        deliver(town)
        assert [json.loads(body)["event"] for _, _, body in ear.heard] == ["returned", "test"]


def test_nobody_listens_where_the_address_was_taken_back(app: Flask, world: World) -> None:
    town = world.here
    with receiver() as ear, posting(app):
        listening.listen_at(town.scope, town.admin, ear.url)
        returned(town)
        delivering.addressing.address_new(town.scope)
        listening.stop_listening(town.scope, town.admin)
        deliver(town)
        assert ear.heard == []
        delivery = next(d for d, _ in told(town) if d.channel == "webhook")
        assert (delivery.state, delivery.error) == ("failed", "Địa chỉ nhận đã được bỏ.")
        with pytest.raises(NotFound):
            listening.try_webhook(town.scope, town.admin)


@pytest.mark.parametrize("url", ["http://a.vn/", "https://127.0.0.1/", "https://", "https://a b"])
def test_an_address_that_leads_inside_is_not_kept(app: Flask, world: World, url: str) -> None:
    with pytest.raises(Invalid):
        listening.listen_at(world.here.scope, world.here.admin, url)
    with reading(world.here.scope) as session:
        assert session.execute(select(Webhook)).first() is None


def test_a_letter_to_try_reaches_whoever_asked(app: Flask, world: World) -> None:
    town = world.here
    admin = enrol(town, Role.CITY_ADMIN)
    with receiver() as ear, posting(app) as box:
        listening.listen_at(town.scope, admin, ear.url)
        listening.try_mail(town.scope, admin)
        deliver(town)
        assert box.recipients == [email_of(admin)]
        assert ear.heard == []
