"""Report files of the made-up city say what their wards answered."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document

from app.demonstration import NOTICE, DemonstrationCity
from app.demonstration.papers import LAYOUTS, paper_of, report_docx, report_pdf, report_text
from app.demonstration.papers.slots import number
from app.domain.forms import FormDefinition


def ward_of(city: DemonstrationCity) -> str:
    return city.clean_wards("2026-H1")[0]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_a_paper_states_is_in_its_text(
    city: DemonstrationCity, form: FormDefinition, layout: str
) -> None:
    paper = paper_of(city, form, ward_of(city), "2026-H1", layout)
    text = report_text(paper)
    assert NOTICE in text
    assert "<" not in text
    assert "{" not in text
    assert len(paper.stated) > 35
    group = {"six_parts": ".", "short": "", "people_know": " "}[layout]
    answers = city.report(paper.ward_code, paper.period).answers
    for code, value in paper.stated.items():
        assert answers[code].value == value
        if form.fields[code].type == "int":
            assert value == 0 or number(value, group) in text, code  # type: ignore[arg-type]


def test_layouts_differ_and_the_choice_is_the_wards_habit(
    city: DemonstrationCity, form: FormDefinition
) -> None:
    texts = {report_text(paper_of(city, form, ward_of(city), "2026-H1", x)) for x in LAYOUTS}
    assert len(texts) == len(LAYOUTS)
    chosen = {paper_of(city, form, ward, "2026-H1").layout for ward in city.clean_wards("2026-H1")}
    assert chosen == set(LAYOUTS)
    assert report_text(paper_of(city, form, ward_of(city), "2026-H1")) in texts


def test_the_real_figures_make_a_paper(city: DemonstrationCity, form: FormDefinition) -> None:
    text = report_text(paper_of(city, form, "10525", "2026-H1", "six_parts"))
    assert "4.410 hồ sơ" in text
    assert "97,61/100" in text


@pytest.mark.parametrize("layout", LAYOUTS)
def test_word_and_pdf_carry_the_same_words(
    city: DemonstrationCity, form: FormDefinition, layout: str
) -> None:
    paper = paper_of(city, form, ward_of(city), "2026-H1", layout)
    words = report_text(paper).replace("- ", "").split()
    document = Document(BytesIO(report_docx(paper)))
    typed = " ".join(p.text for p in document.element.body.iter() if hasattr(p, "text") and p.text)
    assert sorted(set(words)) == sorted(set(words) & set(typed.split()))
    assert report_pdf(paper).startswith(b"%PDF-")
    assert report_pdf(paper) == report_pdf(paper)


def test_numbers_are_written_as_offices_write_them() -> None:
    assert [number(n, ".") for n in (0, 7, 24, 4410)] == ["0", "07", "24", "4.410"]
    assert number(4410, " ") == "4 410"
