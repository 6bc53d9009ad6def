"""Names and sizes of evidence, and what a version says of it."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.domain.evidence import Frozen, Kind, clean_name, documents_of, frozen_in, size_words


@pytest.mark.parametrize(
    ("given", "kind", "shown"),
    [
        ("Biên bản họp.pdf", Kind.PDF, "Biên bản họp.pdf"),
        ("..\\..\\etc\\passwd.pdf", Kind.PDF, "passwd.pdf"),
        ("../../a/b.png", Kind.PNG, "b.png"),
        ("ảnh.JPEG", Kind.JPEG, "ảnh.jpeg"),
        ("trang.html", Kind.PDF, "trang.pdf"),
        ("an\u202egpj.exe", Kind.PNG, "angpj.png"),
        ("dòng\r\nSet-Cookie: a.docx", Kind.DOCX, "dòng Set-Cookie: a.docx"),
        ("", Kind.XLSX, "tep.xlsx"),
        (".pdf", Kind.PDF, "pdf.pdf"),
    ],
)
def test_a_name_shows_what_the_file_is_and_no_more(given: str, kind: Kind, shown: str) -> None:
    assert clean_name(given, kind) == shown


def test_a_long_name_is_cut_and_keeps_its_suffix() -> None:
    assert clean_name("b" * 500 + ".pdf", Kind.PDF) == "b" * 120 + ".pdf"


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 KB"),
        (655_360, "640 KB"),
        (2**20, "1 MB"),
        (2_516_582, "2,4 MB"),
        (10 * 2**20, "10 MB"),
    ],
)
def test_sizes_are_vietnamese(size: int, words: str) -> None:
    assert size_words(size) == words


def test_what_is_frozen_is_told_in_one_order_and_read_back() -> None:
    files = [
        Frozen(UUID(int=n), section, f"{n}.pdf", Kind.PDF, n, f"{n:064x}")
        for n, section in ((3, "II.1"), (1, "III.3"), (2, "II.1"))
    ]
    told = documents_of(files)
    assert told == documents_of(reversed(files))
    assert [file["name"] for file in told] == ["2.pdf", "3.pdf", "1.pdf"]
    assert sorted(frozen_in({"attachments": told}), key=lambda f: f.size) == sorted(
        files, key=lambda f: f.size
    )


def test_a_version_from_before_there_was_evidence_has_none() -> None:
    assert frozen_in({"answers": {}}) == ()
