"""How this installation sends: its mail server, its public address, where it may send events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, current_app

from app.outbound.mail import MailServer

if TYPE_CHECKING:
    from config import MailSettings


@dataclass(frozen=True, slots=True)
class PostOffice:
    """``mail`` is None while no mail server is named."""

    mail: MailSettings | None
    public_url: str
    private_hosts: tuple[str, ...]

    def server(self) -> MailServer:
        """Raises ``LookupError`` while no mail server is named."""
        if self.mail is None:
            raise LookupError("No mail server is named: set MAIL_URL.")
        return MailServer(self.mail, urlsplit(self.public_url).hostname or "localhost")

    def link(self, endpoint: str, values: Mapping[str, Any]) -> str:
        """The public address of a page."""
        addresses = current_app.url_map.bind("localhost")
        return self.public_url + addresses.build(endpoint, dict(values))


def init(app: Flask, office: PostOffice) -> None:
    app.extensions["post_office"] = office


def post_office() -> PostOffice:
    found: PostOffice = current_app.extensions["post_office"]
    return found
