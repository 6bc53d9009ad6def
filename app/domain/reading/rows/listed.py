"""Rows that a report tells in words, by the form's tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from app.domain.reading.clauses import Sentence
from app.domain.reading.outline import Part
from app.domain.reading.rows.consultations import consultations
from app.domain.reading.rows.decisions import decisions
from app.domain.reading.rows.dialogues import dialogues
from app.domain.reading.rows.disclosures import disclosures
from app.domain.reading.rows.events import dissemination_events, inspections
from app.domain.reading.rows.hot_spots import hot_spots
from app.domain.reading.rows.sentences import Row, Told, results, without_blanks
from app.domain.vietnamese.text import fold, spoken, squeeze

_QUOTED: Final = re.compile(r"[“\"«‘]\s*([^”\"»’]{3,80}?)\s*[”\"»’]")
_NO_MODEL: Final = spoken(r"dân biết|toàn dân|bình dân học vụ|dân bàn")
_SCOPE: Final = spoken(r"\s*(?:,\s*)?((?:tại|ở|trong|trên địa bàn|thuộc) [^.;:]{3,110})")
_SINCE: Final = spoken(
    r"(?:từ|ra mắt|thành lập|triển khai từ)\s+((?:(?:đầu |cuối )?(?:năm|tháng|ngày|"
    r"quý)\s+)[\d/]+(?:\s*năm\s*\d{4})?)"
)
_TARGET: Final = re.compile(
    r"(?P<target>(?:trên|từ|ít\s+nhất|tối\s+thiểu|hơn)?\s*\d[\d.,]*)\s*(?P<unit>%|"
    r"[^\W\d_]+(?:\s[^\W\d_]+)?)"
)
_AIM: Final = spoken(
    r"phấn đấu|tỷ lệ|ít nhất|tối thiểu|đạt|nâng|hoàn thành|tổ chức|đưa|vận động|giảm"
)
_NO_TARGET: Final = re.compile(r"(?i)(?:năm|quý|tháng|số|ngày|điều|khoản|luật|[/-])\s*$")
_BY: Final = spoken(
    r"((?:trước|đến|trong|xong|vào)\s+(?:hết\s+)?(?:ngày|tháng|quý|cuối năm|hết năm|"
    r"năm)\s*[\divx/]*"
    r"(?:/\d{4})?(?:\s+năm\s+\d{4})?)"
)
_OFFICE: Final = (
    r"(?:UBND|Ủy ban|Uỷ ban|Sở|Thành ủy|Bộ|Chính phủ|HĐND|cấp trên|thành phố|các sở|các cấp|"
    r"Đảng ủy|"
    r"Trung ương|Quốc hội|Văn phòng|Công an|Ban )"
)
_TO: Final = re.compile(
    r"^(?:đối\s+với|với|(?:đề\s+nghị|kiến\s+nghị|đề\s+xuất)(?:\s+với)?|kính\s+đề\s+nghị)\s+"
    rf"(?P<to>{_OFFICE}[^:;.]{{0,70}}?)(?=\s*[:,]|\s+(?:tiếp|quan|sớm|xem|có|hỗ|tổ|ban|tăng|bố|chỉ|"
    r"hướng|cho|đầu|tạo|nghiên|bổ|cấp|mở|trình|phân|điều|sửa|thống|cần|nâng|giảm|kiến)\b)",
    re.IGNORECASE,
)
_ADDRESSED: Final = re.compile(
    rf"(?:đối\s+với|với|gửi|kiến\s+nghị|đề\s+nghị)?\s*(?P<to>{_OFFICE}[^:;.]{{0,70}})\s*:?\s*$",
    re.IGNORECASE,
)
_CLOSING: Final = re.compile(r"tren day la|xin tran trong|tran trong cam on")


def listed_rows(
    parts: Sequence[Part], sentences: Sequence[Sentence], flat: str
) -> dict[str, tuple[Row, ...]]:
    """Rows by table; tables without a row are left out."""
    told = list(results(sentences, flat))
    found: dict[str, list[Row]] = {
        "disclosures": disclosures(told),
        "dialogues": dialogues(told),
        "consultations": consultations(told),
        "decisions": decisions(told),
        "inspection_rows": inspections(told),
        "dissemination_events": dissemination_events(told),
        "hot_spots": hot_spots(told),
        "model_rows": list(_models(told)),
        "proposal_rows": list(_proposals(parts)),
        "targets": list(_targets(sentences, flat)),
    }
    return {table: tuple(rows) for table, rows in found.items() if rows}


def _models(told: Sequence[Told]) -> Iterator[Row]:
    """Names in quotation marks behind the word 'mô hình'."""
    seen: set[str] = set()
    for sentence in told:
        at = sentence.words.find("mô hình")
        names = list(_QUOTED.finditer(sentence.text, at)) if at >= 0 else []
        for match in names:
            name = match.group(1).strip(" .,;")
            if fold(name) not in seen and not _NO_MODEL.search(name.lower()):
                seen.add(fold(name))
                yield {"name": name, **_about(sentence, names[-1].end())}


def _about(sentence: Told, end: int) -> Row:
    """Where the models are kept, and since when, as told behind the last of them."""
    scope = _SCOPE.match(sentence.words, end)
    since = _SINCE.search(sentence.words)
    return without_blanks(
        {
            "scope": sentence.text[slice(*_group(scope))].strip(" ,") if scope else "",
            "since": sentence.text[slice(*_group(since))].strip(" ,") if since else "",
        }
    )


def _group(found: re.Match[str]) -> tuple[int, int]:
    number = next(number for number, words in enumerate(found.groups(), start=1) if words)
    return found.span(number)


def _proposals(parts: Sequence[Part]) -> Iterator[Row]:
    for part in parts:
        if part.kind != "proposals" or part.is_heading:
            continue
        text = squeeze(part.text[part.block.body - part.block.start :]).strip(" -+")
        if len(text) < 15 or _CLOSING.match(fold(text)) or _ADDRESSED.fullmatch(text):
            continue
        to = _TO.match(text)
        yield {"to": squeeze(to.group("to")) if to else _addressee(part), "content": text}


def _addressee(part: Part) -> str:
    """The office of the line or heading that the proposal stands under."""
    above = [part.lead, *reversed(part.headings)]
    for other in above:
        if other is None:
            continue
        found = _ADDRESSED.fullmatch(squeeze(other.text[other.block.body - other.block.start :]))
        if found:
            return squeeze(found.group("to")).strip(" :")
    return ""


def _targets(sentences: Sequence[Sentence], flat: str) -> Iterator[Row]:
    for sentence in sentences:
        if sentence.part.kind != "plan" or sentence.part.is_heading:
            continue
        for piece in re.split(r";|,(?!\d)", squeeze(flat[sentence.start : sentence.end])):
            match = _TARGET.search(piece)
            if (
                match
                and _AIM.search(piece.lower())
                and not _NO_TARGET.search(piece[: match.start()])
            ):
                yield _target(piece, match)


def _target(piece: str, match: re.Match[str]) -> Row:
    by = _BY.search(piece.lower())
    return without_blanks(
        {
            "indicator": piece.strip(" -+."),
            "target": match.group("target").strip(),
            "unit": match.group("unit"),
            "by": piece[slice(*_group(by))].strip() if by else "",
        }
    )
