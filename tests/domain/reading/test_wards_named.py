"""Units that are named in a text, and texts that are read without knowing any unit."""

from __future__ import annotations

from app.domain.reading.wards import ward_mentions

SAID = "ubnd phường đồ sơn báo cáo, phường và các tổ dân phố"


def test_where_no_unit_is_known_none_is_named() -> None:
    assert ward_mentions(SAID, SAID, ()) == []
    assert ward_mentions(SAID, "ubnd phuong do son bao cao, phuong va cac to dan pho", ()) == []
