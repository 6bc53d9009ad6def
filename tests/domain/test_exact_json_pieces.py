"""A document written piece by piece is the same text as when written whole."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.consolidation.exact_json import dumps, pieces

LEAVES = st.none() | st.booleans() | st.integers() | st.text() | st.decimals(-(10**9), 10**9)
DOCUMENTS = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner)
)


@given(DOCUMENTS)
@settings(max_examples=40)
def test_the_same_text(document: object) -> None:
    assert "".join(pieces(document)) == dumps(document)


@given(st.lists(DOCUMENTS, max_size=4))
@settings(max_examples=40)
def test_an_iterator_is_a_list(items: list[object]) -> None:
    said = {"before": 1, "items": iter(items), "by": {"name": iter(items)}, "after": []}
    whole = {"before": 1, "items": items, "by": {"name": items}, "after": []}
    assert "".join(pieces(said)) == dumps(whole)


def test_what_json_has_no_place_for_is_refused() -> None:
    with pytest.raises(TypeError):
        list(pieces({"items": iter([object()])}))
    assert "".join(pieces(iter([Decimal("1.50"), dt.date(2026, 1, 2)]))) == '[1.5, "2026-01-02"]'
