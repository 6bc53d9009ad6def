"""View data that every page about one report shares: strip, sections, flags, story."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from app.actions import reporting
from app.actions.access import Report
from app.actions.checking import Draft, Flag
from app.domain.answers import Answer, ValueState, format_value, typed_value
from app.domain.findings import Finding
from app.domain.forms import Field, FieldType, Section
from app.domain.lifecycle import State
from app.domain.periods import VIETNAM
from app.web.words import name_of, period_name, rule_words, sentence, title_of, unit_words

if TYPE_CHECKING:
    from app.store.tables.reviews import Explanation, Remark

View = dict[str, Any]

HEADER = "0"
# Number and date may be left to the ward's registry (Decree 30); these may not.
_HEAD_NEEDS = frozenset({"recipients_to", "recipients_cc", "signer_position", "signer_name"})


def period_title(code: str) -> str:
    """As a heading: "6 tháng đầu năm 2026", "Năm 2026"."""
    title = period_name(code)
    return title[:1].upper() + title[1:]


def fields_of(report: Report, section: Section) -> tuple[Field, ...]:
    """A section's questions; the letter's head is section 0."""
    return report.form.definition.header_fields if section.code == HEADER else section.fields


def is_answered(answer: Answer | None) -> bool:
    """Not applicable counts as answered, not yet known does not (nor what is invalid)."""
    return answer is not None and answer.state in (ValueState.VALUE, ValueState.NOT_APPLICABLE)


def display(field: Field, answer: Answer | None) -> str:
    """An answer as it is read: a number, a state in words, or nothing."""
    if answer is None:
        return ""
    if answer.state is ValueState.NOT_APPLICABLE:
        return _("Không áp dụng: %(reason)s", reason=answer.reason)
    if answer.state is ValueState.NOT_KNOWN:
        return _("Chưa có thông tin")
    if answer.value is None:
        return answer.typed
    return format_value(field, answer.value)


def typed_text(field: Field, answer: Answer | None) -> str:
    """What the control shows: the value in Vietnamese style, or what was typed wrongly."""
    if answer is None or answer.state in (ValueState.NOT_APPLICABLE, ValueState.NOT_KNOWN):
        return ""
    if answer.value is None or field.type is FieldType.ROWS:
        return "" if field.type is FieldType.ROWS and answer.counts else answer.typed
    if isinstance(answer.value, bool):
        return "có" if answer.value else "không"
    return typed_value(field, answer.value)


def shortened(text: str, most: int = 60) -> str:
    """A narrative as a term among numbers: its first words."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def days_left(due_at: dt.datetime, now: dt.datetime) -> int:
    """Whole days between today and the due day in Vietnam; negative when overdue."""
    return (due_at.astimezone(VIETNAM).date() - now.astimezone(VIETNAM).date()).days


def strip(
    report: Report, draft: Draft, due_at: dt.datetime, now: dt.datetime, remarks: Sequence[Remark]
) -> View:
    """The report as the head of every ward page shows it."""
    answered, asked = completeness(report, draft)
    errors, warnings = flag_counts(draft.flags)
    held = report.state.is_with_department
    return {
        "submission_id": str(report.submission.id),
        "ward_name": report.ward.name,
        "period_name": period_title(report.period.code),
        "version_label": version_label(report),
        "version": report.submission.last_version,
        "state": shown_state(report, bool(draft.rows)),
        "due_at": due_at,
        "days_left": None if held else days_left(due_at, now),
        "is_overdue": not held and due_at < now,
        "answered": answered,
        "asked": asked,
        "errors": errors,
        "warnings": warnings,
        "remarks": sum(1 for r in remarks if r.closed_at is None and not r.answer),
        "shut": shut_words(report),
    }


def shut_words(report: Report) -> str:
    """Why the ward may not go on with a report that is still its own; '' where it may."""
    if report.shut is None or report.state.is_with_department:
        return ""
    return _("Chỉ xem được vì %(reason)s.", reason=sentence(report.shut.reason))


def shown_state(report: Report, is_started: bool) -> str:
    """A draft that nobody has touched is "not started"."""
    if report.state is State.DRAFT and not is_started:
        return "not_started"
    return report.state.value


def version_label(report: Report) -> str:
    number = report.submission.last_version
    if report.state.is_with_department:
        return _("Bản số %(n)s", n=number)
    return _("Bản nháp sau bản số %(n)s", n=number) if number else _("Chưa nộp lần nào")


def completeness(report: Report, draft: Draft) -> tuple[int, int]:
    """How many of the form's questions are answered, by content and not by clicks."""
    fields = report.form.definition.fields
    return sum(is_answered(draft.answers.get(code)) for code in fields), len(fields)


def flag_counts(flags: Iterable[Flag]) -> tuple[int, int]:
    """(what must be mended, what needs a reason): open flags only."""
    still_open = [flag for flag in flags if flag.is_open]
    hard = sum(flag.finding.is_hard for flag in still_open)
    return hard, len(still_open) - hard


def section_views(report: Report, draft: Draft, remarks: Sequence[Remark]) -> list[View]:
    return [
        _section_view(report, section, draft, remarks)
        for section in report.form.definition.sections
    ]


def _section_view(
    report: Report, section: Section, draft: Draft, remarks: Sequence[Remark]
) -> View:
    fields = fields_of(report, section)
    own = {field.code for field in fields}
    errors, warnings = flag_counts(f for f in draft.flags if not own.isdisjoint(f.finding.fields))
    waiting = [r for r in remarks if r.section == section.code and r.closed_at is None]
    return {
        "code": section.code,
        "title": title_of(section),
        "state": _section_state(report, section, fields, draft, waiting),
        "answered": sum(is_answered(draft.answers.get(f.code)) for f in fields),
        "asked": len(fields),
        "errors": errors,
        "warnings": warnings,
        "remarks": sum(1 for r in waiting if not r.answer),
    }


def _section_state(
    report: Report,
    section: Section,
    fields: Sequence[Field],
    draft: Draft,
    waiting: Sequence[Remark],
) -> str:
    if waiting and report.state is State.RETURNED:
        return "changes_made" if all(r.answer for r in waiting) else "changes_requested"
    if not report.accepts(section.code):
        return "locked"
    done = [f for f in fields if is_answered(draft.answers.get(f.code))]
    if not done:
        return "not_started"
    must = [f for f in fields if report.period.kind in f.mandatory or f.code in _HEAD_NEEDS]
    is_complete = all(is_answered(draft.answers.get(f.code)) for f in must)
    has_words = all(is_answered(draft.answers.get(f.code)) for f in section.narratives)
    return "complete" if is_complete and has_words else "in_progress"


def flag_views(report: Report, draft: Draft, fields: Iterable[Field] | None = None) -> list[View]:
    """Open ones first; consequences of another flag are left out until it is mended."""
    own = None if fields is None else {field.code for field in fields}
    shown = [
        flag
        for flag in draft.flags
        if not flag.finding.details.get("follows")
        and (own is None or not own.isdisjoint(flag.finding.fields))
    ]
    shown.sort(key=lambda flag: (not flag.is_open, not flag.finding.is_hard))
    return [_flag_view(report, draft.answers, flag) for flag in shown]


def _flag_view(report: Report, answers: Mapping[str, Answer], flag: Flag) -> View:
    finding = flag.finding
    return {
        "id": finding.key.replace(":", "-"),
        "key": finding.key,
        "inputs_hash": finding.inputs_hash,
        "title": rule_title(report, finding.rule),
        "basis": rule_basis(report, finding.rule),
        "severity": finding.severity.value,
        "is_hard": finding.is_hard,
        "message": finding.message,
        "status": "explained" if flag.reason else "open",
        "fields": field_views(report, finding, answers),
        "may_confirm": flag.is_of_file and flag.is_open,
        "effect": "",
        "explanation": explanation_view(flag.explanation),
        "decisions": [],
        "others": [],
        "quotes": list(finding.details.get("quotes", [])),
        "strip": None,
    }


def explanation_view(given: Explanation | None) -> View | None:
    return None if given is None else {"text": given.text, "who": given.person_name, "at": given.at}


def rule_title(report: Report, rule: str) -> str:
    return rule_words(reporting.rule_title(report.form, rule))


def rule_basis(report: Report, rule: str) -> str:
    """The law or the document that a rule rests on; '' where it is arithmetic."""
    known = report.form.rules.by_name.get(rule)
    return known.basis if known else ""


def field_views(report: Report, finding: Finding, answers: Mapping[str, Answer]) -> list[View]:
    return [
        {
            "code": field.code,
            "label": name_of(field),
            "section": field.section or HEADER,
            "display": shortened(display(field, answers.get(field.code))),
            "unit": unit_words(field),
        }
        for field in (report.form.fields.get(code) for code in finding.fields)
        if field is not None
    ]


def remark_views(report: Report, remarks: Iterable[Remark], *, may_answer: bool) -> list[View]:
    """Threads, those still to be answered first."""
    threads = threads_of(list(remarks))
    threads.sort(key=lambda t: (t[-1].closed_at is not None, bool(t[-1].answer)))
    return [_thread_view(report, thread, may_answer) for thread in threads]


def threads_of(remarks: Sequence[Remark]) -> list[list[Remark]]:
    """Remarks with those that they ask again about before them, in the order of the newest."""
    known = {remark.id: remark for remark in remarks}
    followed = {remark.follows_id for remark in remarks}
    threads = [[remark] for remark in remarks if remark.id not in followed]
    for thread in threads:
        while (before := known.get(thread[0].follows_id)) is not None:  # type: ignore[arg-type]
            thread.insert(0, before)
    return threads


def place_words(report: Report, section: str, code: str) -> str:
    """Where a remark belongs: "III.3 · Số hồ sơ đã giải quyết", "Phần III.3"."""
    field = report.form.fields.get(code)
    return f"{section} · {name_of(field)}" if field else _("Phần %(s)s", s=section)


def _thread_view(report: Report, thread: Sequence[Remark], may_answer: bool) -> View:
    remark = thread[-1]
    status = "resolved" if remark.closed_at else ("answered" if remark.answer else "open")
    return {
        "id": str(remark.id),
        "place": place_words(report, remark.section, remark.code),
        "section": remark.section,
        "field_code": remark.code,
        "status": status,
        "said": [said for one in thread for said in _said_in(one)],
        "may_answer": may_answer and remark.closed_at is None,
        "change": None,
    }


def _said_in(remark: Remark) -> list[View]:
    """The question, and the answer where there is one."""
    said = [{"who": remark.made_by, "at": remark.made_at, "text": remark.text}]
    if remark.answer:
        said.append({"who": remark.answered_by, "at": remark.answered_at, "text": remark.answer})
    return said
