"""From the store's rows to the documents' models, and on to bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.actions import access, checking, city_context, consolidating, wording
from app.actions.access import Report
from app.actions.ward_lines import proof_of, ward_lines
from app.documents import decree30
from app.documents.city_data import city_report_csv, city_report_json, write_city_csv
from app.documents.city_report import city_report_docx, city_report_pdf
from app.documents.models import (
    CityCoverage,
    CityReport,
    Explanation,
    Figure,
    FindingCount,
    LetterHead,
    WardName,
    WardReport,
)
from app.documents.narrowing import narrowed
from app.documents.spreadsheet import city_report_xlsx
from app.documents.ward_report import ward_report_docx, ward_report_pdf
from app.domain.anomalies import DETECTOR_RULES
from app.domain.answers import Answer
from app.domain.consolidation import Rollup, Total, changes
from app.domain.errors import NotFound
from app.domain.evidence import Frozen, frozen_in
from app.domain.forms import FieldType
from app.domain.periods import parse_period_code
from app.domain.permissions import Actor, Permission
from app.domain.signing import Signing
from app.store import answers as answer_store
from app.store import cities, evidence, lineage, rules, submissions
from app.store.forms import CompiledForm
from app.store.reading import reading
from app.store.rows import AnyRow
from app.store.scope import LOBBY, Scope
from app.store.tables.city import Period
from app.store.tables.lobby import City

DEPARTMENT = "Sở Nội vụ"
_PRINTERS: Final[Mapping[str, Callable[[CityReport], bytes]]] = {
    "docx": city_report_docx,
    "pdf": city_report_pdf,
    "xlsx": city_report_xlsx,
    "csv": city_report_csv,
    "json": city_report_json,
}
FORMATS: Final = tuple(_PRINTERS)
#: What holds figures and wards alone, so that nothing else is read for it.
_TABLES: Final = ("csv",)


@dataclass(frozen=True, slots=True)
class Built:
    """A document's bytes and the revision of the figures in it."""

    content: bytes
    revision: int


def ward_report_bytes(
    scope: Scope, actor: Actor, submission_id: UUID, file_format: str, number: int = 0
) -> bytes:
    """The ward's official report as ``docx`` or ``pdf``: the newest version if the
    Department asks, the draft as it stands if the ward does, or its version ``number``."""
    with reading(scope) as session:
        report = access.report_for(session, actor, submission_id, Permission.SEE_SUBMITTED)
        model = ward_report(
            session,
            report,
            city_of(scope),
            as_draft=access.may_read_draft(actor, report),
            number=number,
        )
    if file_format == "docx":
        return ward_report_docx(model)
    return ward_report_pdf(model)


def city_of(scope: Scope) -> City:
    with reading(LOBBY) as session:
        city = cities.by_id(session, scope.city)
    if city is None:
        raise NotFound("Không có thành phố này.")
    return city


def ward_report(
    session: Session, report: Report, city: City, *, as_draft: bool, number: int = 0
) -> WardReport:
    """The model of one ward's report. Raises ``NotFound`` where there is nothing to show."""
    wanted = number if number and as_draft else report.submission.last_version
    version = submissions.version(session, report.submission.id, wanted)
    is_asked = bool(number) or report.state.is_with_department or not as_draft
    is_frozen = version is not None and is_asked
    if not is_frozen and (number or not as_draft):
        raise NotFound("Đơn vị chưa nộp báo cáo này.")
    answers = (
        checking.answers_in(report.form, version.content)
        if version is not None and is_frozen
        else _draft_answers(session, report)
    )
    texts = {c: str(a.value) for c, a in answers.items() if a.counts and isinstance(a.value, str)}
    return WardReport(
        city_name=city.name,
        unit_name=report.ward.name,
        unit_type=report.ward.unit_type,
        period_title=parse_period_code(report.period.code).title_vi,
        form=report.form.definition,
        head=signed_head(
            ward_head(report, answers), version.content if version and is_frozen else {}
        ),
        answers={c: a for c, a in answers.items() if c in report.form.definition.fields},
        narratives=texts,
        rows={c: a.value for c, a in answers.items() if isinstance(a.value, tuple)},
        data_from=report.period.data_from,
        data_to=report.period.data_to,
        explanations=_explanations(session, report),
        evidence=_evidence(session, report, version.content if version and is_frozen else None),
        **(proof_of(version) if version is not None and is_frozen else {}),
    )


def _evidence(
    session: Session, report: Report, content: dict[str, Any] | None
) -> tuple[Frozen, ...]:
    """The files of a frozen version; of a draft (None), those that stand in it now."""
    if content is not None:
        return frozen_in(content)
    rows = evidence.present(evidence.of_report(session, report.submission.id))
    return tuple(map(evidence.as_frozen, rows))


def _draft_answers(session: Session, report: Report) -> dict[str, Answer]:
    rows = answer_store.rows_of(session, report.submission.id)
    return answer_store.answers_of(report.form.fields, rows)


def ward_head(report: Report, answers: Mapping[str, Answer]) -> LetterHead:
    """The letter's formal parts from the header fields; blanks stay blank."""

    def said(code: str) -> str:
        answer = answers.get(code)
        return str(answer.value) if answer and answer.counts and answer.value is not None else ""

    date = answers.get("document_date")
    return LetterHead(
        number=said("document_number"),
        symbol=said("document_symbol") or "BC-UBND",
        place=said("place") or report.ward.short_name,
        issued_on=date.value if date and date.counts else None,  # type: ignore[arg-type]
        addressees=_lines(said("recipients_to")) or (DEPARTMENT,),
        recipients=_lines(said("recipients_cc")),
        basis_document=said("basis_document") or report.period.basis_document,
        authority_line=said("authority_line"),
        signer_position=said("signer_position"),
        signer_name=said("signer_name"),
    )


def signed_head(head: LetterHead, content: Mapping[str, Any]) -> LetterHead:
    """The head with the signature that was chosen when the version was submitted."""
    signed = content.get("signature")
    if not signed:
        return head
    position = Signing(signed["as"]).position
    return replace(head, authority_line="", signer_position=position, signer_name=signed["name"])


def _lines(text: str) -> tuple[str, ...]:
    parts = text.replace(";", "\n").split("\n")
    return tuple(line.strip(" -.;") for line in parts if line.strip(" -.;"))


def _explanations(session: Session, report: Report) -> tuple[Explanation, ...]:
    reasons = submissions.explanations_of(session, report.submission.id)
    return tuple(
        Explanation(tuple(f.fields), f.message, reasons[f.key, f.inputs_hash].text)
        for f in submissions.findings_of(session, report.submission.id)
        if (f.key, f.inputs_hash) in reasons
    )


def city_report_bytes(
    scope: Scope, period_code: str, include: str, file_format: str, *, every_text: bool = False
) -> Built:
    """The city report in one of the five formats. Raises ``NotFound``.

    All is read in one snapshot. Printing takes as long as it takes, so that it comes after:
    the database ends a transaction in which nothing is asked for a minute.
    """
    if file_format in _TABLES:
        out = io.BytesIO()
        revision = write_city_table(scope, period_code, include, out)
        return Built(out.getvalue(), revision)
    with reading(scope) as session:
        period = period_named(session, period_code)
        report = city_report(session, city_of(scope), period, include)
    content = print_city_report(replace(report, every_text=every_text), file_format)
    return Built(content, report.revision)


def write_city_table(scope: Scope, period_code: str, include: str, out: IO[bytes]) -> int:
    """Figures and wards alone as CSV, to the revision's number. What one ward said is
    forgotten when it is written, so that a large city takes no more memory than a small one."""
    with reading(scope) as session:
        period = period_named(session, period_code)
        owed = submissions.owed(session, period.id)
        report = _bare(session, city_of(scope), period, include, owed)
        lines = ward_lines(session, period, report, owed, {})
        write_city_csv(report, lines, out)
    return report.revision


def period_named(session: Session, code: str) -> Period:
    period = cities.period_by_code(session, code)
    if period is None:
        raise NotFound(f"Thành phố chưa mở kỳ “{code}”.")
    return period


def print_city_report(report: CityReport, file_format: str) -> bytes:
    """The same model always gives the same bytes. ``KeyError`` for no such format."""
    return _PRINTERS[file_format](narrowed(report))


def city_report(session: Session, city: City, period: Period, include: str) -> CityReport:
    """The model of the city report."""
    form = rules.in_force(session, period.form_version_id, period.rule_book_id)
    owed = submissions.owed(session, period.id)
    phrases = lineage.phrases_of_period(session, period.id)
    bare = _bare(session, city, period, include, owed)
    wards = tuple(ward_lines(session, period, bare, owed, phrases))
    said = {ward.code: ward.answers for ward in wards if ward.is_counted}
    return replace(
        bare,
        wards=wards,
        narratives=tuple(city_context.narratives(session, form, period, said)),
        findings=tuple(_finding_counts(session, form, period)),
        explanations=tuple(_city_explanations(session, period, include)),
        groups=city_context.by_type(session, period, include, owed),
        past=city_context.past_of(session, period, include),
        tiles=city_context.map_of(owed),
        sentences=wording.own_sentences(session),
    )


def _bare(
    session: Session, city: City, period: Period, include: str, owed: Sequence[AnyRow]
) -> CityReport:
    """The city's figures: no ward, text, finding, group or earlier period."""
    form = rules.in_force(session, period.form_version_id, period.rule_book_id)
    computed = consolidating.current(session, period, include)
    past = previous(session, period, include)
    return CityReport(
        city_code=city.code,
        city_name=city.name,
        department_name=DEPARTMENT,
        period_code=period.code,
        period_title=parse_period_code(period.code).title_vi,
        form=form.definition,
        head=_department_head(city),
        computed_at=computed.computed_at,
        revision=computed.revision,
        include=include,
        coverage=_coverage(computed.rollup, owed),
        figures=tuple(figures_of(form, computed.rollup, past)),
        wards=(),
        comparison_title=parse_period_code(period.code).same_last_year.title_vi if past else "",
        data_from=period.data_from,
        data_to=period.data_to,
        every_text=False,
    )


def _department_head(city: City) -> LetterHead:
    """A report to a superior is addressed to it (Decree 30/2020, Annex I)."""
    committee = f"Ủy ban nhân dân {decree30.city_place(city.name)}"
    place = decree30.bare_city(city.name)
    return LetterHead(symbol="BC-SNV", place=place, addressees=(committee,))


def previous(session: Session, period: Period, include: str) -> Rollup | None:
    """The same period of the year before: never H1 against a year."""
    before = cities.period_by_code(session, str(parse_period_code(period.code).same_last_year))
    return None if before is None else consolidating.current(session, before, include).rollup


def _coverage(rollup: Rollup, wards: Sequence[AnyRow]) -> CityCoverage:
    named = {ward.code: WardName(ward.code, ward.name) for ward in wards}
    coverage = rollup.coverage
    return CityCoverage(
        coverage.expected,
        coverage.submitted,
        coverage.approved,
        tuple(named[c] for c in named if c in coverage.late),
        tuple(named[c] for c in named if c in coverage.missing),
    )


def figures_of(form: CompiledForm, rollup: Rollup, past: Rollup | None) -> Iterable[Figure]:
    """One figure per indicator that has a city total, in printing order."""
    moved = changes(rollup, past) if past is not None else {}
    for code, total in rollup.totals.items():
        yield _figure(form, code, total, past, moved)


def _figure(
    form: CompiledForm, code: str, total: Total, past: Rollup | None, moved: Mapping[str, Any]
) -> Figure:
    field = form.field(code)
    before = past.totals.get(code) if past is not None else None
    return Figure(
        code=code,
        label=field.name,
        section=field.section,
        unit="đơn vị" if field.type is FieldType.BOOL else field.unit,
        type=field.type,
        aggregate=total.aggregate,
        value=total.value,
        wards=total.wards,
        numerator=total.numerator,
        denominator=total.denominator,
        previous=before.value if before is not None else None,
        change=moved[code].difference if code in moved else None,
    )


def _finding_counts(session: Session, form: CompiledForm, period: Period) -> Iterable[FindingCount]:
    for row in lineage.finding_counts(session, period.id):
        yield FindingCount(
            rule=row.rule,
            label=rule_title(form, row.rule),
            severity=row.severity,
            findings=row.findings,
            wards=row.wards,
            open=row.still_open,
        )


def rule_title(form: CompiledForm, rule: str) -> str:
    """A rule in words: of the form version, or of the detectors that every city has."""
    known = form.rules.by_name | {r.name: r for r in DETECTOR_RULES}
    return known[rule].title_vi if rule in known else rule


def _city_explanations(session: Session, period: Period, include: str) -> Iterable[Explanation]:
    """Accepted reasons become footnotes of the city's figures."""
    for row in lineage.accepted_explanations(session, period.id, include):
        yield Explanation(tuple(row.fields), row.message, row.text, row.code, row.name)
