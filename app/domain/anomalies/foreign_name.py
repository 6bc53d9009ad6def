"""Another unit's name standing where the reporting unit's own should stand.

A report may well mention a neighbour ("phối hợp với phường …"). It is copied when
the neighbour is what reports: "UBND phường … báo cáo", "trên địa bàn xã …". Names are
matched with their type word, longest first, with their marks: Cẩm Giang is not Cẩm
Giàng, and An Phú is not part of another name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.anomalies.city import CityColumns, Detector, WardFinding, digest
from app.domain.rules import wording
from app.domain.units import Unit
from app.domain.vietnamese.text import canonical, nfc, squeeze

SOURCE = "Quy tắc foreign_ward_name; danh mục đơn vị hành chính từ 01/7/2025"

_TYPE_WORD: Final = re.compile(r"\b(?:phường|xã|đặc khu)\s+", re.IGNORECASE)
_CUE: Final = re.compile(
    r"\b(?:ubnd|ủy ban nhân dân|hđnd|hội đồng nhân dân|đảng ủy|trên địa bàn|địa bàn|"
    r"nhân dân|người dân|cán bộ, công chức|trung tâm phục vụ hành chính công|"
    r"ban thanh tra nhân dân|ủy ban mặt trận tổ quốc(?: việt nam)?|mttq(?: việt nam)?) $"
)
# Words before the cue that make the other unit a partner, a neighbour or history.
_ELSEWHERE: Final = re.compile(
    r"(?:phối hợp|với|cùng|giáp|tham quan|học tập|kinh nghiệm|giao lưu|ký kết|trao đổi|"
    r"sáp nhập|hợp nhất|chuyển|gửi|trước đây|của các)\b[^.;]{0,60}$"
)
_REACH: Final = 120
_AFTERWARDS: Final = re.compile(r"\s*(?:\(?cũ\b|trước đây|trước khi)")


@dataclass(frozen=True, slots=True)
class _Mention:
    unit: Unit
    field: str
    quote: str


Names = dict[str, list[tuple[str, Unit]]]


def detect(city: CityColumns) -> list[WardFinding]:
    """One finding per ward and foreign unit, with the phrases in which it stands."""
    names = _by_first_words(city.all_units)
    return [
        found
        for unit in city.wards
        for found in _findings(city, unit, city.narratives.get(unit.code, {}), names)
    ]


def _by_first_words(units: Iterable[Unit]) -> Names:
    """Type word and first word of a name -> the names that begin so, longest first."""
    names: Names = defaultdict(list)
    for unit in units:
        name = canonical(nfc(unit.name))
        names[_first_words(name)].append((name, unit))
    for alike in names.values():
        alike.sort(key=lambda pair: -len(pair[0]))
    return names


def _first_words(name: str) -> str:
    words = name.replace(",", " ").replace(".", " ").split(maxsplit=3)
    return " ".join(words[: 3 if words[0] == "đặc" else 2])


def _findings(
    city: CityColumns, unit: Unit, texts: Mapping[str, str], names: Names
) -> Iterator[WardFinding]:
    by_unit: dict[str, list[_Mention]] = defaultdict(list)
    for field, text in texts.items():
        for mention in _mentions(field, nfc(text), names):
            if mention.unit.code != unit.code:
                by_unit[mention.unit.code].append(mention)
    for _, mentions in sorted(by_unit.items()):
        yield _finding(city, unit, mentions)


def _mentions(field: str, text: str, names: Names) -> Iterator[_Mention]:
    """Units that stand as the reporting one. Only the surroundings of type words are read."""
    for match in _TYPE_WORD.finditer(text):
        if not text[match.end() : match.end() + 1].isupper():
            continue
        after = canonical(squeeze(text[match.start() : match.start() + _REACH]))
        unit = _named(after, names)
        if unit is None or _AFTERWARDS.match(after, len(unit.name)):
            continue
        before = canonical(squeeze(text[max(0, match.start() - _REACH) : match.start()])) + " "
        cue = _CUE.search(before)
        if cue and not _ELSEWHERE.search(before[: cue.start()]):
            quote = text[max(0, match.start() - 30) : match.start() + 50]
            yield _Mention(unit, field, squeeze(quote))


def _named(text: str, names: Names) -> Unit | None:
    """The unit whose whole name the text begins with."""
    for name, unit in names.get(_first_words(text), ()):
        if text.startswith(name) and not text[len(name) : len(name) + 1].isalnum():
            return unit
    return None


def _finding(city: CityColumns, unit: Unit, mentions: list[_Mention]) -> WardFinding:
    other = mentions[0].unit
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
