"""G4: a full consolidation of one city from the database, against the least that would do.

The floor reads one packed float64 vector per ward through SQLAlchemy Core from a
table of its own and adds up in numpy. Ours is what the application does: open a
walled session, find the period, read versions and standings, compute every
aggregate exactly. Rivals add up answers as objects, or open workbooks by hand.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import openpyxl
from flask import Flask
from numpy.typing import NDArray
from sqlalchemy import Column, LargeBinary, MetaData, Table, Text, insert, select, text

from app.actions import consolidating
from app.domain.consolidation import consolidate
from app.domain.forms import AggregateKind, FormDefinition
from app.domain.permissions import COMMAND_LINE
from app.domain.vectors import stack
from app.standard import standard_form
from app.store import cities
from app.store.consolidation import APPROVED
from app.store.database import db
from app.store.reading import reading
from app.store.tables.submissions import AnswerRow, Submission
from benchmarks.city import SIZES, MadeCity, make_city
from benchmarks.database import PERIOD, LaidCity, application, lay_answers, lay_city, owner, vacuum
from benchmarks.measuring import Duel, duel, exponent, in_turns, series
from benchmarks.results import Row, against_floor, against_rival, judge, shown

GOAL = "G4"
#: Against which the rivals are held: the communes of a country.
_RIVALS_AT = SIZES[1]
#: How many workbooks are really opened; the time of a whole city is scaled from them.
_WORKBOOKS = 30

_FLOOR = Table("bench_vector", MetaData(), Column("ward", Text), Column("vector", LargeBinary))


def run() -> Iterator[Row]:
    """Yield the rows of G4 as they are measured."""
    form = standard_form()
    with application() as app:
        duels: dict[int, Duel] = {}
        for wards in SIZES:
            made = make_city(form, wards)
            laid = lay_city(app, f"do{wards}", made)
            _lay_floor(app, made)
            vacuum(app)
            _check(form, made, laid)
            duels[wards] = duel(_floor(form), _ours(laid))
            yield against_floor(GOAL, "from the database", wards, duels[wards], 3)
            yield _alone(form, made)
            yield shown(GOAL, "with storing the result", wards, series(_storing(laid)))
            if wards == _RIVALS_AT:
                yield from _rivals(app, form, made, laid)
        yield from _growth(duels)


def _ours(laid: LaidCity) -> Callable[[], object]:
    def work() -> object:
        with reading(laid.scope) as session:
            period = cities.period_by_code(session, PERIOD)
            assert period is not None
            return consolidating.compute(session, period, APPROVED)

    return work


def _storing(laid: LaidCity) -> Callable[[], object]:
    return lambda: consolidating.refresh(laid.scope, COMMAND_LINE, laid.period_id)


def _floor(form: FormDefinition) -> Callable[[], object]:
    width = len(form.indicators)
    statement = select(_FLOOR.c.ward, _FLOOR.c.vector).order_by(_FLOOR.c.ward)

    def work() -> object:
        with db.engine.connect() as connection:
            rows = connection.execute(statement).all()
        return add_up([vector for _, vector in rows], width)

    return work


def add_up(vectors: list[bytes], width: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Sums and counts of float64 vectors in which NaN is no value."""
    columns = np.frombuffer(b"".join(vectors), dtype="<f8").reshape(-1, width)
    return np.nansum(columns, axis=0), np.isfinite(columns).sum(axis=0)


def _lay_floor(app: Flask, made: MadeCity) -> None:
    with owner(app) as connection:
        connection.execute(text("DROP TABLE IF EXISTS bench_vector"))
        _FLOOR.create(connection)
        connection.execute(text("GRANT SELECT ON bench_vector TO PUBLIC"))
        pairs = zip(made.codes, made.floats, strict=True)
        connection.execute(insert(_FLOOR), [{"ward": w, "vector": v} for w, v in pairs])


def _check(form: FormDefinition, made: MadeCity, laid: LaidCity) -> None:
    """Both must come to the same sums, or there is nothing to compare."""
    sums, counts = add_up(list(made.floats), len(form.indicators))
    with reading(laid.scope) as session:
        period = cities.period_by_code(session, PERIOD)
        assert period is not None
        totals = consolidating.compute(session, period, APPROVED).rollup.totals
    for i, field in enumerate(form.indicators):
        if field.aggregate.kind is AggregateKind.SUM and field.type.is_whole:
            total = totals[field.code]
            if (total.value, total.wards) != (int(sums[i]), counts[i]):
                raise AssertionError(f"{field.code}: the floor and ours disagree")


def _alone(form: FormDefinition, made: MadeCity) -> Row:
    """Computing without a database, to tell where the time goes."""
    standings = made.standings
    timed = series(lambda: consolidate(form, made.codes, stack(form, made.vectors), standings))
    return shown(GOAL, "of which computing", len(made.codes), timed)


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


def _rivals(app: Flask, form: FormDefinition, made: MadeCity, laid: LaidCity) -> Iterator[Row]:
    lay_answers(app, laid, made, form)
    vacuum(app)
    objects = in_turns(lambda: _by_objects(laid), _ours(laid))
    yield against_rival(GOAL, "ORM objects, one by one", laid.wards, objects, 100)
    with tempfile.TemporaryDirectory() as folder:
        paths = list(_written(form, made, Path(folder)))
        workbooks = in_turns(lambda: _by_hand(paths), _ours(laid))
    scale = laid.wards / len(paths)
    note = f"{len(paths)} opened, scaled"
    yield against_rival(GOAL, "workbooks by hand", laid.wards, workbooks, 900, scale, note)


def _by_objects(laid: LaidCity) -> dict[str, int]:
    """As such code is often written: load every answer as an object and add it on."""
    sums: dict[str, int] = defaultdict(int)
    with reading(laid.scope) as session:
        rows = session.scalars(
            select(AnswerRow)
            .join(Submission, Submission.id == AnswerRow.submission_id)
            .where(Submission.period_id == laid.period_id)
        )
        for row in rows:
            if row.state == "value" and row.value_int is not None:
                sums[row.code] += row.value_int
    return sums


def _by_hand(paths: list[Path]) -> dict[object, float]:
    """Every workbook opened with openpyxl and added up in Python."""
    sums: dict[object, float] = defaultdict(float)
    for path in paths:
        for code, value in openpyxl.load_workbook(path, data_only=True).active.values:
            if value is not None:
                sums[code] += value
    return sums


def _written(form: FormDefinition, made: MadeCity, folder: Path) -> Iterator[Path]:
    for code, row in list(zip(made.codes, made.values, strict=True))[:_WORKBOOKS]:
        book = openpyxl.Workbook()
        for field, value in zip(form.indicators, row, strict=True):
            book.active.append([field.code, None if np.isnan(value) else int(value)])
        path = folder / f"{code}.xlsx"
        book.save(path)
        yield path
