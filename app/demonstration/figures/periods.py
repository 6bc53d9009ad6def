"""Half-years put together: the figures of a ward for each of the three periods."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from app.demonstration.figures import people, services
from app.demonstration.figures.draws import Draws, Span
from app.demonstration.figures.people import Figures
from app.demonstration.profiles import Profile
from app.domain.answers import Value
from app.domain.forms import AggregateKind, FormDefinition, Measure

#: The wards exist since 1/7/2025: the year 2025 is 23 whole weeks long.
YEAR_2025: Final = Span("2025-Y", weeks=23, share=0.9, is_year_end=True)
FIRST_HALF: Final = Span("2026-H1", weeks=26, share=1, is_year_end=False, has_election=True)
SECOND_HALF: Final = Span("2026-H2", weeks=26, share=1, is_year_end=True)

#: Whoever did it in both halves of a year is counted once in the year.
_ONCE_A_YEAR: Final = frozenset(
    {
        "disclosure_items_done",
        "community_meetings_units",
        "community_meeting_households",
        "annual_conference_units",
        "inspections_units_checked",
        "enterprises_with_dialogue",
        "enterprises_with_agreement",
    }
)
#: A stock, but as of the beginning of the period.
_AT_THE_BEGINNING: Final = frozenset({"dossiers_carried_over"})
#: Dossiers per household that the units before the reorganisation handed over.
_INHERITED: Final = 0.008
#: Stated rates that must not be rounded up to 100 beside exceptions.
_FULL: Final = Decimal(100)


def figures_of(form: FormDefinition, seed: int, profile: Profile, period: str) -> Figures:
    """Every figure that the ward knows for ``2025-Y``, ``2026-H1`` or ``2026-Y``.

    The year 2026 is its first half, as reported, and a second half that goes on
    from there, so a year is never below its half.
    """
    inherited = {"dossiers_carried_over": round(profile.households * _INHERITED)}
    year = _span_figures(Draws(seed, profile, YEAR_2025), opening=inherited)
    carried = {"dossiers_carried_over": year["dossiers_in_progress"]}
    if period == YEAR_2025.name:
        return _with_rates(form, profile, year)
    first = _span_figures(Draws(seed, profile, FIRST_HALF), opening=carried)
    if period == FIRST_HALF.name:
        return _with_rates(form, profile, first)
    second = _span_figures(Draws(seed, profile, SECOND_HALF), opening=_left_over(first))
    return _with_rates(form, profile, _joined(form, first, second))


def _span_figures(d: Draws, opening: Mapping[str, Value]) -> Figures:
    handled = services.dossiers(d, _count(opening, "dossiers_carried_over"))
    return {
        **people.place(d),
        **people.guidance(d),
        **people.election(d),
        **people.disclosure(d),
        **people.decision(d),
        **people.consultation(d),
        **people.oversight(d, _count(opening, "oversight_recommendations_pending")),
        **handled,
        **services.service(
            d, _count(handled, "dossiers_received"), _count(opening, "feedback_pending")
        ),
        **services.reception(d),
        **services.petitions(d, _count(opening, "petitions_pending")),
        **services.mediation(d, _count(opening, "mediation_in_progress")),
        **services.community(d),
        **services.workplaces(d),
    }


def _left_over(first: Figures) -> Figures:
    """What a second half finds on the desk."""
    return first | {"dossiers_carried_over": first["dossiers_in_progress"]}


def _joined(form: FormDefinition, first: Figures, second: Figures) -> Figures:
    """Flows are added, stocks are those at the end."""
    joined = first | second
    for code in joined.keys() & _AT_THE_BEGINNING:
        joined[code] = first[code]
    for code in first.keys() & second.keys():
        if form.fields[code].measure is Measure.FLOW:
            pair = (_number(first[code]), _number(second[code]))
            joined[code] = max(pair) if code in _ONCE_A_YEAR else pair[0] + pair[1]
    return joined


def _with_rates(form: FormDefinition, profile: Profile, figures: Figures) -> Figures:
    """Add the rate of petitions processed, and for some wards the rates they state."""
    received = _number(figures["petitions_received"])
    left = _number(figures["petitions_pending"])
    rates: Figures = {"petitions_processed_rate": _rate(received - left, received)}
    if profile.states_rates:
        for field in form.indicators:
            if field.aggregate.kind is AggregateKind.RATIO:
                part = figures.get(str(field.aggregate.numerator))
                whole = figures.get(str(field.aggregate.denominator))
                if part is not None and whole:
                    rates[field.code] = _rate(_number(part), _number(whole))
    return figures | {c: r for c, r in rates.items() if r != _FULL}


def _rate(part: int | Decimal, whole: int | Decimal) -> Decimal:
    """In percent, to two decimals as people write them."""
    exact = 100 * Decimal(part) / Decimal(whole)
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _count(figures: Mapping[str, Value], code: str) -> int:
    value = figures.get(code, 0)
    return value if isinstance(value, int) else 0


def _number(value: Value) -> int | Decimal:
    if isinstance(value, int | Decimal):
        return value
    raise TypeError(f"{value!r} cannot be added up")
