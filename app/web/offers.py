"""How what a file offers stands to the draft: the same, something else, or not there yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.actions.access import Report
from app.actions.checking import Draft
from app.domain.answers import canonical, parse_answer

if TYPE_CHECKING:
    from app.store.tables.submissions import SourcePhrase

# The states of a text (see ``text_state``) that wait for a person.
ASKING = ("differs", "new")


def waits(phrase: SourcePhrase) -> bool:
    """Whether a person has still to say something about it."""
    return phrase.status == "uncertain" and phrase.decision == "pending"


def says_the_same(report: Report, draft: Draft, code: str, typed: str) -> bool:
    """Whether the draft's answer means what is typed here, however each is spelled."""
    answer, offered = draft.answers.get(code), parse_answer(report.form.field(code), typed)
    if answer is None or offered is None:
        return answer is offered
    return canonical(answer) == canonical(offered)


def value_differs(report: Report, draft: Draft, phrase: SourcePhrase) -> bool:
    """Whether the draft holds something else than the file says, and nobody chose yet."""
    if phrase.decision != "kept" or phrase.code not in draft.rows:
        return False
    return not says_the_same(report, draft, phrase.code, phrase.typed)


def text_state(report: Report, draft: Draft, code: str, offered: Mapping[str, str]) -> str:
    """flows (it stands in the draft), differs (a person chooses), new (the draft has
    nothing, the file's was not taken), settled (a person chose otherwise)."""
    if says_the_same(report, draft, code, offered["typed"]):
        return "flows"
    if offered["decision"] not in ("kept", "pending"):
        return "settled"
    return "differs" if code in draft.rows else "new"
