"""What the address of the cross-table asks for: columns, rows, order. It is kept there
alone, so a bookmark keeps a person's table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from flask import request, url_for
from flask_babel import gettext as _

from app.domain.errors import NotFound
from app.domain.forms import Field, FormDefinition, Section
from app.store.consolidation import APPROVED
from app.web.chosen_groups import Group
from app.web.city_pages import included

BY_NAME: Final = "name"
#: The section's name in the address for "none: only what is pinned".
PINNED: Final = "pinned"
DOWN, UP = "desc", "asc"
#: What an address may hold of pins, and of words sought.
_MOST_PINS: Final = 40
_LONGEST_SEARCH: Final = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """``pins`` are codes of indicators, ``wards`` of units that stay on top."""

    code: str
    section: str
    pins: tuple[str, ...]
    wards: tuple[str, ...]
    sort: str
    order: str
    text: str
    include: str
    by: str | None = None
    group: str | None = None

    @classmethod
    def of_address(cls, code: str, form: FormDefinition, group: Group | None) -> Asked:
        """Raises ``NotFound`` for a section or a column that the form does not have."""
        values = request.args
        known = [c for c in values.getlist("pin")[:_MOST_PINS] if _is_column(form, c)]
        asked = cls(
            code=code,
            section=values.get("section") or first_section(form).code,
            pins=tuple(dict.fromkeys(known)),
            wards=tuple(dict.fromkeys(values.getlist("ward")[:_MOST_PINS])),
            sort=values.get("sort", BY_NAME),
            order=values.get("order", DOWN),
            text=values.get("q", "")[:_LONGEST_SEARCH],
            include=included(),
            by=group.by if group else None,
            group=group.name if group else None,
        )
        asked.require_known(form)
        return asked

    def require_known(self, form: FormDefinition) -> None:
        sections = {section.code for section in offered_sections(form)}
        if self.section != PINNED and self.section not in sections:
            raise NotFound(_("Mẫu báo cáo không có mục này."))
        if self.sort != BY_NAME and not _is_column(form, self.sort):
            raise NotFound(_("Không có cột này."))
        if self.order not in (DOWN, UP):
            raise NotFound(_("Không có cách xếp này."))

    def columns(self, form: FormDefinition) -> list[Field]:
        """Pinned ones first, then those of the section."""
        own = next((s.indicators for s in form.sections if s.code == self.section), ())
        codes = dict.fromkeys([*self.pins, *(field.code for field in own)])
        return [form.fields[code] for code in codes]

    def url(self, endpoint: str = "cross_table.table", **changes: Any) -> str:
        """This table with another choice; what is the default is not said."""
        other = replace(self, **changes)
        said = {
            "section": other.section,
            "pin": list(other.pins),
            "ward": list(other.wards),
            "sort": None if other.sort == BY_NAME else other.sort,
            "order": None if other.order == DOWN else other.order,
            "q": other.text or None,
            "include": None if other.include == APPROVED else other.include,
            "by": other.by if other.group else None,
            "group": other.group,
        }
        return url_for(endpoint, code=self.code, **said)  # type: ignore[arg-type]

    def sorted_by(self, column: str) -> str:
        """The largest first; asked again, the smallest."""
        is_again = self.sort == column and self.order == DOWN
        return self.url(sort=column, order=UP if is_again else DOWN)

    def pinning(self, code: str) -> str:
        return self.url(pins=_turned(self.pins, code))

    def keeping(self, ward: str) -> str:
        return self.url(wards=_turned(self.wards, ward))


def _turned(pins: tuple[str, ...], code: str) -> tuple[str, ...]:
    """Pinned where it was not, let go where it was."""
    return tuple(p for p in pins if p != code) if code in pins else (*pins, code)


def _is_column(form: FormDefinition, code: str) -> bool:
    return code in form.fields and form.fields[code].is_indicator


def offered_sections(form: FormDefinition) -> Iterable[Section]:
    return (section for section in form.sections if section.indicators)


def first_section(form: FormDefinition) -> Section:
    return next(iter(offered_sections(form)))
