"""Every template renders from representative views, strictly, into a page that is right."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from flask import Flask

from app.domain.rules import portable_rules
from app.standard import standard_form, standard_rules_document

from .page_checks import faults
from .scenes import SCENES
from .stage import ROOT, create_stage, render

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
    """Everything a first visit loads, uncompressed styles and scripts included."""
    static = ROOT / "app" / "web" / "static"
    assets = sum(p.stat().st_size for p in static.rglob("*") if p.suffix in (".css", ".js", ".svg"))
    page = len(_squeezed(render(stage, SCENES["ward-section"])))
    assert assets + page <= 150 * 1024


def test_section_page_is_light_with_its_rules(stage: Flask) -> None:
    """As a proxy sends it: everything compressed, the rules that the page judges by too."""
    static = ROOT / "app" / "web" / "static"
    files = [p for p in static.rglob("*") if p.suffix in (".css", ".js", ".svg")]
    rules = json.dumps(portable_rules(standard_form(), standard_rules_document()))
    texts = [p.read_text("utf-8") for p in files] + [render(stage, SCENES["ward-section"]), rules]
    assert sum(len(_squeezed(text)) for text in texts) <= 75 * 1024


def _squeezed(text: str) -> bytes:
    return gzip.compress(text.encode())


@pytest.mark.parametrize("path", sorted((ROOT / "app" / "web" / "static").rglob("*.css")), ids=str)
def test_styles_load_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text("utf-8")
    assert [word for word in ("http", "@import", "url(") if word in text] == []
