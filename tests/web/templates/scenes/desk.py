"""One report at the desk, its return, and what it is held against."""

from __future__ import annotations

from typing import Any

from .material import PARAGRAPH, SECTIONS, UNITS, VALUES, term
from .reports import CHANGES, EVENTS, FINDINGS, PROOFS, REMARKS, REPORT, TEXT_CHANGE, finding
from .review import STRIP
from .scene import ADMINISTRATOR, NOW, REVIEWER, Scene, ago

_BAND = {
    "at": 0.7,
    "band_from": 0.3,
    "band_to": 0.6,
    "median": "97,4",
    "low": "82",
    "high": "100",
    "count": 45,
}
_PIECES = [
    {"kind": "", "text": "Trong kỳ, đơn vị "},
    {"kind": "off", "text": "tiếp nhận 4.410 hồ sơ"},
    {"kind": "", "text": " và "},
    {"kind": "same", "text": "tổ chức 12 buổi tiếp công dân"},
    {"kind": "", "text": "."},
]
_DRIFTS = [
    {
        "code": "dossiers_received",
        "url": "#row-dossiers_received",
        "label": "Hồ sơ tiếp nhận",
        "said": "4.410",
        "unit": "hồ sơ",
        "cell": "4.403",
    }
]
_HISTORY = {
    "title": "Hồ sơ tiếp nhận trong kỳ",
    "bars": [
        {
            "label": f"6T đầu {2019 + n}",
            "display": f"4.{100 + n * 40}",
            "height": 0.8 + n / 40,
            "is_now": n == 7,
        }
        for n in range(8)
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
        "band": _BAND if typed else None,
        "is_flagged": n == 5,
        "is_wrong": n == 1,
        "threads": int(n == 1),
    }


def _section(s: dict[str, Any]) -> dict[str, Any]:
    fields = s["fields"]
    return {
        "code": s["code"],
        "title": s["title_vi"],
        "errors": 1 if s["code"] == "III.3" else 0,
        "warnings": 2 if s["code"] in ("III.3", "III.4") else 0,
        "threads": int(s["code"] == "III.3"),
        "changed": int(s["code"] == "III.3"),
        "rows": [
            _row(n, f["code"]) for n, f in enumerate(fields) if f["type"] not in ("text", "rows")
        ],
        "texts": [
            {**TEXT_CHANGE, "pieces": [], "drifts": _DRIFTS}
            if f["code"] == "admin_reform"
            else {
                "code": f["code"],
                "label": f["label_vi"],
                "text": PARAGRAPH,
                "is_changed": False,
                "segments": [],
                "pieces": _PIECES,
                "drifts": [],
            }
            for f in fields
            if f["type"] == "text"
        ],
        "evidence": [{**p, "is_new": n == 0} for n, p in enumerate(PROOFS)]
        if s["code"] == "III.3"
        else [],
        "row_tables": [
            {
                "label": f["label_vi"],
                "is_changed": False,
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
    "minutes_left": 12,
    "open_count": 2,
}


def _card(**changes: Any) -> dict[str, Any]:
    return finding(
        **{"section": "III.3", "passages": None, "history": None, "others": [], **changes}
    )


_FINDINGS = [
    _card(
        effect="Sửa theo giá trị dự kiến 4.403, tổng toàn thành phố đổi -0,2 %.",
        history=_HISTORY,
    ),
    _card(
        **{
            **FINDINGS[1],
            "strip": {**STRIP, "words": "Khoảng thường gặp 82 đến 100, theo 45 phường."},
            "others": [
                {"name": "Phường Trần Hưng Đạo", "url": "#", "is_self": False},
                {"name": "Xã Nguyễn Lương Bằng", "url": None, "is_self": False},
            ],
            "decisions": [
                {
                    "words": "6T đầu 2025: Đã chấp nhận",
                    "who": "Lê Thị Kim Oanh",
                    "at": NOW,
                    "note": "Xã có khu công nghiệp.",
                },
            ],
        }
    ),
    _card(**{**FINDINGS[2]}),
    _card(
        id="copied",
        title="Lời văn giống đơn vị khác",
        severity="warning",
        is_hard=False,
        passages={
            "own": PARAGRAPH[:120],
            "other": PARAGRAPH[:118],
            "other_name": "Xã Nguyễn Lương Bằng",
            "count": 3,
            "url": "#",
            "anchor": "text-admin_reform",
        },
        fields=[],
    ),
    _card(
        id="done",
        title="Năm thấp hơn 6 tháng",
        severity="warning",
        is_hard=False,
        status="accepted",
    ),
]


def _thread(view: dict[str, Any], **changes: Any) -> dict[str, Any]:
    more = {"section": "III.3", "draft": None, "new_id": f"{view['id']}-next"}
    may = {"may_answer": False, "may_settle": False, "may_ask": True, "may_reopen": False}
    return {**view, **more, **may, **changes}


_UNSENT = {"id": "d1", "text": "Bổ sung số buổi tiếp công dân của lãnh đạo."}
_THREADS = [
    _thread(REMARKS[0], id="d1", status="draft", said=[], draft=_UNSENT, change=None),
    _thread(REMARKS[1], may_settle=True),
    _thread(REMARKS[0]),
    _thread(REMARKS[1], id="r9", status="resolved", may_ask=False, may_reopen=True),
]
_SUBMISSION = {
    "report": _REPORT,
    "sections": [_section(s) for s in SECTIONS],
    "findings": _FINDINGS,
    "threads": _THREADS,
    "threads_waiting": "1 chưa gửi, 1 đã trả lời",
    "places": [
        {
            "code": s["code"],
            "title": s["title_vi"],
            "fields": [
                {"value": f"{s['code']}:{f['code']}", "label": f["label_vi"]} for f in s["fields"]
            ],
        }
        for s in SECTIONS
    ],
    "remark_id": "new",
    "versions": [{"number": 1, "at": NOW}],
    "idempotency_key": "key",
    "next_url": "/review/",
    "may_claim": False,
    "may_release": True,
    "may_decide": True,
    "may_return": True,
    "may_approve": True,
    "may_propose": False,
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
        "minutes_left": 0,
    },
    "findings": [],
    "threads": [],
    "threads_waiting": "",
    "places": [],
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
_GATHERED = [
    {
        "name": f"item-{n}",
        "place": "III.3 · Hồ sơ tiếp nhận trong kỳ",
        "is_flag": n == 0,
        "is_again": n == 1,
        "text": text,
        "is_chosen": n < 2,
    }
    for n, text in enumerate((FINDINGS[0]["message"], "Vẫn lệch 7 hồ sơ.", "Thiếu số buổi."))
]
_RETURN = {
    "report": _REPORT,
    "idempotency_key": "key",
    "sections": [
        {
            "code": s["code"],
            "title": s["title_vi"],
            "is_chosen": s["code"] == "III.3",
            "reason": "Rà soát cả mục.\nBổ sung minh chứng." if s["code"] == "III.3" else "",
            "field": "",
            "fields": [{"code": f["code"], "label": f["label_vi"]} for f in s["fields"]],
            "gathered": _GATHERED if s["code"] == "III.3" else [],
        }
        for s in SECTIONS
    ],
    "note": "Đề nghị đơn vị rà soát và nộp lại.",
    "due_on": "18/6/2026",
    "after_url": "#",
    "recipients": [
        {"name": "Trần Văn Bảo", "email": "bao@nguyendainang.gov.vn", "role_name": "Lãnh đạo"}
    ],
    "problems": [],
}
_COMPARE = {
    "report": _REPORT,
    "other_label": "Bản số 1",
    "choices": [
        {"words": "Bản số 1", "url": "#", "is_current": True},
        {"words": "6T đầu 2025", "url": "#", "is_current": False},
    ],
    "wards": [{"name": u["name"], "folded": u["name"].lower(), "url": "#"} for u in UNITS],
    "found": None,
    "typed": "",
    "all_rows": False,
    "sections": [
        {
            "code": "III.3",
            "title": "Cải cách hành chính",
            "rows": [
                {**c, "is_same": n == 2, "difference": "+7" if n == 0 else "", "share": "+0,2 %"}
                for n, c in enumerate(CHANGES)
            ],
        }
    ],
    "texts": [
        {
            "code": "admin_reform",
            "label": "Cải cách hành chính",
            "is_same": False,
            "shared": 0,
            "left": TEXT_CHANGE["segments"][:2],
            "right": [*TEXT_CHANGE["segments"][:1], *TEXT_CHANGE["segments"][2:]],
        },
        {
            "code": "overview",
            "label": "Đánh giá chung",
            "is_same": False,
            "shared": 42,
            "left": [{"kind": "shared", "text": PARAGRAPH}],
            "right": [
                {"kind": "same", "text": "Sáu tháng. "},
                {"kind": "shared", "text": PARAGRAPH},
            ],
        },
    ],
}

DESK: tuple[Scene, ...] = (
    Scene(
        "admin-review-rule",
        "admin/review_rule.html",
        {"needs_second": True, "bars_own_review": False, "changed": {"who": "Lê Oanh", "at": NOW}},
        ADMINISTRATOR,
    ),
    Scene("review-submission", "review/submission.html", _SUBMISSION, REVIEWER),
    Scene("review-submission-approved", "review/submission.html", _APPROVED, REVIEWER),
    Scene(
        "review-submission-second",
        "review/submission.html",
        {**_SUBMISSION, "may_approve": False, "may_propose": True, "findings": []},
        REVIEWER,
    ),
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
        {**_COMPARE, "sections": [], "texts": [], "choices": []},
        REVIEWER,
    ),
    Scene(
        "review-compare-find",
        "review/compare.html",
        {**_COMPARE, "other_label": "", "typed": "xyz", "found": []},
        REVIEWER,
    ),
)
