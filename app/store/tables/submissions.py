"""A ward's report: its draft answers, what was read from files, what was submitted."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    DateTime,
    Identity,
    Index,
    Numeric,
    PrimaryKeyConstraint,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Model
from app.store.tables.wall import WardOwned, city_key, new_id, ward_key, ward_owned_key

Instant = DateTime(timezone=True)


class Submission(WardOwned, Model):
    """One ward's report for one period. ``state`` is only the event list's cache.

    ``unlocked_sections`` is None while everything may be edited, and the returned
    sections after a return. ``dispensed`` names the rules it is not held to, each with the
    number of the document that says so.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "ward_id", "id"),
        UniqueConstraint("city_id", "ward_id", "period_id"),
        ward_key(),
        city_key("period_id", "period"),
        city_key("form_version_id", "form_version"),
        Index("ix_submission_city_id_period_id_state", "city_id", "period_id", "state"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    period_id: Mapped[UUID]
    form_version_id: Mapped[UUID]
    state: Mapped[str]
    unlocked_sections: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))
    last_version: Mapped[int] = mapped_column(default=0)
    approved_version: Mapped[int | None]
    first_submitted_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    return_due_on: Mapped[dt.date | None]
    claimed_by: Mapped[UUID | None]
    claimed_by_name: Mapped[str] = mapped_column(default="")
    claimed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    entered_by_department: Mapped[bool] = mapped_column(default=False)
    dispensed: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    updated_at: Mapped[dt.datetime] = mapped_column(Instant)


class AnswerRow(WardOwned, Model):
    """One field's draft answer; two people on different fields do not fight.

    ``revision`` counts the saves of this field alone. ``confirmed`` says that a
    person stands behind the value, not only a reading.
    """

    __tablename__ = "answer"
    __table_args__ = (
        PrimaryKeyConstraint("submission_id", "code"),
        ward_owned_key("submission_id", "submission"),
    )

    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    code: Mapped[str]
    state: Mapped[str]
    value_int: Mapped[int | None] = mapped_column(BigInteger)
    value_decimal: Mapped[Decimal | None] = mapped_column(Numeric)
    value_bool: Mapped[bool | None]
    value_date: Mapped[dt.date | None]
    value_text: Mapped[str | None]
    value_rows: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    typed: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="")
    confirmed: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[dt.datetime] = mapped_column(Instant)
    updated_by: Mapped[UUID | None]
    updated_by_name: Mapped[str] = mapped_column(default="")


class AnswerHistory(WardOwned, Model):
    """Every value a field has had, each under a revision of its own. Append-only.

    ``origin`` and ``origin_detail`` are those of ``app.domain.answers.Source``.
    """

    __table_args__ = (
        ward_owned_key("submission_id", "submission"),
        UniqueConstraint("submission_id", "code", "revision"),
        # Who wrote in which report is asked of all the years of a city.
        Index("ix_answer_history_person_id_submission_id", "person_id", "submission_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    code: Mapped[str]
    revision: Mapped[int]
    state: Mapped[str]
    typed: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[dt.datetime] = mapped_column(Instant)
    person_id: Mapped[UUID | None]
    person_name: Mapped[str]
    origin: Mapped[str] = mapped_column(default="typed")
    origin_detail: Mapped[str] = mapped_column(default="")


class Upload(WardOwned, Model):
    """A report file as it came, with the text and the header read from it.

    ``texts`` holds what it says for texts, tables and the letter's head, by code:
    {typed, decision}, the decisions as in ``SourcePhrase``. ``unused`` lists the numbers
    that went to no field: {start, end, value, typed, words, section}. ``reader`` names the
    programs that read the file, joined by '+' ('' before), ``sureness`` is the mean
    confidence of its words, 0 to 1: less than 1 where letters were recognised in pictures.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "ward_id", "id"),
        ward_owned_key("submission_id", "submission"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    storage_key: Mapped[str]
    status: Mapped[str] = mapped_column(default="waiting")
    error: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    header: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    findings: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    texts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    unused: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    reader: Mapped[str] = mapped_column(default="")
    sureness: Mapped[float] = mapped_column(default=1.0)
    uploaded_at: Mapped[dt.datetime] = mapped_column(Instant)
    uploaded_by: Mapped[str]


class SourcePhrase(WardOwned, Model):
    """Where in a file a value came from, how sure the reading was, and what a person
    decided: ``pending``, ``applied``, ``confirmed``, ``corrected`` or ``rejected``."""

    __table_args__ = (
        UniqueConstraint("city_id", "ward_id", "id"),
        UniqueConstraint("upload_id", "code"),
        ward_owned_key("submission_id", "submission"),
        ward_owned_key("upload_id", "upload"),
        Index("ix_source_phrase_submission_id_code", "submission_id", "code"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    upload_id: Mapped[UUID]
    code: Mapped[str]
    typed: Mapped[str]
    quote: Mapped[str]
    starts_at: Mapped[int]
    ends_at: Mapped[int]
    confidence: Mapped[float]
    status: Mapped[str]
    decision: Mapped[str] = mapped_column(default="pending")


class Version(WardOwned, Model):
    """What was submitted, frozen: canonical content, its hash, and a receipt.

    ``vector`` is derived from the content (``app.domain.vectors``) so that the
    city adds up from one narrow query. Append-only.
    """

    __table_args__ = (
        UniqueConstraint("city_id", "ward_id", "id"),
        UniqueConstraint("submission_id", "number"),
        UniqueConstraint("city_id", "receipt"),
        ward_owned_key("submission_id", "submission"),
        city_key("period_id", "period"),
        Index("ix_version_city_id_period_id", "city_id", "period_id"),
    )

    id: Mapped[UUID] = new_id()
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    submission_id: Mapped[UUID]
    period_id: Mapped[UUID]
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sha256: Mapped[str]
    vector: Mapped[bytes]
    receipt: Mapped[str]
    submitted_at: Mapped[dt.datetime] = mapped_column(Instant)
    submitted_by: Mapped[UUID | None]
    submitted_by_name: Mapped[str]
    on_behalf: Mapped[bool] = mapped_column(default=False)


class EventRow(WardOwned, Model):
    """Every move of a report: who, when, why. Append-only; the state is its cache."""

    __tablename__ = "event"
    __table_args__ = (
        ward_owned_key("submission_id", "submission"),
        Index(
            "uq_event_submission_id_idempotency_key",
            "submission_id",
            "idempotency_key",
            unique=True,
            postgresql_where=text("idempotency_key <> ''"),
        ),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    city_id: Mapped[UUID]
    ward_id: Mapped[UUID]
    submission_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(Instant)
    person_id: Mapped[UUID | None]
    person_name: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    idempotency_key: Mapped[str] = mapped_column(default="")
