"""A mail server and a receiver of events on this machine's loopback, and a certificate for both."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from config import MailSettings

SENDER = "tonghop@example.vn"
PASSWORD = "m@t khau/thu"


@dataclass
class Box:
    """What the server took, and how it answers: ``refused`` recipients with the answer each.

    While it ``stalls`` it has taken a letter and not said so.
    """

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    answer: str = "250 OK"
    stalls: threading.Event | None = None

    def settings(self, tls: str = "none", username: str | None = None) -> MailSettings:
        password = PASSWORD if username else None
        return MailSettings("127.0.0.1", self.port, SENDER, username, password, tls)

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content, policy=default))
            self.recipients += envelope.rcpt_tos
        if self.stalls is not None:
            await asyncio.to_thread(self.stalls.wait, 60)
        return self.answer


@contextmanager
def mail_server(context: ssl.SSLContext | None = None, *, signs_in: bool = False) -> Iterator[Box]:
    """A server that keeps what it takes. With ``signs_in`` it wants the password first."""
    box = Box()

    def accepts(server: Any, session: Any, envelope: Any, way: str, said: LoginPassword) -> Any:
        return AuthResult(success=said.password.decode() == PASSWORD, handled=False)

    wishes = {"authenticator": accepts, "auth_required": True} if signs_in else {}
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=0,
        tls_context=context,
        require_starttls=context is not None,
        auth_require_tls=context is not None,
        **wishes,
    )
    # The controller greets itself at the given port before it says that it has started.
    controller.port = box.port = free_port()
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def free_port() -> int:
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        return server.server_port


@dataclass
class Ear:
    """What the receiver heard: (path, headers, body); and how it answers."""

    url: str = ""
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    status: int = 200
    words: bytes = b"da nhan"
    location: str = ""
    stalls: threading.Event | None = None


@contextmanager
def receiver(context: ssl.SSLContext | None = None) -> Iterator[Ear]:
    ear = Ear()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length", "0"))
            ear.heard.append((self.path, dict(self.headers), self.rfile.read(size)))
            if ear.stalls is not None:
                ear.stalls.wait(30)
            self.send_response(ear.status)
            if ear.location:
                self.send_header("Location", ear.location)
            self.end_headers()
            self.wfile.write(ear.words)

        def log_message(self, *args: object) -> None:
            """The test's output is not this server's log."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    ear.url = f"{'https' if context else 'http'}://localhost:{server.server_port}/nhan?bao=cao"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield ear
    finally:
        if ear.stalls is not None:
            ear.stalls.set()
        server.shutdown()
        server.server_close()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """For localhost, signed by itself: the server's context, and the file to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "cert.pem", folder / "key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(public, private)
    return context, public
