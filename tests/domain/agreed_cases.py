"""Cases that both engines are held to: what is typed and what is found, as plain JSON.

``python -m tests.domain.agreed_cases`` writes ``agreed_cases.json`` anew from the rules'
documents: for every clause answers that satisfy it, that break it and that it does not apply
to. The file is what is tested against, here and in the browser; a change of it is looked at.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.domain.answers import Answer, decimals_as_typed, numerals, parse_answer, to_json
from app.domain.findings import Finding
from app.domain.forms import Field, FieldType
from app.domain.periods import parse_period_code
from app.domain.rules import PORTABLE, Context, Rule, evaluate, portable_rules
from app.standard import standard_form, standard_rules, standard_rules_document
from tests.domain import rules_oracle

FILE = Path(__file__).with_name("agreed_cases.json")
FORM, RULES = standard_form(), standard_rules()
DOCUMENT = portable_rules(FORM, standard_rules_document())
PERIODS = {"H1": "2026-H1", "Y": "2026-Y"}
AGREED = rules_oracle.arithmetic_rules()
KINDS = ("satisfied", "broken", "not_applicable")
EACH = 3

TYPED: Mapping[str, tuple[str, ...]] = {
    "int": (
        *("0", "7", "4410", "4.410", "4 410", "4\u00a0410", "4\u202f410", "1.234.567", "007"),
        *(
            "1.234 567",
            "4.41",
            "44.10",
            "0.123",
            "4,410",
            "12,5",
            "4.410 hộ",
            "mười",
            "1e3",
            "0x1F",
        ),
        *("-5", "\u22125", "\u2013 5", "- 5", "٣", "५", "３", "1000000000", "1000000001"),
        *("1.000.000.001", "9" * 40, "9" * 41, "  12  ", "\ufeff12", "12\u200b", "1\n2", "12\t"),
        *("?", " ? ", "??", "NA:chưa có thôn", "na : lý do", "NA", "NA:", "NA:  ", "Na:\nhai dòng"),
        *("không", "Không có", "KHÔNG PHÁT SINH", "ko", "chưa có số liệu", "-", "–", "không 5"),
        *("chưa\tcó", "không " + "x" * 31, "khong", "không phải"),
        *("NAM", "N A", "", "   ", "\u200e", "4.410.", ".5", "5.", "4..410", "x" * 60, "{said}"),
    ),
    "vnd": ("1.500.000.000", "100000000000000", "100.000.000.000.001", "1,5 tỷ", "5 triệu", "0"),
    "pct": (
        *(
            "97,61",
            "97.61",
            "97,610",
            "100",
            "100%",
            "100 %",
            "100%%",
            "% 5",
            "0,000001",
            "0,0000001",
        ),
        *(
            "1.234,5",
            "1,234.5",
            "97,",
            ",5",
            "120",
            "1000000",
            "1000000,1",
            "1000001",
            "-3,5",
            "٩٩",
        ),
        *("?", "NA:không có hồ sơ", "NA:", "chín mươi", "9 7", "86,4 phần trăm", "00,5", "%"),
    ),
    "score": ("85,25", "100,5", "85%", "1000000", "1000000.5", "85.2500", "85,25,1", ""),
    "m2": (
        *("2.345,5", "2 345,5", "2345,5", "2345.5", "2.345.678,25", "10.000.000.000"),
        *("10.000.000.000,1", "12,1234567", "12,123456", "0", "-4", "nửa héc ta", "?", "NA:không"),
    ),
    "date": (
        *(
            "14/6/2026",
            "14/06/2026",
            "2026-06-14",
            "31/6/2026",
            "29/2/2024",
            "29/2/2025",
            "0/1/2026",
        ),
        *(
            "1/13/2026",
            "14-6-2026",
            "14.6.2026",
            "14/6-2026",
            "14 / 6 / 2026",
            "14/6/26",
            "2/9/1945",
            "1/9/1945",
            "31/12/2100",
        ),
        *("1/1/2101", "1/1/0001", "1/1/0000", "0000-01-01", "9999-12-31", "2026-6-14", "hôm qua"),
        *("14062026", "31062026", "1462026", "20260614", "14  /6/2026", "14-6-26"),
        *("29/2/1900", "29/2/2000", "١/٢/2026", "-1/2/2026", "?", "NA:chưa ban hành", "14/6/2026 "),
    ),
    "bool": (
        *("có", "Có", "CÓ", "co\u0301", "không", "KHÔNG", "true", "FALSE", "0", "1", "2", "yes"),
        *("fal\u017fe", "chưa", "co", " có ", "có\nkhông", "?", "NA:không thuộc diện", "{0}"),
    ),
    "text": (
        "Một đoạn văn.",
        "a\r\nb\u2028c",
        "dấu  cuối \nrồi",
        "?",
        "NA:không có",
        "\u202e",
        "-5",
    ),
}


def field_of(kind: str) -> Field:
    """Some field of this type; all of them are read alike."""
    return next(f for f in FORM.fields.values() if f.type == kind)


def read(kind: str, typed: str) -> dict[str, Any] | None:
    """{state, value, decimals, problem} of a typed text; None where nothing was typed."""
    answer = parse_answer(field_of(kind), typed)
    if answer is None:
        return None
    found: dict[str, Any] = {"state": answer.state.value}
    if answer.problem:
        found["problem"] = answer.problem
    if answer.value is not None:
        found["value"] = plain_value(answer)
    if answer.value is not None and FieldType(kind).is_numeric:
        found["decimals"] = decimals_as_typed(answer)
    return found


def plain_value(answer: Answer) -> str | bool:
    """A number as its shortest text, a day as ISO, a text and a yes as they are."""
    value = to_json(answer)["value"]
    return value if isinstance(value, bool | str) else str(value)


def answers_of(typed: Mapping[str, str]) -> dict[str, Answer]:
    parsed = {code: parse_answer(FORM.fields[code], text) for code, text in typed.items()}
    return {code: answer for code, answer in parsed.items() if answer is not None}


def judged(typed: Mapping[str, str], period_kind: str = "H1") -> list[dict[str, Any]]:
    """What the portable rules find in a report, as both engines say it."""
    found = evaluate(RULES, answers_of(typed), context(period_kind))
    return [said(finding) for finding in found if RULES[finding.rule].detector in PORTABLE]


def context(period_kind: str) -> Context:
    code = parse_period_code(PERIODS[period_kind])
    first, last = code.window
    return Context(form=FORM, period_kind=code.kind, data_from=first, data_to=last)


def said(finding: Finding) -> dict[str, Any]:
    plain = {"expected": finding.expected, "actual": finding.actual}
    return {
        "key": finding.key,
        "severity": finding.severity.value,
        "isHard": finding.is_hard,
        "fields": list(finding.fields),
        "assumed": list(finding.assumed),
        **{name: None if n is None else numerals.plain(n) for name, n in plain.items()},
        "message": finding.message,
        "follows": list(finding.details.get("follows", ())),
    }


@dataclass(frozen=True)
class Target:
    """One thing that can be broken: a clause of a rule, or what its detector looks at."""

    rule: str
    key: str
    codes: tuple[str, ...]
    sentence: str = ""

    @property
    def period_kind(self) -> str:
        return "Y" if "Y" in RULES[self.rule].period_kinds else "H1"

    def verdict(self, typed: Mapping[str, str]) -> str:
        """By the naive reading of the agreed sentence; else by what is found."""
        answers = answers_of(typed)
        if self.sentence:
            return rules_oracle.verdict(self.sentence, answers)
        if self.key in {finding["key"] for finding in judged(typed, self.period_kind)}:
            return "broken"
        subject = answers.get(self.codes[0])
        return "satisfied" if subject and subject.counts else "not_applicable"


def targets() -> Iterator[Target]:
    """Every clause of every portable rule."""
    for rule in RULES.rules:
        if rule.detector == "relation":
            yield from _of_clauses(rule)
        elif rule.detector in PORTABLE:
            for key, codes in _of_settings(rule):
                yield Target(rule.name, key, tuple(codes))


def _of_clauses(rule: Rule) -> Iterator[Target]:
    sentences = AGREED.get(rule.name, [""] * len(rule.clauses))
    for clause, sentence in zip(rule.clauses, sentences, strict=True):
        key = f"{rule.name}:{clause.name}" if len(rule.clauses) > 1 else rule.name
        codes = dict.fromkeys(replace(rule, clauses=(clause,)).codes())
        yield Target(rule.name, key, tuple(codes), sentence)


def _of_settings(rule: Rule) -> Iterator[tuple[str, list[str]]]:
    name, settings = rule.name, rule.options
    if rule.detector == "range":
        for code in [f.code for f in FORM.indicators if f.type == settings["field_type"]][:2]:
            yield f"{name}:{code}", [code]
    elif rule.detector == "full_rate":
        for case in settings["exceptions"]:
            codes = [case[part] for part in ("rate", "count", "of", "in") if part in case]
            yield f"{name}:{case['rate']}", codes
    elif rule.detector == "processed_resolved":
        yield name, [settings[part] for part in ("rate", "done", "total")]
    else:
        for field in [f for f in FORM.fields.values() if f.aggregate.numerator][:3]:
            parts = (field.code, field.aggregate.numerator, field.aggregate.denominator)
            yield f"{name}:{field.code}", [str(code) for code in parts]


def drawn(dice: random.Random, codes: Iterable[str]) -> dict[str, str]:
    """Answers that balance now and then: small counts, rates near those of small counts."""
    return {code: _one(dice, FORM.fields[code]) for code in codes}


def _one(dice: random.Random, field: Field) -> str:
    if not field.type.is_whole:
        top, bottom = dice.randint(0, 9), dice.randint(1, 9)
        places = dice.randint(0, 3)
        share = str(round(100 * top / bottom, places) if places else round(100 * top / bottom))
        return dice.choice([share.replace(".", ","), "100", "100,0", "50", share])
    return str(dice.choice([dice.randint(0, 9), dice.randint(0, 9), dice.randint(1000, 9999)]))


def report_cases(dice: random.Random) -> Iterator[dict[str, Any]]:
    for target in targets():
        for wanted in KINDS:
            for _ in range(EACH):
                typed, kind = searched(dice, target, wanted), target.period_kind
                case = {"rule": target.rule, "key": target.key, "case": wanted, "period": kind}
                yield {**case, "typed": typed, "found": judged(typed, kind)}


def searched(dice: random.Random, target: Target, wanted: str) -> dict[str, str]:
    """Answers that are of the wanted kind for this target, found by drawing."""
    while True:
        typed = drawn(dice, target.codes)
        for code in target.codes:
            if dice.random() < (0.3 if wanted == "not_applicable" else 0.1):
                typed[code] = dice.choice(["?", "NA:không phát sinh", ""])
        typed = {code: text for code, text in typed.items() if text}
        if target.verdict(typed) == wanted:
            return typed


def mixed_cases(dice: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """Reports over several rules at once: consequences, derived totals, what cannot be read."""
    clauses = list(targets())
    for _ in range(count):
        codes = dict.fromkeys(code for one in dice.sample(clauses, 4) for code in one.codes)
        kept = [code for code in codes if dice.random() < 0.9]
        typed = drawn(dice, kept)
        for code in kept:
            if dice.random() < 0.15:
                typed[code] = dice.choice(["?", "NA:không phát sinh", "sai", "NA:"])
        kind = dice.choice(["H1", "Y"])
        case = {"rule": "", "key": "", "case": "mixed", "period": kind}
        yield {**case, "typed": typed, "found": judged(typed, kind)}


#: What drawing seldom meets: ties that go to the even neighbour, tolerances to the last digit.
WRITTEN: tuple[dict[str, str], ...] = tuple(
    {"satisfaction_rate": rate, "satisfaction_satisfied": top, "satisfaction_surveyed": bottom}
    for rate, top, bottom in (
        *(("5", "1", "32"), ("5", "3", "32"), ("5", "1", "160"), ("5", "3", "160")),
        *(("5,0000000", "1", "32"), ("5,000001", "1", "6400000"), ("7", "999999999", "1000000000")),
        *(("12", "1", "8"), ("13", "1", "8"), ("12,4", "1", "8"), ("12,50", "1", "8")),
        *(
            ("86,36", "19", "22"),
            ("86.37", "19", "22"),
            ("86,4%", "19", "22"),
            ("86,3", "19", "22"),
        ),
        *(("100", "22", "22"), ("100,0", "21", "22"), ("0", "0", "22"), ("0", "0", "0")),
    )
)


def written_cases() -> Iterator[dict[str, Any]]:
    for typed in WRITTEN:
        case = {"rule": "", "key": "", "case": "mixed", "period": "H1", "typed": typed}
        yield {**case, "found": judged(typed)}


def typed_cases() -> Iterator[dict[str, Any]]:
    for kind, texts in TYPED.items():
        for text in texts:
            yield {"type": kind, "typed": text, "read": read(kind, text)}


def cases() -> dict[str, Any]:
    dice = random.Random(31)
    reports = [*report_cases(dice), *mixed_cases(dice, 60), *written_cases()]
    return {"typed": list(typed_cases()), "reports": reports}


def load() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return document


def write() -> None:
    """One case a line, so that a change of it shows."""
    made = {
        name: ",\n  ".join(json.dumps(case, ensure_ascii=False) for case in found)
        for name, found in cases().items()
    }
    parts = ",\n".join(f' "{name}": [\n  {lines}\n ]' for name, lines in made.items())
    FILE.write_text("{\n" + parts + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    write()
