"""Yes/no indicators and dates: stated by a sequence of phrases, not by a figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from app.domain.reading.clauses import Sentence, Span
from app.domain.reading.cues import Cues, Ids, SwitchCue
from app.domain.reading.model import Mention
from app.domain.reading.phrases import Match
from app.domain.vietnamese.dates import DateMention, find_dates

_REACH: Final = 190
_BEFORE: Final = 45


def read_switches(sentence: Sentence, folded: str, cues: Cues) -> Iterator[Mention]:
    """Mentions of yes/no indicators in a sentence, and of the dates that go with them."""
    if sentence.part.kind in ("plan", "proposals", "tail", "header") or sentence.part.is_heading:
        return
    for switch in cues.switches:
        for value, sequences in ((False, switch.false), (True, switch.true)):
            span = _first(sentence, sequences, switch, is_true=value)
            if span is not None:
                value = value and not sentence.is_denied
                yield Mention(switch.code, value, "có" if value else "không", *span, 0.93, 5.0)
                if value and switch.date:
                    yield from _date(sentence, span, folded, switch.date)
                break


def _first(
    sentence: Sentence, sequences: Sequence[tuple[Ids, ...]], switch: SwitchCue, is_true: bool
) -> tuple[int, int] | None:
    for sequence in sequences:
        span = _find(sentence, sequence)
        if span is None:
            continue
        if not is_true or not _is_denied(sentence, span, switch):
            return span
    return None


def _find(sentence: Sentence, sequence: tuple[Ids, ...]) -> tuple[int, int] | None:
    """The tightest run of the phrases in order within reach of each other."""
    matches = sorted(sentence.matches, key=lambda m: m.start)
    best: tuple[int, int] | None = None
    for index, match in enumerate(matches):
        if match.phrase not in sequence[0]:
            continue
        end = _finish(matches[index + 1 :], match, sequence[1:])
        if end is not None and (best is None or end - match.start < best[1] - best[0]):
            best = (match.start, end)
    return best


def _finish(matches: Sequence[Match], first: Match, rest: Sequence[Ids]) -> int | None:
    end = first.end
    at = 0
    for group in rest:
        while at < len(matches) and not (matches[at].start >= end and matches[at].phrase in group):
            at += 1
        if at == len(matches) or matches[at].start - end > _REACH:
            return None
        end = matches[at].end
    return end


def _is_denied(sentence: Sentence, span: tuple[int, int], switch: SwitchCue) -> bool:
    between = {m.phrase for m in sentence.within(Span(*span))}
    before = {m.phrase for m in sentence.within(Span(span[0] - _BEFORE, span[0]))}
    return bool(between & switch.not_between or before & switch.not_before)


def _date(sentence: Sentence, span: tuple[int, int], folded: str, code: str) -> Iterator[Mention]:
    """The date inside the statement, else the first one behind it."""
    dates = dates_in(folded, sentence.start, min(sentence.end, span[1] + 120))
    inside = [d for d in dates if span[0] <= d.start and d.end <= span[1]]
    behind = [d for d in dates if d.start >= span[1] and ";" not in folded[span[1] : d.start]]
    in_front = [d for d in dates if span[0] - 60 <= d.start and d.end <= span[0]]
    found = (inside or in_front or behind)[:1]
    for date in found:
        yield Mention(
            code,
            date.on,
            date.on.isoformat(),
            min(span[0], date.start),
            max(date.end, span[1]),
            0.92,
            5.0,
        )


def dates_in(folded: str, start: int, end: int) -> list[DateMention]:
    """Dates between two positions; the text is the one without marks."""
    return [
        DateMention(d.on, d.start + start, d.end + start) for d in find_dates(folded[start:end])
    ]


def read_index_date(sentence: Sentence, folded: str, score: Mention) -> DateMention | None:
    """'tính đến ngày 10/5/2026': the day of a score, from its own sentence."""
    dates = dates_in(folded, sentence.start, score.start) or dates_in(
        folded, sentence.start, sentence.end
    )
    return dates[-1] if dates else None
