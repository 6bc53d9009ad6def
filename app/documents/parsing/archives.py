"""ZIPs of reports: counted while read, nothing outside the folder given."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from app.documents.parsing.faults import Unreadable

_MOST_FILES: Final = 500
_MOST_BYTES: Final = 400 * 2**20
_MOST_ONE: Final = 50 * 2**20
_CHUNK: Final = 2**16
# The list of contents at the archive's end: five hundred long names take a fifth of this.
_MOST_LISTING: Final = 2**20
_TAIL: Final = 2**16 + 22
_TOO_MANY: Final = f"Tệp ZIP có quá {_MOST_FILES} tệp. Hãy chia nhỏ rồi gửi."
_BROKEN: Final = "Tệp ZIP bị hỏng. Hãy nén lại và gửi lại."
_BROKEN_BY: Final = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError,
    ValueError,
)  # fmt: skip


def unpack(path: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    """The files of a ZIP, written one by one into ``folder``: (path, name to show).

    Raises ``Unreadable`` for a broken, encrypted or oversized archive.
    """
    if _listing_bytes(path) > _MOST_LISTING:
        raise Unreadable(_TOO_MANY)
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN_BY as error:
        raise Unreadable(_BROKEN) from error
    with archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not _is_clutter(m)]
        if len(members) > _MOST_FILES:
            raise Unreadable(_TOO_MANY)
        room = _MOST_BYTES
        for number, member in enumerate(members):
            target = folder / f"{number:04d}{PurePosixPath(_name(member)).suffix[:10]}"
            room -= _extract(archive, member, target, min(room, _MOST_ONE))
            yield target, _name(member)


def _listing_bytes(path: Path) -> int:
    """How long the archive says its list of contents is; 0 where it says nothing."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0


def _is_clutter(member: zipfile.ZipInfo) -> bool:
    """What systems and Word leave beside the files: no reports."""
    base = _name(member)
    return (
        member.filename.startswith("__MACOSX/")
        or base.startswith((".", "~$"))
        or base in ("", "Thumbs.db", "desktop.ini")
    )


def _name(member: zipfile.ZipInfo) -> str:
    """The last part of the name; old tools wrote UTF-8 without saying so."""
    name = member.filename
    if not member.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = member.filename
    return PurePosixPath(name.replace("\\", "/")).name


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, room: int) -> int:
    """Write one member, counting what really comes out. The bytes written."""
    if member.flag_bits & 0x1:
        raise Unreadable("Tệp ZIP có mật khẩu. Hãy gửi tệp không đặt mật khẩu.")
    written = 0
    try:
        with archive.open(member) as source, target.open("wb") as out:
            while chunk := source.read(_CHUNK):
                written += len(chunk)
                if written > room:
                    raise Unreadable("Nội dung trong tệp ZIP quá lớn. Hãy chia nhỏ rồi gửi.")
                out.write(chunk)
    except _BROKEN_BY as error:
        raise Unreadable(_BROKEN) from error
    return written
