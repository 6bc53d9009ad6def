"""The letter part of a PDF: a Jinja page under ``templates/documents`` through xhtml2pdf."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from xhtml2pdf import pisa
from xhtml2pdf.config.resources import ResourceAccessPolicy

from app.documents import decree30
from app.documents.composition import (
    Heading,
    Letter,
    OfficialDocument,
    Paragraph,
    Table,
    caption_text,
    note_mark,
)
from app.documents.pdf import fonts, keeping
from app.documents.pdf.rows import page_sized

_TEMPLATES: Final = Path(__file__).resolve().parents[3] / "templates"
#: xhtml2pdf lays a table out in time quadratic in its rows, so long ones are
#: cut into tables that stand one under the other.
_ROWS_AT_ONCE: Final = 60


class RenderingFailed(RuntimeError):
    """xhtml2pdf reported errors; the document would not say what it should."""


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[str, ...]
    is_emphasised: bool
    is_title: bool


def letter_pdf(document: OfficialDocument) -> bytes:
    """The letter alone, its parts and sections bookmarked."""
    html = letter_html(document)
    out = io.BytesIO()
    with fonts.ONE_AT_A_TIME:
        fonts.register()
        keeping.register()
        status = pisa.pisaDocument(
            html,
            out,
            path=str(fonts.FOLDER / "letter.html"),
            encoding="utf-8",
            resource_policy=_policy(),
        )
    if status.err:
        raise RenderingFailed(f"xhtml2pdf reported {status.err} errors in {document.title!r}")
    return out.getvalue()


def letter_html(document: OfficialDocument) -> str:
    """The page that is converted, with every text escaped."""
    letter = document.letter
    left, right = decree30.HEAD_COLUMNS
    return (
        _environment()
        .get_template("documents/letter.html")
        .render(
            document=document,
            letter=letter,
            d=decree30,
            family=fonts.STYLE_FAMILY,
            left=left,
            right=right,
            subject_lines=subject_lines(letter),
            **_rules(letter),
        )
    )


def subject_lines(letter: Letter) -> tuple[str, ...]:
    """The "trích yếu" in lines of like length."""
    return fonts.balanced(letter.subject, decree30.BODY_SIZE, decree30.TEXT_WIDTH)


def _rules(letter: Letter) -> dict[str, float]:
    """Lengths of the three rules: the motto's is as long as its text."""
    agency = fonts.text_width(letter.agency[-1], decree30.AGENCY_SIZE, is_bold=True)
    subject = fonts.text_width(subject_lines(letter)[-1], decree30.BODY_SIZE, is_bold=True)
    return {
        "motto_rule": fonts.text_width(decree30.MOTTO, decree30.MOTTO_SIZE, is_bold=True),
        "agency_rule": min(agency, decree30.HEAD_COLUMNS[0]) * decree30.SHORT_RULE,
        "subject_rule": min(subject, decree30.TEXT_WIDTH) * decree30.SHORT_RULE,
    }


def _policy() -> ResourceAccessPolicy:
    """Fonts from our own folder and pictures inside the page; nothing else is read."""
    return ResourceAccessPolicy(allow_remote=False, base_dir=fonts.FOLDER)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        finalize=_drawable,
    )
    environment.tests["heading"] = lambda block: isinstance(block, Heading)
    environment.tests["paragraph"] = lambda block: isinstance(block, Paragraph)
    environment.tests["grid"] = lambda block: isinstance(block, Table)
    environment.filters["parts"] = _parts
    environment.filters["picture"] = _picture
    environment.filters["caption"] = caption_text
    environment.filters["mark"] = note_mark
    return environment


def _drawable(value: object) -> object:
    """Every text that the page prints; what a macro returns went through here already."""
    is_text = isinstance(value, str) and not isinstance(value, Markup)
    return fonts.drawable(str(value)) if is_text else value


def _parts(table: Table) -> Iterator[list[_Row]]:
    rows = [
        _Row(cells, i in table.emphasised, table.is_title_row(i)) for cells, i in page_sized(table)
    ]
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        yield rows[start : start + _ROWS_AT_ONCE]


def _picture(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
