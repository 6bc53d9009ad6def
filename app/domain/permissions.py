"""Who may do what. One table, read by every route and every action."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    DRAFTER = "drafter"
    LEADER = "leader"
    REVIEWER = "reviewer"
    DEPARTMENT_LEADER = "department_leader"
    CITY_ADMIN = "city_admin"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def is_ward(self) -> bool:
        """Ward roles are held in one ward; the others in the whole city."""
        return self in (Role.DRAFTER, Role.LEADER)


_LABELS = {
    Role.DRAFTER: "Chuyên viên phường, xã",
    Role.LEADER: "Lãnh đạo phường, xã",
    Role.REVIEWER: "Chuyên viên Sở",
    Role.DEPARTMENT_LEADER: "Lãnh đạo Sở",
    Role.CITY_ADMIN: "Quản trị thành phố",
    Role.AUDITOR: "Thanh tra, kiểm toán",
}


class Permission(StrEnum):
    FILL = "fill"
    SIGN_OFF = "sign_off"
    ENTER_ON_BEHALF = "enter_on_behalf"
    SEE_DRAFT = "see_draft"
    SEE_SUBMITTED = "see_submitted"
    SEE_WARD_HOME = "see_ward_home"
    REVIEW = "review"
    UNAPPROVE = "unapprove"
    SEAL = "seal"
    EXTEND = "extend"
    SEE_CITY = "see_city"
    EXPORT = "export"
    MANAGE_CITY = "manage_city"
    MANAGE_WARD_PEOPLE = "manage_ward_people"
    SEE_AUDIT = "see_audit"


_P, _R = Permission, Role

# Who does what. What is entered on a ward's behalf is recorded as such, and whoever wrote,
# entered or signed a report never approves it, whatever other role they hold.
GRANTS: dict[Permission, frozenset[Role]] = {
    _P.FILL: frozenset({_R.DRAFTER, _R.LEADER}),
    _P.SIGN_OFF: frozenset({_R.LEADER}),
    _P.ENTER_ON_BEHALF: frozenset({_R.REVIEWER, _R.CITY_ADMIN}),
    _P.SEE_DRAFT: frozenset({_R.DRAFTER, _R.LEADER}),
    _P.SEE_SUBMITTED: frozenset(_R),
    _P.SEE_WARD_HOME: frozenset({_R.DRAFTER, _R.LEADER}),
    _P.REVIEW: frozenset({_R.REVIEWER, _R.DEPARTMENT_LEADER}),
    _P.UNAPPROVE: frozenset({_R.DEPARTMENT_LEADER}),
    _P.SEAL: frozenset({_R.DEPARTMENT_LEADER}),
    _P.EXTEND: frozenset({_R.DEPARTMENT_LEADER, _R.CITY_ADMIN}),
    _P.SEE_CITY: frozenset({_R.REVIEWER, _R.DEPARTMENT_LEADER, _R.CITY_ADMIN, _R.AUDITOR}),
    _P.EXPORT: frozenset({_R.REVIEWER, _R.DEPARTMENT_LEADER, _R.CITY_ADMIN, _R.AUDITOR}),
    _P.MANAGE_CITY: frozenset({_R.CITY_ADMIN}),
    _P.MANAGE_WARD_PEOPLE: frozenset({_R.LEADER}),
    _P.SEE_AUDIT: frozenset({_R.CITY_ADMIN, _R.AUDITOR}),
}


def may(roles: Iterable[Role], permission: Permission) -> bool:
    """Whether any of the roles grants the permission."""
    return not GRANTS[permission].isdisjoint(roles)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a signed-in person, or the command line (``person_id`` None).

    ``within`` narrows what the roles grant, as a token does; None narrows nothing.
    """

    person_id: UUID | None
    name: str
    roles: frozenset[Role]
    ward_id: UUID | None = None
    within: frozenset[Permission] | None = None

    def may(self, permission: Permission) -> bool:
        is_within = self.within is None or permission in self.within
        return is_within and may(self.roles, permission)


COMMAND_LINE = Actor(None, "Dòng lệnh", frozenset(Role))
SYSTEM = Actor(None, "Hệ thống", frozenset())
