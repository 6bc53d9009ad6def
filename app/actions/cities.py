"""Setting up a city: its units, its form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from app.actions.drafting import begin_reports
from app.actions.publishing import publish_form
from app.domain.answers import clean_line
from app.domain.errors import Invalid, NotFound, Problem
from app.domain.permissions import SYSTEM, Actor
from app.domain.units import Unit, make_unit
from app.domain.vietnamese.text import fold, sort_key
from app.standard import standard_form_document, standard_rules_document
from app.store import cities
from app.store.reading import reading
from app.store.scope import LOBBY, Scope
from app.store.tables.city import Ward
from app.store.tables.lobby import City
from app.store.transaction import Transaction, transaction

# The two-tier local government began nationwide on this day (Nghị quyết 203/2025/QH15):
# a unit whose list gives no date of its own has existed since.
ESTABLISHED_ON = dt.date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class PlacedUnit:
    """A unit with its place on the map (degrees, km²), as far as the list gives it."""

    unit: Unit
    lat: float | None = None
    lon: float | None = None
    area_km2: float | None = None


def read_units(rows: Iterable[Mapping[str, str | None]]) -> list[PlacedUnit]:
    """Units from the lines of a list with columns code, name and perhaps lat, lon,
    area_km2, established_on. Raises ``Invalid`` naming every faulty line."""
    units, problems, seen = [], [], set()
    for number, row in enumerate(rows, start=2):
        try:
            placed = _placed(row)
        except (ValueError, KeyError) as error:
            problems.append(Problem("units", (), f"Dòng {number}: {error}"))
            continue
        if placed.unit.code in seen:
            problems.append(Problem("units", (), f"Dòng {number}: mã {placed.unit.code} bị lặp."))
        seen.add(placed.unit.code)
        units.append(placed)
    if not units and not problems:
        problems.append(Problem("units", (), "Danh sách đơn vị trống."))
    if problems:
        raise Invalid(problems)
    return units


def _placed(row: Mapping[str, str | None]) -> PlacedUnit:
    code, name = (row.get("code") or "").strip(), clean_line(row.get("name") or "")
    if not code or not name:
        raise ValueError("thiếu mã (cột code) hoặc tên (cột name).")
    since = row.get("established_on")
    established_on = dt.date.fromisoformat(since) if since else ESTABLISHED_ON
    return PlacedUnit(
        make_unit(code, name, established_on),
        _number(row.get("lat")),
        _number(row.get("lon")),
        _number(row.get("area_km2")),
    )


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def create_city(
    actor: Actor, code: str, name: str, units: Iterable[PlacedUnit], notice: str = ""
) -> UUID:
    """The city with its wards and version 1 of the standard form. Safe to repeat:
    wards are found again by their codes and take the names given now."""
    wards = list(units)
    city_id = _ensure_city(code, name, notice)
    with transaction(Scope.department(city_id), actor) as tx:
        for unit in wards:
            _ensure_ward(tx, unit)
        publish_form(tx, standard_form_document(), standard_rules_document())
        for period in cities.periods(tx.session):
            begin_reports(tx, period)
        tx.record("city_created", code, wards=len(wards))
    return city_id


def _ensure_city(code: str, name: str, notice: str) -> UUID:
    with transaction(LOBBY, SYSTEM) as tx:
        tx.session.execute(
            insert(City)
            .values(id=uuid4(), code=code, name=name, notice=notice, created_at=tx.now)
            .on_conflict_do_update(
                index_elements=["code"],
                set_={"name": name} | ({"notice": notice} if notice else {}),
            )
        )
        city = cities.by_code(tx.session, code)
        assert city is not None, "inserted above"
        return city.id


def _ensure_ward(tx: Transaction, placed: PlacedUnit) -> None:
    unit = placed.unit
    values = {
        "name": unit.name,
        "unit_type": unit.unit_type,
        "short_name": unit.short_name,
        "sort_key": sort_key(unit.short_name),
        "folded": fold(unit.name),
        "lat": placed.lat,
        "lon": placed.lon,
        "area_km2": placed.area_km2,
        "established_on": unit.established_on,
    }
    tx.session.execute(
        insert(Ward)
        .values(id=uuid4(), city_id=tx.scope.city, code=unit.code, **values)
        .on_conflict_do_update(index_elements=["city_id", "code"], set_=values)
    )


def city_scope(code: str) -> Scope:
    """The Department's scope in the city of this code. Raises ``NotFound``."""
    with reading(LOBBY) as session:
        city = cities.by_code(session, code)
    if city is None:
        raise NotFound(
            f"Chưa có thành phố mã “{code}”. Tạo bằng: flask city create --code {code} …"
        )
    return Scope.department(city.id)
