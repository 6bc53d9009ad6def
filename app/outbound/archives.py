"""A backup as one file: a ZIP whose last member says what must be in it, and is signed.

The signature (HMAC-SHA256) shows that nobody changed the file since; the hashes show which part
is damaged; a file that was cut off has no table of contents and is refused before anything else.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
_PIECE: Final = 1 << 20
# Uploads are compressed already; rows shrink to a tenth at the quickest level.
_LEVEL: Final = 1


class BadArchive(Exception):
    """The file cannot be restored from; the sentence says why and what to do."""


@dataclass(frozen=True, slots=True)
class Member:
    """``size`` in bytes, ``sha256`` of the content."""

    sha256: str
    size: int


def fingerprint(key: bytes) -> str:
    """Tells keys apart without telling them: eight hexadecimal digits."""
    return hashlib.sha256(b"tonghop backup key" + key).hexdigest()[:8]


def write(
    path: Path, key: bytes, parts: Iterable[tuple[str, Iterable[bytes]]], facts: Mapping[str, Any]
) -> dict[str, Any]:
    """Write an archive readable by its owner only, whole or not at all; its manifest.

    ``facts`` are read after the last part, so that they may tell of the parts.
    """
    draft = path.with_name(path.name + ".part")
    with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
            members = {name: _put(archive, name, pieces) for name, pieces in parts}
            manifest = _signed(key, members, facts)
            archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    return manifest


def _put(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes]) -> Member:
    digest, size = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)
            digest.update(piece)
            size += len(piece)
    return Member(digest.hexdigest(), size)


def _signed(key: bytes, members: Mapping[str, Member], facts: Mapping[str, Any]) -> dict[str, Any]:
    manifest = {
        "format": FORMAT,
        "key": fingerprint(key),
        **facts,
        "members": {name: [part.sha256, part.size] for name, part in members.items()},
    }
    return manifest | {"signature": _signature(key, manifest)}


def _signature(key: bytes, manifest: Mapping[str, Any]) -> str:
    unsigned = {name: value for name, value in manifest.items() if name != "signature"}
    text = json.dumps(unsigned, ensure_ascii=False, sort_keys=True)
    return hmac.digest(key, text.encode(), "sha256").hex()


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that was found whole."""

    file: zipfile.ZipFile
    manifest: Mapping[str, Any]

    @property
    def members(self) -> list[str]:
        return list(self.manifest["members"])

    def pieces(self, name: str) -> Iterator[bytes]:
        with self.file.open(name) as member:
            while piece := member.read(_PIECE):
                yield piece


@contextmanager
def opened(path: Path, key: bytes, *, any_key: bool = False) -> Iterator[Archive]:
    """The archive, every byte of it checked first. Raises ``BadArchive``.

    ``any_key``: take one that was signed with another key, on the word of whoever runs this.
    """
    try:
        with zipfile.ZipFile(path) as file:
            manifest = _manifest(file)
            _check_key(manifest, key, any_key=any_key)
            archive = Archive(file, manifest)
            _check_members(archive)
            yield archive
    except FileNotFoundError as error:
        raise BadArchive(f"Không có tệp {path}.") from error
    except OSError as error:
        raise BadArchive(f"Không đọc được {path}: {error.strerror or error}.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BadArchive(
            f"{path.name} không phải bản sao lưu nguyên vẹn (bị cắt cụt hoặc hỏng): hãy chép lại"
            " tệp từ nơi lưu giữ."
        ) from error


def _manifest(file: zipfile.ZipFile) -> dict[str, Any]:
    if MANIFEST not in file.namelist():
        raise BadArchive("Tệp này không phải bản sao lưu của Tổng Hợp.")
    try:
        found: dict[str, Any] = json.loads(file.read(MANIFEST))
        is_ours = found["format"] == FORMAT and isinstance(found["members"], dict)
    except (ValueError, KeyError, TypeError) as error:
        raise BadArchive("Bản kê trong bản sao lưu bị hỏng.") from error
    if not is_ours:
        raise BadArchive("Bản sao lưu này theo một định dạng khác của chương trình.")
    return found


def _check_key(manifest: Mapping[str, Any], key: bytes, *, any_key: bool) -> None:
    made_with, ours = str(manifest.get("key")), fingerprint(key)
    if made_with != ours:
        if any_key:
            return
        raise BadArchive(
            f"Bản sao lưu được ký bằng khóa khác (dấu {made_with}, ở đây là {ours}). Hãy đặt"
            " BACKUP_KEY bằng khóa đã dùng khi sao lưu; nếu khóa đã mất và bạn tin chắc nguồn của"
            " tệp, thêm --any-key."
        )
    if not hmac.compare_digest(str(manifest.get("signature")), _signature(key, manifest)):
        raise BadArchive("Bản kê không khớp chữ ký: bản sao lưu đã bị sửa.")


def _check_members(archive: Archive) -> None:
    present = set(archive.file.namelist()) - {MANIFEST}
    for name, (sha256, size) in archive.manifest["members"].items():
        digest, seen = hashlib.sha256(), 0
        if name in present:
            for piece in archive.pieces(name):
                digest.update(piece)
                seen += len(piece)
        if (digest.hexdigest(), seen) != (sha256, size):
            raise BadArchive(f"Phần “{name}” của bản sao lưu bị hỏng hoặc thiếu.")
    if strange := present - set(archive.manifest["members"]):
        raise BadArchive(f"Bản sao lưu có phần lạ: {sorted(strange)[0]}.")
