"""Single sentences as many offices would write them, each with what it states."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.reading import Reading, read_report
from app.standard import standard_form, standard_units
from app.standard.cues import standard_cues
from tests.intake.phrases_at import Measure, Phrase, phrases_in, phrases_of
from tests.intake.scores import sure, understand

HERE = Path(__file__).parent
PHRASES = list(phrases_in((HERE / "wordings.txt").read_text("utf-8")))


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase.sentence[:48])
def test_a_sentence_states_what_it_states_and_no_more(phrase: Phrase) -> None:
    read = understand(phrase.text)
    assert {code: read.indicators[code].value for code in phrase.wanted} == phrase.wanted
    assert sure(read) <= set(phrase.wanted)


def test_every_indicator_of_the_form_has_a_wording() -> None:
    told = {code for phrase in PHRASES for code in phrase.wanted}
    assert {field.code for field in standard_form().indicators} == told


def test_terse_notes_and_old_prose_are_read_by_the_cues_alone() -> None:
    total = Measure(by_cues)
    for file in sorted((HERE / "sentences").glob("*.txt")):
        for phrase in phrases_of(file):
            total.take(phrase)
    assert total.read - total.wrong >= 0.965 * total.read, total.line()
    assert total.found >= 0.90 * total.expected, total.line()


def by_cues(text: str) -> Reading:
    return read_report(text, standard_form(), standard_units(), standard_cues())


@pytest.mark.parametrize(
    "phrase",
    list(phrases_of(HERE / "sentences" / "traps.sentences.txt")),
    ids=lambda phrase: phrase.sentence[:48],
)
def test_what_tells_of_something_else_is_not_read(phrase: Phrase) -> None:
    assert not sure(understand(phrase.text))
