"""Names that Windows, archives and Vietnamese readers all keep."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.file_names import LONGEST, apart, safe_name

FORBIDDEN = set('<>:"/\\|?*')


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("11455 Phường Đồ Sơn", "11455 Phường Đồ Sơn"),
        (unicodedata.normalize("NFD", "11455 Phường Đồ Sơn"), "11455 Phường Đồ Sơn"),
        ('1 Xã "A/B": C?*', "1 Xã A B C"),
        ("..\\..\\etc/passwd", "etc passwd"),
        ("Xã Cuối Cùng. . ", "Xã Cuối Cùng"),
        ("Xã \u202egpj.A\x00\n", "Xã gpj.A"),
        ("CON", "_CON"),
        ("lpt1.phường", "_lpt1.phường"),
        ("Console", "Console"),
        ("", "_"),
        ("???", "_"),
    ],
)
def test_a_name_keeps_its_letters_and_loses_what_no_system_takes(text: str, name: str) -> None:
    assert safe_name(text) == name


@given(st.text(max_size=300))
def test_any_text_becomes_a_name_that_stays_as_it_is(text: str) -> None:
    name = safe_name(text)
    assert 0 < len(name) <= LONGEST + 1
    assert not FORBIDDEN & set(name)
    assert name == name.strip(" .")
    assert safe_name(name) == name
    assert name.encode("utf-8")


def test_names_that_differ_in_capitals_alone_are_told_apart() -> None:
    assert apart(["1 Xã A", "1 xã a", "2", "1 XÃ A"]) == ["1 Xã A", "1 xã a (2)", "2", "1 XÃ A (3)"]
