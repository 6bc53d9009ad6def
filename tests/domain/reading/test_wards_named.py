"""Units that are named in a text, and texts that are read without knowing any unit."""

from __future__ import annotations

from app.domain.reading.wards import ward_mentions

MARKED, FOLDED = "ubnd phường (đồ sơn) báo cáo", "ubnd phuong (do son) bao cao"


def test_where_no_unit_is_known_none_is_named() -> None:
    """The word of a type before a bracket is no name of nothing."""
    assert ward_mentions(MARKED, FOLDED, ()) == []
    assert ward_mentions(FOLDED, FOLDED, ()) == []
