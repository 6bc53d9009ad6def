"""Trouble put into honest reports, each with what has to be found of it."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from benchmarks.planting.city import NOW, PERIODS, PlantedCity, Report
from benchmarks.planting.texts import FIGURED, joined


@dataclass(frozen=True, slots=True)
class Truth:
    """Trouble of one ward. Any finding of one of ``rules`` (none: of any rule) on one of
    ``fields`` finds it, with ``other`` among the others where one is named."""

    kind: str
    ward: str
    fields: tuple[str, ...]
    rules: tuple[str, ...] = ()
    other: str = ""
    note: str = ""


Plant = Callable[[random.Random, PlantedCity, Report, Report], Truth | None]

_SUMS: Final = (
    ("dossiers_received", "dossiers_received_online", "dossiers_received_direct"),
    ("dossiers_resolved", "dossiers_resolved_on_time", "dossiers_resolved_overdue"),
    ("dossiers_resolved_on_time", "dossiers_resolved_early", "dossiers_resolved_due"),
    ("dossiers_in_progress", "dossiers_in_progress_on_time", "dossiers_in_progress_overdue"),
    ("petitions_received", "petitions_complaint", "petitions_recommendation"),
    ("feedback_received", "feedback_resolved", "feedback_pending"),
    ("mediation_cases", "mediation_successful", "mediation_unsuccessful"),
    ("opinions_received", "opinions_accepted", "opinions_explained"),
    ("residential_units_total", "villages_count", "residential_groups_count"),
)
_BOUNDS: Final = (
    ("online_payment_dossiers", "payment_required_dossiers"),
    ("dialogue_questions_answered", "dialogue_questions_received"),
    ("community_meetings_units", "residential_units_total"),
    ("decided_matters_implemented", "decided_matters_count"),
    ("disclosure_items_done", "disclosure_items_required"),
)
_LONG: Final = (
    "overview", "dissemination", "disclosure", "admin_reform", "strengths", "next_tasks",
    "digital", "front", "models", "weaknesses",
)  # fmt: skip
#: Fewer words than this are no passage that anybody copies.
_WORTH_COPYING: Final = 55


def contradicted_sum(
    dice: random.Random, city: PlantedCity, report: Report, other: Report
) -> Truth | None:
    """A part or a whole is off by a few."""
    family = dice.choice(_SUMS)
    if not all(code in report.figures for code in family):
        return None
    code = dice.choice(family)
    report.figures[code] = int(report.figures[code]) + dice.choice((1, 2, 3, 7, 10, 30))
    return Truth("contradiction: sum", report.unit.code, family)


def contradicted_bound(
    dice: random.Random, city: PlantedCity, report: Report, other: Report
) -> Truth | None:
    """A part above its whole, or a rate that its parts do not give."""
    part, whole = dice.choice(_BOUNDS)
    if dice.random() < 0.4:
        stated = dice.choice((Decimal("99.15"), Decimal("87.4"), Decimal(100)))
        report.figures["satisfaction_rate"] = stated
        fields = ("satisfaction_rate", "satisfaction_satisfied", "satisfaction_surveyed")
        true = 100 * report.figures[fields[1]] / Decimal(max(1, int(report.figures[fields[2]])))
        return (
            Truth("contradiction: rate", report.unit.code, fields)
            if abs(true - stated) > 1
            else None
        )
    if part not in report.figures or whole not in report.figures:
        return None
    report.figures[part] = int(report.figures[whole]) + dice.choice((1, 2, 5))
    return Truth("contradiction: bound", report.unit.code, (part, whole))


def contradicted_text(
    dice: random.Random, city: PlantedCity, report: Report, other: Report
) -> Truth | None:
    """A narrative says another number than its cell, as after a correction of one of them."""
    narrative, codes, ways = dice.choice(FIGURED)
    if not all(int(report.figures.get(code, 0)) > 3 for code in codes):
        return None
    wrong = dice.randrange(2)
    values = [int(report.figures[code]) for code in codes]
    values[wrong] = _slipped(dice, values[wrong])
    text = report.texts.get(narrative, "")
    if re.search(r"\d", text):  # Its own sentence may stand there already.
        return None
    said = dice.choice(ways).format(*(f"{value:,}".replace(",", ".") for value in values))
    report.texts[narrative] = joined(dice, text, said)
    return Truth(
        "contradiction: text",
        report.unit.code,
        (codes[wrong],),
        ("narrative_contradiction",),
        note=said,
    )


def _slipped(dice: random.Random, value: int) -> int:
    """Two digits changed places, one was mistyped, or it is the figure of a week ago."""
    digits = list(str(value))
    if len(digits) > 1 and dice.random() < 0.4 and digits[-1] != digits[-2]:
        digits[-1], digits[-2] = digits[-2], digits[-1]
        return int("".join(digits))
    return value + dice.choice((1, 2, 3)) * max(1, value // 12)


def contradicted_claim(
    dice: random.Random, city: PlantedCity, report: Report, other: Report
) -> Truth | None:
    """All is settled, or none came, while the cells say otherwise."""
    claims = (
        ("petitions", "Đã giải quyết 100% đơn thuộc thẩm quyền.", "petitions_pending",
         "petitions_resolved"),
        ("admin_reform", "Không có hồ sơ giải quyết quá hạn.", "dossiers_resolved_overdue",
         "dossiers_resolved_overdue"),
        ("petitions", "Trong kỳ không phát sinh đơn khiếu nại.", "petitions_complaint",
         "petitions_complaint"),
    )  # fmt: skip
    narrative, claim, count, code = dice.choice(claims)
    if int(report.figures.get(count, 0)) < 1:
        return None
    report.texts[narrative] = joined(dice, report.texts.get(narrative, ""), claim)
    rules = ("narrative_contradiction", "processed_vs_resolved")
    return Truth("contradiction: text", report.unit.code, (code,), rules, note=claim)


def copied_whole(
    dice: random.Random, city: PlantedCity, report: Report, other: Report
) -> Truth | None:
    """Another ward's narrative with the name and the numbers changed."""
    return _copied(dice, report, other, "copy: whole", lambda words, own: words)


def copied_in_part(
    dice: random.Random, city: PlantedCity, report: Report, other: Report
) -> Truth | None:
    """Two thirds of it, the rest one's own."""
    until = dice.uniform(0.64, 0.8)

    def part(words: list[str], own: list[str]) -> list[str]:
        kept = round(until * len(words))
        return words[:kept] + own[: len(words) - kept]

    return _copied(dice, report, other, "copy: part", part)


def copied_with_edits(
    dice: random.Random, city: PlantedCity, report: Report, other: Report
) -> Truth | None:
    """One word in ten exchanged for another of the ward's own text."""

    def edited(words: list[str], own: list[str]) -> list[str]:
        changed = list(words)
        for place in dice.sample(range(len(words)), len(words) // 10):
            changed[place] = dice.choice(own)
        return changed

    return _copied(dice, report, other, "copy: edited", edited)


def _copied(
    dice: random.Random,
    report: Report,
    other: Report,
    kind: str,
    change: Callable[[list[str], list[str]], list[str]],
) -> Truth | None:
    fields = [f for f in _LONG if len(other.texts.get(f, "").split()) >= _WORTH_COPYING]
    fields = [f for f in fields if len(report.texts.get(f, "").split()) >= _WORTH_COPYING / 2]
    if not fields:
        return None
    field = dice.choice(fields)
    source = other.texts[field].replace(other.unit.name, report.unit.name)
    source = source.replace(_lower(other.unit.name), _lower(report.unit.name))
    source = re.sub(r"\d+", lambda match: str(dice.randint(2, 3000)), source)
    report.texts[field] = " ".join(change(source.split(), report.texts[field].split()))
    return Truth(kind, report.unit.code, (field,), ("copy_paste",), other.unit.code)


def copied_from_past(
    dice: random.Random, city: PlantedCity, report: Report, other: Report
) -> Truth | None:
    """Last year's narrative once more."""
    place = city.now.index(report)
    before = city.reports[PERIODS[-2]][place]
    fields = [f for f in _LONG if len(before.texts.get(f, "").split()) >= _WORTH_COPYING]
    if not fields:
        return None
    field = dice.choice(fields)
    report.texts[field] = before.texts[field]
    return Truth("copy: own past", report.unit.code, (field,), ("copy_paste",))


def foreign_name(
    dice: random.Random, city: PlantedCity, report: Report, other: Report
) -> Truth | None:
    """A sentence that was written for another ward."""
    name = _lower(other.unit.name)
    ways = (
        ("overview", f"Trong 6 tháng đầu năm 2028, UBND {name} đã tập trung lãnh đạo, chỉ đạo."),
        ("strengths", f"Việc thực hiện dân chủ trên địa bàn {name} đi vào nền nếp."),
        ("admin_reform", f"Trung tâm Phục vụ hành chính công {name} hoạt động ổn định."),
        ("disclosure", f"Trong kỳ, {name} đã niêm yết đủ các nội dung phải công khai."),
        ("front", f"Ủy ban MTTQ Việt Nam {name} chủ trì các cuộc giám sát."),
        ("dissemination", f"Đảng ủy, HĐND, UBND {name} quan tâm chỉ đạo công tác tuyên truyền."),
    )
    field, said = dice.choice(ways)
    report.texts[field] = joined(dice, report.texts.get(field, ""), said)
    return Truth(
        "foreign name", report.unit.code, (field,), ("foreign_ward_name",), other.unit.code, said
    )


def personal_data(
    dice: random.Random, city: PlantedCity, report: Report, other: Report
) -> Truth | None:
    """A citizen's name, number, telephone, account or home."""
    digits = "".join(str(dice.randint(0, 9)) for _ in range(8))
    person = f"{dice.choice(_FAMILY)} {dice.choice(_MIDDLE)} {dice.choice(_GIVEN)}"
    ways = (
        f"Công dân có số định danh 0312{digits} gửi đơn hai lần.",
        f"Ông {person}, trú tại số 12 ngõ 34, đề nghị xem xét ranh giới đất.",
        f"Bà {person} (điện thoại 09{digits}) phản ánh tiếng ồn ban đêm.",
        f"Hộ {person} tự nguyện hiến 35 m2 đất mở ngõ.",
        f"Đơn của bà {person} gửi Chủ tịch UBND đã được xác minh.",
        f"Hỗ trợ chuyển vào số tài khoản 1903{digits} của anh {person}.",
        f"Liên hệ người gửi đơn qua số 035{digits[:3]} {digits[3:7]}.",
    )
    field, said = dice.choice(("petitions", "reception", "welfare", "clearance")), dice.choice(ways)
    report.texts[field] = joined(dice, report.texts.get(field, ""), said)
    return Truth("personal data", report.unit.code, (field,), ("personal_data_in_text",), note=said)


_FAMILY: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Đoàn")
_MIDDLE: Final = ("Văn", "Thị", "Đức", "Hữu", "Thanh", "Minh", "Ngọc", "Xuân")
_GIVEN: Final = ("Hùng", "Hoa", "Lan", "Dũng", "Mai", "Tuấn", "Oanh", "Trường", "Yến", "Ước")


def tenfold(dice: random.Random, city: PlantedCity, report: Report, other: Report) -> Truth | None:
    """A zero too many or too few."""
    code = _some_count(dice, report, 25)
    if code is None:
        return None
    value = int(report.figures[code])
    factor = dice.choice((10, 10, 0.1))
    report.figures[code] = round(value * factor)
    return Truth("outlier: zero", report.unit.code, (code,), note=f"{value} x {factor}")


def transposed(
    dice: random.Random, city: PlantedCity, report: Report, other: Report
) -> Truth | None:
    """The first two digits have changed places, and the figure is another by half or more."""
    codes = [c for c, v in _counts(report) if v >= 100]
    dice.shuffle(codes)
    for code in codes:
        text = str(report.figures[code])
        changed = int(text[1] + text[0] + text[2:])
        if changed and not 0.5 < changed / int(text) < 2:
            report.figures[code] = changed
            return Truth("outlier: digits", report.unit.code, (code,), note=f"{text} → {changed}")
    return None


def in_other_units(
    dice: random.Random, city: PlantedCity, report: Report, other: Report
) -> Truth | None:
    """People in thousands, or a percentage where a count is asked."""
    code = dice.choice(("population_total", "households_total", "dossiers_received"))
    value = int(report.figures[code])
    report.figures[code] = value * 1000 if dice.random() < 0.5 else max(1, value // 1000)
    return Truth("outlier: unit", report.unit.code, (code,), note=f"{value}")


def swapped(dice: random.Random, city: PlantedCity, report: Report, other: Report) -> Truth | None:
    """Two neighbouring cells changed places."""
    pairs = (
        ("households_total", "residential_units_total"),
        ("population_total", "households_total"),
        ("loudspeaker_broadcasts", "propaganda_conferences"),
        ("propaganda_participants", "propaganda_conferences"),
        ("mediators_count", "mediation_groups"),
        ("dialogue_participants", "dialogue_conferences_count"),
        ("enterprises_total", "cooperatives_total"),
        ("satisfaction_surveyed", "feedback_received"),
    )
    one, two = dice.choice(pairs)
    if one not in report.figures or two not in report.figures:
        return None
    if int(report.figures[one]) < 3 * max(1, int(report.figures[two])):
        return None
    report.figures[one], report.figures[two] = report.figures[two], report.figures[one]
    return Truth("outlier: swapped", report.unit.code, (one, two))


def _counts(report: Report) -> Iterator[tuple[str, int]]:
    for code, value in report.figures.items():
        if isinstance(value, int) and code not in ("villages_count", "residential_groups_count"):
            yield code, value


def _some_count(dice: random.Random, report: Report, least: int) -> str | None:
    codes = [code for code, value in _counts(report) if value >= least]
    return dice.choice(codes) if codes else None


def carried_over(
    dice: random.Random, city: PlantedCity, report: Report, other: Report
) -> Truth | None:
    """Last year's figures handed in again, nearly all of them."""
    before = city.reports[PERIODS[-2]][city.now.index(report)]
    kept = dice.sample(sorted(report.figures), 3)
    own = {code: report.figures[code] for code in kept if not code.startswith("dossiers")}
    report.figures.clear()
    report.figures |= before.figures | own
    return Truth("carried over", report.unit.code, (), ("carried_over",))


def taken_figures(
    dice: random.Random, city: PlantedCity, report: Report, other: Report
) -> Truth | None:
    """Another ward's figures, all but its size."""
    own = ("households_total", "population_total")
    kept = {code: report.figures[code] for code in own}
    report.figures.clear()
    report.figures |= other.figures | kept
    return Truth("twin", report.unit.code, (), ("identical_values",), other.unit.code)


#: How many wards of a city of 114 have each trouble.
PLANTS: Final[Sequence[tuple[Plant, int]]] = (
    (contradicted_sum, 5),
    (contradicted_bound, 4),
    (contradicted_text, 5),
    (contradicted_claim, 3),
    (copied_whole, 2),
    (copied_in_part, 2),
    (copied_with_edits, 2),
    (copied_from_past, 2),
    (foreign_name, 4),
    (personal_data, 5),
    (tenfold, 4),
    (transposed, 3),
    (in_other_units, 2),
    (swapped, 3),
    (carried_over, 1),
    (taken_figures, 1),
)
_TRIES: Final = 12


def plant(city: PlantedCity) -> tuple[list[Truth], set[str]]:
    """Trouble in about half of the wards, one kind each; the codes of all wards that have
    to do with any, sources of copies too."""
    dice = random.Random(f"{city.seed}:{NOW}")
    free = list(city.now)
    dice.shuffle(free)
    truths: list[Truth] = []
    touched: set[str] = set()
    for trouble, many in PLANTS:
        for _ in range(max(1, round(many * len(city.units) / 114))):
            report, other = free.pop(), free.pop()
            found = (trouble(dice, city, report, other) for _ in range(_TRIES))
            truth = next((truth for truth in found if truth is not None), None)
            touched.add(report.unit.code)
            if truth is not None:
                truths.append(truth)
            if truth is not None and truth.other:
                touched.add(other.unit.code)
            else:
                free.insert(0, other)
    return truths, touched


def _lower(name: str) -> str:
    return name[0].lower() + name[1:]
