"""Tables that run over the whole form, its indicators under the titles of their sections."""

from __future__ import annotations

from collections.abc import Callable

from app.documents.models import CityReport
from app.domain.forms import Field


def sectioned(
    report: CityReport, cells: Callable[[Field], tuple[str, ...]]
) -> tuple[tuple[tuple[str, ...], ...], frozenset[int]]:
    """Rows numbered over the whole form under the titles of their sections."""
    rows: list[tuple[str, ...]] = []
    titles: set[int] = set()
    for section in report.form.sections:
        if section.indicators:
            titles.add(len(rows))
            empty = ("",) * (len(cells(section.indicators[0])) - 1)
            rows.append((section.code, section.title_vi, *empty))
        for field in section.indicators:
            rows.append((str(len(rows) - len(titles) + 1), *cells(field)))
    return tuple(rows), frozenset(titles)
