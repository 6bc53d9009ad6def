"""Late, missing, empty, and merely carried over: reports that only look like reports.

Marking a report complete must not pass for reporting: an empty one that was on time
is worse than a late one, because it is counted.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from app.domain.anomalies.city import CityColumns, Detector, WardFinding
from app.domain.answers import numerals
from app.domain.findings import Audience, Severity
from app.domain.forms import FieldType, Measure
from app.domain.periods import VIETNAM, is_late
from app.domain.rules.model import Rule
from app.domain.rules.wording import remedy
from app.domain.vectors import NOT_APPLICABLE, VALUE, Columns

SOURCE = "NĐ 09/2019 Đ7–Đ8, thời hạn và nội dung của chế độ báo cáo"

LATE = Rule(
    "late_report",
    Severity.INFO,
    "wards",
    "Nộp muộn",
    audience=Audience.DEPARTMENT,
)
MISSING = Rule(
    "missing_report",
    Severity.WARNING,
    "wards",
    "Chưa nộp",
    "Đôn đốc đơn vị nộp báo cáo.",
    audience=Audience.DEPARTMENT,
)
EMPTY = Rule(
    "empty_report",
    Severity.WARNING,
    "wards",
    "Báo cáo gần như trống",
    "Bổ sung số liệu và lời văn.",
    audience=Audience.DEPARTMENT,
)
CARRIED_OVER = Rule(
    "carried_over",
    Severity.WARNING,
    "wards",
    "Số liệu chép nguyên từ kỳ trước",
    "Kiểm tra xem số liệu có đúng của kỳ này không.",
    audience=Audience.DEPARTMENT,
)
RULES = (LATE, MISSING, EMPTY, CARRIED_OVER)

# Less than this share of the mandatory indicators answered, or next to no words.
_FEWEST_ANSWERED = 0.25
_FEWEST_WORDS = 40


def detect_timeliness(city: CityColumns) -> list[WardFinding]:
    """Units that filed after their due time, or not at all."""
    return [found for unit in city.all_units if (found := _timeliness(city, unit.code)) is not None]


def _timeliness(city: CityColumns, ward: str) -> WardFinding | None:
    filing = city.filings.get(ward)
    if filing is None:
        return None
    due = filing.due_at.astimezone(VIETNAM)
    when = f"{due:%H:%M} ngày {numerals.format_date(due.date())}"
    if filing.submitted_at is None:
        if city.as_of is None or not is_late(city.as_of, filing.due_at):
            return None
        message = f"Chưa nộp báo cáo; hạn nộp là {when}.{remedy(MISSING, is_hard=False)}"
        return WardFinding(ward, MISSING.finding(("period",), message))
    if not is_late(filing.submitted_at, filing.due_at):
        return None
    days = (filing.submitted_at.astimezone(VIETNAM).date() - due.date()).days
    by = f"{days} ngày" if days else "trong ngày"
    message = f"Nộp muộn {by} so với hạn {when}."
    return WardFinding(ward, LATE.finding(("period",), message, score=float(max(days, 1))))


def detect_emptiness(city: CityColumns) -> list[WardFinding]:
    """Reports in which hardly anything mandatory is answered, or nothing but zeros."""
    states, values = city.current.states, city.current.values
    mandatory = [city.index[f.code] for f in city.form.mandatory(city.period_kind)]
    counts = city.places(FieldType.INT)
    answered = ((states == VALUE) | (states == NOT_APPLICABLE))[:, mandatory].sum(axis=1)
    has_number = (values[:, counts] != 0).any(axis=1)
    found = []
    for row, unit in enumerate(city.wards):
        words = sum(len(t.split()) for t in city.narratives.get(unit.code, {}).values())
        if words >= _FEWEST_WORDS:
            continue
        if answered[row] < _FEWEST_ANSWERED * len(mandatory):
            why = f"chỉ trả lời {answered[row]}/{len(mandatory)} chỉ tiêu bắt buộc"
        elif not has_number[row]:
            why = "mọi số đếm đều bằng 0"
        else:
            continue
        found.append(_empty(unit.code, why, words))
    return found


def _empty(ward: str, why: str, words: int) -> WardFinding:
    message = f"Báo cáo {why} và lời văn chỉ có {words} từ.{remedy(EMPTY, is_hard=False)}"
    inputs = {"why": why, "words": str(words)}
    return WardFinding(ward, EMPTY.finding(("period",), message, inputs=inputs))


def detect_carried_over(city: CityColumns) -> list[WardFinding]:
    """Flows that equal the unit's own of its last period of the same kind, nearly all of them."""
    return [] if city.last_of_kind is None else list(_carried_over(city, city.last_of_kind))


def _carried_over(city: CityColumns, before: Columns) -> Iterator[WardFinding]:
    options = city.rules["identical_values"].options
    fields = city.current.layout.fields
    flows = [p for p in city.places(FieldType.INT).tolist() if fields[p].measure is Measure.FLOW]
    now, then = city.current.values[:, flows], before.values[:, flows]
    both = city.current.is_value[:, flows] & before.is_value[:, flows]
    same = both & (now == then)
    telling = same & (now >= options["smallest"])
    is_copy = (telling.sum(axis=1) >= options["least_shared"]) & (
        same.sum(axis=1) >= options["least_share"] * both.sum(axis=1)
    )
    for row in np.flatnonzero(is_copy).tolist():
        codes = [city.code(flows[i]) for i in np.flatnonzero(telling[row]).tolist()]
        share = float(same[row].sum() / both[row].sum())
        message = (
            f"{len(codes)} số phát sinh từ {options['smallest']} trở lên trùng hệt kỳ trước "
            f"({round(100 * share)}% số cùng có).{remedy(CARRIED_OVER, is_hard=False)}"
        )
        finding = CARRIED_OVER.finding(codes, message, inputs=city.inputs(row, codes), score=share)
        yield WardFinding(city.wards[row].code, finding)


TIMELINESS = Detector(
    "timeliness", detect_timeliness, SOURCE, "Nộp muộn, chưa nộp", (LATE.name, MISSING.name)
)
EMPTINESS = Detector("emptiness", detect_emptiness, SOURCE, EMPTY.title_vi, (EMPTY.name,))
UNTOUCHED = Detector("carried_over", detect_carried_over, SOURCE, CARRIED_OVER.title_vi)
