"""Reports and sentences with their truth, as examples for the likeness model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.domain.forms import FormDefinition
from app.domain.reading.choice import gather
from app.domain.reading.cues import Cues
from app.domain.reading.likeness.learning import Example
from app.domain.reading.likeness.model import NOTHING
from app.domain.reading.likeness.seen import Seen, codes_before, figures_seen
from app.domain.reading.likeness.surroundings import neighbour_features
from app.domain.reading.model import Mention
from app.domain.reading.report import mentions_of, prepare, reader_of

#: A number found in more places than this tells nothing of any of them.
_MOST_PLACES = 1


def examples_of(
    text: str, truth: Mapping[str, Any], form: FormDefinition, cues: Cues
) -> list[Example]:
    """The numbers of a text with what they answer.

    ``truth``: value by code, as JSON has it. A value is looked for where the cues read
    it, else where its number stands alone in the text; a number that may be meant in
    several places is left out, the rest answer nothing.
    """
    draft = prepare(text, cues)
    mentions = gather(mentions_of(draft, reader_of(draft, form, cues), cues))
    seen = figures_seen(draft.sentences, draft.layers.folded)
    unclear: set[int] = set()
    for code, value in truth.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        _place(seen, code, Decimal(str(value)), form, mentions.get(code, ()), unclear)
    return list(_examples(seen, unclear))


def _place(
    seen: Sequence[Seen],
    code: str,
    value: Decimal,
    form: FormDefinition,
    mentions: Sequence[Mention],
    unclear: set[int],
) -> None:
    """Mark the numbers that answer ``code``, or note that it cannot be told which."""
    field_type = form.fields[code].type
    able = [one for one in seen if one.value == value and one.may_answer(field_type)]
    read = [m for m in mentions if m.value == value]
    sure = [o for o in able if any(m.start <= o.figure.start < m.end for m in read)]
    if not sure and len(able) <= _MOST_PLACES:
        sure = able
    if not sure:
        unclear |= {id(one) for one in able}
    for one in sure:
        one.code = one.code or code


def _examples(seen: Sequence[Seen], unclear: set[int]) -> Iterator[Example]:
    for at, one in enumerate(seen):
        if id(one) in unclear and not one.code:
            continue
        before = neighbour_features(codes_before(seen, at))
        yield Example((*one.features, *before), one.code or NOTHING)
