"""View data of what a flag's card draws: peers on a strip, the ward's own past, the effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from flask_babel import gettext as _

from app.actions.access import Report
from app.actions.recalling import Earlier, figure
from app.documents import numerals
from app.domain.anomalies.absent import PAST
from app.domain.answers import Answer
from app.domain.forms import AggregateKind, Field, FieldType, Measure
from app.domain.periods import parse_period_code
from app.domain.rates import figure_of
from app.domain.units import UNIT_TYPES
from app.store.forms import CompiledForm
from app.web import report_parts as parts
from app.web.report_parts import View
from app.web.review_pages import Desk
from app.web.words import name_of, short_period_name, unit_type_name, unit_words

#: How many periods a card shows, the present one among them.
PERIODS: Final = 8
_POINTS: Final = (FieldType.PCT, FieldType.SCORE)
_TENTH: Final = Decimal("0.1")


def effect_words(form: CompiledForm, effect: Mapping[str, Any] | None) -> str:
    """What mending the value does to the city's figure; '' where a finding has no such effect."""
    field = form.fields.get(effect["code"]) if effect else None
    if effect is None or field is None:
        return ""
    if effect.get("imputed"):
        return _absent_words(field, effect)
    return _(
        "Sửa theo giá trị dự kiến %(expected)s, %(figure)s đổi %(change)s.",
        expected=numerals.rounded(Decimal(effect["expected"])),
        figure=_city_figure(field),
        change=_moved(field, effect),
    )


def _absent_words(field: Field, effect: Mapping[str, Any]) -> str:
    """What is expected where nothing stands, by what, and what it would add."""
    told = {
        "what": name_of(field),
        "expected": numerals.rounded(Decimal(effect["expected"])),
        "figure": _city_figure(field),
        "change": _moved(field, effect),
    }
    is_past = effect["imputed"] == PAST
    if effect.get("is_whole") and is_past:
        return _(
            "Thiếu cả báo cáo. Lấy một chỉ tiêu ở mức giữa, “%(what)s”: kỳ trước đơn vị báo"
            " %(expected)s; có số này thì %(figure)s đổi khoảng %(change)s.",
            **told,
        )
    if effect.get("is_whole"):
        return _(
            "Thiếu cả báo cáo. Lấy một chỉ tiêu ở mức giữa, “%(what)s”: theo mức của các đơn vị"
            " cùng loại thì khoảng %(expected)s; có số này thì %(figure)s đổi khoảng %(change)s.",
            **told,
        )
    if is_past:
        return _(
            "Thiếu nhiều nhất là “%(what)s”: kỳ trước đơn vị báo %(expected)s; có số này thì"
            " %(figure)s đổi khoảng %(change)s.",
            **told,
        )
    return _(
        "Thiếu nhiều nhất là “%(what)s”: theo mức của các đơn vị cùng loại thì khoảng"
        " %(expected)s; có số này thì %(figure)s đổi khoảng %(change)s.",
        **told,
    )


def change_words(form: CompiledForm, effect: Mapping[str, Any] | None) -> str:
    """How far the city's figure moves, as ``+3,1 %``; '' where a finding has no such effect."""
    field = form.fields.get(effect["code"]) if effect else None
    return "" if effect is None or field is None else _moved(field, effect)


def _city_figure(field: Field) -> str:
    words = {
        AggregateKind.SUM: _("tổng toàn thành phố"),
        AggregateKind.MEAN: _("bình quân toàn thành phố"),
        AggregateKind.MAX: _("số lớn nhất toàn thành phố"),
        AggregateKind.RATIO: _("tỷ lệ chung toàn thành phố"),
    }
    return words.get(field.aggregate.kind, _("số liệu toàn thành phố"))


def _moved(field: Field, effect: Mapping[str, Any]) -> str:
    is_points = field.type in _POINTS
    change = Decimal(effect["delta"]) if is_points else 100 * Decimal(str(effect["share"]))
    unit = _("điểm") if is_points else "%"
    if change and abs(change) < _TENTH / 2:
        return _("dưới %(n)s %(unit)s", n=numerals.rounded(_TENTH), unit=unit)
    text = numerals.rounded(change.quantize(_TENTH))
    sign = "+" if change > 0 else ""
    return f"{sign}{text} {unit}"


def strip(report: Report, codes: Sequence[str], details: Mapping[str, Any]) -> View | None:
    """The peers' values with this ward's marked; None where the finding brings none.

    Values are per thousand households and the like where ``details["per"]`` says so.
    """
    points: Sequence[float] = details.get("points") or ()
    value = details.get("value")
    if value is None or len(points) < 2:
        return None
    low, high = min((*points, value)), max((*points, value))
    if low == high:
        return None

    def at(number: float) -> float:
        return min(1.0, max(0.0, (number - low) / (high - low)))

    peers = [
        {"at": at(p), "name": _("Đơn vị cùng nhóm"), "display": _short(p)}
        | {"is_self": False, "is_far": False}
        for p in points
    ]
    own = {"at": at(value), "name": report.ward.short_name, "display": _short(value)}
    field = report.form.fields.get(codes[0]) if codes else None
    return {
        "title": _strip_title(report, field, details),
        "low": _short(low),
        "high": _short(high),
        "median_at": at(details["median"]),
        "median_words": _("trung vị %(n)s", n=_short(details["median"])),
        "band_from": at(details["low"]),
        "band_to": at(details["high"]),
        "points": [*peers, own | {"is_self": True, "is_far": False}],
        "words": _usual(details),
    }


def _strip_title(report: Report, field: Field | None, details: Mapping[str, Any]) -> str:
    name = name_of(field) if field else report.ward.short_name
    base = report.form.fields.get(details.get("per", ""))
    if base is None:
        return name
    scale = int(details.get("scale", 1))
    per = f"{numerals.grouped(scale)} {unit_words(base)}" if scale > 1 else unit_words(base)
    return _("%(what)s trên %(per)s", what=name, per=per)


def _usual(details: Mapping[str, Any]) -> str:
    kind = details.get("unit_type", "")
    return _(
        "Khoảng thường gặp %(low)s đến %(high)s, theo %(n)s %(units)s.",
        low=_short(details["low"]),
        high=_short(details["high"]),
        n=details.get("peers", ""),
        units=unit_type_name(kind).lower() if kind in UNIT_TYPES else _("đơn vị toàn thành phố"),
    )


def _short(number: float) -> str:
    return numerals.rounded(Decimal(str(number)))


def history(shown: Desk, codes: Sequence[str], earlier: Sequence[Earlier]) -> View | None:
    """The first number of the flag over the ward's periods, oldest first; None without a past.

    What adds up over a period is held only against periods as long.
    """
    known = (shown.report.form.fields.get(code) for code in codes)
    field = next((f for f in known if f is not None and f.type.is_numeric), None)
    if field is None or shown.answers is None:
        return None
    now = parse_period_code(shown.report.period.code)
    past = [
        (short_period_name(str(e.period)), figure(field, e))
        for e in earlier
        if field.measure is not Measure.FLOW or e.period.is_as_long_as(now)
    ]
    told = [(words, answer) for words, answer in past[: PERIODS - 1] if _has_number(answer)]
    if not told:
        return None
    present = (short_period_name(str(now)), figure_of(field, shown.answers))
    return {"title": name_of(field), "bars": _bars(field, [*reversed(told), present])}


def _has_number(answer: Answer | None) -> bool:
    return answer is not None and answer.counts


def _bars(field: Field, told: Sequence[tuple[str, Answer | None]]) -> list[View]:
    numbers = [a.value if a is not None and a.counts else None for _words, a in told]
    most = max((float(n) for n in numbers if isinstance(n, int | Decimal)), default=0.0)
    return [
        {
            "label": words,
            "display": parts.display(field, answer) or "–",
            "height": float(number) / most if isinstance(number, int | Decimal) and most else 0.0,
            "is_now": place == len(told) - 1,
        }
        for place, ((words, answer), number) in enumerate(zip(told, numbers, strict=True))
    ]
