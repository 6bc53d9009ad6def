"""Repeated rows of made-up reports: documents, dialogues, consultations, inspections, models.

Never more rows than the figure that counts them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from random import Random
from typing import Final

from app.demonstration.profiles import Profile
from app.demonstration.seeds import seeded
from app.domain.answers import Answer

Rows = tuple[dict[str, str], ...]

_DOCUMENTS: Final = (
    ("Kế hoạch", "KH-UBND", "Thực hiện dân chủ ở cơ sở năm {year}"),
    ("Kế hoạch", "KH-UBND", "Kiểm tra việc thực hiện dân chủ ở cơ sở năm {year}"),
    ("Công văn", "UBND-VHXH", "Rà soát hương ước, quy ước trên địa bàn"),
    ("Kế hoạch", "KH-UBND", "Tổ chức hội nghị đối thoại với Nhân dân năm {year}"),
    ("Công văn", "UBND-VHXH", "Chấn chỉnh việc niêm yết, công khai tại các {units}"),
)
_AUDIENCES: Final = (
    "Nhân dân trên địa bàn",
    "Hội viên các đoàn thể",
    "Hộ kinh doanh",
    "Thanh niên",
)
_TOPICS: Final = (
    "Phương án sắp xếp {units}",
    "Kế hoạch sử dụng đất hằng năm",
    "Phương án tổ chức giao thông quanh trường học",
    "Mức thu dịch vụ vệ sinh môi trường",
    "Dự thảo Quy chế thực hiện dân chủ",
)
_RESULTS: Final = ("Thực hiện tốt", "Bổ sung biên bản họp dân", "Thay bảng niêm yết đã cũ")
_MODELS: Final = (
    "Chính quyền thân thiện",
    "Tuyến đường tự quản",
    "Ngày thứ Bảy không hẹn",
    "Nhà văn hóa mở cửa buổi tối",
    "Tổ hòa giải ba biết",
)


def rows_of(
    seed: int,
    profile: Profile,
    window: tuple[dt.date, dt.date],
    answers: Mapping[str, Answer],
    name: str,
) -> dict[str, Rows]:
    """The row tables that one ward fills in for one period."""
    random = seeded(seed, profile.unit.code, name, "rows")
    units, year = profile.units_word, window[1].year
    issued = min(_number(answers, "guidance_documents_issued"), random.randint(2, 4))
    consultations = min(_number(answers, "consultations_count"), 3)
    tables = {
        "documents": _documents(random, profile, window, year, issued),
        "dialogues": _dialogues(random, window, answers),
        "consultations": _consultations(random, window, units, consultations),
        "inspection_rows": _inspections(random, profile, window, answers),
        "model_rows": _models(random, profile, answers),
    }
    return {code: rows for code, rows in tables.items() if rows}


def _documents(
    random: Random, profile: Profile, window: tuple[dt.date, dt.date], year: int, count: int
) -> Rows:
    numbers = sorted(random.sample(range(11, 190), count))
    dates = sorted(_day(random, window) for _ in range(count))
    return tuple(
        {
            "type": kind,
            "number": f"{number}/{symbol}",
            "date": day.isoformat(),
            "issuer": f"UBND {profile.name}",
            "title": title.format(year=year, units=profile.units_word),
            "role": "issued",
        }
        for (kind, symbol, title), number, day in zip(_DOCUMENTS, numbers, dates, strict=False)
    )


def _dialogues(
    random: Random, window: tuple[dt.date, dt.date], answers: Mapping[str, Answer]
) -> Rows:
    count = _number(answers, "dialogue_conferences_count")
    return tuple(
        {
            "date": _day(random, window).isoformat(),
            "chair": "Chủ tịch UBND",
            "audience": random.choice(_AUDIENCES),
            "participants": str(_number(answers, "dialogue_participants") // count or ""),
        }
        for _ in range(count)
    )


def _consultations(random: Random, window: tuple[dt.date, dt.date], units: str, count: int) -> Rows:
    """Opinions are asked for at least 20 days, as L10 Đ28.2 demands."""
    last = window[1] - dt.timedelta(days=45)
    days = [_day(random, (window[0], last)) for _ in range(count)]
    return tuple(
        {
            "topic": topic.format(units=units),
            "from": day.isoformat(),
            "to": (day + dt.timedelta(days=random.randint(20, 35))).isoformat(),
        }
        for topic, day in zip(random.sample(_TOPICS, count), days, strict=True)
    )


def _inspections(
    random: Random,
    profile: Profile,
    window: tuple[dt.date, dt.date],
    answers: Mapping[str, Answer],
) -> Rows:
    word = "Tổ dân phố" if profile.groups else "Thôn"
    return tuple(
        {
            "date": _day(random, window).isoformat(),
            "unit": f"{word} {random.randint(1, profile.units)}",
            "result": random.choice(_RESULTS),
        }
        for _ in range(min(_number(answers, "inspections_conducted"), 3))
    )


def _models(random: Random, profile: Profile, answers: Mapping[str, Answer]) -> Rows:
    count = min(_number(answers, "models_count"), len(_MODELS))
    return tuple(
        {"name": name, "scope": f"Toàn {profile.kind}", "since": str(random.choice((2025, 2026)))}
        for name in random.sample(_MODELS, count)
    )


def _day(random: Random, window: tuple[dt.date, dt.date]) -> dt.date:
    return window[0] + dt.timedelta(days=random.randint(0, (window[1] - window[0]).days))


def _number(answers: Mapping[str, Answer], code: str) -> int:
    answer = answers.get(code)
    return answer.value if answer is not None and isinstance(answer.value, int) else 0
