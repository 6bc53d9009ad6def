"""Lines to blocks: paragraphs, headings, list items and table rows.

A report pasted from a PDF has a line end, often a blank line, after every
printed line, and page numbers inside sentences. Blocks join what belongs
together; nothing is moved, so positions stay those of the source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from app.domain.reading.source import without_markup

_BULLET: Final = re.compile(r"[-–—+•*●◦▪■□·»✓✔➢→]\s*(?=\S)")
_NUMBERING: Final = re.compile(
    r"(?:(?P<part>(?:PHẦN|Phần|MỤC|Mục|Chương|CHƯƠNG)\s+(?:[IVX]+|\d+|(?i:thứ)\s\w+)|§\s?\d{1,2})[.:)\s-]*"
    r"|(?P<letter>[A-EĐG])\s?[./)-](?=\s)|(?P<roman>(?:X{0,2}(?:IX|IV|V?I{1,3}|V|X)))\s?[./)-]+(?=\s|[A-ZĐÀ-Ỹ])"
    r"|(?P<sub>\d{1,2}\.\d{1,2}(?:\.\d{1,2})*)\.?(?=\s+[^\W\d])|(?P<digit>\d{1,2})\s?(?:[.)/](?=\s*[^\W\d])|[.)/](?=\s+\S))"
    r"|(?P<point>[a-hđ]\d?)\s?[.)](?=\s)|(?P<star>\*)(?=\s))\s*"
)
_LEVELS: Final = {"part": 1, "letter": 1, "roman": 2, "digit": 3, "sub": 4, "point": 5, "star": 6}
_PAGE_NUMBER: Final = re.compile(
    r"(?:[-–]\s*)?(?:Trang\s+)?(\d{1,3})(?:\s*[-–]|\s*/\s*\d{1,3})?", re.IGNORECASE
)
_TERMINAL: Final = re.compile(r"[.!?;:…][\"”’)\]]*$|\./\.?$")
_RULE: Final = re.compile(r"[\s|:+\-–—=_*]+")
_BARS: Final = re.compile(r" *\| *")
_TABS: Final = re.compile(r"\t")
_GAPS: Final = re.compile(r" {3,}")
# Words that no paragraph ends with: the line was cut after them.
_DANGLING: Final = re.compile(
    r"(?i:(?:^|\s)(?:của|và|các|những|năm|tháng|ngày|số|cho|với|về|được|tại|từ|là|có|đã|trong|theo|để|do|bởi"
    r"|gồm|quy|luật|nghị|ban|ủy ban|thôn|tổ)$)|[,(“/]$"
)
_BEFORE_NAME: Final = re.compile(r"(?:^|\s)(?:phường|xã|đặc khu)$")
_CAPTION: Final = re.compile(r"[A-ZĐÀ-Ỹ][^.;:]{2,40}:$")
# Parts of a letter that never go on the line before.
_LETTER_PART: Final = re.compile(
    r"Nơi nhận|Kính gửi|TM\.|KT\.|TL\.|TUQ\.|BÁO CÁO|Số:|Phúc đáp |"
    r"(?:Căn cứ|Thực hiện) (?:Luật|Nghị|Công văn|Kế hoạch|Quyết định|Chỉ thị|Văn bản)\b"
)
_UNNUMBERED: Final = 7


class BlockKind(StrEnum):
    TEXT = "text"
    HEADING = "heading"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: its content without the white space around it."""

    start: int
    end: int
    text: str
    after_break: bool = False


@dataclass(slots=True)
class Block:
    """A piece of text that reads on. ``body`` is where it starts after its marker;
    ``level`` is that of its numbering, 7 without one; ``cells`` are (start, end).
    """

    start: int
    body: int
    end: int
    kind: BlockKind = BlockKind.TEXT
    level: int = _UNNUMBERED
    is_numbered: bool = False
    is_bullet: bool = False
    cells: list[tuple[int, int]] = field(default_factory=list)
    has_open_bracket: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks, and the text with furniture blanked and soft line ends opened."""

    flat: str
    blocks: tuple[Block, ...]


def lay_out(text: str) -> Layout:
    clean = without_markup(text)
    lines = list(_lines(clean))
    furniture = _furniture(lines)
    flat = list(clean.replace("\f", "\n"))
    for line in furniture:
        flat[line.start : line.end] = " " * (line.end - line.start)
    kept = [line for line in lines if line.text and line not in furniture]
    blocks = list(_blocks(kept))
    for block in blocks:
        for at in range(block.start, block.end):
            if flat[at] == "\n":
                flat[at] = " "
    return Layout("".join(flat), tuple(blocks))


def _lines(text: str) -> Iterator[Line]:
    at = 0
    after_break = True
    for raw in re.split(r"([\n\f])", text):
        stripped = raw.strip()
        if raw == "\f":
            after_break = True
        elif stripped:
            lead = _empty_first_cell(raw, stripped)
            start = at + raw.index(stripped[0]) - len(lead)
            yield Line(start, start + len(lead) + len(stripped), lead + stripped, after_break)
            after_break = False
        at += len(raw)


def _empty_first_cell(raw: str, stripped: str) -> str:
    """The white space that is the empty first cell of a row: a tab, or one space and a bar."""
    if raw.startswith(" |"):
        return " "
    return raw[: raw.index(stripped[0])].lstrip(" ") if "\t" in stripped else ""


def _furniture(lines: Sequence[Line]) -> frozenset[Line]:
    """Page numbers that run on from one to the next, and running heads."""
    found: set[Line] = set()
    page = 0
    repeated = Counter(line.text for line in lines if len(line.text) < 90)
    for index, line in enumerate(lines):
        is_head = line.after_break or (index > 0 and lines[index - 1] in found)
        number = _PAGE_NUMBER.fullmatch(line.text)
        if _RULE.fullmatch(line.text):
            found.add(line)
        elif number and _is_page(int(number.group(1)), page, lines, index):
            page = int(number.group(1))
            found.add(line)
        elif is_head and index > 3 and repeated[line.text] >= 3 and not number:
            found.add(line)
    return frozenset(found)


def _is_page(number: int, last: int, lines: Sequence[Line], index: int) -> bool:
    """The next number of the run, or any number on the edge of a page."""
    line = lines[index]
    follows = index + 1 < len(lines) and lines[index + 1].after_break
    if line.after_break or follows:
        return index > 0 and number < 500
    runs_on = last <= number <= last + 3 if last else number in (1, 2, 3)
    if not runs_on or index == 0 or index + 1 >= len(lines):
        return False
    # A column of figures has short neighbours; a page number stands in prose.
    return len(lines[index - 1].text) > 40 and len(lines[index + 1].text) > 12


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    width = _wrap_width(lines)
    block: Block | None = None
    previous: Line | None = None
    for line in lines:
        cells = _cells(line)
        if cells:
            if block:
                yield block
            yield Block(line.start, line.start, line.end, BlockKind.ROW, cells=cells)
            block = None
        elif block and previous and _runs_on(block, previous, line, width):
            block.end = line.end
            _weigh_brackets(block, line)
        else:
            if block:
                yield block
            block = _open(line)
        previous = line
    if block:
        yield block


def _wrap_width(lines: Sequence[Line]) -> int:
    """The printed width in characters, or 0 where lines are whole paragraphs."""
    prose = (line.text for line in lines if not _GAPS.search(line.text) and "|" not in line.text)
    lengths = sorted(len(text) for text in prose if len(text) > 25)
    if len(lengths) < 8 or lengths[-1] > 220:
        return 0
    return lengths[int(len(lengths) * 0.9)]


def _cells(line: Line) -> list[tuple[int, int]]:
    """Cells of a table row: by bar, by tab, or by wide gaps.

    Gaps alone make a row of three cells, or of two with a figure among them.
    """
    text = line.text
    columns = _BARS if "|" in text else _TABS if "\t" in text else _GAPS
    inner = text.strip("|") if text.startswith("|") else text
    at = text.index(inner) if inner else 0
    end_of_row = at + len(inner)
    spans = []
    for gap in [*columns.finditer(text, at, end_of_row), None]:
        end = gap.start() if gap else end_of_row
        # An empty cell of a drawn table keeps its column.
        if columns is not _GAPS or text[at:end].strip():
            spans.append((line.start + at, line.start + end))
        at = gap.end() if gap else at
    has_figure = any(re.search(r"\d", text[s - line.start : e - line.start]) for s, e in spans)
    is_row = columns is not _GAPS or has_figure or len(spans) > 2
    return spans if 2 <= len(spans) < 25 and is_row else []


def _open(line: Line) -> Block:
    block = Block(line.start, line.start, line.end)
    _weigh_brackets(block, line)
    bullet = _BULLET.match(line.text)
    numbering = _NUMBERING.match(line.text)
    marker = numbering if numbering and not (bullet and not numbering.group("star")) else bullet
    if marker is None:
        return block
    block.body = line.start + marker.end()
    if marker is numbering:
        block.is_numbered = True
        block.level = _LEVELS[str(numbering.lastgroup)]
    else:
        block.is_bullet = True
    return block


def _weigh_brackets(block: Block, line: Line) -> None:
    """Keep whether a bracket opened in the block still waits for its end."""
    opened, closed = line.text.rfind("("), line.text.rfind(")")
    if max(opened, closed) >= 0:
        block.has_open_bracket = opened > closed


def _runs_on(block: Block, previous: Line, line: Line, width: int) -> bool:
    """Whether a line continues the block before it."""
    if _starts_item(line.text, previous.text):
        return False
    if previous.text.endswith(("-", "–")) and not previous.text.endswith(" -"):
        return True
    ended = bool(_TERMINAL.search(previous.text))
    first = line.text[0]
    if not ended and (first.islower() or first in ",.;:)%”"):
        return True
    if not ended and _is_cut(block, previous, line):
        return True
    if block.has_open_bracket and width:
        return True
    if _CAPTION.fullmatch(line.text):
        return False
    if width:
        first_word = line.text.split(maxsplit=1)[0]
        was_full = len(previous.text) + 1 + len(first_word) > width * 0.9
        opens_list = previous.text.endswith(":") and not (first.isdigit() or first.islower())
        return was_full and not opens_list
    return False


def _is_cut(block: Block, previous: Line, line: Line) -> bool:
    """A line that ends in a word no paragraph ends with; a title may end in 'NĂM'."""
    if _DANGLING.search(previous.text):
        return not block.is_numbered or line.text[0].islower() or line.text[0].isdigit()
    return not block.is_numbered and bool(_BEFORE_NAME.search(previous.text))


def _starts_item(text: str, previous: str) -> bool:
    if _BULLET.match(text) and (previous.isupper() or not re.match(r"[-–—]\s*\d", text)):
        return not (
            text[0] in "-–—"
            and previous.endswith(("kinh tế", "quốc phòng", "chính trị", "văn hóa"))
        )
    numbering = _NUMBERING.match(text)
    if numbering is None:
        return bool(_LETTER_PART.match(text))
    # "…tổng số" / "12. Trong đó" would be a figure broken off its sentence.
    return not (numbering.lastgroup == "digit" and previous.endswith((",", "số", "là", "có")))
