"""A rollup: the city figures of one period with the coverage behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.domain.consolidation.coverage import Coverage, Standing, coverage_of
from app.domain.consolidation.totals import Total, totals_of
from app.domain.forms import FormDefinition
from app.domain.vectors import Columns


@dataclass(frozen=True, slots=True)
class Rollup:
    """Coverage, and one Total per indicator that has a city figure.

    ``included`` are the wards whose version was read: with ``--include
    approved`` fewer than were submitted.
    """

    coverage: Coverage
    totals: Mapping[str, Total]
    included: tuple[str, ...] = ()

    def document(
        self, city: str, period: str, revision: int, computed_at: dt.datetime
    ) -> dict[str, Any]:
        """As printed by ``flask consolidate``; write it with ``exact_json.dumps``."""
        return {
            "city": city,
            "period": period,
            "revision": revision,
            "computed_at": computed_at.isoformat(),
            **self.figures(),
        }

    def figures(self) -> dict[str, Any]:
        """The part that depends on nothing but the wards' versions."""
        return {
            "coverage": self.coverage.document(),
            "included": list(self.included),
            "indicators": {code: total.document() for code, total in self.totals.items()},
        }

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Rollup:
        """The reverse of ``document`` or ``figures``, read with ``exact_json.loads``."""
        totals = {code: Total.parse(total) for code, total in document["indicators"].items()}
        coverage = Coverage.parse(document["coverage"])
        return cls(coverage, totals, tuple(document.get("included", ())))


def consolidate(
    form: FormDefinition,
    ward_codes: Sequence[str],
    columns: Columns,
    standings: Sequence[Standing] | Coverage,
) -> Rollup:
    """Consolidate a city.

    ``ward_codes`` names the rows of ``columns``, one version of each ward at
    most; ``standings`` has every ward that a report is expected from, or is
    already summed up. A ward without a version is named in the coverage and
    counted nowhere as zero. Raises ``ValueError`` when rows, codes and form do
    not belong together.
    """
    _refuse_mismatch(form, ward_codes, columns)
    coverage = standings if isinstance(standings, Coverage) else coverage_of(standings)
    return Rollup(coverage, totals_of(columns), tuple(ward_codes))


def consolidate_groups(
    form: FormDefinition,
    ward_codes: Sequence[str],
    columns: Columns,
    standings: Sequence[Standing],
    groups: Mapping[str, str] | None = None,
) -> dict[str, Rollup]:
    """One rollup per group of wards, in the order the groups first appear.

    ``groups`` maps ward codes to a group's name; without it wards are grouped
    by their type (phường, xã, đặc khu). A ward that is in no group is left out.
    """
    of = groups if groups is not None else {s.ward_code: s.unit_type for s in standings}
    names = dict.fromkeys(of[s.ward_code] for s in standings if s.ward_code in of)
    return {
        name: _consolidate_group(form, ward_codes, columns, standings, of, name) for name in names
    }


def _consolidate_group(
    form: FormDefinition,
    ward_codes: Sequence[str],
    columns: Columns,
    standings: Sequence[Standing],
    of: Mapping[str, str],
    name: str,
) -> Rollup:
    rows = [i for i, code in enumerate(ward_codes) if of.get(code) == name]
    members = columns.take(np.array(rows, dtype=np.intp))
    expected = [s for s in standings if of.get(s.ward_code) == name]
    return consolidate(form, [ward_codes[i] for i in rows], members, expected)


def _refuse_mismatch(form: FormDefinition, ward_codes: Sequence[str], columns: Columns) -> None:
    if columns.layout.fields != form.indicators:
        raise ValueError("the columns are of another form version")
    if len(ward_codes) != len(columns) or len(set(ward_codes)) != len(ward_codes):
        raise ValueError(
            f"{len(columns)} rows for {len(ward_codes)} wards ({len(set(ward_codes))} distinct)"
        )
