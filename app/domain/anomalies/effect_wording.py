"""The effect of mending a value in one Vietnamese sentence, for the screens."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from app.domain.answers import numerals
from app.domain.forms import AggregateKind, FieldType, FormDefinition

_FIGURES: Final = {
    AggregateKind.SUM: "tổng toàn thành phố",
    AggregateKind.MEAN: "bình quân toàn thành phố",
    AggregateKind.MAX: "số lớn nhất toàn thành phố",
    AggregateKind.RATIO: "tỷ lệ chung toàn thành phố",
}
_POINTS: Final = {FieldType.PCT: "điểm phần trăm", FieldType.SCORE: "điểm"}
#: Below this the change does not show in a figure printed to one decimal.
_LEAST = Decimal("0.05")


def effect_sentence(form: FormDefinition, effect: Mapping[str, Any] | None) -> str:
    """``details["effect"]`` in words: which city figure moves, which way, by how much.

    '' where a finding has no effect in numbers.
    """
    field = form.fields.get(effect["code"]) if effect else None
    if effect is None or field is None:
        return ""
    figure = _FIGURES.get(field.aggregate.kind, "số liệu toàn thành phố")
    unit = _POINTS.get(field.type)
    change = Decimal(effect["delta"]) if unit else 100 * Decimal(str(effect["share"]))
    if not change:
        return f"Sửa số này không làm thay đổi {figure}."
    way = "tăng" if change > 0 else "giảm"
    return f"Nếu sửa thành {_expected(effect, field.type)}, {figure} {way} {_by(change, unit)}."


def _expected(effect: Mapping[str, Any], kind: FieldType) -> str:
    mark = "%" if kind is FieldType.PCT else ""
    return numerals.format_decimal(Decimal(effect["expected"]), grouped=True) + mark


def _by(change: Decimal, unit: str | None) -> str:
    size = abs(change)
    if size < _LEAST:
        return f"chưa tới 0,1 {unit}" if unit else "chưa tới 0,1%"
    shown = numerals.format_decimal(round(size, 1), grouped=True)
    return f"{shown} {unit}" if unit else f"{shown}%"
