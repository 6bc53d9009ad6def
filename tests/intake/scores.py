"""Reading many texts and counting what was right."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from app.cli.intake_measure import Tally, compare
from app.domain.reading import Reading, Status, read_report
from app.standard import standard_form, standard_units
from app.standard.cues import standard_cues
from app.standard.likeness import standard_likeness
from tests.intake.reports_at import Pair


def understand(text: str) -> Reading:
    return read_report(
        text, standard_form(), standard_units(), standard_cues(), standard_likeness()
    )


def as_line(read: Reading) -> dict[str, Any]:
    """The parts of a reading that ``compare`` looks at."""
    return {
        "indicators": {
            code: {
                "value": found.value if not isinstance(found.value, dt.date) else str(found.value),
                "quote": found.quote,
                "status": found.status.value,
            }
            for code, found in read.indicators.items()
        },
        "findings": [{"rule": f.rule} for f in read.findings],
    }


def score(pairs: Iterable[Pair], change: Callable[[str], str] = str) -> Tally:
    """The tally of all pairs, each text changed first."""
    total = Tally()
    for pair in pairs:
        read = understand(change(pair.text))
        tally = compare(as_line(read), pair.expected)
        # What is offered for a person to confirm is not asserted.
        tally.asserted = len(sure(read) & set(pair.expected.get("absent", ())))
        total.add(tally)
        total.notes += [f"{pair.name}: {note}" for note in tally.notes]
    return total


def recall(tally: Tally) -> float:
    return tally.found / tally.expected


def precision(tally: Tally) -> float:
    return (tally.read - tally.wrong) / max(1, tally.read)


def folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def sure(read: Reading) -> set[str]:
    return {code for code, found in read.indicators.items() if found.status is Status.READ}
