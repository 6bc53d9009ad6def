"""Printing in several processes: the same bytes, and a bad document costs itself alone."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import document_worlds as worlds
import pytest

from app.documents import printing
from app.documents.composition import OfficialDocument
from app.documents.pdf import render_pdf
from app.documents.printing import DIED, NOT_PRINTED, TOO_LONG, Outcome, Printers, Task, fingerprint
from app.documents.ward_report import compose_ward_report


def document(title: str) -> OfficialDocument:
    return dataclasses.replace(compose_ward_report(worlds.ward_report()), title=title)


def printed(tasks: list[Task], count: int = 2, seconds: float = 60) -> dict[str, Outcome]:
    with Printers(count, seconds) as printers:
        return {outcome.about: outcome for outcome in printers.printed(iter(tasks))}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A format whose documents do what their titles say."""

    def obey(given: OfficialDocument) -> bytes:
        if given.title == "hang":
            time.sleep(60)
        if given.title == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        if given.title == "eat":
            bytearray(8 * 2**30)
        if given.title == "look":
            held = Path("/proc/self/fd").iterdir()
            return " ".join(str(f.readlink()) for f in held if f.is_symlink()).encode()
        if given.title == "fail":
            raise ValueError("no such font")
        return f"{given.title} {os.getpid()}".encode()

    monkeypatch.setattr(printing, "RENDERERS", {"quick": obey})


def tasks(*titles: str) -> list[Task]:
    return [Task(f"{n} {title}", document(title), "quick") for n, title in enumerate(titles)]


def test_what_two_processes_print_is_what_one_page_prints() -> None:
    given = [Task("a", document("Một"), "pdf"), Task("b", document("Hai"), "docx")]
    outcomes = printed(given)
    assert outcomes["a"].content == render_pdf(given[0].document)
    assert outcomes["b"].content[:2] == b"PK"


def test_two_processes_share_the_work_and_neither_is_this_one(quick: None) -> None:
    outcomes = printed(tasks(*"abcdefghij"))
    numbers = {outcome.content.split()[1] for outcome in outcomes.values()}
    assert len(outcomes) == 10
    assert len(numbers) == 2
    assert str(os.getpid()).encode() not in numbers


@pytest.mark.parametrize(
    ("title", "problem"),
    [("fail", NOT_PRINTED), ("eat", NOT_PRINTED), ("die", DIED), ("hang", TOO_LONG)],
)
@pytest.mark.parametrize("count", [1, 2])
def test_a_bad_document_costs_itself_alone(
    quick: None, title: str, problem: str, count: int
) -> None:
    given = tasks("a", "b", title, "c", title, "d", "e")
    outcomes = printed(given, count, seconds=4.0 if title == "hang" else 60.0)
    bad = {about for about, outcome in outcomes.items() if outcome.problem}
    assert bad == {f"2 {title}", f"4 {title}"}
    assert {outcomes[about].problem for about in bad} == {problem}
    assert all(outcomes[task.about].content for task in given if task.about not in bad)


def test_a_process_that_died_at_rest_is_not_the_next_document_s_fault(quick: None) -> None:
    first, second = tasks("a", "b")
    printers = Printers(1)

    def one_after_the_other() -> Iterator[Task]:
        yield first
        printer = printers._printers[0]
        assert printer.pipe.poll(30), "the first is done"
        assert printer._process is not None
        printer._process.kill()
        printer._process.join()
        yield second

    def with_a_pause() -> Iterator[Task | str]:
        coming = one_after_the_other()
        yield next(coming)
        yield "begun"
        yield from coming

    with printers:
        seen = list(printers.printed(with_a_pause()))
    assert len(seen) == 3
    assert {getattr(one, "problem", "") for one in seen} == {""}


def test_little_is_taken_ahead_of_what_is_printed(quick: None) -> None:
    """Else a city of thousands would lie in memory at once."""
    taken, given_back = 0, 0

    def counted() -> Iterator[Task]:
        nonlocal taken
        for task in tasks(*("x" * 20)):
            taken += 1
            yield task

    with Printers(2) as printers:
        for _ in printers.printed(counted()):
            given_back += 1
            assert taken <= given_back + 4


def test_nothing_to_print_starts_no_process() -> None:
    printers = Printers(2)
    assert list(printers.printed(iter(["kept", "kept too"]))) == ["kept", "kept too"]
    assert all(printer._process is None for printer in printers._printers)


def test_processes_end_with_the_block(quick: None) -> None:
    with Printers(2) as printers:
        coming = printers.printed(iter(tasks("a", "hang", "b", "c")))
        number = int(next(coming).content.split()[1])
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_no_connection_of_the_parent_is_theirs(quick: None) -> None:
    """Closing a shared one would end it for the parent."""
    one, other = socket.socketpair()
    with one, other:
        held = printed(tasks("look"), 1)["0 look"].content.decode().split()
    assert sum(name.startswith("socket:") for name in held) == 1, "the pipe to the parent"


def is_running(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def test_processes_die_with_a_killed_parent(quick: None) -> None:
    """Else they would print on beside the next worker's."""
    ours, theirs = multiprocessing.get_context("fork").Pipe()

    def worker() -> None:
        with Printers(2) as printers:
            for outcome in printers.printed(iter(tasks("a", "hang", "b", "c", "hang"))):
                theirs.send(int(outcome.content.split()[1]))

    parent = multiprocessing.get_context("fork").Process(target=worker)
    parent.start()
    assert ours.poll(60)
    number = ours.recv()
    assert is_running(number)
    parent.kill()
    parent.join()
    patience = time.monotonic() + 20
    while is_running(number) and time.monotonic() < patience:
        time.sleep(0.02)
    assert not is_running(number)


def changed(**fields: object) -> Callable[[OfficialDocument], OfficialDocument]:
    return lambda given: dataclasses.replace(given, **fields)  # type: ignore[arg-type]


def test_a_fingerprint_stands_for_what_is_drawn() -> None:
    own = document("Báo cáo")
    assert fingerprint(own, "pdf") == fingerprint(document("Báo cáo"), "pdf")
    others = [
        fingerprint(own, "docx"),
        fingerprint(document("Báo cáo khác"), "pdf"),
        fingerprint(changed(annexes=())(own), "pdf"),
        fingerprint(
            changed(letter=dataclasses.replace(own.letter, signer="Người khác"))(own), "pdf"
        ),
    ]
    assert len({fingerprint(own, "pdf"), *others}) == 5


def test_a_fingerprint_changes_with_what_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    own = document("Báo cáo")
    before = fingerprint(own, "pdf")
    printing._revision.cache_clear()
    monkeypatch.setattr(printing, "version", lambda name: "another")
    assert fingerprint(own, "pdf") != before
    monkeypatch.undo()
    printing._revision.cache_clear()
    assert fingerprint(own, "pdf") == before
