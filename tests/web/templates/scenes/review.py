"""The review desk: queue, one ward, return, compare."""

from __future__ import annotations

from typing import Any

from .material import UNITS
from .scene import REVIEWER, Scene, ago

_STATES = ("submitted", "in_review", "submitted", "returned", "approved")
_REPORTS = [
    {
        "submission_id": f"s{n}",
        "ward_name": unit["name"],
        "state": _STATES[n % 5],
        "is_resubmission": n % 7 == 0,
        "version": 1 + (n % 7 == 0),
        "submitted_at": ago(hours=n) if n % 11 else None,
        "errors": n % 3,
        "warnings": (n * 7) % 5,
        "asked": int(n % 9 == 4),
        "remarks": int(n % 7 == 0),
        "is_copied": n % 13 == 5,
        "is_overdue": n % 11 == 0,
        "is_readable": True,
        "effect": f"+{n % 5},{n % 9} %" if n % 2 else "",
        "is_clean": n % 3 == 0,
        "is_waiting": n % 4 != 3,
        "claimed_by": "Lê Thị Kim Oanh" if n % 5 == 1 else "",
        "reviewer": "Đỗ Văn Mười" if n % 3 else "",
        "is_mine": n % 10 == 1,
    }
    for n, unit in enumerate(UNITS)
]
_FILTERS = [
    {"name": name, "count": count, "url": "#", "is_current": n == 0}
    for n, (name, count) in enumerate(
        (
            ("Chờ thẩm định", 41),
            ("Của tôi", 12),
            ("Nộp lại", 7),
            ("Chờ phường sửa", 9),
            ("Quá hạn", 3),
            ("Còn chỗ cần xem", 28),
            ("Tất cả", 114),
        )
    )
]
_PERIODS = [
    {"code": "2026-H1", "name": "6 tháng đầu năm 2026", "url": "#", "is_current": True},
    {"code": "2025-Y", "name": "Năm 2025", "url": "#", "is_current": False},
]
_PAGES = {
    "total": 114,
    "first": 1,
    "last": 50,
    "page": 1,
    "page_count": 3,
    "previous_url": None,
    "next_url": "?page=2",
}
_ONE_PAGE = {**_PAGES, "total": 0, "page_count": 1, "next_url": None}
STRIP: dict[str, Any] = {
    "title": "Tỷ lệ giải quyết đúng hạn của 114 đơn vị",
    "low": "82,0",
    "high": "100,0",
    "median_at": 0.93,
    "median_words": "trung vị 98,7",
    "band_from": 0.85,
    "band_to": 0.97,
    "points": [
        {
            "at": 1 - (n * n % 97) / 97 * 0.4,
            "name": unit["short_name"],
            "display": "98,2",
            "is_self": n == 40,
            "is_far": n in (7, 61),
        }
        for n, unit in enumerate(UNITS)
    ],
}


_NARROWING = {
    "show": "waiting",
    "text": "",
    "group": "",
    "rule": "",
    "groups": [{"value": "", "label": "Mọi loại đơn vị"}, {"value": "xa", "label": "Xã"}],
    "rules": [{"value": "", "label": "Mọi phép kiểm tra"}, {"value": "outlier", "label": "Số lạ"}],
    "clear_url": "",
}
_QUEUE: dict[str, Any] = {
    "periods": _PERIODS,
    "period_code": "2026-H1",
    "filters": _FILTERS,
    "narrowing": {**_NARROWING, "text": "hai", "clear_url": "#"},
    "saved": [
        {
            "id": f"f{n}",
            "name": name,
            "url": "#",
            "count": 7 * n,
            "is_current": n == 1,
            "is_default": n == 0,
        }
        for n, name in enumerate(("Xã nộp lại", "Phường quá hạn"))
    ],
    "query": "show=waiting&q=hai",
    "is_saved": False,
    "total": 114,
    "clean_count": 38,
    "approvals": [{"id": "b1", "at": ago(hours=5), "who": "Lê Thị Kim Oanh", "count": 12}],
}
_QUEUE_EMPTY: dict[str, Any] = {
    "periods": _PERIODS[:1],
    "narrowing": _NARROWING,
    "saved": [],
    "is_saved": True,
    "total": 0,
    "clean_count": 0,
    "approvals": [],
}
_LISTED = [
    {
        "submission_id": f"s{n}",
        "value": f"s{n}.1",
        "ward_name": unit["name"],
        "version": 1 + n % 2,
        "submitted_at": ago(hours=n),
        "is_resubmission": n % 2 == 1,
        "why": "còn 2 chỗ chưa quyết định",
        "state": "approved" if n else "in_review",
        "stands": n > 0,
    }
    for n, unit in enumerate(UNITS)
]
_APPROVE = {
    "period": {"code": "2026-H1", "name": "6 tháng đầu năm 2026"},
    "batch": "b1",
    "back_url": "#",
    "reports": _LISTED,
    "left_out": _LISTED[:2],
}
_BATCH = {
    "batch_id": "b1",
    "period": _APPROVE["period"],
    "at": ago(hours=1),
    "who": "Lê Thị Kim Oanh",
    "queue_url": "#",
    "approved": _LISTED,
    "standing": len(_LISTED) - 1,
    "may_take_back": False,
    "left_out": _LISTED[:2],
}
_WARDS = {
    "wards": [
        {
            "code": f"{n}",
            "name": unit["name"],
            "reviewer": ("", "Đỗ Văn Mười", "Lê Thị Kim Oanh")[n % 3],
            "is_mine": n % 3 == 1,
        }
        for n, unit in enumerate(UNITS)
    ],
    "free": 40,
    "loads": [{"name": "Đỗ Văn Mười", "count": 38}, {"name": "Lê Thị Kim Oanh", "count": 36}],
    "people": [{"value": "p1", "label": "Đỗ Văn Mười"}],
    "may_take": True,
    "may_give": False,
}

REVIEW: tuple[Scene, ...] = (
    Scene(
        "review-queue",
        "review/queue.html",
        {**_QUEUE, "reports": _REPORTS, "pages": _PAGES},
        REVIEWER,
    ),
    Scene(
        "review-queue-empty",
        "review/queue.html",
        {**_QUEUE, **_QUEUE_EMPTY, "reports": [], "pages": _ONE_PAGE},
        REVIEWER,
    ),
    Scene("review-approve", "review/approve.html", _APPROVE, REVIEWER),
    Scene(
        "review-approve-none",
        "review/approve.html",
        {**_APPROVE, "reports": []},
        REVIEWER,
    ),
    Scene("review-batch", "review/approved.html", _BATCH, REVIEWER),
    Scene(
        "review-batch-leader",
        "review/approved.html",
        {**_BATCH, "left_out": [], "may_take_back": True},
        REVIEWER,
    ),
    Scene("review-wards", "review/wards.html", _WARDS, REVIEWER),
    Scene(
        "review-wards-admin",
        "review/wards.html",
        {**_WARDS, "may_take": False, "may_give": True},
        REVIEWER,
    ),
)
