"""On what the people were asked for their opinion (Điều 25), from when to when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from app.domain.reading.rows.sentences import Row, Told, number_in, without_blanks
from app.domain.vietnamese.dates import find_dates
from app.domain.vietnamese.numbers import parse_words
from app.domain.vietnamese.text import fold, spoken

_ASKED: Final = spoken(
    r"(?:lấy|xin|tổ chức góp|góp|tham gia) ý kiến(?: tham gia| đóng góp| góp ý)?"
    r"(?: rộng rãi| công khai)?(?: của| trong)?(?: toàn thể| đông đảo)?"
    r"(?: nhân dân| người dân| dân| cử tri| các hộ(?: dân)?| hộ dân| cộng đồng dân cư|"
    r" các tầng lớp nhân dân)?(?: tham gia)?(?: \S+){0,3}?"
    r"(?:\s*(?:về|đối với|vào|cho|:)\s*|\s+(?=(?:\d{1,2}|hai|ba|bốn|năm) (?:nội dung|dự thảo)))"
)
_OTHERS: Final = spoken(
    r"hài lòng|tín nhiệm|ứng cử|cán bộ, công chức|trong cơ quan|phiếu lấy ý kiến hộ|khảo sát|"
    r"trực tuyến của người dân"
)
_COUNT: Final = spoken(
    r"^\s*(\d{1,2}|một|hai|ba|bốn|năm|sáu|bảy) (?:nội dung|dự thảo|việc|vấn đề|đề án|lượt)"
    r"[^:(.;]{0,60}?(?::|, gồm:?|, là:?|\()\s*"
)
_END: Final = spoken(
    r"[.;…]|, (?:có|chưa|nhận|thu được|nhận được|tiếp nhận|tiếp thu|tổng hợp|với|qua đó|đã|"
    r"kết quả|thu về|"
    r"được|"
    r"tổng số|từ ngày)\b|\(|, \d| (?:từ ngày|trước khi|để)\b|\)"
)
_NO_TOPIC: Final = spoken(r"\W|\d|(?:lấy|xin|góp) ý kiến|(?:hai|ba|bốn|năm) (?:nội dung|dự thảo)")
_OPINIONS: Final = spoken(r"(\d[\d.]*) (?:lượt )?ý kiến")
_FROM_TO: Final = spoken(r"từ (?:ngày )?")
_WORDY: Final = 8


def consultations(told: Iterable[Told]) -> list[Row]:
    """One row per matter put to the people; opinions and days where they are its alone."""
    rows: dict[str, Row] = {}
    for sentence in told:
        if _OTHERS.search(sentence.words) or sentence.section in ("office", "enterprises"):
            continue
        topics = list(_topics(sentence))
        facts = _facts(sentence) if len(topics) == 1 else {}
        for topic in topics:
            rows.setdefault(fold(topic), {"topic": topic, **facts})
    return list(rows.values())


def _topics(sentence: Told) -> Iterator[str]:
    for asked in _ASKED.finditer(sentence.words):
        if sentence.is_denied_before(asked.start()):
            continue
        listed = _COUNT.match(sentence.words[asked.end() :])
        if listed:
            yield from _listed(sentence, asked.end() + listed.end(), listed)
            continue
        end = _END.search(sentence.words, asked.end())
        topic = sentence.text[asked.end() : end.start() if end else None].strip(" ,.:;")
        if len(topic) >= _WORDY and not _NO_TOPIC.match(topic.lower()):
            yield topic


def _listed(sentence: Told, start: int, listed: re.Match[str]) -> Iterator[str]:
    """'03 nội dung: A, B và C': parted where that makes as many as were counted."""
    told = next(group for group in listed.groups() if group)
    count = int(told) if told.isdigit() else parse_words([told])
    end = re.search(r"[.)]|; có |, có ", sentence.words[start:])
    text = sentence.text[start : start + end.start() if end else None]
    for parting in (r"\s*;\s*", r"\s*(?:;|,| và )\s*"):
        pieces = [piece.strip(" ,.;") for piece in re.split(parting, text) if piece.strip(" ,.;")]
        pieces = [piece.removeprefix("và ") for piece in pieces]
        if len(pieces) == count:
            yield from pieces
            return
    if text.strip():
        yield text.strip(" ,.;")


def _facts(sentence: Told) -> Row:
    days = list(find_dates(fold(sentence.text)))
    is_span = len(days) == 2 and bool(
        _FROM_TO.search(sentence.words[max(0, days[0].start - 10) : days[0].start + 1])
    )
    behind = " ".join((sentence.text, *sentence.following[:1]))
    return without_blanks(
        {
            "from": days[0].on.isoformat() if is_span else None,
            "to": days[1].on.isoformat() if is_span else None,
            "opinions": number_in(_OPINIONS, behind),
        }
    )
