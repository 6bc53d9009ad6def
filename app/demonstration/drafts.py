"""Reports that are still being written: some sections done, some values not accepted."""

from __future__ import annotations

from random import Random
from typing import Final

from app.demonstration.answering import answer
from app.demonstration.reports import Report
from app.domain.answers import Answer

#: What a person may type where a number is asked for; kept, and not counted.
_NO_NUMBERS: Final = ("khoảng 20", "hơn 1 trăm", "12a", "chưa rõ")
_OFTEN_MISTYPED: Final = ("online_news_posts", "propaganda_participants", "citizen_labor_days")


def unfinished(report: Report, random: Random) -> dict[str, Answer]:
    """The first part of a report, section by section, now and then with a slip."""
    sections = [s.code for s in report.form.sections if s.fields]
    done = set(sections[: random.randint(2, len(sections) - 2)])
    fields = report.form.fields
    answers = {c: a for c, a in report.all_answers().items() if fields[c].section in done}
    for code in _OFTEN_MISTYPED:
        if code in answers and random.random() < 0.2:
            answers[code] = answer(fields[code], random.choice(_NO_NUMBERS))
    return answers
