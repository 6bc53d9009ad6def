"""Detectors over all wards of a period: what no single report can show.

Each detector is pure and independent: one that fails is named as failed and does
not take the others down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.anomalies import (
    copied_text,
    digit_preference,
    filing,
    foreign_name,
    identical_values,
    level_shift,
    outlier,
    repealed_law,
)
from app.domain.anomalies.city import CityColumns, Detector, Filing, WardFinding

DETECTORS: tuple[Detector, ...] = (
    outlier.DETECTOR,
    level_shift.DETECTOR,
    identical_values.DETECTOR,
    copied_text.DETECTOR,
    foreign_name.DETECTOR,
    repealed_law.DETECTOR,
    filing.TIMELINESS,
    filing.EMPTINESS,
    filing.UNTOUCHED,
    digit_preference.DETECTOR,
)

#: What the detectors say beside the rules of a form version.
DETECTOR_RULES = (*filing.RULES, level_shift.RULE, digit_preference.RULE, repealed_law.RULE)


@dataclass(frozen=True, slots=True)
class Detection:
    """All findings; for each detector that failed a sentence for people in ``failed`` and
    the error itself, for the log, in ``faults``."""

    findings: tuple[WardFinding, ...]
    failed: Mapping[str, str]
    faults: Mapping[str, Exception] = field(default_factory=dict)


def detect_all(city: CityColumns, detectors: Sequence[Detector] = DETECTORS) -> Detection:
    """Run every detector over one city and period. Rules that are muted say nothing."""
    findings: list[WardFinding] = []
    failed: dict[str, str] = {}
    faults: dict[str, Exception] = {}
    for detector in detectors:
        try:
            found = detector.detect(city)
            findings.extend(one for one in found if one.finding.rule not in city.rules.muted)
        except Exception as error:  # One broken detector must not silence the rest.
            failed[detector.name] = _in_words(city, detector, error)
            faults[detector.name] = error
    return Detection(tuple(findings), failed, faults)


def _in_words(city: CityColumns, detector: Detector, error: Exception) -> str:
    rule = city.rules.by_name.get(detector.name)
    title = detector.title_vi or (rule.title_vi if rule else detector.name)
    return (
        f"Không chạy xong được phần “{title}” "
        f"({type(error).__name__}: {error}). Các phần khác vẫn đủ; phần này giữ kết quả lần trước."
    )


__all__ = [
    "DETECTORS",
    "DETECTOR_RULES",
    "CityColumns",
    "Detection",
    "Detector",
    "Filing",
    "WardFinding",
    "detect_all",
]
