"""Figures in words: 'hai mươi tư', 'không phát sinh', 'đều'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from app.domain.reading.figure import Figure, Kind, with_doubt
from app.domain.reading.phrases import Token
from app.domain.vietnamese.numbers import NUMBER_WORDS, parse_words
from app.domain.vietnamese.text import spoken

_ZERO: Final = spoken(
    r"\b(?:không|chưa)\s+(?:có|phát\s+sinh|thực\s+hiện(?=\s+(?:cuộc|biểu|phản|việc))|tiến\s+hành"
    r"|xảy\s+ra|để\s+xảy\s+ra|để\s+phát\s+sinh|còn|tổ\s+chức|triển\s+khai|phát\s+hiện|ghi\s+nhận"
    r"|nhận\s+được|tiếp\s+nhận|tồn\s+đọng|để|tiếp(?=\s+đoàn)|ban\s+hành|lập|thành\s+lập|vận\s+động"
    r"|huy\s+động|phải|mở|cử)\b"
    r"|(?<=[:;,(|])\s*(?:không|chưa|chưa\s+(?:thực\s+hiện|triển\s+khai|tổ\s+chức|phát\s+sinh))\b"
    r"(?=\s*(?:[.,;)|]|$))"
    r"|\bkhông\s+(?=(?:đơn|vụ|hồ\s+sơ|trường\s+hợp|cuộc|kiến\s+nghị\s+thu\s+hồi|hiến\s+đất|đóng\s+góp|tồn\s+đơn)\b)"
    r"|\b(?:không|chưa)\s+(?=(?:sửa\s+đổi(?:,\s+bổ\s+sung)?|bãi\s+bỏ|công\s+nhận)\s+bản\s+nào\b)"
    r"|\b(?:không|chẳng|chưa)\s+(?:có\s+)?(?=(?:[^\W\d]+\s+){1,4}nào\b)"
)
_EACH: Final = spoken(
    r"(?:(?<=[,;(])|(?<=và)|(?<=[,;(]\s))\s*(?:đều|tất\s+cả\s+đều|tất\s+cả|toàn\s+bộ\s+đều|toàn\s+bộ|cả\s+\S+\s+đều)\b(?!\s+các)"
    r"|(?<=[^\W\d])\s+đều\b(?! đặn)"
)
_ALONE: Final = frozenset({"một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"})
_SCALES: Final = frozenset({"nghìn", "ngàn", "triệu", "tỷ", "tỉ"})
_NO_COUNT_AFTER: Final = frozenset(
    {
        "số",
        "cửa",
        "phần",
        "cách",
        "bộ",
        "trong",
        "nửa",
        "chiều",
        "cấp",
        "mặt",
        "lòng",
        "thể",
        "sao",
    }
)
_NO_COUNT_BEFORE: Final = frozenset(
    {
        "thứ",
        "từng",
        "mỗi",
        "trong",
        "cuối",
        "đầu",
        "hằng",
        "hàng",
        "cả",
        "của",
        "tháng",
        "suốt",
        "trọn",
        "mấy",
        "là",
        "theo",
    }
)


_BARE_WORDS: Final = {
    "mot": "một", "hai": "hai", "ba": "ba", "bon": "bốn", "tu": "tư", "nam": "năm",
    "lam": "lăm", "sau": "sáu", "bay": "bảy", "tam": "tám", "chin": "chín", "muoi": "mươi",
    "tram": "trăm", "nghin": "nghìn", "linh": "linh",
}  # fmt: skip


def spoken_counts(tokens: Sequence[Token], words: str, is_bare: bool) -> Iterator[Figure]:
    """Runs of number words: 'hai mươi tư', 'một trăm phần trăm', 'hai' before a noun.

    Without marks 'nam' may be five or year, so such a number is doubtful.
    """
    if is_bare:
        marked = list(_with_marks(tokens))
        yield from (with_doubt(figure) for figure in spoken_counts(marked, words, False))
        return
    index = 0
    while index < len(tokens):
        if tokens[index].word not in NUMBER_WORDS:
            index += 1
            continue
        run = index
        while (
            run < len(tokens)
            and tokens[run].word in NUMBER_WORDS
            and _adjoins(tokens, run, index, words)
        ):
            run += 1
        figure = _spoken(tokens, index, run)
        if figure:
            yield figure
        index = max(run, index + 1)


def _with_marks(tokens: Sequence[Token]) -> Iterator[Token]:
    before = ""
    for token in tokens:
        word = _BARE_WORDS.get(token.folded, token.word)
        if word == "mươi" and before not in _BARE_WORDS:
            word = "mười"
        before = token.folded
        yield replace(token, word=word)


def _adjoins(tokens: Sequence[Token], run: int, first: int, words: str) -> bool:
    return run == first or not words[tokens[run - 1].end : tokens[run].start].strip()


def _spoken(tokens: Sequence[Token], index: int, run: int) -> Figure | None:
    run_words = [token.word for token in tokens[index:run]]
    following = [token.word for token in tokens[run : run + 2]]
    is_percent = following == ["phần", "trăm"]
    value = parse_words(run_words)
    if value is None or not (is_percent or _may_count(tokens, index, run_words, following)):
        return None
    is_money = run_words[-1] in _SCALES and following[:1] == ["đồng"] and following[1:] != ["chí"]
    end = tokens[run + 1 if is_percent else run if is_money else run - 1].end
    kind = Kind.PERCENT if is_percent else Kind.MONEY if is_money else Kind.COUNT
    return Figure(
        tokens[index].start, end, Decimal(value), kind, " ".join(run_words), in_words=True
    )


def _may_count(
    tokens: Sequence[Token], index: int, run_words: list[str], following: list[str]
) -> bool:
    if (index and tokens[index - 1].word in ("tỷ", "triệu", "nghìn")) or run_words[0] in (
        "tỷ",
        "triệu",
        "nghìn",
        "trăm",
        "mươi",
        "rưỡi",
        "linh",
        "lẻ",
    ):
        return False
    if len(run_words) > 1:
        return True
    if run_words[0] not in _ALONE or not following or not following[0].isalpha():
        return False
    if run_words == ["hai"] and following[:1] == ["ban"] and not _names_boards(following[1:]):
        # "kiến nghị qua hai ban": both boards, whose names stand elsewhere.
        return False
    before = tokens[index - 1].word if index else ""
    if run_words[0] == "năm" and before in _NO_COUNT_BEFORE | {"", "nay", "trước", "sau"}:
        return False
    return following[0] not in _NO_COUNT_AFTER and before not in (
        "thứ",
        "gấp",
        "từng",
        "mỗi",
        "một",
        "tháng",
        "năm",
        "quý",
        "của",
    )


def spoken_zeros(words: str, start: int, end: int) -> Iterator[Figure]:
    for pattern, kind in ((_ZERO, Kind.ZERO), (_EACH, Kind.EACH)):
        for match in pattern.finditer(words, start, end):
            text = match.group()
            at = match.start() + len(text) - len(text.lstrip())
            yield Figure(at, match.end(), Decimal(0), kind, text.strip(), in_words=True)


def _names_boards(words: Sequence[str]) -> bool:
    """'hai Ban giám sát …' counts boards."""
    return words in (["giám"], ["gsđtcđ"])
