"""What was said of a city figure: the wards' reasons as its notes, and what is found about it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from app.domain.vietnamese.text import squeeze
from app.store import lineage
from app.store.rows import AnyRow
from app.web.queue_page import rule_titles
from app.web.report_parts import View

if TYPE_CHECKING:
    from app.store.forms import CompiledForm
    from app.store.tables.city import Period

#: On the dashboard a note says so much; the figure's own page has all of it.
_LONGEST: Final = 160
#: A reason about more figures than this says little about each of them.
_MOST_MARKED: Final = 4
#: How many wards are named where something is still to be looked at.
_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Notes:
    """``by_code`` has the reasons about each figure that is noted, in printing order, under
    the numbers that the printed city report gives them."""

    by_code: Mapping[str, Sequence[AnyRow]]

    @property
    def numbers(self) -> dict[str, int]:
        return {code: number for number, code in enumerate(self.by_code, 1)}

    def marks(self) -> dict[str, list[int]]:
        """The notes to every figure. A reason about a few figures is a note to each; one about
        many, as of a report that lacks a whole section, is told with the first alone."""
        numbers = self.numbers
        found: dict[str, set[int]] = {}
        for noted, rows in self.by_code.items():
            narrow = (row.fields for row in rows if len(row.fields) <= _MOST_MARKED)
            for code in {noted, *chain.from_iterable(narrow)}:
                found.setdefault(code, set()).add(numbers[noted])
        return {code: sorted(marks) for code, marks in found.items()}

    def views(self, labels: Mapping[str, str], period: Period) -> Iterator[View]:
        for code, rows in self.by_code.items():
            yield {
                "number": self.numbers[code],
                "label": labels[code],
                "ward": rows[0].name,
                "reason": _short(rows[0].text),
                "more": len({row.code for row in rows}) - 1,
                "url": url_for(
                    "city.figure", code=period.code, indicator=code, _anchor="notes-title"
                ),
            }


def notes(session: Session, period: Period, include: str, figures: Iterable[str]) -> Notes:
    """Of the whole city. A reason about several figures is told with the first of them, as the
    printed report does."""
    order = list(figures)
    found: dict[str, list[AnyRow]] = {}
    for row in lineage.accepted_explanations(session, period.id, include):
        code = next((code for code in row.fields if code in order), None)
        if code is not None:
            found.setdefault(code, []).append(row)
    return Notes({code: found[code] for code in order if code in found})


def _short(text: str) -> str:
    line = squeeze(text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rsplit(' ', 1)[0]} …"


def of_figure(
    session: Session, period: Period, include: str, codes: Collection[str], wards: Collection[str]
) -> list[View]:
    """Every reason about one of these fields, numbered in the order of the wards."""
    rows = [
        row
        for row in lineage.accepted_explanations(session, period.id, include)
        if row.code in wards and not set(codes).isdisjoint(row.fields)
    ]
    return [
        {
            "number": number,
            "ward_code": row.code,
            "ward_name": row.name,
            "finding": row.message,
            "reason": row.text,
            "is_accepted": row.decision == "accepted",
            "decided_by": row.decided_by,
            "decided_at": row.decided_at,
            "url": _flag_url(row.submission_id, row.id),
        }
        for number, row in enumerate(rows, 1)
    ]


def marks_of(notes: Sequence[View]) -> dict[str, list[int]]:
    """The numbers of a ward's notes, by its code."""
    marks: dict[str, list[int]] = {}
    for note in notes:
        marks.setdefault(note["ward_code"], []).append(note["number"])
    return marks


def flags(
    session: Session, period: Period, form: CompiledForm, codes: Collection[str]
) -> dict[UUID, list[View]]:
    """What is found about these fields and not dismissed, by report."""
    titles = rule_titles(form)
    found: dict[UUID, list[View]] = {}
    for row in lineage.findings_about(session, period.id, codes):
        if row.decision != "dismissed":
            view = {
                "title": titles.get(row.rule, row.rule),
                "is_hard": row.severity == "error",
                "is_open": row.decision == "open",
                "status": row.decision,
                "url": _flag_url(row.submission_id, row.id),
            }
            found.setdefault(row.submission_id, []).append(view)
    return found


def still_open(wards: Iterable[tuple[str, Sequence[View]]]) -> View:
    """The wards with something undecided: {count, named: [{name, url}], more}."""
    found = [(name, flag) for name, own in wards for flag in own if flag["is_open"]]
    first = {name: flag["url"] for name, flag in reversed(found)}
    named = [{"name": name, "url": first[name]} for name in dict.fromkeys(n for n, _f in found)]
    return {
        "count": len(named),
        "named": named[:_NAMED],
        "more": max(0, len(named) - _NAMED),
    }


def _flag_url(submission_id: UUID, finding_id: UUID) -> str:
    return url_for("review.submission", submission_id=submission_id, _anchor=f"flag-{finding_id}")
