"""The city's pages: dashboard, one figure, findings, exports."""

from __future__ import annotations

from typing import Any

from .material import SECTIONS, UNITS, VALUES
from .reports import FINDINGS
from .review import _FILTERS, _ONE_PAGE, _PAGES, _PERIODS, STRIP
from .scene import ADMINISTRATOR, NOW, REVIEWER, Scene, ago

_STATES = (
    "approved",
    "approved",
    "submitted",
    "in_review",
    "returned",
    "draft",
    "not_started",
    "awaiting_leader",
    "sealed",
)
_PERIOD = {"code": "2026-H1", "name": "6 tháng đầu năm 2026"}


def _state(n: int) -> str:
    return _STATES[(n * 5 + n // 7) % len(_STATES)]


def _tiles() -> list[dict[str, Any]]:
    """Units laid out west to east, north to south, by rank of their coordinates."""
    columns = 12
    by_east = sorted(UNITS, key=lambda u: float(u["lon"]))
    tall = -(-len(UNITS) // columns)
    tiles = []
    for column in range(columns):
        strip = by_east[column * tall : (column + 1) * tall]
        for row, unit in enumerate(sorted(strip, key=lambda u: -float(u["lat"]))):
            n = UNITS.index(unit)
            tiles.append(
                {
                    "column": column,
                    "row": row,
                    "name": unit["short_name"],
                    "state": _state(n),
                    "is_overdue": _state(n) == "not_started",
                    "url": "/review/submissions/x",
                }
            )
    return tiles


_WARDS = [
    {
        "name": unit["name"],
        "url": "/review/submissions/x",
        "state": _state(n),
        "is_overdue": _state(n) == "not_started",
        "submitted_at": ago(hours=n) if _state(n) != "not_started" else None,
        "days_late": n % 5,
        "errors": n % 3 // 2,
        "warnings": n % 4,
    }
    for n, unit in enumerate(UNITS)
]
_STATS = [
    {"label": label, "display": display, "out_of": out_of, "url": url}
    for label, display, out_of, url in (
        ("Đã nộp", "97", "114", "#wards"),
        ("Đã duyệt", "81", "114", "#wards"),
        ("Bị trả lại", "9", "", "#wards"),
        ("Quá hạn nộp hoặc nộp lại", "6", "", "#missing"),
        ("Chỗ cần xem đang mở", "128", "", "#"),
        ("Số liệu đã có, tính trên mọi đơn vị", "91,4 %", "", None),
    )
]
_MISSING = [
    {"name": w["name"], "url": "/review/", "days_late": n % 3}
    for n, w in enumerate(_WARDS)
    if w["state"] == "not_started"
]
_STRIP = {
    "path": "M6 8h0M20 8h0M31 8h0M106 8h0",
    "far_path": "M106 8h0",
    "median_x": 24,
    "words": "108 đơn vị: thấp nhất 1, trung vị 410, cao nhất 4.410",
    "far": ["Phường Nguyễn Đại Năng (4.410)"],
    "more": 2,
}
_PROGRESS = {
    "due_at": NOW,
    "due_x": 400.0,
    "expected": 114,
    "expected_y": 0.0,
    "name": "6T đầu 2026",
    "name_before": "6T đầu 2025",
    "path": "M0 160H200V120H390V40H420",
    "path_before": "M0 160H120V110H410V20H600",
    "total": 97,
    "days_left": 0,
    "on_time": 90,
    "on_time_before": 81,
    "first": "trước hạn 20 ngày",
    "last": "sau hạn 10 ngày",
    "rows": [
        {"day": NOW.date(), "offset": "ngày hạn", "total": 90, "before": 81},
        {"day": NOW.date(), "offset": "sau hạn 1 ngày", "total": None, "before": 83},
    ],
}
_GROUPS = [
    {
        "code": s["code"],
        "title": s["title_vi"],
        "count": len(s["fields"]),
        "indicators": [
            {
                "code": f["code"],
                "label": f["label_vi"],
                "unit": f.get("unit") or "",
                "display": VALUES.get(f["code"], ("512.345" if n % 3 else "",))[0],
                "wards": 108,
                "change": "+3,1 %" if n % 3 else "",
                "is_estimate": n % 7 == 1,
                "coverage": "108/114",
                "strip": _STRIP if n % 4 else None,
                "marks": [1, 2] if n == 2 else [],
                "is_key": n % 4 < 2,
            }
            for n, f in enumerate(s["fields"])
            if f["type"] not in ("text", "rows")
        ],
    }
    for s in SECTIONS
    if any(f["type"] not in ("text", "rows") for f in s["fields"])
]
_NOTES = [
    {
        "number": number,
        "label": label,
        "ward": "Phường Nguyễn Đại Năng",
        "reason": "Có sáp nhập hai tổ dân phố trong kỳ nên số liệu tăng so với cùng kỳ.",
        "more": number - 1,
        "url": "#",
    }
    for number, label in ((1, "Hồ sơ tiếp nhận trong kỳ"), (2, "Số buổi tiếp công dân"))
]
_HOME = {
    "city_name": "Thành phố Hải Phòng",
    "period": _PERIOD,
    "periods": _PERIODS,
    "as_of": NOW,
    "revision": 17,
    "is_behind": True,
    "stats": _STATS,
    "missing": _MISSING,
    "tiles": _tiles(),
    "wards": _WARDS,
    "may_open": True,
    "listed": "",
    "progress": _PROGRESS,
    "indicator_groups": _GROUPS,
    "include": "approved",
    "notes": _NOTES,
    "themes": [{"title": "Thiếu biên chế làm công tác văn hóa – xã hội", "wards": 47, "url": "#"}],
}
_EMPTY = {
    **_HOME,
    "periods": [],
    "as_of": None,
    "is_behind": False,
    "missing": [],
    "tiles": [],
    "wards": [],
    "progress": None,
    "indicator_groups": [],
    "notes": [],
    "themes": [],
}
_INDICATOR = {
    "code": "dossiers_received",
    "label": "Số hồ sơ thủ tục hành chính đã tiếp nhận",
    "unit": "hồ sơ",
    "basis": "NĐ61",
    "display": "512.345",
    "how": "Cộng số liệu của 108 đơn vị đã được duyệt.",
    "coverage": "108/114",
    "change": "+3,1 %",
    "numerator": None,
    "denominator": None,
}
_RATIO = {
    **_INDICATOR,
    "code": "dossiers_on_time_rate",
    "label": "Tỷ lệ hồ sơ giải quyết đúng hạn",
    "unit": "%",
    "display": "99,31",
    "how": "Tổng tử số chia tổng mẫu số của 104 đơn vị có cả hai.",
    "numerator": {"code": "a", "label": "Giải quyết đúng hạn", "display": "500.100"},
    "denominator": {"code": "b", "label": "Đã giải quyết", "display": "503.570"},
}
_FLAGS = [
    {
        "title": "Cân đối hồ sơ thủ tục hành chính",
        "is_hard": is_hard,
        "is_open": status == "open",
        "status": status,
        "url": "#",
    }
    for is_hard, status in ((True, "open"), (False, "accepted"), (False, "asked"))
]
_FIGURE_NOTES = [
    {
        "number": number,
        "ward_name": unit["name"],
        "finding": "Hồ sơ tiếp nhận 4.410 khác 4.403.",
        "reason": "Có sáp nhập hai tổ dân phố trong kỳ.",
        "is_accepted": number == 1,
        "decided_by": "Lê Thị Kim Oanh" if number == 1 else "",
        "decided_at": ago(hours=2) if number == 1 else None,
        "url": "#",
    }
    for number, unit in enumerate(UNITS[:2], 1)
]
_ROWS = [
    {
        "ward_name": unit["name"],
        "submission_id": f"s{n}",
        "version": 1 + n % 2,
        "display": f"{n + 1}.410",
        "numerator": "4.336",
        "denominator": "4.337",
        "who": "Nguyễn Thị Hồng Hạnh",
        "at": ago(hours=n),
        "phrase": "Đã tiếp nhận: 4410 Hồ sơ" if n % 3 else "",
        "note": "đơn vị tự ghi 98,5" if n % 9 == 0 else "",
        "phrase_url": "#" if n % 2 else None,
        "marks": [1 + n // 9] if n in (0, 9) else [],
        "flags": _FLAGS if n == 3 else [],
    }
    for n, unit in enumerate(UNITS[:50])
]
_LEFT_OUT = [
    {"ward_name": unit["name"], "submission_id": "s" if n % 2 else None, "why": "chưa nộp"}
    for n, unit in enumerate(UNITS[50:56])
]
_FIGURE = {
    "period": _PERIOD,
    "as_of": NOW,
    "revision": 17,
    "group": None,
    "indicator": _INDICATOR,
    "strip": STRIP,
    "include": "approved",
    "notes": _FIGURE_NOTES,
    "to_look_at": {"count": 7, "named": [{"name": "Phường Hải Dương", "url": "#"}], "more": 6},
    "rows": _ROWS,
    "left_out": _LEFT_OUT,
    "pages": _PAGES,
}
_WAS = {
    "words": "Không phải vấn đề",
    "who": "Lê Thị Kim Oanh",
    "at": ago(days=3),
    "note": "Đơn vị mới lập.",
    "message": "4.410 khác 4.403.",
    "values": [{"label": "Hồ sơ tiếp nhận", "before": "4410", "after": "4403"}],
}
_FINDING_ROWS = [
    {
        "id": f"f{n}",
        "title": FINDINGS[n % 3]["title"],
        "severity": FINDINGS[n % 3]["severity"],
        "is_hard": FINDINGS[n % 3]["is_hard"],
        "message": FINDINGS[n % 3]["message"],
        "status": ("open", "explained", "accepted", "dismissed", "asked")[n % 5],
        "ward_name": unit["name"],
        "submission_id": f"s{n}",
        "seen": f"f{n}.abc",
        "may_decide": n % 4 != 3,
        "why_not": "" if n % 4 != 3 else "Báo cáo đã duyệt",
        "decided_by": "Lê Thị Kim Oanh" if n % 5 > 1 else "",
        "decided_at": ago(hours=n) if n % 5 > 1 else None,
        "was": _WAS if n % 5 == 0 else None,
        "effect": "+0,4 %" if n % 2 else "",
        "others": ["Phường Trần Hưng Đạo"] if n % 6 == 0 else [],
    }
    for n, unit in enumerate(UNITS[:50])
]
_RULES = [
    {"title": f["title"], "count": 40 - n, "url": "#", "is_current": n == 0}
    for n, f in enumerate(FINDINGS)
]


def _edition(n: int, state: str, **changes: Any) -> dict[str, Any]:
    return {
        "is_bundle": False,
        "edition_id": f"e{n}",
        "name": "Báo cáo tổng hợp 6 tháng đầu năm 2026",
        "number": 9 - n,
        "state": state,
        "is_sealed": False,
        "is_gone": False,
        "percent": 0,
        "step_name": "Đang chờ đến lượt",
        "queue_position": None,
        "steps": [],
        "who": "Phạm Minh Châu",
        "at": ago(minutes=3 * n),
        "problem": "",
        "files": [],
        "may_cancel": state in ("requested", "building"),
        "may_retry": state in ("failed", "cancelled"),
        **changes,
    }


def _bundle(n: int, state: str, **changes: Any) -> dict[str, Any]:
    return {
        "is_bundle": True,
        "bundle_id": f"b{n}",
        "name": "Báo cáo của các phường, xã (ZIP) 6 tháng đầu năm 2026",
        "kinds": "PDF + Word (.docx)",
        "state": state,
        "percent": 0,
        "step_name": "Đang chờ đến lượt",
        "queue_position": None,
        "steps": [],
        "who": "Phạm Minh Châu",
        "at": ago(minutes=3 * n),
        "problem": "",
        "contents": "",
        "failed": [],
        "is_ready": state == "ready",
        "is_gone": False,
        "size": "27,4 MB",
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "expires_at": ago(days=-30),
        "may_cancel": state in ("requested", "building"),
        "may_retry": state in ("failed", "cancelled"),
        **changes,
    }


_BUNDLE_STEPS = [
    {"name": "Xem những báo cáo đã duyệt", "state": "done"},
    {"name": "Làm văn bản của từng đơn vị", "state": "current"},
    {"name": "Đóng gói tệp ZIP", "state": "todo"},
]
_PACKED = "96/114 đơn vị có trong tệp; 8 đã nộp nhưng chưa được duyệt; 9 chưa nộp; 3 nộp muộn."
_NOT_PACKED = {
    "name": "Phường Nguyễn Đại Năng",
    "format": "PDF",
    "why": "Không trình bày được văn bản này. Hãy mở báo cáo của đơn vị để kiểm tra.",
}


def _files(*formats: str, is_gone: bool = False) -> list[dict[str, Any]]:
    return [
        {
            "export_id": f"x{n}",
            "format": name,
            "size": "1,4 MB",
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "expires_at": None if n else ago(days=-7),
            "is_gone": is_gone,
        }
        for n, name in enumerate(formats)
    ]


_STEPS = [
    {"name": "Đọc số liệu", "state": "done"},
    {"name": "Dựng biểu", "state": "current"},
    {"name": "Ghi tệp", "state": "todo"},
]
_GROUP_NAMES = ("Toàn thành phố", "Phường", "Xã", "Đặc khu")
_GROUPS = {
    "period": _PERIOD,
    "by": "Loại đơn vị",
    "may_draw": True,
    "groupings": [
        {"name": "Loại đơn vị", "url": "#", "is_current": True},
        {"name": "Quận, huyện cũ", "url": "#", "is_current": False},
    ],
    "countings": [
        {"name": "Đã duyệt", "url": "#", "is_current": True},
        {"name": "Không tính nộp muộn", "url": "#", "is_current": False},
    ],
    "columns": [
        {"name": name, "counted": f"{40 - n}/{45 - n}", "late": n, "missing": 3 - n}
        for n, name in enumerate(_GROUP_NAMES)
    ],
    "sections": [
        {
            "code": section["code"],
            "title": section["title_vi"],
            "indicators": [
                {
                    "code": f"i{n}",
                    "label": "Số hồ sơ thủ tục hành chính đã tiếp nhận trong kỳ",
                    "unit": "hồ sơ",
                    "cells": [
                        {"display": "" if m == 3 else f"{n}.{m}10", "wards": 40 - m, "url": "#"}
                        for m in range(len(_GROUP_NAMES))
                    ],
                }
                for n in range(1, 4)
            ],
        }
        for section in SECTIONS[:6]
    ],
    "ungrouped": ["Xã Vĩnh Bảo"],
    "csv_url": "#",
}
_CROSS_COLUMNS = [
    {
        "label": "Tỷ lệ hồ sơ giải quyết đúng hạn" if n % 3 else "Số hồ sơ đã tiếp nhận",
        "unit": "%" if n % 3 else "hồ sơ",
        "url": "#",
        "sort": {"url": "#", "aria": "descending" if n == 1 else ""},
        "pin_url": "#",
        "is_pinned": n == 0,
    }
    for n in range(20)
]
_CROSS = {
    "period": _PERIOD,
    "has_any": True,
    "asked": {
        "section": "I",
        "text": "hai",
        "kept": [("pin", "dossiers_received"), ("sort", "dossiers_resolved")],
        "clear_url": "#",
    },
    "sections": [{"value": s["code"], "label": s["title_vi"]} for s in SECTIONS],
    "countings": _GROUPS["countings"],
    "groups": [
        {"name": "Mọi đơn vị", "url": "#", "is_current": True},
        {"name": "Phường", "url": "#", "is_current": False},
    ],
    "columns": _CROSS_COLUMNS,
    "rows": [
        {
            "name": unit["name"],
            "url": "#" if n else "",
            "pin_url": "#",
            "is_pinned": n == 0,
            "cells": [
                {
                    "display": f"{n}.{m}10" if n % 5 else "–",
                    "shade": (n + m) % 5 if n % 5 else 0,
                    "url": "#" if n % 5 else "",
                }
                for m in range(20)
            ],
        }
        for n, unit in enumerate(UNITS)
    ],
    "of": len(UNITS),
    "total": {
        "name": "Toàn thành phố",
        "cells": [{"display": "512.345", "url": "#"}, {"display": "–", "url": ""}] * 10,
    },
    "name_sort": {"url": "#", "aria": ""},
    "csv_url": "#",
    "xlsx_url": "#",
}
_LISTING = {
    "narrowing": {
        "show": "open",
        "severity": "soft",
        "rule": "outlier",
        "ward": "",
        "severities": [{"value": "", "label": "Mọi mức"}, {"value": "soft", "label": "Cần xem"}],
        "wards": [{"value": "", "label": "Mọi đơn vị"}],
        "clear_url": "#",
    },
    "total": 120,
    "choosable": 97,
    "every": "f1.abc f2.abc",
    "query": "show=open",
    "may_review": True,
    "note": "",
    "last_batch": {"id": "b1", "words": "Đã chấp nhận", "count": 12, "at": ago(hours=2)},
    "run": {"at": ago(hours=3), "wards": 110, "failed": ["So chuỗi số: hết bộ nhớ."]},
}
_NOTHING_FOUND = {
    "rules": [],
    "rows": [],
    "total": 0,
    "choosable": 0,
    "every": "",
    "last_batch": None,
    "run": None,
}
_QUALITY = {
    "period": _PERIOD,
    "columns": ["6T đầu 2024", "năm 2024", "6T đầu 2025", "năm 2025", "6T đầu 2026"],
    "rules": [
        {
            "title": found["title"],
            "counts": [3 * n, 12, 9, 14, 20 - n],
            "wards": 11,
            "still_open": 7,
            "dismissed": n,
            "found": 60,
            "share": f"{n},7 %",
            "wants_retuning": n > 1,
            "is_shown": n != 1,
            "url": "#",
        }
        for n, found in enumerate(FINDINGS)
    ],
    "wards": [
        {"name": unit["name"], "counts": [n, 2, 5, 1, 20 - n], "is_shown": n < 10, "url": "#"}
        for n, unit in enumerate(UNITS[:20])
    ],
    "returns": [{"name": UNITS[0]["name"], "times": 3, "url": "#"}],
    "dispensations": [
        {
            "ward_name": UNITS[1]["name"],
            "title": FINDINGS[0]["title"],
            "document": "Công văn 12/SNV-XDCQ",
            "who": "Lê Thị Kim Oanh",
            "at": ago(days=2),
        }
    ],
    "most": "5 %",
    "least": 10,
    "lab_url": "#",
}
_OVER = _edition(
    6, "ready", is_gone=True, may_retry=True, files=_files("DOCX", "PDF", is_gone=True)
)
_SEALED = _edition(3, "ready", is_sealed=True, files=_files("DOCX", "PDF", "XLSX"))
_EDITIONS = {
    "periods": [{"value": p["code"], "label": p["name"]} for p in _PERIODS],
    "parts": [{"value": "I", "label": "I. Khái quát"}, {"value": "VI", "label": "VI. Kiến nghị"}],
    "chosen": {
        "period": "2026-H1",
        "formats": ["docx"],
        "parts": [],
        "include": "approved",
        "comment": "",
        "every_text": False,
    },
    "formats": [
        {"value": "docx", "label": "Word (.docx)"},
        {"value": "pdf", "label": "PDF"},
        {"value": "csv", "label": "CSV"},
    ],
    "problems": [],
    "bundle": {
        "periods": [{"value": p["code"], "label": f"{p['name']}: 96 đã duyệt"} for p in _PERIODS],
        "formats": [
            {"value": "pdf", "label": "PDF"},
            {"value": "docx", "label": "Word (.docx)"},
        ],
        "chosen": {"period": "2026-H1", "formats": ["pdf"]},
    },
    "made": [
        _bundle(
            1,
            "building",
            percent=20,
            step_name="Làm văn bản của từng đơn vị: 23/114",
            steps=_BUNDLE_STEPS,
        ),
        _bundle(2, "ready", contents=_PACKED, failed=[_NOT_PACKED]),
        _bundle(3, "failed", problem="Không làm được văn bản của đơn vị nào nên không có tệp."),
        _bundle(4, "ready", contents=_PACKED, is_gone=True),
        _edition(0, "requested", queue_position=2),
        _edition(1, "building", percent=45, step_name="Làm tệp Word", steps=_STEPS),
        _edition(2, "ready", percent=100, files=_files("DOCX", "PDF")),
        _SEALED,
        _edition(4, "failed", problem="Kho tệp không ghi được. Hãy thử lại sau."),
        _edition(5, "cancelled", files=_files("CSV", is_gone=True)),
        _OVER,
    ],
}
_FACTS = {
    "code": "7KQ2-M9XA-4TRD",
    "verify_url": "#",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "inputs_sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    "revision": 17,
    "is_approved_only": True,
    "parts": "",
    "every_text": False,
    "sealed_at": None,
    "sealed_by": "",
}
_ONE_EDITION = {
    "edition": _edition(2, "ready", files=_files("DOCX", "PDF")),
    "period": _PERIOD,
    "facts": _FACTS,
    "may_seal": True,
    "why_not_seal": "",
    "troubled": [{"name": "Phường Lê Chân", "count": 2, "url": "#"}],
    "others": [{"number": 5, "at": ago(days=3), "is_sealed": True, "compare_url": "#"}],
    "inputs": [
        {"ward": unit["code"], "name": unit["name"], "version": 1, "sha256": "2c26b46b68ffc68f" * 4}
        for unit in UNITS[:20]
    ],
    "comments": [{"who": "Đỗ Quang Huy", "at": ago(hours=2), "text": "Đã đọc phần I."}],
}
_COMPARISON = {
    "period": _PERIOD,
    "before": {"number": 5, "at": ago(days=3), "is_sealed": True, "url": "#"},
    "after": {"number": 7, "at": ago(hours=3), "is_sealed": False, "url": "#"},
    "wards": [
        {"name": "Phường Lê Chân", "before": 1, "after": 2},
        {"name": "Xã Vĩnh Bảo", "before": 0, "after": 1},
        {"name": "Đặc khu Cát Hải", "before": 1, "after": 0},
    ],
    "figures": [
        {
            "label": "Số hội nghị đối thoại",
            "unit": "hội nghị",
            "before": "41",
            "after": "44",
            "url": "#",
        }
    ],
}
_FOUND = {
    "code": "7KQ2-M9XA-4TRD",
    "city_name": "Hải Phòng",
    "title": "6 tháng đầu năm 2026",
    "number": 7,
    "made_at": NOW,
    "sealed_at": NOW,
    "superseded_by": "",
    "superseded_at": None,
    "sha256": "9f86",
    "files": [("docx", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")],
}

_PUBLIC = {
    "city_name": "Thành phố Hải Phòng",
    "title": "6 tháng đầu năm 2026",
    "period_name": "6 tháng đầu năm 2026",
    "number": 7,
    "sealed_at": NOW,
    "code": "7KQ2-M9XA-4TRD",
    "verify_url": "#",
    "counted": 108,
    "expected": 114,
    "superseded_url": "",
    "before_name": "6 tháng đầu năm 2025",
    "sections": [
        {
            "code": s["code"],
            "title": s["title_vi"],
            "figures": [
                {
                    "label": "Hồ sơ tiếp nhận trong kỳ",
                    "display": "512.345",
                    "unit": "hồ sơ",
                    "units": 108,
                    "change": "tăng 3,1 %" if n else "",
                    "is_part": n == 1,
                }
                for n in range(3)
            ],
        }
        for s in SECTIONS[:5]
    ],
    "others": [
        {
            "name": "Năm 2025",
            "number": 2,
            "sealed_at": ago(days=90),
            "is_superseded": True,
            "url": "#",
        }
    ],
    "licence": "Được sử dụng lại tự do nếu ghi rõ nguồn.",
    "csv_url": "#",
    "json_url": "#",
    "wards_url": "#",
    "other_language": "#",
}
_SETTING = {
    "is_on": True,
    "shows_wards": False,
    "licence": "Được sử dụng lại tự do nếu ghi rõ nguồn.",
    "sealed": 3,
    "changed": {"who": "Trần Thị Bình", "at": NOW},
    "public_url": "https://x.gov.vn/public/31/",
    "problems": [],
}
_SHUT = {**_SETTING, "is_on": False, "sealed": 0, "changed": None, "public_url": ""}

CITY: tuple[Scene, ...] = (
    Scene("public-edition", "public/edition.html", _PUBLIC),
    Scene(
        "public-superseded",
        "public/edition.html",
        {**_PUBLIC, "superseded_url": "#", "before_name": "", "others": [], "wards_url": ""},
    ),
    Scene("public-setting", "public/setting.html", _SETTING, ADMINISTRATOR),
    Scene(
        "public-setting-shut",
        "public/setting.html",
        {**_SHUT, "problems": [{"anchor": "licence", "message": "Hãy ghi điều kiện."}]},
        ADMINISTRATOR,
    ),
    Scene("city-table", "city/table.html", _CROSS, REVIEWER),
    Scene("city-table-none", "city/table.html", {**_CROSS, "rows": []}, REVIEWER),
    Scene("city-table-bare", "city/table.html", {**_CROSS, "columns": []}, REVIEWER),
    Scene("city-table-empty", "city/table.html", {**_CROSS, "has_any": False}, REVIEWER),
    Scene("city-groups", "city/groups.html", _GROUPS, REVIEWER),
    Scene(
        "city-groups-empty",
        "city/groups.html",
        {**_GROUPS, "sections": [], "ungrouped": [], "may_draw": False},
        REVIEWER,
    ),
    Scene(
        "city-figure-group",
        "city/figure.html",
        {**_FIGURE, "group": {"name": "Phường", "groups_url": "#", "city_url": "#"}},
        REVIEWER,
    ),
    Scene("city-home", "city/home.html", _HOME, REVIEWER),
    Scene("city-home-empty", "city/home.html", _EMPTY, REVIEWER),
    Scene("city-figure", "city/figure.html", _FIGURE, REVIEWER),
    Scene("city-figure-ratio", "city/figure.html", {**_FIGURE, "indicator": _RATIO}, REVIEWER),
    Scene(
        "city-figure-empty",
        "city/figure.html",
        {
            **_FIGURE,
            "indicator": {**_INDICATOR, "display": ""},
            "rows": [],
            "notes": [],
            "to_look_at": {"count": 0, "named": [], "more": 0},
            "left_out": [],
            "strip": None,
            "pages": _ONE_PAGE,
        },
        REVIEWER,
    ),
    Scene(
        "city-findings",
        "city/findings.html",
        {
            "period": _PERIOD,
            "filters": _FILTERS,
            **_LISTING,
            "rules": _RULES,
            "rows": _FINDING_ROWS,
            "pages": _PAGES,
        },
        REVIEWER,
    ),
    Scene(
        "city-findings-empty",
        "city/findings.html",
        {
            **_LISTING,
            **_NOTHING_FOUND,
            "period": _PERIOD,
            "filters": _FILTERS,
            "pages": _ONE_PAGE,
        },
        REVIEWER,
    ),
    Scene("city-quality", "city/quality.html", _QUALITY, REVIEWER),
    Scene(
        "city-quality-empty",
        "city/quality.html",
        {**_QUALITY, "rules": [], "wards": [], "returns": [], "dispensations": [], "lab_url": ""},
        REVIEWER,
    ),
    Scene("city-editions", "city/editions.html", _EDITIONS, REVIEWER),
    Scene("city-editions-empty", "city/editions.html", {**_EDITIONS, "made": []}, REVIEWER),
    Scene("city-edition", "city/edition.html", _ONE_EDITION, REVIEWER),
    Scene(
        "city-edition-sealed",
        "city/edition.html",
        {
            **_ONE_EDITION,
            "edition": _SEALED,
            "may_seal": False,
            "facts": {**_FACTS, "sealed_at": NOW, "sealed_by": "Trần Thị Bình", "parts": "I, VI"},
        },
        REVIEWER,
    ),
    Scene(
        "city-edition-over",
        "city/edition.html",
        {
            **_ONE_EDITION,
            "edition": _OVER,
            "may_seal": False,
            "why_not_seal": "Tệp đã hết hạn lưu: hãy làm lại rồi chốt.",
        },
        REVIEWER,
    ),
    Scene("city-edition-compare", "city/edition_compare.html", _COMPARISON, REVIEWER),
    Scene(
        "city-edition-same",
        "city/edition_compare.html",
        {**_COMPARISON, "wards": [], "figures": []},
        REVIEWER,
    ),
    Scene("verify-home", "verify.html", {"code": "", "was_asked": False, "found": None}),
    Scene("verify-unknown", "verify.html", {"code": "7KQ2", "was_asked": True, "found": None}),
    Scene(
        "verify-found",
        "verify.html",
        {"code": "7KQ2-M9XA-4TRD", "was_asked": True, "found": _FOUND},
    ),
    Scene(
        "verify-superseded",
        "verify.html",
        {
            "code": "7KQ2-M9XA-4TRD",
            "was_asked": True,
            "found": {**_FOUND, "superseded_by": "8KQ2-M9XA-4TRD", "superseded_at": NOW},
        },
    ),
    Scene(
        "verify-draft",
        "verify.html",
        {"code": "x", "was_asked": True, "found": {**_FOUND, "sealed_at": None, "files": []}},
    ),
)
