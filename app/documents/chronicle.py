"""The story of one report for an inspection: a letter, and every event in its annex."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from app.documents import decree30
from app.documents.characters import one_line
from app.documents.composition import (
    Align,
    Annex,
    Block,
    Column,
    Letter,
    OfficialDocument,
    Paragraph,
    Table,
)
from app.documents.models import LetterHead
from app.documents.numerals import VIETNAM, counted, moment
from app.documents.pdf import render_pdf
from app.documents.tabulation import ORDER
from app.domain.chronicle import Happening

_KIND: Final = "BÁO CÁO"
_DEPARTMENT: Final = "Sở Nội vụ"
#: Of 257 mm between the margins of a page in landscape.
_COLUMNS: Final = (
    ORDER,
    Column("Thời điểm", 34, Align.CENTRE),
    Column("Người thực hiện", 44),
    Column("Việc", 58),
    Column("Lý do, nội dung", 64),
    Column("Bản nộp, biên nhận, mã SHA-256", 46),
)
_DIGITS_TOGETHER: Final = 16


@dataclass(frozen=True, slots=True)
class ReportStory:
    """One ward's report of one period with all that happened to it, oldest first.

    ``is_departments`` says whose letter it is; ``versions`` counts what was submitted.
    """

    city_name: str
    unit_name: str
    place: str
    is_departments: bool
    period_title: str
    form_title: str
    state: str
    versions: int
    happenings: tuple[Happening, ...]
    made_at: dt.datetime
    made_by: str

    @property
    def unit(self) -> str:
        """As it stands in running text: "phường Hải Dương"."""
        return f"{self.unit_name[:1].lower()}{self.unit_name[1:]}"

    @property
    def author(self) -> str:
        return _DEPARTMENT if self.is_departments else f"Ủy ban nhân dân {self.unit}"

    @property
    def subject(self) -> str:
        title = one_line(self.form_title)
        reported = f"{title[:1].lower()}{title[1:]} {self.period_title}"
        return one_line(f"Diễn biến việc lập, nộp và thẩm định {reported} của {self.unit}")


def story_pdf(story: ReportStory) -> bytes:
    return render_pdf(compose_story(story))


def compose_story(story: ReportStory) -> OfficialDocument:
    head = LetterHead(
        symbol="BC-SNV" if story.is_departments else "BC-UBND",
        place=decree30.bare_city(story.city_name) if story.is_departments else story.place,
        issued_on=story.made_at.astimezone(VIETNAM).date(),
    )
    return OfficialDocument(
        title=f"Báo cáo {story.subject[:1].lower()}{story.subject[1:]}",
        author=story.author,
        subject=story.subject,
        made_at=story.made_at,
        letter=_letter(story, head),
        annexes=(_annex(story, head),),
    )


def _letter(story: ReportStory, head: LetterHead) -> Letter:
    own = ("ỦY BAN NHÂN DÂN", one_line(story.unit_name).upper())
    superior = (f"UBND {decree30.city_place(story.city_name).upper()}",)
    signed = decree30.head_signature if story.is_departments else decree30.committee_signature
    return Letter(
        superior=superior if story.is_departments else (),
        agency=(_DEPARTMENT.upper(),) if story.is_departments else own,
        number_line=decree30.number_line(head),
        place_line=decree30.place_line(head, story.made_at.year),
        kind=_KIND,
        subject=story.subject,
        addressees=(),
        blocks=tuple(_body(story)),
        closing=f"Trên đây là diễn biến của báo cáo, {story.author} báo cáo để phục vụ kiểm tra./.",
        recipients=decree30.recipient_lines(head),
        signature=signed(head),
        signer="",
    )


def _body(story: ReportStory) -> Iterator[Block]:
    yield Paragraph.of(
        f"Báo cáo hiện ở trạng thái: {story.state}. Đã nộp {counted(story.versions)} bản."
        f" Từ khi lập đến nay có {counted(len(story.happenings))} việc được hệ thống ghi lại,"
        " liệt kê theo thứ tự thời gian tại Phụ lục kèm theo."
    )
    newest = next((h for h in reversed(story.happenings) if h.receipt), None)
    if newest is not None:
        yield Paragraph.of(
            f"Bản nộp gần nhất là bản số {newest.version}, biên nhận số {newest.receipt}, nộp lúc"
            f" {moment(newest.at)}, người nộp: {one_line(newest.who)}, mã SHA-256 của bản nộp:"
            f" {_apart(newest.sha256)}."
        )
    yield Paragraph.of(
        f"Danh sách do {one_line(story.made_by)} lấy ra từ hệ thống lúc {moment(story.made_at)}."
    )


def _annex(story: ReportStory, head: LetterHead) -> Annex:
    rows = tuple(_row(n, happening) for n, happening in enumerate(story.happenings, 1))
    return Annex(
        mark="Phụ lục",
        title=f"Các việc đã diễn ra với báo cáo {story.period_title} của {story.unit_name}",
        reference=decree30.reference_line("Báo cáo", head, story.author, story.made_at.year),
        blocks=(Table(_COLUMNS, rows, font_size=11),),
        is_landscape=True,
    )


def _row(number: int, happening: Happening) -> tuple[str, ...]:
    what = [happening.kind.label, one_line(happening.subject)]
    frozen = [
        f"Bản số {happening.version}" if happening.version else "",
        f"biên nhận {happening.receipt}" if happening.receipt else "",
        _apart(happening.sha256),
    ]
    return (
        str(number),
        moment(happening.at),
        one_line(happening.who),
        ": ".join(filter(None, what)),
        one_line(happening.reason),
        "; ".join(filter(None, frozen)),
    )


def _apart(digest: str) -> str:
    """A hash in groups, so that its line can be broken and it can be compared by eye."""
    parts = (digest[i : i + _DIGITS_TOGETHER] for i in range(0, len(digest), _DIGITS_TOGETHER))
    return " ".join(parts)
