"""What a kept file says, whether it is a letter to be understood or a workbook of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from app.actions.access import Report
from app.actions.intake.filling import apply
from app.actions.intake.merging import Merged, merge, require_own
from app.documents.entry_book import FilledBook, read_book, understood
from app.documents.parsing import Parsed, Unreadable, parse_file
from app.domain.reading import Reading, Status, read_report, with_doubts
from app.domain.units import Unit
from app.standard.cues import standard_cues
from app.standard.likeness import standard_likeness
from app.store.forms import CompiledForm
from app.store.tables.submissions import Upload
from app.store.transaction import Transaction

SPREADSHEETS: Final = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".csv")
NOT_OURS: Final = (
    "Đây không phải biểu Excel (.xlsx) tải từ trang báo cáo nên hệ thống không biết ô nào là số "
    "liệu nào. Hãy tải biểu từ trang báo cáo, chép số liệu sang, lưu dạng .xlsx rồi tải lên."
)

LOCKED: Final = "Tệp Excel có mật khẩu nên không mở được. Hãy bỏ mật khẩu, lưu lại rồi tải lên."

# The cells of our own workbook are read as they are.
WORKBOOK: Final = Parsed("", "workbook")


@dataclass(frozen=True, slots=True)
class Taken:
    """``parsed`` is a letter's text and who read it; ``filled`` is set instead for an entry
    workbook, whose text is made when it is merged.
    """

    understood: Reading
    parsed: Parsed = WORKBOOK
    filled: FilledBook | None = None


def take(path: Path, name: str, form: CompiledForm, units: Sequence[Unit]) -> Taken:
    """Read a file. Raises ``Unreadable`` with a sentence for whoever sent it."""
    filled = read_book(path, form.definition)
    if filled is not None:
        return Taken(understood(filled, form.definition, units), filled=filled)
    if PurePath(name).suffix.lower() in SPREADSHEETS:
        raise Unreadable(LOCKED if _is_locked(path) else NOT_OURS)
    parsed = parse_file(path, name)
    return Taken(understand(form, parsed, units), parsed)


def _is_locked(path: Path) -> bool:
    """A workbook with a password is wrapped in the container of old Office files."""
    with path.open("rb") as file:
        return file.read(4) == b"\xd0\xcf\x11\xe0"


def enter(tx: Transaction, report: Report, row: Upload, taken: Taken, city_code: str) -> Merged:
    """Into the draft; what became of the values.

    Raises ``Unreadable`` for a workbook of another unit, period or form version.
    """
    row.reader, row.sureness = taken.parsed.reader, taken.parsed.sureness
    if taken.filled is not None:
        require_own(report, taken.filled.ticket, city_code)
        return merge(tx, report, row, taken.filled)
    apply(tx, report, row, taken.parsed.text, taken.understood)
    statuses = [found.status for found in taken.understood.indicators.values()]
    return Merged({}, read=statuses.count(Status.READ), waiting=statuses.count(Status.UNCERTAIN))


def understand(form: CompiledForm, parsed: Parsed, units: Sequence[Unit]) -> Reading:
    read = read_report(parsed.text, form.definition, units, standard_cues(), standard_likeness())
    return with_doubts(read, parsed.text, parsed.doubtful)
