"""View data of the reviewer's queue: filters, search, one's own saved filters, the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode

from flask import request, url_for
from flask import session as flask_session
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import access
from app.actions.access import Report
from app.domain import desk
from app.domain.anomalies import DETECTOR_RULES
from app.domain.desk import DeskReport, Look, Narrowing
from app.domain.errors import NotFound
from app.domain.lifecycle import State
from app.domain.permissions import Actor
from app.domain.units import UNIT_TYPES
from app.store import approvals, cities, desk_settings, review_queue
from app.store.forms import CompiledForm
from app.web import chosen_period, flag_charts
from app.web.paging import page_of
from app.web.report_parts import View
from app.web.words import rule_words, unit_type_name

if TYPE_CHECKING:
    from app.store.tables.city import Period
    from app.store.tables.desk import SavedFilter

#: A whole city of today: 114 units and room.
PER_PAGE: Final = 130
FIRST: Final = "waiting"
#: What may be asked of the queue, in the order of the address.
KEYS: Final = ("show", "q", "group", "rule")
RECENT: Final = 3
NO_NARROWING: Final = Narrowing()
_KEPT: Final = "queue"


def filter_names() -> dict[str, str]:
    return {
        "waiting": _("Chờ thẩm định"),
        "clean": _("Không còn gì mở"),
        "mine": _("Tôi đang giữ"),
        "my_wards": _("Đơn vị tôi phụ trách"),
        "new": _("Mới nộp"),
        "resubmitted": _("Nộp lại"),
        "flagged": _("Còn chỗ cần xem"),
        "soft": _("Có cảnh báo mềm"),
        "copied": _("Nghi sao chép"),
        "returned": _("Chờ đơn vị sửa"),
        "overdue": _("Quá hạn nộp"),
        "approved": _("Đã duyệt"),
        "all": _("Tất cả"),
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks of the queue."""

    show: str = FIRST
    narrowing: Narrowing = NO_NARROWING

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Asked:
        """Raises ``NotFound`` for a filter or a group that there is not."""
        show, group = values.get("show") or FIRST, values.get("group", "")
        if show not in desk.FILTERS or group not in ("", *UNIT_TYPES):
            raise NotFound(_("Không có mục này trong hàng chờ."))
        text, rule = values.get("q", "")[:60], values.get("rule", "")[:60]
        return cls(show, Narrowing(text, group, rule))

    def query(self) -> dict[str, str]:
        """As in the address; what asks nothing is left out, but for the filter's name."""
        narrow = self.narrowing
        asked = {"q": narrow.text, "group": narrow.group, "rule": narrow.rule}
        return {"show": self.show} | {key: value for key, value in asked.items() if value}


def canonical(query: str) -> str:
    """A query as it is kept: known keys in one order. Raises ``NotFound`` as ``Asked.of``."""
    return urlencode(Asked.of(dict(parse_qsl(query))).query())


def asked_of(kept: Sequence[SavedFilter]) -> Asked:
    """The address's, or where it asks nothing the person's own first filter."""
    if any(key in request.args for key in KEYS):
        return Asked.of(request.args)
    first = next((one for one in kept if one.is_default), None)
    return Asked.of(dict(parse_qsl(first.query))) if first else Asked()


@dataclass(frozen=True, slots=True)
class Queue:
    """A period's reports in their order, as one person looks at them."""

    period: Period | None
    look: Look
    asked: Asked
    form: CompiledForm | None
    reports: Sequence[DeskReport]

    @property
    def narrowed(self) -> list[DeskReport]:
        return self.asked.narrowing.of(self.reports)

    @property
    def listed(self) -> list[DeskReport]:
        return desk.matching(self.narrowed, self.asked.show, self.look)

    def url(self, asked: Asked, page: int | None = None, of: str = "") -> str:
        code = of or (self.period.code if self.period else None)
        query: dict[str, Any] = {"period": code, "page": page, **asked.query()}
        return url_for("review.queue", **query)


def open_queue(session: Session, actor: Actor, period: Period | None, asked: Asked) -> Queue:
    now = dt.datetime.now(dt.UTC)
    if period is None:
        return Queue(None, Look(actor.person_id, now), asked, None, [])
    look = review_queue.look_of(session, period.id, actor.person_id, now)
    reports = desk.in_order(review_queue.desk_reports(session, period))
    return Queue(period, look, asked, access.form_of(session, period), reports)


def keep_query(opened: Queue) -> None:
    """The filter that the person works through is where they come back to."""
    query = urlencode(opened.asked.query())
    if flask_session.get(_KEPT) != query:
        flask_session[_KEPT] = query


def back_url(session: Session, actor: Actor, report: Report) -> str:
    """The queue of a report's period as it was last looked at, at the report that comes next."""
    asked = Asked.of(dict(parse_qsl(flask_session.get(_KEPT, ""))))
    opened = open_queue(session, actor, report.period, asked)
    following = desk.after(opened.listed, report.submission.id)
    return opened.url(asked) + (f"#report-{following.submission_id}" if following else "")


def queue(session: Session, actor: Actor) -> View:
    """The queue of the chosen period, filtered. Raises ``NotFound`` for no such filter."""
    kept = desk_settings.filters_of(session, actor.person_id)
    periods = cities.periods(session)
    period = chosen_period.chosen(periods, dt.datetime.now(dt.UTC))
    opened = open_queue(session, actor, period, asked_of(kept))
    keep_query(opened)
    asked, clean = opened.asked, desk.matching(opened.narrowed, "clean", opened.look)
    listed = opened.listed
    shown, pages = page_of(listed, PER_PAGE, lambda number: opened.url(asked, number))
    recent = approvals.batches(session, period.id, RECENT) if period else []
    return {
        "periods": chosen_period.chips(periods, period, lambda of: opened.url(asked, of=of)),
        "period_code": period.code if period else "",
        "filters": _chips(opened),
        "narrowing": _narrowing_view(opened),
        "saved": [_saved_view(opened, one) for one in kept],
        "query": urlencode(asked.query()),
        "is_saved": any(one.query == urlencode(asked.query()) for one in kept),
        "reports": [row_view(opened, report) for report in shown],
        "total": len(listed),
        "clean_count": len(clean),
        "approvals": [
            {"id": one.batch_id, "at": one.at, "who": one.who, "count": one.count} for one in recent
        ],
        "pages": pages,
    }


def _chips(opened: Queue) -> list[View]:
    narrowed, asked = opened.narrowed, opened.asked
    return [
        {
            "name": words,
            "count": len(desk.matching(narrowed, name, opened.look)),
            "url": opened.url(replace(asked, show=name)),
            "is_current": name == asked.show,
        }
        for name, words in filter_names().items()
    ]


def _narrowing_view(opened: Queue) -> View:
    asked = opened.asked
    rules = sorted({rule for report in opened.reports for rule in report.weight.rules})
    if asked.narrowing.rule and asked.narrowing.rule not in rules:
        rules.append(asked.narrowing.rule)
    titles = rule_titles(opened.form)
    everyone = [{"value": "", "label": _("Mọi loại đơn vị")}]
    everything = [{"value": "", "label": _("Mọi phép kiểm tra")}]
    return {
        "show": asked.show,
        "text": asked.narrowing.text,
        "group": asked.narrowing.group,
        "rule": asked.narrowing.rule,
        "groups": everyone + [{"value": g, "label": unit_type_name(g)} for g in UNIT_TYPES],
        "rules": everything
        + sorted(
            ({"value": rule, "label": titles.get(rule, rule)} for rule in rules),
            key=lambda option: option["label"],
        ),
        "clear_url": opened.url(Asked(asked.show)) if asked.narrowing != NO_NARROWING else "",
    }


def rule_titles(form: CompiledForm | None) -> dict[str, str]:
    """Every rule in words: those of the form, and what is found by comparing wards."""
    rules = (*form.rules.rules, *DETECTOR_RULES) if form else DETECTOR_RULES
    return {rule.name: rule_words(rule.title_vi) for rule in rules}


def _saved_view(opened: Queue, one: SavedFilter) -> View:
    asked = Asked.of(dict(parse_qsl(one.query)))
    return {
        "id": one.id,
        "name": one.name,
        "is_default": one.is_default,
        "url": opened.url(asked),
        "count": len(desk.matching(asked.narrowing.of(opened.reports), asked.show, opened.look)),
        "is_current": asked == opened.asked,
    }


def row_view(opened: Queue, report: DeskReport) -> View:
    look, weight = opened.look, report.weight
    return {
        "submission_id": report.submission_id,
        "ward_name": report.ward_name,
        "state": report.shown_state,
        "is_resubmission": report.is_resubmission,
        "is_readable": report.is_readable,
        "version": report.last_version,
        "submitted_at": report.submitted_at,
        "errors": weight.errors,
        "warnings": weight.warnings,
        "asked": weight.asked,
        "remarks": weight.remarks,
        "is_copied": weight.is_copied,
        "is_overdue": report.is_overdue(look.now),
        "effect": flag_charts.change_words(opened.form, weight.effect) if opened.form else "",
        "is_clean": desk.obstacle(report, look) is None,
        "is_waiting": report.is_waiting,
        "claimed_by": report.claimed_by_name if report.state is State.IN_REVIEW else "",
        "reviewer": report.reviewer_name,
        "is_mine": report.is_held_by(look.person_id),
    }
