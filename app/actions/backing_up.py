"""Everything in one file, and back from it: the database at one moment, and the files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.domain.errors import Invalid, Problem
from app.outbound import archives
from app.outbound.archives import Archive, BadArchive
from app.outbound.files import files
from app.store import copying, provision
from app.store.copying import Snapshot

Say = Callable[[str], None]
_TABLES: Final = "tables/"
_FILES: Final = "files/"


@dataclass(frozen=True, slots=True)
class Target:
    """A database to fill: its owner's address, and those of the roles it is prepared for."""

    owner_url: str
    role_urls: Mapping[str, str]


def back_up(path: Path, backup_url: str, key: bytes, say: Say) -> dict[str, Any]:
    """Write a backup; what it holds, for people and programs.

    The rows are read first and the files after them, so that every file a row names is there:
    files are written before the rows that name them.
    """
    with copying.snapshot(backup_url) as moment:
        facts: dict[str, Any] = {
            "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "revision": moment.revision,
            "cities": moment.cities,
            "rows": {table.name: moment.count(table) for table in copying.tables()},
        }
        manifest = archives.write(path, key, _parts(moment, say), facts)
    return {"file": str(path), "size": path.stat().st_size, **_summary(manifest)}


def _parts(moment: Snapshot, say: Say) -> Iterator[tuple[str, Iterator[bytes]]]:
    for table in copying.tables():
        yield _TABLES + table.name, moment.rows(table)
    say("Đã ghi các bảng; đang ghi tệp.")
    shelf = files()
    for key in shelf.every_key():
        # What expired between the listing and now is no longer anybody's.
        with suppress(FileNotFoundError):
            content = shelf.get(key)
            yield _FILES + key, iter((content,))


def restore(
    path: Path, target: Target, key: bytes, say: Say, *, any_key: bool = False
) -> dict[str, Any]:
    """Fill an empty installation from a backup; nothing is touched before the whole file has
    been found good. Raises ``Invalid`` or ``Conflict`` with the one sentence to show."""
    try:
        with archives.opened(path, key, any_key=any_key) as archive:
            _check_revision(str(archive.manifest["revision"]))
            provision.prepare(target.owner_url, dict(target.role_urls))
            copying.check_empty(target.owner_url)
            say("Bản sao lưu nguyên vẹn; đang ghi tệp.")
            _restore_files(archive)
            say("Đang ghi các bảng.")
            rows = {t.name: archive.pieces(_TABLES + t.name) for t in copying.tables()}
            copying.load(target.owner_url, rows)
            return {"file": str(path), **_summary(archive.manifest)}
    except BadArchive as error:
        raise _refusal(str(error)) from error


def _check_revision(revision: str) -> None:
    if not copying.is_current(revision):
        raise _refusal(
            f"Bản sao lưu thuộc phiên bản dữ liệu {revision}, không phải của chương trình này."
            " Hãy khôi phục bằng đúng phiên bản chương trình đã sao lưu, rồi nâng cấp và chạy"
            " ./run flask prepare."
        )


def _restore_files(archive: Archive) -> None:
    for name in archive.members:
        if name.startswith(_FILES):
            files().put_back(name.removeprefix(_FILES), b"".join(archive.pieces(name)))


def _summary(manifest: Any) -> dict[str, Any]:
    members = manifest["members"]
    return {
        "made_at": manifest["made_at"],
        "revision": manifest["revision"],
        "cities": manifest["cities"],
        "rows": sum(manifest["rows"].values()),
        "files": sum(name.startswith(_FILES) for name in members),
        "key": manifest["key"],
    }


def _refusal(sentence: str) -> Invalid:
    return Invalid([Problem("backup", (), sentence)])
