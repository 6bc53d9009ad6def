"""One city figure and where it comes from: wards, versions, people, phrases, reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import access, consolidating, reporting
from app.actions.consolidating import Computed
from app.documents import numerals
from app.domain.answers import Answer, ValueState, format_value
from app.domain.consolidation import Contribution, Total, change, contributions
from app.domain.consolidation.totals import ratio_of
from app.domain.desk import DeskReport
from app.domain.distribution import distribution
from app.domain.errors import NotFound
from app.domain.forms import AggregateKind, Field
from app.domain.lifecycle import State
from app.domain.vectors import Number, stack
from app.store import contributions as frames_store
from app.store import lineage, review_queue
from app.store.consolidation import APPROVED
from app.store.contributions import Frame
from app.store.forms import CompiledForm
from app.store.rows import AnyRow
from app.web import change_words, chosen_groups, chosen_period, figure_notes
from app.web.chosen_groups import Group
from app.web.city_pages import figure_text, unit_of
from app.web.paging import page_of
from app.web.report_parts import View, period_title
from app.web.words import name_of

if TYPE_CHECKING:
    from app.store.tables.city import Period

PER_PAGE: Final = 120


@dataclass(frozen=True, slots=True)
class Behind:
    """One included version with its part in the figure."""

    frame: Frame
    part: Contribution
    value: Number | None


@dataclass(frozen=True, slots=True)
class Told:
    """What is known about the wards' values: who wrote them and the words they were read from,
    by report; the numbers of their notes, by ward; what is found about them, by report."""

    writers: Mapping[UUID, AnyRow]
    phrases: Mapping[UUID, str]
    marks: Mapping[str, Sequence[int]]
    flags: Mapping[UUID, Sequence[View]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A field of a period's form, its total, and what every ward gave to it.

    The total is the whole city's, or of the one ``group`` of units.
    """

    period: Period
    include: str
    group: Group | None
    form: CompiledForm
    field: Field
    computed: Computed
    behind: Sequence[Behind]

    def holds(self, ward_code: str) -> bool:
        return self.group is None or ward_code in self.group.members

    @property
    def total(self) -> Total:
        absent = Total(AggregateKind.NONE, None, sum(b.part.counts for b in self.behind))
        return self.computed.rollup.totals.get(self.field.code, absent)

    @property
    def parts(self) -> tuple[str, ...]:
        """The codes that the figure is made of: its own, or a ratio's two."""
        aggregate = self.field.aggregate
        if aggregate.kind is not AggregateKind.RATIO:
            return (self.field.code,)
        return (str(aggregate.numerator), str(aggregate.denominator))


def open_figure(session: Session, code: str, indicator: str, include: str) -> Figure:
    """Raises ``NotFound`` for a period not opened or a code that is not an indicator."""
    period = chosen_period.named(session, code)
    form = access.form_of(session, period)
    field = form.definition.fields.get(indicator)
    if field is None or not field.is_indicator:
        raise NotFound(_("Mẫu báo cáo không có chỉ tiêu này."))
    group = chosen_groups.group(session)
    every = frames_store.frames(session, period.id, include, indicator)
    frames = [f for f in every if group is None or f.ward_code in group.members]
    columns = stack(form.definition, [frame.vector for frame in frames])
    found = contributions(indicator, [frame.ward_code for frame in frames], columns)
    behind = [
        Behind(frame, part, _value(field, part)) for frame, part in zip(frames, found, strict=True)
    ]
    computed = _computed(session, period, include, group)
    return Figure(period, include, group, form, field, computed, behind)


def _computed(session: Session, period: Period, include: str, group: Group | None) -> Computed:
    whole = consolidating.current(session, period, include)
    if group is None:
        return whole
    own = consolidating.compute_groups(
        session, period, include, dict.fromkeys(group.members, group.name)
    )
    return replace(whole, rollup=own[group.name])


def _value(field: Field, part: Contribution) -> Number | None:
    """What a ward counts with: its number, or the rate of its two parts."""
    if not part.counts:
        return None
    if field.aggregate.kind is AggregateKind.RATIO:
        assert part.numerator is not None, "a ratio that counts has both parts"
        assert part.denominator is not None, "a ratio that counts has both parts"
        return ratio_of(field, _number(part.numerator), _number(part.denominator))
    return _number(part.answer) if field.type.is_numeric and part.answer else None


def _number(answer: Answer) -> Number:
    assert isinstance(answer.value, int | Decimal), "only numbers are added up"
    return answer.value


def page(session: Session, figure: Figure) -> View:
    counted = [b for b in figure.behind if b.part.counts]
    include = None if figure.include == APPROVED else figure.include

    def url(number: int) -> str:
        return url_for(
            "city.figure",
            code=figure.period.code,
            indicator=figure.field.code,
            include=include,
            by=figure.group.by if figure.group else None,
            group=figure.group.name if figure.group else None,
            page=number,
        )

    shown, pages = page_of(counted, PER_PAGE, url)
    every = review_queue.desk_reports(session, figure.period)
    reports = [report for report in every if figure.holds(report.ward_code)]
    has_any = bool(figure.computed.rollup.included)
    codes = {figure.field.code, *figure.parts}
    wards = {behind.frame.ward_code for behind in counted}
    notes = figure_notes.of_figure(session, figure.period, figure.include, codes, wards)
    flags = figure_notes.flags(session, figure.period, figure.form, codes)
    return {
        "period": {
            "code": figure.period.code,
            "name": period_title(figure.period.code),
        },
        "as_of": figure.computed.computed_at if has_any else None,
        "revision": figure.computed.revision,
        "include": figure.include,
        "group": _group(figure),
        "indicator": _indicator(session, figure, len(reports)),
        "strip": _strip(figure, counted),
        "notes": notes,
        "to_look_at": figure_notes.still_open(
            (b.frame.ward_name, flags.get(b.frame.submission_id, ())) for b in counted
        ),
        "rows": _rows(session, figure, shown, figure_notes.marks_of(notes), flags),
        "left_out": _left_out(figure, reports),
        "pages": pages,
    }


def _group(figure: Figure) -> View | None:
    """The group that the page is narrowed to, and the way back to the whole city."""
    if figure.group is None:
        return None
    include = None if figure.include == APPROVED else figure.include
    code, indicator, by = figure.period.code, figure.field.code, figure.group.by
    return {
        "name": figure.group.name,
        "groups_url": url_for("groups.figures", code=code, include=include, by=by),
        "city_url": url_for("city.figure", code=code, include=include, indicator=indicator),
    }


def _indicator(session: Session, figure: Figure, expected: int) -> View:
    field, total = figure.field, figure.total
    numerator, denominator = _ratio_parts(figure)
    # Of a group nothing is kept from the year before: its units may have been others.
    is_whole = figure.group is None
    past = reporting.previous(session, figure.period, figure.include) if is_whole else None
    before = past.totals.get(field.code) if past else None
    return {
        "code": field.code,
        "label": name_of(field),
        "unit": unit_of(field),
        "basis": field.basis,
        "display": figure_text(total),
        "how": _how(figure),
        "coverage": f"{total.wards}/{expected}",
        "change": change_words.of_figures(field, change(total, before) if before else None),
        "numerator": numerator,
        "denominator": denominator,
    }


def _ratio_parts(figure: Figure) -> tuple[View | None, View | None]:
    total = figure.total
    if total.aggregate is not AggregateKind.RATIO or total.numerator is None:
        return None, None
    sides = zip(figure.parts, (total.numerator, total.denominator), strict=True)
    top, bottom = (
        {
            "code": code,
            "label": name_of(figure.form.field(code)),
            "display": numerals.exact(number if number is not None else 0),
        }
        for code, number in sides
    )
    return top, bottom


def _how(figure: Figure) -> str:
    """How the figure is made, in one sentence that names the number of units."""
    kept = _("đã duyệt") if figure.include == APPROVED else _("đã nộp")
    number = figure.total.wards
    kinds = {
        AggregateKind.SUM: _("Cộng số liệu của %(n)s đơn vị %(kept)s.", n=number, kept=kept),
        AggregateKind.RATIO: _(
            "Tổng tử số chia tổng mẫu số của %(n)s đơn vị %(kept)s có cả hai.", n=number, kept=kept
        ),
        AggregateKind.MEAN: _("Trung bình của %(n)s đơn vị %(kept)s.", n=number, kept=kept),
        AggregateKind.MAX: _("Số lớn nhất trong %(n)s đơn vị %(kept)s.", n=number, kept=kept),
        AggregateKind.COUNT_TRUE: _(
            "Số đơn vị trả lời “có” trong %(n)s đơn vị %(kept)s.", n=number, kept=kept
        ),
        AggregateKind.NONE: _("Chỉ tiêu này không cộng thành số của thành phố."),
    }
    return kinds[figure.field.aggregate.kind]


def _strip(figure: Figure, counted: Sequence[Behind]) -> View | None:
    drawn = [(b, b.value) for b in counted if b.value is not None]
    found = distribution([float(value) for _behind, value in drawn])
    if found is None:
        return None
    shown = _shown(figure.field, drawn)
    return {
        "title": _("%(label)s của %(n)s đơn vị", label=name_of(figure.field), n=len(drawn)),
        "low": _round(found.low),
        "high": _round(found.high),
        "median_at": found.median_at,
        "median_words": _("trung vị %(n)s", n=_round(found.median)),
        "band_from": found.band_from,
        "band_to": found.band_to,
        "points": [
            {"at": at, "name": name, "display": text, "is_self": False, "is_far": i in found.far}
            for i, (at, (name, text)) in enumerate(zip(found.places, shown, strict=True))
        ],
    }


def _shown(field: Field, drawn: Sequence[tuple[Behind, Number]]) -> list[tuple[str, str]]:
    return [(b.frame.ward_name, numerals.rounded(value)) for b, value in drawn]


def _round(number: float) -> str:
    whole = Decimal(str(number))
    return numerals.rounded(int(whole) if whole == whole.to_integral_value() else whole)


def _rows(
    session: Session,
    figure: Figure,
    shown: Sequence[Behind],
    marks: Mapping[str, Sequence[int]],
    flags: Mapping[UUID, Sequence[View]],
) -> list[View]:
    writers = frames_store.writers(session, figure.period.id, [figure.field.code, *figure.parts])
    phrases = _phrases(session, figure)
    told = Told(writers, phrases, marks, flags)
    return [_row(figure, behind, told) for behind in shown]


def _phrases(session: Session, figure: Figure) -> dict[UUID, str]:
    """The words a value was read from; of a ratio those of its numerator."""
    found: dict[UUID, str] = {}
    for code in (figure.parts[0], figure.field.code):
        phrases = lineage.phrases_of_field(session, figure.period.id, code)
        found |= {submission: phrase.quote for submission, phrase in phrases.items()}
    return found


def _row(
    figure: Figure,
    behind: Behind,
    told: Told,
) -> View:
    frame, writer = behind.frame, told.writers.get(behind.frame.submission_id)
    numerator, denominator = _part_texts(figure, behind.part)
    return {
        "ward_name": frame.ward_name,
        "submission_id": frame.submission_id,
        "version": frame.number,
        "display": _display(figure.field, behind),
        "numerator": numerator,
        "denominator": denominator,
        "who": writer.person_name if writer else frame.submitted_by,
        "at": writer.at if writer else frame.submitted_at,
        "phrase": told.phrases.get(frame.submission_id, ""),
        "note": _stated(figure, behind),
        "marks": told.marks.get(frame.ward_code, ()),
        "flags": told.flags.get(frame.submission_id, ()),
        "phrase_url": None,
    }


def _display(field: Field, behind: Behind) -> str:
    if field.aggregate.kind is AggregateKind.RATIO:
        return "–" if behind.value is None else numerals.rounded(behind.value)
    answer = behind.part.answer
    assert answer is not None, "a version that counts has an answer"
    assert answer.value is not None, "a version that counts has an answer"
    return format_value(field, answer.value)


def _part_texts(figure: Figure, part: Contribution) -> tuple[str, str]:
    if part.numerator is None or part.denominator is None:
        return "", ""
    top, bottom = (figure.form.field(code) for code in figure.parts)
    return _text(top, part.numerator), _text(bottom, part.denominator)


def _text(field: Field, answer: Answer) -> str:
    return "" if answer.value is None else format_value(field, answer.value)


def _stated(figure: Figure, behind: Behind) -> str:
    """Of a ratio the rate that the ward stated, where it is another than the computed one."""
    stated = behind.part.answer
    is_rate = figure.field.aggregate.kind is AggregateKind.RATIO
    if not is_rate or stated is None or not stated.counts:
        return ""
    text = _text(figure.field, stated)
    return "" if text == _display(figure.field, behind) else _("đơn vị tự ghi %(n)s", n=text)


def _left_out(figure: Figure, reports: Sequence[DeskReport]) -> list[View]:
    """Every other ward of the city, with why it does not count."""
    behind = {b.frame.ward_code: b for b in figure.behind}
    left = []
    for report in reports:
        own = behind.get(report.ward_code)
        if own is not None and own.part.counts:
            continue
        why = _why_not_included(report) if own is None else _why_not_counted(figure, own)
        left.append(
            {"ward_name": report.ward_name, "submission_id": report.submission_id, "why": why}
        )
    return left


def _why_not_included(report: DeskReport) -> str:
    if report.is_returned:
        return _("đang sửa sau khi trả lại")
    if not report.is_submitted:
        return _("chưa nộp")
    if report.state in (State.SUBMITTED, State.IN_REVIEW):
        return _("chưa duyệt")
    return _("đã rút lại")


def _why_not_counted(figure: Figure, behind: Behind) -> str:
    if figure.field.aggregate.kind is AggregateKind.RATIO:
        return _("thiếu tử số hoặc mẫu số")
    answer = behind.part.answer
    if answer is None:
        return _("không trả lời")
    if answer.state is ValueState.NOT_APPLICABLE:
        reason = behind.frame.reason
        return _("không áp dụng: %(why)s", why=reason) if reason else _("không áp dụng")
    if answer.state is ValueState.NOT_KNOWN:
        return _("chưa có thông tin")
    return _("không tính được")
