"""``flask intake learn``: the second reader's model, from reports with their truth."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from app.cli.intake_measure import pairs_in
from app.cli.running import DONE, fail, say
from app.domain.reading.likeness import learn
from app.domain.reading.training import examples_of
from app.standard import standard_form
from app.standard.cues import standard_cues
from app.standard.likeness import dump

Told = tuple[str, dict[str, Any]]


@click.command("learn")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
def learn_command(out: Path, paths: tuple[Path, ...]) -> None:
    """Học từ PATHS: thư mục báo cáo kèm *.expected.json, hoặc tệp mỗi dòng một câu."""
    told = [one for path in paths for one in (_told_in if path.is_dir() else _told_by)(path)]
    form, cues = standard_form(), standard_cues()
    examples = [e for text, truth in told for e in examples_of(text, truth, form, cues)]
    if not examples:
        fail("Không có báo cáo hay câu nào kèm giá trị đúng trong các thư mục này.")
    out.write_bytes(dump(learn(examples)))
    say({"texts": len(told), "figures": len(examples), "file": str(out)})
    raise SystemExit(DONE)


def _told_in(folder: Path) -> Iterator[Told]:
    for report, expected in pairs_in(folder):
        if report.suffix == ".txt":
            yield report.read_text("utf-8"), expected["indicators"]
    for path in sorted(folder.glob("*.sentences.txt")):
        yield from _told_by(path)


def _told_by(path: Path) -> Iterator[Told]:
    """The sentences of a file, each on its line with what it states."""
    for line in path.read_text("utf-8").splitlines():
        if "=>" in line and not line.startswith("#"):
            yield told_line(line)


def told_line(line: str) -> Told:
    """``HEADING ||| SENTENCE => code=value …`` or without the heading."""
    text, _, stated = line.rpartition("=>")
    heading, bar, sentence = text.partition("|||")
    body = f"{heading.strip()}\n\n{sentence.strip()}" if bar else text.strip()
    pairs = (item.split("=", 1) for item in stated.split())
    return body, {code: _value(value) for code, value in pairs}


def _value(stated: str) -> Any:
    """A number or yes/no as JSON has it; a date as its text."""
    try:
        return json.loads(stated)
    except ValueError:
        return stated
