"""Inspections and dissemination events that are told one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from app.domain.reading.rows.sentences import Row, Told, people_in, without_blanks
from app.domain.vietnamese.text import canonical, spoken, squeeze

_INSPECTED: Final = spoken(
    r"(?:kiểm tra|giám sát)(?:, giám sát|, đôn đốc)?(?: chuyên đề)?(?: về)? (?:việc |công tác |"
    r"tình hình )?(?:triển khai |tổ chức )?"
    r"(?:thực hiện|chấp hành)?[^.;]{0,40}\bdân chủ"
)
_NOT_OURS: Final = spoken(
    r"ban thanh tra nhân dân|mttq|mặt trận|giám sát đầu tư|phương châm|sẽ |(?:ban hành|xây dựng)"
    r"[^.;]{0,30}kế hoạch|dân biết|hđnd (?:phường|xã|đặc khu)? ?giám sát"
)
_OF_PAPER: Final = spoken(r"\d\S*[-/][a-zđ]\S*[^.;]{0,60}$")
_UNIT: Final = spoken(
    r"(?:tại|ở|đối với)\s+((?:các |một số |\d+(?:/\d+)? |0\d )?(?:thôn|tổ dân phố|tdp|"
    r"khu dân cư|đơn vị|"
    r"khu phố|trường|nhà trường|phòng|trung tâm|cơ quan)[^.;:(]{0,90})"
)
_UNIT_END: Final = spoken(
    r", (?:kịp thời|qua|phát hiện|chấn chỉnh|kết quả|đã|nhắc nhở|có|trong đó)\b| (?:ngày|vào|"
    r"từ ngày|"
    r"trong tháng|và chấn chỉnh|để)\b|\s\d+ cuộc"
)
_RESULT: Final = spoken(
    r"(?:qua (?:đó|kiểm tra)|kết quả(?: kiểm tra)?|kịp thời (?:chấn chỉnh|nhắc nhở)|phát hiện|"
    r"(?:đã )?(?:chấn chỉnh|nhắc nhở)|chưa phát hiện|không phát hiện)[^.]{4,240}"
)
_EVENT: Final = spoken(
    r"\b(hội nghị|lớp|buổi|đợt|cuộc thi|hội thi|chuyên đề)(?: trực tuyến| trực tiếp|"
    r" lồng ghép)?(?: sinh hoạt)? ?"
    r"(?:quán triệt|tuyên truyền|tập huấn|phổ biến|học tập|bồi dưỡng|triển khai|"
    r"tìm hiểu)[^.;:()]{0,200}"
)
_SEVERAL: Final = spoken(
    r"(\d{1,3}|hai|ba|bốn|năm|sáu|nhiều|các) (?:hội nghị|lớp|buổi|đợt|cuộc thi|hội thi)"
)
_ONE: Final = spoken(r"\b(?:0?1|một) (?:hội nghị|lớp|buổi|đợt|cuộc thi|hội thi)")
_TITLE_END: Final = spoken(
    r", (?:có|với|thu hút|cho|ngày|tổng)\b| (?:cho|với|ngày|vào ngày|có|thu hút|tại) (?=\S*\d)|"
    r",? \d[\d.]* (?:lượt|người|đại biểu)| cho \d"
)


def inspections(told: Iterable[Told]) -> list[Row]:
    """Inspections of how democracy is carried out: day, unit and result where told."""
    rows = []
    for sentence in told:
        found = _INSPECTED.search(sentence.words)
        if found is None or _NOT_OURS.search(sentence.words):
            continue
        if sentence.section in ("weaknesses", "causes") or sentence.is_denied_before(found.start()):
            continue
        if _OF_PAPER.search(sentence.words, 0, found.start()):
            continue
        unit, result = _unit(sentence), _result(sentence)
        day = sentence.only_date()
        if day or unit:
            rows.append(without_blanks({"date": day, "unit": unit, "result": result}))
    return rows


def _unit(sentence: Told) -> str:
    found = _UNIT.search(sentence.words)
    if not found:
        return ""
    group = next(number for number, words in enumerate(found.groups(), start=1) if words)
    unit = sentence.text[found.start(group) : found.end(group)]
    end = _UNIT_END.search(canonical(unit))
    return (unit[: end.start()] if end else unit).strip(" ,")


def _result(sentence: Told) -> str:
    """What the inspection found or led to, here or in the sentence behind."""
    for text in (sentence.text, *sentence.following[:1]):
        found = _RESULT.search(canonical(text))
        if found:
            return squeeze(text[found.start() : found.end()]).strip(" ,;")
    return ""


def dissemination_events(told: Iterable[Told]) -> list[Row]:
    """Conferences and classes told by themselves: one of them, or with a day."""
    return [row for sentence in told for row in _events(sentence)]


def _events(sentence: Told) -> Iterator[Row]:
    if sentence.section in ("office", "enterprises", "weaknesses", "causes"):
        return
    for found in _EVENT.finditer(sentence.words):
        before = sentence.words[max(0, found.start() - 14) : found.start() + 10]
        is_one = bool(_ONE.search(before))
        day = sentence.only_date()
        if sentence.is_denied_before(found.start()) or (_SEVERAL.search(before) and not is_one):
            continue
        if is_one or day:
            yield _event(sentence, found, day)


def _event(sentence: Told, found: re.Match[str], day: str | None) -> Row:
    text = sentence.text[found.start() : found.end()]
    end = _TITLE_END.search(canonical(text))
    form = next(group for group in found.groups() if group)
    return without_blanks(
        {
            "date": day,
            "title": (text[: end.start()] if end else text).strip(" ,:"),
            "form": form,
            "participants": people_in(sentence.text),
        }
    )
