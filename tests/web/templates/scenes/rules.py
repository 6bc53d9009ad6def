"""The rules' pages: the list, the editor, a trial."""

from __future__ import annotations

from typing import Any

from .scene import ADMINISTRATOR, NOW, REVIEWER, Scene, ago

_EXPRESSION = "dossiers_resolved_overdue * 50 > dossiers_resolved"
_TYPED = {
    "title": "Hồ sơ trễ hạn quá một phần năm mươi",
    "expression": _EXPRESSION,
    "flags_when": "yes",
    "severity": "warning",
    "message": "Có {dossiers_resolved_overdue} hồ sơ quá hạn trên {dossiers_resolved}.",
    "mend": "Đối chiếu sổ theo dõi.",
    "basis": "Nghị định 118/2025/NĐ-CP Điều 31",
    "period_kinds": "",
}
_NAME = "city_ho_so_tre_han"


def _row(title: str, severity: str, **rest: Any) -> dict[str, Any]:
    record = {"found": 0, "decided": 0, "dismissed": None, "dispensed": 0}
    row = {"name": _NAME, "title": title, "severity": severity, "basis": "L10 Đ40.1c"}
    return {**row, "url": f"/admin/rules/{_NAME}", **record, **rest}


_OWN = {"version": 2, "at": NOW, "who": "Đỗ Quang Huy"}
_LIST = {
    "own": [
        _row(
            "Hồ sơ trễ hạn quá một phần năm mươi",
            "warning",
            **{**_OWN, "state": "in_force", "found": 12, "decided": 8, "dismissed": 25},
            dispensed=1,
        ),
        _row("Khiếu nại không được giải quyết", "error", **{**_OWN, "state": "draft"}),
        _row("Quy tắc cũ", "info", **{**_OWN, "state": "withdrawn"}),
    ],
    "standard": [
        _row("Cân đối hồ sơ thủ tục hành chính", "error", found=3),
        _row("Bất thường so với các đơn vị cùng loại", "warning", basis=""),
    ],
    "may_write": True,
}
_FAULTY = {
    "state": "faulty",
    "faults": [
        {
            "before": "",
            "word": "dossiers_resolved_late",
            "after": " * 50 > dossiers_resolved",
            "line": 1,
            "column": 1,
            "message": "Mẫu báo cáo không có mã “dossiers_resolved_late”.",
        },
        {
            "before": "x >",
            "word": "",
            "after": "",
            "line": 2,
            "column": 4,
            "message": "Biểu thức chưa hết: còn thiếu một vế ở cuối biểu thức.",
        },
    ],
    "message_faults": ["Câu báo có ngoặc nhọn chưa khép."],
    "asks": [],
    "preview": None,
}
_GOOD = {
    "state": "good",
    "faults": [],
    "message_faults": [],
    "asks": [
        {
            "code": "dossiers_resolved_overdue",
            "name": "Hồ sơ giải quyết quá hạn",
            "is_needed": True,
        },
        {"code": "dossiers_resolved", "name": "Hồ sơ đã giải quyết", "is_needed": False},
    ],
    "preview": {
        "period_name": "6 tháng đầu năm 2026",
        "ward_name": "Phường Nguyễn Đại Năng",
        "message": "Có 12 hồ sơ quá hạn trên 431. Nếu số liệu đúng, hãy giải trình.",
        "flagged": 5,
        "reports": 60,
        "judged": 58,
        "wards": ["Phường Nguyễn Đại Năng", "Xã An Quang", "Đặc khu Cát Hải"],
    },
}
_EMPTY = {"state": "empty", "faults": [], "message_faults": [], "asks": [], "preview": None}
_DISPENSING = {
    "wards": [{"value": "10525", "label": "Phường Hải Dương"}],
    "periods": [{"value": "2026-H1", "label": "6 tháng đầu năm 2026"}],
    "open_periods": [{"value": "2026-H1", "label": "6 tháng đầu năm 2026"}],
    "dispensations": [
        {
            "id": "d-1",
            "ward_name": "Đặc khu Bạch Long Vĩ",
            "period_name": "6 tháng đầu năm 2026",
            "document": "102/SNV-XDCQ",
            "at": NOW,
            "who": "Đỗ Quang Huy",
            "lifted_at": None,
            "lifted_by": "",
        },
        {
            "id": "d-2",
            "ward_name": "Phường Hải Dương",
            "period_name": "6 tháng đầu năm 2026",
            "document": "90/SNV-XDCQ",
            "at": ago(days=9),
            "who": "Đỗ Quang Huy",
            "lifted_at": NOW,
            "lifted_by": "Đỗ Quang Huy",
        },
    ],
}
_EDITOR = {
    **_DISPENSING,
    "name": _NAME,
    "state": "in_force",
    "withdrawn": None,
    "typed": _TYPED,
    "revision": 3,
    "is_changed": True,
    "versions": [
        {
            "number": 1,
            "at": NOW,
            "who": "Đỗ Quang Huy",
            "expression": _EXPRESSION,
            "flags_when": "yes",
            "message": _TYPED["message"],
            "basis": _TYPED["basis"],
        }
    ],
    "severities": [{"value": "warning", "label": "Cần xem: sửa hoặc giải trình"}],
    "kinds": [{"value": "", "label": "Mọi kỳ"}],
    "fields": [
        {
            "code": "dossiers_resolved_overdue",
            "name": "Hồ sơ giải quyết quá hạn",
            "kind": "số",
            "section": "III.3 Thủ tục hành chính",
            "folded": "ho so giai quyet qua han dossiers resolved overdue",
        },
        {
            "code": "households_total",
            "name": "Tổng số hộ gia đình",
            "kind": "số",
            "section": "I Khái quát tình hình",
            "folded": "tong so ho gia dinh households total",
        },
    ],
    "check": _GOOD,
    "problems": [],
    "may_write": True,
}
_COUNTS = {"reports": 114, "judged": 110, "flagged": 2, "confirmed": 1, "share": 50}
_HITS = [
    {
        "ward_name": "Đặc khu Bạch Long Vĩ",
        "version": 1,
        "numbers": ["12", "431"],
        "message": "Có 12 hồ sơ quá hạn trên 431.",
        "is_confirmed": True,
        "outcome": "Đơn vị đã sửa số ở phiên bản sau",
    },
    {
        "ward_name": "Xã An Quang",
        "version": 1,
        "numbers": ["9", ""],
        "message": "Có 9 hồ sơ quá hạn trên chưa nêu.",
        "is_confirmed": False,
        "outcome": "Chưa rõ",
    },
]
_TRIAL = {
    "name": _NAME,
    "title": _TYPED["title"],
    "expression": _EXPRESSION,
    "revision": 3,
    "is_all": False,
    "all_url": f"/admin/rules/{_NAME}/trial?period=all",
    "may_write": True,
    "problems": [],
    "codes": [
        {"code": "dossiers_resolved_overdue", "name": "Hồ sơ giải quyết quá hạn"},
        {"code": "dossiers_resolved", "name": "Hồ sơ đã giải quyết"},
    ],
    "periods": [
        {
            "code": "2026-H1",
            "name": "6 tháng đầu năm 2026",
            "url": f"/admin/rules/{_NAME}/trial?period=2026-H1",
            "trial": {**_COUNTS, "hits": _HITS},
        },
        {
            "code": "2025-Y",
            "name": "Năm 2025",
            "url": f"/admin/rules/{_NAME}/trial?period=2025-Y",
            "trial": None,
        },
    ],
    "total": _COUNTS,
}
_FRESH = {
    "name": "",
    "state": "draft",
    "typed": {**dict.fromkeys(_TYPED, ""), "flags_when": "no", "severity": "warning"},
    "versions": [],
    "is_changed": False,
    "check": _EMPTY,
}
_DRAFT = {"state": "draft", "versions": [], "is_changed": False}
_WITHDRAWN = {
    "state": "withdrawn",
    "withdrawn": {"at": NOW, "who": "Đỗ Quang Huy", "why": "Trùng với quy tắc của mẫu."},
    "check": _FAULTY,
    "problems": [{"anchor": "expression", "message": "Mẫu báo cáo không có mã này."}],
}
_STANDARD = {
    **_DISPENSING,
    "name": "tthc_balance",
    "title": "Cân đối hồ sơ thủ tục hành chính",
    "severity": "error",
    "basis": "NĐ 118/2025/NĐ-CP",
    "mend": "Ghi đủ hồ sơ kỳ trước chuyển sang.",
    "clauses": ["Hồ sơ kỳ trước + Hồ sơ tiếp nhận = Đã giải quyết + Đang giải quyết"],
    "may_write": True,
}
_UNTRIED = {"periods": [], "codes": [], "total": None}
_PROBLEM = [{"anchor": "", "message": "Hãy ghi căn cứ: văn bản, điều, khoản."}]

RULES = (
    Scene("rules", "admin/rules.html", _LIST, ADMINISTRATOR),
    Scene("rules-none", "admin/rules.html", {**_LIST, "own": [], "may_write": False}, REVIEWER),
    Scene("rule", "admin/rule.html", _EDITOR, ADMINISTRATOR),
    Scene("rule-new", "admin/rule.html", {**_EDITOR, **_FRESH}, ADMINISTRATOR),
    Scene("rule-draft", "admin/rule.html", {**_EDITOR, **_DRAFT}, ADMINISTRATOR),
    Scene("rule-withdrawn", "admin/rule.html", {**_EDITOR, **_WITHDRAWN}, ADMINISTRATOR),
    Scene("rule-read", "admin/rule.html", {**_EDITOR, "may_write": False}, REVIEWER),
    Scene("rule-standard", "admin/rule_standard.html", _STANDARD, ADMINISTRATOR),
    Scene("rule-trial", "admin/rule_trial.html", _TRIAL, ADMINISTRATOR),
    Scene(
        "rule-trial-problem",
        "admin/rule_trial.html",
        {**_TRIAL, **_UNTRIED, "problems": _PROBLEM},
        ADMINISTRATOR,
    ),
)
