"""The ward's Excel workbook: made from its draft, and handed back with remarks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from app.actions import access, recalling
from app.actions.access import Report
from app.actions.intake.merging import book_of
from app.actions.recalling import Earlier
from app.actions.reporting import city_of
from app.documents.entry_book import SUFFIX, EntryBook, Past, Ticket, entry_book_xlsx
from app.domain.answers import Answer
from app.domain.errors import NotFound
from app.domain.forms import Field
from app.domain.periods import VIETNAM, PeriodCode, parse_period_code
from app.domain.permissions import Actor, Permission
from app.outbound.files import files
from app.store import answers as answer_store
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.lobby import City
from app.store.tables.submissions import Upload


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file to download: ``name`` with its suffix."""

    name: str
    content: bytes


def entry_book(scope: Scope, actor: Actor, submission_id: UUID) -> NamedFile:
    """The ward's form as a workbook, with what its draft says now."""
    city = city_of(scope)
    with reading(scope) as session:
        report = access.report_for(session, actor, submission_id, Permission.SEE_DRAFT)
        book = _book(session, report, city)
    name = f"bieu-nhap-{report.ward.code}-{report.period.code}{SUFFIX}"
    return NamedFile(name, entry_book_xlsx(book))


def _book(session: Session, report: Report, city: City) -> EntryBook:
    code = parse_period_code(report.period.code)
    rows = answer_store.rows_of(session, report.submission.id)
    sections = ("0", *report.form.definition.sections_by_code)
    return EntryBook(
        ticket=_ticket(report, city),
        form=report.form.definition,
        period_kind=code.kind,
        period_title=code.title_vi,
        city_name=city.name,
        answers=answer_store.answers_of(report.form.fields, rows),
        locked=frozenset(s for s in sections if not report.accepts(s)),
        past=tuple(_past(session, report, code)),
    )


def _ticket(report: Report, city: City) -> Ticket:
    return Ticket(
        book_id=uuid4().hex,
        city_code=city.code,
        ward_code=report.ward.code,
        ward_name=report.ward.name,
        period_code=report.period.code,
        form_id=str(report.form.id),
        form_number=report.form.number,
        made_at=dt.datetime.now(VIETNAM).isoformat(timespec="seconds"),
    )


def _past(session: Session, report: Report, now: PeriodCode) -> Iterator[Past]:
    """The newest report that each answer may be held against, and the same period last
    year, each where there is one."""
    earlier = recalling.earlier_reports(session, report)
    same = recalling.same_last_year(earlier, now)
    fields = report.form.fields.values()
    newest = {f: recalling.last_of(earlier, f, now) for f in fields}
    before = {f: past for f, past in newest.items() if past is not None and past is not same}
    periods = {past.period for past in before.values()}
    if periods:
        title = _title(periods.pop()) if len(periods) == 1 else "Kỳ trước gần nhất"
        yield Past(title, _figures((f, past) for f, past in before.items()))
    if same is not None:
        yield Past(_title(same.period), _figures((f, same) for f in fields))


def _title(period: PeriodCode) -> str:
    return period.title_vi[:1].upper() + period.title_vi[1:]


def _figures(sources: Iterable[tuple[Field, Earlier]]) -> dict[str, Answer]:
    found = {field.code: recalling.figure(field, past) for field, past in sources}
    return {code: answer for code, answer in found.items() if answer is not None}


def marked_copy(scope: Scope, actor: Actor, submission_id: UUID, upload_id: UUID) -> NamedFile:
    """The uploaded workbook with what is wrong written into its cells.

    Raises ``NotFound`` where there is no such upload, or nothing was wrong in it.
    """
    with reading(scope) as session:
        access.report_for(session, actor, submission_id, Permission.SEE_DRAFT)
        upload = session.get(Upload, upload_id)
    key = book_of(upload).get("marked") if upload is not None else None
    if upload is None or upload.submission_id != submission_id or not key:
        raise NotFound("Không tìm thấy tệp này.")
    stem = upload.filename.removesuffix(SUFFIX)
    return NamedFile(f"{stem}-can-sua{SUFFIX}", files().get(key))
