"""The log of notices, where programs of the city listen, a ward's people, the audit log."""

from __future__ import annotations

from .material import UNITS
from .review import _ONE_PAGE, _PAGES
from .scene import ADMINISTRATOR, LEADER, Scene, ago

_STATES = (
    ("sent", "Đã gửi", "", 0),
    ("queued", "Đang chờ gửi", "421 4.7.0 Try again later, closing connection", 2),
    ("failed", "Không gửi được", "550 5.1.1 <" + "dai" * 30 + "@haiphong.gov.vn>: unknown user", 8),
    ("unconfigured", "Chưa có máy chủ thư", "", 0),
    ("muted", "Người nhận đã tắt nhắc việc", "", 0),
)
_ROWS = [
    {
        "delivery_id": f"d{n}",
        "at": ago(minutes=n),
        "kind_name": ("Trả lại báo cáo", "Nhắc: sắp đến hạn", "Việc thẩm định trong ngày")[n % 3],
        "ward_name": unit["name"] if n % 3 < 2 else "",
        "period_name": "6 tháng đầu năm 2026" if n % 3 < 2 else "",
        "is_mail": n % 4 < 3,
        "person_name": "Nguyễn Thị Hồng Hạnh" if n % 4 < 3 else "",
        "recipient": f"hanh.nth@{unit['slug']}.haiphong.gov.vn"
        if n % 4 < 3
        else "https://cau-noi-zalo.haiphong.gov.vn/nhan/" + "x" * 40,
        "state": state,
        "state_name": name,
        "sent_at": ago(minutes=n) if state == "sent" else None,
        "tries": tries,
        "next_try_at": ago(minutes=-15) if state == "queued" else None,
        "error": error,
        "may_retry": state in ("failed", "unconfigured"),
    }
    for n, unit in enumerate(UNITS[:20])
    for state, name, error, tries in (_STATES[n % 5],)
]
_ANY = {"value": "", "label": "Mọi việc"}
_LOG = {
    "is_mail_on": True,
    "is_busy": False,
    "rows": _ROWS,
    "filters": [
        {"name": "Tất cả", "count": 1204, "url": "#", "is_current": True},
        *(
            {"name": name, "count": 12, "url": "#", "is_current": False}
            for _, name, _, _ in _STATES
        ),
    ],
    "asked": {"state": "", "kind": "", "channel": "", "ward": "", "words": ""},
    "kinds": [_ANY],
    "channels": [_ANY],
    "wards": [_ANY],
    "pages": _PAGES,
}
_WEBHOOK = {
    "url": "https://cau-noi-zalo.haiphong.gov.vn/nhan/" + "x" * 40,
    "kept": {
        "url": "https://cau-noi-zalo.haiphong.gov.vn/nhan/" + "x" * 40,
        "who": "Phạm Quản Trị",
        "at": ago(days=3),
    },
    "problems": [],
    "secret": "kY" * 21,
    "rows": [row for row in _ROWS if not row["is_mail"]],
    "is_busy": True,
    "log_url": "/admin/notices?channel=webhook",
}
_REFUSED = {
    "url": "http://a.vn/",
    "kept": None,
    "problems": [{"anchor": "url", "message": "Địa chỉ nhận phải bắt đầu bằng https://."}],
    "secret": "",
    "rows": [],
    "is_busy": False,
}

_PEOPLE = {
    "ward_name": "Phường Nguyễn Đại Năng",
    "people": [
        {
            "person_id": f"p{n}",
            "name": "Nguyễn Thị Hồng Hạnh",
            "email": f"hanh.nguyenthihong{n}@nguyendainang.haiphong.gov.vn",
            "role_name": "Lãnh đạo phường, xã" if n == 3 else "Chuyên viên phường, xã",
            "state": state,
            "last_seen_at": ago(hours=n) if state == "active" else None,
            "may_deactivate": state != "inactive" and n != 3,
            "may_reactivate": state == "inactive",
        }
        for n, state in enumerate(("active", "invited", "inactive", "active"))
    ],
    "typed": {"name": "", "email": "sai"},
    "problems": [{"anchor": "email", "message": "Địa chỉ thư điện tử chưa đúng."}],
    "link": {
        "name": "Trần Văn Bảo",
        "url": "https://tonghop.haiphong.gov.vn/account/invitation/" + "x" * 43,
    },
    "is_mail_on": True,
}
_AUDIT = {
    "rows": [
        {
            "number": 41_204 - n,
            "at": ago(minutes=n),
            "actor": "Nguyễn Thị Hồng Hạnh",
            "verb_name": ("Nộp báo cáo", "Trả lại", "Gia hạn nộp")[n % 3],
            "subject": f"2026-H1/{unit['code']}",
            "ward_name": unit["name"],
            "details": "before: in_review; after: returned; reason: Cần sửa mục III.3; version: 1",
            "digest": "9f2ab31c07de",
        }
        for n, unit in enumerate(UNITS[:12])
    ],
    "asked": {"words": "", "verb": "", "ward": "", "since": "", "until": ""},
    "problems": [],
    "verbs": [_ANY],
    "wards": [_ANY],
    "pages": _PAGES,
    "chain": {"length": 41_204, "faults": [], "count": 0},
    "check_url": "#",
    "csv_url": "#",
}
_BROKEN = {"length": 9, "faults": ["Dòng nhật ký số 3 đã bị sửa."], "count": 1}

NOTICES: tuple[Scene, ...] = (
    Scene("admin-notices", "admin/notices.html", _LOG, ADMINISTRATOR),
    Scene(
        "admin-notices-empty",
        "admin/notices.html",
        {**_LOG, "rows": [], "is_mail_on": False, "pages": _ONE_PAGE},
        ADMINISTRATOR,
    ),
    Scene("admin-webhook", "admin/webhook.html", _WEBHOOK, ADMINISTRATOR),
    Scene("admin-webhook-refused", "admin/webhook.html", {**_WEBHOOK, **_REFUSED}, ADMINISTRATOR),
    Scene("ward-people", "ward/people.html", _PEOPLE, LEADER),
    Scene("city-audit", "city/audit.html", _AUDIT, ADMINISTRATOR),
    Scene(
        "city-audit-broken",
        "city/audit.html",
        {**_AUDIT, "rows": [], "pages": _ONE_PAGE, "chain": _BROKEN},
        ADMINISTRATOR,
    ),
    Scene("city-audit-long", "city/audit.html", {**_AUDIT, "chain": None}, ADMINISTRATOR),
)
