"""Single sentences under a heading, with what they state, and how well they are read.

A line is ``HEADING ||| SENTENCE => code=value …``; without a heading the sentence stands
under the results. A folder's ``OPTIONAL.tsv`` (file, line, code, value) names what may be
read but need not be. ``python -m tests.intake.phrases_at FILE|FOLDER…`` prints each line
that is read otherwise and the totals.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from app.domain.reading import Reading, Status
from tests.intake.scores import understand

HEAD = "UBND xã An Lão\nBÁO CÁO\nKết quả thực hiện dân chủ 6 tháng đầu năm 2026\n"
RESULTS = "I. KẾT QUẢ"


@dataclass(frozen=True)
class Phrase:
    """A sentence and the values it states."""

    heading: str
    sentence: str
    wanted: dict[str, object]
    allowed: dict[str, object] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return f"{HEAD}{self.heading}\n{self.sentence}\n"


def phrases_of(file: Path) -> Iterator[Phrase]:
    """The phrases of a file, with what its folder allows beside them."""
    optional = file.with_name("OPTIONAL.tsv")
    rows = optional.read_text("utf-8").splitlines() if optional.is_file() else []
    allowed: dict[int, dict[str, object]] = {}
    for stem, line, code, value in (row.split("\t") for row in rows):
        if stem == file.stem:
            allowed.setdefault(int(line), {})[code] = typed(value)
    return phrases_in(file.read_text("utf-8"), allowed)


def phrases_in(
    text: str, allowed: Mapping[int, dict[str, object]] | None = None
) -> Iterator[Phrase]:
    for number, line in enumerate(text.splitlines(), 1):
        if "=>" in line and not line.startswith("#"):
            told, _, stated = line.rpartition("=>")
            heading, _, sentence = told.rpartition("|||")
            wanted = {code: typed(value) for code, value in (s.split("=") for s in stated.split())}
            may = (allowed or {}).get(number, {})
            yield Phrase(heading.strip() or RESULTS, sentence.strip(), wanted, may)


def typed(text: str) -> object:
    """A value as it stands in a line: yes/no, a date, or a number."""
    if text in ("true", "false"):
        return text == "true"
    if text.count("-") == 2:
        return dt.date.fromisoformat(text)
    return Decimal(text)


@dataclass
class Measure:
    """Values stated and found; values read and wrong among them; lines that are right."""

    reader: Callable[[str], Reading] = understand
    expected: int = 0
    found: int = 0
    read: int = 0
    wrong: int = 0
    lines: int = 0
    right: int = 0

    def take(self, phrase: Phrase) -> list[str]:
        """Count one phrase in; what was read otherwise, in words."""
        got = self.reader(phrase.text).indicators
        missed = [c for c, v in phrase.wanted.items() if c not in got or got[c].value != v]
        sure = [c for c, found in got.items() if found.status is Status.READ]
        told = {**phrase.allowed, **phrase.wanted}
        wrong = [c for c in sure if c not in told or got[c].value != told[c]]
        self.expected += len(phrase.wanted)
        self.found += len(phrase.wanted) - len(missed)
        self.read += len(sure)
        self.wrong += len(wrong)
        self.lines += 1
        self.right += not (missed or wrong)
        read = {code: got[code].value if code in got else None for code in [*missed, *wrong]}
        return [f"{code}: {phrase.wanted.get(code)} ≠ {value}" for code, value in read.items()]

    def line(self) -> str:
        return (
            f"lines {self.right}/{self.lines}, recall {self.found}/{self.expected}, "
            f"precision {self.read - self.wrong}/{self.read}"
        )


def measured(paths: Iterable[str]) -> Iterator[str]:
    total = Measure()
    for path in paths:
        for file in sorted(Path(path).glob("*.txt")) or [Path(path)]:
            for phrase in phrases_of(file):
                notes = total.take(phrase)
                if notes:
                    yield f"{phrase.heading} ||| {phrase.sentence}\n    " + "\n    ".join(notes)
    yield total.line()


if __name__ == "__main__":
    for found in measured(sys.argv[1:]):
        print(found)
