"""What rests on counts that may be somebody else's, or last year's: no value is expected in
their place, so the whole of each is at stake, not a difference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from app.domain.anomalies.city import CityColumns
from app.domain.findings import Finding


def resting(city: CityColumns, row: int, finding: Finding, suspicion: float) -> Finding:
    """The finding with its score: suspicion times the largest share that one of its counts
    has in the city's total; ``details["at_stake"]`` names the count and the share."""
    places = [city.index[code] for code in finding.fields]
    shares = np.nan_to_num(city.numbers[row, places]) / np.fmax(city.sums[places], 1.0)
    most = int(np.argmax(shares))
    share = round(float(shares[most]), 6)
    details = {
        **finding.details,
        "suspicion": round(suspicion, 4),
        "at_stake": {"code": finding.fields[most], "share": share},
    }
    return replace(finding, score=round(suspicion * min(1.0, share), 6), details=details)
