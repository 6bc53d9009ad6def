"""The words of every letter: a text template per kind, its HTML part made of the same lines.

A template's first line is the subject; paragraphs stand between empty lines. Letters are
Vietnamese, as the reports are, and say no figure of a report.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.domain.notices import REMINDERS, Kind
from app.outbound.mail import Letter

FRAMES: Final = ("frame.txt", "frame.html")
FOLDER: Final = Path(__file__).resolve().parents[2] / "templates" / "mail"


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def letter(kind: Kind, facts: Mapping[str, Any], link: str, account_link: str) -> Letter:
    """Compose one letter. ``link`` leads to the page where the work is done."""
    said = _templates().get_template(f"{kind.value}.txt").render(**facts)
    first, _newline, rest = said.partition("\n")
    subject = " ".join(first.split())
    frame = {
        "subject": subject,
        "paragraphs": [" ".join(part.split()) for part in rest.split("\n\n") if part.strip()],
        "link": link,
        "account_link": account_link if kind in REMINDERS else "",
    }
    text, html = (_templates().get_template(name).render(frame) for name in FRAMES)
    return Letter(subject, text, html)
