"""Every template renders from representative views, strictly, into a page that is right."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from flask import Flask

from app.domain.rules import portable_rules
from app.standard import standard_form, standard_rules_document

from .page_checks import faults
from .scenes import SCENES
from .stage import ROOT, create_stage, render

STATIC = ROOT / "app" / "web" / "static"
PAGES = ("account", "ward", "review", "batches", "city", "admin", "errors")


@pytest.fixture(scope="module")
def stage() -> Flask:
    return create_stage()


@pytest.mark.parametrize("name", SCENES)
def test_page_is_right(stage: Flask, name: str) -> None:
    assert faults(render(stage, SCENES[name])) == []


def test_every_page_has_a_scene() -> None:
    shown = {scene.template for scene in SCENES.values()}
    folder = ROOT / "templates"
    pages = {p.relative_to(folder).as_posix() for d in PAGES for p in (folder / d).glob("*.html")}
    assert pages - shown == set(), "Add a scene in tests/web/templates/scenes."


def test_section_page_is_light(stage: Flask) -> None:
    """Everything a first visit loads, styles and scripts not squeezed; half of it travels."""
    page = render(stage, SCENES["ward-section"])
    assets = sum(path.stat().st_size for path in loaded_by(page))
    assert assets + len(_squeezed(page)) <= 160 * 1024


def test_section_page_is_light_with_its_rules(stage: Flask) -> None:
    """As a proxy sends it: everything compressed, the rules that the page judges by too."""
    page = render(stage, SCENES["ward-section"])
    rules = json.dumps(portable_rules(standard_form(), standard_rules_document()))
    texts = [*(path.read_text("utf-8") for path in loaded_by(page)), page, rules]
    assert sum(len(_squeezed(text)) for text in texts) <= 75 * 1024


def loaded_by(page: str) -> set[Path]:
    """The style sheets, pictures and scripts of a page, with what the scripts import."""
    names = re.findall(r"""(?:href|src)="/static/([^"?#]+)""", page)
    waiting = [STATIC / name for name in names]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            if path.suffix == ".js":
                waiting += [(path.parent / name).resolve() for name in _imports(path)]
    assert STATIC / "js" / "judging.js" in found, "the page's own rules come by imports"
    return found


def _imports(script: Path) -> list[str]:
    return re.findall(r"""\bfrom\s+["'](\./[^"']+)["']""", script.read_text("utf-8"))


def _squeezed(text: str) -> bytes:
    return gzip.compress(text.encode())


@pytest.mark.parametrize("path", sorted((ROOT / "app" / "web" / "static").rglob("*.css")), ids=str)
def test_styles_load_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    assert [word for word in ("http", "@import", "url(") if word in text] == []
