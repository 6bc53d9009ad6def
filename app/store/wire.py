"""One connection's statements, prepared once and sent in one write.

The driver's own pipeline writes each statement to the socket by itself, and waits around each:
on a server with many threads that is a change of thread for every one, here and in the
database. Here libpq is given all of them first; then they are sent, and the answers awaited.
"""

from __future__ import annotations

import select
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result

#: A broken statement, and those that the server has skipped after it.
_FAILED = (pq.ExecStatus.FATAL_ERROR, pq.ExecStatus.PIPELINE_ABORTED)


class Command(NamedTuple):
    """A statement with ``$1`` for its first parameter, under the name it is prepared by."""

    name: bytes
    text: bytes
    parameters: Sequence[Any]


class Wire:
    """A connection's end of the wire: what is prepared on it, and how values are written."""

    def __init__(self, driver: psycopg.Connection[Any]) -> None:
        self._driver = driver
        self._conversion = Transformer(driver)
        self._prepared: set[bytes] = set()
        self._doubtful: set[bytes] = set()

    def doubt(self) -> None:
        """The server may have forgotten all statements: each is closed, which is no error where
        there is nothing to close, and prepared anew when it is next said."""
        self._doubtful |= self._prepared
        self._prepared.clear()

    def exchange(self, commands: Sequence[Command]) -> list[pq.abc.PGresult]:
        """The result of each, in order, in one trip. Raises psycopg's error of the first that
        failed; the server has skipped those behind it."""
        # All values are written before any is sent: one that cannot be leaves nothing half said.
        written = [self._written(command.parameters) for command in commands]
        with self._pipeline() as pgconn:
            said: list[bytes | None] = []
            for command, (parameters, formats) in zip(commands, written, strict=True):
                said += self._prepare(pgconn, command, said)
                pgconn.send_query_prepared(command.name, parameters, formats, pq.Format.BINARY)
                said.append(None)
            pgconn.pipeline_sync()
            _send(pgconn)
            results = list(_received(pgconn))
        self._note(said, results)
        for result in results:
            if result.status in _FAILED:
                raise error_from_result(result)
        return [result for name, result in zip(said, results, strict=True) if name is None]

    def _prepare(
        self, pgconn: pq.abc.PGconn, command: Command, said: Sequence[bytes | None]
    ) -> list[bytes | None]:
        """Have a statement prepared where it is first said, which is after the transaction has
        begun. Its name, for each thing that was said to that end."""
        name = command.name
        if name in self._prepared or name in said:
            return []
        is_doubtful = name in self._doubtful
        if is_doubtful:
            pgconn.send_close_prepared(name)
        pgconn.send_prepare(name, command.text)
        return [name, name] if is_doubtful else [name]

    def _note(self, said: Sequence[bytes | None], results: Sequence[pq.abc.PGresult]) -> None:
        """Remember what the server has prepared, which a later failure does not take back."""
        for name, result in zip(said, results, strict=False):
            if name is None:
                continue
            if result.status == pq.ExecStatus.COMMAND_OK:
                self._doubtful.discard(name)
                self._prepared.add(name)
            else:  # It was closed before it could be prepared anew.
                self._prepared.discard(name)

    def rows(self, result: pq.abc.PGresult, make_row: Any) -> list[Any]:
        """The rows of a result, each as ``make_row`` makes it of its values."""
        if not result.ntuples:
            return []
        self._conversion.set_pgresult(result)
        return list(self._conversion.load_rows(0, result.ntuples, make_row))

    def _written(self, parameters: Sequence[Any]) -> tuple[Sequence[Any], Sequence[pq.Format]]:
        """Values and their formats. The server finds their types in the statement, so that a
        number is written alike whatever its size."""
        wanted = [PyFormat.BINARY if type(p) is bytes else PyFormat.TEXT for p in parameters]
        values = self._conversion.dump_sequence(parameters, wanted)
        return values, self._conversion.formats or ()

    @contextmanager
    def _pipeline(self) -> Iterator[pq.abc.PGconn]:
        """A connection left in the middle of an exchange is of no use to anybody."""
        pgconn = self._driver.pgconn
        pgconn.enter_pipeline_mode()
        try:
            yield pgconn
            pgconn.exit_pipeline_mode()
        except BaseException:
            self._driver.close()
            raise


def _send(pgconn: pq.abc.PGconn) -> None:
    """Send what libpq holds, taking answers in meanwhile: else both ends could wait for room."""
    while pgconn.flush():
        if _wait(pgconn, select.POLLIN | select.POLLOUT) & select.POLLIN:
            pgconn.consume_input()


def _received(pgconn: pq.abc.PGconn) -> Iterator[pq.abc.PGresult]:
    """Each command's one result, up to the end of the trip. A server that hung up says why in
    its last result, and nothing after it."""
    while True:
        while pgconn.is_busy():
            _wait(pgconn, select.POLLIN)
            pgconn.consume_input()
        result = pgconn.get_result()
        if result is None:
            if pgconn.status == pq.ConnStatus.BAD:
                raise psycopg.OperationalError("the connection is closed")
        elif result.status == pq.ExecStatus.PIPELINE_SYNC:
            return
        else:
            yield result


def _wait(pgconn: pq.abc.PGconn, wanted: int) -> int:
    """Wait, without holding up other threads, until the socket is as wanted."""
    poll = select.poll()
    poll.register(pgconn.socket, wanted)
    ((_, ready),) = poll.poll()
    return ready
