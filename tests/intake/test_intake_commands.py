"""``intake read`` and ``intake check``: lines, exit codes and clear errors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli.intake_measure import measure
from app.cli.intake_read import read_files, read_line
from tests.documents.entry_books import book_of
from tests.intake.reports_at import HERE, SHARED, shared

KEYS = {"file", "ward", "period", "document", "indicators", "narratives", "rows", "findings"}


def test_a_line_per_file_with_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    code = read_files([str(HERE / "an_lao.txt"), str(HERE / "missing.txt")])
    good, bad = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert code == 1
    assert good.keys() >= KEYS
    assert good["ward"] == {"code": "11629", "name": "Xã An Lão"}
    assert good["document"]["number"] == "186"
    assert good["indicators"]["dossiers_received"]["value"] == 3416
    assert set(bad) == {"file", "error"}


def test_nothing_read_is_exit_code_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    assert read_files([str(empty)]) == 2
    out = capsys.readouterr()
    assert "rỗng" in out.err
    assert len(out.err.splitlines()) == 1


def test_planted_contradictions_are_errors_and_a_sound_report_has_none() -> None:
    def errors(name: str) -> set[str]:
        found = read_line(str(HERE / name))["findings"]
        return {f["rule"] for f in found if f["severity"] == "error"}

    assert errors("hong_bang.txt") == {
        "tthc_received_split",
        "petitions_type_split",
        "rate_100_but_exceptions",
    }
    for name in ("an_lao.txt", "le_chan.txt", "kien_an.txt", "tien_lang.txt", "cat_hai.txt"):
        assert errors(name) == set(), name


def test_expected_anomalies_of_the_known_reports_are_all_found() -> None:
    for pair in shared("real", "samples"):
        folder = "real" if pair.name.startswith("seed") else "samples"
        path = SHARED / folder / pair.expected["source_file"]
        found = {finding["rule"] for finding in read_line(str(path))["findings"]}
        wanted = {anomaly["rule"] for anomaly in pair.expected["anomalies"]}
        assert wanted <= found, (pair.name, wanted - found)


def test_check_prints_precision_and_recall(capsys: pytest.CaptureFixture[str]) -> None:
    assert measure(HERE, read_line) == 0
    total = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert total["file"] == "*"
    assert total["precision"] >= 0.99
    assert total["recall"] >= 0.95


def test_check_without_expectations_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert measure(tmp_path, read_line) == 2
    assert "expected.json" in capsys.readouterr().err


def test_an_entry_workbook_says_its_figures_itself(tmp_path: Path) -> None:
    path = tmp_path / "bieu.xlsx"
    path.write_bytes(book_of({"dossiers_received": "4.410", "households_total": "3.60O"}))
    line = read_line(str(path))
    assert line.keys() >= KEYS
    assert (line["ward"]["code"], line["period"]) == ("10525", "2026-H1")
    assert line["indicators"]["dossiers_received"]["value"] == 4410
    assert line["indicators"]["dossiers_received"]["status"] == "read"
    assert [(fault["code"], fault["typed"]) for fault in line["faults"]] == [
        ("households_total", "3.60O")
    ]
