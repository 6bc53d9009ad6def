"""``flask answers load``: a table of answers on the wards' behalf."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import click

from app.actions.cities import city_scope
from app.actions.loading import STATUSES, Line, Rejected, load_answers
from app.cli.running import DONE, PARTLY, fail, on_database, say
from app.domain.errors import Invalid, Problem
from app.domain.permissions import COMMAND_LINE

COLUMNS = ("ward_code", "code", "value")


@click.group("answers")
def answers_group() -> None:
    """Answers in bulk."""


@answers_group.command("load")
@click.option("--city", "city_code", required=True)
@click.option("--period", "period_code", required=True)
@click.option("--status", type=click.Choice(STATUSES), default=STATUSES[0])
@click.argument("file", type=click.Path(path_type=Path))
@on_database
def load(city_code: str, period_code: str, status: str, file: Path) -> int:
    """Load ward_code,code,value lines; what is rejected is named and stops nothing."""
    scope = city_scope(city_code)
    loaded = load_answers(scope, COMMAND_LINE, period_code, status, lines_of(file))
    say({"accepted": loaded.accepted, "rejected": [_named(r) for r in loaded.rejected]})
    return PARTLY if loaded.rejected else DONE


def lines_of(file: Path) -> list[Line]:
    """The file's lines, numbered as an editor shows them (the header is line 1).

    Raises ``Invalid`` for a file without the three columns; exits with 2 where it
    cannot be read as UTF-8.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        fail(f"Không mở được {file}: {error.strerror}")
    except UnicodeDecodeError:
        fail(f"{file} không phải là văn bản UTF-8. Hãy lưu lại dạng CSV UTF-8.")
    reader = csv.DictReader(text.splitlines(keepends=True))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise Invalid([Problem("columns", (), f"{file} thiếu cột: {', '.join(missing)}.")])
    return list(_lines(reader))


def _lines(reader: csv.DictReader[str]) -> Iterator[Line]:
    for row in reader:
        ward, code, value = ((row.get(name) or "").strip() for name in COLUMNS)
        if ward or code or value:
            yield Line(reader.line_num, ward, code, row.get("value") or "")


def _named(rejected: Rejected) -> dict[str, object]:
    line = rejected.line
    return {
        "line": line.number,
        "ward_code": line.ward_code,
        "code": line.code,
        "value": line.value,
        "reason": rejected.reason,
    }


COMMANDS = (answers_group,)
