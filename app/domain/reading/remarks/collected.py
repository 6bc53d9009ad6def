"""All findings that need the text, in one list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from app.domain.findings import Finding
from app.domain.forms import FormDefinition
from app.domain.reading.clauses import Sentence
from app.domain.reading.head import Bounds
from app.domain.reading.model import DocumentHead, Mention, Read
from app.domain.reading.outline import Part
from app.domain.reading.remarks import document, figures, wording
from app.domain.reading.shares import StatedShare
from app.domain.reading.source import Layers, Source
from app.domain.reading.timing import PeriodMention


class ReportDraft(Protocol):
    """What is known of a report before its findings."""

    @property
    def source(self) -> Source: ...
    @property
    def layers(self) -> Layers: ...
    @property
    def parts(self) -> tuple[Part, ...]: ...
    @property
    def sentences(self) -> tuple[Sentence, ...]: ...
    @property
    def at(self) -> Bounds: ...


def remarks_on(
    draft: ReportDraft,
    form: FormDefinition,
    taken: Mapping[str, Read],
    mentions: Mapping[str, Sequence[Mention]],
    aims: Sequence[Mention],
    told_shares: Sequence[StatedShare],
    head: DocumentHead,
    period: PeriodMention | None,
    dialogues: Sequence[Mapping[str, Any]],
) -> tuple[Finding, ...]:
    flat, folded = draft.layers.flat, draft.layers.folded
    dialogue_count = (
        taken["dialogue_conferences_count"].value if "dialogue_conferences_count" in taken else None
    )
    return (
        *figures.over_hundred(mentions, form, draft.source),
        *figures.inconsistent(taken, mentions, form, draft.source),
        *figures.targets_as_results(taken, mentions, aims, form, draft.source),
        *figures.unequal_shares(told_shares, taken, form, draft.source),
        *figures.zero_in_words(mentions, form, draft.source),
        *wording.disclosure_claims(draft.parts, folded),
        *wording.dialogue_chairs(dialogues, dialogue_count),
        *document.period_mismatch(period, draft.sentences, flat, folded, draft.at),
        *document.early_cutoff(period.code if period else None, head, draft.parts, folded),
        *document.missing_metadata(head),
        *document.missing_recipient(head),
        *wording.cited_documents(draft.sentences, flat),
        *wording.duplicate_paragraphs(draft.sentences, folded),
        *wording.private_data(draft.parts),
    )
