"""``flask intake read`` and ``flask intake check``: a report's figures as JSON lines.

Neither touches a database.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from app.cli.intake_measure import measure
from app.documents.entry_book import FilledBook, read_book, understood
from app.documents.parsing import Unreadable, parse_file
from app.domain.answers import Answer, ValueState
from app.domain.consolidation import dumps
from app.domain.errors import Invalid
from app.domain.findings import Finding
from app.domain.periods import parse_period_code
from app.domain.reading import (
    DocumentHead,
    Read,
    Reading,
    Status,
    read_report,
    with_doubts,
)
from app.domain.rules import Context, evaluate
from app.standard import standard_form, standard_rules, standard_units
from app.standard.cues import standard_cues
from app.standard.likeness import standard_likeness

DONE, PARTLY, FAILED = 0, 1, 2


def read_files(paths: Iterable[str]) -> int:
    """One JSON line per file on stdout. 0 all read, 1 some, 2 none (said on stderr)."""
    outcomes = []
    for path in paths:
        line = read_line(path)
        click.echo(dumps(line))
        outcomes.append("error" not in line)
        if "error" in line:
            sys.stderr.write(f"{path}: {line['error']}\n")
    if not any(outcomes):
        return FAILED
    return DONE if all(outcomes) else PARTLY


def read_line(path: str) -> dict[str, Any]:
    """What one file says, or ``{"file", "error"}``."""
    try:
        filled = read_book(Path(path), standard_form())
        if filled is not None:
            return {"file": path, **_workbook(filled)}
        parsed = parse_file(Path(path), Path(path).name)
    except Unreadable as error:
        return {"file": path, "error": str(error)}
    read = read_report(
        parsed.text, standard_form(), standard_units(), standard_cues(), standard_likeness()
    )
    certain = with_doubts(read, parsed.text, parsed.doubtful)
    provenance = {"reader": parsed.reader, "sureness": Decimal(f"{parsed.sureness:.3f}")}
    return {"file": path, **document_of(certain), **provenance}


def _workbook(filled: FilledBook) -> dict[str, Any]:
    """An entry workbook says its figures itself; cells without an answer are named."""
    faults = [
        {"code": code, "cell": cell.place, "typed": cell.typed, "problem": cell.fault}
        for code, cell in filled.cells.items()
        if cell.fault
    ]
    read = understood(filled, standard_form(), standard_units())
    told = {"faults": faults, "notes": list(filled.notes)}
    return {**document_of(read), "reader": "workbook", "sureness": Decimal(1), **told}


def document_of(read: Reading) -> dict[str, Any]:
    """A reading as JSON, its findings and those of the rules in one list."""
    ward = read.ward
    return {
        "ward": {"code": ward.code, "name": ward.name} if ward else None,
        "period": read.period,
        "document": _head(read.document),
        "indicators": {code: _indicator(found) for code, found in read.indicators.items()},
        "narratives": dict(read.narratives),
        "rows": {table: list(rows) for table, rows in read.rows.items()},
        "findings": [_finding(finding) for finding in all_findings(read)],
    }


def _head(head: DocumentHead) -> dict[str, Any]:
    return {
        "number": head.number or None,
        "symbol": head.symbol or None,
        "place": head.place or None,
        "date": head.date,
        "title": head.title or None,
        "basis": head.basis or None,
        "signer_name": head.signer_name or None,
        "signer_position": head.signer_position or None,
        "authority_line": head.authority_line or None,
        "addressees": list(head.addressees),
        "recipients": list(head.recipients),
    }


def _indicator(found: Read) -> dict[str, Any]:
    return {
        "value": found.value,
        "quote": found.quote,
        "confidence": Decimal(str(found.confidence)),
        "status": found.status.value,
        "typed": found.typed,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "fields": list(finding.fields),
        "message": finding.message,
        "expected": finding.expected,
        "actual": finding.actual,
        "assumed": list(finding.assumed),
        "clause": finding.clause,
    }


def all_findings(read: Reading) -> list[Finding]:
    """The text's findings and the rules' over the values that the program stands by.

    What is missing is judged with the uncertain values too: they are not missing.
    """
    context = _context(read)
    if context is None:
        return list(read.findings)
    sure = {code: f for code, f in read.indicators.items() if f.status is Status.READ}
    rules = standard_rules()
    found = [f for f in evaluate(rules, _answers(sure), context) if f.rule != "missing_required"]
    found += [
        f
        for f in evaluate(rules, _answers(read.indicators), context)
        if f.rule == "missing_required"
    ]
    told = {(f.rule, f.fields) for f in read.findings}
    return [*read.findings, *(f for f in found if (f.rule, f.fields) not in told)]


def _answers(found: Mapping[str, Read]) -> dict[str, Answer]:
    return {
        code: Answer(code, ValueState.VALUE, read.value, read.typed) for code, read in found.items()
    }


def _context(read: Reading) -> Context | None:
    """What the rules need; none for a report whose period is not known."""
    if read.period is None:
        return None
    try:
        code = parse_period_code(read.period)
    except Invalid:
        return None
    data_from, data_to = code.window
    return Context(
        form=standard_form(), period_kind=code.kind, data_from=data_from, data_to=data_to,
        unit_established_on=read.ward.established_on if read.ward else None, is_document=True,
    )  # fmt: skip


@click.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path())
@click.option(
    "--json", "as_json", is_flag=True, help="Kết quả luôn là JSON; tùy chọn này để cho rõ."
)
def read_command(files: tuple[str, ...], as_json: bool) -> None:
    """Đọc báo cáo: mỗi tệp một dòng JSON. Không dùng cơ sở dữ liệu."""
    raise SystemExit(read_files(files))


@click.command("check")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def check_command(folder: Path) -> None:
    """Đo độ chính xác so với các tệp *.expected.json đặt cạnh báo cáo."""
    raise SystemExit(measure(folder, read_line))
