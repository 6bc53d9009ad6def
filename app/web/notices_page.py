"""View data of the log of notices, and of the city's webhook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from flask import current_app, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.domain.answers import clean_line
from app.domain.notices import Channel, DeliveryState, Kind
from app.store import cities
from app.store import notices as store
from app.store.notices import Chosen
from app.store.rows import AnyRow
from app.web.paging import pages_of
from app.web.report_parts import View
from app.web.words import period_name

PER_PAGE: Final = 50
_FIELDS: Final = {"channel": "channel", "kind": "kind", "ward": "ward_code", "words": "words"}
_ENDED: Final = (DeliveryState.FAILED.value, DeliveryState.UNCONFIGURED.value)
#: On the webhook's own page; the log has all of them.
_WEBHOOK_ROWS: Final = 10


def kind_names() -> dict[str, str]:
    return {
        Kind.RETURNED: _("Trả lại báo cáo"),
        Kind.RESUBMITTED: _("Nộp lại báo cáo"),
        Kind.UNAPPROVED: _("Hủy duyệt báo cáo"),
        Kind.OPENED: _("Nhắc: mở kỳ"),
        Kind.DUE_SOON: _("Nhắc: sắp đến hạn"),
        Kind.OVERDUE: _("Nhắc: quá hạn"),
        Kind.ESCALATED: _("Nhắc: quá hạn, báo lãnh đạo"),
        Kind.DIGEST: _("Việc thẩm định trong ngày"),
        Kind.INVITED: _("Mời người dùng"),
        Kind.PASSWORD_RESET: _("Đặt lại mật khẩu"),
        Kind.TEST: _("Gửi thử"),
    }


def state_names() -> dict[str, str]:
    return {
        DeliveryState.QUEUED: _("Đang chờ gửi"),
        DeliveryState.SENT: _("Đã gửi"),
        DeliveryState.FAILED: _("Không gửi được"),
        DeliveryState.UNCONFIGURED: _("Chưa có máy chủ thư"),
        DeliveryState.MUTED: _("Người nhận đã tắt nhắc việc"),
        DeliveryState.NOBODY: _("Đơn vị chưa có tài khoản"),
    }


def is_mail_on() -> bool:
    return current_app.config["SETTINGS"].mail is not None


def log(session: Session) -> View:
    """One page of the log, filtered as the address says."""
    asked = {n: clean_line(request.args.get(n, ""))[:100] for n in ("state", *_FIELDS)}
    chosen = Chosen(asked["state"], **{_FIELDS[n]: asked[n] for n in _FIELDS})
    counted = store.counts(session, chosen)
    total = counted.get(chosen.state, 0) if chosen.state else sum(counted.values())
    first, pages = pages_of(total, PER_PAGE, lambda page: _url(asked, page=page))
    rows = store.log(session, chosen, first, PER_PAGE)
    return {
        "is_mail_on": is_mail_on(),
        "rows": [_row(row) for row in rows],
        "is_busy": any(row.Delivery.state == DeliveryState.QUEUED.value for row in rows),
        "filters": _filters(counted, asked),
        "asked": asked,
        "kinds": [_any(_("Mọi việc")), *_choices(kind_names())],
        "channels": [_any(_("Thư và sự kiện")), *_choices(_channel_names())],
        "wards": [_any(_("Mọi đơn vị")), *_ward_choices(session)],
        "pages": pages,
    }


def _channel_names() -> dict[str, str]:
    return {Channel.MAIL: _("Thư điện tử"), Channel.WEBHOOK: _("Sự kiện cho phần mềm")}


def _choices(names: Mapping[str, str]) -> list[View]:
    return [{"value": str(value), "label": label} for value, label in names.items()]


def _any(label: str) -> View:
    return {"value": "", "label": label}


def _ward_choices(session: Session) -> list[View]:
    return [{"value": ward.code, "label": ward.name} for ward in cities.wards(session)]


def _url(asked: Mapping[str, str], **others: Any) -> str:
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return url_for("notices.log", **kept | others)


def _filters(counted: Mapping[str, int], asked: Mapping[str, str]) -> list[View]:
    names = {"": _("Tất cả"), **{str(state): name for state, name in state_names().items()}}
    return [
        {
            "name": name,
            "count": counted.get(state, 0) if state else sum(counted.values()),
            "url": _url({**asked, "state": state}),
            "is_current": state == asked["state"],
        }
        for state, name in names.items()
    ]


def _row(row: AnyRow) -> View:
    delivery = row.Delivery
    period = row.facts.get("period", "")
    return {
        "delivery_id": str(delivery.id),
        "at": delivery.made_at,
        "kind_name": kind_names().get(row.kind, row.kind),
        "ward_name": row.ward_name or "",
        "period_name": period_name(period) if period else "",
        "is_mail": delivery.channel == Channel.MAIL.value,
        "person_name": delivery.person_name,
        "recipient": delivery.recipient,
        "state": delivery.state,
        "state_name": state_names()[DeliveryState(delivery.state)],
        "sent_at": delivery.sent_at,
        "tries": delivery.tries,
        "next_try_at": delivery.next_try_at if delivery.tries else None,
        "error": delivery.error,
        "may_retry": delivery.state in _ENDED,
    }


def webhook(session: Session, typed: str, problems: list[View], secret: str) -> View:
    """The address, what was sent to it lately, and the secret just made (this once)."""
    kept = store.webhook(session)
    events = replace(Chosen(), channel=Channel.WEBHOOK.value)
    rows = [_row(row) for row in store.log(session, events, 0, _WEBHOOK_ROWS)]
    return {
        "url": typed or (kept.url if kept else ""),
        "kept": _kept(kept.url, kept.changed_by, kept.changed_at) if kept else None,
        "problems": problems,
        "secret": secret,
        "rows": rows,
        "is_busy": any(row["state"] == DeliveryState.QUEUED.value for row in rows),
        "log_url": url_for("notices.log", channel=Channel.WEBHOOK.value),
    }


def _kept(url: str, who: str, at: dt.datetime) -> View:
    return {"url": url, "who": who, "at": at}
