"""Where the title of a report ends, its body begins and its closing begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.reading.outline import Part

TITLE: Final = re.compile(r"\bb\s?a\s?o\s{1,4}c\s?a\s?o\b")
# What follows the title: the addressee, the occasion, or the sentence that opens.
_BEHIND_TITLE: Final = re.compile(
    r"\n\s*(?:(?:thuc hien|theo|tra loi|tiep nhan|trien khai) "
    r"(?:(?:noi dung|yeu cau|su chi dao|chi dao|de nghi|huong dan|tinh than)\b|"
    r"(?:cac )?(?:cong van|ke hoach|van ban|luat|quyet dinh|"
    r"chi thi|nghi quyet|nghi dinh|thong bao|dieu|khoan|chuong trinh))|"
    r"[^\n,]{2,40}, ngay\b|"
    r"(?:nham|de) (?:phuc vu|thuc hien)|(?:thoi gian qua|trong (?:nam|6 thang))[ ,]|"
    r"(?:ubnd|uy ban nhan dan)[^\n]{0,60}(?:bao cao|xin|tong hop|trinh))|"
    r"\s(?:kinh gui|can cu|phuc dap)\b|\b(?:ubnd|uy ban nhan dan)\b[^\n]*bao cao"
)
_LONGEST_TITLE: Final = 400


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where the title ends, the body begins and the closing begins."""

    title_end: int
    body_start: int
    tail_start: int


def bounds(parts: Sequence[Part], folded: str) -> Bounds:
    """The zones of a report laid out and outlined."""
    body = next((p.block.start for p in parts if p.kind not in ("header", "tail")), len(folded))
    tail = next((p.block.start for p in parts if p.kind == "tail"), len(folded))
    title = TITLE.search(folded, 0, body)
    end = body
    if title:
        found = _BEHIND_TITLE.search(folded, title.end(), body)
        end = found.start() if found else min(body, title.end() + _LONGEST_TITLE)
    return Bounds(end, body, tail)
