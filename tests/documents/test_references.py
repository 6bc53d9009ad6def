"""Contents, references, footnotes and bookmarks: what leads from one place to another."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections import Counter
from xml.etree import ElementTree

import document_worlds as worlds
import pytest
import reading_back

from app.documents.city_report import city_report_docx, city_report_pdf, compose_city_report
from app.documents.composition import Heading, Paragraph, Span
from app.documents.models import CityReport, Explanation
from app.documents.references import resolved

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: One explained in the text of the letter, one that only the annex mentions, out of order.
EXPLAINED = ("strikes_count", "document_exchange_note", "dossiers_received", "villages_count")


@pytest.fixture(scope="module")
def report() -> CityReport:
    told = tuple(
        Explanation((code,), f"Phát hiện về {code}.", f"Lý do của {code}.", "10507", "A")
        for code in EXPLAINED
    )
    return worlds.city_report(12, explanations=told)


@pytest.fixture(scope="module")
def word(report) -> bytes:
    return city_report_docx(report)


@pytest.fixture(scope="module")
def pdf(report) -> bytes:
    return city_report_pdf(report)


def part(word: bytes, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        return ElementTree.fromstring(package.read(name))


def instructions(word: bytes) -> list[str]:
    return [(e.text or "").strip() for e in part(word, "word/document.xml").iter(f"{_W}instrText")]


def bookmarks(word: bytes) -> Counter[str]:
    found = part(word, "word/document.xml").iter(f"{_W}bookmarkStart")
    return Counter(mark.get(f"{_W}name") for mark in found)


def test_every_note_is_a_real_footnote_made_once(report, word):
    notes = part(word, "word/footnotes.xml")
    texts = {
        note.get(f"{_W}id"): "".join(t.text or "" for t in note.iter(f"{_W}t")) for note in notes
    }
    marks = [
        mark.get(f"{_W}id")
        for mark in part(word, "word/document.xml").iter(f"{_W}footnoteReference")
    ]
    known = [code for code in EXPLAINED if code in report.figures_by_code]
    # In the order of the text, which is what Word prints them by.
    assert marks == [str(number) for number in range(1, len(known) + 1)]
    assert set(texts) == {"-1", "0", *marks}
    for code in known:
        assert sum(f"Lý do của {code}." in text for text in texts.values()) == 1


def test_a_figure_noted_in_the_letter_refers_to_the_same_note_in_the_annex(word):
    noted = [code for code in instructions(word) if code.startswith("NOTEREF")]
    assert noted
    names = bookmarks(word)
    assert all(names[code.split()[1]] == 1 for code in noted)


def test_every_reference_and_entry_names_a_bookmark_that_is_there_once(word):
    names = bookmarks(word)
    fields = [code.split() for code in instructions(word)]
    targets = [code[1] for code in fields if code[0] in ("REF", "PAGEREF", "NOTEREF")]
    anchors = [
        link.get(f"{_W}anchor") for link in part(word, "word/document.xml").iter(f"{_W}hyperlink")
    ]
    assert len(targets) > 20
    assert {names[target] for target in (*targets, *anchors)} == {1}
    numbers = [
        mark.get(f"{_W}id") for mark in part(word, "word/document.xml").iter(f"{_W}bookmarkStart")
    ]
    assert len(set(numbers)) == len(numbers)


def test_fields_begin_and_end_in_pairs(word):
    depth = 0
    for mark in part(word, "word/document.xml").iter(f"{_W}fldChar"):
        kind = mark.get(f"{_W}fldCharType")
        depth += {"begin": 1, "separate": 0, "end": -1}[kind]
        assert depth in (0, 1, 2)
    assert depth == 0


def test_word_is_not_asked_to_update_when_it_opens(word):
    assert part(word, "word/settings.xml").find(f"{_W}updateFields") is None


def test_the_contents_of_word_list_headings_with_pages_and_annexes_without(report, word):
    document = compose_city_report(report)
    listed = [p for p in reading_back.word(word).paragraphs if p.style.name.startswith("toc ")]
    texts = ["".join(t.text or "" for t in p._p.iter(f"{_W}t", f"{_W}tab")) for p in listed]
    headings = [b for b in document.letter.blocks if isinstance(b, Heading) and b.number]
    assert len(texts) == len(headings) + len(document.annexes)
    for heading, text in zip(headings, texts, strict=False):
        assert re.fullmatch(re.escape(heading.text) + r"\d+", text)
    assert texts[-1] == f"{document.annexes[-1].mark}. {document.annexes[-1].title}"


def test_the_contents_of_the_pdf_name_the_pages_where_the_headings_stand(report, pdf):
    reader = reading_back.pdf_reader(pdf)
    pages = [reading_back.solid(page.extract_text()) for page in reader.pages]
    contents = next(i for i, text in enumerate(pages) if "MỤCLỤC" in text)
    document = compose_city_report(report)
    for heading in document.letter.blocks:
        if isinstance(heading, Heading) and heading.number:
            title = re.escape(reading_back.solid(heading.text))
            page = int(re.search(title + r"\.*(\d+?)(?=\D|$)", pages[contents])[1])
            assert reading_back.solid(heading.text) in pages[page - 1]
    links = [a.get_object() for a in reader.pages[contents]["/Annots"]]
    assert len(links) >= len(document.annexes) + 6


def test_a_reference_to_nothing_is_an_error_not_a_hole(report):
    document = compose_city_report(report)
    lost = Paragraph((Span(ref="annex:nowhere"),))
    letter = dataclasses.replace(document.letter, blocks=(lost,))
    with pytest.raises(KeyError):
        resolved(dataclasses.replace(document, letter=letter))


def test_references_follow_the_annexes_that_are_there():
    report = worlds.city_report(12, groups=())
    text = reading_back.solid(reading_back.word_text(city_report_docx(report)))
    assert reading_back.solid("tình hình nộp báo cáo tại Phụ lục III") in text
    with_types = reading_back.solid(
        reading_back.word_text(city_report_docx(worlds.city_report(12)))
    )
    assert reading_back.solid("tình hình nộp báo cáo tại Phụ lục IV") in with_types
