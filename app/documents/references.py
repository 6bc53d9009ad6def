"""References inside a document: "xem Bảng 3", "tại Phụ lục II", and the order of its notes.

Writers name what they refer to by an anchor; which number it bears is known only when
the whole document stands.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from app.documents.composition import (
    Block,
    Chart,
    OfficialDocument,
    Paragraph,
    Span,
    Table,
    label_of,
)

_PLAIN: Final = {"Bảng": "bang", "Hình": "hinh", "Phụ": "phu", "lục": "luc"}


def resolved(document: OfficialDocument) -> OfficialDocument:
    """Every reference with the label of what it names. ``KeyError`` for what is not there.

    The reference then names the bookmark of its target.
    """
    labels = dict(_labels(document))
    known = {anchor: Span(label, ref=bookmark(label)) for anchor, label in labels.items()}

    def named(span: Span) -> Span:
        if not span.ref:
            return span
        target = known[span.ref]
        return dataclasses.replace(span, text=target.text, ref=target.ref)

    letter = dataclasses.replace(document.letter, blocks=_with_spans(document.letter.blocks, named))
    annexes = (
        dataclasses.replace(annex, blocks=_with_spans(annex.blocks, named))
        for annex in document.annexes
    )
    return dataclasses.replace(document, letter=letter, annexes=tuple(annexes))


def bookmark(label: str) -> str:
    """``_Ref_bang_3`` for "Bảng 3": what a Word file calls the place."""
    return "_".join(("_Ref", *(_PLAIN.get(word, word) for word in label.split())))


def listed(anchors: Sequence[str], lead: str) -> tuple[Span, ...]:
    """`` Xem Bảng 3, Hình 2.`` with ``lead`` "Xem"; nothing without anchors."""
    if not anchors:
        return ()
    spans = [Span(f" {lead} ")]
    for index, anchor in enumerate(anchors):
        spans += [*([Span(", ")] if index else []), Span(ref=anchor)]
    return (*spans, Span("."))


def mentioned_notes(blocks: Iterable[Block]) -> list[int]:
    """Numbers of the notes that the text marks, in the order of their first mark."""
    spans = (s for b in blocks if isinstance(b, Paragraph) for s in b.spans)
    return list(dict.fromkeys(span.note for span in spans if span.note))


def renumbered(blocks: Sequence[Block], numbers: Mapping[int, int]) -> tuple[Block, ...]:
    """The blocks with each note under its new number, later marks of one told apart."""
    seen: set[int] = set()

    def marked(span: Span) -> Span:
        if not span.note:
            return span
        number = numbers[span.note]
        repeats = number in seen
        seen.add(number)
        return dataclasses.replace(span, note=number, repeats_note=repeats)

    return _with_spans(blocks, marked)


def _labels(document: OfficialDocument) -> Iterator[tuple[str, str]]:
    for block in document.letter.blocks:
        if isinstance(block, Table | Chart) and block.anchor and block.number:
            yield block.anchor, label_of(block)
    yield from ((annex.anchor, annex.mark) for annex in document.annexes if annex.anchor)


def _with_spans(blocks: Iterable[Block], change: Callable[[Span], Span]) -> tuple[Block, ...]:
    return tuple(
        dataclasses.replace(block, spans=tuple(map(change, block.spans)))
        if isinstance(block, Paragraph)
        else block
        for block in blocks
    )
