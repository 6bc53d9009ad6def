"""The sentences of the city's report in the city's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.actions import access
from app.documents.characters import one_line
from app.documents.models import OwnSentence
from app.documents.wording import Sentence, sentence_groups
from app.documents.wording.checking import faults_in, placeholders
from app.domain.errors import Conflict, Invalid, NotFound, Problem
from app.domain.forms import AggregateKind, FormDefinition
from app.domain.permissions import Actor, Permission
from app.standard import standard_form
from app.store import cities
from app.store import wording as store
from app.store.scope import Scope
from app.store.tables.wording import SentenceVersion
from app.store.transaction import Transaction, transaction

_RULE: Final = "sentence"


def standard_sentences() -> dict[str, Sentence]:
    """The sentences of the city's report as the standard has them, in printing order."""
    return {s.key: s for group in sentence_groups() for s in group.city}


def own_sentences(session: Session) -> tuple[OwnSentence, ...]:
    """The city's own wordings that are in force."""
    known = standard_sentences()
    return tuple(
        OwnSentence(key, row.text, row.zero)
        for key, row in store.newest(session).items()
        if row.text is not None and key in known
    )


def form_for(session: Session) -> FormDefinition:
    """The form whose indicators a sentence may speak of: of the newest period."""
    periods = cities.periods(session)
    return access.form_of(session, periods[0]).definition if periods else standard_form()


def codes_of(form: FormDefinition) -> dict[str, str]:
    """The indicators that have a figure of the whole city, with their names."""
    return {f.code: f.name for f in form.indicators if f.aggregate.kind is not AggregateKind.NONE}


def problems_of(key: str, text: str, zero: str, codes: Mapping[str, str]) -> tuple[Problem, ...]:
    """What keeps the wording from being used; none for one that can be."""
    return tuple(_problems(standard_sentences()[key], text, zero, codes))


def reword(scope: Scope, actor: Actor, key: str, text: str, zero: str, seen: str = "") -> None:
    """Write a sentence anew. ``seen`` is the version that the writer saw, "" for none.

    Raises ``Invalid`` with the place of each fault, ``NotFound``, ``Conflict``.
    """
    access.require(actor, Permission.MANAGE_CITY)
    text, zero = _clean(text), _clean(zero)
    with transaction(scope, actor) as tx:
        standing = _standing(tx, key, seen)
        if problems := problems_of(key, text, zero, codes_of(form_for(tx.session))):
            raise Invalid(problems)
        if standing is None or (standing.text, standing.zero) != (text, zero):
            _write(tx, key, text, zero)
            tx.record("sentence_reworded", key, text=text, zero=zero)


def take_standard(scope: Scope, actor: Actor, key: str) -> None:
    """Go back to the standard's sentence; what was written stays in the history."""
    access.require(actor, Permission.MANAGE_CITY)
    with transaction(scope, actor) as tx:
        standing = _standing(tx, key, None)
        if standing is not None and standing.text is not None:
            _write(tx, key, None, "")
            tx.record("sentence_reset", key)


def _standing(tx: Transaction, key: str, seen: str | None) -> SentenceVersion | None:
    if key not in standard_sentences():
        raise NotFound("Không có câu này trong báo cáo.")
    standing = store.newest(tx.session).get(key)
    if seen is not None and seen != _id(standing):
        raise Conflict("Người khác vừa sửa câu này. Hãy tải lại trang để xem câu mới.")
    return standing


def _id(row: SentenceVersion | None) -> str:
    return str(row.id) if row is not None else ""


def _write(tx: Transaction, key: str, text: str | None, zero: str) -> UUID:
    row = SentenceVersion(
        id=uuid4(),
        city_id=tx.scope.city,
        key=key,
        text=text,
        zero=zero,
        written_at=tx.now,
        written_by=tx.actor.name,
    )
    tx.session.add(row)
    return row.id


def _problems(
    sentence: Sentence, text: str, zero: str, codes: Mapping[str, str]
) -> Iterator[Problem]:
    for field, written in (("text", text), ("zero", zero)):
        if field == "text" or written:
            # The standard also names what has no figure of a whole city, and then is silent.
            for fault in faults_in(written, sentence.codes.union(codes)):
                yield Problem(_RULE, (field,), fault.message)
    said = {p.code for p in placeholders(text)}
    if sentence.lead in {p.code for p in placeholders(sentence.text)} - said:
        name = codes.get(sentence.lead, sentence.lead)
        yield Problem(_RULE, ("text",), f"Câu phải nêu {name}: thêm {{{sentence.lead}}}.")


def _clean(text: str) -> str:
    """One line in composed letters, of what can be printed."""
    return one_line(text)
