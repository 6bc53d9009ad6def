"""Events to a real receiver: signed, https and public only, no redirect, no waiting for ever."""

from __future__ import annotations

import hashlib
import hmac
import socket
import threading
import time
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain.notices import NotSent
from app.outbound import webhook
from tests.outbound.post_boxes import certificate, free_port, receiver

SECRET = "bí mật"
BODY = '{"event": "returned", "ward": "Phường Đồ Sơn"}'.encode()
OURS = ("localhost",)


def test_the_receiver_gets_the_body_its_id_and_its_signature() -> None:
    message_id = uuid4()
    with receiver() as ear:
        webhook.post(ear.url, SECRET, message_id, BODY, OURS)
    ((path, headers, body),) = ear.heard
    assert (path, body) == ("/nhan?bao=cao", BODY)
    assert headers["X-TongHop-Id"] == str(message_id)
    expected = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert headers["X-TongHop-Signature"] == f"sha256={expected}"
    assert headers["Host"].startswith("localhost:")


def test_over_tls_the_certificate_must_be_the_name_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path)
    with receiver(context) as ear:
        with pytest.raises(NotSent, match="SSL"):
            webhook.post(ear.url, SECRET, uuid4(), BODY, OURS)
        assert ear.heard == []
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        webhook.post(ear.url, SECRET, uuid4(), BODY, OURS)
    assert len(ear.heard) == 1


@pytest.mark.parametrize("status", [302, 400, 404, 500])
def test_any_answer_but_yes_is_a_failure_with_the_server_s_words(status: int) -> None:
    with receiver() as other, receiver() as ear:
        ear.status, ear.words, ear.location = status, b"khong nhan duoc", other.url
        with pytest.raises(NotSent, match=f"{status} .*khong nhan duoc") as caught:
            webhook.post(ear.url, SECRET, uuid4(), BODY, OURS)
        assert not caught.value.is_final
    assert len(ear.heard) == 1
    assert other.heard == [], "no redirect is followed"


def test_a_receiver_that_is_away_is_tried_again() -> None:
    with pytest.raises(NotSent, match="ConnectionRefused") as caught:
        webhook.post(f"http://localhost:{free_port()}/", SECRET, uuid4(), BODY, OURS)
    assert not caught.value.is_final


def test_a_receiver_that_never_answers_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "DEADLINE", 0.5)
    with receiver() as ear:
        ear.stalls = threading.Event()
        started = time.monotonic()
        with pytest.raises(NotSent):
            webhook.post(ear.url, SECRET, uuid4(), BODY, OURS)
        assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    "url",
    [
        "http://nhan.example.vn/",
        "ftp://nhan.example.vn/",
        "https://",
        "https://ten:mat-khau@nhan.example.vn/",
        "https://nhan.example.vn/a b",
        "https://nhan.example.vn/\r\nX: y",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://nhan.example.vn:99999/",
        "javascript:alert(1)",
    ],
)
def test_what_could_lead_inside_is_refused_before_anything_is_asked(url: str) -> None:
    with pytest.raises(NotSent) as caught:
        webhook.check_url(url, ())
    assert caught.value.is_final


@pytest.mark.parametrize("inner", ["127.0.0.1", "10.1.2.3", "192.168.1.1", "::1", "fd00::1"])
def test_a_public_name_that_leads_inside_is_refused(
    inner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where only one of its addresses does."""
    monkeypatch.setattr(webhook.socket, "getaddrinfo", answers("203.0.114.7", inner))
    with pytest.raises(NotSent, match="mạng nội bộ") as caught:
        webhook.post("https://nhan.example.vn/", SECRET, uuid4(), BODY)
    assert caught.value.is_final


def answers(*addresses: str) -> object:
    def looked_up(host: str, port: int, **wishes: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]

    return looked_up


def test_the_name_is_looked_up_once_and_the_checked_address_is_the_one_reached(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that answers "inside" the second time leads nowhere."""
    asked, reached = [], []

    def looked_up(host: str, port: int, **wishes: object) -> list[object]:
        asked.append(host)
        return answers("203.0.114.7" if len(asked) == 1 else "127.0.0.1")(host, port)

    def connect(address: tuple[str, int], timeout: float) -> socket.socket:
        reached.append(address)
        raise ConnectionRefusedError("closed")

    monkeypatch.setattr(webhook.socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(webhook.socket, "create_connection", connect)
    with pytest.raises(NotSent):
        webhook.post("https://nhan.example.vn/", SECRET, uuid4(), BODY)
    assert asked == ["nhan.example.vn"]
    assert reached == [("203.0.114.7", 443)]


def test_a_host_that_the_setting_names_may_be_inside() -> None:
    with receiver() as ear:
        with pytest.raises(NotSent):
            webhook.post(ear.url, SECRET, uuid4(), BODY, ("noi-khac.local",))
        webhook.post(ear.url, SECRET, uuid4(), BODY, OURS)
    assert len(ear.heard) == 1
