"""The people of a made-up city: one for each role, and those of a few wards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.demonstration.seeds import seeded
from app.domain.permissions import Role

_DOMAIN: Final = "demo.tonghop.local"
_FAMILY: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô")
#: Given names that say that nobody of this name exists.
_GIVEN: Final = ("Thị Minh Họa", "Văn Thử", "Thị Ví Dụ", "Văn Mẫu", "Thị Giả Định", "Văn Tập Dượt")


@dataclass(frozen=True, slots=True)
class DemonstrationPerson:
    """Somebody who can sign in; the caller makes the password."""

    email: str
    name: str
    role: Role
    ward_code: str | None = None


def people_of(city_code: str, wards: Sequence[str], seed: int) -> tuple[DemonstrationPerson, ...]:
    """One person for each city role, and a drafter and a leader for each of ``wards``."""
    city = [role for role in Role if not role.is_ward]
    places = [(role, None) for role in city]
    ward_roles = [(role, ward) for ward in wards for role in Role if role.is_ward]
    return tuple(
        DemonstrationPerson(_email(role, ward or city_code), _name(seed, role, ward), role, ward)
        for role, ward in [*places, *ward_roles]
    )


def _email(role: Role, place: str) -> str:
    """drafter.10525@…, reviewer.31@…"""
    return f"{role.value}.{place}@{_DOMAIN}"


def _name(seed: int, role: Role, ward: str | None) -> str:
    random = seeded(seed, role.value, ward, "person")
    return f"{random.choice(_FAMILY)} {random.choice(_GIVEN)}"
