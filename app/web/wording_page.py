"""What the pages of the report's sentences show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import access, consolidating, reporting, wording
from app.documents.city_report.words import CITY_WORDS
from app.documents.facts import city_facts
from app.documents.wording import Fact, Sentence, tell
from app.documents.wording.checking import Placeholder, placeholders
from app.domain.forms import FormDefinition
from app.domain.periods import parse_period_code
from app.store import cities
from app.store import wording as store
from app.store.consolidation import APPROVED
from app.web.report_parts import View
from app.web.words import sentence as in_language

if TYPE_CHECKING:
    from app.store.tables.wording import SentenceVersion


def listing(session: Session) -> View:
    """Every sentence under the section that it stands in."""
    form = wording.form_for(session)
    written = store.newest(session)
    sections: dict[str, list[View]] = {}
    for key, sentence in wording.standard_sentences().items():
        row = written.get(key)
        is_own = row is not None and row.text is not None
        sections.setdefault(_title(form, key), []).append(
            {
                "url": url_for("wording.sentence", key=key),
                "text": _in_words(row.text if row and row.text else sentence.text, form),
                "is_own": is_own,
                "who": row.written_by if row and is_own else "",
                "at": row.written_at if row and is_own else None,
            }
        )
    return {
        "sections": [{"title": title, "sentences": rows} for title, rows in sections.items()],
        "own": sum(row.text is not None for row in written.values()),
    }


def page(session: Session, key: str, typed: tuple[str, str] | None) -> View:
    """``typed`` is what somebody tries or wrote wrong; else what is in force."""
    standard = wording.standard_sentences()[key]
    rows = store.history(session, key)
    in_force = rows[0] if rows and rows[0].text is not None else None
    text, zero = typed or _standing(in_force, standard)
    form = wording.form_for(session)
    codes = wording.codes_of(form)
    problems = wording.problems_of(key, text, zero, codes)
    return {
        "key": key,
        "section": _title(form, key),
        "text": text,
        "zero": zero,
        "seen": str(rows[0].id) if rows else "",
        "standard": {"text": standard.text, "zero": standard.zero},
        "is_own": in_force is not None,
        "is_tried": typed is not None,
        "problems": [{"anchor": p.fields[0], "message": in_language(p.message)} for p in problems],
        "places": list(_places(standard, text + zero, codes)),
        "others": _others(form, key, codes),
        "preview": [] if problems else _preview(session, standard, text, zero),
        "period": _period_title(session),
        "history": [_past(row) for row in rows],
    }


def _standing(row: SentenceVersion | None, standard: Sentence) -> tuple[str, str]:
    if row is None or row.text is None:
        return standard.text, standard.zero
    return row.text, row.zero


def _title(form: FormDefinition, key: str) -> str:
    """The section or subsection of the form that the key begins with."""
    place = key.partition(":")[0]
    for section in form.sections:
        if section.code == place:
            return f"{section.code}. {section.title_vi}"
        for heading in section.subsections:
            if heading.code == place:
                return f"{section.code}. {section.title_vi}: {heading.title_vi}"
    return place


def _in_words(text: str, form: FormDefinition) -> str:
    """The sentence with the names of its figures in place of their codes."""
    names = wording.codes_of(form)
    for place in placeholders(text):
        shown = CITY_WORDS[place.code] if place.kind == "@" else names.get(place.code, place.code)
        text = text.replace(place.mark, shown if place.kind == "@" else f"‹{shown}›")
    return text


def _places(standard: Sentence, text: str, codes: Mapping[str, str]) -> Iterator[View]:
    """Each placeholder of the standard's sentence and of this one, told in words."""
    found = {p.mark: p for p in placeholders(standard.text + standard.zero + text)}
    for mark, place in found.items():
        if place.kind == "@" or place.code in codes:
            yield {"mark": mark, "meaning": _meaning(place, codes)}


def _meaning(place: Placeholder, codes: Mapping[str, str]) -> str:
    if place.kind == "@":
        return _("Chữ “%(word)s”", word=CITY_WORDS.get(place.code, place.code))
    name = codes[place.code]
    if place.kind == ".wards":
        return _("Số đơn vị có số liệu: %(name)s", name=name)
    if place.kind == "!":
        return _("%(name)s; câu chỉ được nói khi số này khác 0", name=name)
    return name


def _others(form: FormDefinition, key: str, codes: Mapping[str, str]) -> list[View]:
    """The indicators of the same section, which the sentence may also speak of."""
    place = key.partition(":")[0]
    for section in form.sections:
        if section.code == place or any(h.code == place for h in section.subsections):
            return [
                {"mark": f"{{{f.code}}}", "meaning": f.name}
                for f in section.indicators
                if f.code in codes
            ]
    return []


def _preview(session: Session, standard: Sentence, text: str, zero: str) -> list[View]:
    """The sentence with the newest period's figures, and as it reads where there were none."""
    facts = _facts(session)
    sentence = replace(standard, text=text, zero=zero)
    shown = [{"case": _("Với số liệu hiện nay"), "text": _said(sentence, facts)}]
    if zero:
        without = {**facts, sentence.lead: Fact("0", is_zero=True)}
        shown.append({"case": _("Khi số này bằng 0"), "text": _said(sentence, without)})
    return shown


def _said(sentence: Sentence, facts: Mapping[str, Fact]) -> str:
    """What the report would say; "" where it would pass the sentence over."""
    told = tell((sentence,), facts, CITY_WORDS)
    return "".join(span.text for span in told.spans)


def _facts(session: Session) -> dict[str, Fact]:
    periods = cities.periods(session)
    if not periods:
        return {}
    rollup = consolidating.current(session, periods[0], APPROVED).rollup
    figures = reporting.figures_of(access.form_of(session, periods[0]), rollup, None)
    return city_facts({figure.code: figure for figure in figures}, {})


def _period_title(session: Session) -> str:
    periods = cities.periods(session)
    return parse_period_code(periods[0].code).title_vi if periods else ""


def _past(row: SentenceVersion) -> View:
    return {"who": row.written_by, "at": row.written_at, "text": row.text or "", "zero": row.zero}
