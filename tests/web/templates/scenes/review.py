"""The review desk: queue, one ward, return, compare."""

from __future__ import annotations

from typing import Any

from .material import PARAGRAPH, SECTIONS, UNITS, VALUES, term
from .reports import CHANGES, EVENTS, FINDINGS, PROOFS, REMARKS, REPORT, TEXT_CHANGE, finding
from .scene import NOW, REVIEWER, Scene, ago

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
        "asked": 0,
        "effect": f"+{n % 5},{n % 9} %" if n % 2 else "",
        "claimed_by": "Lê Thị Kim Oanh" if n % 5 == 1 else "",
        "is_mine": n % 10 == 1,
        "days_waiting": n % 6,
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


def _row(n: int, code: str) -> dict[str, Any]:
    typed, phrase = VALUES.get(code, ("", ""))
    return {
        **term(code, typed),
        "state": "value" if typed else ("not_known" if n % 4 else "not_applicable"),
        "last_display": "4.102" if typed else "",
        "change": "+7,5 %" if typed else "",
        "is_jump": n % 6 == 0,
        "original": "4.330" if n == 3 else "",
        "is_changed": n == 3,
        "phrase": phrase,
        "strip_at": 0.7 if typed else None,
        "band_from": 0.3,
        "band_to": 0.6,
        "is_flagged": n == 5,
        "is_wrong": n == 1,
    }


def _section(s: dict[str, Any]) -> dict[str, Any]:
    fields = s["fields"]
    return {
        "code": s["code"],
        "title": s["title_vi"],
        "errors": 1 if s["code"] == "III.3" else 0,
        "warnings": 2 if s["code"] in ("III.3", "III.4") else 0,
        "rows": [
            _row(n, f["code"]) for n, f in enumerate(fields) if f["type"] not in ("text", "rows")
        ],
        "texts": [
            TEXT_CHANGE
            if f["code"] == "admin_reform"
            else {
                "code": f["code"],
                "label": f["label_vi"],
                "text": PARAGRAPH,
                "is_changed": False,
                "segments": [],
            }
            for f in fields
            if f["type"] == "text"
        ],
        "evidence": PROOFS if s["code"] == "III.3" else [],
        "row_tables": [
            {
                "label": f["label_vi"],
                "columns": [c["label_vi"] for c in f["columns"]],
                "row_list": [["–" for _ in f["columns"]]],
            }
            for f in fields
            if f["type"] == "rows"
        ],
    }


_REPORT = {
    **REPORT,
    "state": "in_review",
    "version_label": "Bản số 2",
    "version": 2,
    "days_left": None,
    "claimed_by": "Phạm Minh Châu",
    "is_mine": True,
    "claim_until": ago(minutes=-12),
    "open_count": 2,
}
_FINDINGS = [
    finding(effect="Sửa chỗ này làm tổng thành phố đổi +0,2 %"),
    finding(
        **{
            **FINDINGS[1],
            "strip": STRIP,
            "others": ["Phường Trần Hưng Đạo", "Xã Nguyễn Lương Bằng"],
            "decisions": [
                {
                    "words": "Đã chấp nhận ở kỳ trước",
                    "who": "Lê Thị Kim Oanh",
                    "at": NOW,
                    "note": "",
                },
            ],
        }
    ),
    finding(**{**FINDINGS[2]}),
    finding(
        id="done",
        title="Năm thấp hơn 6 tháng",
        severity="warning",
        is_hard=False,
        status="accepted",
    ),
]
_SUBMISSION = {
    "report": _REPORT,
    "sections": [_section(s) for s in SECTIONS],
    "findings": _FINDINGS,
    "remarks": [{**r, "may_answer": False} for r in REMARKS],
    "versions": [{"number": 1, "at": NOW}],
    "idempotency_key": "key",
    "next_url": "/review/",
    "may_claim": False,
    "may_release": True,
    "may_decide": True,
    "may_return": True,
    "may_approve": True,
    "may_unapprove": False,
    "stale_reports": [],
    "why_not": "",
    "events": EVENTS,
}
_APPROVED = {
    **_SUBMISSION,
    "report": {
        **_REPORT,
        "state": "approved",
        "claimed_by": "",
        "is_mine": False,
        "claim_until": None,
    },
    "findings": [],
    "remarks": [],
    "versions": [],
    "next_url": None,
    "may_claim": True,
    "may_release": False,
    "may_decide": False,
    "may_return": False,
    "may_approve": False,
    "may_unapprove": True,
    "stale_reports": ["Báo cáo 6 tháng, lần 3"],
    "why_not": "Bạn đã nhập báo cáo này thay phường nên không thể tự duyệt.",
}
_RETURN = {
    "report": _REPORT,
    "idempotency_key": "key",
    "sections": [
        {
            "code": s["code"],
            "title": s["title_vi"],
            "is_chosen": s["code"] == "III.3",
            "reason": FINDINGS[0]["message"] if s["code"] == "III.3" else "",
            "remarks": [{"place": "", "text": ""}] if s["code"] == "III.3" else [],
        }
        for s in SECTIONS
    ],
    "note": "Đề nghị đơn vị rà soát và nộp lại.",
    "due_on": "18/6/2026",
    "recipients": [
        {"name": "Trần Văn Bảo", "email": "bao@nguyendainang.gov.vn", "role_name": "Lãnh đạo"}
    ],
    "problems": [],
}
_COMPARE = {
    "report": _REPORT,
    "other_label": "Bản số 1, nộp 16:05 ngày 10/6/2026",
    "changes": CHANGES,
    "texts": [TEXT_CHANGE],
    "choices": [
        {"words": "Bản số 1", "url": "#", "is_current": True},
        {"words": "Kỳ trước", "url": "#", "is_current": False},
    ],
}

REVIEW: tuple[Scene, ...] = (
    Scene(
        "review-queue",
        "review/queue.html",
        {"periods": _PERIODS, "filters": _FILTERS, "reports": _REPORTS, "pages": _PAGES},
        REVIEWER,
    ),
    Scene(
        "review-queue-empty",
        "review/queue.html",
        {"periods": _PERIODS[:1], "filters": _FILTERS, "reports": [], "pages": _ONE_PAGE},
        REVIEWER,
    ),
    Scene("review-submission", "review/submission.html", _SUBMISSION, REVIEWER),
    Scene("review-submission-approved", "review/submission.html", _APPROVED, REVIEWER),
    Scene("review-return", "review/return.html", _RETURN, REVIEWER),
    Scene(
        "review-return-refused",
        "review/return.html",
        {
            **_RETURN,
            "recipients": [],
            "problems": [
                {"anchor": "reason-III.3", "message": "Phần III.3: hãy nêu điều cần sửa."}
            ],
        },
        REVIEWER,
    ),
    Scene("review-compare", "review/compare.html", _COMPARE, REVIEWER),
    Scene(
        "review-compare-same",
        "review/compare.html",
        {**_COMPARE, "changes": [], "texts": [], "choices": []},
        REVIEWER,
    ),
)
