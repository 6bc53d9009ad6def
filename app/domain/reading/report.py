"""The whole reading of one report, step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.domain.forms import FormDefinition
from app.domain.reading.choice import choose, gather
from app.domain.reading.clauses import Sentence, sentences_of
from app.domain.reading.cues import Cues
from app.domain.reading.figures import find_figures
from app.domain.reading.flattened import flattened_rows, of_this_period
from app.domain.reading.head import Bounds, bounds, read_head
from app.domain.reading.layout import BlockKind, lay_out
from app.domain.reading.likeness import Likeness, judge, second_opinion, without_unlikely
from app.domain.reading.likeness.opinion import Judged
from app.domain.reading.mentions import Reader
from app.domain.reading.model import Mention, Read, Reading
from app.domain.reading.narratives import narratives_of
from app.domain.reading.outline import Part, outline
from app.domain.reading.phrases import Token, mend_words, split_words
from app.domain.reading.remarks import remarks_on
from app.domain.reading.rows import documents_of, listed_rows
from app.domain.reading.seeing import Seeing, see
from app.domain.reading.source import Layers, Source, open_source
from app.domain.reading.switches import read_index_date, read_switches
from app.domain.reading.tables import table_sentences
from app.domain.reading.timing import report_period
from app.domain.reading.wards import find_ward
from app.domain.units import UNIT_TYPES, Unit


@dataclass(frozen=True, slots=True)
class Draft:
    """A report laid out and outlined, before its figures are read."""

    source: Source
    layers: Layers
    parts: tuple[Part, ...]
    sentences: tuple[Sentence, ...]
    at: Bounds
    seeing: Seeing


def read_report(
    text: str,
    form: FormDefinition,
    units: Sequence[Unit],
    cues: Cues,
    likeness: Likeness | None = None,
) -> Reading:
    """Everything that can be told from a report's text.

    ``likeness`` adds uncertain values to what the cues read. Never raises for a text,
    however odd: what is not found is not there.
    """
    draft = prepare(text, cues)
    flat, folded = draft.layers.flat, draft.layers.folded
    period = report_period(folded, draft.at.title_end)
    reader = reader_of(draft, form, cues)
    mentions = gather(mentions_of(draft, reader, cues))
    judged: Sequence[Judged] = ()
    if likeness is not None:
        judged = judge(draft.sentences, folded, mentions, likeness)
        mentions = without_unlikely(mentions, judged, likeness)
    taken = choose(mentions, draft.source)
    ward = find_ward(draft.layers.words, folded, units, draft.at.body_start, draft.at.tail_start)
    head = read_head(draft.source, flat, folded, draft.parts, draft.at)
    rows = listed_rows(draft.parts, draft.sentences, flat)
    documents = documents_of(flat, draft.at, _type_word(ward))
    findings = remarks_on(
        draft, form, taken, mentions, reader.aims, reader.told_shares, head, period,
        rows.get("dialogues", ()),
    )  # fmt: skip
    return Reading(
        ward=ward,
        period=period.code if period else None,
        document=head,
        indicators=_with_opinion(draft, judged, taken, form, likeness),
        mentions=mentions,
        narratives=narratives_of(draft.parts),
        rows={"documents": documents, **rows} if documents else rows,
        findings=findings,
    )


def reader_of(draft: Draft, form: FormDefinition, cues: Cues) -> Reader:
    """The reader of a report's figures, who knows its period and how well it is seen."""
    period = report_period(draft.layers.folded, draft.at.title_end)
    code = period.code if period else None
    return Reader.of(form, cues, draft.layers, code, draft.seeing.is_noisy)


def _with_opinion(
    draft: Draft,
    judged: Sequence[Judged],
    taken: Mapping[str, Read],
    form: FormDefinition,
    likeness: Likeness | None,
) -> Mapping[str, Read]:
    """What the cues read, with the second reader's proposals and doubts."""
    if likeness is None:
        return taken
    types = {f.code: f.type for f in form.indicators}
    return second_opinion(judged, draft.source, taken, likeness, types)


def _type_word(ward: Unit | None) -> str:
    return UNIT_TYPES[ward.unit_type].lower() if ward else "cấp xã"


def prepare(text: str, cues: Cues) -> Draft:
    source = open_source(text)
    layout = lay_out(source.text)
    layers = Layers.of(layout.flat)
    parts = [Part(block, layers.flat[block.start : block.end]) for block in layout.blocks]
    tokens = {id(part): _tokens(part, layers, cues) for part in parts}
    seeing, matches = see(layers, [tokens[id(part)] for part in parts], cues)
    for part, found in zip(parts, matches, strict=True):
        part.matches = found
    outline(parts, layers.folded, cues)
    sentences: list[Sentence] = []
    at = bounds(parts, layers.folded)
    period = report_period(layers.folded, at.title_end)
    flattened = flattened_rows(parts, period.code if period else None)
    for part in parts:
        if part.block.kind is BlockKind.ROW:
            continue
        figures = find_figures(
            layers.flat, layers, tokens[id(part)], part.block.body, part.block.end, seeing.is_bare
        )
        if id(part) in flattened:
            figures = of_this_period(figures, flattened[id(part)])
        sentences.extend(sentences_of(part, layers.words, figures, cues))
    sentences.extend(table_sentences(parts, layers, cues, seeing, period.code if period else None))
    sentences.sort(key=lambda sentence: sentence.start)
    return Draft(source, layers, tuple(parts), tuple(sentences), at, seeing)


def _tokens(part: Part, layers: Layers, cues: Cues) -> list[Token]:
    tokens = split_words(layers.words, layers.folded, part.block.body, part.block.end)
    return list(mend_words(tokens, cues.book.vocabulary))


def mentions_of(draft: Draft, reader: Reader, cues: Cues) -> Iterator[Mention]:
    """Every place where the cues see an indicator stated."""
    for sentence in draft.sentences:
        found = list(reader.read(sentence))
        yield from found
        yield from _index_dates(sentence, found, draft.layers.folded)
        yield from read_switches(sentence, draft.layers.folded, cues)


def _index_dates(sentence: Sentence, found: Iterable[Mention], folded: str) -> Iterator[Mention]:
    """The day a service index was taken, from the sentence of its score."""
    for mention in found:
        if mention.code == "service_index_score":
            date = read_index_date(sentence, folded, mention)
            if date is not None:
                yield Mention(
                    "service_index_date",
                    date.on,
                    date.on.isoformat(),
                    date.start,
                    date.end,
                    mention.confidence,
                    4.0,
                )
