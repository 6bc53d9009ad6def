"""What a narrative claims, against the cells of the form and against other narratives.

Reading is never certain, and a warning has to be answered by a person: so only what is
said in figures, or in so many words that there was none, is held against a cell, and
only where the cell holds something else beyond rounding.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from app.domain.answers import Answer, format_value
from app.domain.findings import Finding
from app.domain.forms import Field, FieldType, FormDefinition, Measure
from app.domain.rates import figure_of
from app.domain.reading.model import Read
from app.domain.reading.remarks.wording import FULL_DISCLOSURE, LATE_DISCLOSURE
from app.domain.rules import wording
from app.domain.rules.figures import Figures
from app.domain.rules.model import RateCheck, Rule, RuleSet
from app.domain.vietnamese.text import fold, squeeze

#: What a narrative surely states, by indicator code.
Stated = Callable[[Field, str], Mapping[str, Read]]

_SURE: Final = 0.8
#: Said in another section than its cell's, a smaller figure is of something else.
_TELLING: Final = 100
#: Of what stands, less than one in so many is a part: "01 tổ hòa giải xuất sắc".
_PART: Final = 3
_TYPES: Final = frozenset(
    {FieldType.INT, FieldType.PCT, FieldType.SCORE, FieldType.VND, FieldType.M2}
)
_NONE_OF_IT: Final = re.compile(r"(?:khong|chua)\s+(?:co|phat sinh|xay ra|de xay ra|ghi nhan)\b")
#: Figures that are bounds or rounded: what the cell holds may well differ.
_ABOUT: Final = re.compile(r"(?:tren|hon|gan|khoang|duoi|xap xi|chung|it nhat|toi thieu|tu)\s*$")
#: Sentences that may state a figure, and those that say of when or of what the next ones are.
_WORTH_READING: Final = re.compile(
    r"\d|(?:khong|chua)\s+(?:co|phat|xay|de|ghi)|:\s*$|nam truoc|cung ky|phan dau|chi tieu|du kien"
)
_FIGURE: Final = re.compile(r"\d|(?:khong|chua)\s+(?:co|phat|xay|de|ghi)")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_])")
_ALL_SETTLED: Final = re.compile(
    r"giai quyet[^.;\n]{0,25}?(?:100\s?%|toan bo|tat ca)[^.;\n]{0,20}?\bdon\b|"
    r"(?:100\s?%|toan bo|tat ca)[^.;\n]{0,25}?\bdon\b[^.;\n]{0,25}?(?:da )?(?:duoc )?giai quyet"
)
_ALL_PROCESSED: Final = re.compile(
    r"\b(?:phan loai,? )?xu ly[^.;\n]{0,25}?(?:100\s?%|toan bo|tat ca)|"
    r"(?:100\s?%|toan bo|tat ca)[^.;\n]{0,25}?\bdon\b[^.;\n]{0,25}?xu ly"
)
#: What other bodies' letters, questions and requests come to.
_OTHER_MATTERS: Final = re.compile(r"ho so|phan anh|1022|y kien|cu tri|vuot cap|dung han")


def against_cells(
    rules: RuleSet,
    form: FormDefinition,
    texts: Mapping[str, str],
    answers: Mapping[str, Answer],
    stated: Stated,
) -> Iterator[Finding]:
    """A figure in a narrative that its cell does not hold; the first for each cell."""
    rule, told = rules["narrative_contradiction"], set[str]()
    for narrative, text in texts.items():
        telling = _telling(text)
        for code, read in stated(form.fields[narrative], telling).items() if telling else ():
            field = form.fields.get(code)
            cell = figure_of(field, answers) if field else None
            if field is None or cell is None or not cell.counts or code in told:
                continue
            is_meant = _is_told(read) and _is_of(read, field, cell, form.fields[narrative])
            if is_meant and not any(_agree(read, v) for v in _held(rules, field, cell, answers)):
                told.add(code)
                yield _parted(rule, form, narrative, read, field, cell)


def _telling(text: str) -> str:
    """The sentences of a narrative that are worth reading: most of one speaks of no figure."""
    sentences = (s for line in text.splitlines() for s in _SENTENCE_END.split(line))
    kept = [s for s in sentences if _WORTH_READING.search(fold(s))]
    return "\n".join(kept) if any(_FIGURE.search(fold(s)) for s in kept) else ""


def _is_told(read: Read) -> bool:
    """Whether it is said in figures and exactly, or that there was none."""
    if read.confidence < _SURE or "|" in read.quote:
        return False  # The cells of a table in a text are of several periods.
    quote = fold(squeeze(read.quote))
    if not read.typed[:1].isdigit():
        return read.value == 0 and bool(_NONE_OF_IT.search(quote))
    return not _ABOUT.search(quote.partition(fold(read.typed))[0].rstrip("~ "))


def _is_of(read: Read, field: Field, cell: Answer, narrative: Field) -> bool:
    """Whether the narrative speaks of what the cell counts, not of a part of it."""
    if field.type not in _TYPES or not isinstance(read.value, int | Decimal):
        return False
    if field.section != narrative.section and field.section != "I" and read.value < _TELLING:
        return False
    is_count = field.type is FieldType.INT and isinstance(cell.value, int)
    is_stock = field.measure is Measure.STOCK
    return not (is_count and is_stock and read.value * _PART < cell.value)  # type: ignore[operator]


def _held(
    rules: RuleSet, field: Field, cell: Answer, answers: Mapping[str, Answer]
) -> Iterator[Decimal]:
    """What the form says of it: the figure, the stated rate, every formula of the rate."""
    for answer in (cell, answers.get(field.code)):
        if answer is not None and answer.counts and isinstance(answer.value, int | Decimal):
            yield Decimal(answer.value)
    figures = Figures(answers)
    for clause in (c for r in rules.rules for c in r.clauses if isinstance(c, RateCheck)):
        for formula in clause.formulas if clause.code == field.code else ():
            top, bottom = figures.amount(formula.numerator), figures.amount(formula.denominator)
            if top is not None and bottom:
                yield 100 * Decimal(top) / Decimal(bottom)


def _agree(read: Read, held: Decimal) -> bool:
    """Equal, or equal as far as the text rounds: 99,9 %, 3,2 tỷ đồng."""
    assert isinstance(read.value, int | Decimal)
    said = Decimal(read.value)
    if isinstance(read.value, Decimal):
        return abs(held - said) <= Decimal(1).scaleb(int(read.value.as_tuple().exponent)) / 2
    if "tỷ" in read.quote or "triệu" in read.quote:
        zeros = len(str(read.value)) - len(str(read.value).rstrip("0"))
        return abs(held - said) <= Decimal(10) ** zeros / 2
    return said == held


def _parted(
    rule: Rule,
    form: FormDefinition,
    narrative: str,
    read: Read,
    field: Field,
    cell: Answer,
) -> Finding:
    assert isinstance(read.value, int | Decimal)
    assert isinstance(cell.value, int | Decimal)
    quote = squeeze(read.quote)
    sentence = (
        f"Mục “{form.fields[narrative].name}” viết “{quote}” nhưng ô “{field.name}” ghi "
        f"{format_value(field, cell.value)}{'%' if field.type is FieldType.PCT else ''}."
    )
    return rule.finding(
        (field.code, narrative),
        sentence + wording.remedy(rule, is_hard=False),
        expected=Decimal(read.value),
        actual=Decimal(cell.value),
        inputs={narrative: quote, field.code: f"{cell.value}"},
        clause=f"{field.code}:cell",
        details={"quotes": [quote]},
    )


def disclosed_and_late(
    rule: Rule, form: FormDefinition, texts: Mapping[str, str]
) -> Iterator[Finding]:
    """'Công khai đầy đủ' in one narrative, 'công khai còn chậm' among the shortcomings."""
    shortcomings = ("weaknesses", "difficulties", "causes")
    results = [c for c in texts if c not in (*shortcomings, "next_tasks", "proposals", "strengths")]
    full = next(_quoted(texts, results, FULL_DISCLOSURE), None)
    late = next(_quoted(texts, [c for c in shortcomings if c in texts], LATE_DISCLOSURE), None)
    if full is None or late is None:
        return
    sentence = (
        f"Mục “{form.fields[full[0]].name}” viết “{full[1]}” nhưng mục "
        f"“{form.fields[late[0]].name}” nêu “{late[1]}”."
    )
    yield rule.finding(
        (full[0], late[0]),
        sentence + wording.remedy(rule, is_hard=False),
        inputs={full[0]: full[1], late[0]: late[1]},
        clause="disclosure",
        details={"quotes": [full[1], late[1]]},
    )


def _quoted(
    texts: Mapping[str, str], codes: list[str], pattern: re.Pattern[str]
) -> Iterator[tuple[str, str]]:
    for code in codes:
        match = pattern.search(fold(texts[code]))
        if match:
            yield code, squeeze(texts[code][match.start() : match.end()])


def petitions_settled(
    rules: tuple[Rule, Rule],
    form: FormDefinition,
    texts: Mapping[str, str],
    answers: Mapping[str, Answer],
) -> Iterator[Finding]:
    """'Giải quyết 100% đơn' or 'xử lý 100%' while fewer were resolved than received.

    ``rules`` are those of a contradiction and of the two words for two things; where the
    rate has a cell of its own, the second is judged from the cells.
    """
    contradiction, processed = rules
    done, total = (answers.get(processed.options[key]) for key in ("done", "total"))
    if not done or not total or not isinstance(done.value, int) or not isinstance(total.value, int):
        return
    if not done.counts or not total.counts or done.value >= total.value:
        return
    rate = answers.get(processed.options["rate"])
    for rule, pattern in ((contradiction, _ALL_SETTLED), (processed, _ALL_PROCESSED)):
        if rule is processed and rate is not None and rate.counts:
            continue
        found = next(_of_petitions(texts, pattern), None)
        if found is not None:
            yield _unsettled(rule, form, found, done, total)
            return


def _of_petitions(texts: Mapping[str, str], pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """(narrative, quote): the claims whose sentence speaks of petitions and nothing else."""
    for code in ("petitions", "reception"):
        text = texts.get(code, "")
        folded = fold(text)
        for match in pattern.finditer(folded):
            start = max(folded.rfind(mark, 0, match.start()) for mark in ".;\n") + 1
            if not _OTHER_MATTERS.search(folded, start, match.end()):
                yield code, squeeze(text[match.start() : match.end()])


def _unsettled(
    rule: Rule, form: FormDefinition, found: tuple[str, str], done: Answer, total: Answer
) -> Finding:
    narrative, quote = found
    fields = [form.fields[answer.code] for answer in (done, total)]
    assert isinstance(done.value, int)
    assert isinstance(total.value, int)
    sentence = (
        f"Viết “{quote}” nhưng {fields[0].name} là {format_value(fields[0], done.value)}, "
        f"{fields[1].name} là {format_value(fields[1], total.value)}."
    )
    return rule.finding(
        (done.code, total.code, narrative),
        sentence + wording.remedy(rule, is_hard=False),
        expected=Decimal(done.value),
        actual=Decimal(total.value),
        inputs={done.code: str(done.value), total.code: str(total.value), narrative: quote},
        clause=f"{done.code}:claim",
        details={"quotes": [quote]},
    )
