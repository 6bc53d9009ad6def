"""View data of one section being filled: each field with all that helps to answer it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final
from uuid import UUID

from flask import url_for
from sqlalchemy.orm import Session

from app.actions.access import Report
from app.domain.answers import Answer, typed_value
from app.domain.forms import AggregateKind, Field, FieldType, Section
from app.domain.rates import rate_of
from app.store import answers as answer_store
from app.web import beside, evidence_parts, others_here, returned_work, text_hints
from app.web import report_parts as parts
from app.web.beside import Past
from app.web.checks import checks_view
from app.web.report_parts import View
from app.web.ward_pages import Opened, newest
from app.web.words import column_label, label_of, language, name_of, unit_words

if TYPE_CHECKING:
    from app.store.tables.submissions import AnswerRow, SourcePhrase

#: A flag of more fields than this is told of once, beside them all.
_MOST_FLAGGED: Final = 6
_SETTLED: Final = frozenset({"accepted", "dismissed"})


def section(
    session: Session, opened: Opened, wanted: Section, problems: Sequence[View] = ()
) -> View:
    """One section being filled."""
    report = opened.report
    fields = parts.fields_of(report, wanted)
    views = parts.section_views(report, opened.draft, opened.remarks)
    at = [view["code"] for view in views].index(wanted.code)
    entries = list(field_views(session, opened, fields))
    flags = parts.flag_views(report, opened.draft, fields)
    version = newest(session, report)
    numbers = opened.draft.answers
    own_remarks = [r for r in opened.remarks if r.section == wanted.code]
    remarks = returned_work.remark_views(opened, version, own_remarks)
    return {
        "report": opened.strip(),
        "sections": views,
        "section": {
            **views[at],
            "is_locked": not report.accepts(wanted.code),
            "guidance": "",
        },
        "fields": with_own(entries, flags, remarks),
        "answers_url": _answers_url(report.submission.id),
        "checks": checks_view(report, numbers),
        "to_carry": sum(1 for e in entries if e["carry"] and not e["state"]),
        "findings": flags,
        "may_explain": opened.is_editable,
        "remarks": remarks,
        "checklist": returned_work.checklist(opened, wanted.code),
        "changed": returned_work.section_changes(opened, version, wanted),
        "evidence": evidence_parts.of_section(session, opened, wanted.code),
        "problems": list(problems),
        "previous_section": views[at - 1] if at else None,
        "next_section": views[at + 1] if at + 1 < len(views) else None,
        "others_here": others_here.words_of(
            others_here.seen(report, wanted.code, opened.actor, opened.draft.rows.values())
        ),
    }


def with_own(entries: Iterable[View], flags: Iterable[View], remarks: Iterable[View]) -> list[View]:
    """Each field with ``flags``, those in force of a few fields, and ``remarks`` about it."""
    flagged: dict[str, list[View]] = defaultdict(list)
    for flag in flags:
        if flag["status"] not in _SETTLED and len(flag["fields"]) <= _MOST_FLAGGED:
            for field in flag["fields"]:
                flagged[field["code"]].append(flag)
    asked: dict[str, list[View]] = defaultdict(list)
    for remark in remarks:
        asked[remark["field_code"]].append(remark)
    return [
        entry | {"flags": flagged.get(entry["code"], ()), "remarks": asked.get(entry["code"], ())}
        for entry in entries
    ]


def _answers_url(submission_id: UUID) -> str:
    """Where answers are saved, to which a field's code is added: forty addresses for one."""
    return url_for("ward.save_answer", submission_id=submission_id, code="-").removesuffix("-")


def field_views(session: Session, opened: Opened, fields: Iterable[Field]) -> Iterable[View]:
    submission_id, stands = opened.report.submission.id, opened.beside
    asked = questions_of(opened.report, language())
    phrases = answer_store.phrases_of(session, submission_id) if stands.uploads else {}
    past = beside.past_of(session, opened)
    carried = answer_store.carried_of(session, submission_id) if stands.past else {}
    for field in fields:
        row = opened.draft.rows.get(field.code)
        answer = opened.draft.answers.get(field.code)
        yield (
            asked[field.code]
            | {"is_locked": not opened.report.accepts(field.section or parts.HEADER)}
            | _answered(field, row, answer)
            | _computed(opened, field)
            | _phrase(phrases.get(field.code), row)
            | _beside(opened, field, past)
            | _hints(opened, field, past)
            | _carry(opened, field, past, carried.get(field.code, ""))
        )


def questions_of(report: Report, spoken: str) -> Mapping[str, View]:
    """What each field asks, by code, whoever answers: of a form version, in a language, for a
    kind of period. Made once and shared: callers must not change it."""
    key = (report.form.id, spoken, report.period.kind)
    if key not in _questions:
        fields = report.form.fields.values()
        _questions[key] = {field.code: _asking(field, report.period.kind) for field in fields}
    return _questions[key]


_questions: dict[tuple[UUID, str, str], Mapping[str, View]] = {}


def _asking(field: Field, period_kind: str) -> View:
    return {
        "code": field.code,
        "label": label_of(field),
        "type": field.type.value,
        "unit": unit_words(field),
        "hint": "",
        "basis": field.basis,
        "is_mandatory": period_kind in field.mandatory,
        "columns": [{"name": c.code, "label": column_label(c)} for c in field.column_definitions],
    }


def _answered(field: Field, row: AnswerRow | None, answer: Answer | None) -> View:
    rows = answer.value if answer and isinstance(answer.value, tuple) else ()
    return {
        "state": answer.state.value if answer else "",
        "typed": parts.typed_text(field, answer),
        "reason": answer.reason if answer else "",
        "problem": answer.problem if answer else "",
        "revision": row.revision if row else 0,
        "row_list": [dict(r) for r in rows],
    }


def _computed(opened: Opened, field: Field) -> View:
    """A rate is never typed where both its parts are given."""
    aggregate = field.aggregate
    if aggregate.kind is not AggregateKind.RATIO:
        return {"is_computed": False, "formula": ""}
    asked = opened.report.form.fields
    top, bottom = asked[str(aggregate.numerator)], asked[str(aggregate.denominator)]
    value = computed_rate(opened.draft.answers, field)
    formula = f"{name_of(top)} / {name_of(bottom)} × 100"
    if value is None:
        return {"is_computed": False, "formula": formula}
    return {"is_computed": True, "formula": formula, "typed": value}


def computed_rate(answers: Mapping[str, Answer], field: Field) -> str | None:
    """The rate from its parts, to two decimals as it is read; None where one is missing."""
    rate = rate_of(field, answers)
    return None if rate is None else typed_value(field, rate)


def _phrase(phrase: SourcePhrase | None, row: AnswerRow | None) -> View:
    if phrase is None or phrase.decision in ("rejected", "corrected"):
        return {"phrase": "", "phrase_status": ""}
    waits = phrase.status == "uncertain" and phrase.decision == "pending"
    return {"phrase": phrase.quote, "phrase_status": "uncertain" if waits else "read"}


def _beside(opened: Opened, field: Field, past: Past) -> View:
    if field.type is FieldType.TEXT:
        return {"beside": [], "last_text": beside.last_text(field, past)}
    return {"beside": beside.entries(opened, field, past), "last_text": None}


def _carry(opened: Opened, field: Field, past: Past, period: str) -> View:
    is_open = opened.report.accepts(field.section or parts.HEADER)
    return {
        "carry": beside.carry(field, past) if is_open else None,
        "carried": beside.carried_words(period),
    }


def _hints(opened: Opened, field: Field, past: Past) -> View:
    if not text_hints.is_hinted(field):
        return {"hints": None}
    return {"hints": text_hints.hints_of(opened, field, past.earlier)}
