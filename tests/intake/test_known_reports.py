"""The reports with known figures: the two real ones, two samples, the made-up ones."""

from __future__ import annotations

import pytest

from app.cli.intake_read import all_findings
from app.domain.findings import Severity
from tests.intake.reports_at import Pair, made_up, shared
from tests.intake.scores import folded, precision, recall, score, sure, understand

# Findings that only the text can show; the others are the rules' business.
TEXTUAL = {
    "percent_range",
    "inconsistent_values",
    "narrative_contradiction",
    "data_cutoff_early",
    "doc_metadata_missing",
    "recipient_missing",
    "duplicate_paragraph",
    "cited_document_mismatch",
}


@pytest.mark.parametrize("folder", ["real", "samples"])
def test_every_expected_value_is_read_and_nothing_else(folder: str) -> None:
    for pair in shared(folder):
        read = understand(pair.text)
        tally = score([pair])
        assert not tally.notes, tally.notes
        assert tally.asserted == 0
        assert set(pair.expected["indicators"]) <= sure(read)
        assert not set(pair.expected["not_asserted"]) & sure(read)


@pytest.mark.parametrize("folder", ["real", "samples"])
def test_ward_period_and_textual_anomalies_are_found(folder: str) -> None:
    for pair in shared(folder):
        read = understand(pair.text)
        assert read.ward is not None
        assert read.ward.code == pair.expected["ward_code"]
        assert read.period == pair.expected["period"]
        wanted = {a["rule"] for a in pair.expected["anomalies"]} & TEXTUAL
        found = {finding.rule for finding in read.findings}
        assert wanted <= found, wanted - found


def test_documents_dialogues_and_models_of_the_real_reports() -> None:
    for pair in shared("real"):
        read = understand(pair.text)
        rows = pair.expected["rows"]
        documents = {row["number"]: row for row in read.rows["documents"]}
        for wanted in rows["documents"]:
            got = documents[wanted["number"]]
            assert (got["date"], got["role"]) == (wanted["date"], wanted["role"]), wanted["number"]
            assert wanted["issuer"] in got["issuer"]
        assert [r["chair"] for r in read.rows.get("dialogues", ())] == [
            r["chair"] for r in rows["dialogues"]
        ]
        assert [r["name"] for r in read.rows["model_rows"]] == [
            r["name"] for r in rows["model_rows"]
        ]


def test_made_up_reports_are_read_with_precision_and_recall() -> None:
    tally = score(made_up())
    assert precision(tally) >= 0.995, tally.notes
    assert recall(tally) >= 0.98, tally.notes


@pytest.mark.parametrize("pair", made_up(), ids=lambda pair: pair.name)
def test_what_a_made_up_report_does_not_say_is_not_stood_by(pair: Pair) -> None:
    assert not set(pair.expected["absent"]) & sure(understand(pair.text))


@pytest.mark.parametrize("pair", made_up(), ids=lambda pair: pair.name)
def test_errors_are_found_where_they_were_planted_and_nowhere_else(pair: Pair) -> None:
    found = all_findings(understand(pair.text))
    wanted = {anomaly["rule"] for anomaly in pair.expected["anomalies"]}
    assert wanted <= {finding.rule for finding in found}
    assert {f.rule for f in found if f.severity is Severity.ERROR} <= wanted


def test_every_quote_stands_in_the_text() -> None:
    for pair in made_up():
        text = folded(pair.text)
        for code, found in understand(pair.text).indicators.items():
            assert found.quote, code
            assert found.quote in text, (pair.name, code, found.quote)


@pytest.mark.parametrize("pair", made_up(), ids=lambda pair: pair.name)
def test_ward_and_period_of_made_up_reports(pair: Pair) -> None:
    read = understand(pair.text)
    assert read.ward is not None
    assert (read.ward.code, read.period) == (pair.expected["ward_code"], pair.expected["period"])
