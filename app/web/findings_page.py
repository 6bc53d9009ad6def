"""All findings of a period: filtered, decided about together, the fallen decisions beside them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import UUID

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import access, checking
from app.domain.decisions import Seen, stamp_of
from app.domain.desk import DeskReport, Look
from app.domain.errors import NotFound
from app.domain.findings import HIGH_SHARE
from app.domain.permissions import Actor, Permission
from app.store import (
    authors,
    cities,
    comparing,
    contributions,
    decisions,
    lineage,
    review_queue,
    review_rules,
    submissions,
)
from app.store.forms import CompiledForm
from app.web import chosen_period, finding_past, flag_charts, review_flags
from app.web.paging import page_of
from app.web.queue_page import rule_titles
from app.web.report_parts import View, period_title

if TYPE_CHECKING:
    from app.store.tables.city import Period, Ward
    from app.store.tables.desk import FindingDecision
    from app.web.review_flags import AnyFinding

PER_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with its ward, what people said to it, and the decision that fell, if one
    did, when its values changed; ``why_not`` says why a reviewer may not decide about it."""

    ward: Ward
    row: AnyFinding
    status: str
    was: FindingDecision | None = None
    may_decide: bool = False
    why_not: str = ""

    @property
    def is_hard(self) -> bool:
        return review_flags.is_hard(self.row)

    @property
    def is_high(self) -> bool:
        """As the desk counts it, decided or not."""
        if self.row.severity == "info":
            return False
        share = (self.row.details.get("effect") or {}).get("share", 0.0)
        return self.row.severity == "error" or abs(share) >= HIGH_SHARE

    @property
    def seen(self) -> str:
        """The finding as it stands on this page: its id and its stamp."""
        return f"{self.row.id}.{stamp_of(self.row)}"


FILTERS: Final[dict[str, Callable[[Found], bool]]] = {
    "all": lambda found: True,
    "open": lambda found: review_flags.is_open(found.row),
    "reopened": lambda found: found.was is not None,
    "explained": lambda found: found.status == "explained",
    "asked": lambda found: found.status == "asked",
    "accepted": lambda found: found.status == "accepted",
    "dismissed": lambda found: found.status == "dismissed",
    "hard": lambda found: found.is_hard,
    "soft": lambda found: not found.is_hard and found.row.severity != "info",
    "info": lambda found: found.row.severity == "info",
    "high": lambda found: found.is_high,
}
SEVERITIES: Final = ("high", "hard", "soft", "info")


def filter_names() -> dict[str, str]:
    return {
        "all": _("Tất cả"),
        "open": _("Đang mở"),
        "reopened": _("Mở lại vì số liệu đổi"),
        "explained": _("Đã giải trình"),
        "asked": _("Sở đang hỏi"),
        "accepted": _("Đã chấp nhận"),
        "dismissed": _("Không phải vấn đề"),
    }


def severity_names() -> dict[str, str]:
    return {
        "": _("Mọi mức"),
        "high": _("Phải sửa, hoặc đổi tổng thành phố từ 1 %"),
        "hard": _("Phải sửa"),
        "soft": _("Cần xem"),
        "info": _("Để biết"),
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the list; '' asks nothing."""

    show: str = "all"
    severity: str = ""
    rule: str = ""
    ward: str = ""

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Asked:
        """Raises ``NotFound`` for a filter that there is not."""
        asked = cls(
            values.get("show", "all"),
            values.get("severity", ""),
            values.get("rule", ""),
            values.get("ward", ""),
        )
        if asked.show not in FILTERS or asked.severity not in ("", *SEVERITIES):
            raise NotFound(_("Không có mục này."))
        return asked

    def query(self) -> dict[str, str]:
        rest = {"severity": self.severity, "rule": self.rule, "ward": self.ward}
        return {"show": self.show} | {key: value for key, value in rest.items() if value}

    def lets(self, found: Found) -> bool:
        return (
            FILTERS[self.show](found)
            and (not self.severity or FILTERS[self.severity](found))
            and self.rule in ("", found.row.rule)
            and self.ward in ("", found.ward.code)
        )

    def of_these(self, every: Sequence[Found]) -> list[Found]:
        return [found for found in every if self.lets(found)]


@dataclass(frozen=True, slots=True)
class Listing:
    """A period's findings as one person looks at them."""

    period: Period
    form: CompiledForm
    asked: Asked
    every: Sequence[Found]
    names: Mapping[str, str]

    @property
    def titles(self) -> Mapping[str, str]:
        return rule_titles(self.form)

    def url(self, page: int | None = None, **changes: str) -> str:
        asked = replace(self.asked, **changes)
        query: dict[str, Any] = {"code": self.period.code, "page": page, **asked.query()}
        return url_for("city.findings", **query)

    def count(self, **changes: str) -> int:
        return len(replace(self.asked, **changes).of_these(self.every))


def page(
    session: Session, actor: Actor, code: str, asked: Asked | None = None, note: str = ""
) -> View:
    """``asked`` where the address does not say it; ``note`` was written and not taken. Raises
    ``NotFound`` for a period not opened or an unknown filter."""
    period = chosen_period.named(session, code)
    every = found_in(session, period, actor)
    names = {ward.code: ward.name for ward in cities.wards(session)}
    asked = asked or Asked.of(request.args)
    listing = Listing(period, access.form_of(session, period), asked, every, names)
    listed = asked.of_these(every)
    shown, pages = page_of(listed, PER_PAGE, lambda number: listing.url(number))
    choosable = [found for found in listed if found.may_decide]
    return {
        "period": {"code": period.code, "name": period_title(period.code)},
        "filters": _chips(listing),
        "narrowing": _narrowing(listing),
        "rules": _rules(listing),
        "rows": [_row(listing, found) | {"was": _was(session, listing, found)} for found in shown],
        "total": len(listed),
        "choosable": len(choosable),
        "every": " ".join(found.seen for found in choosable),
        "query": urlencode(asked.query()),
        "may_review": actor.may(Permission.REVIEW),
        "note": note,
        "last_batch": _last_batch(session, period, actor),
        "run": _run(session, period),
        "pages": pages,
    }


def _chips(listing: Listing) -> list[View]:
    return [
        {
            "name": words,
            "count": listing.count(show=name),
            "url": listing.url(show=name),
            "is_current": name == listing.asked.show,
        }
        for name, words in filter_names().items()
    ]


def _narrowing(listing: Listing) -> View:
    asked = listing.asked
    wards = {found.ward.code: found.ward.name for found in listing.every}
    wards.setdefault(asked.ward, listing.names.get(asked.ward, asked.ward))
    plain = Asked(asked.show)
    return {
        "show": asked.show,
        "severity": asked.severity,
        "rule": asked.rule,
        "ward": asked.ward,
        "severities": [{"value": k, "label": words} for k, words in severity_names().items()],
        "wards": [{"value": "", "label": _("Mọi đơn vị")}]
        + [{"value": c, "label": listing.names[c]} for c in listing.names if c in wards],
        "clear_url": "" if asked == plain else listing.url(severity="", rule="", ward=""),
    }


def _rules(listing: Listing) -> list[View]:
    """Rules by how often they speak; choosing the chosen one again lets go of it."""
    chosen = listing.asked.rule
    listed = replace(listing.asked, rule="").of_these(listing.every)
    counts = Counter(found.row.rule for found in listed)
    if chosen:
        counts.setdefault(chosen, 0)
    return [
        {
            "title": listing.titles.get(rule, rule),
            "count": count,
            "url": listing.url(rule="" if rule == chosen else rule),
            "is_current": rule == chosen,
        }
        for rule, count in counts.most_common()
    ]


def _row(listing: Listing, found: Found) -> View:
    row = found.row
    others = getattr(row, "others", ())
    return {
        "id": row.id,
        "seen": found.seen,
        "may_decide": found.may_decide,
        "title": listing.titles.get(row.rule, row.rule),
        "severity": row.severity,
        "is_hard": found.is_hard,
        "message": row.message,
        "status": found.status,
        "decided_by": row.decided_by if row.decision != "open" else "",
        "decided_at": row.decided_at if row.decision != "open" else None,
        "why_not": found.why_not,
        "ward_name": found.ward.name,
        "submission_id": row.submission_id,
        "effect": flag_charts.change_words(listing.form, row.details.get("effect")),
        "others": [listing.names.get(code, code) for code in others],
    }


def _was(session: Session, listing: Listing, found: Found) -> View | None:
    """The decision that fell, beside the answers of the version that the finding is about."""
    if found.was is None:
        return None
    own = None if is_departments(found.row) else found.row.submission_id
    report = submissions.by_id(session, own) if own else None
    frozen = submissions.version(session, report.id, report.last_version) if report else None
    answers = checking.answers_in(listing.form, frozen.content) if frozen else {}
    return finding_past.view(listing.form, found.row, found.was, answers)


def _last_batch(session: Session, period: Period, actor: Actor) -> View | None:
    """What this person decided last in one go, to be taken back."""
    batch = decisions.last_batch(session, period.id, actor.person_id)
    if batch is None or not actor.may(Permission.REVIEW):
        return None
    words = finding_past.decision_words()[batch.decision]
    return {"id": batch.batch_id, "words": words, "count": batch.count, "at": batch.at}


def _run(session: Session, period: Period) -> View | None:
    """The newest run of what compares wards, with what could not finish, in words."""
    run = comparing.detection_run(session, period.id)
    if run is None:
        return None
    return {"at": run.ran_at, "wards": run.wards, "failed": sorted(run.failed.values())}


def found_in(session: Session, period: Period, actor: Actor) -> list[Found]:
    """Every current finding of the period, the worst first, then in Vietnamese order."""
    given = contributions.explained(session, period.id)
    look = Look(actor.person_id, dt.datetime.now(dt.UTC), _barred(session, period, actor))
    reports = {r.submission_id: r for r in review_queue.desk_reports(session, period)}
    past = decisions.past_of_period(session, period.id)
    found = [
        Found(
            ward,
            row,
            _status(row, given.get((row.submission_id, row.key))),
            finding_past.reopened_from(row, past.get((row.submission_id, row.key), ())),
            actor.may(Permission.REVIEW) and not why,
            why if actor.may(Permission.REVIEW) else "",
        )
        for ward, row in lineage.findings_of_period(session, period.id)
        for why in (_why_not(row, reports[row.submission_id], look),)
        if reports[row.submission_id].is_readable or is_departments(row)
    ]
    severities = ("error", "warning", "info")
    found.sort(key=lambda f: (not f.is_hard, severities.index(f.row.severity), -f.row.score))
    return found


def _barred(session: Session, period: Period, actor: Actor) -> frozenset[UUID]:
    """Reports that this person wrote, where the city keeps authors from reviewing."""
    is_kept_out = review_rules.of_city(session).bars_own_review
    return authors.of_period(session, period.id, actor.person_id) if is_kept_out else frozenset()


def _why_not(row: AnyFinding, report: DeskReport, look: Look) -> str:
    """As ``deciding`` will hold it, '' where it may be decided about; what another reviewer
    has open is theirs."""
    if report.is_held_by_another(look):
        return _("%(name)s đang thẩm định", name=report.claimed_by_name)
    if report.submission_id in look.own:
        return _("Bạn đã viết, ký hoặc nộp báo cáo này")
    if report.is_approved:
        return _("Báo cáo đã duyệt")
    is_decidable = report.is_waiting or is_departments(row)
    return "" if is_decidable else _("Đơn vị đang sửa")


def is_departments(row: AnyFinding) -> bool:
    """Found by comparing wards, or in that nothing came: not in a report's own content."""
    return hasattr(row, "others")


def _status(row: AnyFinding, explained_for: str | None) -> str:
    is_explained = explained_for == row.inputs_hash
    is_void = explained_for is not None and not is_explained
    return review_flags.status_of(row, is_explained, is_void)


def seen_of(values: Sequence[str]) -> list[Seen]:
    """``<finding>.<stamp>`` of each; raises ``NotFound`` for what no page of ours sends."""
    try:
        pairs = [value.partition(".") for value in values]
        return [Seen(UUID(own), stamp) for own, _dot, stamp in pairs]
    except ValueError as error:
        raise NotFound(_("Danh sách gửi lên bị hỏng. Hãy tải lại trang.")) from error
