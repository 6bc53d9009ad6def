"""The rules that need the words of a report, judged over the narratives of the form.

A report that came as a file is judged as a document too (``reading.remarks``); these
look at the narratives as they stand, typed, loaded or read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.domain.answers import Answer
from app.domain.findings import Finding
from app.domain.forms import FieldType, FormDefinition
from app.domain.narrative_rules import claims
from app.domain.narrative_rules.claims import Stated
from app.domain.narrative_rules.repeated import said_twice
from app.domain.personal_data import PersonalData, personal_data
from app.domain.rules import wording
from app.domain.rules.model import Rule, RuleSet
from app.domain.vietnamese.text import nfc

#: Judged here as the narratives stand; what a file says of itself is then said twice.
JUDGED_HERE = frozenset({"personal_data_in_text", "duplicate_paragraph"})


def judge_narratives(
    rules: RuleSet, form: FormDefinition, answers: Mapping[str, Answer], stated: Stated
) -> list[Finding]:
    """Findings of the rules on text. ``stated`` reads what a narrative surely states; a
    rule that the set does not have, or that is muted, is not judged."""
    texts = {
        code: nfc(answers[code].value)  # type: ignore[arg-type]
        for code, field in form.fields.items()
        if field.type is FieldType.TEXT and code in answers and answers[code].counts
    }
    known = {name: rule for name, rule in rules.by_name.items() if name not in rules.muted}
    return [*_judged(rules, known, form, texts, answers, stated)] if texts else []


def _judged(
    rules: RuleSet,
    known: Mapping[str, Rule],
    form: FormDefinition,
    texts: Mapping[str, str],
    answers: Mapping[str, Answer],
    stated: Stated,
) -> Iterator[Finding]:
    contradiction = known.get("narrative_contradiction")
    if contradiction:
        yield from claims.against_cells(rules, form, texts, answers, stated)
        yield from claims.disclosed_and_late(contradiction, form, texts)
        if processed := known.get("processed_vs_resolved"):
            both = (contradiction, processed)
            yield from claims.petitions_settled(both, form, texts, answers)
    if repeated := known.get("duplicate_paragraph"):
        yield from said_twice(repeated, form, texts)
    if private := known.get("personal_data_in_text"):
        for code, text in texts.items():
            if found := personal_data(text):
                yield _personal(private, form, code, found)


def _personal(rule: Rule, form: FormDefinition, code: str, found: list[PersonalData]) -> Finding:
    """One finding for each narrative. What was found is named, never repeated in full."""
    listed = ", ".join(dict.fromkeys(item.shown for item in found))
    return rule.finding(
        (code,),
        f"Mục “{form.fields[code].name}” có thông tin cá nhân: {listed}. Báo cáo chỉ cần số liệu."
        f"{wording.remedy(rule, is_hard=False)}",
        inputs={code: listed},
        clause=code,
        details={
            "kinds": sorted({item.kind for item in found}),
            "places": [[item.start, item.end] for item in found],
        },
    )


__all__ = ["JUDGED_HERE", "Stated", "judge_narratives"]
