"""Letters through a real SMTP server: what it takes, what it refuses, what it never hears."""

from __future__ import annotations

import datetime as dt
import ssl
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain.notices import Kind, NotSent
from app.outbound import letters
from app.outbound.mail import Envelope, Letter, MailServer
from config import MailSettings
from tests.outbound.post_boxes import SENDER, certificate, free_port, mail_server

AT = dt.datetime(2026, 6, 4, 8, 0, tzinfo=dt.UTC)
LETTER = Letter("Báo cáo của Phường Đồ Sơn", "Kính gửi,\n\nhttps://a.vn/x\n", "<p>Kính gửi</p>")


def envelope(address: str = "soan@phuong.vn", name: str = "Nguyễn Thị Soạn") -> Envelope:
    return Envelope(uuid4(), name, address, AT)


def send(settings: MailSettings, *envelopes: Envelope) -> None:
    with MailServer(settings, "tonghop.vn") as server:
        for one in envelopes:
            server.send(one, LETTER)


def test_a_letter_arrives_with_its_id_and_both_its_parts() -> None:
    one = envelope()
    with mail_server() as box:
        send(box.settings(), one)
    (message,) = box.letters
    assert box.recipients == ["soan@phuong.vn"]
    assert message["Message-ID"] == f"<{one.message_id}@tonghop.vn>"
    assert message["Subject"] == LETTER.subject
    assert message["To"] == "Nguyễn Thị Soạn <soan@phuong.vn>"
    assert SENDER in message["From"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == LETTER.text
    assert "Kính gửi" in message.get_body(("html",)).get_content()


def test_many_letters_go_through_one_connection() -> None:
    with mail_server() as box:
        send(box.settings(), *(envelope(f"n{n}@phuong.vn") for n in range(5)))
    assert box.recipients == [f"n{n}@phuong.vn" for n in range(5)]


@pytest.mark.parametrize(("answer", "is_final"), [("550 No such user", True), ("450 Later", False)])
def test_a_recipient_that_is_refused_is_told_in_the_server_s_words(
    answer: str, is_final: bool
) -> None:
    with mail_server() as box:
        box.refused["xa@phuong.vn"] = answer
        with MailServer(box.settings(), "tonghop.vn") as server:
            with pytest.raises(NotSent, match=answer) as caught:
                server.send(envelope("xa@phuong.vn"), LETTER)
            assert (caught.value.is_final, caught.value.is_everyones) == (is_final, False)
            server.send(envelope("gan@phuong.vn"), LETTER)
    assert box.recipients == ["gan@phuong.vn"], "the next one is not held up"


def test_a_server_that_takes_nothing_is_everyone_s_trouble() -> None:
    with mail_server() as box:
        box.answer = "554 Full"
        with pytest.raises(NotSent, match="554 Full") as caught:
            send(box.settings(), envelope())
    assert (caught.value.is_final, caught.value.is_everyones) == (False, True)


def test_a_server_that_is_away_is_named_and_tried_again() -> None:
    settings = MailSettings("127.0.0.1", free_port(), SENDER, None, None, "none")
    with pytest.raises(NotSent, match="ConnectionRefusedError") as caught:
        send(settings, envelope())
    assert (caught.value.is_final, caught.value.is_everyones) == (False, True)


def test_no_password_goes_in_clear(tmp_path: Path) -> None:
    """Encryption is asked for; a server that has none gets neither password nor letter."""
    with mail_server() as box, pytest.raises(NotSent) as caught:
        send(box.settings("starttls", "bao.cao"), envelope())
    assert caught.value.is_everyones
    assert box.letters == []


def test_signed_in_over_an_encrypted_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mail_server(context, signs_in=True) as box:
        settings = box.settings("starttls", "bao.cao")
        send(settings, envelope())
        assert len(box.letters) == 1
        with pytest.raises(NotSent, match="535") as caught:
            send(replace(settings, password="sai"), envelope())
        assert caught.value.is_everyones
    assert len(box.letters) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    context, _ = certificate(tmp_path)
    with mail_server(context) as box, pytest.raises(NotSent, match="SSL"):
        send(box.settings("starttls"), envelope())
    assert isinstance(context, ssl.SSLContext)
    assert box.letters == []


@pytest.mark.parametrize(
    "address", ["a@b.vn\r\nBcc: c@d.vn", "a@b.vn, c@d.vn", "không@đúng", "a b@c.vn", "@"]
)
def test_an_address_that_is_none_is_given_up_and_reaches_nobody(address: str) -> None:
    with mail_server() as box, pytest.raises(NotSent) as caught:
        send(box.settings(), envelope(address))
    assert caught.value.is_final
    assert box.recipients == []


def test_a_subject_cannot_bring_headers_of_its_own() -> None:
    forged = replace(LETTER, subject="a\r\nBcc: c@d.vn")
    with mail_server() as box, pytest.raises(NotSent) as caught:
        MailServer(box.settings(), "tonghop.vn").send(envelope(), forged)
    assert caught.value.is_final
    assert box.letters == []


FACTS = {
    "name": "Nguyễn <Soạn>",
    "ward": "Phường Đồ Sơn",
    "period": "6 tháng đầu năm 2026",
    "due": "14/6/2026, 23:59",
    "days": 3,
    "awaits_leader": False,
    "city": "Thành phố Hải Phòng",
    "role": "Chuyên viên phường, xã",
    "expires": "21/6/2026",
    "waiting": 4,
    "periods": [{"period": "năm 2025", "waiting": 4, "resubmitted": 1, "own": 2, "overdue": 3}],
}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_words_and_its_link(kind: Kind) -> None:
    for awaits_leader in (False, True):
        facts = FACTS | {"awaits_leader": awaits_leader}
        found = letters.letter(kind, facts, "https://a.vn/x?y=1&z=2", "https://a.vn/account")
        assert 10 < len(found.subject) < 120
        assert "\n" not in found.subject
        assert "Kính gửi Nguyễn <Soạn>," in found.text
        assert "\nhttps://a.vn/x?y=1&z=2\n" in found.text
        assert "\n\n\n" not in found.text
        assert "Nguyễn &lt;Soạn&gt;" in found.html
        assert 'href="https://a.vn/x?y=1&amp;z=2"' in found.html
        assert "{" not in found.text


def test_only_a_reminder_says_how_to_turn_it_off() -> None:
    for kind in Kind:
        found = letters.letter(kind, FACTS, "https://a.vn/x", "https://a.vn/account")
        is_reminder = kind in letters.REMINDERS
        assert ("https://a.vn/account" in found.text) is is_reminder
        assert ("https://a.vn/account" in found.html) is is_reminder
