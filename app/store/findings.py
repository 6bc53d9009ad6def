"""Findings as JSON and as rows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.domain.findings import Audience, Finding, Severity


def document_of(finding: Finding) -> dict[str, Any]:
    """A JSON object; numbers are strings, so that nothing is rounded."""
    return {
        "rule": finding.rule,
        "clause": finding.clause,
        "severity": finding.severity.value,
        "audience": finding.audience.value,
        "fields": list(finding.fields),
        "message": finding.message,
        "expected": _text(finding.expected),
        "actual": _text(finding.actual),
        "assumed": list(finding.assumed),
        "inputs": dict(finding.inputs),
        "others": list(finding.others),
        "score": finding.score,
        "details": dict(finding.details),
    }


def finding_of(document: Mapping[str, Any]) -> Finding:
    """What ``document_of`` wrote."""
    return Finding(
        rule=document["rule"],
        clause=document["clause"],
        severity=Severity(document["severity"]),
        audience=Audience(document["audience"]),
        fields=tuple(document["fields"]),
        message=document["message"],
        expected=_number(document["expected"]),
        actual=_number(document["actual"]),
        assumed=tuple(document["assumed"]),
        inputs=document["inputs"],
        others=tuple(document["others"]),
        score=document["score"],
        details=document["details"],
    )


def _text(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
