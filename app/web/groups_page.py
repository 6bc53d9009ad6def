"""The city's figures beside those of groups of its units."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import access, consolidating
from app.documents.characters import harmless
from app.domain.consolidation import Rollup, Total
from app.domain.errors import NotFound
from app.domain.forms import Field
from app.store import cities
from app.store.consolidation import APPROVED
from app.store.forms import CompiledForm
from app.web import chosen_groups, chosen_period
from app.web.chosen_groups import Chosen
from app.web.city_pages import figure_text, include_names, included, unit_of
from app.web.report_parts import View, period_title
from app.web.words import name_of, title_of

if TYPE_CHECKING:
    from app.store.tables.city import Period

WITH, WITHOUT = "with", "without"
#: The whole city's column: no group can have an empty name.
_CITY: Final = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """A period's figures by group, the whole city's under ''."""

    period: Period
    include: str
    late: str
    form: CompiledForm
    chosen: Chosen
    rollups: Mapping[str, Rollup]

    @property
    def columns(self) -> list[str]:
        return [_CITY, *self.chosen.names]

    def total(self, column: str, code: str) -> Total | None:
        return self.rollups[column].totals.get(code)

    def url(self, endpoint: str = "groups.figures", **changed: str) -> str:
        """This page with another choice; what is the default is not said."""
        include = None if self.include == APPROVED else self.include
        late = self.late if self.late == WITHOUT else None
        asked = {"by": self.chosen.key, "include": include, "late": late} | changed
        return url_for(endpoint, code=self.period.code, **asked)  # type: ignore[arg-type]


def compare(session: Session, code: str) -> Compared:
    """``?by=``, ``?include=``, ``?late=with|without``. Raises ``NotFound``."""
    period = chosen_period.named(session, code)
    late = request.args.get("late", WITH)
    if late not in (WITH, WITHOUT):
        raise NotFound(_("Không có cách tính này."))
    chosen = chosen_groups.grouping(session)
    whole = {ward.code: _CITY for ward in cities.wards(session)}
    include = included()
    rollups = consolidating.compute_groups(
        session, period, include, whole, chosen.groups, without_late=late == WITHOUT
    )
    return Compared(period, include, late, access.form_of(session, period), chosen, rollups)


def page(session: Session, compared: Compared) -> View:
    has_any = any(rollup.included for rollup in compared.rollups.values())
    return {
        "period": {"code": compared.period.code, "name": period_title(compared.period.code)},
        "by": compared.chosen.name,
        "groupings": [
            {"name": name, "url": compared.url(by=key), "is_current": key == compared.chosen.key}
            for key, name in chosen_groups.offered(session)
        ],
        "countings": _countings(compared),
        "columns": [_column(compared, name) for name in compared.columns],
        "sections": _sections(compared) if has_any else [],
        "ungrouped": [
            ward.name for ward in cities.wards(session) if ward.code not in compared.chosen.groups
        ],
        "csv_url": compared.url("groups.table"),
    }


def _countings(compared: Compared) -> list[View]:
    lates = {WITH: _("Tính cả nộp muộn"), WITHOUT: _("Không tính nộp muộn")}
    by_include = [
        {
            "name": words[:1].upper() + words[1:],
            "url": compared.url(include=include),
            "is_current": include == compared.include,
        }
        for include, words in include_names().items()
    ]
    by_late = [
        {"name": words, "url": compared.url(late=late), "is_current": late == compared.late}
        for late, words in lates.items()
    ]
    return [*by_include, *by_late]


def _column(compared: Compared, name: str) -> View:
    rollup = compared.rollups[name]
    coverage = rollup.coverage
    return {
        "name": name or _("Toàn thành phố"),
        "counted": f"{len(rollup.included)}/{coverage.expected}",
        "late": len(coverage.late),
        "missing": len(coverage.missing),
    }


def _sections(compared: Compared) -> list[View]:
    known = compared.rollups[_CITY].totals
    found = (
        {
            "code": section.code,
            "title": title_of(section),
            "indicators": [_row(compared, f) for f in section.indicators if f.code in known],
        }
        for section in compared.form.definition.sections
    )
    return [section for section in found if section["indicators"]]


def _row(compared: Compared, field: Field) -> View:
    return {
        "code": field.code,
        "label": name_of(field),
        "unit": unit_of(field),
        "cells": [_cell(compared, field, name) for name in compared.columns],
    }


def _cell(compared: Compared, field: Field, column: str) -> View:
    total = compared.total(column, field.code)
    include = None if compared.include == APPROVED else compared.include
    within = {"by": compared.chosen.key, "group": column} if column else {}
    return {
        "display": figure_text(total) if total else "",
        "wards": total.wards if total else 0,
        "url": url_for(
            "city.figure",
            code=compared.period.code,
            indicator=field.code,
            include=include,
            **within,  # type: ignore[arg-type]
        ),
    }


def table(compared: Compared) -> bytes:
    """The same figures for machines: one line for each indicator and group, UTF-8 with a mark."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["code", "label", "unit", "group", "value", "wards", "expected"])
    for section in compared.form.definition.sections:
        for field in section.indicators:
            writer.writerows(_lines(compared, field))
    return out.getvalue().encode("utf-8-sig")


def _lines(compared: Compared, field: Field) -> list[Sequence[str | int]]:
    lines: list[Sequence[str | int]] = []
    for column in compared.columns:
        total = compared.total(column, field.code)
        if total is not None:
            value = "" if total.value is None else f"{total.value}"
            expected = compared.rollups[column].coverage.expected
            name = harmless(column) or _("Toàn thành phố")
            lines.append((field.code, field.name, field.unit, name, value, total.wards, expected))
    return lines
