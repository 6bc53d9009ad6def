"""The formal lines and measures of Decree 30/2020/NĐ-CP, Annex I.

Lengths are millimetres, sizes points.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from app.documents.characters import one_line
from app.documents.composition import Paragraph, Style
from app.documents.models import LetterHead
from app.documents.numerals import day, long_day

PAGE_WIDTH: Final = 210.0
PAGE_HEIGHT: Final = 297.0
MARGIN_TOP: Final = 20.0
MARGIN_BOTTOM: Final = 20.0
MARGIN_LEFT: Final = 30.0
MARGIN_RIGHT: Final = 15.0
TEXT_WIDTH: Final = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
TEXT_HEIGHT: Final = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM
#: An annex in landscape is bound on its upper edge, which is then the left one.
LANDSCAPE_TEXT_WIDTH: Final = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM
FIRST_LINE: Final = 12.7
PARAGRAPH_GAP: Final = 6.0

NATION_SIZE: Final = 12.0
MOTTO_SIZE: Final = 13.0
AGENCY_SIZE: Final = 12.0
NUMBER_SIZE: Final = 13.0
PLACE_SIZE: Final = 13.0
BODY_SIZE: Final = 14.0
RECIPIENTS_TITLE_SIZE: Final = 12.0
RECIPIENTS_SIZE: Final = 11.0
PAGE_NUMBER_SIZE: Final = 13.0

NATION: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
#: The two columns of the letter head, agency and nation.
HEAD_COLUMNS: Final = (70.0, 95.0)
#: Rules under agency and subject are between a third and a half of the text.
SHORT_RULE: Final = 0.4

_BLANK = "\u00a0" * 6
_DEPUTY = "PHÓ "
_PLACES = ("thành phố", "tỉnh")


def city_place(name: str) -> str:
    """``thành phố Hải Phòng``, whether or not a city's name says itself what it is."""
    kind, bare = _named(name)
    return f"{kind} {bare}"


def bare_city(name: str) -> str:
    """``Hải Phòng``, as before the date of its letters."""
    return _named(name)[1]


def _named(name: str) -> tuple[str, str]:
    plain = one_line(name)
    for kind in _PLACES:
        if plain.casefold().startswith(f"{kind} "):
            return kind, plain[len(kind) + 1 :]
    return _PLACES[0], plain


def number_line(head: LetterHead) -> str:
    """``Số: 05/BC-UBND``; a missing number leaves room to write one."""
    number = one_line(head.number)
    if number.isdigit() and len(number) == 1:
        number = f"0{number}"
    return f"Số: {number or _BLANK}/{one_line(head.symbol)}"


def place_line(head: LetterHead, year: int | None) -> str:
    """``Hải Dương, ngày 05 tháng 02 năm 2026``; without a date only the year is printed."""
    place = one_line(head.place)
    if head.issued_on is not None:
        return f"{place}, {long_day(head.issued_on)}"
    shown = str(year) if year else f"20{_BLANK}"
    return f"{place}, ngày{_BLANK}tháng{_BLANK}năm {shown}"


def reference_line(kind: str, head: LetterHead, agency: str, year: int | None) -> str:
    """What an annex says of the letter it goes with, in brackets."""
    date = _date_or_blank(head.issued_on, year)
    number = number_line(head).removeprefix("Số: ")
    return f"(Kèm theo {kind} số {number} {date} của {agency})"


def recipient_lines(head: LetterHead) -> tuple[str, ...]:
    """``- Như trên;`` first where the letter is addressed, ``- Lưu: VT, ….`` last."""
    names = [_bare(name) for name in head.recipients]
    names = [name for name in names if name]
    if head.addressees and not any(name.casefold() == "như trên" for name in names):
        names.insert(0, "Như trên")
    if not any(name.casefold().startswith("lưu") for name in names):
        names.append(f"Lưu: {one_line(head.filed_by) or 'VT'}")
    return (*(f"- {name};" for name in names[:-1]), f"- {names[-1]}.")


def addressee_names(head: LetterHead) -> tuple[str, ...]:
    names = (_bare(name) for name in head.addressees)
    return tuple(name for name in names if name)


def basis_paragraphs(head: LetterHead) -> Iterator[Paragraph]:
    """The "căn cứ" lines: each ends in a semicolon, the last in a full stop."""
    names = [one_line(basis).rstrip(";., ") for basis in head.bases]
    names = [name for name in names if name]
    for i, name in enumerate(names):
        yield Paragraph.of(f"{name}{'.' if i == len(names) - 1 else ';'}", Style.BASIS)


def asking_phrase(head: LetterHead) -> str:
    """``Thực hiện Công văn số …``, the letter that asked for the report; '' without one."""
    asked = one_line(head.basis_document).rstrip(";., ")
    if not asked or asked.casefold().startswith(("thực hiện", "căn cứ")):
        return asked
    return f"Thực hiện {asked}"


def window_phrase(start: dt.date | None, end: dt.date | None) -> str:
    """`` (số liệu từ ngày 15/12/2025 đến ngày 14/6/2026)``, or nothing."""
    if start is None or end is None:
        return ""
    return f" (số liệu từ ngày {day(start)} đến ngày {day(end)})"


def committee_signature(head: LetterHead) -> tuple[str, ...]:
    """Lines for a People's Committee, which acts as a body: TM., then the position.

    A deputy signs ``KT. CHỦ TỊCH`` / ``PHÓ CHỦ TỊCH``.
    """
    stated = _upper_lines(head.authority_line)
    lines = [line for line in stated if not line.startswith("TM.")]
    body = [line for line in stated if line.startswith("TM.")] or ["TM. ỦY BAN NHÂN DÂN"]
    return (*body, *_position_lines(lines, head.signer_position or "Chủ tịch"))


def head_signature(head: LetterHead) -> tuple[str, ...]:
    """Lines for an office that its head answers for: ``GIÁM ĐỐC``, or KT. and the deputy."""
    return _position_lines(
        list(_upper_lines(head.authority_line)), head.signer_position or "Giám đốc"
    )


def _position_lines(lines: list[str], position: str) -> tuple[str, ...]:
    title = one_line(position).upper()
    if title.startswith(_DEPUTY) and not lines:
        lines.append(f"KT. {title.removeprefix(_DEPUTY)}")
    if title and title not in lines:
        lines.append(title)
    return tuple(lines)


def _upper_lines(text: str) -> tuple[str, ...]:
    lines = (one_line(line).upper() for line in text.replace("/", "\n").splitlines())
    return tuple(line for line in lines if line)


def _bare(name: str) -> str:
    return one_line(name).strip("-–;,. ")


def _date_or_blank(date: dt.date | None, year: int | None) -> str:
    return long_day(date) if date else f"ngày{_BLANK}tháng{_BLANK}năm {year or _BLANK}"
