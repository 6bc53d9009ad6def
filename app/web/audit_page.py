"""View data of the audit log's page."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.documents.characters import harmless
from app.domain.answers import clean_line, numerals
from app.domain.lifecycle import Event
from app.domain.periods import VIETNAM
from app.store import audit, audit_log, cities
from app.store.audit_log import Wanted
from app.store.rows import AnyRow
from app.store.scope import Scope
from app.web.audit_words import details_in_words
from app.web.paging import pages_of
from app.web.report_parts import View
from app.web.words import event_words

if TYPE_CHECKING:
    from app.store.tables.ledger import AuditEntry

PER_PAGE: Final = 50
#: A longer chain takes seconds to walk: then only who asks waits for it.
WALKED_ALWAYS: Final = 5000
_FIELDS: Final = ("words", "verb", "ward", "since", "until")
_MOST_FAULTS: Final = 20


def verb_name(verb: str) -> str:
    """A kind of entry in words; one that is not listed here stays as it is."""
    if verb in set(Event):
        return event_words(Event(verb))
    return _verbs().get(verb, verb)


def _verbs() -> Mapping[str, str]:
    return {
        "batch_started": _("Nạp nhiều báo cáo"),
        "bundle_cancelled": _("Hủy đóng gói báo cáo các phường, xã"),
        "bundle_downloaded": _("Tải tệp ZIP báo cáo các phường, xã"),
        "bundle_requested": _("Đóng gói báo cáo các phường, xã"),
        "city_created": _("Lập danh sách đơn vị"),
        "delivery_retried": _("Gửi lại thư hoặc sự kiện"),
        "edition_cancelled": _("Hủy lập báo cáo thành phố"),
        "edition_commented": _("Ghi chú báo cáo thành phố"),
        "edition_requested": _("Lập báo cáo thành phố"),
        "edition_sealed": _("Chốt báo cáo thành phố"),
        "export_downloaded": _("Tải tệp xuất"),
        "extended": _("Gia hạn nộp"),
        "finding_decided": _("Quyết định về cảnh báo"),
        "form_published": _("Công bố mẫu báo cáo"),
        "theme_curated": _("Biên tập nội dung các đơn vị nêu"),
        "sentence_reset": _("Dùng lại câu mẫu của báo cáo"),
        "sentence_reworded": _("Sửa câu chữ của báo cáo"),
        "grouping_drawn": _("Lập nhóm đơn vị"),
        "grouping_removed": _("Bỏ nhóm đơn vị"),
        "invited": _("Mời người dùng"),
        "judged_again": _("Soát lại báo cáo đã nộp"),
        "password_reset_offered": _("Gửi liên kết đặt lại mật khẩu"),
        "period_closed": _("Đóng kỳ"),
        "period_dates_set": _("Đổi ngày của kỳ"),
        "period_opened": _("Mở kỳ"),
        "period_reopened": _("Mở lại kỳ"),
        "person_active": _("Mở lại tài khoản"),
        "person_inactive": _("Khóa tài khoản"),
        "public_page_set": _("Đặt trang công khai"),
        "remark_reopened": _("Mở lại yêu cầu"),
        "remark_settled": _("Khép yêu cầu"),
        "reorganization_undone": _("Bỏ lần ghi sáp nhập, chia tách"),
        "rule_dispensation_lifted": _("Bỏ miễn quy tắc"),
        "rule_dispensed": _("Miễn quy tắc cho đơn vị"),
        "rule_drafted": _("Soạn quy tắc"),
        "rule_published": _("Công bố quy tắc"),
        "rule_withdrawn": _("Rút quy tắc"),
        "token_made": _("Tạo mã cho chương trình"),
        "token_revoked": _("Thu hồi mã của chương trình"),
        "units_reorganized": _("Ghi sáp nhập, chia tách"),
        "ward_given": _("Giao đơn vị cho chuyên viên"),
        "ward_left": _("Thôi giao đơn vị"),
        "webhook_removed": _("Bỏ địa chỉ nhận sự kiện"),
        "webhook_set": _("Đặt địa chỉ nhận sự kiện"),
        "withdrawn": _("Rút tệp đã nạp"),
    }


def page(session: Session, scope: Scope) -> View:
    """One page of the log, filtered as the address says, and whether the chain holds."""
    asked = _asked()
    wanted, problems = _wanted(asked)
    total = audit_log.count(session, wanted)
    first, pages = pages_of(total, PER_PAGE, lambda page: _url(asked, page=page))
    length = audit_log.count(session, Wanted())
    is_walked = length <= WALKED_ALWAYS or "check" in request.args
    return {
        "rows": [_row(row) for row in audit_log.entries(session, wanted, first, PER_PAGE)],
        "asked": asked,
        "problems": problems,
        "verbs": [{"value": "", "label": _("Mọi việc")}, *_verb_choices(session)],
        "wards": [{"value": "", "label": _("Mọi đơn vị")}, *_ward_choices(session)],
        "pages": pages,
        "chain": _chain(session, scope, length) if is_walked else None,
        "check_url": _url(asked, check="1"),
        "csv_url": url_for("audit.table", **_kept(asked)),
    }


def _asked() -> dict[str, str]:
    return {name: clean_line(request.args.get(name, ""))[:100] for name in _FIELDS}


def _wanted(asked: Mapping[str, str]) -> tuple[Wanted, list[View]]:
    """What is asked for; a day that is none is told and not asked for."""
    problems: list[View] = []
    since, until = (_day(name, asked[name], problems) for name in ("since", "until"))
    day = dt.timedelta(days=1)
    end = until + day if until else None
    return Wanted(asked["words"], asked["verb"], asked["ward"], since, end), problems


def _day(name: str, text: str, problems: list[View]) -> dt.datetime | None:
    """Midnight of Viet Nam at the beginning of the day."""
    day = numerals.date(text) if text else None
    if text and day is None:
        told = _("“%(text)s” không phải là một ngày. Viết như 14/6/2026.", text=text)
        problems.append({"anchor": name, "message": told})
    return dt.datetime.combine(day, dt.time(), VIETNAM) if day else None


def _verb_choices(session: Session) -> list[View]:
    found = [{"value": verb, "label": verb_name(verb)} for verb in audit_log.verbs(session)]
    return sorted(found, key=lambda choice: choice["label"])


def _ward_choices(session: Session) -> list[View]:
    return [{"value": ward.code, "label": ward.name} for ward in cities.wards(session)]


def _kept(asked: Mapping[str, str]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value}


def _url(asked: Mapping[str, str], **others: Any) -> str:
    return url_for("audit.log", **_kept(asked) | others)


def _chain(session: Session, scope: Scope, length: int) -> View:
    faults = list(audit.faults(session, scope.city))
    return {"length": length, "faults": faults[:_MOST_FAULTS], "count": len(faults)}


def _row(row: AnyRow) -> View:
    entry = row.AuditEntry
    return {
        "number": entry.number,
        "at": entry.at,
        "actor": entry.actor,
        "verb_name": verb_name(entry.verb),
        "subject": entry.subject,
        "ward_name": row.ward_name or "",
        "details": details_in_words(entry.details),
        "digest": entry.digest[:12],
    }


def details_of(entry: AuditEntry) -> str:
    """``reason: Cần bổ sung; version: 1`` as programs keep it; what is empty is left out."""
    parts = (
        f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
        for name, value in entry.details.items()
        if value not in (None, "", [], {})
    )
    return "; ".join(parts)


def table(session: Session) -> str:
    """The filtered lines as CSV (UTF-8 with its mark, as Excel wants it)."""
    wanted, _problems = _wanted(_asked())
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(["number", "at", "actor", "verb", "subject", "ward", "details", "digest"])
    writer.writerows(_lines(session, wanted))
    return out.getvalue()


def _lines(session: Session, wanted: Wanted) -> Iterator[list[str]]:
    for row in audit_log.every_entry(session, wanted):
        entry = row.AuditEntry
        at = entry.at.astimezone(VIETNAM).isoformat(timespec="seconds")
        words = (entry.actor, entry.verb, entry.subject, row.ward_name or "", details_of(entry))
        yield [f"{entry.number}", at, *map(harmless, words), entry.digest]
