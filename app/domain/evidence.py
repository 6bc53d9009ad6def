"""Evidence of a report: which kinds of files there are, how they are named, what is frozen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from app.domain.answers import clean_line

NAME_MAX: Final = 120
#: Files of one report, those that were taken away and can still be brought back included.
MOST_FILES: Final = 200

_KIBI: Final = 1024


class Kind(StrEnum):
    """What a file is by its content; the value is the suffix that its name is given."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    WEBP = "webp"
    DOCX = "docx"
    DOC = "doc"
    XLSX = "xlsx"
    XLS = "xls"

    @property
    def label(self) -> str:
        """As people call it; the same in both languages of the interface."""
        return _LABELS.get(self, self.value.upper())

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]

    @property
    def has_preview(self) -> bool:
        """Pictures, and the first page of a PDF; what Word and Excel hold is not drawn."""
        return self in (Kind.PDF, Kind.PNG, Kind.JPEG, Kind.WEBP)


_LABELS: Final = {
    Kind.JPEG: "JPEG",
    Kind.WEBP: "WebP",
    Kind.DOCX: "Word",
    Kind.DOC: "Word 97",
    Kind.XLSX: "Excel",
    Kind.XLS: "Excel 97",
}
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES: Final = {
    Kind.PDF: "application/pdf",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.WEBP: "image/webp",
    Kind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    Kind.DOC: "application/msword",
    Kind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    Kind.XLS: "application/vnd.ms-excel",
}
_SAME: Final = {"jpeg": Kind.JPEG, "jfif": Kind.JPEG}


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes: of one file, and of all the files of one report together."""

    one: int
    all: int


def clean_name(filename: str, kind: Kind) -> str:
    """The name to show: no folders, no control or reordering characters, the kind's suffix.

    A suffix that says something else than the content is replaced.
    """
    given = clean_line(filename).replace("\\", "/").rpartition("/")[2].strip(" .")
    stem, dot, suffix = given.rpartition(".")
    if not dot:
        stem, suffix = given, ""
    is_true = suffix.lower() == kind or _SAME.get(suffix.lower()) is kind
    name = stem.strip(" .")[:NAME_MAX] or "tep"
    return f"{name}.{suffix.lower() if is_true else kind}"


def size_words(size: int) -> str:
    """Bytes as ``640 KB`` or ``2,4 MB``, never rounded down to nothing."""
    if size < _KIBI * _KIBI:
        return f"{max(1, round(size / _KIBI))} KB"
    tenths = round(size * 10 / _KIBI / _KIBI)
    whole, rest = divmod(tenths, 10)
    return f"{whole},{rest} MB" if rest else f"{whole} MB"


@dataclass(frozen=True, slots=True)
class Frozen:
    """A file as it belongs to a submitted version; ``sha256`` is of its content."""

    id: UUID
    section: str
    name: str
    kind: Kind
    size: int
    sha256: str

    def document(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "section": self.section,
            "name": self.name,
            "kind": self.kind.value,
            "size": self.size,
            "sha256": self.sha256,
        }


def documents_of(files: Iterable[Frozen]) -> list[dict[str, Any]]:
    """What the content of a version says of its evidence, in one order for one hash."""
    return [file.document() for file in sorted(files, key=lambda f: (f.section, str(f.id)))]


def frozen_in(content: dict[str, Any]) -> tuple[Frozen, ...]:
    """The evidence of a frozen version; versions from before there was any have none."""
    return tuple(
        Frozen(
            UUID(file["id"]),
            file["section"],
            file["name"],
            Kind(file["kind"]),
            file["size"],
            file["sha256"],
        )
        for file in content.get("attachments", ())
    )
