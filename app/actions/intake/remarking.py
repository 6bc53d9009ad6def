"""A workbook handed back with what is wrong written into its cells."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from uuid import UUID

from sqlalchemy.orm import Session

from app.actions.access import Report
from app.actions.checking import Draft, draft_of
from app.actions.intake.merging import Merged, book_of
from app.documents.entry_book import FilledBook, FilledCell, Mark, marked_book
from app.documents.numerals import moment
from app.documents.parsing import Unreadable
from app.domain.answers import format_value
from app.domain.merging import Verdict
from app.domain.permissions import SYSTEM
from app.outbound.files import files
from app.store.reading import reading
from app.store.scope import Scope
from app.store.tables.submissions import Upload
from app.store.transaction import transaction

log = logging.getLogger(__name__)


def marks_of(
    session: Session, report: Report, filled: FilledBook, merged: Merged
) -> tuple[Mark, ...]:
    """What to say of the cells, now that the draft is what it is."""
    draft = draft_of(session, report)
    return (*_of_cells(report, draft, filled, merged.verdicts), *_of_flags(draft, filled))


def _of_cells(
    report: Report, draft: Draft, filled: FilledBook, verdicts: Mapping[str, Verdict]
) -> Iterator[Mark]:
    for code, cell in filled.cells.items():
        if cell.fault:
            yield Mark(cell.sheet, cell.cell, cell.fault, is_error=True)
        elif verdicts.get(code) is Verdict.CONFLICT:
            yield Mark(cell.sheet, cell.cell, _conflict(draft, cell), is_error=False)
        elif verdicts.get(code) is Verdict.CLEARED:
            sentence = "Ô để trống nhưng bản nháp vẫn giữ giá trị cũ. Hãy xác nhận trên trang web."
            yield Mark(cell.sheet, cell.cell, sentence, is_error=False)
        elif verdicts.get(code) is Verdict.LOCKED:
            sentence = f"Phần {cell.field.section} đang khóa nên ô này chưa được ghi."
            yield Mark(cell.sheet, cell.cell, sentence, is_error=False)


def _conflict(draft: Draft, cell: FilledCell) -> str:
    row, answer = draft.rows.get(cell.field.code), draft.answers.get(cell.field.code)
    if row is None or answer is None:
        return "Trên trang web ô này vừa được xóa. Hãy xác nhận trên trang web."
    value = answer.typed if answer.value is None else format_value(cell.field, answer.value)
    return (
        f"{row.updated_by_name} đã sửa ô này thành “{value[:200]}” lúc {moment(row.updated_at)}. "
        "Hãy chọn giá trị để giữ trên trang web."
    )


def _of_flags(draft: Draft, filled: FilledBook) -> Iterator[Mark]:
    """Open flags of the rules, at each of their cells."""
    for flag in draft.blocking:
        for code in flag.finding.fields:
            cell = filled.cells.get(code)
            if cell is not None:
                yield Mark(
                    cell.sheet, cell.cell, flag.finding.message, is_error=flag.finding.is_hard
                )


def note_marks(row: Upload, marks: tuple[Mark, ...]) -> None:
    """Leave the remarks with the upload, from where ``hand_back`` takes them."""
    book = {**book_of(row), "marks": [asdict(mark) for mark in marks]}
    row.header = {**row.header, "workbook": book}


def hand_back(scope: Scope, upload_id: UUID) -> None:
    """Keep a copy of a workbook with its remarks in the cells. Safe to run twice.

    A file that cannot be marked stays unmarked: the page says the same things.
    """
    with reading(scope) as session:
        upload = session.get_one(Upload, upload_id)
    marks = [Mark(**mark) for mark in book_of(upload).get("marks", ())]
    if not marks:
        return
    key = _marked_key(upload, marks)
    with transaction(scope, SYSTEM) as tx:
        row = tx.session.get_one(Upload, upload_id)
        row.header = {**row.header, "workbook": {**book_of(row), "marked": key, "marks": []}}


def _marked_key(upload: Upload, marks: list[Mark]) -> str:
    """Where the marked copy lies; '' where there is none."""
    try:
        content = marked_book(files().path(upload.storage_key), marks)
    except Unreadable as error:
        log.warning("upload %s could not be marked: %s", upload.id, error)
        return ""
    return files().put(content).key
