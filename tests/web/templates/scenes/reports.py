"""Parts of one ward's report, as the ward and the Department see them."""

from __future__ import annotations

from typing import Any

from .material import LABELS, PARAGRAPH, SECTIONS, VALUES, term
from .scene import NOW, ago

REPORT: dict[str, Any] = {
    "submission_id": "7d6f0d9e-1f52-4c39-9f0e-6f8a2d3c1b11",
    "ward_name": "Phường Nguyễn Đại Năng",
    "period_name": "6 tháng đầu năm 2026",
    "version_label": "Chưa nộp lần nào",
    "state": "draft",
    "due_at": ago(days=-5),
    "days_left": 5,
    "answered": 86,
    "asked": 124,
    "errors": 2,
    "warnings": 3,
    "is_editable": True,
    "may_upload": True,
    "may_check": True,
    "may_recall": False,
    "shut": "",
}

_STATES = ("complete", "in_progress", "not_started", "changes_requested", "changes_made", "locked")


def section_states() -> list[dict[str, Any]]:
    return [
        {
            "code": s["code"],
            "title": s["title_vi"],
            "state": _STATES[n % len(_STATES)],
            "answered": len(s["fields"]) // 2,
            "asked": len(s["fields"]),
            "errors": 2 if n == 8 else 0,
            "warnings": 3 if n in (3, 8) else 0,
            "remarks": 1 if n % 6 == 3 else 0,
        }
        for n, s in enumerate(SECTIONS)
    ]


def finding(**changes: Any) -> dict[str, Any]:
    return {
        "id": "tthc_balance",
        "key": "tthc_balance",
        "inputs_hash": "ab12",
        "may_confirm": False,
        "title": "Hồ sơ tiếp nhận không khớp",
        "severity": "error",
        "is_hard": True,
        "message": "Tiếp nhận 4.410 hồ sơ, nhưng đã giải quyết 4.337 cộng đang giải quyết 66 chỉ "
        "được 4.403: còn lệch 7 hồ sơ. Hãy kiểm tra lại ba số này.",
        "status": "open",
        "fields": [
            term("dossiers_received", "4.410"),
            term("dossiers_resolved", "4.337"),
            term("dossiers_in_progress", "66"),
        ],
        "effect": "",
        "explanation": None,
        "decisions": [],
        "others": [],
        "quotes": [],
        "strip": None,
        **changes,
    }


FINDINGS: list[dict[str, Any]] = [
    finding(may_confirm=True),
    finding(
        id="rate_100",
        key="rate_100",
        title="Đạt 100 % nhưng còn trường hợp ngoại lệ",
        severity="warning",
        is_hard=False,
        message="Đơn thư ghi đã xử lý 100 %, nhưng mới giải quyết 18 trong 21 đơn.",
        fields=[term("petitions_received", "21"), term("petitions_resolved", "18")],
        quotes=["Đã phân loại, xử lý đạt 100%", "Kết quả đã giải quyết 18 đơn"],
    ),
    finding(
        id="reception_min",
        key="reception_min",
        title="Ít buổi tiếp công dân hơn mức tối thiểu",
        severity="warning",
        is_hard=False,
        status="explained",
        message="24 buổi trong 6 tháng, ít hơn 26 buổi (mỗi tuần một buổi).",
        fields=[term("reception_sessions", "24")],
        explanation={
            "who": "Nguyễn Thị Hồng Hạnh",
            "at": ago(hours=3),
            "text": "Hai tuần nghỉ Tết không tổ chức, đã có thông báo số 12/TB-UBND.",
        },
    ),
]

EVENTS: list[dict[str, Any]] = [
    {
        "words": words,
        "who": who,
        "at": ago(hours=hours),
        "note": note,
        "tone": tone,
        "url": url,
        "url_words": "Bản số 1" if url else "",
    }
    for words, who, hours, note, tone, url in (
        ("Trả lại", "Phạm Minh Châu", 2, "Đề nghị làm rõ số hồ sơ tiếp nhận.", "mend", None),
        ("Nhận thẩm định", "Phạm Minh Châu", 5, "", "action", None),
        ("Nộp báo cáo", "Trần Văn Bảo", 30, "", "seal", "/ward/"),
        ("Trình lãnh đạo", "Nguyễn Thị Hồng Hạnh", 32, "", "", None),
        ("Bắt đầu bản nháp", "Nguyễn Thị Hồng Hạnh", 140, "", "", None),
    )
]

REMARKS: list[dict[str, Any]] = [
    {
        "id": "r1",
        "place": "III.3 · Số hồ sơ đã tiếp nhận",
        "field_code": "dossiers_received",
        "status": "open",
        "may_answer": True,
        "change": {"before": "4.410", "after": "4.403", "unit": "hồ sơ"},
        "said": [
            {
                "who": "Phạm Minh Châu, Sở Nội vụ",
                "at": ago(hours=2),
                "text": "Tổng không khớp với phần đã và đang giải quyết. Đề nghị kiểm tra lại.",
            }
        ],
    },
    {
        "id": "r2",
        "place": "III.3 · Cải cách hành chính",
        "field_code": "",
        "status": "answered",
        "may_answer": False,
        "change": None,
        "said": [
            {
                "who": "Phạm Minh Châu, Sở Nội vụ",
                "at": ago(hours=2),
                "text": "Bổ sung thuyết minh về mức độ hài lòng.",
            },
            {
                "who": "Nguyễn Thị Hồng Hạnh",
                "at": ago(hours=1),
                "text": "Đã bổ sung hai câu ở cuối phần.",
            },
        ],
    },
]


def entry_field(code: str, **changes: Any) -> dict[str, Any]:
    """A field of the section page; the values of the real form where there are any."""
    found = LABELS[code]
    typed, phrase = VALUES.get(code, ("", ""))
    is_ratio = str(found.get("aggregate", "")).startswith("ratio")
    return {
        "code": code,
        "label": found["label_vi"],
        "type": found["type"],
        "unit": found.get("unit") or "",
        "hint": "",
        "basis": found.get("basis") or "",
        "is_mandatory": bool(found.get("mandatory")),
        "is_computed": is_ratio and bool(typed),
        "formula": "giải quyết đúng hạn ÷ đã giải quyết × 100" if is_ratio else "",
        "is_locked": False,
        "state": "value" if typed else "",
        "typed": typed,
        "reason": "",
        "problem": "",
        "revision": 1 if typed else 0,
        "phrase": phrase,
        "phrase_status": "read" if phrase else "",
        "beside": _beside(code) if found["type"] in ("int", "pct", "vnd") else [],
        "last_text": {"text": PARAGRAPH, "period": "năm 2025"} if found["type"] == "text" else None,
        "hints": _hints(code) if found["type"] == "text" else None,
        "carry": _carry(code, typed),
        "carried": "giữ nguyên từ năm 2025" if code == "households_total" else "",
        "columns": [
            {"name": c["code"], "label": c["label_vi"]} for c in found.get("columns") or ()
        ],
        "row_list": [],
        **changes,
    }


def _hints(code: str) -> dict[str, Any]:
    """What the reception's text repeats, and where it parts from the cells."""
    if code != "reception":
        return {"repeated": None, "drifts": []}
    drift = {
        "code": "reception_sessions",
        "url": "#f-reception_sessions",
        "label": "Số buổi tiếp công dân",
        "said": "25",
        "unit": "buổi",
        "cell": "24",
    }
    elsewhere = {
        "code": "residential_groups_count",
        "url": "/ward/#f-residential_groups_count",
        "label": "Số tổ dân phố",
        "said": "54",
        "unit": "tổ dân phố",
        "cell": "",
    }
    return {"repeated": {"percent": 62, "is_much": True}, "drifts": [drift, elsewhere]}


def _carry(code: str, typed: str) -> dict[str, Any] | None:
    """What a stable fact last was: a number, a yes, or not applicable with its reason."""
    last = {
        "villages_count": ("not_applicable", "", "phường không có thôn"),
        "residential_groups_count": ("value", "54", ""),
        "democracy_regulation_issued": ("value", "có", ""),
    }.get(code)
    if last is None or typed:
        return None
    state, value, reason = last
    return {
        "state": state,
        "typed": value,
        "reason": reason,
        "display": value or f"Không áp dụng: {reason}",
        "period": "năm 2025",
    }


def _beside(code: str) -> list[dict[str, Any]]:
    plain = {"change": "", "is_jump": False, "is_compared": False}
    jump = code == "dossiers_received"
    moved = {"change": "+125,2 %", "is_jump": jump, "is_compared": True}
    return [
        {**plain, "label": "Kỳ trước (6T cuối 2025)", "display": "4.102"},
        {**moved, "label": "Cùng kỳ (6T đầu 2025)", "display": "1.958"},
        {**plain, "label": "Trung vị 54 phường (6T đầu 2025)", "display": "3.871"},
    ]


_PROOF: dict[str, Any] = {
    "id": "e1",
    "section": "III.3",
    "name": "Biên bản họp tổ dân phố số 4.pdf",
    "kind": "PDF",
    "size": "2,4 MB",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "preview": "waiting",
    "problem": "",
    "url": "/file",
    "preview_url": "",
    "at": NOW,
    "who": "Nguyễn Thị Hồng Hạnh",
}
PROOFS: list[dict[str, Any]] = [
    _PROOF,
    {
        **_PROOF,
        "id": "e2",
        "name": "Bảng niêm yết.jpg",
        "kind": "JPEG",
        "preview": "failed",
        "problem": "Không mở được ảnh để xem trước: tệp bị hỏng. Hãy chụp hoặc lưu lại rồi gửi.",
    },
    {**_PROOF, "id": "e3", "name": "Bảng kê hồ sơ.xlsx", "kind": "Excel", "preview": "none"},
]
EVIDENCE: dict[str, Any] = {
    "section": "III.3",
    "files": PROOFS,
    "removed": [{**_PROOF, "id": "e4", "name": "Ảnh chụp nhầm.png", "kind": "PNG"}],
    "is_busy": False,
    "may_change": True,
    "accept": ".pdf,.png,.jpg",
    "used": 30_000_000,
    "room": 100_000_000,
    "used_words": "28,6 MB",
    "room_words": "95,4 MB",
    "largest": 10_485_760,
    "largest_words": "10 MB",
}
EVIDENCE_LOCKED: dict[str, Any] = {
    **EVIDENCE,
    "files": [],
    "removed": [],
    "may_change": False,
}

RECEIPT: dict[str, Any] = {
    "number": "TH-31-2026H1-10744-01",
    "version": 1,
    "submitted_at": NOW,
    "who": "Trần Văn Bảo",
    "signed_as": "KT. CHỦ TỊCH, PHÓ CHỦ TỊCH",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "ward_name": "Phường Nguyễn Đại Năng",
    "period_name": "6 tháng đầu năm 2026",
    "is_late": False,
    "proofs": 3,
}

ASKED = {"total": 5, "waiting": 2, "next_url": "/ward/"}

CHANGES: list[dict[str, Any]] = [
    {**term("dossiers_resolved", ""), "before": "4.337", "after": "4.344"},
    {**term("dossiers_received_direct", ""), "before": "", "after": "0"},
    {**term("petitions_resolved", ""), "before": "18", "after": ""},
]
TEXT_CHANGE: dict[str, Any] = {
    "code": "admin_reform",
    "label": "Cải cách hành chính",
    "text": PARAGRAPH,
    "is_changed": True,
    "segments": [
        {"kind": "same", "text": PARAGRAPH},
        {"kind": "removed", "text": "Tỷ lệ giải quyết đạt 100 %."},
        {"kind": "added", "text": "Tỷ lệ giải quyết đúng hạn đạt 99,98 %."},
    ],
}
