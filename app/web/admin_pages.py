"""View data of the administrator's pages: periods, people, units."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final
from uuid import UUID

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import reporting
from app.domain.errors import NotFound
from app.domain.notices import DeliveryState
from app.domain.periods import VIETNAM, PeriodCode
from app.domain.permissions import Actor, Permission, Role
from app.store import cities, extensions, notices, review_queue, staff
from app.store.notices import Chosen
from app.store.reading import reading
from app.store.rows import AnyRow
from app.store.scope import LOBBY, Scope
from app.store.staff import Colleague
from app.web.notices_page import is_mail_on
from app.web.paging import page_of
from app.web.report_parts import View, period_title
from app.web.words import role_name, unit_type_name

if TYPE_CHECKING:
    from app.store.tables.city import Period, Ward

PER_PAGE: Final = 50
_KINDS: Final = ("H1", "9M", "Y", "H2", "Q1", "Q2", "Q3", "Q4")


def home(session: Session, scope: Scope) -> View:
    periods = cities.periods(session)
    still_open = sum(period.closed_at is None for period in periods)
    with reading(LOBBY) as lobby:
        people = len({c.person_id for c in staff.colleagues(lobby, scope.city)})
    wards = len(cities.wards(session))
    return {
        "city_name": reporting.city_of(scope).name,
        "tasks": [
            {
                "title": _("Kỳ báo cáo"),
                "note": _("Mở, đổi ngày, đóng, gia hạn. %(n)s kỳ đang mở.", n=still_open),
                "url": url_for("admin.periods"),
            },
            {
                "title": _("Người dùng"),
                "note": _("Mời, khóa. %(n)s người.", n=people),
                "url": url_for("admin.people"),
            },
            {
                "title": _("Duyệt báo cáo"),
                "note": _("Một hay hai người duyệt, ai không được thẩm định."),
                "url": url_for("review_rules.form"),
            },
            {
                "title": _("Đơn vị"),
                "note": _("%(n)s phường, xã, đặc khu.", n=wards),
                "url": url_for("admin.wards"),
            },
            {
                "title": _("Quy tắc"),
                "note": _("Soạn, thử, công bố, rút; miễn cho một đơn vị."),
                "url": url_for("rules.listed"),
            },
            *_notice_tasks(session),
            {
                "title": _("Trang công khai"),
                "note": _("Cho mọi người xem số liệu đã chốt, hay không."),
                "url": url_for("public_setting.form"),
            },
            {
                "title": _("Cách nhóm đơn vị"),
                "note": _("Xem số liệu theo quận, huyện cũ hay cụm thi đua."),
                "url": url_for("groups.groupings"),
            },
            {
                "title": _("Câu chữ của báo cáo"),
                "note": _("Sửa các câu mà báo cáo toàn thành phố được ghép từ đó."),
                "url": url_for("wording.listed"),
            },
        ],
    }


def _notice_tasks(session: Session) -> list[View]:
    failed = notices.counts(session, Chosen()).get(DeliveryState.FAILED.value, 0)
    hook = notices.webhook(session)
    return [
        {
            "title": _("Thư và nhắc việc"),
            "note": _("Ai đã được báo, gửi được hay chưa. %(n)s lần không gửi được.", n=failed),
            "url": url_for("notices.log"),
        },
        {
            "title": _("Gửi sự kiện cho phần mềm khác"),
            "note": _("Đang gửi tới %(url)s.", url=hook.url) if hook else _("Chưa dùng."),
            "url": url_for("notices.webhook"),
        },
    ]


def periods(
    session: Session, actor: Actor, typed: Mapping[str, str], problems: Sequence[View] = ()
) -> View:
    """All periods, and the forms with what was typed into them."""
    now = dt.datetime.now(dt.UTC)
    opened = cities.periods(session)
    granted = extensions.by_period(session)
    codes = _codes(opened, now)
    return {
        "periods": [_period_view(session, p, granted.get(p.id, ()), now) for p in opened],
        "codes": codes,
        "wards": _ward_choices(session),
        "typed": _EMPTY | {"period": codes[0]["value"]} | dict(typed),
        "problems": list(problems),
        "may_manage": actor.may(Permission.MANAGE_CITY),
        "may_extend": actor.may(Permission.EXTEND),
    }


_EMPTY: Final = dict.fromkeys(
    (
        "period",
        "opens_on",
        "due_on",
        "begins_until_on",
        "edits_until_on",
        "ward_code",
        "extend_due_on",
        "document_number",
        "reason",
    ),
    "",
)


def _codes(opened: Sequence[Period], now: dt.datetime) -> list[View]:
    """What may be opened, soonest first; then the opened ones, whose dates may change."""
    known = {period.code: period for period in opened}
    year = now.astimezone(VIETNAM).year
    fresh = [
        code
        for code in (PeriodCode(y, kind) for y in (year, year + 1, year - 1) for kind in _KINDS)
        if str(code) not in known
    ]
    return [
        *({"value": str(code), "label": period_title(str(code))} for code in fresh),
        *({"value": code, "label": _known_label(period)} for code, period in known.items()),
    ]


def _known_label(period: Period) -> str:
    name = period_title(period.code)
    if period.closed_at is not None:
        return _("%(name)s (mở lại)", name=name)
    return _("%(name)s (đổi ngày)", name=name)


def _ward_choices(session: Session) -> list[View]:
    return [{"value": ward.code, "label": ward.name} for ward in cities.wards(session)]


def _period_view(
    session: Session, period: Period, granted: Sequence[AnyRow], now: dt.datetime
) -> View:
    reports = review_queue.desk_reports(session, period)
    state = "planned" if period.opens_at > now else "open"
    return {
        "code": period.code,
        "name": period_title(period.code),
        "state": "closed" if period.closed_at else state,
        "data_from": period.data_from,
        "data_to": period.data_to,
        "opens_on": period.opens_at.astimezone(VIETNAM).date(),
        "due_at": period.ward_due_at,
        "closes_at": period.closed_at,
        "begins_until": period.begins_until,
        "edits_until": period.edits_until,
        "submitted": sum(report.is_submitted for report in reports),
        "expected": len(reports),
        "extensions": [_extension_view(row) for row in granted],
    }


def _extension_view(row: AnyRow) -> View:
    extension = row.Extension
    document, _colon, reason = extension.document.partition(": ")
    return {
        "ward_name": row.ward_name,
        "due_at": extension.due_at,
        "document_number": document,
        "reason": reason,
        "who": extension.granted_by,
    }


PEOPLE_FILTERS: Final = ("all", "active", "invited", "inactive")


def people(
    session: Session,
    scope: Scope,
    actor: Actor,
    typed: Mapping[str, str],
    problems: Sequence[View] = (),
    link: View | None = None,
) -> View:
    """Everyone of the city. Raises ``NotFound`` for no such filter."""
    show = request.args.get("show", "all")
    if show not in PEOPLE_FILTERS:
        raise NotFound(_("Không có mục này."))
    wards = {ward.id: ward for ward in cities.wards(session)}
    with reading(LOBBY) as lobby:
        everyone = staff.colleagues(lobby, scope.city)

    def url(show: str, page: int | None = None) -> str:
        return url_for("admin.people", show=show, page=page)

    listed = [c for c in everyone if show in ("all", c.state)]
    shown, pages = page_of(listed, PER_PAGE, lambda number: url(show, number))
    return {
        "people": [_person_view(c, wards, scope, actor) for c in shown],
        "roles": [{"value": role.value, "label": role_name(role)} for role in Role],
        "wards": [{"value": "", "label": _("Sở Nội vụ")}, *_ward_choices(session)],
        "typed": {"name": "", "email": "", "role": "drafter", "ward_code": ""} | dict(typed),
        "problems": list(problems),
        "link": link,
        "is_mail_on": is_mail_on(),
        "filters": _people_filters(everyone, show),
        "pages": pages,
    }


def _people_filters(everyone: Sequence[Colleague], show: str) -> list[View]:
    names = {
        "all": _("Tất cả"),
        "active": _("Đang dùng"),
        "invited": _("Chờ đặt mật khẩu"),
        "inactive": _("Đã khóa"),
    }
    return [
        {
            "name": words,
            "count": sum(name in ("all", c.state) for c in everyone),
            "url": url_for("admin.people", show=name),
            "is_current": name == show,
        }
        for name, words in names.items()
    ]


def _person_view(
    colleague: Colleague, wards: Mapping[UUID, Ward], scope: Scope, actor: Actor
) -> View:
    ward = wards.get(colleague.ward_id) if colleague.ward_id else None
    is_self = colleague.person_id == actor.person_id
    return {
        "person_id": colleague.person_id,
        "name": colleague.name,
        "email": colleague.email,
        "role_name": ", ".join(role_name(Role(role)) for role in colleague.roles),
        "unit_name": ward.name if ward else _("Sở Nội vụ"),
        "state": colleague.state,
        "last_seen_at": colleague.last_signed_in_at,
        "may_deactivate": colleague.is_active and not is_self,
        "may_reactivate": not colleague.is_active,
        "may_reset": colleague.is_active and not is_self,
    }


def wards(session: Session, scope: Scope) -> View:
    with reading(LOBBY) as lobby:
        everyone = [c for c in staff.colleagues(lobby, scope.city) if c.is_active]
    counts = Counter(c.ward_id for c in everyone)
    leaders = {c.ward_id: c.name for c in reversed(everyone) if Role.LEADER in c.roles}
    return {
        "wards": [
            {
                "code": ward.code,
                "name": ward.name,
                "unit_type_name": unit_type_name(ward.unit_type),
                "people": counts[ward.id],
                "leader_name": leaders.get(ward.id, ""),
                "closed_on": ward.closed_on,
            }
            for ward in cities.wards(session)
        ]
    }
