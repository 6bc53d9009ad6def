"""Fields as they are drawn, remembered.

Most of a section is as it was when it was opened last, and what nobody has answered yet looks
alike in every ward: so a field is drawn once for what it shows, whoever asks.
"""

from __future__ import annotations

import marshal
from functools import lru_cache
from typing import Any, Final

from flask import Flask, get_template_attribute
from markupsafe import Markup

from app.web.words import language

#: About three kilobytes each.
_KEPT: Final = 4_000
#: Stands for the address of the report until it is known: letters that no text can hold.
_HERE: Final = "\x00here\x00"


def init(app: Flask) -> None:
    app.jinja_env.globals["drawn_field"] = drawn_field


def drawn_field(field: dict[str, Any], answers_url: str, is_short: bool) -> Markup:
    """What ``field_entry`` of components/fields.html draws, out of memory where it can be."""
    if field["flags"] or field["remarks"]:
        return _draw(field, answers_url, is_short)
    try:
        # Version 2 writes equal values alike, wherever they lie in memory.
        shown = marshal.dumps(field, 2)
    except ValueError:
        return _draw(field, answers_url, is_short)
    html = _remembered(language(), is_short, shown)
    return Markup(html.replace(_HERE, answers_url))  # noqa: S704 - an address of ours


@lru_cache(maxsize=_KEPT)
def _remembered(_language: str, is_short: bool, shown: bytes) -> str:
    return str(_draw(marshal.loads(shown), _HERE, is_short))  # noqa: S302 - what we wrote above


def _draw(field: dict[str, Any], answers_url: str, is_short: bool) -> Markup:
    drawn: Markup = get_template_attribute("components/fields.html", "field_entry")(
        field, answers_url, is_short
    )
    return drawn
