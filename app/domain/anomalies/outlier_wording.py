"""What an outlier finding says: the value, what is usual among peers, how far off."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.domain.anomalies.city import CityColumns
from app.domain.anomalies.outlier_cells import Cell
from app.domain.answers import numerals
from app.domain.forms import Field, FieldType
from app.domain.rules import wording
from app.domain.vectors import number_of

_GROUPS = {"phuong": "phường", "xa": "xã", "dac_khu": "đặc khu", "city": "đơn vị toàn thành phố"}


def message(city: CityColumns, cell: Cell, details: Mapping[str, Any]) -> str:
    field = city.current.layout.fields[cell.place]
    side = "cao" if cell.z > 0 else "thấp"
    return (
        f"{field.name} là {_printed(field, _value(city, cell))}, {side} khác thường: "
        f"{_usual(city, field, details)} theo {cell.peers} "
        f"{_GROUPS[cell.group]} có số liệu (độ lệch "
        f"{_distance(cell.z)}, ngưỡng {_distance(details['limit'])})."
        f"{_moved(city, cell)}{wording.remedy(city.rules['outlier'], is_hard=False)}"
    )


def _value(city: CityColumns, cell: Cell) -> Decimal:
    """As stated, to the last digit; a rate as its parts make it."""
    field = city.current.layout.fields[cell.place]
    if field.type is FieldType.PCT:
        return Decimal(str(round(cell.value, 2)))
    return Decimal(number_of(field, int(city.current.values[cell.row, cell.place])))


def _moved(city: CityColumns, cell: Cell) -> str:
    """Figures that the same mending would put right."""
    names = wording.quoted(city.form, (city.code(place) for place in cell.moved))
    return f" Kéo theo: {names}." if names else ""


def _usual(city: CityColumns, field: Field, details: Mapping[str, Any]) -> str:
    usual = _printed(field, _to_three_digits(details["expected"]))
    if "per" not in details:
        return f"thường vào khoảng {usual}"
    base = city.form.fields[details["per"]]
    size = numerals.format_whole(int(details["base"]))
    return f"với {size} {base.unit} thường vào khoảng {usual}"


def _printed(field: Field, value: Decimal) -> str:
    text = numerals.format_decimal(value, grouped=True)
    return text + "%" if field.type is FieldType.PCT else text


def _to_three_digits(value: float) -> Decimal:
    """An estimate to three digits, as its precision deserves."""
    rounded = Decimal(f"{value:.3g}")
    return round(rounded, 0) if rounded >= 10 else round(rounded, 1)


def _distance(z: float) -> str:
    return numerals.format_decimal(Decimal(str(round(abs(z), 1))))
