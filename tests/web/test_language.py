"""Vietnamese first, English on request: a whole catalogue, and a switch that needs no script."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from browsing import Browser, Page
from flask import Flask
from worlds import NAMES, Town

from app.domain.anomalies import DETECTOR_RULES
from app.domain.forms import FormDefinition
from app.domain.lifecycle import Event
from app.domain.periods import parse_period_code
from app.domain.permissions import Role
from app.standard import standard_form, standard_rules
from app.web import words

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = ROOT / "app" / "web" / "translations" / "en" / "LC_MESSAGES"
WARD = "Phường An Biên"
SWITCH = "/account/language"
PERIODS = ("2026-H1", "2026-H2", "2026-9M", "2026-Y", "2026-Q4", "2026-M03")

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_VIETNAMESE = re.compile(r"[À-ÖØ-öø-ỹ]")

Key = tuple[str, str]


def key(message: Message) -> Key:
    return message.context or "", str(message.id)


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (ENGLISH / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> set[Key]:
    """Everything that is marked in templates and code now."""
    target = tmp_path_factory.mktemp("extracted") / "messages.pot"
    rules = f"{ROOT / 'babel.cfg'}"
    CommandLineInterface().run(
        ["pybabel", "-q", "extract", "-F", rules, "-k", "_", "-o", f"{target}", f"{ROOT}"]
    )
    with target.open("rb") as file:
        return {key(message) for message in read_po(file) if message.id}


@pytest.fixture(scope="module")
def form() -> FormDefinition:
    return standard_form()


def entries(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def test_every_marked_word_is_translated_and_no_other(english: Catalog, marked: set[Key]) -> None:
    translated = {key(m) for m in entries(english) if m.string}
    assert marked - translated == set(), "missing"
    assert translated - marked == set(), "no longer used"
    assert [m.id for m in english if m.fuzzy and m.id] == []
    assert list(english.obsolete) == []


def test_placeholders_are_the_same(english: Catalog) -> None:
    for message in entries(english):
        wanted = sorted(_PLACEHOLDER.findall(str(message.id)))
        assert sorted(_PLACEHOLDER.findall(str(message.string))) == wanted, message.id


def test_a_literal_percent_is_only_where_values_are_put_in(english: Catalog) -> None:
    """A lone "%" would break the formatting of the whole sentence."""
    for message in entries(english):
        if _PLACEHOLDER.search(str(message.id)):
            rest = _PLACEHOLDER.sub("", str(message.string)).replace("%%", "")
            assert "%" not in rest, message.id


def test_the_translations_are_english(english: Catalog) -> None:
    strings = [str(m.string).replace("Tổng Hợp", "") for m in entries(english)]
    assert [text for text in strings if _VIETNAMESE.search(text)] == []


def test_the_compiled_catalogue_is_of_now(english: Catalog) -> None:
    fresh = io.BytesIO()
    write_mo(fresh, english)
    assert (ENGLISH / "messages.mo").read_bytes() == fresh.getvalue()


def test_what_the_code_says_is_found_by_the_extraction(marked: set[Key]) -> None:
    """A word inside an f-string is not, nor one that is put together."""
    said = [call for path in (ROOT / "app" / "web").rglob("*.py") for call in _calls(path)]
    assert len(said) > 100
    for call in said:
        word = call.args[0]
        assert isinstance(word, ast.Constant), ast.unparse(call)
        assert ("", str(word.value)) in marked, ast.unparse(call)


def _calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            yield node


def test_the_words_of_the_domain_are_listed(english: Catalog, form: FormDefinition) -> None:
    asked = (*form.header_fields, *form.fields.values())
    spoken = {
        *(("role", role.label) for role in Role),
        *(("event", event.label) for event in Event),
        *(("rule", rule.title_vi) for rule in (*standard_rules().rules, *DETECTOR_RULES)),
        *(("unit", f.unit) for f in asked if f.unit and _VIETNAMESE.search(f.unit)),
    }
    assert spoken - {key(m) for m in entries(english)} == set()


@pytest.mark.parametrize("code", PERIODS)
def test_a_period_is_named_as_the_domain_names_it(application: Flask, code: str) -> None:
    with application.test_request_context("/"):
        assert words.period_name(code) == parse_period_code(code).title_vi
    with application.test_request_context("/", headers={"Cookie": "language=en"}):
        assert "2026" in words.period_name(code)
        assert not _VIETNAMESE.search(words.period_name(code))


def language_of(page: Page) -> str:
    assert page.tree.tag == "html"
    return page.tree.get("lang") or ""


def test_vietnamese_is_the_default(application: Flask) -> None:
    page = Browser(application).get("/account/sign-in")
    assert language_of(page) == "vi"
    assert page.heading == "Đăng nhập"


def test_the_switch_is_a_form_that_comes_back(application: Flask) -> None:
    browser = Browser(application)
    browser.get("/account/sign-in?next=/ward/")
    page = browser.submit(SWITCH)
    assert (page.path, language_of(page), page.heading) == ("/account/sign-in", "en", "Sign in")
    assert page.response.request.query_string == b"next=/ward/"
    back = browser.submit(SWITCH)
    assert (language_of(back), back.heading) == ("vi", "Đăng nhập")


def test_a_language_that_is_not_offered_is_vietnamese(application: Flask) -> None:
    browser = Browser(application)
    browser.client.set_cookie("language", "fr")
    assert language_of(browser.get("/account/sign-in")) == "vi"


def test_error_pages_follow_the_language(application: Flask) -> None:
    browser = Browser(application)
    browser.client.set_cookie("language", "en")
    page = browser.get("/nowhere", 404)
    assert (language_of(page), page.heading) == ("en", "Not found")


def in_english(browser: Browser) -> Browser:
    browser.client.set_cookie("language", "en")
    return browser


def test_the_form_is_asked_in_english(here: Town, form: FormDefinition) -> None:
    drafter = in_english(here.browser(Role.DRAFTER, WARD))
    report = here.submission_id(WARD)
    for section in form.sections[:4]:
        page = drafter.get(f"/ward/submissions/{report}/sections/{section.code}")
        assert language_of(page) == "en"
        assert section.title_en in page.text
        for field in section.fields:
            assert field.label_en in page.text
    assert "First half of 2026" in page.text
    assert "Ward or commune officer" in page.text


def test_what_happened_is_told_in_english(here: Town) -> None:
    here.load(WARD, {"dossiers_received": 1})
    page = in_english(here.browser(Role.REVIEWER)).get(here.address(WARD))
    assert "Entered by the Department on the unit's behalf · version 1" in page.text


#: Pages without a report's own content: findings, legal bases and what people wrote are
#: shown in the language they are in.
PLACES = {
    Role.DRAFTER: (
        "/ward/",
        "/account/profile",
    ),
    Role.REVIEWER: (
        "/review/",
        "/city/",
        "/city/periods/2026-H1/figures/population_total",
        "/city/reports/",
        "/batches/",
    ),
    Role.CITY_ADMIN: ("/admin/", "/admin/periods", "/admin/people", "/admin/wards"),
}


@pytest.mark.parametrize("role", PLACES)
def test_no_vietnamese_is_left_but_names(here: Town, role: Role) -> None:
    here.load(WARD, {"dossiers_received": 1})
    ward = WARD if role.is_ward else ""
    browser = in_english(here.browser(role, ward))
    who = here.person(role, ward).actor.name
    for address in PLACES[role]:
        page = browser.get(address)
        assert language_of(page) == "en"
        left = [text for text in texts(page) if _VIETNAMESE.search(unnamed(text, who))]
        assert left == [], page.path


def texts(page: Page) -> Iterator[str]:
    """Each piece of text of the page, and what is said to those who do not see it."""
    for element in page.tree.iter():
        said = (element.text, element.tail, element.get("aria-label"), element.get("title"))
        yield from (" ".join(text.split()) for text in said if text and text.strip())


def unnamed(text: str, who: str) -> str:
    """Names of people, places and the product are the same in both languages."""
    short = (" ".join(name.split()[-2:]) for name in NAMES)
    person = " ".join(who.split())
    names = (person, "Thành phố Hải Phòng", *NAMES, *short, "Tổng Hợp", "Tiếng Việt")
    for name in names:
        text = text.replace(name, "")
    return text


def test_a_refusal_is_in_english(application: Flask) -> None:
    browser = in_english(Browser(application))
    browser.get("/account/sign-in")
    typed = {"email": "nobody@example.vn", "password": "wrong"}
    page = browser.submit("/account/sign-in", typed, status=400)
    assert "The e-mail address or the password is not right." in page.text


def test_the_sentences_of_the_floors_below_are_still_said(english: Catalog) -> None:
    """The catalogue lists them word for word; this holds the two together."""
    below = ("actions", "documents", "domain", "outbound", "store")
    floors = [ROOT / "app" / name for name in below]
    paths = [path for floor in floors for path in floor.rglob("*.py")]
    said = {text for path in paths for text in _texts_in(path)}
    listed = {str(m.id) for m in entries(english) if m.context in ("sentence", "role", "event")}
    assert len(listed) > 40
    assert listed - said == set()


def _texts_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
