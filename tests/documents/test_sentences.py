"""The sentences as data: they fit the form, and say what was answered and no more."""

from __future__ import annotations

import re

import document_worlds as worlds
import pytest

from app.documents.facts import city_facts, ward_facts, with_rates
from app.documents.places import parts_of
from app.documents.wording import Fact, Sentence, listed, sentence_groups, tell
from app.domain.forms import AggregateKind

WORDS = {"place": "phường", "committee": "Ủy ban nhân dân phường X"}


def said(sentence: Sentence, **facts: int | None) -> str:
    known = {code: Fact(str(n), n == 0) for code, n in facts.items() if n is not None}
    return "".join(span.text for span in tell((sentence,), known, WORDS).spans)


def test_every_indicator_of_the_form_is_spoken_of_somewhere():
    spoken = frozenset().union(*(group.codes for group in sentence_groups()))
    assert {field.code for field in worlds.FORM.indicators} == spoken


def test_every_group_stands_at_a_place_of_the_form():
    placed = {
        (group.place, group.under)
        for part in parts_of(worlds.FORM)
        for place in part.places
        for subject in place.subjects
        for group in subject.groups
    }
    assert placed == {(group.place, group.under) for group in sentence_groups()}


def test_every_field_of_the_form_is_printed_at_exactly_one_place():
    printed = [
        field.code
        for part in parts_of(worlds.FORM)
        for place in part.places
        for subject in place.subjects
        for field in subject.fields
    ]
    assert sorted(printed) == sorted(worlds.FORM.fields)


def test_an_optional_part_goes_when_its_figure_is_missing():
    sentence = Sentence("a", "Có {a} buổi[; {b} lượt].")
    assert said(sentence, a=24, b=4) == "Có 24 buổi; 4 lượt."
    assert said(sentence, a=24) == "Có 24 buổi."


def test_zero_is_told_in_its_own_words():
    sentence = Sentence(
        "a", "Có {a} đơn[; quá hạn {b} đơn|; không có đơn quá hạn].", "Không có đơn."
    )
    assert said(sentence, a=3, b=0) == "Có 3 đơn; không có đơn quá hạn."
    assert said(sentence, a=0, b=0) == "Không có đơn."


def test_a_sentence_without_its_leading_figure_is_not_told():
    assert said(Sentence("a", "Có {a} buổi[; {b} lượt]."), b=4) == ""


def test_a_sentence_that_lacks_a_needed_figure_is_not_told():
    assert said(Sentence("a", "Trong {a} nội dung, đã làm {b}."), a=4) == ""


def test_a_figure_that_may_not_be_zero_gives_way_to_the_next_sentence():
    both = Sentence("a", "Có {a}, gồm {b!} thôn.")
    assert said(both, a=5, b=2) == "Có 5, gồm 2 thôn."
    assert said(both, a=5, b=0) == ""


def test_a_list_lowers_all_but_abbreviations():
    assert listed(["Số vụ: 2", "Số đơn: 3", "PAKN: 4"]) == "Số vụ: 2; số đơn: 3; PAKN: 4."


def test_what_was_told_is_not_told_again():
    twice = (Sentence("a", "Có {a} và {b}."), Sentence("b", "Có {b}."))
    told = tell(twice, {"a": Fact("1"), "b": Fact("2")}, WORDS)
    assert [span.text for span in told.spans] == ["Có 1 và 2."]
    assert told.codes == {"a", "b"}


def test_a_note_follows_its_figure():
    told = tell((Sentence("a", "Có {a} đơn."),), {"a": Fact("7", note=3)}, WORDS)
    assert [(span.text, span.note) for span in told.spans] == [("Có 7", 3), (" đơn.", 0)]


@pytest.mark.parametrize("audience", ["ward", "city"])
def test_no_sentence_leaves_marks_of_its_grammar_behind(audience):
    """With every figure known, and with every figure zero."""
    for is_zero in (False, True):
        facts = {f.code: Fact("0" if is_zero else "12", is_zero, 9) for f in worlds.FORM.indicators}
        for group in sentence_groups():
            text = "".join(s.text for s in tell(getattr(group, audience), facts, WORDS).spans)
            assert not re.search(r"[\[\]{}|@]|\s[,.;]|  |\.\.|;\.", text), text


def test_each_sentence_begins_with_a_capital_and_ends_with_a_full_stop():
    for group in sentence_groups():
        for sentence in (*group.ward, *group.city):
            for text in filter(None, (sentence.text, sentence.zero)):
                assert text.endswith("."), text
                assert text[0].isupper() or text.startswith("{@committee}"), text


def test_a_rate_is_computed_where_its_parts_are_given():
    answers = with_rates(worlds.FORM, worlds.answered(worlds.HAI_DUONG))
    facts = ward_facts(worlds.FORM, answers, {})
    # 4336 of 4337: the stated "100 %" of such a report is not what is printed.
    assert facts["dossiers_on_time_rate"].shown == "99,98"
    assert facts["service_index_score"].shown == "97,61"


def test_a_yes_is_told_and_a_no_is_told_as_such():
    answers = worlds.answered({"friendly_government_model": False})
    assert ward_facts(worlds.FORM, answers, {})["friendly_government_model"].is_zero


def test_city_facts_leave_out_figures_without_a_value():
    report = worlds.city_report(1, figures=())
    assert city_facts(report.figures_by_code, {}) == {}
    none = [f for f in worlds.city_report(3).figures if f.aggregate is AggregateKind.NONE]
    assert none == []
