"""Events for a program of the city: one signed POST, to a public https address only.

The name is looked up once, every address it has is checked, and the connection goes to
the one that was checked: a name that answers otherwise a moment later leads nowhere. No
redirect is followed.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from app.domain.notices import NotSent

TIMEOUT: Final = 10.0  # seconds, for each step
DEADLINE: Final = 20.0  # seconds for all of it: a server that drips ends here
_WORDS: Final = 300  # letters of an answer that are kept


@dataclass(frozen=True, slots=True)
class Place:
    """Where to connect: the name for the certificate, the checked address, the path."""

    host: str
    address: str
    port: int
    path: str
    is_encrypted: bool


class _Refused(NotSent):
    """Not an address that we send to; trying again is useless."""

    def __init__(self, words: str) -> None:
        super().__init__(words, is_final=True)


def signature(secret: str, body: bytes) -> str:
    """``sha256=`` and the hexadecimal HMAC-SHA256 of the body, as the receiver computes it."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def check_url(url: str, private_hosts: Collection[str]) -> SplitResult:
    """Refuse what could never be sent to, without asking the network. Raises ``NotSent``."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # read lazily, and refused only then
    except ValueError as error:
        raise _Refused("Không phải là một địa chỉ đúng.") from error
    host = parts.hostname or ""
    is_private = host in private_hosts
    if parts.scheme != "https" and not (is_private and parts.scheme == "http"):
        raise _Refused("Địa chỉ nhận phải bắt đầu bằng https://.")
    if not host or parts.username or parts.password:
        raise _Refused("Địa chỉ nhận phải có dạng https://tên.miền/đường-dẫn, không kèm mật khẩu.")
    if any(ord(c) <= 32 or ord(c) >= 127 for c in url):
        raise _Refused("Địa chỉ nhận chỉ gồm chữ không dấu, không có khoảng trắng.")
    if not is_private and _as_address(host) is not None and not _is_public(host):
        raise _Refused("Không gửi tới địa chỉ trong mạng nội bộ.")
    return parts


def place_of(url: str, private_hosts: Collection[str]) -> Place:
    """Look the name up, once. Raises ``NotSent``, finally for an address of our own network."""
    parts = check_url(url, private_hosts)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotSent(f"Không tìm thấy máy chủ “{host}”: {error}") from error
    addresses = [str(entry[4][0]) for entry in found]
    if host not in private_hosts and not all(map(_is_public, addresses)):
        raise _Refused(f"Tên “{host}” dẫn tới một địa chỉ trong mạng nội bộ nên không gửi.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(host, addresses[0], port, path, parts.scheme == "https")


def _as_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_public(text: str) -> bool:
    address = _as_address(text)
    if address is None:
        return False
    # An IPv4 address may be wrapped in IPv6: then the inner one is the one reached.
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
    return inner.is_global and not inner.is_multicast


class _Connection(http.client.HTTPConnection):
    """Connects to the checked address; the certificate must be the name's."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.host, place.port, timeout=TIMEOUT)
        self.place = place

    def connect(self) -> None:
        plain = socket.create_connection((self.place.address, self.place.port), TIMEOUT)
        self.sock = plain
        if self.place.is_encrypted:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.place.host)

    def cut(self) -> None:
        """End it from another thread, whatever it waits for."""
        if self.sock is not None:
            self.sock.close() if self.sock.fileno() < 0 else self.sock.shutdown(socket.SHUT_RDWR)


def post(
    url: str, secret: str, message_id: UUID, body: bytes, private_hosts: Collection[str] = ()
) -> None:
    """Send the event. Any answer but 2xx raises ``NotSent`` with the server's words."""
    connection = _Connection(place_of(url, private_hosts))
    timer = threading.Timer(DEADLINE, connection.cut)
    timer.start()
    try:
        status, words = _asked(connection, secret, message_id, body)
    except (OSError, http.client.HTTPException, ValueError) as error:
        words = f"Không gửi được tới máy chủ nhận: {type(error).__name__}: {error}"
        raise NotSent(words) from error
    finally:
        timer.cancel()
        connection.close()
    if not 200 <= status < 300:
        raise NotSent(f"{status} {words}")


def _asked(connection: _Connection, secret: str, message_id: UUID, body: bytes) -> tuple[int, str]:
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "TongHop",
        "X-TongHop-Id": str(message_id),
        "X-TongHop-Signature": signature(secret, body),
        "Connection": "close",
    }
    connection.request("POST", connection.place.path, body, headers)
    answer = connection.getresponse()
    # A page of an error is long, its first words say enough.
    words = answer.read(_WORDS).decode("utf-8", "replace")
    return answer.status, f"{answer.reason} {words}"
