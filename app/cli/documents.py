"""``flask report build`` and ``flask report ward``: documents in the foreground."""

from __future__ import annotations

from pathlib import Path

import click

from app.actions import reporting
from app.actions.cities import city_scope
from app.actions.reporting import FORMATS
from app.cli.running import fail, on_database, say
from app.domain.errors import NotFound
from app.domain.permissions import COMMAND_LINE
from app.store import cities, submissions
from app.store.consolidation import INCLUDES
from app.store.reading import reading


@click.group("report")
def report_group() -> None:
    """The official documents."""


@report_group.command("build")
@click.option("--city", "city_code", required=True)
@click.option("--period", "period_code", required=True)
@click.option("--format", "file_format", type=click.Choice(FORMATS), required=True)
@click.option("--include", type=click.Choice(INCLUDES), default=INCLUDES[0])
@click.option("--every-text", is_flag=True, help="In cả nội dung chỉ một đơn vị nêu.")
@click.option("--out", type=click.Path(path_type=Path), required=True)
@on_database
def build(
    city_code: str, period_code: str, file_format: str, include: str, every_text: bool, out: Path
) -> None:
    """The city report of a period."""
    scope = city_scope(city_code)
    built = reporting.city_report_bytes(
        scope, period_code, include, file_format, every_text=every_text
    )
    _write(out, built.content)
    say({"file": str(out), "bytes": len(built.content), "revision": built.revision})


@report_group.command("ward")
@click.option("--city", "city_code", required=True)
@click.option("--period", "period_code", required=True)
@click.option("--ward", "ward_code", required=True)
@click.option("--format", "file_format", type=click.Choice(("docx", "pdf")), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
@on_database
def ward(city_code: str, period_code: str, ward_code: str, file_format: str, out: Path) -> None:
    """One ward's official report."""
    scope = city_scope(city_code)
    with reading(scope) as session:
        period = cities.period_by_code(session, period_code)
        unit = cities.ward_by_code(session, ward_code)
        if period is None or unit is None:
            raise NotFound(f"Không có kỳ “{period_code}” hoặc đơn vị mã “{ward_code}”.")
        submission = submissions.of_ward(session, unit.id, period.id)
    if submission is None:
        raise NotFound(f"{unit.name} chưa có báo cáo kỳ {period_code}.")
    content = reporting.ward_report_bytes(scope, COMMAND_LINE, submission.id, file_format)
    _write(out, content)
    say({"file": str(out), "bytes": len(content)})


def _write(out: Path, content: bytes) -> None:
    try:
        out.write_bytes(content)
    except OSError as error:
        fail(f"Không ghi được {out}: {error.strerror}")


COMMANDS = (report_group,)
