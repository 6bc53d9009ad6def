"""Taking in the reports that wards already have: keep the file, read it, fill the draft.

Nothing that a person typed is overwritten: a value that differs from the draft's
is kept beside it, and what the reading is not sure of waits for a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from app.actions import access, jobs
from app.actions.access import Report
from app.actions.answering import fill_empty, write_answer
from app.actions.drafting import require_unlocked, settle_phrase
from app.actions.loading import begin, complete, period_of
from app.documents.parsing import Unreadable, read_text
from app.domain.answers import (
    Answer,
    ValueState,
    clean_line,
    parse_answer,
    typed_value,
)
from app.domain.errors import Conflict, DomainError, Invalid, NotFound, Problem
from app.domain.forms import Field
from app.domain.permissions import SYSTEM, Actor, Permission
from app.domain.reading import Read, Reading, Status, read_report
from app.domain.units import Unit
from app.outbound.files import files
from app.standard.cues import standard_cues
from app.store import answers as answer_store
from app.store import cities
from app.store.findings import document_of
from app.store.forms import CompiledForm
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.city import Period, Ward
from app.store.tables.submissions import AnswerRow, SourcePhrase, Upload
from app.store.transaction import Transaction, transaction

WAITING, READ, FAILED = "waiting", "read", "failed"
KINDS = (".docx", ".doc", ".pdf", ".txt", ".htm", ".html")
NAME_MAX = 200


def upload(scope: Scope, actor: Actor, submission_id: UUID, filename: str, content: bytes) -> UUID:
    """Keep a ward's file and have it read. The upload's id.

    Raises ``Invalid`` for an empty file or a kind that cannot be read.
    """
    name = _checked_name(filename, content)
    with transaction(scope, actor) as tx:
        report = access.report_for(tx.session, actor, submission_id, Permission.FILL, hold=True)
        if not report.state.accepts_edits:
            raise Conflict(f"Báo cáo {report.state.label.lower()} nên không tải lên được.")
        kept = keep(tx, report, name, content)
        jobs.enqueue(tx, "read_upload", upload_id=kept.id)
        return kept.id


def _checked_name(filename: str, content: bytes) -> str:
    name = clean_line(PurePath(filename).name)[-NAME_MAX:]
    suffix = PurePath(name).suffix.lower()
    if suffix not in KINDS:
        sentence = f"Không đọc được tệp “{name}”. Hãy tải lên tệp {', '.join(KINDS)}."
        raise Invalid([Problem("file", ("file",), sentence)])
    if not content:
        raise Invalid([Problem("file", ("file",), f"Tệp “{name}” rỗng.")])
    return name


def keep(tx: Transaction, report: Report, name: str, content: bytes) -> Upload:
    """The file on the shelf and its row."""
    stored = files().put(content)
    kept = Upload(
        id=uuid4(),
        city_id=report.submission.city_id,
        ward_id=report.submission.ward_id,
        submission_id=report.submission.id,
        filename=name,
        media_type=PurePath(name).suffix.lower(),
        size=stored.size,
        sha256=stored.sha256,
        storage_key=stored.key,
        status=WAITING,
        uploaded_at=tx.now,
        uploaded_by=tx.actor.name,
    )
    tx.session.add(kept)
    tx.session.flush()
    tx.record(
        "uploaded",
        f"{report.period.code}/{report.ward.code}",
        ward_id=report.ward.id,
        sha256=stored.sha256,
        file=name,
    )
    return kept


def read_upload(scope: Scope, upload_id: UUID) -> None:
    """The worker's half: text, understanding, draft. Safe to run twice."""
    with reading(scope) as session:
        kept = session.get(Upload, upload_id)
        units = units_of(cities.wards(session))
    if kept is None or kept.status == READ:
        return
    try:
        text = read_text(files().path(kept.storage_key), kept.filename)
    except Unreadable as error:
        fail_upload(scope, upload_id, str(error))
        return
    with transaction(scope, SYSTEM) as tx:
        row = tx.session.execute(
            select(Upload).where(Upload.id == upload_id).with_for_update()
        ).scalar_one()
        if row.status != READ:
            report = access.report_for_system(tx.session, row.submission_id)
            apply(tx, report, row, text, understand(report.form, text, units))


def fail_upload(scope: Scope, upload_id: UUID, sentence: str) -> None:
    """Say on the page why the file was not read; the file itself is kept."""
    with transaction(scope, SYSTEM) as tx:
        row = tx.session.get(Upload, upload_id)
        if row is not None and row.status != READ:
            row.status, row.error = FAILED, sentence


def units_of(wards: list[Ward]) -> list[Unit]:
    return [Unit(w.code, w.name, w.unit_type, w.established_on) for w in wards]


def understand(form: CompiledForm, text: str, units: list[Unit]) -> Reading:
    return read_report(text, form.definition, units, standard_cues())


def apply(tx: Transaction, report: Report, row: Upload, text: str, understood: Reading) -> None:
    """Write what was understood: phrases for all, answers where nothing stands yet.

    A file that names another unit or another period fills nothing by itself: each of
    its values waits for a person, who is told.
    """
    is_theirs = _is_of(report, understood)
    row.text, row.status, row.error = text, READ, ""
    row.header = _header(understood)
    row.findings = [document_of(finding) for finding in understood.findings if is_theirs]
    standing = answer_store.rows_of(tx.session, report.submission.id)
    found = {c: f for c, f in understood.indicators.items() if c in report.form.fields}
    values = {code: answer_from(report.form.field(code), f) for code, f in found.items()}
    sure = {c: values[c] for c, f in found.items() if f.status is Status.READ}
    texts = {field.code: answer for field, answer in _texts(report, understood)}
    written = _write(tx, report, standing, {**sure, **texts}) if is_theirs else set()
    for code, f in found.items():
        phrase = _phrase(row, code, f, values[code].typed, _decision(f, code in written))
        if not is_theirs:
            phrase.status, phrase.decision = Status.UNCERTAIN.value, "pending"
        tx.session.add(phrase)


def _is_of(report: Report, understood: Reading) -> bool:
    """Whether the file contradicts neither the unit nor the period of the report."""
    is_unit = understood.ward is None or understood.ward.code == report.ward.code
    return is_unit and understood.period in (None, report.period.code)


def _write(
    tx: Transaction,
    report: Report,
    standing: Mapping[str, AnswerRow],
    answers: Mapping[str, Answer],
) -> set[str]:
    """Fill what is empty, replace earlier readings that nobody confirmed; the codes
    whose value now stands in the draft. What a person stands behind is kept."""
    on_behalf = report.submission.entered_by_department
    fields = report.form.fields
    open_ = {c: a for c, a in answers.items() if on_behalf or report.accepts(fields[c].section)}
    fill_empty(tx, report, {c: a for c, a in open_.items() if c not in standing}, confirmed=False)
    for code, answer in open_.items():
        row = standing.get(code)
        if row is not None and not row.confirmed and row.typed != answer.typed:
            field = fields[code]
            write_answer(tx, report.submission, field, answer, row.revision, confirmed=False)
    return {
        code
        for code, answer in open_.items()
        if code not in standing
        or not standing[code].confirmed
        or standing[code].typed == answer.typed
    }


def _decision(found: Read, is_written: bool) -> str:
    if found.status is not Status.READ:
        return "pending"
    return "applied" if is_written else "kept"


def _header(understood: Reading) -> dict[str, Any]:
    head, ward = understood.document, understood.ward
    return {
        "ward": {"code": ward.code, "name": ward.name} if ward else None,
        "period": understood.period,
        "number": head.number,
        "symbol": head.symbol,
        "date": head.date.isoformat() if head.date else None,
        "signer": head.signer_name,
    }


def answer_from(field: Field, found: Read) -> Answer:
    """The domain answer of a read value; ``typed`` is the document's where it parses."""
    typed = found.typed.strip().rstrip("%").strip()
    parsed = parse_answer(field, typed)
    if parsed is not None and parsed.counts and parsed.value == found.value:
        return parsed
    again = parse_answer(field, typed_value(field, found.value))
    assert again is not None, "typed_value and parse_answer are inverse"
    return again


def _phrase(row: Upload, code: str, found: Read, typed: str, decision: str) -> SourcePhrase:
    return SourcePhrase(
        id=uuid4(),
        city_id=row.city_id,
        ward_id=row.ward_id,
        submission_id=row.submission_id,
        upload_id=row.id,
        code=code,
        typed=typed,
        quote=found.quote,
        starts_at=found.start,
        ends_at=found.end,
        confidence=found.confidence,
        status=found.status.value,
        decision=decision,
    )


def _texts(report: Report, understood: Reading) -> Iterator[tuple[Field, Answer]]:
    """Narratives, repeated rows and the letter's head, as answers."""
    fields = report.form.fields
    for code, text in understood.narratives.items():
        if code in fields and text.strip():
            yield from _parsed(fields[code], text)
    for code, rows in understood.rows.items():
        if code in fields and rows:
            kept = tuple({k: str(v) for k, v in r.items() if v is not None} for r in rows)
            yield from _parsed(fields[code], typed_value(fields[code], kept))
    for code, text in _head_texts(understood).items():
        if code in fields and text:
            yield from _parsed(fields[code], text)


def _parsed(field: Field, typed: str) -> Iterator[tuple[Field, Answer]]:
    answer = parse_answer(field, typed)
    if answer is not None and answer.state is not ValueState.INVALID:
        yield field, answer


def _head_texts(understood: Reading) -> dict[str, str]:
    head = understood.document
    others = [r for r in head.recipients if r not in head.addressees]
    return {
        "document_number": head.number or "",
        "document_symbol": head.symbol or "",
        "place": head.place or "",
        "document_date": head.date.isoformat() if head.date else "",
        "title": head.title or "",
        "basis_document": head.basis or "",
        "recipients_to": "; ".join(head.addressees),
        "recipients_cc": "; ".join(others),
        "authority_line": head.authority_line or "",
        "signer_position": head.signer_position or "",
        "signer_name": head.signer_name or "",
    }


def decide(
    scope: Scope,
    actor: Actor,
    upload_id: UUID,
    decisions: Mapping[str, str],
    values: Mapping[str, str],
) -> None:
    """Confirm, correct or reject uncertain values; what has no decision goes on waiting."""
    with transaction(scope, actor) as tx:
        row = tx.session.get(Upload, upload_id)
        if row is None:
            raise NotFound("Không tìm thấy tệp này.")
        report = access.report_for(tx.session, actor, row.submission_id, Permission.FILL)
        phrases = {p.code: p for p in _phrases(tx, upload_id)}
        for code in sorted(decisions):
            if code in phrases:
                _decide(tx, report, phrases[code], decisions[code], values.get(code, ""))


def _phrases(tx: Transaction, upload_id: UUID) -> list[SourcePhrase]:
    query = select(SourcePhrase).where(SourcePhrase.upload_id == upload_id)
    return list(tx.session.execute(query).scalars())


def _decide(
    tx: Transaction, report: Report, phrase: SourcePhrase, decision: str, value: str
) -> None:
    field = report.form.field(phrase.code)
    require_unlocked(report, field)
    if decision == "reject":
        phrase.decision = "rejected"
        return
    typed = phrase.typed if decision == "confirm" else value
    answer = parse_answer(field, typed)
    standing = tx.session.get(AnswerRow, (report.submission.id, field.code))
    revision = standing.revision if standing else 0
    saved = write_answer(tx, report.submission, field, answer, revision)
    settle_phrase(tx, report.submission.id, field.code, saved.answer)


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """One file of a bulk load, and what became of it."""

    file: str
    ward: str | None = None
    submission_id: UUID | None = None
    read: int = 0
    uncertain: int = 0
    error: str | None = None


def load_file(
    scope: Scope, actor: Actor, period_code: str, status: str, path: Path, name: str
) -> LoadedFile:
    """Read one report file into its ward's draft, on the ward's behalf."""
    access.require(actor, Permission.ENTER_ON_BEHALF)
    try:
        text = read_text(path, name)
        return _load_text(scope, actor, period_code, status, name, path.read_bytes(), text)
    except (Unreadable, DomainError) as error:
        return LoadedFile(name, error=str(error))


def _load_text(
    scope: Scope,
    actor: Actor,
    period_code: str,
    status: str,
    name: str,
    content: bytes,
    text: str,
) -> LoadedFile:
    with transaction(scope, actor) as tx:
        period = period_of(cities.period_by_code(tx.session, period_code), period_code)
        wards = cities.wards(tx.session)
        form = access.form_of(tx.session, period)
        understood = understand(form, text, units_of(wards))
        ward = _ward_of(understood, wards, period)
        report = begin(tx, ward.id, period.id)
        row = keep(tx, report, PurePath(name).name[-NAME_MAX:], content)
        apply(tx, report, row, text, understood)
        tx.session.flush()
        complete(tx, report, status)
        statuses = [found.status for found in understood.indicators.values()]
        return LoadedFile(
            name,
            ward.code,
            report.submission.id,
            statuses.count(Status.READ),
            statuses.count(Status.UNCERTAIN),
        )


def _ward_of(understood: Reading, wards: list[Ward], period: Period) -> Ward:
    """The ward that the report names. Raises ``NotFound`` or ``Conflict`` with what to do."""
    if understood.ward is None:
        raise NotFound("Không tìm thấy tên đơn vị báo cáo trong tệp. Hãy nhập tay cho đơn vị đó.")
    if understood.period and understood.period != period.code:
        raise Conflict(
            f"Báo cáo này ghi kỳ {understood.period}, không phải {period.code}."
            " Hãy nạp vào đúng kỳ."
        )
    return next(ward for ward in wards if ward.code == understood.ward.code)
