"""The two real reports: their figures are ours to show, their sentences are not."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from app.demonstration.known import known_answers
from app.domain.answers import typed_value
from app.domain.forms import FormDefinition

ROOT = Path(__file__).parents[2]
EXPECTED = {
    ("10525", "2026-H1"): "seed_haiduong.expected.json",
    ("10552", "2025-Y"): "seed_nguyentrai.expected.json",
}
#: Official turns of phrase run to eight words between two marks; beyond that it is
#: somebody's sentence. The titles of the form are everybody's.
RUN = 9


@pytest.fixture(scope="module")
def real() -> Path:
    folder = Path(os.environ.get("REPORTS_DIR", ROOT.parent / "shared")) / "real"
    if not folder.is_dir():
        if "REPORTS_DIR" in os.environ:
            pytest.fail(f"REPORTS_DIR is set, but there are no reports in {folder}")
        pytest.skip("the real reports are not here; set REPORTS_DIR to the folder that holds them")
    return folder


@pytest.mark.parametrize("place", EXPECTED)
def test_the_figures_are_those_of_the_report(
    real: Path, form: FormDefinition, place: tuple[str, str]
) -> None:
    expected = json.loads((real / EXPECTED[place]).read_text("utf-8"))["indicators"]
    known = known_answers(form, *place)
    assert known is not None
    assert known.keys() == expected.keys()
    for code, answer in known.items():
        stated = expected[code]
        if isinstance(stated, str):
            assert str(answer.value) == stated
        else:
            assert answer.value is not None
            assert float(answer.value) == stated  # type: ignore[arg-type]
            assert typed_value(form.fields[code], answer.value)


def test_no_sentence_of_the_reports_is_in_the_phrases(real: Path) -> None:
    titles = runs((ROOT / "app" / "standard" / "form.json").read_text("utf-8"))
    theirs = {run for file in real.glob("*.txt") for run in runs(file.read_text("utf-8"))}
    ours = [*(ROOT / "app" / "demonstration").rglob("*.json")]
    assert len(ours) >= 4
    for file in ours:
        text = re.sub(r"[{}|<>\[\]\"]", " . ", file.read_text("utf-8"))
        assert not runs(text) & theirs - titles, file.name


def runs(text: str) -> set[tuple[str, ...]]:
    """Runs of words between two marks."""
    found: set[tuple[str, ...]] = set()
    for sentence in re.split(r"[.,;:!?“”()]", text.lower()):
        words = re.findall(r"[^\W\d_]+", sentence)
        found |= {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}
    return found
