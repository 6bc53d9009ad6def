"""Ways of grouping a city's units: by type, or as somebody of the Department drew it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from app.domain.answers import clean_line
from app.domain.errors import Invalid, Problem
from app.domain.units import UNIT_TYPES

LONGEST_NAME: Final = 80
#: More columns than this nobody can compare, on paper or on a screen.
MOST_GROUPS: Final = 40


@dataclass(frozen=True, slots=True)
class Grouping:
    """``groups`` maps unit codes to their group's name; a unit that is absent is in none."""

    name: str
    groups: Mapping[str, str]

    @property
    def names(self) -> list[str]:
        """The groups, in the order in which their first unit stands."""
        return list(dict.fromkeys(self.groups.values()))

    def members(self, group: str) -> list[str]:
        return [code for code, name in self.groups.items() if name == group]


def by_type(units: Mapping[str, str]) -> Mapping[str, str]:
    """Unit codes to their types, phường before xã before đặc khu."""
    order = list(UNIT_TYPES)
    return dict(sorted(units.items(), key=lambda unit: order.index(unit[1])))


def drawn(name: str, typed: Mapping[str, str], known: Collection[str]) -> Grouping:
    """A grouping as somebody typed it: a group's name, or nothing, for each unit code.

    Names that differ only by blanks or letter case are one, written as it was first.
    Raises ``Invalid`` naming every fault.
    """
    title = clean_line(name)
    written: dict[str, str] = {}
    groups: dict[str, str] = {}
    problems = list(_faults_of_name("name", title))
    for code, raw in typed.items():
        group = clean_line(raw)
        if not group:
            continue
        if code not in known:
            problems.append(Problem("code", (code,), f"Thành phố không có đơn vị mã “{code}”."))
        problems += _too_long(f"group-{code}", group)
        groups[code] = written.setdefault(group.casefold(), group)
    if not groups and not problems:
        problems.append(Problem("groups", ("groups",), "Hãy ghi tên nhóm cho ít nhất một đơn vị."))
    if len(written) > MOST_GROUPS:
        problems.append(
            Problem(
                "groups", ("groups",), f"Nhiều nhất {MOST_GROUPS} nhóm, đang có {len(written)}."
            )
        )
    if problems:
        raise Invalid(problems)
    return Grouping(title, groups)


def _faults_of_name(anchor: str, name: str) -> list[Problem]:
    if not name:
        return [Problem("name", (anchor,), "Hãy đặt tên cho cách nhóm, ví dụ “Quận, huyện cũ”.")]
    return _too_long(anchor, name)


def _too_long(anchor: str, text: str) -> list[Problem]:
    if len(text) <= LONGEST_NAME:
        return []
    return [Problem("name", (anchor,), f"Tên “{text[:30]}…” dài quá {LONGEST_NAME} chữ.")]
