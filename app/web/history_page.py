"""View data of one field's past: what it said in this report, and in earlier periods."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import recalling
from app.actions.recalling import Earlier
from app.domain.answers import Answer, Origin, parse_answer
from app.domain.forms import Field, FieldType, Measure
from app.domain.periods import parse_period_code
from app.domain.rates import figure_of
from app.store import answers as answer_store
from app.web import change_words
from app.web import report_parts as parts
from app.web.report_parts import View
from app.web.ward_pages import Opened
from app.web.words import name_of, period_name, short_period_name, title_of, unit_words

if TYPE_CHECKING:
    from app.store.tables.submissions import AnswerHistory, SourcePhrase, Upload

#: Fewer bars than this show nothing that the number itself does not.
_FEWEST_BARS: Final = 2


def page(session: Session, opened: Opened, field: Field) -> View:
    """Everything the field has said, newest first, with what may be taken back."""
    report, row = opened.report, opened.draft.rows.get(field.code)
    section = report.form.definition.sections_by_code[field.section or parts.HEADER]
    earlier = recalling.earlier_reports(session, report)
    return {
        "report": opened.strip(),
        "section": {"code": section.code, "title": title_of(section)},
        "field": {
            "code": field.code,
            "label": name_of(field),
            "unit": unit_words(field),
            "type": field.type.value,
            "revision": row.revision if row else 0,
        },
        "values": _values(session, opened, field),
        "periods": _periods(opened, field, earlier),
        "chart": _chart(opened, field, earlier),
    }


def _values(session: Session, opened: Opened, field: Field) -> list[View]:
    submission_id = opened.report.submission.id
    history = answer_store.history_of(session, submission_id, field.code)
    phrases = answer_store.phrases_of_field(session, submission_id, field.code)
    is_open = opened.report.accepts(field.section or parts.HEADER)
    return [
        {
            "revision": past.revision,
            "display": _said(field, past),
            "who": past.person_name,
            "at": past.at,
            "is_current": n == 0,
            "may_restore": is_open and n > 0 and past.typed != history[0].typed,
            **_source(past, phrases, opened.draft.uploads),
        }
        for n, past in enumerate(history)
    ]


def _said(field: Field, past: AnswerHistory) -> str:
    """The value as it is read; '' where the field was cleared."""
    return parts.display(field, parse_answer(field, past.typed)) or past.typed


def _source(
    past: AnswerHistory,
    phrases: Sequence[tuple[SourcePhrase, Upload]],
    uploads: Sequence[Upload],
) -> View:
    """Where the value came from, in words; of a reading also the file's own phrase."""
    if past.origin == Origin.CARRIED:
        period = period_name(past.origin_detail)
        return {"source": _("giữ nguyên từ kỳ %(period)s", period=period), "quote": ""}
    if past.origin == Origin.RESTORED:
        return {"source": _("dùng lại giá trị trước"), "quote": ""}
    if past.origin == Origin.SHEET:
        return {"source": _("từ biểu Excel “%(name)s”", name=past.origin_detail), "quote": ""}
    if past.origin != Origin.READ:
        return {"source": "", "quote": ""}
    quote, file = next(
        ((p.quote, u) for p, u in phrases if p.typed == past.typed and u.uploaded_at <= past.at),
        ("", _newest_before(uploads, past.at)),
    )
    name = file.filename if file else ""
    words = _("đọc từ tệp “%(name)s”", name=name) if name else _("đọc từ tệp")
    return {"source": words, "quote": quote}


def _newest_before(uploads: Sequence[Upload], at: dt.datetime) -> Upload | None:
    return next((upload for upload in uploads if upload.uploaded_at <= at), None)


def _periods(opened: Opened, field: Field, earlier: Sequence[Earlier]) -> list[View]:
    """The present report first, then every earlier period that gave the field a value."""
    now = Earlier(parse_period_code(opened.report.period.code), opened.draft.answers)
    rows = []
    for past in (now, *earlier):
        answer = figure_of(field, past.answers)
        if past is now or answer is not None:
            rows.append(_period(field, past, answer, earlier, is_now=past is now))
    return rows


def _period(
    field: Field,
    past: Earlier,
    answer: Answer | None,
    earlier: Sequence[Earlier],
    *,
    is_now: bool,
) -> View:
    before = recalling.figure(field, recalling.same_last_year(earlier, past.period))
    name = parts.period_title(str(past.period))
    if past.is_estimated:
        name = _("%(period)s, ước tính từ các đơn vị trước sáp nhập", period=name)
    return {
        "name": name,
        "display": parts.display(field, answer),
        "change": change_words.of_answers(field, answer, before),
        "is_now": is_now,
    }


def _chart(opened: Opened, field: Field, earlier: Sequence[Earlier]) -> View | None:
    """Bars from the oldest period to the present one, for numbers that can be held together."""
    if not field.type.is_numeric:
        return None
    now = Earlier(parse_period_code(opened.report.period.code), opened.draft.answers)
    drawn = [
        (past, answer)
        for past in reversed((now, *_alike(field, earlier, now)))
        if (answer := figure_of(field, past.answers)) is not None and answer.counts
    ][-recalling.MOST :]
    if len(drawn) < _FEWEST_BARS:
        return None
    highest = max(_height(answer) for _past, answer in drawn) or 1.0
    return {
        "title": _("%(label)s qua các kỳ", label=name_of(field)),
        "bars": [
            {
                "label": short_period_name(str(past.period)),
                "display": parts.display(field, answer),
                "height": round(_height(answer) / highest, 4),
                "is_now": past is now,
            }
            for past, answer in drawn
        ],
    }


def _alike(field: Field, earlier: Sequence[Earlier], now: Earlier) -> list[Earlier]:
    if field.measure is not Measure.FLOW or field.type is FieldType.PCT:
        return list(earlier)
    return [past for past in earlier if past.period.is_as_long_as(now.period)]


def _height(answer: Answer) -> float:
    return float(answer.value)  # type: ignore[arg-type]
