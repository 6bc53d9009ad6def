"""Figures in the text: counts, pairs, shares, money, areas, scores, zeros in words."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from app.domain.reading.exclusions import excluded_spans
from app.domain.reading.figure import Figure, Kind, with_doubt
from app.domain.reading.phrases import Token
from app.domain.reading.source import Layers
from app.domain.reading.spoken_figures import spoken_counts, spoken_zeros
from app.domain.vietnamese.numbers import (
    DIGITS,
    Parsed,
    as_decimal,
    parse_digits,
)
from app.domain.vietnamese.text import canonical, fold, spoken

_LOOKALIKE: Final = str.maketrans(
    {
        "O": "0",
        "o": "0",
        "Q": "0",
        "l": "1",
        "I": "1",
        "i": "1",
        "|": "1",
        "S": "5",
        "s": "5",
        "B": "8",
        "b": "6",
        "Z": "2",
        "z": "2",
    }
)
_MAYBE_DIGITS: Final = re.compile(r"\d|(?<!\w)[OlISB|]{2,}(?!\w)")
_SLIP: Final = re.compile(
    r"(?<![\w.,-])(?=[\doOlISsBZ.,|]*[\dOlISB|])(?=[\d.,]*[oOlISsBZ|])[\doOlISsBZ|]+(?:[.,][\doOlISsBZ|]+)*(?![\w])"
)
_MASKABLE: Final = re.compile(r"(?=.*\d)|[OlISB|]{2,}")
_FIGURE: Final = re.compile(
    rf"(?<![\w.,])(?P<n>{DIGITS})(?:\s?/\s?(?P<m>{DIGITS})(?![\d/]))?(?P<tail>\s*(?:%|phần\s+trăm\b|phan\s+tram\b)"
    r"|\s*(?:tỷ|tỉ|triệu|tr|nghìn|ngàn|ty|trieu|nghin)?\s?(?:(?:đồng|dong)\b(?!\s+ch[íi])|vnđ\b|vnd\b|đ(?![\w/]|\.\w))"
    r"|\s*(?:tỷ|tỉ|triệu|nghìn|ngàn)\b|\s*(?:m2|m²|mét\s+vuông|met\s+vuong|m\s2|ha\b|héc\s?ta\b|hec\s?ta\b)|\s*điểm\b(?!\s+(?:niêm|công|tiếp|phát|trường|nóng|bầu|đặt|họp|bỏ|sinh|văn|du|dân|phục|hỗ|truy|wifi|đen|tập)))?"
)
_SCALES: Final = {
    "tỷ": 10**9,
    "tỉ": 10**9,
    "triệu": 10**6,
    "tr": 10**6,
    "nghìn": 10**3,
    "ngàn": 10**3,
    "ty": 10**9,
    "trieu": 10**6,
    "nghin": 10**3,
}
_SECOND_SCALE: Final = re.compile(rf"\s*({DIGITS})\s*(triệu|nghìn|ngàn)\s*(?:đồng|đ\b)?")
_COMPARATORS: Final = (
    # Without its mark 'quá' is 'qua', which says nothing of the figure.
    ("over", re.compile(r"\b(?:trên|tren|hơn|hon|vượt|vuot|quá)\s*(?:mức\s*|muc\s*)?$")),
    ("least", spoken(r"\b(?:tối thiểu|ít nhất|không dưới|từ)\s*$")),
    ("under", spoken(r"\b(?:dưới|chưa đến|chưa đầy|gần|không quá|tối đa)\s*$")),
    ("about", spoken(r"\b(?:khoảng|ước|ước đạt|xấp xỉ|tầm|chừng|ước tính)\s*$")),
)
_SCORED: Final = spoken(r"chỉ số|xếp loại|chấm|đánh giá|thang")
_POINTS: Final = spoken(r"\bđiểm(?: số)?\s*:?\s*$")
_INDEX: Final = spoken(r"chỉ số")
_AREA: Final = re.compile(r"m2|m²|m\s2|mét\s+vuông|met\s+vuong")


def find_figures(
    flat: str, layers: Layers, tokens: Sequence[Token], start: int, end: int, is_bare: bool = False
) -> list[Figure]:
    """The figures between two positions, in order, none of them excluded."""
    spans: list[tuple[int, int]] = []
    found: list[Figure] = []
    if _MAYBE_DIGITS.search(flat, start, end):
        text, slips = _mend_digits(flat, layers.words, start, end)
        folded = fold(text) if slips else layers.folded[start:end]
        spans = [(start + s, start + e) for s, e in excluded_spans(folded)]
        found = [f for f in _digits(text, start, slips) if not _overlaps(spans, f.start, f.end)]
    found += [
        f
        for f in spoken_counts(tokens, layers.words, is_bare)
        if not _overlaps(spans, f.start, f.end)
    ]
    found += spoken_zeros(layers.words, start, end)
    return sorted(found, key=lambda figure: figure.start)


def figure_in(typed: str, unit: str, start: int) -> Figure | None:
    """The figure that a table cell holds, read with the unit of its column."""
    text, slips = _mend_digits(typed, canonical(typed), 0, len(typed))
    match = _FIGURE.match(f"{text} {unit}".strip())
    figure = _figure(match, match.string, start) if match else None
    if figure is None or match is None or len(text) > match.end("n") + 30:
        return None
    placed = replace(figure, start=start, end=start + len(typed))
    return with_doubt(placed) if slips else placed


def _overlaps(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    at = bisect.bisect_right(spans, (start, 1 << 60))
    before = at > 0 and spans[at - 1][1] > start
    return before or (at < len(spans) and spans[at][0] < end)


def _mend_digits(flat: str, words: str, start: int, end: int) -> tuple[str, frozenset[int]]:
    """The text with letters that stand for digits put right, and where that was."""
    slips: set[int] = set()

    def mend(match: re.Match[str]) -> str:
        if not _MASKABLE.match(match.group()):
            return match.group()
        slips.add(start + match.start())
        return match.group().translate(_LOOKALIKE)

    mended = _SLIP.sub(mend, flat[start:end])
    if not slips:
        return words[start:end], frozenset()
    merged = [
        new if new != old else word
        for new, old, word in zip(mended, flat[start:end], words[start:end], strict=True)
    ]
    return "".join(merged), frozenset(slips)


def _digits(text: str, start: int, slips: frozenset[int]) -> Iterator[Figure]:
    for match in _FIGURE.finditer(text):
        figure = _figure(match, text, start)
        if figure is None:
            continue
        slipped = any(figure.start <= slip < figure.end for slip in slips)
        yield with_doubt(figure) if slipped else figure


def _figure(match: re.Match[str], text: str, start: int) -> Figure | None:
    tail = " ".join((match.group("tail") or "").split())
    kind, end = _kind(tail), match.end()
    if kind is Kind.SCORE and not _is_score(match, text):
        kind, end = Kind.COUNT, match.end("m") if match.group("m") else match.end("n")
    if kind is Kind.PERCENT and match.group("m"):
        return None
    if kind is Kind.COUNT and _is_bare_score(match, text):
        kind = Kind.SCORE
    first = _parse(match.group("n"), kind, tail)
    if first is None:
        return None
    whole = _parse(match.group("m"), kind, tail) if match.group("m") else None
    value = first.value * _scale(tail, kind)
    if kind is Kind.MONEY:
        second = _SECOND_SCALE.match(text, end)
        if second and (more := parse_digits(second.group(1))):
            value, end = value + more.value * _SCALES[second.group(2)], second.end()
    if kind is Kind.COUNT and first.decimals:
        return None
    return Figure(
        start + match.start(), start + end, value, kind, match.group("n"),
        whole.value if whole else None, _comparator(text[: match.start()], match.group("n"), kind),
        first.is_doubtful and kind is not Kind.PERCENT,
    )  # fmt: skip


def _kind(tail: str) -> Kind:
    if tail.startswith(("%", "phần", "phan")):
        return Kind.PERCENT
    if tail.startswith("điểm"):
        return Kind.SCORE
    if _AREA.match(tail) or tail.startswith(("ha", "héc", "hec")):
        return Kind.AREA
    return Kind.MONEY if tail else Kind.COUNT


def _is_score(match: re.Match[str], text: str) -> bool:
    """'97,61 điểm' and '94 điểm' of an index are scores; '37 điểm' are places."""
    if match.group("m") or "," in match.group("n") or "." in match.group("n"):
        return True
    return bool(_SCORED.search(text[max(0, match.start() - 160) : match.start()]))


def _is_bare_score(match: re.Match[str], text: str) -> bool:
    """'Bộ chỉ số …: 93,2/100' without the word điểm."""
    before = text[max(0, match.start() - 12) : match.start()]
    if match.group("m") == "100" and _POINTS.search(before):
        return True
    parsed = parse_digits(match.group("n"))
    is_fraction = parsed is not None and parsed.decimals > 0 and match.group("m") in (None, "100")
    return is_fraction and bool(_INDEX.search(text[max(0, match.start() - 160) : match.start()]))


def _scale(tail: str, kind: Kind) -> int:
    if kind is Kind.AREA:
        return 1 if _AREA.match(tail) else 10_000
    return _SCALES.get(tail.split()[0].removesuffix("đ"), 1) if kind is Kind.MONEY and tail else 1


def _parse(digits: str, kind: Kind, tail: str) -> Parsed | None:
    if kind in (Kind.PERCENT, Kind.SCORE):
        return as_decimal(digits)
    is_scaled = kind is Kind.MONEY and tail.split()[0].removesuffix("đ") in _SCALES
    parsed = parse_digits(digits)
    if parsed and parsed.is_doubtful and (is_scaled or kind is Kind.AREA):
        return as_decimal(digits)
    return parsed


def _comparator(before: str, typed: str, kind: Kind) -> str:
    """'trên 98%' is more than; 'công khai trên 05 kênh' is where."""
    name = next((name for name, pattern in _COMPARATORS if pattern.search(before[-20:])), "")
    is_place = (
        name in ("over", "under")
        and kind is Kind.COUNT
        and (typed.startswith("0") or len(typed) == 1)
    )
    return "" if is_place else name
