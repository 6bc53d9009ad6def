"""A browser without a screen: it follows links, fills the page's own forms, and refuses
every page that is not right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from templates import page_checks

# One parse of a page serves its checks and its reading: parsing strictly is slow.
page_checks.parse = lru_cache(maxsize=8)(page_checks.parse)

Fields = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Page:
    """An answer of the application; ``path`` is where the browser ended up."""

    path: str
    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def html(self) -> str:
        return self.response.get_data(as_text=True)

    @cached_property
    def tree(self) -> Element:
        return page_checks.parse(self.html)

    @cached_property
    def text(self) -> str:
        """What is written in the page's body, white space made one space."""
        return words(self.tree.find("body"))

    @property
    def heading(self) -> str:
        return words(next(self.tree.iter("h1")))

    def part(self, element_id: str) -> str:
        """What is written in the element of this id. ``LookupError`` where it is not there."""
        return words(self.element(element_id))

    def element(self, element_id: str) -> Element:
        found = next((e for e in self.tree.iter() if e.get("id") == element_id), None)
        if found is None:
            raise LookupError(f"{self.path} has no element “{element_id}”")
        return found

    @property
    def token(self) -> str:
        """The CSRF token that the page carries for scripts; error pages have none."""
        metas = self.tree.iter("meta")
        return next((m.get("content") or "" for m in metas if m.get("name") == "csrf-token"), "")

    def links(self) -> Iterator[tuple[str, str]]:
        """(words, address) of every link."""
        for element in self.tree.iter("a"):
            yield words(element), element.get("href") or ""

    def link(self, text: str) -> str:
        """The address of the first link with these words in it."""
        found = next((url for label, url in self.links() if text in label), None)
        if found is None:
            raise LookupError(f"{self.path} has no link “{text}”")
        return found

    def rows(self, within: str = "") -> list[list[str]]:
        """The cells of every table row in the body of a table, below ``within`` if given."""
        top = self.element(within) if within else self.tree
        bodies = [body for table in top.iter("table") for body in table.iter("tbody")]
        return [
            [words(cell) for cell in row if cell.tag in ("td", "th")]
            for body in bodies
            for row in body.iter("tr")
        ]

    def forms(self) -> list[Element]:
        return list(self.tree.iter("form"))

    def form(self, ending: str) -> Element:
        """The form whose address ends so. ``LookupError`` where the page offers none."""
        found = next((f for f in self.forms() if (f.get("action") or "").endswith(ending)), None)
        if found is None:
            offered = sorted({f.get("action") or "" for f in self.forms()})
            raise LookupError(f"{self.path} has no form to …{ending}, only {offered}")
        return found

    def offers(self, ending: str) -> bool:
        return any((f.get("action") or "").endswith(ending) for f in self.forms())


@dataclass
class Browser:
    """One person's browser: cookies of its own, the page it looks at, and the CSRF token
    of the last page that had one, as scripts find it."""

    app: Flask
    client: FlaskClient = field(init=False)
    page: Page = field(init=False)
    token: str = ""

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, address: str, status: int = 200) -> Page:
        return self._show(self.client.get(address, follow_redirects=True), status)

    def submit(self, ending: str, fields: Fields | None = None, status: int = 200) -> Page:
        """Fill and send the form of the present page whose address ends so: its own hidden
        and prefilled values, with ``fields`` over them."""
        form = self.page.form(ending)
        filled: dict[str, str | Sequence[str]] = {**filled_in(form), **(fields or {})}
        address = form.get("action") or self.page.path
        return self.post(address, filled, status)

    def post(self, address: str, fields: Fields, status: int = 200) -> Page:
        """Send these fields, with the token of the present page unless they bring one."""
        sent = {"csrf_token": self.token, **fields}
        answer = self.client.post(
            address, data=sent, follow_redirects=True, headers={"Referer": "http://localhost/"}
        )
        return self._show(answer, status)

    def sign_in(self, email: str, password: str) -> Page:
        self.get("/account/sign-in")
        return self.submit("/account/sign-in", {"email": email, "password": password})

    def _show(self, answer: TestResponse, status: int) -> Page:
        page = Page(urlsplit(answer.request.url).path, answer)
        assert page.status == status, f"{page.path}: {page.status}, not {status}\n{_said(page)}"
        if answer.mimetype == "text/html":
            assert page_checks.faults(page.html) == [], page.path
            assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Cache-Control"] == "no-store"
            self.page = page
            self.token = page.token or self.token
        return page


def _said(page: Page) -> str:
    return page.text[:800] if page.response.mimetype == "text/html" else ""


def words(element: Element | None) -> str:
    """The text of an element with one space between its pieces."""
    return "" if element is None else " ".join(" ".join(element.itertext()).split())


def filled_in(form: Element) -> dict[str, str | Sequence[str]]:
    """What a browser would send of an untouched form. Buttons say nothing."""
    found: dict[str, list[str]] = {}
    for element in form.iter():
        name = element.get("name")
        if name is None or element.get("disabled") is not None:
            continue
        for value in _values(element):
            found.setdefault(name, []).append(value)
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _values(element: Element) -> Iterator[str]:
    if element.tag == "textarea":
        yield "".join(element.itertext())
    elif element.tag == "select":
        options = list(element.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        yield from (words(o) if o.get("value") is None else o.get("value", "") for o in chosen)
    elif element.tag == "input" and element.get("type") in ("checkbox", "radio"):
        if element.get("checked") is not None:
            yield element.get("value") or "on"
    elif element.tag == "input":
        yield element.get("value") or ""
