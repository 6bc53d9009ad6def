"""Answers as rows: one typed row per field, read and written as domain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from operator import attrgetter, itemgetter
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, Uuid, and_, bindparam, select
from sqlalchemy.orm import Session

from app.domain.answers import Answer, Origin, Value, ValueState
from app.domain.forms import Field, FieldType
from app.store import trips
from app.store.rows import AnyRow
from app.store.tables.submissions import AnswerHistory, AnswerRow, SourcePhrase, Upload
from app.store.trips import Question, Statement

_COLUMNS = {
    FieldType.INT: "value_int",
    FieldType.VND: "value_int",
    FieldType.PCT: "value_decimal",
    FieldType.SCORE: "value_decimal",
    FieldType.M2: "value_decimal",
    FieldType.BOOL: "value_bool",
    FieldType.DATE: "value_date",
    FieldType.TEXT: "value_text",
    FieldType.ROWS: "value_rows",
}
_ALL = tuple(dict.fromkeys(_COLUMNS.values()))
#: What ``columns_of`` fills in.
VALUE_COLUMNS = (*_ALL, "state", "typed", "reason", "problem")


def columns_of(field: Field, answer: Answer) -> dict[str, Any]:
    """The row's columns for an answer; the value stands in the column of its type."""
    columns: dict[str, Any] = dict.fromkeys(_ALL)
    columns[_COLUMNS[field.type]] = _stored(answer.value)
    return columns | {
        "state": answer.state.value,
        "typed": answer.typed,
        "reason": answer.reason,
        "problem": answer.problem,
    }


def _stored(value: Value | None) -> Any:
    return list(value) if isinstance(value, tuple) else value


def answer_of(field: Field, row: AnyRow | AnswerRow | Mapping[str, Any]) -> Answer:
    """The domain value of a stored row."""
    if isinstance(row, Mapping):
        return _answer(field, _ITEMS[field.type](row))
    return _answer(field, _ATTRIBUTES[field.type](row))


def _answer(field: Field, cells: tuple[Any, ...]) -> Answer:
    stored, state, typed, reason, problem = cells
    return Answer(field.code, _STATES[state], _value(field, stored), typed, reason, problem)


# A report is dozens of rows, and a city reads its wards' reports all day.
_SAID = ("state", "typed", "reason", "problem")
_ITEMS = {kind: itemgetter(column, *_SAID) for kind, column in _COLUMNS.items()}
_ATTRIBUTES = {kind: attrgetter(column, *_SAID) for kind, column in _COLUMNS.items()}
_STATES = {state.value: state for state in ValueState}


def _value(field: Field, stored: Any) -> Value | None:
    if stored is None:
        return None
    if field.type is FieldType.ROWS:
        return tuple(dict(row) for row in stored)
    if isinstance(stored, Decimal):
        return _without_trailing_zeros(stored)
    value: bool | int | str | dt.date = stored
    return value


def _without_trailing_zeros(number: Decimal) -> Decimal:
    """97.50 and 97.5 are one value; 100 must not become 1E+2."""
    normal = number.normalize()
    exponent = normal.as_tuple().exponent
    return normal.quantize(Decimal(1)) if isinstance(exponent, int) and exponent > 0 else normal


def rows_of(session: Session, submission_id: UUID) -> dict[str, AnswerRow]:
    """A draft's rows by code, with their revisions and authors."""
    found = session.execute(
        select(AnswerRow).where(AnswerRow.submission_id == submission_id)
    ).scalars()
    return {row.code: row for row in found}


_ANSWER = cast(Table, AnswerRow.__table__)
_ASKED = bindparam("id", type_=Uuid())
_READ = Statement(select(_ANSWER).where(_ANSWER.c.submission_id == _ASKED))


def are_any(session: Session, submission_id: UUID) -> bool:
    """Whether anything at all was answered."""
    query = select(AnswerRow.code).where(AnswerRow.submission_id == submission_id).limit(1)
    return session.execute(query).first() is not None


def read_rows(session: Session, submission_id: UUID) -> dict[str, AnswerRow]:
    """The same to read only: plain rows with the columns of an ``AnswerRow``, which cost a
    fraction of the objects."""
    return by_code(_rows(session, _READ, submission_id))


def asking_rows(submission_id: UUID) -> Question:
    """The same, for whoever asks more in one trip."""
    return Question(_READ, {"id": submission_id})


def by_code(rows: Iterable[AnyRow]) -> dict[str, AnswerRow]:
    """The answer to it."""
    return cast("dict[str, AnswerRow]", {row.code: row for row in rows})


def _rows(session: Session, statement: Statement, submission_id: UUID) -> list[AnyRow]:
    (found,) = trips.ask(session.connection(), Question(statement, {"id": submission_id}))
    return found


def answers_of(fields: Mapping[str, Field], rows: Mapping[str, AnswerRow]) -> dict[str, Answer]:
    """Domain answers of the codes that the form version still asks."""
    known = ((fields[code], row) for code, row in rows.items() if code in fields)
    return {field.code: _answer(field, _ATTRIBUTES[field.type](row)) for field, row in known}


def history_of(session: Session, submission_id: UUID, code: str) -> list[AnswerHistory]:
    """A field's past, newest first."""
    return list(
        session.execute(
            select(AnswerHistory)
            .where(AnswerHistory.submission_id == submission_id, AnswerHistory.code == code)
            .order_by(AnswerHistory.id.desc())
        ).scalars()
    )


def editors_since(
    session: Session, submission_id: UUID, codes: Collection[str], since: dt.datetime
) -> dict[UUID | None, str]:
    """Who saved any of these fields since a moment: names by person, None the command line."""
    rows = session.execute(
        select(AnswerRow.updated_by, AnswerRow.updated_by_name).where(
            AnswerRow.submission_id == submission_id,
            AnswerRow.code.in_(codes),
            AnswerRow.updated_at > since,
        )
    )
    return {row.updated_by: row.updated_by_name for row in rows}


_CARRIED = Statement(
    select(AnswerHistory.code, AnswerHistory.origin_detail)
    .join(
        AnswerRow,
        and_(
            AnswerRow.submission_id == AnswerHistory.submission_id,
            AnswerRow.code == AnswerHistory.code,
            AnswerRow.revision == AnswerHistory.revision,
        ),
    )
    .where(AnswerHistory.submission_id == _ASKED, AnswerHistory.origin == Origin.CARRIED.value)
)


def carried_of(session: Session, submission_id: UUID) -> dict[str, str]:
    """Period codes by field, of what now stands because it was kept from an earlier period."""
    return {row.code: row.origin_detail for row in _rows(session, _CARRIED, submission_id)}


def phrases_of_field(
    session: Session, submission_id: UUID, code: str
) -> list[tuple[SourcePhrase, Upload]]:
    """What files said of one field, the newest file first."""
    rows = session.execute(
        select(SourcePhrase, Upload)
        .join(Upload, Upload.id == SourcePhrase.upload_id)
        .where(SourcePhrase.submission_id == submission_id, SourcePhrase.code == code)
        .order_by(Upload.uploaded_at.desc())
    )
    return [(row.SourcePhrase, row.Upload) for row in rows]


def uploads_of(session: Session, submission_id: UUID) -> list[Upload]:
    """The files a draft was read from, newest first."""
    return list(
        session.execute(
            select(Upload)
            .where(Upload.submission_id == submission_id)
            .order_by(Upload.uploaded_at.desc())
        ).scalars()
    )


def phrases_of_upload(session: Session, upload_id: UUID) -> list[SourcePhrase]:
    """What one file gave, in the order of the text."""
    return list(
        session.execute(
            select(SourcePhrase)
            .where(SourcePhrase.upload_id == upload_id)
            .order_by(SourcePhrase.starts_at)
        ).scalars()
    )


_PHRASE = cast(Table, SourcePhrase.__table__)
_PHRASES = Statement(
    select(_PHRASE)
    .join(Upload, Upload.id == _PHRASE.c.upload_id)
    .where(_PHRASE.c.submission_id == _ASKED)
    .order_by(Upload.uploaded_at)
)


def phrases_of(session: Session, submission_id: UUID) -> dict[str, SourcePhrase]:
    """The newest source phrase of each field, to read only."""
    found = _rows(session, _PHRASES, submission_id)
    return cast("dict[str, SourcePhrase]", {phrase.code: phrase for phrase in found})
