"""Another unit's name standing where the reporting unit's own should stand.

A report may well mention a neighbour ("phối hợp với phường …"). It is copied when
the neighbour is what reports: "UBND phường … báo cáo", "trên địa bàn xã …". Names are
matched with their type word, longest first, with their marks: Cẩm Giang is not Cẩm
Giàng, and An Phú is not part of another name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.anomalies.city import CityColumns, Detector, WardFinding, digest
from app.domain.rules import wording
from app.domain.units import Unit
from app.domain.vietnamese.text import canonical, nfc, squeeze

SOURCE = "Quy tắc foreign_ward_name; danh mục đơn vị hành chính từ 01/7/2025"

_CUES: Final = (
    r"ubnd|ủy ban nhân dân|hđnd|hội đồng nhân dân|đảng ủy|trên địa bàn|địa bàn|"
    r"nhân dân|người dân|cán bộ, công chức|trung tâm phục vụ hành chính công|"
    r"ban thanh tra nhân dân|ủy ban mặt trận tổ quốc(?: việt nam)?|mttq(?: việt nam)?"
)
# Words before the cue that make the other unit a partner, a neighbour or history.
_ELSEWHERE: Final = re.compile(
    r"(?:phối hợp|với|cùng|giáp|tham quan|học tập|kinh nghiệm|giao lưu|ký kết|trao đổi|"
    r"sáp nhập|hợp nhất|chuyển|gửi|trước đây|của các)\b[^.;\n]{0,60}$"
)
_AFTERWARDS: Final = re.compile(r"\s*(?:\(?cũ\b|trước đây|trước khi)")


@dataclass(frozen=True, slots=True)
class _Mention:
    code: str
    field: str
    quote: str


def detect(city: CityColumns) -> list[WardFinding]:
    """One finding per ward and foreign unit, with the phrases in which it stands."""
    names = {canonical(nfc(unit.name)): unit for unit in city.all_units}
    pattern = _pattern(names)
    return [
        found
        for unit in city.wards
        for found in _findings(city, unit, city.narratives.get(unit.code, {}), names, pattern)
    ]


def _pattern(names: Mapping[str, Unit]) -> re.Pattern[str]:
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{_CUES})\s+({'|'.join(map(re.escape, longest_first))})\b")


def _findings(
    city: CityColumns,
    unit: Unit,
    texts: Mapping[str, str],
    names: Mapping[str, Unit],
    pattern: re.Pattern[str],
) -> Iterator[WardFinding]:
    by_unit: dict[str, list[_Mention]] = defaultdict(list)
    for field, text in texts.items():
        for mention in _mentions(field, squeeze(nfc(text)), names, pattern):
            if mention.code != unit.code:
                by_unit[mention.code].append(mention)
    by_code = {other.code: other for other in names.values()}
    for code, mentions in sorted(by_unit.items()):
        yield _finding(city, unit, by_code[code], mentions)


def _mentions(
    field: str, text: str, names: Mapping[str, Unit], pattern: re.Pattern[str]
) -> Iterator[_Mention]:
    plain = canonical(text)
    for match in pattern.finditer(plain):
        before = plain[max(0, match.start() - 80) : match.start()]
        if _ELSEWHERE.search(before) or _AFTERWARDS.match(plain, match.end()):
            continue
        quote = text[max(0, match.start() - 30) : match.end() + 30]
        yield _Mention(names[match[1]].code, field, quote)


def _finding(city: CityColumns, unit: Unit, other: Unit, mentions: list[_Mention]) -> WardFinding:
    rule = city.rules["foreign_ward_name"]
    fields = tuple(dict.fromkeys(mention.field for mention in mentions))
    finding = rule.finding(
        fields,
        f"Báo cáo của {unit.name} nêu tên {other.name} như đơn vị báo cáo ({len(mentions)} chỗ): "
        f"“…{mentions[0].quote}…”.{wording.remedy(rule, is_hard=False)}",
        inputs={field: digest(city.narratives[unit.code][field]) for field in fields},
        clause=other.code,
        others=(other.code,),
        score=float(len(mentions)),
        details={"quotes": [mention.quote for mention in mentions]},
    )
    return WardFinding(unit.code, finding)


DETECTOR = Detector("foreign_ward_name", detect, SOURCE)
