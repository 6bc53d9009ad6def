"""What keeps a sentence from being filled in, and where it is."""

from __future__ import annotations

import document_worlds as worlds
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.actions import wording
from app.documents.city_report.words import CITY_WORDS
from app.documents.wording import Fact, Sentence, sentence_groups, tell
from app.documents.wording.checking import WORDS, faults_in

CODES = wording.codes_of(worlds.FORM)


def test_every_sentence_of_the_standard_may_be_written_as_it_is():
    standard = wording.standard_sentences()
    assert len(standard) == sum(len(group.city) for group in sentence_groups())
    for key, sentence in standard.items():
        assert wording.problems_of(key, sentence.text, sentence.zero, CODES) == ()


def test_the_words_that_may_be_used_are_those_that_there_are():
    assert set(WORDS) == set(CITY_WORDS)


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("", 0, "để trống"),
        ("Có {villages_count thôn.", 3, "không có dấu đóng"),
        ("Có villages_count} thôn.", 17, "không có dấu mở"),
        ("Có [{villages_count} thôn.", 3, "không có dấu đóng"),
        ("Có {villages_count} [thôn [và]].", 26, "chưa đóng"),
        ("Có {thon} thôn.", 3, "{thon}"),
        ("Có {Villages_count} thôn.", 3, "{Villages_count}"),
        ("Có {villages_count.value}.", 3, "{villages_count.value}"),
        ("Toàn {@city} có.", 5, "{@city}"),
        ("Toàn {@place!} có.", 5, "{@place!}"),
        ("Có {} thôn.", 3, "{}"),
        ("Có [thôn|xóm].", 8, "Trước dấu"),
        ("x" * 2001, 2000, "dài quá"),
    ],
)
def test_a_fault_names_its_place(text: str, at: int, said: str) -> None:
    faults = faults_in(text, CODES)
    assert [fault.at for fault in faults] == [at]
    assert said in faults[0].message


@given(st.text(alphabet="{}[]|!@. villages_count", max_size=60))
def test_what_is_not_refused_can_be_filled_in(text: str) -> None:
    """No text gets past the check that the grammar then trips over."""
    if faults_in(text, CODES):
        return
    facts = {code: Fact("7", wards=3) for code in CODES}
    told = tell((Sentence("villages_count", text),), facts, CITY_WORDS)
    said = "".join(span.text for span in told.spans)
    assert not set("{}[]") & set(said)
