"""The city report for machines: CSV in a spreadsheet's encoding, and JSON with lineage."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import IO, Any, Final

from app.documents import decree30
from app.documents.characters import one_line, printable
from app.documents.city_report.annexes import is_behind
from app.documents.facts import with_rates
from app.documents.models import (
    CityReport,
    Explanation,
    Figure,
    FindingCount,
    Point,
    WardLine,
    WardName,
)
from app.domain.answers import Answer, Value, ValueState
from app.domain.consolidation.exact_json import pieces, plain
from app.domain.forms import AggregateKind, Field

COLUMNS: Final = ("ward_code", "ward", "code", "label", "value", "state")
#: States beside those of a ward's answer: the city's own line, a ward that is
#: not in the totals, and an indicator without an answer.
TOTAL, NOT_COUNTED, UNANSWERED = "total", "not_counted", "unanswered"
_VALUE: Final = ValueState.VALUE.value
#: A spreadsheet takes a text that begins like this for a formula.
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")


def city_report_csv(report: CityReport) -> bytes:
    """As ``write_city_csv``, of the report's own wards."""
    out = io.BytesIO()
    write_city_csv(report, report.wards, out)
    return out.getvalue()


def write_city_csv(report: CityReport, wards: Iterable[WardLine], out: IO[bytes]) -> None:
    """One line per ward and indicator, the city's totals first; UTF-8 with a mark.

    Numbers are plain digits with a point, dates ISO, yes and no ``true`` and
    ``false``. Totals stand under the city's code with the state ``total``.
    """
    out.write(b"\xef\xbb\xbf")
    for some in itertools.chain(
        [_line(COLUMNS)], map(_line, _totals(report)), _said_by(report, wards)
    ):
        out.write(some.encode())


def city_report_json(report: CityReport) -> bytes:
    """The rollup as ``flask consolidate`` prints it, with wards, texts and lineage.

    Numbers are exact: no decimal passes through binary floating point.
    """
    out = io.BytesIO()
    for piece in pieces(_cleaned(_document(report))):
        out.write(piece.encode())
    out.write(b"\n")
    return out.getvalue()


def _totals(report: CityReport) -> Iterator[tuple[str, ...]]:
    place = decree30.city_place(report.city_name)
    city = _cell(f"{place[:1].upper()}{place[1:]}")
    for figure in report.figures:
        shown = "" if figure.value is None else _plain(figure.value)
        yield (report.city_code, city, figure.code, _cell(figure.label), shown, TOTAL)


def _line(cells: Iterable[str]) -> str:
    return f"{_joined(cells)}\r\n"


def _joined(cells: Iterable[str]) -> str:
    """Cells as they stand in a line, quoted where they have to be."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def _said_by(report: CityReport, wards: Iterable[WardLine]) -> Iterator[str]:
    """The lines of one ward after another. Who and what are quoted once, not in every line."""
    fields = {f.code: _joined((f.code, _cell(f.name))) for f in report.form.indicators}
    for ward in wards:
        who = _joined((ward.code, _cell(one_line(ward.name))))
        if not ward.is_counted:
            yield "".join(f"{who},{what},,{NOT_COUNTED}\r\n" for what in fields.values())
            continue
        answers = with_rates(report.form, ward.answers)
        yield "".join(
            f"{who},{what},{_said(answers.get(code))}\r\n" for code, what in fields.items()
        )


def _said(answer: Answer | None) -> str:
    """Value and state, as they stand in a line."""
    if answer is None:
        return f",{UNANSWERED}"
    value = answer.value
    # Nearly every value is a count.
    if type(value) is int and answer.counts:
        return f"{value},{_VALUE}"
    shown = _plain(value) if value is not None and answer.counts else ""
    return _joined((shown, answer.state.value))


def _plain(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return plain(value)
        case dt.date():
            return value.isoformat()
    return _cell(str(value))


def _cell(text: str) -> str:
    """Text that no spreadsheet runs: an apostrophe goes before what looks like a formula."""
    clean = printable(text)
    return f"'{clean}" if clean.startswith(_DANGEROUS) else clean


def _document(report: CityReport) -> dict[str, Any]:
    """What a large city makes long is an iterator."""
    coverage = report.coverage
    return {
        "city": report.city_code,
        "city_name": report.city_name,
        "period": report.period_code,
        "period_title": report.period_title,
        "revision": report.revision,
        "computed_at": report.computed_at,
        "include": report.include,
        "comparison": report.comparison_title,
        "coverage": {
            "expected": coverage.expected,
            "submitted": coverage.submitted,
            "approved": coverage.approved,
            "late": _codes(coverage.late),
            "missing": _codes(coverage.missing),
        },
        "indicators": {figure.code: _figure(figure) for figure in report.figures},
        "wards": (_ward(report, ward) for ward in report.wards),
        "narratives": [
            {"section": n.section, "code": n.code, "points": [_point(p) for p in n.points]}
            for n in report.narratives
        ],
        "findings": [_finding(finding) for finding in report.findings],
        "explanations": [_explanation(explanation) for explanation in report.explanations],
        "lineage": {figure.code: _lineage(report, figure) for figure in report.figures},
    }


def _codes(wards: Sequence[WardName]) -> list[str]:
    return [ward.code for ward in wards]


def _figure(figure: Figure) -> dict[str, Any]:
    document: dict[str, Any] = {
        "label": figure.label,
        "section": figure.section,
        "unit": figure.unit,
        "aggregate": figure.aggregate.value,
        "value": figure.value,
        "wards": figure.wards,
        "previous": figure.previous,
        "change": figure.change,
    }
    if figure.aggregate is AggregateKind.RATIO:
        document |= {"numerator": figure.numerator, "denominator": figure.denominator}
    return document


def _ward(report: CityReport, ward: WardLine) -> dict[str, Any]:
    answers = with_rates(report.form, ward.answers) if ward.is_counted else {}
    return {
        "code": ward.code,
        "name": ward.name,
        "unit_type": ward.unit_type,
        "state": ward.state,
        "is_counted": ward.is_counted,
        "is_late": ward.is_late,
        "version": ward.version,
        "receipt": ward.receipt,
        "sha256": ward.sha256,
        "submitted_at": ward.submitted_at,
        "approved_at": ward.approved_at,
        "answers": {code: _answer(answer) for code, answer in answers.items()},
    }


def _answer(answer: Answer) -> dict[str, Any]:
    document: dict[str, Any] = {"state": answer.state.value}
    if answer.counts:
        document["value"] = answer.value
    if answer.reason:
        document["reason"] = answer.reason
    return document


def _point(point: Point) -> dict[str, Any]:
    return {"text": point.text, "wards": list(point.wards)}


def _finding(finding: FindingCount) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "label": finding.label,
        "severity": finding.severity,
        "findings": finding.findings,
        "wards": finding.wards,
        "open": finding.open,
    }


def _explanation(explanation: Explanation) -> dict[str, Any]:
    return {
        "ward": explanation.ward_code,
        "fields": list(explanation.fields),
        "finding": explanation.finding,
        "reason": explanation.reason,
    }


def _lineage(report: CityReport, figure: Figure) -> Iterator[dict[str, Any]]:
    """The wards behind one figure: version, receipt, value or parts, source phrase."""
    field = report.form.fields.get(figure.code)
    if field is not None:
        behind = (ward for ward in report.counted_wards if is_behind(field, ward))
        yield from (_source(field, ward) for ward in behind)


def _source(field: Field, ward: WardLine) -> dict[str, Any]:
    document: dict[str, Any] = {
        "ward": ward.code,
        "version": ward.version,
        "receipt": ward.receipt,
    }
    if field.aggregate.kind is AggregateKind.RATIO:
        parts = (field.aggregate.numerator or "", field.aggregate.denominator or "")
        document["parts"] = {code: ward.answers[code].value for code in parts}
    else:
        document["value"] = ward.answers[field.code].value
    document["phrase"] = ward.phrases.get(field.code, "")
    return document


def _cleaned(value: object) -> object:
    """The same document with every text printable: JSON has no lone surrogates."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Iterator):
        return map(_cleaned, value)
    if isinstance(value, Mapping):
        return {key: _cleaned(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(item) for item in value]
    return value
