"""A sealed report's figures for everybody: totals, and units only where the city chose so.

No text that a person wrote is in it, no name of a person, no finding.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from app.documents.characters import harmless, one_line
from app.documents.facts import with_rates
from app.documents.models import CityReport, Figure
from app.documents.numerals import Number
from app.domain.consolidation.exact_json import plain

COLUMNS: Final = ("section", "code", "label", "unit", "value", "units_counted", "units_expected")
WARD_COLUMNS: Final = ("unit_code", "unit_name", "code", "label", "unit", "value")


def public_document(report: CityReport, *, shows_wards: bool) -> dict[str, Any]:
    """For ``exact_json.dumps``; it says all that the page needs, so no form is read again."""
    coverage, form = report.coverage, report.form
    kept = {figure.section for figure in report.figures}
    return {
        "city_code": report.city_code,
        "city_name": report.city_name,
        "period": report.period_code,
        "data_from": report.data_from,
        "data_to": report.data_to,
        "computed_at": report.computed_at,
        "units": {"expected": coverage.expected, "counted": len(report.counted_wards)},
        "sections": [
            {"code": s.code, "title_vi": s.title_vi, "title_en": s.title_en}
            for s in form.sections
            if s.code in kept
        ],
        "figures": [_figure(report, figure) for figure in report.figures],
        "wards": _wards(report) if shows_wards else None,
    }


def _figure(report: CityReport, figure: Figure) -> dict[str, Any]:
    return {
        "code": figure.code,
        "section": figure.section,
        "label_vi": figure.label,
        "label_en": report.form.fields[figure.code].label_en,
        "unit": figure.unit,
        "type": figure.type.value,
        "aggregate": figure.aggregate.value,
        "value": figure.value,
        "units": figure.wards,
    }


def _wards(report: CityReport) -> list[dict[str, Any]]:
    codes = {figure.code for figure in report.figures}
    return [
        {
            "code": ward.code,
            "name": ward.name,
            "values": {
                code: answer.value
                for code, answer in with_rates(report.form, ward.answers).items()
                if code in codes and answer.counts
            },
        }
        for ward in report.counted_wards
    ]


def public_csv(document: Mapping[str, Any]) -> bytes:
    """One line for each city figure, UTF-8 with a mark, numbers with a point."""
    expected = document["units"]["expected"]
    return _table(
        COLUMNS,
        (
            (
                f["section"],
                f["code"],
                _text(f["label_vi"]),
                _text(f["unit"]),
                _number(f["value"]),
                f["units"],
                expected,
            )
            for f in document["figures"]
        ),
    )


def public_wards_csv(document: Mapping[str, Any]) -> bytes:
    """One line for each unit and figure; only where the document holds units."""
    return _table(WARD_COLUMNS, _ward_lines(document))


def _ward_lines(document: Mapping[str, Any]) -> Iterator[Sequence[Any]]:
    figures = {figure["code"]: figure for figure in document["figures"]}
    for ward in document["wards"] or ():
        for code, value in ward["values"].items():
            figure = figures[code]
            named = (_text(ward["name"]), code, _text(figure["label_vi"]), _text(figure["unit"]))
            yield (ward["code"], *named, _number(value))


def _table(head: Sequence[str], lines: Iterator[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(lines)
    return out.getvalue().encode("utf-8-sig")


def _text(text: str) -> str:
    return harmless(one_line(text))


def _number(value: Number | bool | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return plain(value) if isinstance(value, Decimal) else f"{value}"
