"""What stays the same about a made-up ward from one period to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from app.demonstration.seeds import seeded
from app.domain.units import Unit, make_unit

#: Households by type of unit: least, most, most usual.
_HOUSEHOLDS = {
    "phuong": (5_200, 14_500, 8_600),
    "xa": (4_300, 10_200, 6_800),
    "dac_khu": (7_000, 9_500, 8_200),
}
#: Households of one thôn or tổ dân phố: least and most.
_UNIT_SIZE = (230, 330)
_BACH_LONG_VI = "11948"


@dataclass(frozen=True, slots=True)
class Profile:
    """A ward's size and habits, from which its figures follow.

    ``digital`` and ``diligence`` run from 0 to 1. ``states_rates`` says that the
    ward also writes down rates that could be computed.
    """

    unit: Unit
    households: int
    population: int
    villages: int
    groups: int
    digital: float
    diligence: float
    states_rates: bool

    @property
    def units(self) -> int:
        """Thôn and tổ dân phố together."""
        return self.villages + self.groups

    @property
    def is_rural(self) -> bool:
        return self.unit.unit_type == "xa"

    @property
    def kind(self) -> str:
        """The type word as it stands inside a sentence: phường, xã, đặc khu."""
        return {"phuong": "phường", "xa": "xã", "dac_khu": "đặc khu"}[self.unit.unit_type]

    @property
    def name(self) -> str:
        """As it stands inside a sentence: phường An Biên."""
        return f"{self.kind} {self.unit.short_name}"

    @property
    def units_word(self) -> str:
        if not self.villages:
            return "tổ dân phố"
        return "thôn, tổ dân phố" if self.groups else "thôn"


#: The two wards whose real reports are known keep what those reports say of them.
_KNOWN_GROUPS = {"10552": 23}
_KNOWN_HOUSEHOLDS = {"10525": 9_000, "10552": 6_300}


def profile_of(seed: int, unit: Unit) -> Profile:
    """The same ward every time, whatever other wards the city has."""
    random = seeded(seed, unit.code, "profile")
    low, high, usual = _HOUSEHOLDS[unit.unit_type]
    households = round(random.triangular(low, high, usual))
    if unit.code == _BACH_LONG_VI:
        households = random.randint(260, 320)
    households = _KNOWN_HOUSEHOLDS.get(unit.code, households)
    units = max(3, round(households / random.uniform(*_UNIT_SIZE)))
    units = _KNOWN_GROUPS.get(unit.code, units)
    groups = units if unit.unit_type == "phuong" else _groups_among(random, unit, units)
    return Profile(
        unit=unit,
        households=households,
        population=round(households * random.uniform(3.25, 3.7)),
        villages=units - groups,
        groups=groups,
        digital=random.uniform(0.3, 1),
        diligence=random.uniform(0.3, 1),
        states_rates=random.random() < 0.4,
    )


def select_units(units: Sequence[Unit], wanted: int, seed: int) -> tuple[Unit, ...]:
    """``wanted`` units of a city: the known wards first, others drawn, more made up.

    In the order of their codes. The known ones are those with real reports.
    """
    known = [u for u in units if u.code in _KNOWN_HOUSEHOLDS][:wanted]
    rest = [u for u in units if u not in known]
    drawn = seeded(seed, "units").sample(rest, min(len(rest), wanted - len(known)))
    made_up = [
        make_unit(f"{90000 + number}", f"{'Phường' if number % 3 else 'Xã'} Minh Họa {number}")
        for number in range(1, wanted - len(known) - len(drawn) + 1)
    ]
    return tuple(sorted([*known, *drawn, *made_up], key=lambda u: u.code))


def _groups_among(random: Random, unit: Unit, units: int) -> int:
    """Rural units have villages, and a few groups in their small towns."""
    if unit.unit_type == "dac_khu":
        return units // 3
    return random.choice((0, 0, 0, 1, 2, 3))
