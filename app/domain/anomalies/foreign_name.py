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
_SHORTENED: Final = re.compile(r"(?<=\bUBND\s)P\.\s?(?=[^\W\d_])")
_CUE: Final = re.compile(
    r"\b(?:ubnd|ủy ban nhân dân|hđnd|hội đồng nhân dân|đảng ủy|trên địa bàn|địa bàn|"
    r"nhân dân|người dân|cán bộ, công chức|trung tâm phục vụ hành chính công|lãnh đạo|toàn|"
    r"ban thanh tra nhân dân|ủy ban mặt trận tổ quốc(?: việt nam)?|mttq(?: việt nam)?|"
    r"(?:báo cáo|kế hoạch|quy chế|trụ sở|tình hình|trang thông tin điện tử|cổng thông tin)"
    r"[^.;,]{0,40}? của) $"
)
#: A unit that opens a clause and does something is the one that reports.
_OPENING: Final = re.compile(r"(?:^|[.;:,!?“\n•+-] ?)$")
_DOES: Final = re.compile(
    r"\s+(?:đã|tiếp tục|luôn|hiện có|có \d|tổ chức|ban hành|chỉ đạo|duy trì|tập trung|xác định|"
    r"thực hiện|triển khai|thường xuyên|quan tâm|đang|không để|xin báo cáo|báo cáo)\b"
)
# Words before the cue that make the other unit a partner, a neighbour or history: at any
# distance within the sentence, or right before it.
_ELSEWHERE: Final = re.compile(
    r"\b(?:phối hợp|giáp|liền kề|lân cận|tham quan|học tập|kinh nghiệm|giao lưu|ký kết|trao đổi|"
    r"kết nghĩa|liên kết|sáp nhập|hợp nhất|sắp xếp|thành lập|tiền thân|trước đây|trước khi|"
    r"phi địa giới|thuộc|nguyên là|đoàn công tác|so với|như|điển hình)\b[^.;]{0,90}$"
)
_TOWARDS: Final = re.compile(
    r"\b(?:với|cùng|sang|đến|về|cho|gửi|chuyển|từ|giúp|hỗ trợ|của các|các|và|giữa|tới)"
    r"(?: các| cả)?(?: đơn| hồ sơ)?\s*$"
)
_AFTERWARDS: Final = re.compile(
    r"\s*(?:\(?cũ\b|trước đây|trước khi|\((?:cũ|trước|nay)|sáp nhập|hợp nhất|"
    r"[^.;]{0,60}\bphi địa giới|[^.;]{0,40}\btặng\b)"
)
_REACH: Final = 120


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
    text = _SHORTENED.sub("phường ", text)
    for match in _TYPE_WORD.finditer(text):
        if not text[match.end() : match.end() + 1].isupper():
            continue
        after = canonical(squeeze(text[match.start() : match.start() + _REACH]))
        unit = _named(after, names)
        if unit is None or _AFTERWARDS.match(after, len(unit.name)):
            continue
        before = canonical(text[max(0, match.start() - _REACH) : match.start()])
        if _reports(before, after[len(unit.name) :]):
            quote = text[max(0, match.start() - 30) : match.start() + 50]
            yield _Mention(unit, field, squeeze(quote))


def _reports(before: str, after: str) -> bool:
    """Whether what stands between two texts is the reporting unit of its sentence."""
    opening = bool(_OPENING.search(before.rstrip(" ")) or not before.strip())
    spaced = squeeze(before) + " "
    cue = _CUE.search(spaced)
    if cue is not None:
        before = spaced[: cue.start()]
    elif not (opening and _DOES.match(after)):
        return False
    return not _ELSEWHERE.search(squeeze(before)) and not _TOWARDS.search(squeeze(before))


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
