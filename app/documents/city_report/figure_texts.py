"""City figures as they stand in tables."""

from __future__ import annotations

from app.documents.models import Figure, PlainFigure
from app.documents.numerals import of_figure, printed
from app.domain.forms import AggregateKind, Field


def figure_text(figure: Figure) -> str:
    """A city figure in a table: yes-counts with the wards that answered beside them."""
    if figure.value is None:
        return ""
    if figure.aggregate is AggregateKind.COUNT_TRUE:
        return f"{printed(figure.value)}/{figure.wards}"
    return of_figure(figure.aggregate, figure.value)


def plain_text(field: Field, figure: PlainFigure | None) -> str:
    """The same of a group: the units behind it in brackets."""
    if figure is None or figure.value is None:
        return ""
    if field.aggregate.kind is AggregateKind.COUNT_TRUE:
        return f"{printed(figure.value)}/{figure.wards}"
    return f"{of_figure(field.aggregate.kind, figure.value)} ({figure.wards})"
