"""A ward's answers as a report on paper: blocks of text, and the figures they state.

Wards write in three layouts, each with its own headings, order and way of writing
numbers. Only what a sentence has every figure for is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from random import Random
from typing import Any, Final

from app.demonstration.cities import DemonstrationCity, WardReport
from app.demonstration.headers import NOTICE
from app.demonstration.papers.slots import Slots, filled
from app.demonstration.profiles import profile_of
from app.demonstration.seeds import seeded
from app.domain.answers import Value
from app.domain.forms import FormDefinition
from app.domain.periods import parse_period_code

LAYOUTS: Final = ("six_parts", "short", "people_know")


class BlockKind(StrEnum):
    AGENCY = "agency"
    MOTTO = "motto"
    DATELINE = "dateline"
    TITLE = "title"
    PART = "part"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of a report; lines of one block are split by line breaks."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole report. ``stated`` are the figures that a reader can find in it."""

    ward_code: str
    period: str
    layout: str
    blocks: tuple[Block, ...]
    stated: Mapping[str, Value]

    @property
    def stem(self) -> str:
        """What to call the file, without its ending."""
        return f"bao-cao-{self.ward_code}-{self.period}"


def paper_of(
    city: DemonstrationCity, form: FormDefinition, ward_code: str, period: str, layout: str = ""
) -> Paper:
    """The report of one ward; the layout, unless given, is the ward's own habit.

    Raises ``KeyError`` for an unknown ward, period or layout.
    """
    report = city.report(ward_code, period)
    unit = next(u for u in city.units if u.code == ward_code)
    random = seeded(city.seed, ward_code, period, "paper")
    chosen = layout or seeded(city.seed, ward_code, "layout").choice(LAYOUTS)
    plan = _document("layouts.json")[chosen]
    slots = Slots(
        form=form,
        profile=profile_of(city.seed, unit),
        answers=report.answers,
        group=plan["group"],
        period=parse_period_code(period).title_vi,
    )
    composer = _Composer(report, plan, slots, random)
    blocks = tuple(composer.blocks())
    return Paper(ward_code, period, chosen, blocks, composer.stated)


@cache
def _document(name: str) -> dict[str, Any]:
    source = resources.files("app.demonstration.papers").joinpath(name)
    document: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return document


class _Composer:
    """Writes blocks from top to bottom and notes what they state."""

    def __init__(
        self, report: WardReport, plan: Mapping[str, Any], slots: Slots, random: Random
    ) -> None:
        self._report = report
        self._plan = plan
        self._slots = slots
        self._random = random
        self.stated: dict[str, Value] = {}

    def blocks(self) -> Iterator[Block]:
        yield from self._head()
        yield Block(BlockKind.PARAGRAPH, self._words(self._plan["opening"]))
        for title, sections in self._plan["parts"]:
            yield Block(BlockKind.PART, self._words(title))
            for heading, items in sections:
                body = [block for item in items for block in self._item(item)]
                if heading and body:
                    yield Block(BlockKind.HEADING, self._words(heading))
                yield from body
        yield Block(BlockKind.PARAGRAPH, self._words(self._plan["closing"]))
        yield from self._foot()

    def _head(self) -> Iterator[Block]:
        header, name = self._report.header, self._slots.profile.name
        number = f"Số: {header['document_number']}/{header['document_symbol']}"
        year, month, day = header["document_date"].split("-")
        dated = f"{header['place']}, ngày {day} tháng {int(month)} năm {year}"
        yield Block(BlockKind.NOTICE, f"({NOTICE})")
        yield Block(BlockKind.AGENCY, f"ỦY BAN NHÂN DÂN\n{name.upper()}\n{number}")
        motto = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
        yield Block(BlockKind.MOTTO, motto)
        yield Block(BlockKind.DATELINE, dated)
        yield Block(BlockKind.TITLE, "\n".join(map(self._words, self._plan["title"])))
        yield Block(BlockKind.PARAGRAPH, f"Kính gửi: {header['recipients_to']}")

    def _foot(self) -> Iterator[Block]:
        header = self._report.header
        copies = [part.strip() for part in header["recipients_cc"].split(";")]
        lines = ["- Như trên;", *(f"- {copy};" for copy in copies[:-1]), f"- {copies[-1]}."]
        yield Block(BlockKind.RECIPIENTS, "\n".join(["Nơi nhận:", *lines]))
        authority, position = header["authority_line"], header["signer_position"]
        yield Block(BlockKind.SIGNATURE, f"{authority}\n{position}\n\n{header['signer_name']}")

    def _item(self, item: str) -> Iterator[Block]:
        if item.startswith("@"):
            yield from self._narrative(item[1:])
            return
        sentence = self._sentence(item)
        if sentence is not None:
            yield Block(BlockKind.PARAGRAPH, sentence)

    def _narrative(self, code: str) -> Iterator[Block]:
        answer = self._report.answers.get(code)
        text = answer.value if answer is not None and isinstance(answer.value, str) else ""
        for line in text.splitlines():
            kind = BlockKind.BULLET if line.startswith("- ") else BlockKind.PARAGRAPH
            yield Block(kind, line.removeprefix("- "))

    def _sentence(self, name: str) -> str | None:
        variants = list(_document("sentences.json")[name])
        self._random.shuffle(variants)
        for variant in variants:
            written = filled(variant, self._slots)
            if written is not None:
                self.stated |= written.stated
                return written.text
        return None

    def _words(self, text: str) -> str:
        written = filled(text, self._slots)
        return written.text if written is not None else text
