"""``python -m benchmarks [names] [--json FILE]``: measure, print ratios, keep them."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import (
    bundle,
    consolidation,
    copied,
    detectors,
    documents,
    entry,
    freshness,
    planted,
    submitting,
    table_over_http,
    themes,
)
from benchmarks.results import KEPT, Row, Verdict, keep, printed

#: The goals of the performance plan by the name given on the command line.
BENCHMARKS: dict[str, Callable[[], Iterator[Row]]] = {
    "bundle": bundle.run,
    "copied": copied.run,
    "detectors": detectors.run,
    "documents": documents.run,
    "g1": entry.saving,
    "g2": submitting.run,
    "g3": entry.burst,
    "g4": consolidation.run,
    "g5": freshness.freshness,
    "g9": table_over_http.run,
    "g12": freshness.background,
    "g13": entry.page,
    "planted": planted.run,
    "themes": themes.run,
}


def main() -> int:
    """0 when nothing missed its limit, 1 when something did; refused verdicts are neither."""
    options = _options()
    rows: list[Row] = []
    path = options.json or KEPT / f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}.json"
    try:
        for name in options.names or BENCHMARKS:
            _measure(name, rows)
    finally:
        # What was measured before a failure took minutes and still stands.
        print(printed(rows), flush=True)
        keep(rows, path)
        print(f"\n{path}", file=sys.stderr)
    return int(any(row.verdict is Verdict.MISSED for row in rows))


def _measure(name: str, rows: list[Row]) -> None:
    print(f"{name} …", file=sys.stderr, flush=True)
    for row in BENCHMARKS[name]():
        rows.append(row)
        print(f"  {row.what}, n = {row.n:,}: {row.value:.2f}", file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS], metavar="NAME")
    parser.add_argument("--json", type=Path, metavar="FILE")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
