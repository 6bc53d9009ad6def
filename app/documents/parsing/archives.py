"""ZIPs of reports: counted while read, nothing outside the folder given."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from app.documents.parsing.faults import Unreadable

_MOST_FILES: Final = 500
_MOST_BYTES: Final = 400 * 2**20
_MOST_ONE: Final = 50 * 2**20
_CHUNK: Final = 2**16


def unpack(path: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    """The files of a ZIP, written one by one into ``folder``: (path, name to show).

    Raises ``Unreadable`` for a broken, encrypted or oversized archive.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise Unreadable("Tệp ZIP bị hỏng. Hãy nén lại và gửi lại.") from error
    with archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not _is_clutter(m.filename)]
        if len(members) > _MOST_FILES:
            raise Unreadable(f"Tệp ZIP có quá {_MOST_FILES} tệp. Hãy chia nhỏ.")
        room = _MOST_BYTES
        for number, member in enumerate(members):
            target = folder / f"{number:04d}{PurePosixPath(_name(member)).suffix[:10]}"
            room -= _extract(archive, member, target, min(room, _MOST_ONE))
            yield target, _name(member)


def _is_clutter(name: str) -> bool:
    base = PurePosixPath(name).name
    return name.startswith("__MACOSX/") or base.startswith((".", "~$")) or base == "Thumbs.db"


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
                    raise Unreadable("Nội dung trong tệp ZIP quá lớn.")
                out.write(chunk)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError) as error:
        raise Unreadable("Tệp ZIP bị hỏng. Hãy nén lại và gửi lại.") from error
    return written
