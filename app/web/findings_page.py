"""All findings of a period, filtered by state and severity and by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import access
from app.domain.errors import NotFound
from app.store import cities, contributions, lineage, review_queue
from app.web import chosen_period, review_answers
from app.web.paging import page_of
from app.web.report_parts import View, period_title
from app.web.words import rule_words

if TYPE_CHECKING:
    from app.store.tables.city import Period, Ward
    from app.web.review_answers import AnyFinding

PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with its ward and what people said to it."""

    ward: Ward
    row: AnyFinding
    status: str

    @property
    def is_hard(self) -> bool:
        return review_answers.is_hard(self.row)


FILTERS: Final[dict[str, Callable[[Found], bool]]] = {
    "all": lambda found: True,
    "open": lambda found: review_answers.is_open(found.row),
    "hard": lambda found: found.is_hard,
    "soft": lambda found: not found.is_hard and found.row.severity != "info",
    "info": lambda found: found.row.severity == "info",
    "explained": lambda found: found.status == "explained",
    "asked": lambda found: found.status == "asked",
    "accepted": lambda found: found.status == "accepted",
    "dismissed": lambda found: found.status == "dismissed",
}


def filter_names() -> dict[str, str]:
    return {
        "all": _("Tất cả"),
        "open": _("Đang mở"),
        "hard": _("Phải sửa"),
        "soft": _("Cần xem"),
        "info": _("Để biết"),
        "explained": _("Đã giải trình"),
        "asked": _("Sở đang hỏi"),
        "accepted": _("Đã chấp nhận"),
        "dismissed": _("Không phải vấn đề"),
    }


def page(session: Session, code: str) -> View:
    """Raises ``NotFound`` for a period not opened or an unknown filter."""
    period = chosen_period.named(session, code)
    show, rule = request.args.get("show", "all"), request.args.get("rule", "")
    if show not in FILTERS:
        raise NotFound(_("Không có mục này."))
    every = found_in(session, period)
    of_rule = [found for found in every if rule in ("", found.row.rule)]
    listed = [found for found in of_rule if FILTERS[show](found)]

    def url(show: str = show, rule: str = rule, page: int | None = None) -> str:
        return url_for("city.findings", code=code, show=show, rule=rule or None, page=page)

    shown, pages = page_of(listed, PER_PAGE, lambda number: url(page=number))
    titles = _titles(session, period)
    return {
        "period": {"code": period.code, "name": period_title(period.code)},
        "filters": [
            {
                "name": words,
                "count": sum(map(FILTERS[name], of_rule)),
                "url": url(show=name),
                "is_current": name == show,
            }
            for name, words in filter_names().items()
        ],
        "rules": _rules([f for f in every if FILTERS[show](f)], rule, titles, url),
        "rows": _rows(session, shown, titles),
        "pages": pages,
    }


def found_in(session: Session, period: Period) -> list[Found]:
    """Every current finding of the period, the worst first, then in Vietnamese order."""
    given = contributions.explained(session, period.id)
    reports = review_queue.desk_reports(session, period)
    readable = {report.submission_id for report in reports if report.is_readable}
    found = [
        Found(ward, row, _status(row, given.get((row.submission_id, row.key))))
        for ward, row in lineage.findings_of_period(session, period.id)
        if row.submission_id in readable or is_departments(row)
    ]
    severities = ("error", "warning", "info")
    found.sort(key=lambda f: (not f.is_hard, severities.index(f.row.severity), -f.row.score))
    return found


def is_departments(row: AnyFinding) -> bool:
    """Found by comparing wards, or in that nothing came: not in a report's own content."""
    return hasattr(row, "others")


def _status(row: AnyFinding, explained_for: str | None) -> str:
    is_explained = explained_for == row.inputs_hash
    is_void = explained_for is not None and not is_explained
    return review_answers.status_of(row, is_explained, is_void)


def _titles(session: Session, period: Period) -> dict[str, str]:
    rules = access.form_of(session, period).rules
    return {rule.name: rule_words(rule.title_vi) for rule in rules.rules}


def _rules(
    listed: Sequence[Found], chosen: str, titles: dict[str, str], url: Callable[..., str]
) -> list[View]:
    """Rules by how often they speak; choosing the chosen one again lets go of it."""
    counts = Counter(found.row.rule for found in listed)
    if chosen:
        counts.setdefault(chosen, 0)
    return [
        {
            "title": titles.get(rule, rule),
            "count": count,
            "url": url(rule="" if rule == chosen else rule),
            "is_current": rule == chosen,
        }
        for rule, count in counts.most_common()
    ]


def _rows(session: Session, shown: Sequence[Found], titles: dict[str, str]) -> list[View]:
    names = {ward.code: ward.name for ward in cities.wards(session)}
    return [
        {
            "id": found.row.id,
            "title": titles.get(found.row.rule, found.row.rule),
            "severity": found.row.severity,
            "is_hard": found.is_hard,
            "message": found.row.message,
            "status": found.status,
            "ward_name": found.ward.name,
            "submission_id": found.row.submission_id,
            "effect": "",
            "others": [names.get(code, code) for code in getattr(found.row, "others", ())],
        }
        for found in shown
    ]
