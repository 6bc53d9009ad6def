"""What the Department holds is shown to its ward as it was frozen."""

from __future__ import annotations

from worlds import Town

from app.domain.permissions import Role

WARD = "Phường An Biên"


def test_a_later_entry_does_not_show_in_the_locked_report(here: Town) -> None:
    here.load(WARD, {"dossiers_received": 93}, status="approved")
    here.load(WARD, {"dossiers_received": 5}, status="draft")
    drafter = here.browser(Role.DRAFTER, WARD)
    page = drafter.get(f"/ward/submissions/{here.submission_id(WARD)}/sections/III.3")
    shown = page.element("a-dossiers_received")
    assert shown.get("value") == "93"
    assert shown.get("readonly") is not None
