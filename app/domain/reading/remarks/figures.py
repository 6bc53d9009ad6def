"""Contradictions between mentions of a figure: two values, over 100%, targets as results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from app.domain.findings import Finding, Severity
from app.domain.forms import FieldType, FormDefinition
from app.domain.reading.choice import conflict_with
from app.domain.reading.model import Mention, Read, Status
from app.domain.reading.shares import StatedShare
from app.domain.reading.source import Source

_TOTALS: Final = (
    "villages_count", "residential_groups_count", "residential_units_total", "households_total",
)  # fmt: skip
_SURE: Final = 0.8


def inconsistent(
    taken: Mapping[str, Read],
    mentions: Mapping[str, Sequence[Mention]],
    form: FormDefinition,
    source: Source,
) -> Iterator[Finding]:
    """The same indicator with two values. Of a total only a larger part contradicts."""
    for code, read in taken.items():
        best = next(
            (m for m in mentions[code] if m.start == read.start and m.value == read.value), None
        )
        if best is None:
            continue
        other = conflict_with(best, [m for m in mentions[code] if m.role == "main"])
        if other is None and code in _TOTALS:
            other = _larger_part(best, mentions[code])
        if other is not None and not _is_zero_word(best, other):
            yield _two_values(code, best, other, form, source)


def _larger_part(best: Mention, found: Sequence[Mention]) -> Mention | None:
    larger = [
        m for m in found if m.role != "main" and m.confidence >= 0.7 and _number(m) > _number(best)
    ]
    return max(larger, key=_number, default=None)


def _is_zero_word(one: Mention, other: Mention) -> bool:
    """'không có …' beside a figure is a claim against a figure, not two figures."""
    return any(m.value == 0 and not m.typed[:1].isdigit() for m in (one, other))


def _two_values(
    code: str, one: Mention, other: Mention, form: FormDefinition, source: Source
) -> Finding:
    field = form.fields[code]
    quotes = [source.quote(m.start, m.end) for m in (one, other)]
    values = [_worded(m, field.type) for m in (one, other)]
    return Finding(
        "inconsistent_values",
        Severity.ERROR,
        (code,),
        f"{field.label_vi} có hai giá trị khác nhau trong báo cáo: {values[0]} (“{quotes[0]}”) "
        f"và {values[1]} "
        f"(“{quotes[1]}”). Giữ một giá trị đúng trong toàn báo cáo.",
        expected=_number(one),
        actual=_number(other),
        clause=code,
        inputs={code: one.typed, f"{code}:2": f"{other.comparator}{other.typed}"},
        details={"quotes": quotes},
    )


def over_hundred(
    mentions: Mapping[str, Sequence[Mention]], form: FormDefinition, source: Source
) -> Iterator[Finding]:
    """'đạt trên 100%' of a share."""
    for code, found in mentions.items():
        field = form.fields.get(code)
        if field is None or field.type is not FieldType.PCT:
            continue
        for mention in found:
            if mention.comparator == "over" and _number(mention) >= 100:
                quote = source.quote(mention.start, mention.end)
                yield Finding(
                    "percent_range",
                    Severity.ERROR,
                    (code,),
                    f"{field.label_vi}: “{quote}”. Một tỷ lệ phần không thể trên 100%.",
                    expected=Decimal(100),
                    actual=_number(mention),
                    clause=f"{code}:wording",
                    inputs={code: f"trên {mention.typed}"},
                    details={"quotes": [quote]},
                )
                break


def unequal_shares(
    shares: Iterable[StatedShare], taken: Mapping[str, Read], form: FormDefinition, source: Source
) -> Iterator[Finding]:
    """'80/88 đơn, đạt 97%': a share that its own pair does not give.

    Where both figures and the rate are answers, the rule of that rate tells of it.
    """
    for share in shares:
        if share.holds() or _is_judged(share, taken, form):
            continue
        quote = source.quote(share.start, share.stated.end)
        yield Finding(
            "inconsistent_values",
            Severity.ERROR,
            (share.code or "narratives",),
            f"“{quote}”: {share.part:f}/{share.whole:f} là "
            f"{_comma(share.computed)}%, không phải {share.stated.typed}%. "
            "Sửa tỷ lệ hoặc các số dùng để tính.",
            expected=share.stated.value,
            actual=share.computed,
            clause=f"{share.code}:share:{share.part:f}/{share.whole:f}",
            inputs={share.code or "narratives": f"{share.part:f}/{share.whole:f}"},
            details={"quotes": [quote]},
        )


def _comma(value: Decimal) -> str:
    return f"{round(value, 2)}".replace(".", ",")


def _is_judged(share: StatedShare, taken: Mapping[str, Read], form: FormDefinition) -> bool:
    fields = (f for f in form.indicators if f.aggregate.numerator == share.code)
    rate = next(fields, None) if share.code else None
    if rate is None:
        return False
    answers = [taken.get(code or "") for code in (rate.aggregate.denominator, rate.code)]
    return all(read is not None and read.status is Status.READ for read in answers) and (
        answers[0] is not None and answers[0].value == share.whole
    )


def targets_as_results(
    taken: Mapping[str, Read],
    mentions: Mapping[str, Sequence[Mention]],
    aims: Sequence[Mention],
    form: FormDefinition,
    source: Source,
) -> Iterator[Finding]:
    """A result worded like a target, or a target that the report says is reached."""
    for code, found in mentions.items():
        least = next((m for m in found if m.comparator == "least" and _number(m) == 100), None)
        if least is not None:
            quote = source.quote(least.start, least.end)
            yield _contradiction(
                code,
                form,
                f"“{quote}” là cách viết của chỉ tiêu giao, không phải kết quả.",
                [quote],
                "wording",
            )
    for aim in aims:
        read = taken.get(aim.code)
        if (
            read is not None
            and read.value == aim.value
            and read.start != aim.start
            and read.confidence >= _SURE
        ):
            quote = source.quote(aim.start, aim.end)
            yield _contradiction(
                aim.code,
                form,
                f"Viết “{quote}” như mục tiêu, nơi khác lại nêu đã đạt (“{read.quote}”).",
                [quote, read.quote],
                "aim",
            )


def zero_in_words(
    mentions: Mapping[str, Sequence[Mention]], form: FormDefinition, source: Source
) -> Iterator[Finding]:
    """'không phát sinh …' beside a figure above zero."""
    for code, found in mentions.items():
        zero = next(
            (
                m
                for m in found
                if m.value == 0 and not m.typed[:1].isdigit() and m.confidence >= _SURE
            ),
            None,
        )
        figure = next(
            (
                m
                for m in found
                if isinstance(m.value, int)
                and m.value
                and m.role == "main"
                and m.confidence >= _SURE
            ),
            None,
        )
        if zero is not None and figure is not None and not isinstance(figure.value, bool):
            quotes = [source.quote(m.start, m.end) for m in (zero, figure)]
            yield _contradiction(
                code,
                form,
                f"Viết “{quotes[0]}” nhưng nơi khác nêu {figure.value} (“{quotes[1]}”).",
                quotes,
                "zero",
            )


def _contradiction(
    code: str, form: FormDefinition, text: str, quotes: list[str], clause: str
) -> Finding:
    return Finding(
        "narrative_contradiction",
        Severity.WARNING,
        (code,),
        f"{form.fields[code].label_vi}: {text}",
        clause=f"{code}:{clause}",
        inputs={code: "|".join(quotes)},
        details={"quotes": quotes},
    )


def _worded(mention: Mention, kind: FieldType) -> str:
    sign = "%" if kind is FieldType.PCT else ""
    word = {"over": "trên ", "least": "tối thiểu ", "about": "khoảng ", "under": "dưới "}.get(
        mention.comparator, ""
    )
    return f"{word}{mention.typed}{sign}"


def _number(mention: Mention) -> Decimal:
    value = mention.value
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)
