"""Precision and recall of reading against expected values beside the reports."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from app.domain.consolidation import dumps

ReadLine = Callable[[str], dict[str, Any]]
SUFFIXES = (".txt", ".docx", ".pdf", ".doc", ".html", ".htm")


@dataclass(slots=True)
class Tally:
    """Counts over one report or many.

    ``expected`` values and how many were ``found``; values ``read`` and how many of
    them were ``wrong``; ``asserted``: values given for indicators that are absent.
    """

    expected: int = 0
    found: int = 0
    read: int = 0
    wrong: int = 0
    asserted: int = 0
    anomalies: int = 0
    anomalies_found: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name in (
            "expected",
            "found",
            "read",
            "wrong",
            "asserted",
            "anomalies",
            "anomalies_found",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def line(self, name: str) -> dict[str, Any]:
        return {
            "file": name,
            "expected": self.expected,
            "found": self.found,
            "recall": _share(self.found, self.expected),
            "read": self.read,
            "wrong": self.wrong,
            "precision": _share(self.read - self.wrong, self.read),
            "asserted_absent": self.asserted,
            "anomalies": self.anomalies,
            "anomalies_found": self.anomalies_found,
            "notes": self.notes,
        }


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole).quantize(Decimal("0.0001")) if whole else Decimal(1)


def measure(folder: Path, read_line: ReadLine) -> int:
    """A JSON line per report and one for all. 0 measured, 1 some unreadable, 2 none."""
    total, failed = Tally(), 0
    pairs = list(pairs_in(folder))
    if not pairs:
        sys.stderr.write(f"Không có tệp *.expected.json nào trong {folder}.\n")
        return 2
    for report, expected in pairs:
        line = read_line(str(report))
        if "error" in line:
            failed += 1
            click.echo(dumps({"file": report.name, "error": line["error"]}))
            continue
        tally = compare(line, expected)
        total.add(tally)
        click.echo(dumps(tally.line(report.name)))
    click.echo(dumps(total.line("*")))
    return 0 if not failed else 2 if failed == len(pairs) else 1


def pairs_in(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each report of a folder with its expected values."""
    for path in sorted(folder.glob("*.expected.json")):
        expected = json.loads(path.read_text("utf-8"))
        named = folder / str(expected.get("source_file", ""))
        beside = (path.with_name(path.name.removesuffix(".expected.json") + s) for s in SUFFIXES)
        report = named if named.is_file() else next((p for p in beside if p.is_file()), None)
        if report is not None:
            yield report, expected


def compare(line: Mapping[str, Any], expected: Mapping[str, Any]) -> Tally:
    """One reading, as ``read_line`` gives it, against what should be read."""
    tally = Tally()
    wanted, found = expected["indicators"], line["indicators"]
    for code, value in wanted.items():
        got = found.get(code)
        tally.expected += 1
        if got is not None and is_same(got["value"], value):
            tally.found += 1
        else:
            tally.notes.append(f"{code}: cần {value}, đọc {got['value'] if got else 'không thấy'}")
    for code, got in found.items():
        is_read = got["status"] == "read"
        tally.read += is_read
        if is_read and not (code in wanted and is_same(got["value"], wanted[code])):
            tally.wrong += 1
            tally.notes.append(f"{code}: đọc {got['value']} (“{got['quote']}”)")
        tally.asserted += code in expected.get("absent", ())
    rules = {finding["rule"] for finding in line["findings"]}
    tally.anomalies = len(expected.get("anomalies", ()))
    tally.anomalies_found = sum(a["rule"] in rules for a in expected.get("anomalies", ()))
    return tally


def is_same(got: Any, wanted: Any) -> bool:
    """Numbers by value, dates by their ISO text, yes/no only as yes/no."""
    if isinstance(got, bool) or isinstance(wanted, bool):
        return got is wanted
    if isinstance(wanted, int | float) and isinstance(got, int | float | Decimal):
        return Decimal(str(got)) == Decimal(str(wanted))
    return str(got) == str(wanted)
