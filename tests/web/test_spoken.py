"""Templates compiled once per language: the words of each, and of no other."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale
from jinja2 import DictLoader

from app.web import spoken

PAGES = {
    "plain.html": "{{ _('Lịch sử') }} & {{ word }}",
    "filled.html": "{{ _('Bản số %(n)s', n=number) }}",
    "percent.html": "{{ _('%(n)s điểm %%', n=number) }}",
    "asking.html": "{% from 'part.html' import said %}{{ said() }}",
    "part.html": "{% macro said() %}<b title=\"{{ _('Đã khóa') }}\"></b>{% endmacro %}",
    "given.html": "{{ _(word) }}",
    "chosen.txt": "{{ 'ký & nộp' if word else '<' }}",
    "chosen.html": "<i{{ ' hidden' if word }}>{{ _('Có') if word else '<b>' }}{{ word or '' }}",
}


@pytest.fixture
def pages(application: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application with these templates for its own, and nothing compiled yet."""
    monkeypatch.setattr(application.jinja_env, "loader", DictLoader(PAGES))
    monkeypatch.setattr(application.jinja_env, "cache", spoken.Shelf())
    return application


def said(app: Flask, name: str, language: str, **values: object) -> str:
    with app.test_request_context("/"), force_locale(language):
        return app.jinja_env.get_template(name).render(**values)


def test_each_language_has_its_own_words_whichever_is_asked_first(pages: Flask) -> None:
    for language, words in (("vi", "Lịch sử"), ("en", "History"), ("vi", "Lịch sử")):
        assert said(pages, "plain.html", language, word="<") == f"{words} & &lt;"


def test_what_fills_a_gap_is_escaped_and_the_words_are_not(pages: Flask) -> None:
    assert said(pages, "filled.html", "vi", number="<1>") == "Bản số &lt;1&gt;"
    assert said(pages, "percent.html", "vi", number=3) == "3 điểm %"


def test_words_of_a_part_are_of_the_language_of_the_page(pages: Flask) -> None:
    assert said(pages, "asking.html", "vi") == '<b title="Đã khóa"></b>'
    assert said(pages, "asking.html", "en") == '<b title="Locked"></b>'


def test_words_known_only_at_the_time_are_looked_up_then(pages: Flask) -> None:
    assert said(pages, "given.html", "en", word="Lịch sử") == "History"


def test_one_text_or_the_other_is_escaped_as_any_text(pages: Flask) -> None:
    assert said(pages, "chosen.html", "vi", word="<") == "<i hidden>Có&lt;"
    assert said(pages, "chosen.html", "en", word="") == "<i>&lt;b&gt;"
    assert said(pages, "chosen.txt", "vi", word="!") == "ký & nộp"


def test_words_are_looked_up_once(pages: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    said(pages, "plain.html", "vi", word="")
    monkeypatch.setattr(spoken, "gettext", lambda _: pytest.fail("looked up again"))
    assert said(pages, "plain.html", "vi", word="!") == "Lịch sử & !"
