"""What the model adds to the reading by cues: proposals and doubts, and which of two like
mentions is meant. It makes no value certain that the cues did not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.domain.forms import FieldType
from app.domain.reading.clauses import Sentence
from app.domain.reading.figure import read_value
from app.domain.reading.likeness.model import NOTHING, Likeness
from app.domain.reading.likeness.seen import Seen, claim, codes_before, figures_seen, numbers_of
from app.domain.reading.likeness.surroundings import neighbour_features
from app.domain.reading.model import Mention, Read, Status
from app.domain.reading.source import Source

#: From this chance on a number that the cues left is proposed.
_PROPOSE: Final = 0.3
#: A number this likely tells the ones after it what they follow.
_TELLS: Final = 0.5
#: Below this chance a value that the cues read is doubted …
_DOUBT: Final = 0.008
#: … and another number this likely is put in its place.
_RATHER: Final = 0.6
_CONFIDENCE: Final = 0.6
#: Beside a mention this likely another one below this chance is of something else.
_SURE: Final = 0.8
_UNLIKELY: Final = 0.15
#: How many of its likeliest indicators a number is offered for.
_LEADING: Final = 2
#: Characters in front of a proposed number that are shown with it.
_QUOTED: Final = 40


@dataclass(frozen=True, slots=True)
class Judged:
    """A number of the report with the model's chance for each class."""

    seen: Seen
    chances: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Offer:
    seen: Seen
    chance: float


def judge(
    sentences: Sequence[Sentence],
    folded: str,
    mentions: Mapping[str, Sequence[Mention]],
    model: Likeness,
) -> list[Judged]:
    """Every number of a report with its chances; a likely one is known to those after it."""
    seen = figures_seen(sentences, folded)
    claim(seen, mentions)
    return list(_judge(seen, model))


def second_opinion(
    judged: Sequence[Judged],
    source: Source,
    taken: Mapping[str, Read],
    model: Likeness,
    types: Mapping[str, FieldType],
) -> dict[str, Read]:
    """The values taken, doubtful ones marked, with proposals for what was left.

    Whatever this adds or changes is UNCERTAIN: a person must confirm it.
    """
    offers = _offers(judged, model, types)
    opinion = {code: _reviewed(code, read, judged, model) for code, read in taken.items()}
    for code, offer in offers.items():
        held = opinion.get(code)
        if held is None or (held is not taken[code] and offer.chance >= _RATHER):
            opinion[code] = _proposal(offer, types[code], source)
    return opinion


def without_unlikely(
    mentions: Mapping[str, Sequence[Mention]], judged: Sequence[Judged], model: Likeness
) -> dict[str, tuple[Mention, ...]]:
    """The mentions without those that a far likelier one of the same indicator shows to be
    of something else: two matters told in like words are no contradiction."""
    return {code: _likely(code, found, judged, model) for code, found in mentions.items()}


def _likely(
    code: str, found: Sequence[Mention], judged: Sequence[Judged], model: Likeness
) -> tuple[Mention, ...]:
    if len({mention.value for mention in found}) < 2 or code not in model.classes:
        return tuple(found)
    number = model.classes.index(code)
    places = [_places(mention, judged) for mention in found]
    if not any(place.chances[number] >= _SURE for own in places for place in own):
        return tuple(found)
    return tuple(
        mention
        for mention, own in zip(found, places, strict=True)
        if not own or not all(_is_of_another(number, place) for place in own)
    )


def _places(mention: Mention, judged: Sequence[Judged]) -> list[Judged]:
    """The judged numbers that a mention speaks of."""
    seen = (one.seen for one in judged)
    own = {id(s) for s in numbers_of(seen, mention.start, mention.end, mention.value)}
    return [one for one in judged if id(one.seen) in own]


def _is_of_another(number: int, place: Judged) -> bool:
    return bool(place.chances[number] < _UNLIKELY and place.chances.max() >= _RATHER)


def _judge(seen: Sequence[Seen], model: Likeness) -> Iterator[Judged]:
    for at, one in enumerate(seen):
        before = neighbour_features(codes_before(seen, at))
        chances = model.chances([*one.features, *before])
        yield Judged(one, chances)
        best = int(chances.argmax())
        if not one.code and chances[best] > _TELLS:
            one.code = model.classes[best]


def _offers(
    judged: Sequence[Judged], model: Likeness, types: Mapping[str, FieldType]
) -> dict[str, _Offer]:
    """The likeliest number for each indicator, of those that the cues left."""
    offers: dict[str, _Offer] = {}
    for one in judged:
        if one.seen.claims:
            continue
        for number in np.argsort(-one.chances)[:_LEADING]:
            code, chance = model.classes[number], float(one.chances[number])
            is_fit = code != NOTHING and one.seen.may_answer(types[code])
            if is_fit and chance >= max(_PROPOSE, offers[code].chance if code in offers else 0.0):
                offers[code] = _Offer(one.seen, chance)
    return offers


def _reviewed(code: str, read: Read, judged: Sequence[Judged], model: Likeness) -> Read:
    """The same reading, or a doubtful one where no report puts this indicator so."""
    if read.status is not Status.READ or code not in model.classes:
        return read
    own = {id(s) for s in numbers_of((j.seen for j in judged), read.start, read.end, read.value)}
    if all(_is_strange(code, j, model) for j in judged if id(j.seen) in own) and own:
        return replace(read, status=Status.UNCERTAIN, confidence=min(read.confidence, _CONFIDENCE))
    return read


def _is_strange(code: str, judged: Judged, model: Likeness) -> bool:
    """Whether the model knows the number as something else, the cues not also as that."""
    likeliest = model.classes[int(judged.chances.argmax())]
    return judged.chances[model.classes.index(code)] < _DOUBT and (
        likeliest not in judged.seen.claims
    )


def _proposal(offer: _Offer, field_type: FieldType, source: Source) -> Read:
    seen = offer.seen
    figure, sentence = seen.figure, seen.clause.sentence
    noun = seen.clause.noun
    start = max(sentence.start, figure.start - _QUOTED)
    start = source.text.find(" ", start, figure.start) + 1 or figure.start
    end = max(figure.end, noun.end if noun else 0)
    return Read(
        value=read_value(replace(figure, value=seen.value), field_type),
        typed=figure.typed if not seen.is_whole else str(seen.value),
        quote=source.quote(start, end),
        start=start,
        end=end,
        confidence=round(min(_CONFIDENCE, offer.chance), 2),
        status=Status.UNCERTAIN,
    )
