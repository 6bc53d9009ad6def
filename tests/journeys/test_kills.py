"""Whatever dies while somebody types, nothing typed is lost.

``KILLS`` sets how many times something is killed (a few in the suite; 200 for the drill
that the README reports); the seed is printed, and ``KILLS_SEED`` repeats a run.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass, field
from time import monotonic, sleep

from playwright.sync_api import Error, Page, expect

from app.domain.permissions import Role
from app.store import answers
from app.store.reading import reading
from tests.journeys.conftest import Enter
from tests.journeys.sites import Site
from tests.journeys.towns import Town
from tests.journeys.visitors import WORK_PATIENCE, Visitor
from tests.worlds import Place

WARD = "11455"
SECTION = "III.3"
CODES = (
    "dossiers_received",
    "dossiers_received_online",
    "dossiers_resolved",
    "dossiers_resolved_early",
    "dossiers_in_progress",
    "payment_required_dossiers",
    "satisfaction_surveyed",
    "feedback_received",
)
KILLS = int(os.environ.get("KILLS", "6"))
#: Longer than the pause after which a field saves itself, so that the fault falls before,
#: during and after the save.
LONGEST_MS = 1_200


@dataclass
class Typist:
    """Somebody who types on while things die; ``typed`` is what must be there at the end."""

    visitor: Visitor
    path: str
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def page(self) -> Page:
        return self.visitor.page

    def open(self) -> None:
        self.visitor.open(self.path)

    def type(self, code: str, value: str) -> None:
        control = self.visitor.field(code).locator("[data-input]").first
        control.click()
        control.press("Control+a")
        control.press_sequentially(value)
        self.typed[code] = value

    def reopen(self) -> None:
        """The same browser with its storage, a new tab."""
        self.visitor.page = self.visitor.context.new_page()
        self.open()

    def waits_until_saved(self) -> None:
        """Everything typed so far says that it was saved, by itself."""
        for code in self.typed:
            mark = self.visitor.field(code).locator("[data-saved]")
            expect(mark).not_to_have_attribute("data-state", "saving", timeout=WORK_PATIENCE)
            expect(mark).not_to_have_attribute("data-state", "kept", timeout=WORK_PATIENCE)


def test_nothing_typed_is_lost(site: Site, town: Town, enter_site: Enter) -> None:
    seed = int(os.environ.get("KILLS_SEED") or random.SystemRandom().randrange(1 << 32))
    print(f"KILLS_SEED={seed} KILLS={KILLS}")
    chance = random.Random(seed)
    place = town.place(WARD)
    typist = _typist(town, enter_site, place)
    faults = [_tab_dies, _server_dies, _network_goes]
    for turn in range(KILLS):
        code, value = chance.choice(CODES), str(chance.randrange(1, 100_000))
        typist.type(code, value)
        typist.page.wait_for_timeout(chance.randrange(LONGEST_MS))
        # Each kind comes, also in a short run.
        fault = faults[turn] if turn < len(faults) else chance.choice(faults)
        fault(site, typist, chance)
        typist.waits_until_saved()
        assert _kept(site, place, typist.typed) == typist.typed, f"seed {seed}, turn {turn}"


def _tab_dies(_site: Site, typist: Typist, _chance: random.Random) -> None:
    """The tab's process is gone at once, without a word to the page."""
    try:
        typist.page.goto("chrome://crash", timeout=5_000)
    except Error:
        typist.page.close()
    typist.reopen()


def _server_dies(site: Site, typist: Typist, chance: random.Random) -> None:
    """Killed in whatever it was doing; the person types on until it is back."""
    site.programs["web"].kill()
    _types_on(typist, chance)
    site.restart_web()
    # Whoever waits need not wait for the timer: coming back to the page tries again.
    typist.page.evaluate("window.dispatchEvent(new Event('focus'))")


def _network_goes(_site: Site, typist: Typist, chance: random.Random) -> None:
    typist.visitor.context.set_offline(True)
    _types_on(typist, chance)
    typist.visitor.context.set_offline(False)


def _types_on(typist: Typist, chance: random.Random) -> None:
    typist.type(chance.choice(CODES), str(chance.randrange(1, 100_000)))
    typist.page.wait_for_timeout(chance.randrange(LONGEST_MS))


def _typist(town: Town, enter_site: Enter, place: Place) -> Typist:
    visitor = enter_site()
    visitor.sign_in(town.person(Role.DRAFTER, "Trần Thị Gõ", WARD))
    typist = Typist(visitor, f"/ward/submissions/{place.submission_id}/sections/{SECTION}")
    typist.open()
    return typist


def _kept(site: Site, place: Place, typed: dict[str, str]) -> dict[str, str]:
    """What the server holds of the fields typed in, the dots taken out, once it is there."""
    until = monotonic() + WORK_PATIENCE / 1000
    while True:
        held = _held(site, place, typed)
        if held == typed or monotonic() > until:
            return held
        sleep(0.2)


def _held(site: Site, place: Place, typed: dict[str, str]) -> dict[str, str]:
    with site.app.app_context(), reading(place.scope) as session:
        rows = answers.rows_of(session, place.submission_id)
    return {code: rows[code].typed.replace(".", "") for code in typed if code in rows}
