"""One person at one browser, and what is checked of every page that they see."""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Frame,
    Locator,
    Page,
    Response,
    expect,
)

from tests.journeys.towns import WORK_SECONDS, Account

OFFICE = (1280, 720)
PHONE = (360, 740)
# What the Department does at its desks; SIZES=all does it on a telephone too, where every scene
# of these pages is looked at anyway.
AT_DESKS = [OFFICE, PHONE] if os.environ.get("SIZES") == "all" else [OFFICE]
# A busy machine with two cores runs the browser, the web server and a worker at once: only what
# never comes is waited for as long.
PATIENCE = 60_000
WORK_PATIENCE = WORK_SECONDS * 1000

# What the console says of every request while a test has cut the network.
CUT = "ERR_INTERNET_DISCONNECTED"
# Where to keep a picture of every page that was looked at; unset, none is taken.
PICTURES = os.environ.get("PICTURES_DIR", "")

_axe = Axe()
# What is found wrong; all that was found right would be megabytes a page.
_ASKED = {"resultTypes": ["violations"]}
# Kinds and states of everything on a page: classes, roles, what is disabled or expanded.
_PARTS = """() => [...new Set([...document.querySelectorAll("body *")].flatMap((e) => [
  e.localName, ...e.classList,
  ...["role", "type", "aria-current", "aria-expanded", "aria-invalid", "disabled", "hidden", "open"]
    .filter((name) => e.hasAttribute(name)).map((name) => `${e.localName} ${name}`)]))]"""
_looked_at: dict[tuple[str, int], set[str]] = defaultdict(set)
_pictures = count(1)


@dataclass
class Visitor:
    """A browser's page with what went wrong on it, noted as it happens."""

    page: Page
    context: BrowserContext
    address: str
    faults: list[str] = field(default_factory=list)
    # Statuses whose refusal is the point of a test: their console line is no fault.
    expected_refusals: set[int] = field(default_factory=set)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def sign_in(self, account: Account) -> None:
        self.open("/account/sign-in")
        self.page.get_by_label("Thư điện tử công vụ").fill(account.email)
        self.page.get_by_label("Mật khẩu").fill(account.password)
        self.press("Đăng nhập")
        expect(self.page.get_by_role("button", name="Đăng xuất")).to_be_visible()

    def press(self, name: str) -> None:
        """Click the one button of this name, on a page whose scripts are there."""
        self.page.wait_for_load_state()
        self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Click the first link that says this, and be where it leads."""
        self.go(self.page.get_by_role("link", name=name).first.click)

    def go(self, leave: Callable[[], None]) -> None:
        """Do what leads to another page, and be there, its scripts too."""

        def is_page(frame: Frame) -> bool:
            return frame == self.page.main_frame

        with self.page.expect_event("framenavigated", is_page):
            leave()
        self.page.wait_for_load_state()

    def open_section(self, path: str) -> None:
        """Open a section to be filled; the rules that the page judges by have come too."""
        with self.page.expect_response("**/checks/**") as rules:
            self.open(path)
        rules.value.finished()

    def claim(self) -> None:
        """Take the report at the desk, and be the one who holds it."""
        self.press("Nhận thẩm định")
        expect(self.page.locator("[data-claim]")).to_be_visible()

    def to_check(self) -> None:
        """From anywhere in a report to the page before it goes."""
        self.go(self.page.locator(".strip__ward").click)
        self.follow("Kiểm tra và trình nộp")
        self.sees("Kiểm tra trước khi nộp")

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def field(self, code: str) -> Locator:
        return self.page.locator(f"[data-field='{code}']")

    def fill(self, code: str, value: str) -> None:
        """Type a value as somebody would and wait until it says that it was saved."""
        self.type(code, value)
        expect(self.field(code).locator("[data-saved]")).to_have_attribute("data-state", "saved")

    def type(self, code: str, value: str) -> None:
        control = self.field(code).locator("[data-input]").first
        control.fill(value)
        control.blur()

    def looks_right(self) -> None:
        """The page as it stands: for a screen reader, on its screen, by its own policy."""
        self.page.wait_for_load_state()
        if PICTURES:
            self.picture()
        assert self.faults == [], f"{self.page.url}: {self.faults}"
        assert _violations(self.page) == [], self.page.url
        width = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], f"{self.page.url} is {width[0]} px wide of {width[1]}"

    def picture(self) -> None:
        name = "-".join(self.page.url.partition("?")[0].split("/")[-2:]).partition("#")[0]
        path = Path(PICTURES) / f"{_width(self.page)}-{next(_pictures):02d}-{name}.png"
        self.page.screenshot(path=path, full_page=True)

    def note_console(self, message: ConsoleMessage) -> None:
        text = message.text
        is_meant = CUT in text or any(f"status of {s}" in text for s in self.expected_refusals)
        if message.type in ("error", "warning") and not is_meant:
            self.faults.append(f"console: {text}")

    def note_answer(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")


def _violations(page: Page) -> list[str]:
    """What axe finds on a kind of page that is new at this width, or shows what it never has."""
    kind = re.sub(r"[0-9a-f-]{36}|[0-9]+", "*", urlsplit(page.url).path), _width(page)
    parts = set(page.evaluate(_PARTS))
    if parts <= _looked_at[kind]:
        return []
    _looked_at[kind] |= parts
    found: list[dict[str, Any]] = _axe.run(page, options=_ASKED).response["violations"]
    return [
        f"{v['id']}: {v['help']} {json.dumps([n['html'][:160] for n in v['nodes'][:3]])}"
        for v in found
    ]


def _width(page: Page) -> int:
    return page.viewport_size["width"] if page.viewport_size else 0


def enter(
    browser: Browser,
    address: str,
    size: tuple[int, int] = OFFICE,
    *,
    scripts: bool = True,
) -> Visitor:
    """A new person at a new browser."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=scripts,
        locale="vi-VN",
        accept_downloads=True,
    )
    context.set_default_timeout(PATIENCE)
    visitor = Visitor(context.new_page(), context, address)
    visitor.page.on("console", visitor.note_console)
    visitor.page.on("pageerror", lambda error: visitor.faults.append(f"script: {error}"))
    visitor.page.on("response", visitor.note_answer)
    return visitor
