"""Sections by their meaning: every block gets the headings it stands under.

Wards number their reports in their own ways, so a heading is known by its words.
A block under a heading about the coming period is a plan and gives no figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from app.domain.reading.cues import Cues, SectionCue
from app.domain.reading.layout import Block, BlockKind
from app.domain.reading.phrases import Match
from app.domain.reading.timing import report_period

_TAIL: Final = re.compile(r"\s*(?:noi nhan|tm\.|kt\. ?chu tich|tm ?\. ?uy ban)")
_OPENING: Final = re.compile(
    r"bao cao (?:ket qua )?.{0,200}nhu sau|bao cao nhu sau|cu the nhu sau|nhu sau:?$|"
    r"(?:ubnd|uy ban nhan dan) [^.;]{2,60} bao cao[^.;]{0,200}:$"
)
_INLINE: Final = re.compile(r"[^:.;]{3,90}:(?!\d)")
_MAX_HEADING: Final = 260
_TITLED: Final = re.compile(r"\s*bao cao\b(?! (?:cong van|ke hoach))")
# A paragraph between the title and the first heading that names no basis tells facts.
_PROSE: Final = re.compile(
    r"(?!thuc hien |can cu |kinh gui|theo |ket qua |so:|(?:uy ban nhan dan|ubnd) .* bao cao)"
    r"(?s:.{80,})\d (?:ho|thon|to dan pho|tdp|nhan khau|khu dan cu)\b(?s:.*)\."
)
_SENTENCE: Final = re.compile(r"\d.*[.;:]|[.;]$")
_LETTER_HEAD: Final = re.compile(
    r"(?:can cu|kinh gui|so\s*:|cong hoa xa hoi|doc lap|uy ban nhan dan|ubnd|"
    r"(?:thuc hien|theo) (?:cong van|ke hoach|van ban|chi dao|luat|quyet dinh|chi thi))\b"
    r"(?!.*(?:bao cao|da|tiep nhan|to chuc)\b)"
)
# "Kiến nghị: gửi 13, được giải quyết 12" counts proposals, it makes none.
_COUNTED: Final = re.compile(r"\s*(?:[^\W\d]+ ){0,4}\d")
# "V/ NĂM 2026" in a report of 2025: the year it names is still to come.
_YEAR_ALONE: Final = re.compile(
    r"\W*(?:[ivx]+|\d+|phan thu \w+)?[\s./):-]*(?:trong |cho |cua )?nam (20\d\d)[\s.:]*"
)
# What follows the signature again belongs to the report: its annex of figures.
_ANNEX: Final = re.compile(
    r"\s*\|?\s*(?:phu luc|bieu (?:tong hop|so lieu|so|mau|thong ke|ket qua)|"
    r"bang (?:tong hop|so lieu)|so lieu|(?:stt|tt)\b)"
)


@dataclass(slots=True)
class Part:
    """A block with its place: ``headings`` from the outermost in, ``section`` the
    nearest one whose meaning is known, ``matches`` its phrases. ``lead`` is the block
    that introduced the list it stands in, ``before`` the one in front under the same
    heading.
    """

    block: Block
    text: str
    matches: list[Match] = field(default_factory=list)
    headings: tuple[Part, ...] = ()
    section: SectionCue | None = None
    kind: str = "results"
    lead: Part | None = None
    before: Part | None = None
    is_heading: bool = False
    title_section: SectionCue | None = None


def outline(parts: Sequence[Part], folded: str, cues: Cues) -> None:
    """Fill in headings, sections and leads, in place."""
    outliner = _Outliner(cues, folded)
    outliner.run(parts)
    if not outliner.in_body:
        # Neither a heading nor 'như sau': the report begins behind its letter head.
        _Outliner(cues, folded, _first_told(parts, folded)).run(parts)


def _first_told(parts: Sequence[Part], folded: str) -> Part | None:
    """The first block behind the title that is a sentence or an item of a list."""
    texts = [folded[part.block.start : part.block.end].strip() for part in parts]
    title = next((at for at, text in enumerate(texts) if _TITLED.match(text)), -1)
    return next(
        (
            part
            for part, text in zip(parts[title + 1 :], texts[title + 1 :], strict=True)
            if part.block.is_bullet
            or ((title < 0 or _SENTENCE.search(text)) and not _LETTER_HEAD.match(text))
        ),
        None,
    )


class _Outliner:
    """``opening`` is the block that the report's body begins with, where it is known."""

    def __init__(self, cues: Cues, folded: str, opening: Part | None = None) -> None:
        self._opening = opening
        self._cues = cues
        self._folded = folded
        self._open: list[Part] = []
        self._lead: Part | None = None
        self._before: Part | None = None
        self.in_body = False
        self._is_titled = False
        # 'BÁO CÁO' stands alone: the capitals below it are its title.
        self._awaits_title = False
        self._kind = "header"

    def run(self, parts: Sequence[Part]) -> None:
        for index, part in enumerate(parts):
            following = parts[index + 1] if index + 1 < len(parts) else None
            self._place(part, following)
            earlier = parts[index - 1] if index else None
            if earlier and not earlier.is_heading and earlier.headings == part.headings:
                part.before = earlier

    def _place(self, part: Part, following: Part | None) -> None:
        block, folded = part.block, self._folded[part.block.start : part.block.end]
        if part is self._opening or (self._is_titled and _PROSE.fullmatch(folded.strip())):
            self.in_body = True
        if _TAIL.match(folded) and self.in_body:
            self._kind = "tail"
        elif self._kind == "tail" and _ANNEX.match(folded):
            self._kind = "annex"
            self._open.clear()
        part.is_heading = self._kind != "tail" and self._is_heading(part, following)
        if part.is_heading:
            self.in_body = True
            self._close(block.level)
            part.title_section = self._coming(folded) or self._meaning(part, block.end)
            part.headings = tuple(self._open)
            self._open.append(part)
            self._lead = None
            block.kind = BlockKind.HEADING
        else:
            part.headings = tuple(self._open)
            part.title_section = self._inline(part)
        self._settle(part)
        self._follow(part)
        # The sentence that opens the report still belongs to the head.
        self._is_titled = self._is_titled or bool(_TITLED.match(folded))
        is_upper = part.text.strip() == part.text.strip().upper()
        self._awaits_title = is_upper and (
            self._awaits_title or bool(_TITLED.fullmatch(folded.rstrip()))
        )
        if _OPENING.search(folded[-220:]):
            self.in_body = True

    def _close(self, level: int) -> None:
        while self._open and self._open[-1].block.level >= level:
            self._open.pop()

    def _settle(self, part: Part) -> None:
        """The section of a block, and whether it tells results."""
        if self._kind == "tail":
            part.kind = "tail"
            return
        if not self.in_body:
            part.kind = "header"
            return
        if part.title_section and part.title_section.kind != "results":
            part.section, part.kind = part.title_section, part.title_section.kind
            return
        chain = [h for h in reversed(self._open) if h.title_section]
        part.section = part.title_section or (chain[0].title_section if chain else None)
        kinds = [h.title_section.kind for h in chain if h.title_section]
        part.kind = next((kind for kind in kinds if kind != "results"), "results")

    def _follow(self, part: Part) -> None:
        """Keep the block that leads a list in: it ends in ':' and items follow."""
        block = part.block
        if part.is_heading:
            self._before = None
            return
        if part.text.rstrip().endswith(":"):
            part.lead = self._lead if block.is_bullet else None
            self._lead = part
        elif block.is_bullet:
            part.lead = self._lead
        elif block.kind is BlockKind.ROW:
            part.lead = self._lead or self._before
            return
        else:
            self._lead = None
        # A table may be introduced by the paragraph or caption in front of it.
        self._before = part if len(part.text) < 220 else None

    def _is_heading(self, part: Part, following: Part | None) -> bool:
        block, text = part.block, part.text.strip()
        if block.kind is BlockKind.ROW or block.is_bullet or not text or len(text) > _MAX_HEADING:
            return False
        body = text[block.body - block.start :].strip()
        letters = [char for char in body if char.isalpha()]
        is_upper = len(letters) > 5 and sum(char.isupper() for char in letters) > 0.8 * len(letters)
        if block.is_numbered:
            return self._numbered_heading(block, body, is_upper)
        if len(body) > 120:
            return False
        if is_upper and self._awaits_title:
            return False
        if is_upper and (self.in_body or self._is_titled) and self._meaning(part, block.end):
            block.level = 2
            return True
        return self.in_body and self._bare_heading(part, body, following)

    def _numbered_heading(self, block: Block, body: str, is_upper: bool) -> bool:
        if is_upper:
            return True
        if body.endswith((".", ";", ",")) and block.level >= 3:
            return False
        return not re.search(
            r"\d+\s*(?:%|[^\W\d])", re.sub(r"(?i)(?:năm|tháng|quý|ngày)\s*\d+|\d+ tháng", "", body)
        )

    def _bare_heading(self, part: Part, body: str, following: Part | None) -> bool:
        """'Ưu điểm:' alone on its line, or a short known title without a full stop."""
        if (
            body.endswith((".", ";", ","))
            or re.search(r"\d+\s*(?:%|[^\W\d])", body)
            or len(body) > 90
        ):
            return False
        if self._meaning(part, part.block.end) is None or following is None:
            return False
        part.block.level = 6
        return body.endswith(":") or (
            body[0].isupper() and not following.block.is_numbered and len(body) < 60
        )

    def _coming(self, heading: str) -> SectionCue | None:
        """The section of plans, where a heading names nothing but a later year."""
        named = _YEAR_ALONE.fullmatch(heading)
        if named is None:
            return None
        told = self._period()
        if told is None or named.group(1) <= told[:4]:
            return None
        return next((s for s in self._cues.sections if s.kind == "plan"), None)

    def _period(self) -> str | None:
        """The period that the report's title names."""
        named = report_period(self._folded, len(self._folded))
        return named.code if named else None

    def _inline(self, part: Part) -> SectionCue | None:
        """'Hạn chế: …' in front of a paragraph names its section."""
        inline = _INLINE.match(part.text, part.block.body - part.block.start)
        if not inline or inline.end() >= len(part.text):
            return None
        section = self._meaning(part, part.block.start + inline.end())
        if section and section.kind == "proposals" and _COUNTED.match(part.text, inline.end()):
            return None
        is_own = section and section.code in (
            "strengths",
            "weaknesses",
            "causes",
            "next_tasks",
            "proposals",
        )
        return section if is_own and inline.end() - inline.start() < 60 else None

    def _meaning(self, part: Part, end: int) -> SectionCue | None:
        """The section whose longest title phrase stands in the heading.

        A title that opens the heading counts for more than one inside it.
        """
        best: tuple[float, SectionCue] | None = None
        for match in part.matches:
            if match.end > end:
                continue
            opens = match.start - part.block.body < 12
            for section in self._cues.sections:
                if match.phrase in section.titles:
                    score = (
                        match.length + (1.5 if opens else 0) - (match.start - part.block.body) / 400
                    )
                    if best is None or score > best[0]:
                        best = (score, section)
        return best[1] if best else None
