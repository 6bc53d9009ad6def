"""Three copies of one answer: as a file was made, as it came back, and the draft's now.

Only what a person changed in the file is said by it; what somebody else changed in the
draft meanwhile is never overwritten without asking.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What becomes of one cell of a file that came back."""

    UNTOUCHED = "untouched"  # as it was: says nothing
    SAME = "same"  # the draft says so already
    WRITE = "write"
    CLEARED = "cleared"  # emptied: a person must say that this was meant
    CONFLICT = "conflict"  # the draft changed too, to something else
    FAULTY = "faulty"  # no answer that counts
    LOCKED = "locked"  # its section takes no edits now


@dataclass(frozen=True, slots=True)
class Known:
    """What the file's maker saw in a cell. Answers are told apart by their fingerprints.

    ``last`` is what the cell said when it was last seen (as made, or as uploaded
    before); ``taken`` what the draft then took from it.
    """

    last: str
    taken: str

    @classmethod
    def of(cls, made: str, uploads: Iterable[tuple[str, bool]]) -> Known:
        """``uploads`` are the same cell in earlier uploads of the same file, oldest
        first: what it said, and whether the draft took it."""
        last = taken = made
        for said, was_taken in uploads:
            last = said
            taken = said if was_taken else taken
        return cls(last, taken)


def judge(now: str, known: Known, draft: str, *, is_faulty: bool, is_open: bool) -> Verdict:
    """``now`` is what the cell says, ``draft`` what the draft says; '' is no answer."""
    if not is_faulty and now == known.last:
        return Verdict.UNTOUCHED
    if not is_faulty and now == draft:
        return Verdict.SAME
    if not is_open:
        return Verdict.LOCKED
    if is_faulty:
        return Verdict.FAULTY
    if draft != known.taken:
        return Verdict.CONFLICT
    return Verdict.WRITE if now else Verdict.CLEARED
