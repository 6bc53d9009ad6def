"""A field out of memory is the field as it is drawn: of its ward, its language, its answer."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from worlds import Town

from app.domain.permissions import Role
from app.web import drawn

WARD, OTHER = "Phường An Biên", "Phường Ngô Quyền"
FIELD: dict[str, Any] = {
    "code": "households_total",
    "label": "Tổng số hộ <gia đình>",
    "type": "int",
    "unit": "hộ",
    "hint": "",
    "basis": "",
    "is_mandatory": True,
    "is_computed": False,
    "is_locked": False,
    "formula": "",
    "state": "value",
    "typed": "3.500",
    "reason": "",
    "problem": "",
    "revision": 2,
    "phrase": "",
    "phrase_status": "",
    "beside": [{"label": "Kỳ trước", "display": "3.400", "change": "", "is_compared": False}],
    "carry": None,
    "carried": "",
    "last_text": None,
    "hints": None,
    "columns": [],
    "row_list": [],
    "flags": (),
    "remarks": (),
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("change", [{}, {"typed": "3.501"}, {"is_locked": True}, {"revision": 3}])
def test_it_is_as_drawn_anew(application: Flask, language: str, change: dict[str, Any]) -> None:
    field = FIELD | change
    with application.test_request_context("/"), force_locale(language):
        for url in ("/ward/submissions/a/answers/", "/ward/submissions/b/answers/"):
            assert drawn.drawn_field(field, url, False) == drawn._draw(field, url, False)


def test_what_it_shows_is_escaped_once(application: Flask) -> None:
    with application.test_request_context("/"):
        html = drawn.drawn_field(FIELD, "/x/", False)
    assert "Tổng số hộ &lt;gia đình&gt;" in html
    assert 'data-save="/x/households_total"' in html


def test_wards_share_what_is_alike_and_nothing_else(here: Town) -> None:
    here.save(WARD, "households_total", "3.500")
    pages = {}
    for ward in (WARD, OTHER):
        report = here.submission_id(ward)
        path = f"/ward/submissions/{report}/sections/I"
        html = here.browser(Role.DRAFTER, ward).client.get(path).text
        assert f'data-save="/ward/submissions/{report}/answers/households_total"' in html
        pages[ward] = html
    assert 'value="3.500"' in pages[WARD]
    assert 'value="3.500"' not in pages[OTHER]
