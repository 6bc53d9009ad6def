"""Late, missing, empty, and merely carried over: reports that only look like reports.

Marking a report complete must not pass for reporting: an empty one that was on time
is worse than a late one, because it is counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.domain.anomalies.absent import Imputing
from app.domain.anomalies.city import CityColumns, Detector, WardFinding
from app.domain.anomalies.resting import resting
from app.domain.answers import numerals
from app.domain.findings import Audience, Severity
from app.domain.forms import FieldType, Measure
from app.domain.periods import VIETNAM, is_late
from app.domain.rules.model import Rule
from app.domain.rules.wording import remedy
from app.domain.vectors import NOT_APPLICABLE, VALUE

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
    found = [one for unit in city.all_units if (one := _timeliness(city, unit.code)) is not None]
    return _weighed(city, found, MISSING)


def _weighed(city: CityColumns, found: list[WardFinding], rule: Rule) -> list[WardFinding]:
    """What the rule says of reports that are not there, with what the city lacks by them."""
    imputing: Imputing | None = None
    for at, one in enumerate(found):
        if one.finding.rule == rule.name:
            imputing = imputing or Imputing(city)
            found[at] = WardFinding(one.ward, imputing.weighed_whole(one.ward, one.finding))
    return found


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
    return WardFinding(ward, LATE.finding(("period",), message, details={"days": days}))


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
    return _weighed(city, found, EMPTY)


def _empty(ward: str, why: str, words: int) -> WardFinding:
    message = f"Báo cáo {why} và lời văn chỉ có {words} từ.{remedy(EMPTY, is_hard=False)}"
    inputs = {"why": why, "words": str(words)}
    return WardFinding(ward, EMPTY.finding(("period",), message, inputs=inputs))


def detect_carried_over(city: CityColumns) -> list[WardFinding]:
    """Flows that equal the unit's own of its last period of the same kind, nearly all of them."""
    return [_carried_over(city, copied) for copied in copied_rows(city)]


@dataclass(frozen=True, slots=True)
class CopiedRow:
    """A row, the places of its telling equal flows, and the share of equal ones."""

    row: int
    places: tuple[int, ...]
    share: float


def copied_rows(city: CityColumns) -> list[CopiedRow]:
    """Which rows repeat their last period of the same kind."""
    before = city.last_of_kind
    if before is None:
        return []
    options = city.rules["identical_values"].options
    fields = city.current.layout.fields
    flows = [p for p in city.places(FieldType.INT).tolist() if fields[p].measure is Measure.FLOW]
    now, then = city.current.values[:, flows], before.values[:, flows]
    both = city.current.is_value[:, flows] & before.is_value[:, flows]
    same = both & (now == then)
    telling = same & (now >= options["smallest"])
    share = same.sum(axis=1) / np.maximum(both.sum(axis=1), 1)
    is_copy = (telling.sum(axis=1) >= options["least_shared"]) & (share >= options["least_share"])
    return [
        CopiedRow(row, tuple(flows[i] for i in np.flatnonzero(telling[row])), float(share[row]))
        for row in np.flatnonzero(is_copy).tolist()
    ]


def _carried_over(city: CityColumns, copied: CopiedRow) -> WardFinding:
    codes = [city.code(place) for place in copied.places]
    smallest = city.rules["identical_values"].options["smallest"]
    message = (
        f"{len(codes)} số phát sinh từ {smallest} trở lên trùng hệt kỳ trước "
        f"({round(100 * copied.share)}% số cùng có).{remedy(CARRIED_OVER, is_hard=False)}"
    )
    inputs, details = city.inputs(copied.row, codes), {"share": round(copied.share, 4)}
    finding = CARRIED_OVER.finding(codes, message, inputs=inputs, details=details)
    weighed = resting(city, copied.row, finding, copied.share)
    return WardFinding(city.wards[copied.row].code, weighed)


TIMELINESS = Detector(
    "timeliness", detect_timeliness, SOURCE, "Nộp muộn, chưa nộp", (LATE.name, MISSING.name)
)
EMPTINESS = Detector("emptiness", detect_emptiness, SOURCE, EMPTY.title_vi, (EMPTY.name,))
UNTOUCHED = Detector("carried_over", detect_carried_over, SOURCE, CARRIED_OVER.title_vi)
