"""Dialogue conferences of the leaders with the people (Điều 32), one row for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from app.domain.reading.rows.sentences import Row, Told, number_in, people_in, without_blanks
from app.domain.vietnamese.numbers import parse_words
from app.domain.vietnamese.text import canonical, spoken, squeeze

_LISTED: Final = re.compile(
    r"(?:hội\s+nghị|buổi|cuộc|lần)\s+(?:thứ\s+\w+|\d+)\s*:?\s*"
    r"(?:hội\s+nghị\s+)?(?:đối\s+thoại\s+)?giữa\s+(?P<chair>[^;:()]+?)\s+(?:với|và)\s+"
    r"(?P<audience>[^;()]+?)(?=;|\)|\.|$)",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(
    r"đối\s+thoại\s+(?:trực\s+tiếp\s+)?(?:giữa|của)\s+(?P<chair>(?:(?!\s(?:với|"
    r"và)\s)[^;:(),.]){4,80})"
    r"\s+(?:với|và)\s+(?P<audience>[^;:(),.]{3,80}?)(?=[;:(),.]|\s+(?:ngày|vào|có|với|trong|năm|"
    r"thu|"
    r"nhằm|để|tại|theo)\s|$)",
    re.IGNORECASE,
)
_CHAIRED: Final = re.compile(
    r"(?:do\s+)?(?:đồng\s+chí\s+|đ/c\s+)?(?P<chair>(?:Phó\s+)?(?:Chủ\s+tịch|Bí\s+thư|Lãnh\s+đạo)\s+"
    r"(?:UBND|HĐND|Đảng\s+ủy|Ủy\s+ban\s+nhân\s+dân|Ủy\s+ban\s+MTTQ|MTTQ)(?:\s+(?:phường|xã|"
    r"đặc\s+khu))?)"
    r"(?:\s+(?:[A-ZĐÀ-Ỹ]\S+|cùng|và)){0,6}\s+(?:chủ\s+trì|"
    r"(?:đã\s+)?(?:trực\s+tiếp\s+)?(?:tổ\s+chức\s+)?"
    r"(?:\S+\s+){0,4}đối\s+thoại(?:\s+trực\s+tiếp)?(?:\s+với\s+(?P<audience>[^;:(),.\d]{3,70}?))?(?=[;:(),.]|\s+(?:ngày|vào|có|trong|năm|tại|theo)\s|$))",
    re.IGNORECASE,
)
_NOT_THESE: Final = spoken(r"nơi làm việc|doanh nghiệp tổ chức|người sử dụng lao động|sẽ tổ chức")
_HELD: Final = spoken(r"hội nghị|buổi|cuộc|tổ chức|lần")
_NUMBER: Final = r"(\d{1,2}|một|hai|ba|bốn|năm|sáu)"
_HOW_MANY: Final = spoken(
    rf"\b{_NUMBER} (?:hội nghị|buổi|cuộc|lần)(?: tiếp xúc,?| gặp gỡ,?| trao đổi,?)* ?đối thoại|"
    rf"đối thoại (?:với|giữa|trực tiếp)[^.;,\d]{{0,50}} {_NUMBER} (?:hội nghị|buổi|cuộc|lần)"
)
_ASKED: Final = spoken(
    r"(\d[\d.]*) (?:lượt )?(?:ý kiến|câu hỏi|kiến nghị|vấn đề|lượt hỏi)(?! (?:đã |"
    r"đều )?được (?:trả|giải|tiếp))"
)
_ANSWERED: Final = spoken(
    r"(?:trả lời|giải đáp|giải trình)[^.;\d]{0,45}?(\d[\d.]*)(?:/\d+)?(?: (?:lượt )?(?:ý kiến|"
    r"câu hỏi|kiến nghị|vấn đề))?|"
    r"(\d[\d.]*)(?:/\d+)? (?:ý kiến|câu hỏi|kiến nghị)(?: đã| đều)? được (?:trả lời|giải đáp)"
)
_COUNTED: Final = re.compile(r"^\d[\d.]*\s+(?:lượt\s+)?")
_MOST: Final = 6


def dialogues(told: Iterable[Told]) -> list[Row]:
    """Conferences by their list, by their days, or as many as are counted."""
    rows: list[Row] = []
    for sentence in told:
        if "đối thoại" not in sentence.words or _NOT_THESE.search(sentence.words):
            continue
        at = sentence.words.index("đối thoại")
        if sentence.is_denied_before(at, 40) or not _HELD.search(sentence.words):
            continue
        found = list(_listed(sentence)) or list(_told(sentence))
        rows += [row for row in found if row not in rows]
    return rows


def _listed(sentence: Told) -> Iterator[Row]:
    for number, match in enumerate(_LISTED.finditer(sentence.text), start=1):
        audience = squeeze(match.group("audience"))
        chair = squeeze(match.group("chair"))
        yield {"no": number, "chair": chair, "audience": audience, "participants": audience}


def _told(sentence: Told) -> Iterator[Row]:
    shared = _parties(sentence.text)
    days = list(dict.fromkeys(day.isoformat() for day, _ in sentence.dates()))
    count = _count(sentence.words)
    if count is None and not (shared or days):
        return
    if len(days) > 1:
        yield from ({"date": day, **shared} for day in days)
    elif (count or 1) > 1:
        if shared:
            yield from ({"no": n, **shared} for n in range(1, min(count or 1, _MOST) + 1))
    else:
        row = {**({"date": days[0]} if days else {}), **shared, **_numbers(sentence)}
        if row:
            yield row


def _count(words: str) -> int | None:
    found = _HOW_MANY.search(words)
    if not found:
        return None
    told = next(group for group in found.groups() if group)
    return int(told) if told.isdigit() else parse_words([told])


def _parties(text: str) -> Row:
    found = _BETWEEN.search(text) or _CHAIRED.search(text)
    if not found:
        return {}
    parties = {name: squeeze(words or "") for name, words in found.groupdict().items()}
    if "audience" in parties:
        parties["audience"] = _COUNTED.sub("", parties["audience"])
    return without_blanks(parties)


def _numbers(sentence: Told) -> Row:
    """Who came, what was asked and answered; also from the sentences just behind."""
    behind = [s for s in sentence.following[:2] if not _HOW_MANY.search(canonical(s))]
    text = " ".join((sentence.text, *behind))
    head = sentence.text if people_in(sentence.text) is not None else text
    return without_blanks(
        {
            "participants": people_in(head),
            "questions": number_in(_ASKED, text),
            "answered": number_in(_ANSWERED, text),
        }
    )
