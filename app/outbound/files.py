"""Files on disk under random names: uploads, evidence and exports."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from flask import Flask, current_app


@dataclass(frozen=True, slots=True)
class Stored:
    """``key`` finds the file again; ``sha256`` and ``size`` (bytes) say what it is."""

    key: str
    sha256: str
    size: int


@dataclass
class Draft:
    """A file that is being written; once it is whole, ``stored`` says what it became."""

    file: BinaryIO
    _stored: list[Stored] = field(default_factory=list)

    @property
    def stored(self) -> Stored:
        return self._stored[0]


@dataclass(frozen=True, slots=True)
class FileShelf:
    """One folder. Keys are random and never come from a person's file name."""

    root: Path

    def put(self, content: bytes) -> Stored:
        """Write durably: the row that names the key is committed after this returns."""
        key = uuid4().hex
        self._write(key, content)
        return Stored(key, hashlib.sha256(content).hexdigest(), len(content))

    @contextmanager
    def drafting(self) -> Iterator[Draft]:
        """The same for a file larger than memory should hold: written piece by piece, and
        durable when the block ends. A block that fails leaves nothing."""
        key = uuid4().hex
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = path.with_suffix(".part")
        try:
            with partial.open("w+b") as file:
                draft = Draft(file)
                yield draft
                file.flush()
                os.fsync(file.fileno())
                file.seek(0)
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                draft._stored.append(Stored(key, digest, file.tell()))
            partial.rename(path)
        finally:
            partial.unlink(missing_ok=True)

    def clear_unfinished(self, before: float) -> int:
        """Remove what was begun before a moment (seconds of the epoch) and never became whole:
        whoever wrote it was killed. How many."""
        over = [p for p in self.root.glob("??/*.part") if p.stat().st_mtime < before]
        for path in over:
            path.unlink(missing_ok=True)
        return len(over)

    def put_back(self, key: str, content: bytes) -> None:
        """A file under the key it had before, as a backup tells it. ``ValueError`` for no key."""
        self._write(UUID(hex=key).hex, content)

    def _write(self, key: str, content: bytes) -> None:
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = path.with_suffix(".part")
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)

    def get(self, key: str) -> bytes:
        return self._path(key).read_bytes()

    def every_key(self) -> Iterator[str]:
        """Every file that is whole, in no order that means anything."""
        for path in sorted(self.root.glob("??/*")):
            if not path.suffix:
                yield path.name

    def remove(self, key: str) -> None:
        """Let go of a file that no row names."""
        self._path(key).unlink(missing_ok=True)

    def path(self, key: str) -> Path:
        """Where the file lies, for parsers that run in a child process."""
        return self._path(key)

    def _path(self, key: str) -> Path:
        return self.root / key[:2] / key


def init(app: Flask, root: Path) -> None:
    app.extensions["files"] = FileShelf(root)


def files() -> FileShelf:
    found: FileShelf = current_app.extensions["files"]
    return found
