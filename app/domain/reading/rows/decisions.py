"""What the people discussed and decided, by the clauses of Điều 15."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from app.domain.reading.rows.law import DECIDED, Matter, matters_in
from app.domain.reading.rows.sentences import Row, Told, number_in, without_blanks
from app.domain.vietnamese.text import spoken

_DECIDED: Final = spoken(
    r"(?:nhân dân|người dân|dân|bà con|cộng đồng dân cư|cử tri|các hộ|hộ dân|thôn|tổ dân phố|tdp|"
    r"khu dân cư)\b[^.;]{0,60}?\b(?:(?:họp )?bàn(?: bạc)?(?:,| và)? ?(?:thống nhất|quyết định|"
    r"biểu quyết)?|trực tiếp quyết định|quyết định trực tiếp|thống nhất|biểu quyết|tán thành|"
    r"bỏ phiếu)|(?:họp )?(?:bàn|bàn bạc)(?:,| và)? (?:thống nhất|quyết định|biểu quyết)"
)
_NOT_THEIRS: Final = spoken(
    r"phương châm|dân biết|hđnd|tập thể|ban chấp hành|lấy ý kiến|hội nghị cán bộ"
)
_FORMS: Final = (
    ("online", spoken(r"biểu quyết trực tuyến|trực tuyến|qua zalo")),
    ("ballot", spoken(r"phát phiếu|phiếu lấy ý kiến|phiếu biểu quyết")),
    ("meeting", spoken(r"\bhọp\b|cuộc họp|hội nghị")),
)
_SHARE: Final = spoken(
    r"(\d[\d.]*)(?:/\d[\d.]*)? (?:hộ|phiếu|đại diện hộ|hộ gia đình)[^.;,]{0,30}(?:tán thành|đồng ý|"
    r"nhất trí|đồng thuận|thống nhất)|(?:tán thành|đồng ý|"
    r"nhất trí)[^.;,\d]{0,20}(\d[\d.]*)(?:/\d+)? "
    r"(?:hộ|phiếu)"
)
_HOUSEHOLDS: Final = spoken(
    r"\d[\d.]*/(\d[\d.]*) (?:hộ|phiếu|đại diện hộ)|(\d[\d.]*) hộ (?:dự|tham gia|cử)"
)


def decisions(told: Iterable[Told]) -> list[Row]:
    """One row per clause of Điều 15, but for sentences that tell the votes on one matter."""
    rows: list[Row] = []
    plain: dict[str, Row] = {}
    for sentence in told:
        for row in _decided(sentence):
            if "votes" in row:
                rows.append(row)
            elif row["matter"] in plain:
                _join(plain[row["matter"]], row)
            else:
                plain[row["matter"]] = row
                rows.append(row)
    return rows


def _join(row: Row, more: Row) -> None:
    if more["text"] not in row["text"]:
        row["text"] = f"{row['text']}; {more['text']}"
    for column, value in more.items():
        row.setdefault(column, value)


def _decided(sentence: Told) -> Iterator[Row]:
    decided = _DECIDED.search(sentence.words)
    if decided is None or _NOT_THEIRS.search(sentence.words):
        return
    if sentence.section in (
        "office",
        "enterprises",
        "overview",
        "weaknesses",
        "causes",
    ) or sentence.is_denied_before(decided.end()):
        return
    found = list(matters_in(sentence.words, DECIDED))
    by_clause: dict[str, list[Matter]] = {}
    for matter in found:
        by_clause.setdefault(matter.clause, []).append(matter)
    for clause, matters in by_clause.items():
        texts = dict.fromkeys(sentence.text[m.start : m.end].strip(" ,:") for m in matters)
        votes = _votes(sentence) if len(by_clause) == 1 else {}
        yield {"matter": clause, **_form(sentence.words), **votes, "text": "; ".join(texts)}


def _form(words: str) -> Row:
    return next(({"form": form} for form, cue in _FORMS if cue.search(words)), {})


def _votes(sentence: Told) -> Row:
    return without_blanks(
        {
            "votes": number_in(_SHARE, sentence.text),
            "households": number_in(_HOUSEHOLDS, sentence.text),
        }
    )
