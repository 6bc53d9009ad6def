"""Workbooks made to hurt: refused or read within limits, and always with a sentence."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from entry_books import book_of, edited, read, read_or_none, rezipped
from openpyxl.workbook import Workbook

from app.documents.entry_book import reading
from app.documents.entry_book.opening import is_entry_book
from app.documents.parsing import Unreadable

DRAFT = {"households_total": "3.500", "overview": "Lời văn."}
_NESTED = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
BOMB = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{_NESTED}]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'


@pytest.fixture(scope="module")
def content() -> bytes:
    return book_of(DRAFT)


def in_strings(content: bytes, head: str, entity: str) -> bytes:
    """Entities declared and used in the shared strings."""

    def change(name: str, body: bytes) -> bytes:
        if name != "xl/sharedStrings.xml":
            return body
        text = body.decode().split("?>", 1)[1]
        return (head + text.replace("Lời văn.", f"&{entity};")).encode()

    return rezipped(content, change)


@pytest.mark.parametrize(("head", "entity"), [(BOMB, "i"), (OUTSIDE, "i")])
def test_entities_give_nothing_away_and_do_not_unfold(
    content: bytes, tmp_path: Path, head: str, entity: str
) -> None:
    try:
        said = read(in_strings(content, head, entity), tmp_path).cells["overview"].typed
    except Unreadable as error:
        said = str(error)
    assert "root:" not in said
    assert len(said) < 1_000


def test_a_workbook_that_unfolds_is_refused_before_it_is_opened(
    content: bytes, tmp_path: Path
) -> None:
    def change(name: str, body: bytes) -> bytes:
        return body + b" " * 60_000_000 if name == "xl/worksheets/sheet1.xml" else body

    bomb = rezipped(content, change)
    assert len(bomb) < 500_000
    began = time.monotonic()
    with pytest.raises(Unreadable, match="lớn hơn nhiều"):
        read(bomb, tmp_path)
    assert time.monotonic() - began < 30


def test_a_sheet_that_claims_a_million_rows_is_read_for_what_it_has(
    content: bytes, tmp_path: Path
) -> None:
    def far(book: Workbook) -> None:
        book["Phần I"]["XFD1048576"].value = "xa"

    filled = read(edited(content, far), tmp_path)
    assert [c.place for c in filled.cells.values() if not c.is_untouched] == []


def test_five_megabytes_of_somebodys_own_cells_are_read(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the time that it is given, were the machine doing nothing else."""
    numbers = random.Random(7)
    rows = "".join(
        f'<row r="{row}">{"".join(f"<c><v>{numbers.random()}</v></c>" for _ in range(50))}</row>'
        for row in range(1, 10_001)
    )

    def change(name: str, body: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return body
        head, tail = body.decode().split("<sheetData>")[0], body.decode().split("</sheetData>")[1]
        return f"{head}<sheetData>{rows}</sheetData>{tail}".encode()

    large = rezipped(content, change)
    assert len(large) > 4_000_000
    given = reading._SECONDS
    monkeypatch.setattr(reading, "_SECONDS", 20 * given)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    assert read(large, tmp_path).cells["households_total"].is_untouched
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < given


def test_damaged_files_are_told_as_such(content: bytes, tmp_path: Path) -> None:
    chance = random.Random(11)
    outcomes = []
    for _ in range(12):
        broken = bytearray(content)
        for _ in range(40):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        cut = bytes(broken[: chance.randrange(len(broken) // 2, len(broken))])
        outcomes += [outcome(bytes(broken), tmp_path), outcome(cut, tmp_path)]
    assert all(words == "" or words.endswith(".") for words in outcomes)


def outcome(file: bytes, folder: Path) -> str:
    """The sentence of the refusal; '' for a file that is no entry workbook any more."""
    try:
        read_or_none(file, folder)
    except Unreadable as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "changed",
    [
        lambda book: book.remove(book["_tonghop"]),
        lambda book: book["_tonghop"].delete_cols(1, 2),
        lambda book: book["_tonghop"].cell(1, 1, "tonghop-0"),
        lambda book: [book.remove(s) for s in book.worksheets if s.title.startswith("Phần")],
    ],
)
def test_a_hidden_part_that_was_changed_says_what_to_do(
    content: bytes, tmp_path: Path, changed: Callable[[Workbook], object]
) -> None:
    file = edited(content, changed)
    (tmp_path / "seen.xlsx").write_bytes(file)
    if not is_entry_book(tmp_path / "seen.xlsx"):
        assert read_or_none(file, tmp_path) is None
        return
    try:
        notes = read(file, tmp_path).notes
    except Unreadable as error:
        notes = (str(error),)
    assert any("tải biểu mới" in note or "Bản nháp giữ nguyên" in note for note in notes)


def test_what_is_no_workbook_is_left_to_the_other_readers(tmp_path: Path) -> None:
    for other in (b"%PDF-1.7", b"PK\x03\x04 and no more", b"", b"Hoi nghi: 2"):
        assert read_or_none(other, tmp_path) is None
