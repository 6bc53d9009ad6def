"""What one file gave: its text, who read it, and how sure that reader was."""

from __future__ import annotations

from dataclasses import dataclass

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Parsed:
    """``reader`` names the programs that read the file, joined by '+'; ``sureness`` is 1
    for typed text and the mean confidence of the words (0–1) where letters were
    recognised from a picture; ``doubtful`` are (start, end) positions in ``text`` of
    figures that the recognition may have slipped on.
    """

    text: str
    reader: str
    sureness: float = 1.0
    doubtful: Spans = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word: ``sure`` is the confidence, 0 to 1; the box is in pixels of the
    fitted page; ``line`` is (block, paragraph, line) as the recognition numbers them.
    """

    text: str
    sure: float
    left: int
    top: int
    right: int
    bottom: int
    line: tuple[int, int, int]

    @property
    def middle(self) -> tuple[int, int]:
        """(across, down)"""
        return (self.left + self.right) // 2, (self.top + self.bottom) // 2
