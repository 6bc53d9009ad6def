"""View data of the small strips on the dashboard: where every ward lies, and who lies far off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.documents import numerals
from app.domain.consolidation import ward_numbers
from app.domain.distribution import Distribution, distribution
from app.domain.forms import Field, FieldType
from app.domain.vectors import Columns, Number, stack
from app.store import consolidation as store
from app.store.forms import CompiledForm
from app.web.report_parts import View

#: How many far wards are named; the figure's own page names the rest.
_NAMED: Final = 3
_COUNTED: Final = (
    FieldType.INT,
    FieldType.VND,
    FieldType.M2,
    FieldType.PCT,
    FieldType.SCORE,
)
#: Units of the drawing between the lowest and the highest ward.
_LONG: Final = 100


class Strips:
    """The wards' numbers of a period, read once for every indicator of the page."""

    def __init__(self, columns: Columns, names: Sequence[str]) -> None:
        self._columns, self._names = columns, names

    def of(self, field: Field) -> View | None:
        """None where there is nothing to see: too few numbers, or all the same."""
        if field.type not in _COUNTED or field.code not in self._columns.layout.index:
            return None
        numbers = ward_numbers(self._columns, field.code)
        drawn = [(n, name) for n, name in zip(numbers, self._names, strict=True) if n is not None]
        found = distribution([float(number) for number, _name in drawn])
        return None if found is None else _view(found, drawn)


def strips(
    session: Session, form: CompiledForm, period_id: UUID, include: str, names: Mapping[str, str]
) -> Strips:
    """``names`` are the wards' by their codes."""
    vectors = store.version_vectors(session, period_id, include)
    columns = stack(form.definition, [v.vector for v in vectors])
    return Strips(columns, [names.get(v.ward_code, v.ward_code) for v in vectors])


def _view(found: Distribution, drawn: Sequence[tuple[Number, str]]) -> View:
    far = sorted(found.far, key=lambda i: -abs(found.places[i] - found.median_at))
    named = [f"{drawn[i][1]} ({numerals.rounded(drawn[i][0])})" for i in far[:_NAMED]]
    places = sorted({round(_LONG * place) for place in found.places})
    marked = sorted({round(_LONG * found.places[i]) for i in far})
    return {
        "path": _dots(places),
        "far_path": _dots(marked),
        "median_x": 6 + round(_LONG * found.median_at),
        "words": _strip_words(found, len(drawn)),
        "far": named,
        "more": len(far) - len(named),
    }


def _dots(places: Sequence[int]) -> str:
    """One path of dots: a line of no length with round ends is a dot."""
    return "".join(f"M{6 + place} 8h0" for place in places)


def _strip_words(found: Distribution, count: int) -> str:
    low, middle, high = (_round(n) for n in (found.low, found.median, found.high))
    return _(
        "%(n)s đơn vị: thấp nhất %(low)s, trung vị %(middle)s, cao nhất %(high)s",
        n=count,
        low=low,
        middle=middle,
        high=high,
    )


def _round(number: float) -> str:
    whole = Decimal(str(number))
    return numerals.rounded(int(whole) if whole == whole.to_integral_value() else whole)
