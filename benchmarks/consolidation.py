"""G4: a full consolidation of one city, against packed floats in numpy and two rivals."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import openpyxl

from app.domain.consolidation import consolidate
from app.domain.forms import FormDefinition
from app.domain.vectors import stack
from app.standard import standard_form
from benchmarks.city import SIZES, MadeCity, make_city
from benchmarks.measuring import Duel, duel, exponent
from benchmarks.results import Row, against_floor, against_rival, judge

GOAL = "G4"
#: How many workbooks are really opened; the time of a whole city is scaled from them.
WORKBOOKS = 30


def run() -> Iterator[Row]:
    """Yield the rows of G4 as they are measured."""
    form = standard_form()
    duels: dict[int, Duel] = {}
    for wards in SIZES:
        city = make_city(form, wards)
        duels[wards] = _in_memory(form, city)
        yield against_floor(GOAL, "computing alone, vectors in memory", wards, duels[wards], 3)
    yield from _growth(duels)
    city = make_city(form, SIZES[1])
    yield _workbooks(form, city, duels[SIZES[1]])


def _in_memory(form: FormDefinition, city: MadeCity) -> Duel:
    standings = city.standings

    def ours() -> object:
        return consolidate(form, city.codes, stack(form, city.vectors), standings)

    return duel(lambda: add_up(city.floats, len(form.indicators)), ours)


def add_up(vectors: tuple[bytes, ...], width: int) -> tuple[np.ndarray, np.ndarray]:
    """The floor: sums and counts of float64 vectors in which NaN is no value."""
    columns = np.frombuffer(b"".join(vectors), dtype="<f8").reshape(-1, width)
    return np.nansum(columns, axis=0), np.isfinite(columns).sum(axis=0)


def _growth(duels: dict[int, Duel]) -> Iterator[Row]:
    for n, m in pairwise(SIZES):
        grew = exponent(duels[n].ours, duels[m].ours, n, m)
        floor = exponent(duels[n].floor, duels[m].floor, n, m)
        steady = duels[n].is_steady and duels[m].is_steady
        yield Row(
            GOAL,
            f"growth exponent from {n:,}",
            m,
            grew,
            "<=",
            1.1,
            judge(grew, "<=", 1.1, steady),
            note=f"the floor's own {floor:.2f}",
        )


def _workbooks(form: FormDefinition, city: MadeCity, ours: Duel) -> Row:
    """By hand: one workbook per ward, opened with openpyxl and added up in Python."""
    with tempfile.TemporaryDirectory() as folder:
        paths = list(_written(form, city, Path(folder)))
        started = time.perf_counter()
        sums: dict[str, float] = {}
        for path in paths:
            sheet = openpyxl.load_workbook(path, data_only=True).active
            for code, value in sheet.iter_rows(values_only=True):
                if value is not None:
                    sums[code] = sums.get(code, 0) + value
        each = (time.perf_counter() - started) / len(paths)
    note = f"{len(paths)} workbooks opened, scaled to {len(city.codes):,}"
    wards = len(city.codes)
    return against_rival(GOAL, "workbooks by hand", wards, each * wards, ours.ours, 900, note)


def _written(form: FormDefinition, city: MadeCity, folder: Path) -> Iterator[Path]:
    for code, row in list(zip(city.codes, city.values, strict=True))[:WORKBOOKS]:
        book = openpyxl.Workbook()
        for field, value in zip(form.indicators, row, strict=True):
            book.active.append([field.code, None if np.isnan(value) else int(value)])
        path = folder / f"{code}.xlsx"
        book.save(path)
        yield path
