"""Rows that a report lists in words: dialogues, models, proposals, targets and more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from app.domain.reading.clauses import Sentence
from app.domain.reading.outline import Part
from app.domain.vietnamese.dates import find_dates
from app.domain.vietnamese.text import fold, squeeze

Row = dict[str, Any]
_QUOTED: Final = re.compile(r"[“\"«]\s*([^”\"»]{3,80}?)\s*[”\"»]")
_DIALOGUE: Final = re.compile(
    r"(?:hội\s+nghị|buổi|cuộc)\s+(?:thứ\s+\w+|\d+)\s*:?\s*(?:hội\s+nghị\s+)?(?:đối\s+thoại\s+)?giữa\s+(?P<chair>[^;:()]+?)\s+(?:với|và)\s+(?P<audience>[^;()]+?)(?=;|\)|\.|$)",
    re.IGNORECASE,
)
_CHAIRED: Final = re.compile(
    r"đối\s+thoại\s+(?:trực\s+tiếp\s+)?(?:giữa|của)\s+(?P<chair>(?:(?!\s(?:với|và)\s)[^;:(),.]){4,80})\s+(?:với|và)\s+(?P<audience>[^;:(),.]{3,80})",
    re.IGNORECASE,
)
_HELD: Final = re.compile(r"^(?!.*nơi làm việc).*(?:hội nghị|buổi|cuộc|tổ chức)", re.DOTALL)
_TARGET: Final = re.compile(
    r"(?P<target>(?:trên|từ|ít\s+nhất|tối\s+thiểu|hơn)?\s*\d[\d.,]*)\s*(?P<unit>%|[^\W\d_]+(?:\s[^\W\d_]+)?)"
)
_AIM: Final = re.compile(r"phấn đấu|tỷ lệ|ít nhất|tối thiểu|đạt|nâng|hoàn thành|tổ chức")
_TO: Final = re.compile(
    r"^(?:đối\s+với|với|đề\s+nghị|kiến\s+nghị(?:\s+với)?|"
    r"đề\s+xuất(?:\s+với)?)\s+(?P<to>(?:UBND|Ủy ban|Sở|Thành ủy|Bộ|Chính phủ|HĐND|cấp trên|"
    r"thành phố|các sở|các cấp|Đảng ủy|Trung ương)[^,:;.]{0,60}?)(?=\s*[:,]|\s+(?:tiếp|quan|"
    r"sớm|xem|có|hỗ|tổ|ban|tăng|bố|chỉ|hướng|cho|đầu|tạo)\b)",
    re.IGNORECASE,
)


def listed_rows(
    parts: Sequence[Part], sentences: Sequence[Sentence], flat: str
) -> dict[str, tuple[Row, ...]]:
    """Rows by table; tables without a row are left out."""
    found: dict[str, list[Row]] = {
        "dialogues": list(_dialogues(sentences, flat)),
        "model_rows": list(_models(sentences, flat)),
        "proposal_rows": list(_proposals(parts)),
        "targets": list(_targets(sentences, flat)),
        "consultations": list(_consultations(sentences, flat)),
        "dissemination_events": list(_events(sentences, flat)),
        "inspection_rows": list(_inspections(sentences, flat)),
    }
    return {table: tuple(rows) for table, rows in found.items() if rows}


def _results(sentences: Sequence[Sentence], flat: str) -> Iterator[str]:
    for sentence in sentences:
        if sentence.part.kind == "results" and not sentence.part.is_heading:
            yield squeeze(flat[sentence.start : sentence.end])


def _dialogues(sentences: Sequence[Sentence], flat: str) -> Iterator[Row]:
    for text in _results(sentences, flat):
        listed = list(_DIALOGUE.finditer(text))
        for number, match in enumerate(listed, start=1):
            audience = squeeze(match.group("audience"))
            yield {
                "no": number,
                "chair": squeeze(match.group("chair")),
                "audience": audience,
                "participants": audience,
            }
        chaired = None if listed else _CHAIRED.search(text)
        if chaired and _HELD.search(text.lower()):
            yield {
                "chair": squeeze(chaired.group("chair")),
                "audience": squeeze(chaired.group("audience")),
            }


def _models(sentences: Sequence[Sentence], flat: str) -> Iterator[Row]:
    """Names in quotation marks behind the word 'mô hình'."""
    seen: set[str] = set()
    for text in _results(sentences, flat):
        at = text.lower().find("mô hình")
        for match in _QUOTED.finditer(text, at) if at >= 0 else ():
            name = match.group(1).strip(" .,")
            if (
                fold(name) not in seen
                and "dân biết" not in name.lower()
                and not re.search(r"toàn dân", name.lower())
            ):
                seen.add(fold(name))
                yield {"name": name}


def _proposals(parts: Sequence[Part]) -> Iterator[Row]:
    for part in parts:
        if part.kind != "proposals" or part.is_heading:
            continue
        text = squeeze(part.text[part.block.body - part.block.start :]).strip(" -")
        if len(text) < 15 or fold(text).startswith("tren day la"):
            continue
        to = _TO.match(text)
        yield {"to": squeeze(to.group("to")) if to else "", "content": text}


def _targets(sentences: Sequence[Sentence], flat: str) -> Iterator[Row]:
    for sentence in sentences:
        if sentence.part.kind != "plan" or sentence.part.is_heading:
            continue
        for piece in re.split(r"[;,]", squeeze(flat[sentence.start : sentence.end])):
            match = _TARGET.search(piece)
            if (
                match
                and _AIM.search(piece.lower())
                and not re.search(r"(?i)(?:năm|quý|tháng|số)\s*$", piece[: match.start()])
            ):
                yield {
                    "indicator": piece.strip(" -+."),
                    "target": match.group("target").strip(),
                    "unit": match.group("unit"),
                    "by": "",
                }


def _consultations(sentences: Sequence[Sentence], flat: str) -> Iterator[Row]:
    pattern = re.compile(
        r"lấy ý kiến (?:của )?(?:nhân dân|người dân)[^:]{0,40}:\s*(?P<topics>[^.]+)", re.IGNORECASE
    )
    for text in _results(sentences, flat):
        match = pattern.search(text)
        for topic in re.split(r"[;,]| và ", match.group("topics")) if match else ():
            if len(topic.strip()) > 5:
                yield {"topic": topic.strip(), "from": None, "to": None, "opinions": ""}


def _dated(
    sentences: Sequence[Sentence], flat: str, pattern: re.Pattern[str]
) -> Iterator[tuple[str, str]]:
    """Results that name an event of a kind and its day."""
    for text in _results(sentences, flat):
        if not pattern.search(text) or re.search(r"(?i)\bsố \d+[\d/]*/?[-A-ZĐ]", text):
            continue
        first = next(find_dates(fold(text)), None)
        if first:
            yield first.on.isoformat(), text


def _events(sentences: Sequence[Sentence], flat: str) -> Iterator[Row]:
    pattern = re.compile(r"(?i)hội nghị (?:tuyên truyền|quán triệt|tập huấn|phổ biến)")
    for day, text in _dated(sentences, flat, pattern):
        yield {"date": day, "title": text, "form": "hội nghị", "participants": ""}


def _inspections(sentences: Sequence[Sentence], flat: str) -> Iterator[Row]:
    pattern = re.compile(r"(?i)kiểm tra (?:việc )?(?:thực hiện|chấp hành)[^.]{0,30}dân chủ")
    for day, text in _dated(sentences, flat, pattern):
        yield {"date": day, "unit": "", "result": text}
