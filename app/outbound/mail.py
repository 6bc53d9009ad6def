"""Letters by SMTP, through the city's own mail server: one connection for many of them.

The message's id is the delivery's at every try, so a server or a reader that has seen it
knows it again.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self
from uuid import UUID

from app.domain.notices import NotSent

if TYPE_CHECKING:
    from config import MailSettings

TIMEOUT: Final = 15.0  # seconds, for each answer of the server
_LASTING: Final = range(500, 600)


@dataclass(frozen=True, slots=True)
class Letter:
    """What one person reads, as plain text and as HTML."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom and when; ``message_id`` without its domain."""

    message_id: UUID
    name: str
    address: str
    at: datetime


@dataclass
class MailServer:
    """A context: the connection is opened at the first letter and closed at the end."""

    settings: MailSettings
    domain: str
    _open: smtplib.SMTP | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def send(self, envelope: Envelope, letter: Letter) -> None:
        """Hand the letter to the server. Raises ``NotSent`` with the server's words."""
        message = self._message(envelope, letter)
        connection = self._connection()
        try:
            connection.send_message(message, self.settings.sender, [envelope.address])
        except smtplib.SMTPRecipientsRefused as error:
            self._close()
            code, words = next(iter(error.recipients.values()))
            raise NotSent(_said(code, words), is_final=code in _LASTING) from error
        except smtplib.SMTPResponseException as error:
            # A sender or a size that is refused would be refused for every letter alike.
            self._close()
            raise NotSent(_said(error.smtp_code, error.smtp_error), is_everyones=True) from error
        except smtplib.SMTPNotSupportedError as error:
            raise NotSent(f"{error}", is_final=True) from error
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise NotSent(_way(error), is_everyones=True) from error

    def _message(self, envelope: Envelope, letter: Letter) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        try:
            message["To"] = Address(envelope.name, addr_spec=envelope.address)
            message["From"] = Address("Tổng Hợp", addr_spec=self.settings.sender)
            message["Subject"] = letter.subject
        except (ValueError, IndexError, MessageError) as error:
            raise NotSent(f"Địa chỉ hoặc tiêu đề không hợp lệ: {error}", is_final=True) from error
        message["Date"] = envelope.at
        message["Message-ID"] = f"<{envelope.message_id}@{self.domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype="html")
        return message

    def _connection(self) -> smtplib.SMTP:
        """The open connection, or a new one, greeted, encrypted and signed in."""
        if self._open is None:
            try:
                self._open = self._connect()
                self._sign_in(self._open)
            except smtplib.SMTPResponseException as error:
                self._close()
                words = _said(error.smtp_code, error.smtp_error)
                raise NotSent(words, is_everyones=True) from error
            except (OSError, smtplib.SMTPException) as error:
                self._close()
                raise NotSent(_way(error), is_everyones=True) from error
        return self._open

    def _connect(self) -> smtplib.SMTP:
        chosen = self.settings
        if chosen.tls == "implicit":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(chosen.host, chosen.port, timeout=TIMEOUT, context=context)
        return smtplib.SMTP(chosen.host, chosen.port, timeout=TIMEOUT)

    def _sign_in(self, connection: smtplib.SMTP) -> None:
        chosen = self.settings
        if chosen.tls == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if chosen.username is not None:
            connection.login(chosen.username, chosen.password or "")

    def _close(self) -> None:
        if self._open is not None:
            try:
                self._open.quit()
            except (OSError, smtplib.SMTPException):
                # It is going away already; what was accepted before stays accepted.
                self._open.close()
            self._open = None


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {text}"


def _way(error: Exception) -> str:
    """Why the server was not reached, in one line."""
    return f"Không gửi được qua máy chủ thư: {type(error).__name__}: {error}"
