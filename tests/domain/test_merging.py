"""Three copies of one answer: what each of them having changed leads to."""

from __future__ import annotations

import pytest

from app.domain.merging import Known, Verdict, judge


@pytest.mark.parametrize(
    ("now", "made", "draft", "verdict"),
    [
        ("a", "a", "a", Verdict.UNTOUCHED),
        ("a", "a", "b", Verdict.UNTOUCHED),
        ("", "", "b", Verdict.UNTOUCHED),
        ("b", "a", "b", Verdict.SAME),
        ("b", "a", "a", Verdict.WRITE),
        ("b", "", "", Verdict.WRITE),
        ("", "a", "a", Verdict.CLEARED),
        ("b", "a", "c", Verdict.CONFLICT),
        ("b", "a", "", Verdict.CONFLICT),
        ("", "a", "c", Verdict.CONFLICT),
    ],
)
def test_one_cell(now: str, made: str, draft: str, verdict: Verdict) -> None:
    assert judge(now, Known(made, made), draft, is_faulty=False, is_open=True) is verdict


def test_a_cell_without_an_answer_waits_and_a_locked_one_stays() -> None:
    known = Known("a", "a")
    assert judge("x", known, "a", is_faulty=True, is_open=True) is Verdict.FAULTY
    assert judge("x", known, "a", is_faulty=True, is_open=False) is Verdict.LOCKED
    assert judge("b", known, "a", is_faulty=False, is_open=False) is Verdict.LOCKED


def test_the_same_file_uploaded_again_does_not_fight_with_itself() -> None:
    """The draft took "b" from its first upload: "c" now is the same person going on."""
    known = Known.of("a", [("b", True)])
    assert judge("c", known, "b", is_faulty=False, is_open=True) is Verdict.WRITE
    assert judge("b", known, "d", is_faulty=False, is_open=True) is Verdict.UNTOUCHED
    assert judge("c", known, "d", is_faulty=False, is_open=True) is Verdict.CONFLICT


def test_what_was_never_taken_does_not_count_as_the_drafts() -> None:
    """A text that did not parse was sent first: the draft still is as the file was made."""
    known = Known.of("a", [("!12O", False)])
    assert judge("b", known, "a", is_faulty=False, is_open=True) is Verdict.WRITE
