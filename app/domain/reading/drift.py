"""Where a narrative and the cells part: numbers that the text states otherwise than the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.answers import Answer, Value
from app.domain.forms import Field, FormDefinition
from app.domain.rates import figure_of
from app.domain.reading.cues import Cues
from app.domain.reading.model import Read, ReadValue, Status
from app.domain.reading.report import read_report


@dataclass(frozen=True, slots=True)
class Drift:
    """``field`` is what the text speaks of, ``said`` what it states; ``cell`` is None where
    the form holds nothing yet."""

    field: Field
    said: Read
    cell: Answer | None


def numbers_in(narrative: Field, text: str, form: FormDefinition, cues: Cues) -> dict[str, Read]:
    """Every indicator that the narrative surely states, by code, in the order of the text.

    It is read below the headings it is printed under, which say what it is about.
    """
    reading = read_report(_headed(narrative, text, form), form, (), cues)
    said = [(c, r) for c, r in reading.indicators.items() if r.status is Status.READ]
    return dict(sorted(said, key=lambda pair: pair[1].start))


def drifts(
    said: Mapping[str, Read], form: FormDefinition, answers: Mapping[str, Answer]
) -> Iterator[Drift]:
    """What is said with another value than the cell holds, or while it holds none."""
    for code, read in said.items():
        field = form.fields.get(code)
        if field is None:
            continue
        cell = figure_of(field, answers)
        if cell is None or not cell.counts or not _agree(read.value, cell.value):
            yield Drift(field, read, cell)


def before_text(narrative: Field, form: FormDefinition) -> int:
    """How many characters of headings stand before the narrative's own text, where a
    ``Read`` of ``numbers_in`` counts its places from."""
    return len(_headed(narrative, "", form))


def _headed(narrative: Field, text: str, form: FormDefinition) -> str:
    section = form.sections_by_code[narrative.section]
    part = next((p for p in form.parts if p.code == section.part != section.code), None)
    number = section.code.rpartition(".")[2]
    above = f"{part.code}. {part.title_vi.upper()}\n" if part else ""
    return f"{above}{number}. {section.title_vi}\n{text}"


def _agree(said: ReadValue, held: Value | None) -> bool:
    """A rate agrees where it is the cell's, rounded to the decimals that the text gives."""
    if isinstance(said, Decimal) and isinstance(held, int | Decimal):
        half = Decimal(1).scaleb(int(said.as_tuple().exponent)) / 2
        return abs(Decimal(held) - said) <= half
    return said == held
