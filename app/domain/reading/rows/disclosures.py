"""What was disclosed, by the clauses of Điều 11, with its form, day and place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from app.domain.reading.rows.law import DISCLOSED, FORMS, Matter, forms_in, matters_in
from app.domain.reading.rows.sentences import Row, Told, without_blanks
from app.domain.vietnamese.text import spoken

_DISCLOSE: Final = spoken(
    r"\b(?:công khai|niêm yết)\b|\b(?:đọc|phát|thông báo)(?: công khai)? trên (?:hệ thống |các )?"
    r"(?:loa|đài|truyền thanh)"
)
# "được giải trình công khai", "bảo đảm công khai": how something was done, nothing disclosed.
_MANNER: Final = spoken(
    r"(?:giải trình|bảo đảm|đảm bảo|dân chủ,|khách quan,|bàn bạc|tính|nội dung|hình thức|được|"
    r"việc|phải|tiếp tục|tăng cường|yêu cầu|thực hiện tốt việc|điểm)\s*$"
)
_PASSIVE: Final = spoken(r"(?:được|;|đều|đã)\s*$")
# Disclosure inside an office is Điều 46's, not Điều 11's.
_IN_OFFICE: Final = spoken(
    r"trong cơ quan|nội bộ|nâng (?:ngạch|bậc)|quy hoạch cán bộ|đề bạt|của cơ quan|"
    r"tại nơi làm việc|doanh nghiệp"
)
_DUTY: Final = spoken(
    r"\b(?:chậm|chưa|phải) (?:được )?(?:công khai|niêm yết)|một số [^.]{0,40}chậm"
)
_SITE: Final = spoken(
    r"niêm yết(?: công khai)?(?: đầy đủ)?[^.;]{0,60}? tại (?!các cuộc|cuộc|"
    r"hội nghị)([^.;()]{4,110})"
)
_SITE_END: Final = spoken(
    r", (?:qua|trên|đồng thời|đọc|phát|gửi|các nhóm|nhóm|trang|cổng|hệ thống|thông qua|từ ngày)\b|"
    r" (?:từ ngày|và trên|cũng như|và qua|để|trong thời gian|ngày \d|trong \d)\b"
)


def disclosures(told: Iterable[Told]) -> list[Row]:
    """One row per clause of Điều 11; what a later sentence adds is added."""
    rows: dict[str, Row] = {}
    for sentence in told:
        for matter in _disclosed(sentence):
            row = rows.setdefault(matter.clause, {"item": matter.clause})
            _add(row, _facts(sentence, matter))
    return list(rows.values())


def _add(row: Row, facts: Row) -> None:
    """What a later sentence says is added; forms are put together."""
    forms = {*row.get("form", "").split(", "), *facts.get("form", "").split(", ")} - {""}
    for column, value in facts.items():
        row.setdefault(column, value)
    if forms:
        row["form"] = ", ".join(letter for letter, _ in FORMS if letter in forms)


def _disclosed(sentence: Told) -> Iterator[Matter]:
    """The matters of a sentence that says they were disclosed."""
    if sentence.section in ("office", "enterprises", "weaknesses", "causes"):
        return
    if _IN_OFFICE.search(sentence.words) or _DUTY.search(sentence.words):
        return
    verbs = [
        found
        for found in _DISCLOSE.finditer(sentence.words)
        if not sentence.is_denied_before(found.start(), 12)
    ]
    for at, verb in enumerate(verbs):
        stop = verbs[at + 1].start() if at + 1 < len(verbs) else len(sentence.words)
        yield from _of_verb(sentence.words, verb, stop)


def _of_verb(words: str, verb: re.Match[str], stop: int) -> Iterator[Matter]:
    """'công khai X, Y' and 'X, Y được công khai'."""
    front = words[: verb.start()]
    is_passive = bool(_PASSIVE.search(front))
    behind = list(matters_in(words, DISCLOSED, verb.end(), stop))
    if behind and not (_MANNER.search(front) and not is_passive):
        yield from behind
    elif is_passive:
        yield from matters_in(words, DISCLOSED, 0, verb.start())


def _facts(sentence: Told, matter: Matter) -> Row:
    """What the sentence says of the disclosure; a day only where it can be no other's."""
    site = _SITE.search(sentence.words)
    return without_blanks(
        {
            "form": forms_in(sentence.words),
            "date": sentence.only_date(),
            "site": _site(sentence.text, site) if site else "",
            "text": sentence.text[matter.start : matter.end],
        }
    )


def _site(text: str, found: re.Match[str]) -> str:
    group = next(number for number, words in enumerate(found.groups(), start=1) if words)
    site = text[found.start(group) : found.end(group)]
    cut = _SITE_END.search(site.lower())
    return (site[: cut.start()] if cut else site).strip(" ,")
