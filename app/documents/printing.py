"""Many documents printed in a few processes side by side.

Only one document is drawn at a time in a process, so a second core needs a second one. A
document that hangs or kills its process costs itself alone: it is given up, and the others go
on in a new process. The processes are forked and print; nothing of the database is theirs.
"""

from __future__ import annotations

import hashlib
import logging
import multiprocessing
import os
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from app.documents.composition import OfficialDocument
from app.documents.pdf import render_pdf
from app.documents.word import render_docx
from app.stack.processes import die_with_parent

log = logging.getLogger(__name__)

Known = TypeVar("Known")

RENDERERS: Final[Mapping[str, Callable[[OfficialDocument], bytes]]] = {
    "pdf": render_pdf,
    "docx": render_docx,
}
#: For one document, which takes a fraction of a second.
SECONDS: Final = 60.0
#: More than this many would leave nothing to the people who work meanwhile.
_MOST: Final = 4
#: Above what the parent's address space has, in bytes.
_MEMORY: Final = 2 * 2**30
_LIBRARIES: Final = ("xhtml2pdf", "reportlab", "pypdf", "python-docx", "lxml", "svglib")
_DOCUMENTS: Final = Path(__file__).parent
_TEMPLATES: Final = _DOCUMENTS.parents[1] / "templates" / "documents"

NOT_PRINTED: Final = "Không trình bày được văn bản này. Hãy mở báo cáo của đơn vị để kiểm tra."
TOO_LONG: Final = "Trình bày văn bản này quá lâu nên đã dừng."
DIED: Final = "Chương trình dừng giữa chừng khi trình bày văn bản này (có thể do thiếu bộ nhớ)."


@dataclass(frozen=True, slots=True)
class Task:
    """A document to print in one format; ``about`` comes back with it."""

    about: Any
    document: OfficialDocument
    format: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The file, or why there is none, in a sentence."""

    about: Any
    content: bytes = b""
    problem: str = ""


def fingerprint(document: OfficialDocument, file_format: str) -> str:
    """Two documents with the same one are printed to the same bytes."""
    printed = f"{_revision()}\n{file_format}\n{document!r}"
    return hashlib.sha256(printed.encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _revision() -> str:
    """Changes with whatever draws: the code and the fonts of this floor, the templates, and the
    libraries."""
    digest = hashlib.sha256(" ".join(map(version, _LIBRARIES)).encode())
    found = (path for folder in (_DOCUMENTS, _TEMPLATES) for path in sorted(folder.rglob("*.*")))
    for path in found:
        if path.suffix != ".pyc" and path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def cores() -> int:
    """How many processes are worth starting here."""
    return max(1, min(_MOST, len(os.sched_getaffinity(0))))


class Printers:
    """Processes that print; they start with the first document and end with the block."""

    def __init__(self, count: int = 0, seconds: float = SECONDS) -> None:
        self._printers = [_Printer(seconds) for _ in range(count or cores())]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        for printer in self._printers:
            printer.stop()

    def printed(self, given: Iterable[Task | Known]) -> Iterator[Outcome | Known]:
        """Each task's outcome as it comes, in no order; what is no task goes straight through.

        No more is taken from ``given`` than the processes are about to print, so that a city
        of any size costs no more memory than a few documents.
        """
        source, ahead = iter(given), deque[Task]()
        ended: list[Outcome] = []
        while True:
            self._begin(ahead)
            yield from ended
            yield from self._fill(ahead, source)
            if ahead and not all(printer.is_busy for printer in self._printers):
                ended = []
            elif any(printer.is_busy for printer in self._printers):
                ended = self._ended()
            else:
                return

    def _begin(self, ahead: deque[Task]) -> None:
        for printer in self._printers:
            if ahead and not printer.is_busy:
                printer.begin(ahead.popleft())

    def _fill(self, ahead: deque[Task], source: Iterator[Task | Known]) -> Iterator[Known]:
        """Have a task ready for each process; yields what needs no printing."""
        while len(ahead) < len(self._printers):
            given = next(source, None)
            if given is None:
                return
            if isinstance(given, Task):
                ahead.append(given)
            else:
                yield given

    def _ended(self) -> list[Outcome]:
        """Wait until a process has ended its document, or has had its time."""
        busy = [printer for printer in self._printers if printer.is_busy]
        patience = max(0.0, min(printer.deadline for printer in busy) - time.monotonic())
        ready = wait([printer.pipe for printer in busy], patience)
        outcomes = (printer.outcome(printer.pipe in ready) for printer in busy)
        return [outcome for outcome in outcomes if outcome is not None]


@dataclass
class _Printer:
    """One process, begun when it is first needed and anew after a death."""

    seconds: float
    _pipe: Connection | None = None
    _process: BaseProcess | None = None
    _task: Task | None = None
    deadline: float = field(default=0.0)

    @property
    def is_busy(self) -> bool:
        return self._task is not None

    @property
    def pipe(self) -> Connection:
        assert self._pipe is not None, "asked only of a busy one"
        return self._pipe

    def begin(self, task: Task) -> None:
        if self._process is None:
            self._start()
        sent = task.document, task.format
        try:
            self.pipe.send(sent)
        except OSError:
            # It died while it rested, which is not this document's fault.
            self.stop()
            self._start()
            self.pipe.send(sent)
        self._task, self.deadline = task, time.monotonic() + self.seconds

    def _start(self) -> None:
        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_print_all, args=(theirs, os.getpid()), daemon=True)
        self._process.start()
        theirs.close()

    def outcome(self, is_ready: bool) -> Outcome | None:
        """What its document came to; None while it may still go on."""
        assert self._task is not None, "asked only of a busy one"
        about = self._task.about
        if is_ready:
            try:
                content, problem = self.pipe.recv()
            except (EOFError, OSError):
                return self._given_up(about, DIED)
            self._task = None
            return Outcome(about, content, problem)
        return self._given_up(about, TOO_LONG) if time.monotonic() >= self.deadline else None

    def _given_up(self, about: Any, problem: str) -> Outcome:
        self.stop()
        return Outcome(about, problem=problem)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self.pipe.close()
        self._process = self._pipe = self._task = None


def _print_all(pipe: Connection, parent: int) -> None:
    """What a process does until it is ended."""
    die_with_parent()
    if os.getppid() != parent:
        return
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _let_go_of_all_but(pipe.fileno())
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    memory = pages * resource.getpagesize() + _MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    while True:
        document, file_format = pipe.recv()
        pipe.send(_attempt(document, file_format))


def _let_go_of_all_but(kept: int) -> None:
    """A fork shares the parent's connections: whatever closed one here would end it there."""
    os.closerange(3, kept)
    os.closerange(kept + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _attempt(document: OfficialDocument, file_format: str) -> tuple[bytes, str]:
    try:
        return RENDERERS[file_format](document), ""
    except Exception:
        # A person is told which document; why is for whoever keeps the templates.
        log.warning("%r was not printed as %s", document.title, file_format, exc_info=True)
        return b"", NOT_PRINTED
