"""``flask intake read``, ``check`` and ``load``."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click

from app.actions.cities import city_scope
from app.actions.intake import LoadedFile, load_file
from app.actions.loading import STATUSES
from app.cli import intake_read
from app.cli.intake_learn import learn_command
from app.cli.running import DONE, FAILED, PARTLY, on_database, say
from app.documents.parsing import unpack
from app.domain.permissions import COMMAND_LINE


@click.group("intake")
def intake_group() -> None:
    """Reading the reports that wards already have."""


intake_group.add_command(intake_read.read_command)
intake_group.add_command(intake_read.check_command)
intake_group.add_command(learn_command)


@intake_group.command("load")
@click.option("--city", "city_code", required=True)
@click.option("--period", "period_code", required=True)
@click.option("--status", type=click.Choice(STATUSES), default=STATUSES[0])
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@on_database
def load(city_code: str, period_code: str, status: str, paths: tuple[Path, ...]) -> int:
    """Load reports or ZIPs of them; one JSON line per file."""
    scope = city_scope(city_code)
    outcomes = []
    for path, name in _files(paths):
        loaded = load_file(scope, COMMAND_LINE, period_code, status, path, name)
        outcomes.append(loaded.error is None)
        say(_line(loaded))
    if not any(outcomes):
        return FAILED
    return DONE if all(outcomes) else PARTLY


def _files(paths: tuple[Path, ...]) -> Iterator[tuple[Path, str]]:
    """Each report file, those inside ZIPs and folders too, with the name to show."""
    for path in paths:
        if path.is_dir():
            yield from ((file, file.name) for file in sorted(path.iterdir()) if file.is_file())
        elif zipfile.is_zipfile(path) and path.suffix.lower() == ".zip":
            with tempfile.TemporaryDirectory() as folder:
                yield from unpack(path, Path(folder))
        else:
            yield path, str(path)


def _line(loaded: LoadedFile) -> dict[str, object]:
    return {
        "file": loaded.file,
        "ward": loaded.ward,
        "submission_id": str(loaded.submission_id) if loaded.submission_id else None,
        "counts": {"read": loaded.read, "uncertain": loaded.uncertain},
        "error": loaded.error,
    }


COMMANDS = (intake_group,)
