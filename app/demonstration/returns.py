"""Why a report was sent back, and by when it has to come again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app.demonstration.planting.relations import Trouble
from app.demonstration.progress import Progress
from app.demonstration.reports import Report
from app.domain.periods import add_working_days


@dataclass(frozen=True, slots=True)
class Returned:
    """A return as a reviewer makes it: sections, one reason for each, a due day.

    ``rule`` and ``fields`` say what was amiss; empty where words were asked for.
    """

    at: dt.datetime
    sections: tuple[str, ...]
    reasons: tuple[str, ...]
    due_on: dt.date
    rule: str = ""
    fields: tuple[str, ...] = ()


def returned_of(report: Report, progress: Progress, trouble: Trouble | None) -> Returned:
    """Returned on the next working day, for the fault that was found in it."""
    filed = progress.submitted_at
    if filed is None:
        raise ValueError(f"{report.ward_code} {report.period} was never filed")
    day = add_working_days(filed.date(), 1)
    fields = trouble.fields if trouble else ("overview",)
    sections = tuple(dict.fromkeys(report.form.fields[code].section for code in fields))
    labels = ", ".join(f"“{report.form.fields[code].label_vi}”" for code in fields)
    reason = f"Số liệu chưa khớp, đề nghị kiểm tra lại: {labels}."
    if trouble is None:
        reason = "Đề nghị bổ sung phần khái quát tình hình cho rõ hơn."
    return Returned(
        at=dt.datetime.combine(day, dt.time(9, 30), filed.tzinfo),
        sections=sections,
        reasons=tuple(reason for _ in sections),
        due_on=add_working_days(day, 3),
        rule=trouble.rule if trouble else "",
        fields=trouble.fields if trouble else (),
    )
