"""A city report with some of its parts only, the same in every format."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace

from app.documents.models import CityReport, WardLine


def narrowed(report: CityReport) -> CityReport:
    """The report as it was asked for: all of it, or the parts that were named."""
    if not report.parts:
        return report
    form = report.form
    sections = tuple(s for s in form.sections if s.part in (*report.parts, "0"))
    kept = {section.code for section in sections}
    codes = {field.code for section in sections for field in section.fields}
    amended = report.amended
    return replace(
        report,
        form=replace(
            form,
            sections=sections,
            parts=tuple(heading for heading in form.parts if heading.code in report.parts),
        ),
        figures=tuple(figure for figure in report.figures if figure.code in codes),
        narratives=tuple(n for n in report.narratives if n.section in kept),
        explanations=tuple(e for e in report.explanations if codes.intersection(e.fields)),
        wards=tuple(_narrowed_ward(ward, codes) for ward in report.wards),
        groups=tuple(
            replace(group, figures=tuple(f for f in group.figures if f.code in codes))
            for group in report.groups
        ),
        past=tuple(
            replace(period, figures=tuple(f for f in period.figures if f.code in codes))
            for period in report.past
        ),
        amended=amended
        and replace(amended, figures=tuple(f for f in amended.figures if f.code in codes)),
    )


def _narrowed_ward(ward: WardLine, codes: Set[str]) -> WardLine:
    return replace(
        ward,
        answers={code: answer for code, answer in ward.answers.items() if code in codes},
        phrases={code: phrase for code, phrase in ward.phrases.items() if code in codes},
    )
