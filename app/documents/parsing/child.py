"""Binary formats are parsed in a child process with limits on time, memory and files.

A hostile file can then cost no more than the child. The child is forked, so it
costs milliseconds; it inherits no open database work since only workers and
commands parse.
"""

from __future__ import annotations

import logging
import multiprocessing
import resource
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from app.documents.parsing.faults import Unreadable

log = logging.getLogger(__name__)

Result = tuple[str, str, float]
_SECONDS: Final = 90
_MEMORY: Final = 3 * 2**30
_FILE_BYTES: Final = 200 * 2**20


def in_child(parse: Callable[[Path], Result], path: Path) -> Result:
    """What ``parse`` gives: (text, reader, sureness).

    Raises ``Unreadable`` with the parser's own sentence, or one for a child that
    died or took too long.
    """
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(parse, path, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(_SECONDS):
            raise Unreadable("Đọc tệp quá lâu nên đã dừng. Hãy gửi tệp nhỏ hơn.")
        outcome = ours.recv()
    except EOFError as error:
        raise Unreadable("Tệp quá phức tạp hoặc bị hỏng nên không đọc được.") from error
    finally:
        process.kill()
        process.join()
        ours.close()
    if isinstance(outcome, str):
        raise Unreadable(outcome)
    result: Result = outcome
    return result


def _run(parse: Callable[[Path], Result], path: Path, pipe: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_BYTES, _FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        pipe.send(parse(path))
    except Unreadable as error:
        pipe.send(str(error))
    except MemoryError:
        pipe.send("Tệp quá lớn khi mở ra nên không đọc được.")
    except Exception:
        # A person is told what to do; why it failed is for whoever keeps the parsers.
        log.info("a parser failed on %s", path.name, exc_info=True)
        pipe.send("Tệp bị hỏng nên không đọc được. Hãy mở bằng Word, lưu lại rồi gửi.")
