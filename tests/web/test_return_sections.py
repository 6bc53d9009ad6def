"""What a flag asks for can be mended: the return opens every section that it is about."""

from __future__ import annotations

from worlds import Town

from app.domain.permissions import Role
from app.store import submissions
from app.store.reading import reading

WARD = "Phường An Biên"


def finding_of(town: Town, rule: str) -> tuple[str, tuple[str, ...]]:
    """A stored finding's id, and the fields that it is about."""
    with town.app.app_context(), reading(town.scope) as session:
        rows = submissions.findings_of(session, town.submission_id(WARD))
    row = next(row for row in rows if row.rule == rule)
    return str(row.id), tuple(row.fields)


def test_all_that_is_missing_may_be_filled_in_after_a_return(here: Town) -> None:
    here.load(WARD, {"dossiers_received": 403})
    finding, codes = finding_of(here, "missing_required")
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(here.address(WARD))
    reviewer.submit("/claim")
    reviewer.post(here.address(WARD, f"/findings/{finding}/ask"), {})
    page = reviewer.get(here.address(WARD, "/return"))
    ticked = {
        e.get("value")
        for e in page.tree.iter("input")
        if e.get("name") == "section" and e.get("checked") is not None
    }
    assert len(ticked) > 1
    reviewer.submit("/return", {"note": "Bổ sung."})
    for code in codes:
        here.save(WARD, code, "có" if code == "democracy_regulation_issued" else "12")


def test_a_section_of_the_flag_names_what_is_asked_in_it(here: Town) -> None:
    here.load(WARD, {"dossiers_received": 403})
    finding, _codes = finding_of(here, "missing_required")
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get(here.address(WARD))
    reviewer.submit("/claim")
    reviewer.post(here.address(WARD, f"/findings/{finding}/ask"), {})
    page = reviewer.get(here.address(WARD, "/return"))
    told = [e.text or "" for e in page.tree.iter("textarea") if "reason." in (e.get("name") or "")]
    assert any(text.startswith("Cùng yêu cầu ở phần ") for text in told)
