"""What reading gives back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.domain.findings import Finding
from app.domain.units import Unit

ReadValue = int | Decimal | bool | dt.date


class Status(StrEnum):
    """READ: the program stands by it. UNCERTAIN: a person must confirm."""

    READ = "read"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where an indicator is stated. ``start``–``end`` are positions in the
    text after NFC and without invisible characters; ``role`` is main, posting or part;
    ``comparator`` as in ``Figure``; ``score`` is the strength of its evidence.
    """

    code: str
    value: ReadValue
    typed: str
    start: int
    end: int
    confidence: float
    score: float = 0.0
    role: str = "main"
    comparator: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """The value taken for an indicator, with the phrase it came from."""

    value: ReadValue
    typed: str
    quote: str
    start: int
    end: int
    confidence: float
    status: Status


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """``recipients`` are Kính gửi and Nơi nhận together, ``addressees`` the former."""

    number: str = ""
    symbol: str = ""
    place: str = ""
    date: dt.date | None = None
    title: str = ""
    basis: str = ""
    signer_name: str = ""
    signer_position: str = ""
    authority_line: str = ""
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A report's text, understood."""

    ward: Unit | None
    period: str | None
    document: DocumentHead
    indicators: Mapping[str, Read]
    mentions: Mapping[str, tuple[Mention, ...]]
    narratives: Mapping[str, str]
    rows: Mapping[str, tuple[dict[str, Any], ...]]
    findings: tuple[Finding, ...] = field(default=())
