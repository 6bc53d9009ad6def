"""View data of the cross-table: units by indicators, shaded by how high a number stands."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import access, consolidating
from app.documents import numerals
from app.documents.cross_table import CrossTable, TableCell, TableLine
from app.domain.answers import ValueState, format_value
from app.domain.consolidation import Contribution, Rollup, contributions
from app.domain.consolidation.totals import ratio_of
from app.domain.forms import AggregateKind, Field, FieldType
from app.domain.vectors import Number, stack
from app.domain.vietnamese.text import fold, squeeze
from app.store import consolidation as store
from app.store import submissions
from app.store.consolidation import APPROVED
from app.store.forms import CompiledForm
from app.web import chosen_groups, chosen_period, cross_table_asked
from app.web.chosen_groups import Group
from app.web.city_pages import figure_text, include_names, unit_of
from app.web.cross_table_asked import BY_NAME, DOWN, PINNED, Asked
from app.web.report_parts import View, period_title
from app.web.words import name_of, title_of

if TYPE_CHECKING:
    from app.store.tables.city import Period

NO_NUMBER, NOT_APPLICABLE, NOT_KNOWN = "–", "×", "?"
#: Below this many different numbers a column is not shaded: there are no quarters.
_LEAST_SHADED: Final = 4
_QUARTERS: Final = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit's number in a column; ``rank`` orders what is no number too."""

    text: str
    number: Number | None = None
    rank: Number | None = None


@dataclass(frozen=True, slots=True)
class Line:
    code: str
    name: str
    submission_id: UUID | None
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Table:
    """A period's cross-table as it was asked for, in its order."""

    period: Period
    asked: Asked
    group: Group | None
    form: CompiledForm
    rollup: Rollup
    every: Sequence[Line]

    @cached_property
    def columns(self) -> list[Field]:
        return self.asked.columns(self.form.definition)

    @cached_property
    def lines(self) -> list[Line]:
        """Those that are looked for: pinned ones first, each part in the order of the sort."""
        sought = squeeze(fold(self.asked.text))
        kept = set(self.asked.wards)
        listed = [
            line
            for line in self.every
            if line.code in kept
            or (sought in fold(line.name) and (not self.group or line.code in self.group.members))
        ]
        return sorted(self._sorted(listed), key=lambda line: line.code not in kept)

    def _sorted(self, lines: Sequence[Line]) -> list[Line]:
        """What has no number stands last, whichever way."""
        codes = [field.code for field in self.columns]
        if self.asked.sort == BY_NAME or self.asked.sort not in codes:
            is_down = self.asked.sort != BY_NAME or self.asked.order == DOWN
            return list(lines) if is_down else list(reversed(lines))
        at = codes.index(self.asked.sort)
        ranked = [(line.cells[at].rank, line) for line in lines]
        found = [(rank, line) for rank, line in ranked if rank is not None]
        found.sort(key=lambda pair: pair[0], reverse=self.asked.order == DOWN)
        return [line for _rank, line in found] + [line for r, line in ranked if r is None]

    @cached_property
    def fences(self) -> list[Sequence[Number]]:
        """Of each column the three numbers between its quarters, over all units."""
        return [_fences([line.cells[i].number for line in self.every]) for i in self._places]

    @property
    def _places(self) -> range:
        return range(len(self.columns))

    def shade(self, place: int, cell: Cell) -> int:
        fences = self.fences[place]
        if cell.number is None or not fences:
            return 0
        return 1 + bisect_right(fences, cell.number)

    @property
    def total_name(self) -> str:
        return self.group.name if self.group else _("Toàn thành phố")


def open_table(session: Session, code: str) -> Table:
    """Raises ``NotFound`` for a period, section, column or group that there is not."""
    period = chosen_period.named(session, code)
    form = access.form_of(session, period)
    group = chosen_groups.group(session)
    asked = Asked.of_address(code, form.definition, group)
    computed = consolidating.current(session, period, asked.include)
    rollup = computed.rollup
    if group is not None:
        members = dict.fromkeys(group.members, group.name)
        rollup = consolidating.compute_groups(session, period, asked.include, members)[group.name]
    every = _every_line(session, period, form, asked)
    return Table(period, asked, group, form, rollup, every)


def _every_line(session: Session, period: Period, form: CompiledForm, asked: Asked) -> list[Line]:
    vectors = store.version_vectors(session, period.id, asked.include)
    codes = [v.ward_code for v in vectors]
    columns = stack(form.definition, [v.vector for v in vectors])
    cells: dict[str, list[Cell]] = {code: [] for code in codes}
    fields = asked.columns(form.definition)
    for field in fields:
        for part in contributions(field.code, codes, columns):
            cells[part.ward_code].append(_cell(field, part))
    blank = [Cell(NO_NUMBER)] * len(fields)
    return [
        Line(
            row.Ward.code,
            row.Ward.name,
            row.Submission.id if row.Submission else None,
            cells.get(row.Ward.code, blank),
        )
        for row in submissions.city_board(session, period.id)
    ]


def _cell(field: Field, part: Contribution) -> Cell:
    if field.aggregate.kind is AggregateKind.RATIO:
        return _rate(field, part)
    answer = part.answer
    if answer is None or answer.value is None:
        return Cell(_mark(part))
    if field.type.is_numeric and isinstance(answer.value, int | Decimal):
        return _number(answer.value)
    value = answer.value
    rank = value.toordinal() if isinstance(value, dt.date) else int(bool(value))
    return Cell(format_value(field, value), rank=rank)


def _rate(field: Field, part: Contribution) -> Cell:
    """Of the unit's two parts, as the city counts it."""
    top, bottom = part.numerator, part.denominator
    if not part.counts or top is None or bottom is None:
        return Cell(_mark(part))
    assert isinstance(top.value, int | Decimal), "only numbers are divided"
    assert isinstance(bottom.value, int | Decimal), "only numbers are divided"
    rate = ratio_of(field, top.value, bottom.value)
    return Cell(NO_NUMBER) if rate is None else _number(rate)


def _number(number: Number) -> Cell:
    return Cell(numerals.rounded(number), number, number)


def _mark(part: Contribution) -> str:
    state = part.answer.state if part.answer else None
    marks = {ValueState.NOT_APPLICABLE: NOT_APPLICABLE, ValueState.NOT_KNOWN: NOT_KNOWN}
    return marks.get(state, NO_NUMBER) if state else NO_NUMBER


def _fences(numbers: Sequence[Number | None]) -> Sequence[Number]:
    """What a number must reach for the second, third and fourth shade; () for no shades."""
    ordered = sorted(number for number in numbers if number is not None)
    if len(set(ordered)) < _LEAST_SHADED:
        return ()
    return [ordered[len(ordered) * quarter // _QUARTERS] for quarter in range(1, _QUARTERS)]


def page(session: Session, table: Table) -> View:
    asked = table.asked
    return {
        "period": {"code": table.period.code, "name": period_title(table.period.code)},
        "has_any": bool(table.rollup.included),
        "asked": {
            "section": asked.section,
            "text": asked.text,
            "kept": _kept(asked),
            "clear_url": asked.url(text="", by=None, group=None) if _narrows(asked) else "",
        },
        "sections": _sections(table),
        "countings": [
            {
                "name": words[:1].upper() + words[1:],
                "url": asked.url(include=include),
                "is_current": include == asked.include,
            }
            for include, words in include_names().items()
        ],
        "groups": _groups(session, table),
        "columns": [_column(table, field) for field in table.columns],
        "rows": [_row(table, line) for line in table.lines],
        "of": len(table.every),
        "total": {"name": table.total_name, "cells": _total_cells(table)},
        "name_sort": _sorting(asked, BY_NAME),
        "csv_url": asked.url("cross_table.as_csv"),
        "xlsx_url": asked.url("cross_table.as_xlsx"),
    }


def _narrows(asked: Asked) -> bool:
    return bool(asked.text or asked.group)


def _kept(asked: Asked) -> list[tuple[str, str]]:
    """What the form of the page sends along: everything but what it asks itself."""
    fixed = {"sort": asked.sort, "order": asked.order, "include": asked.include}
    fixed |= {"by": asked.by or "", "group": asked.group or ""}
    pairs = [("pin", pin) for pin in asked.pins] + [("ward", ward) for ward in asked.wards]
    return [*pairs, *((name, value) for name, value in fixed.items() if value)]


def _sections(table: Table) -> list[View]:
    form = table.form.definition
    found = [
        {"value": section.code, "label": f"{section.code}. {title_of(section)}"}
        for section in cross_table_asked.offered_sections(form)
    ]
    only = {"value": PINNED, "label": _("Chỉ các cột đã ghim (%(n)s)", n=len(table.asked.pins))}
    return [*found, only] if table.asked.pins or table.asked.section == PINNED else found


def _groups(session: Session, table: Table) -> list[View]:
    """The groups of the chosen grouping, and the other groupings by their first group."""
    asked = table.asked
    chips = [
        {
            "name": _("Mọi đơn vị"),
            "url": asked.url(by=None, group=None),
            "is_current": asked.group is None,
        }
    ]
    for key, groups in chosen_groups.every(session).items():
        chips += [
            {
                "name": name,
                "url": asked.url(by=key, group=name),
                "is_current": (asked.by, asked.group) == (key, name),
            }
            for name in groups
        ]
    return chips


def _sorting(asked: Asked, column: str) -> View:
    is_sorted = asked.sort == column
    is_down = asked.order == DOWN
    words = ("descending" if is_down else "ascending") if is_sorted else ""
    if column == BY_NAME and is_sorted:
        words = "ascending" if is_down else "descending"
    return {"url": asked.sorted_by(column), "aria": words}


def _column(table: Table, field: Field) -> View:
    asked = table.asked
    return {
        "label": name_of(field),
        "unit": unit_of(field) if field.type is not FieldType.BOOL else "",
        "url": _figure_url(table, field),
        "sort": _sorting(asked, field.code),
        "pin_url": asked.pinning(field.code),
        "is_pinned": field.code in asked.pins,
    }


def _row(table: Table, line: Line) -> View:
    own = line.submission_id
    url = url_for("review.submission", submission_id=own) if own else ""
    return {
        "name": line.name,
        "url": url,
        "pin_url": table.asked.keeping(line.code),
        "is_pinned": line.code in table.asked.wards,
        "cells": [
            {
                "display": cell.text,
                "shade": table.shade(place, cell),
                "url": f"{url}#row-{field.code}" if _has_answer(line, cell) else "",
            }
            for place, (field, cell) in enumerate(zip(table.columns, line.cells, strict=True))
        ],
    }


def _has_answer(line: Line, cell: Cell) -> bool:
    return line.submission_id is not None and cell.text != NO_NUMBER


def _totals(table: Table) -> list[str]:
    totals = (table.rollup.totals.get(field.code) for field in table.columns)
    return [(figure_text(total) if total else "") or NO_NUMBER for total in totals]


def _total_cells(table: Table) -> list[View]:
    """Each total opens to what it is made of: of the group, where one is chosen."""
    return [
        {"display": text, "url": "" if text == NO_NUMBER else _figure_url(table, field)}
        for field, text in zip(table.columns, _totals(table), strict=True)
    ]


def _figure_url(table: Table, field: Field) -> str:
    asked = table.asked
    include = None if asked.include == APPROVED else asked.include
    by, group = (asked.by, asked.group) if asked.group else (None, None)
    return url_for(
        "city.figure", code=asked.code, indicator=field.code, include=include, by=by, group=group
    )


def as_file(table: Table) -> CrossTable:
    """Exactly what the page shows, numbers as they are shown."""
    totals = [table.rollup.totals.get(field.code) for field in table.columns]
    return CrossTable(
        title=f"{period_title(table.period.code)}, {include_names()[table.asked.include]}",
        corner=_("Đơn vị"),
        columns=[_head(field) for field in table.columns],
        lines=[_file_line(table, line) for line in table.lines],
        total=TableLine(
            table.total_name,
            [
                TableCell(text, _shown(total.value) if total else None)
                for text, total in zip(_totals(table), totals, strict=True)
            ],
        ),
    )


def _head(field: Field) -> str:
    unit = unit_of(field) if field.type is not FieldType.BOOL else ""
    return f"{name_of(field)} ({unit})" if unit else name_of(field)


def _file_line(table: Table, line: Line) -> TableLine:
    cells = [
        TableCell(cell.text, _shown(cell.number), table.shade(place, cell))
        for place, cell in enumerate(line.cells)
    ]
    return TableLine(line.name, cells)


def _shown(number: Number | None) -> Number | None:
    """The number that the shown text says: ``97,61`` of 97.6123…"""
    if number is None or isinstance(number, int):
        return number
    return Decimal(numerals.rounded(number).replace(".", "").replace(",", "."))
