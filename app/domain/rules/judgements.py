"""Rules that are not clauses: ranges, full rates, minimums, completeness, the past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from app.domain.answers import Answer, ValueState, canonical, numerals
from app.domain.findings import Finding
from app.domain.forms import AggregateKind, FieldType, Measure
from app.domain.periods import whole_weeks
from app.domain.rules import wording
from app.domain.rules.figures import Figures, Number
from app.domain.rules.model import Context, Rule, Side, Term
from app.domain.rules.relations import distance
from app.domain.rules.sentences import SENTENCES


def judge_range(rule: Rule, figures: Figures, context: Context) -> Iterator[Finding]:
    """Every share, or every score, lies between two bounds."""
    least, most = rule.options["least"], rule.options["most"]
    kind = FieldType(rule.options["field_type"])
    for field in context.form.indicators:
        value = figures.numbers.get(field.code) if field.type is kind else None
        if value is None or least <= value <= most:
            continue
        shown = wording.stated(context.form, figures, field.code)
        sentence = SENTENCES["range"].format(rate=shown, least=least, most=most)
        yield rule.finding(
            (field.code,),
            sentence + wording.remedy(rule, is_hard=True),
            expected=Decimal(value),
            actual=Decimal(most if value > most else least),
            inputs=figures.inputs([field.code]),
            clause=field.code,
        )


def judge_full_rate(rule: Rule, figures: Figures, context: Context) -> Iterator[Finding]:
    """A rate stated as 100 beside a count of cases that were not so."""
    for case in rule.options["exceptions"]:
        if figures.numbers.get(case["rate"]) != 100:
            continue
        codes = [case["count"]] if "count" in case else [case["of"], case["in"]]
        exceptions = _exceptions(codes, figures)
        if exceptions is not None and exceptions > 0:
            yield _full_rate_finding(rule, case["rate"], codes, exceptions, figures, context)


def _exceptions(codes: list[str], figures: Figures) -> Number | None:
    amounts = [figures.amount(Side((Term(code),)), spares_not_applicable=True) for code in codes]
    if any(a is None for a in amounts):
        return None
    first, *rest = (a for a in amounts if a is not None)
    return rest[0] - first if rest else first


def _full_rate_finding(
    rule: Rule,
    rate: str,
    codes: list[str],
    exceptions: Number,
    figures: Figures,
    context: Context,
) -> Finding:
    trace = figures.trace(Side(tuple(Term(code) for code in codes)))
    shown = ", ".join(wording.stated(context.form, figures, code) for code in codes)
    name, count = wording.name(context.form, rate), wording.number(exceptions)
    message = (
        SENTENCES["full_rate"].format(rate=name, count=count, shown=shown)
        + f"{wording.assumption(context.form, trace.assumed)}"
        f"{wording.remedy(rule, is_hard=not trace.assumed)}"
    )
    return rule.finding(
        (rate, *trace.stated),
        message,
        expected=Decimal(100),
        actual=Decimal(exceptions),
        assumed=trace.assumed,
        inputs=figures.inputs((rate, *trace.stated, *trace.assumed, *trace.derived)),
        clause=rate,
    )


def judge_reception(rule: Rule, figures: Figures, context: Context) -> Iterator[Finding]:
    """One session a week, over the part of the window in which the unit existed."""
    code = rule.options["code"]
    sessions = figures.numbers.get(code)
    since = max(context.data_from, context.unit_established_on or context.data_from)
    weeks = whole_weeks(since, context.data_to)
    if sessions is None or sessions >= weeks:
        return
    message = (
        f"{wording.stated(context.form, figures, code)} ít hơn số tuần của kỳ: từ "
        f"{numerals.format_date(since)} đến {numerals.format_date(context.data_to)} có {weeks} "
        f"tuần, còn thiếu {wording.number(weeks - sessions)} buổi."
        f"{wording.remedy(rule, is_hard=False)}"
    )
    yield rule.finding(
        (code,),
        message,
        expected=Decimal(sessions),
        actual=Decimal(weeks),
        inputs=figures.inputs([code]),
    )


def judge_processed(rule: Rule, figures: Figures, context: Context) -> Iterator[Finding]:
    """All petitions processed, yet fewer resolved than received: two different words."""
    codes = [rule.options[key] for key in ("rate", "done", "total")]
    rate, done, total = (figures.numbers.get(code) for code in codes)
    if rate is None or done is None or total is None or rate < 100 or done >= total:
        return
    shown = [wording.stated(context.form, figures, code) for code in codes]
    sentence = SENTENCES["processed"].format(
        rate=shown[0],
        done=shown[1],
        total=shown[2],
        count=wording.number(total - done),
        share=wording.rounded(100 * Decimal(done) / total, 2),
    )
    yield rule.finding(
        codes,
        sentence + wording.remedy(rule, is_hard=False),
        expected=Decimal(done),
        actual=Decimal(total),
        inputs=figures.inputs(codes),
    )


def judge_unsupported(rule: Rule, figures: Figures, context: Context) -> Iterator[Finding]:
    """A rate without either of the figures it is made of; one finding for each rate."""
    for field in context.form.indicators:
        if field.aggregate.kind is not AggregateKind.RATIO or field.code not in figures.numbers:
            continue
        parts = [c for c in (field.aggregate.numerator, field.aggregate.denominator) if c]
        if any(c in figures.numbers or c in figures.not_known for c in parts):
            continue
        shown = wording.stated(context.form, figures, field.code)
        names = wording.quoted(context.form, parts, SENTENCES["and"])
        sentence = SENTENCES["unsupported"].format(rate=shown, names=names)
        yield rule.finding(
            (field.code,),
            sentence + wording.remedy(rule, is_hard=False),
            expected=Decimal(figures.numbers[field.code]),
            inputs=figures.inputs([field.code, *parts]),
            clause=field.code,
        )


def judge_missing(rule: Rule, figures: Figures, context: Context) -> Iterator[Finding]:
    """Mandatory indicators without an answer, all in one finding.

    *Not applicable* is an answer; *not yet known* and what cannot be read are not.
    """
    answered = (ValueState.VALUE, ValueState.NOT_APPLICABLE)
    answers = figures.answers
    missing = [
        field
        for field in context.form.mandatory(context.period_kind)
        if field.code not in answers or answers[field.code].state not in answered
    ]
    if missing:
        names = "; ".join(field.name for field in missing)
        codes = [field.code for field in missing]
        yield rule.finding(
            codes,
            f"Còn thiếu {len(missing)} chỉ tiêu bắt buộc: {names}."
            f"{wording.remedy(rule, is_hard=False)}",
            inputs=figures.inputs(codes),
        )


def judge_partial(rule: Rule, figures: Figures, context: Context) -> Iterator[Finding]:
    """The unit was set up inside the reporting window."""
    since = context.unit_established_on
    if since is None or not context.data_from < since <= context.data_to:
        return
    day = numerals.format_date
    yield rule.finding(
        ("period",),
        f"Đơn vị thành lập ngày {day(since)} nên số liệu chỉ gồm từ ngày đó đến "
        f"{day(context.data_to)} ({whole_weeks(since, context.data_to)} tuần), không phải cả kỳ "
        f"từ {day(context.data_from)}.{wording.remedy(rule, is_hard=False)}",
        inputs={"established_on": since.isoformat(), "data_from": context.data_from.isoformat()},
    )


def judge_jump(rule: Rule, figures: Figures, context: Context) -> Iterator[Finding]:
    """More than threefold up or down against the same period last year.

    Below ``smallest`` a count says nothing: 1 to 4 is chance, 10 to 40 is not.
    """
    factor, smallest = rule.options["factor"], rule.options["smallest"]
    before = _numbers(context.previous)
    for code, now in figures.numbers.items():
        then = before.get(code)
        if then is None or max(now, then) < smallest:
            continue
        if now > factor * then or then > factor * now:
            yield _past_finding(rule, code, now, then, "previous", figures, context)


def judge_below_half(rule: Rule, figures: Figures, context: Context) -> Iterator[Finding]:
    """What adds up over a year cannot be less than its own first half."""
    half = _numbers(context.first_half)
    for code, now in figures.numbers.items():
        then = half.get(code)
        field = context.form.fields.get(code)
        if then is None or field is None or field.measure is not Measure.FLOW or now >= then:
            continue
        yield _past_finding(rule, code, now, then, "first_half", figures, context)


_PAST_WORDS = {
    "previous": "cùng kỳ năm trước là {then}, {change}.",
    "first_half": "riêng 6 tháng đầu năm đã là {then}; cả năm không thể nhỏ hơn, hiện thiếu {gap}.",
}


def _past_finding(
    rule: Rule,
    code: str,
    now: Number,
    then: Number,
    past: str,
    figures: Figures,
    context: Context,
) -> Finding:
    sentence = _PAST_WORDS[past].format(
        then=wording.number(then),
        gap=wording.number(distance(then, now)),
        change=_change(now, then),
    )
    earlier = (context.previous if past == "previous" else context.first_half) or {}
    return rule.finding(
        (code,),
        f"{wording.stated(context.form, figures, code)}; {sentence}"
        f"{wording.remedy(rule, is_hard=past == 'first_half')}",
        expected=Decimal(now),
        actual=Decimal(then),
        inputs=figures.inputs([code]) | {f"{code}@{past}": canonical(earlier[code])},
        clause=code,
    )


def _change(now: Number, then: Number) -> str:
    if not then or not now:
        return f"nay {'tăng từ 0' if now else 'giảm về 0'}"
    if now > then:
        return f"tăng gấp {wording.rounded(Decimal(now) / Decimal(then), 1)} lần"
    return f"giảm {wording.rounded(Decimal(then) / Decimal(now), 1)} lần"


def _numbers(answers: Mapping[str, Answer] | None) -> dict[str, Number]:
    return Figures(answers).numbers if answers else {}
