"""A city's own sentences: which are in force, and how each came to be."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.store.tables.wording import SentenceVersion


def newest(session: Session) -> dict[str, SentenceVersion]:
    """The newest version of every sentence that anybody touched, by key."""
    rows = session.execute(
        select(SentenceVersion)
        .ext(distinct_on(SentenceVersion.key))
        .order_by(SentenceVersion.key, SentenceVersion.written_at.desc(), SentenceVersion.id)
    ).scalars()
    return {row.key: row for row in rows}


def history(session: Session, key: str) -> list[SentenceVersion]:
    """Every version of one sentence, the newest first."""
    return list(
        session.execute(
            select(SentenceVersion)
            .where(SentenceVersion.key == key)
            .order_by(SentenceVersion.written_at.desc(), SentenceVersion.id)
        ).scalars()
    )
