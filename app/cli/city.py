"""``flask city create``, ``flask period open``, ``flask consolidate``, ``flask findings``."""

from __future__ import annotations

import csv
from pathlib import Path

import click

from app.actions import cities as city_actions
from app.actions import consolidating, detecting, periods
from app.actions.cities import city_scope
from app.cli.running import DONE, PARTLY, fail, on_database, say
from app.domain.permissions import COMMAND_LINE
from app.store import cities
from app.store.consolidation import INCLUDES
from app.store.reading import reading


@click.group("city")
def city_group() -> None:
    """Cities and their wards."""


@city_group.command("create")
@click.option("--code", required=True)
@click.option("--name", required=True)
@click.option("--units", "units_file", required=True, type=click.Path(path_type=Path))
@on_database
def create(code: str, name: str, units_file: Path) -> None:
    """Create the city and its wards from a CSV file; safe to repeat."""
    try:
        rows = list(csv.DictReader(units_file.read_text("utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        fail(f"Không đọc được {units_file}: {error}")
    units = city_actions.read_units(rows)
    city_actions.create_city(COMMAND_LINE, code, name, units)
    say({"city": code, "name": name, "wards": len(units)})


@click.group("period")
def period_group() -> None:
    """Reporting periods."""


@period_group.command("open")
@click.option("--city", "city_code", required=True)
@click.option("--period", "period_code", required=True)
@on_database
def open_period(city_code: str, period_code: str) -> None:
    """Open the period with the standard form and default dates; safe to repeat."""
    scope = city_scope(city_code)
    period_id = periods.open_period(scope, COMMAND_LINE, period_code)
    with reading(scope) as session:
        period = cities.period(session, period_id)
    assert period is not None, "opened above"
    say({
        "city": city_code,
        "period": period.code,
        "data_from": period.data_from.isoformat(),
        "data_to": period.data_to.isoformat(),
        "ward_due": period.ward_due_at.isoformat(),
    })  # fmt: skip


@click.command("consolidate")
@click.option("--city", "city_code", required=True)
@click.option("--period", "period_code", required=True)
@click.option("--include", type=click.Choice(INCLUDES), default=INCLUDES[0])
@click.option("--json", "as_json", is_flag=True, help="The output is JSON in any case.")
@on_database
def consolidate(city_code: str, period_code: str, include: str, as_json: bool) -> None:
    """Run in the foreground what the worker runs; print the rollup."""
    scope = city_scope(city_code)
    computed = consolidating.rollup_of(scope, COMMAND_LINE, period_code, include)
    say(computed.rollup.document(city_code, period_code, computed.revision, computed.computed_at))


@click.command("findings")
@click.option("--city", "city_code", required=True)
@click.option("--period", "period_code", required=True)
@click.option("--ward", "ward_code", default="")
@click.option("--json", "as_json", is_flag=True, help="The output is JSON in any case.")
@on_database
def show_findings(city_code: str, period_code: str, ward_code: str, as_json: bool) -> int:
    """One JSON finding per line, judged anew from what stands in the database.

    Exits with 1 where a detector could not finish: stderr says which.
    """
    scope = city_scope(city_code)
    for line in detecting.findings_of(scope, COMMAND_LINE, period_code, ward_code):
        say(line)
    failed = detecting.failures_of(scope, COMMAND_LINE, period_code)
    for sentence in failed.values():
        click.echo(sentence, err=True)
    return PARTLY if failed else DONE


COMMANDS = (city_group, period_group, consolidate, show_findings)
