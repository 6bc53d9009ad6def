"""Lists of offices, and the lines of a signature that may stand beside them."""

from __future__ import annotations

import re
from typing import Final

from app.domain.vietnamese.text import squeeze

AUTHORITY: Final = re.compile(
    r"\b(?:TM|T/M|KT|K/T|TL|TUQ|Q)(?:\s?\.\s?|\s)(?=[A-ZĐÀ-Ỹ])"
    r"[A-ZĐÀ-Ỹa-zà-ỹ,-]+(?: [A-ZĐÀ-Ỹa-zà-ỹ,-]+){0,11}"
)
_OFFICE: Final = (
    r"(?:CHỦ TỊCH|GIÁM ĐỐC|CHÁNH VĂN PHÒNG|TRƯỞNG PHÒNG|TRƯỞNG BAN|BÍ THƯ|CHÁNH THANH TRA)"
)
POSITION: Final = re.compile(
    rf"(?:Q\.?\s?)?(?:QUYỀN\s+)?(?:PHÓ\s+)?{_OFFICE}"
    r"(?:\s+(?:UBND|ỦY BAN|HĐND|PHÒNG|PHƯỜNG|XÃ|ĐẶC KHU|VĂN HÓA|VĂN HOÁ|"
    r"VĂN PHÒNG|THƯỜNG TRỰC|PHỤ TRÁCH|KIÊM|TRUNG TÂM).*)?",
    re.IGNORECASE,
)
_SPLIT: Final = re.compile(r"[;\n|\t]| {3,}|(?:(?<=^)|(?<=\s))[-–+•*]\s")
_MEMBER: Final = re.compile(r"\d{1,2}[.)]\s+")


def entries(text: str) -> tuple[str, ...]:
    """List entries without their dashes, and without a signature beside them."""
    cleaned = (_MEMBER.sub("", squeeze(piece).strip(" -–+.:,*/")) for piece in _SPLIT.split(text))
    return tuple(piece for piece in cleaned if len(piece) > 2 and not is_of_signature(piece))


def is_of_signature(text: str) -> bool:
    """Whether a line is an authority or a position."""
    return bool(AUTHORITY.match(text) or POSITION.fullmatch(text))
