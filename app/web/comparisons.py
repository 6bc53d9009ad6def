"""View data of comparisons: two reports' numbers and texts, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from app.actions.access import Report
from app.documents import numerals
from app.domain.anomalies.passages import alike, passages
from app.domain.answers import Answer
from app.domain.differences import ADDED, REMOVED, SAME, word_segments
from app.domain.forms import Field, FieldType, Section
from app.web import report_parts as parts
from app.web.report_parts import View
from app.web.words import name_of, title_of, unit_words

Answers = Mapping[str, Answer]
_RATES = (FieldType.PCT, FieldType.SCORE)
_TENTH = Decimal("0.1")


def numbers(report: Report, before: Answers, after: Answers, *, all_rows: bool) -> list[View]:
    """By section: each question with both answers, what lies between them and its share;
    ``all_rows`` False leaves out what both say alike."""
    sections = (
        {
            "code": section.code,
            "title": title_of(section),
            "rows": list(_rows(report, section, before, after, all_rows)),
        }
        for section in report.form.definition.sections
    )
    return [view for view in sections if view["rows"]]


def _rows(
    report: Report, section: Section, before: Answers, after: Answers, all_rows: bool
) -> Iterator[View]:
    for field in parts.fields_of(report, section):
        if field.type is FieldType.TEXT:
            continue
        left, right = _shown(field, before), _shown(field, after)
        if left != right or (all_rows and (left or right)):
            yield {
                "code": field.code,
                "label": name_of(field),
                "unit": unit_words(field),
                "before": left,
                "after": right,
                "is_same": left == right,
                **_distance(field, before.get(field.code), after.get(field.code)),
            }


def _shown(field: Field, answers: Answers) -> str:
    return parts.display(field, answers.get(field.code))


def _distance(field: Field, before: Answer | None, after: Answer | None) -> View:
    """``difference`` in the field's own unit; ``share`` of what stood before, none for rates."""
    left, right = _number(field, before), _number(field, after)
    if left is None or right is None or left == right:
        return {"difference": "", "share": ""}
    moved = right - left
    is_shared = left != 0 and field.type not in _RATES
    share = f"{_signed((100 * moved / abs(left)).quantize(_TENTH))} %" if is_shared else ""
    return {"difference": _signed(moved), "share": share}


def _number(field: Field, answer: Answer | None) -> Decimal | None:
    if answer is None or not answer.counts or not field.type.is_numeric:
        return None
    is_number = isinstance(answer.value, int | Decimal) and not isinstance(answer.value, bool)
    return Decimal(answer.value) if is_number else None  # type: ignore[arg-type]


def _signed(number: Decimal) -> str:
    return f"+{numerals.rounded(number)}" if number > 0 else numerals.rounded(number)


def texts(report: Report, before: Answers, after: Answers, *, all_rows: bool) -> list[View]:
    """Narratives in two columns, word by word: what only one of them says is marked."""
    return [
        {"code": field.code, "label": name_of(field), "is_same": left == right}
        | sides_by_difference(left, right)
        for field, left, right in _both(report, before, after)
        if left != right or all_rows
    ]


def _both(report: Report, before: Answers, after: Answers) -> Iterator[tuple[Field, str, str]]:
    for section in report.form.definition.sections:
        for field in parts.fields_of(report, section):
            if field.type is FieldType.TEXT:
                left, right = _shown(field, before), _shown(field, after)
                if left or right:
                    yield field, left, right


def sides_by_difference(before: str, after: str) -> View:
    segments = word_segments(before, after)
    return {
        "left": [{"kind": s.kind, "text": s.text} for s in segments if s.kind in (SAME, REMOVED)],
        "right": [{"kind": s.kind, "text": s.text} for s in segments if s.kind in (SAME, ADDED)],
        "shared": 0,
    }


def likenesses(report: Report, other: Report, before: Answers, after: Answers) -> list[View]:
    """Narratives of two units in two columns: the runs of words that both have are marked."""
    names = (other.ward.name, other.ward.short_name), (report.ward.name, report.ward.short_name)
    return [
        {"code": field.code, "label": name_of(field), "is_same": left == right}
        | _sides_by_likeness(left, right, *names)
        for field, left, right in _both(report, before, after)
        if left and right
    ]


def _sides_by_likeness(
    left: str, right: str, left_names: Sequence[str], right_names: Sequence[str]
) -> View:
    runs = alike(left, right, passages(left, right, left_names, right_names))
    return {
        "left": _marked(left, [run.own for run in runs]),
        "right": _marked(right, sorted(run.other for run in runs)),
        "shared": sum(run.words for run in runs),
    }


def _marked(text: str, places: Iterable[tuple[int, int]]) -> list[View]:
    pieces, at = list[View](), 0
    for start, end in places:
        if end <= at:
            continue
        start = max(start, at)
        pieces += [
            {"kind": SAME, "text": text[at:start]},
            {"kind": "shared", "text": text[start:end]},
        ]
        at = end
    pieces.append({"kind": SAME, "text": text[at:]})
    return [piece for piece in pieces if piece["text"]]
