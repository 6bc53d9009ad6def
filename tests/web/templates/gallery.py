"""Look at the pages: ``python -m tests.web.templates.gallery serve`` or ``shoot FOLDER [NAME…]``.

``shoot`` opens each scene in Chromium at 1280 and 360 px under the strict policy,
saves a screenshot, and prints axe violations, console errors and sideways scrolling.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from .scenes import SCENES
from .stage import create_stage

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-sync",
    "--disable-component-update",
)
SIZES = ((1280, 768), (360, 740))
LONGEST = 2400
# What is found wrong; all that was found right would be megabytes a page.
_ASKED = {"resultTypes": ["violations"]}


@contextmanager
def served(stage: Flask) -> Iterator[str]:
    """The stage on a free port of this machine, for as long as the block lasts."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, stage, threaded=True)
    # How long its end is waited for at most, in seconds.
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        try:
            yield browser
        finally:
            browser.close()


def troubles_of(page: Page, address: str) -> list[str]:
    """Open a page and say what is wrong with it: console, sideways scrolling, axe."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(f"console: {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(f"script: {error}"))
    page.goto(address, wait_until="load")
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        said.append(f"scrolls sideways by {wide} px")
    found = Axe().run(page, options=_ASKED).response["violations"]
    said += [f"axe {v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])})" for v in found]
    return said


def _picture(page: Page, path: Path) -> None:
    """The window as it opens; below it the rest of a long page, up to a limit."""
    page.screenshot(path=str(path))
    whole = page.evaluate("document.documentElement.scrollHeight")
    size = page.viewport_size or {"width": 0, "height": 0}
    if whole > size["height"]:
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(whole, LONGEST)}
        page.screenshot(path=str(path.with_stem(path.stem + "-long")), full_page=True, clip=clip)


def shoot(folder: Path, names: list[str]) -> int:
    """Screenshots of the named scenes (all when none); the number of troubles."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with served(create_stage()) as address, chromium() as browser:
        for name in names or SCENES:
            for width, height in SIZES:
                page = browser.new_page(viewport={"width": width, "height": height})
                for trouble in troubles_of(page, f"{address}/scenes/{name}"):
                    count += 1
                    print(f"{name} {width}: {trouble}")
                _picture(page, folder / f"{name}-{width}.png")
                page.close()
    return count


def main(arguments: list[str]) -> int:
    match arguments:
        case ["serve"]:
            create_stage().run(port=5050)
            return 0
        case ["shoot", folder, *names]:
            return 1 if shoot(Path(folder), names) else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
