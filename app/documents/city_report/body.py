"""The text of the city report: the six parts of the form, spoken for the whole city."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from app.documents import decree30
from app.documents.characters import one_line
from app.documents.city_report.amended import amendment_blocks
from app.documents.city_report.coverage import coverage_blocks
from app.documents.city_report.drawings import Drawings
from app.documents.city_report.figure_texts import figure_text
from app.documents.city_report.texts import QUOTED, further
from app.documents.city_report.words import CITY_WORDS
from app.documents.composition import (
    Align,
    Block,
    Column,
    Heading,
    Paragraph,
    Span,
    Style,
    Table,
)
from app.documents.facts import city_facts
from app.documents.models import CityReport, Figure, Point
from app.documents.numerals import of_figure
from app.documents.places import Part, Place, Subject, parts_of
from app.documents.references import listed as references
from app.documents.tabulation import ORDER
from app.documents.wording import Fact, TableSpec, Told, listed, reworded, tell
from app.domain.forms import AggregateKind, Field

_NOTHING: Final = "Chưa có đơn vị nào báo cáo nội dung này."
_POOLED: Final = "Tỷ lệ tính trên các đơn vị có đủ hai số liệu thành phần."
_FEWEST_LINES: Final = 4
_LONGEST_QUOTE: Final = 400
_NAMED_WARDS: Final = 5
#: How many changes a paragraph speaks of; the annex has every one.
_MOVES: Final = 3


def body_of(report: CityReport, subject: str, notes: Mapping[str, int]) -> Iterator[Block]:
    """The blocks between "Kính gửi" and the closing sentence."""
    yield from decree30.basis_paragraphs(report.head)
    yield Paragraph.of(_opening(report, subject))
    body = _Body(report, notes)
    for index, part in enumerate(parts_of(report.form)):
        yield Heading(1, f"{part.code}. {part.title.upper()}")
        if index == 0:
            yield from coverage_blocks(report)
            yield from amendment_blocks(report)
        for place in part.places:
            yield from body.place(part, place)


def _opening(report: CityReport, subject: str) -> str:
    asked = decree30.asking_phrase(report.head)
    department = one_line(report.department_name)
    lead = f"{asked}, {department}" if asked else department
    window = decree30.window_phrase(report.data_from, report.data_to)
    return f"{lead} báo cáo {subject[:1].lower()}{subject[1:]}{window} như sau:"


class _Body:
    """One report with its facts; each method gives the blocks of one place."""

    def __init__(self, report: CityReport, notes: Mapping[str, int]) -> None:
        self.report = report
        self.figures = report.figures_by_code
        self.facts: Mapping[str, Fact] = city_facts(self.figures, notes)
        self.drawings = Drawings(report)
        self.own = {own.key: own for own in report.sentences}
        self.points = {narrative.code: narrative.points for narrative in report.narratives}

    def place(self, part: Part, place: Place) -> Iterator[Block]:
        if place.number:
            yield Heading(2, f"{place.number}. {place.section.title_vi}")
        told = [(subject, tuple(self._subject(subject))) for subject in place.subjects]
        told = [(subject, blocks) for subject, blocks in told if blocks]
        if not told:
            yield Paragraph.of(_NOTHING)
        for index, (subject, blocks) in enumerate(told):
            if place.titles_subjects(len(told)):
                yield Heading(3, f"{place.subject_mark(index)} {subject.title}")
            yield from blocks

    def _subject(self, subject: Subject) -> Iterator[Block]:
        tables = list(self._tables(subject))
        charts = list(self.drawings.of(subject))
        yield from self._sentences(subject, [t.anchor for t in tables] + [c.anchor for c in charts])
        yield from tables
        yield from charts
        for field in subject.narratives:
            yield from self._quotes(self.points.get(field.code, ()))

    def _sentences(self, subject: Subject, shown: Sequence[str]) -> Iterator[Paragraph]:
        sentences = tuple(reworded(s, self.own) for group in subject.groups for s in group.city)
        told = tell(sentences, self.facts, CITY_WORDS)
        spans = list(told.spans)
        rest = list(self._untold(subject, told))
        if rest:
            spans += [Span(" " if spans else ""), Span(self._listed(rest))]
        if not spans:
            return
        spoken = [self.figures[c] for c in told.codes | {f.code for f in rest} if c in self.facts]
        seen = references(shown, "Xem")
        yield Paragraph((*spans, Span(f" {self._behind(spoken)}"), *seen))
        if moved := self._moved(subject, told):
            yield Paragraph.of(moved)

    def _untold(self, subject: Subject, told: Told) -> Iterator[Field]:
        """Figures that neither a sentence nor a table speaks of: nothing is dropped."""
        tabled = {code for group in subject.groups for t in group.tables for code in t.codes}
        for field in subject.indicators:
            if field.code in self.facts and field.code not in told.codes | tabled:
                yield field

    def _listed(self, fields: Sequence[Field]) -> str:
        return listed(f"{f.name}: {figure_text(self.figures[f.code])}" for f in fields)

    def _behind(self, figures: Sequence[Figure]) -> str:
        """Who is behind the figures of a paragraph: "(số liệu của 108/114 đơn vị)"."""
        counts = sorted({figure.wards for figure in figures})
        expected = self.report.coverage.expected
        pooled = f" {_POOLED}" if any(map(self._is_pooled, figures)) else ""
        if len(counts) > 1:
            span = f"{counts[0]} đến {counts[-1]} trên tổng số {expected}"
        else:
            span = f"{counts[0] if counts else 0}/{expected}"
        return f"(Số liệu của {span} đơn vị.{pooled})"

    def _is_pooled(self, figure: Figure) -> bool:
        """Whether a rate is of fewer wards than the totals that stand beside it."""
        aggregate = self.report.form.fields[figure.code].aggregate
        parts = (
            (figure.numerator, aggregate.numerator),
            (figure.denominator, aggregate.denominator),
        )
        return any(
            part is not None and part != self.drawings.value(code or "") for part, code in parts
        )

    def _moved(self, subject: Subject, told: Told) -> str:
        """How the leading figures changed against the period compared with."""
        leads = [s.lead for group in subject.groups for s in group.city]
        codes = dict.fromkeys(code for code in leads if code in told.codes)
        moves = [_move(self.figures[code]) for code in codes if code in self.figures]
        told_moves = [move for move in moves if move][:_MOVES]
        if not told_moves or not self.report.comparison_title:
            return ""
        return f"So với {one_line(self.report.comparison_title)}: {'; '.join(told_moves)}."

    def _tables(self, subject: Subject) -> Iterator[Table]:
        for spec in (table for group in subject.groups for table in group.tables):
            figures = [self.figures[c] for c in spec.codes if c in self.facts]
            if len(figures) >= _FEWEST_LINES:
                yield self._table(spec, figures)

    def _table(self, spec: TableSpec, figures: Sequence[Figure]) -> Table:
        columns = [
            ORDER,
            Column("Nội dung", 70),
            Column("Đơn vị tính", 20, Align.CENTRE),
            Column("Số liệu", 27, Align.RIGHT),
            Column("Số đơn vị có số liệu", 37, Align.CENTRE),
        ]
        names = {f.code: f.name for f in self.report.form.indicators}
        rows = tuple(
            (str(i), names.get(f.code, f.label), f.unit, figure_text(f), self._share(f))
            for i, f in enumerate(figures, 1)
        )
        anchor = f"table:{spec.codes[0]}:{spec.caption}"
        return Table(tuple(columns), rows, f"{spec.caption} toàn thành phố", anchor=anchor)

    def _share(self, figure: Figure) -> str:
        return f"{figure.wards}/{self.report.coverage.expected}"

    def _quotes(self, points: Sequence[Point]) -> Iterator[Paragraph]:
        """What several wards say comes first; the annex has more, or every point."""
        for point in points[:QUOTED]:
            yield Paragraph.of(f"- {self._spread(point)}: “{_shortened(point.text)}”.", Style.POINT)
        yield from further(self.report, points)

    def _spread(self, point: Point) -> str:
        names = [one_line(self.report.ward_names.get(code, code)) for code in point.wards]
        if len(names) == 1:
            return names[0]
        listed = ", ".join(names[:_NAMED_WARDS])
        more = "…" if len(names) > _NAMED_WARDS else ""
        expected = self.report.coverage.expected
        return f"{len(names)}/{expected} đơn vị phản ánh ({listed}{more})"


def _move(figure: Figure) -> str:
    """``số hội nghị … tăng 120 (10,62%)``; '' where nothing is to compare."""
    if figure.change is None or figure.previous is None:
        return ""
    name = figure.label[:1].lower() + figure.label[1:]
    if figure.aggregate is AggregateKind.COUNT_TRUE:
        name = f"số đơn vị {name}"
    if not figure.change:
        return f"{name} không đổi"
    if figure.change > 0:
        return f"{name} tăng {of_figure(figure.aggregate, figure.change)}{_move_unit(figure)}"
    return f"{name} giảm {of_figure(figure.aggregate, -figure.change)}{_move_unit(figure)}"


def _move_unit(figure: Figure) -> str:
    if figure.unit == "%":
        return " điểm phần trăm"
    if figure.unit.startswith("/"):
        return " điểm"
    return " đơn vị" if figure.aggregate is AggregateKind.COUNT_TRUE else f" {figure.unit}"


def _shortened(text: str) -> str:
    words = one_line(text).rstrip(".;")
    if len(words) <= _LONGEST_QUOTE:
        return words
    return words[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"
