"""The administrator's pages."""

from __future__ import annotations

import datetime as dt

from .material import UNITS
from .review import _ONE_PAGE, _PAGES
from .scene import ADMINISTRATOR, NOW, Scene, ago

_TASKS = [
    {"title": "Kỳ báo cáo", "note": "Mở, đóng, gia hạn. 1 kỳ đang mở.", "url": "/admin/periods"},
    {"title": "Người dùng", "note": "Mời, khóa. 243 người.", "url": "/admin/people"},
    {"title": "Đơn vị", "note": "114 phường, xã, đặc khu.", "url": "/admin/wards"},
]
_EXTENSIONS = [
    {
        "ward_name": "Đặc khu Bạch Long Vĩ",
        "due_at": ago(days=-9),
        "document_number": "102/SNV-XDCQ",
        "reason": "Bão số 2, mất liên lạc",
        "who": "Đỗ Quang Huy",
    }
]


def _period(
    code: str, name: str, state: str, extensions: list[dict[str, object]]
) -> dict[str, object]:
    return {
        "code": code,
        "name": name,
        "state": state,
        "data_from": NOW.date(),
        "data_to": NOW.date(),
        "opens_on": NOW.date(),
        "due_at": ago(days=-5),
        "closes_at": ago(days=-20) if state == "open" else None,
        "begins_until": ago(days=-6) if state == "open" else None,
        "edits_until": ago(days=-9) if state == "open" else None,
        "submitted": 97,
        "expected": 114,
        "extensions": extensions,
    }


_TYPED = {
    "period": "2026-Y",
    "opens_on": "",
    "due_on": "",
    "begins_until_on": "20/6/2026",
    "edits_until_on": "",
    "ward_code": "",
    "extend_due_on": "",
    "document_number": "",
    "reason": "",
}
_WARD_CHOICES = [{"value": u["code"], "label": u["name"]} for u in UNITS]
_PERIODS = {
    "periods": [
        _period("2026-H1", "6 tháng đầu năm 2026", "open", _EXTENSIONS),
        _period("2026-Y", "Năm 2026", "planned", []),
        _period("2025-Y", "Năm 2025", "closed", []),
    ],
    "codes": [{"value": "2026-Y", "label": "Năm 2026"}],
    "wards": _WARD_CHOICES,
    "typed": _TYPED,
    "problems": [],
    "may_manage": True,
    "may_extend": True,
}
_PEOPLE = [
    {
        "person_id": f"p{n}",
        "name": "Nguyễn Thị Hồng Hạnh",
        "email": f"hanh.nguyenthihong{n}@{u['slug']}.haiphong.gov.vn",
        "role_name": "Chuyên viên phường, xã",
        "unit_name": u["name"],
        "state": ("active", "invited", "inactive")[n % 3],
        "last_seen_at": ago(hours=n) if n % 3 == 0 else None,
        "may_deactivate": n % 3 != 2,
        "may_reset": n % 3 != 2,
    }
    for n, u in enumerate(UNITS[:30])
]
_PEOPLE_PAGE = {
    "people": _PEOPLE,
    "roles": [{"value": "drafter", "label": "Chuyên viên phường, xã"}],
    "wards": [{"value": "", "label": "Sở Nội vụ"}, *_WARD_CHOICES],
    "typed": {"name": "", "email": "", "role": "drafter", "ward_code": ""},
    "problems": [{"anchor": "email", "message": "Thư điện tử này đã có người dùng."}],
    "link": {
        "name": "Trần Văn Bảo",
        "url": "https://tonghop.haiphong.gov.vn/account/invitation/" + "x" * 43,
        "is_new": True,
    },
    "is_mail_on": False,
    "filters": [{"name": "Tất cả", "count": 243, "url": "#", "is_current": True}],
    "pages": _PAGES,
}
_UNITS = [
    {
        "code": u["code"],
        "name": u["name"],
        "unit_type_name": u["type"],
        "people": n % 4,
        "leader_name": "Trần Văn Bảo" if n % 4 else "",
        "closed_on": dt.date(2026, 7, 1) if n == 5 else None,
    }
    for n, u in enumerate(UNITS)
]

_REORGANIZING = {
    "units": [
        {
            "code": u["code"],
            "name": u["name"],
            "folded": u["name"],
            "is_before": n == 0,
            "is_after": n in (1, 2),
        }
        for n, u in enumerate(UNITS)
    ],
    "shares": [
        {
            "name": f"share-{UNITS[0]['code']}-{UNITS[n]['code']}",
            "label": f"{UNITS[0]['name']} về {UNITS[n]['name']}",
            "value": f"{n}0",
        }
        for n in (1, 2)
    ],
    "typed": {"on": "1/7/2026", "document": "Nghị quyết 12/NQ-HĐND", "sought": ""},
    "problems": [],
    "past": [
        {
            "event_id": "r1",
            "on": dt.date(2026, 7, 1),
            "document": "Nghị quyết 12/NQ-HĐND",
            "who": "Đỗ Quang Huy",
            "at": ago(days=3),
            "lines": ["Phường An Biên nhập vào Phường Ngô Quyền"],
        }
    ],
}
_NOT_REORGANIZED = {**_REORGANIZING, "units": [], "shares": [], "past": []}
_FORESEEN = {
    "on": dt.date(2026, 7, 1),
    "typed": {"document": "Nghị quyết 12/NQ-HĐND"},
    "lines": ["Phường An Biên nhập vào Phường Ngô Quyền"],
    "closing": ["Phường An Biên"],
    "hidden": [("predecessor", "11407"), ("successor", "11311"), ("on", "1/7/2026")],
}

_GROUPINGS = [
    {
        "grouping_id": f"g{n}",
        "name": name,
        "groups": 14 - n,
        "units": 114 - n,
        "who": "Đỗ Quang Huy",
        "at": ago(days=n),
    }
    for n, name in enumerate(("Quận, huyện cũ", "Cụm thi đua"))
]
_GROUPING = {
    "grouping_id": "g0",
    "name": "Quận, huyện cũ",
    "units": [
        {"code": unit["code"], "name": unit["name"], "group": "Quận Lê Chân" if n % 3 else ""}
        for n, unit in enumerate(UNITS[:12])
    ],
    "known": ["Quận Lê Chân"],
    "problems": [],
}
_BADLY = {
    "grouping_id": "",
    "name": "",
    "problems": [{"anchor": "name", "message": "Hãy đặt tên cho cách nhóm."}],
}

_SENTENCES = {
    "sections": [
        {
            "title": "II.2. Ban hành văn bản lãnh đạo, chỉ đạo",
            "sentences": [
                {
                    "url": "/admin/sentences/II.2:guidance:a:1",
                    "text": "Đã ban hành ‹số văn bản› văn bản.",
                    "is_own": n == 0,
                    "who": "Đỗ Quang Huy" if n == 0 else "",
                    "at": ago(days=2) if n == 0 else None,
                }
                for n in range(3)
            ],
        }
    ],
    "own": 1,
}
_SENTENCE = {
    "key": "II.2:guidance:guidance_documents_issued:1",
    "section": "II.2. Ban hành văn bản lãnh đạo, chỉ đạo",
    "text": "Đã ban hành {guidance_documents_issued} văn bản.",
    "zero": "Trong kỳ không ban hành văn bản.",
    "seen": "",
    "standard": {"text": "Ban hành {guidance_documents_issued} văn bản.", "zero": ""},
    "is_own": True,
    "is_tried": True,
    "problems": [],
    "places": [{"mark": "{guidance_documents_issued}", "meaning": "Số văn bản đã ban hành"}],
    "others": [{"mark": "{guidance_documents_issued}", "meaning": "Số văn bản đã ban hành"}],
    "preview": [
        {"case": "Với số liệu hiện nay", "text": "Đã ban hành 1.204 văn bản."},
        {"case": "Khi số này bằng 0", "text": ""},
    ],
    "period": "6 tháng đầu năm 2026",
    "history": [
        {"who": "Đỗ Quang Huy", "at": ago(days=1), "text": "", "zero": ""},
        {"who": "Đỗ Quang Huy", "at": ago(days=2), "text": "Có {a} văn bản.", "zero": "Không."},
    ],
}
_SENTENCE_BAD = {
    "text": "Đã ban hành {sai} văn bản.",
    "is_own": False,
    "preview": [],
    "period": "",
    "history": [],
    "problems": [{"anchor": "text", "message": "Không có chỗ điền nào tên “{sai}”: ▸{sai}"}],
}

ADMIN: tuple[Scene, ...] = (
    Scene(
        "admin-home",
        "admin/home.html",
        {"city_name": "Thành phố Hải Phòng", "tasks": _TASKS},
        ADMINISTRATOR,
    ),
    Scene("admin-periods", "admin/periods.html", _PERIODS, ADMINISTRATOR),
    Scene("admin-periods-empty", "admin/periods.html", {**_PERIODS, "periods": []}, ADMINISTRATOR),
    Scene("admin-people", "admin/people.html", _PEOPLE_PAGE, ADMINISTRATOR),
    Scene(
        "admin-people-empty",
        "admin/people.html",
        {
            **_PEOPLE_PAGE,
            "people": [],
            "link": None,
            "problems": [],
            "pages": _ONE_PAGE,
            "is_mail_on": True,
        },
        ADMINISTRATOR,
    ),
    Scene("admin-wards", "admin/wards.html", {"wards": _UNITS}, ADMINISTRATOR),
    Scene("admin-wards-empty", "admin/wards.html", {"wards": []}, ADMINISTRATOR),
    Scene("admin-reorganizing", "admin/reorganizations.html", _REORGANIZING, ADMINISTRATOR),
    Scene("admin-not-reorganized", "admin/reorganizations.html", _NOT_REORGANIZED, ADMINISTRATOR),
    Scene("admin-foreseen", "admin/reorganization_preview.html", _FORESEEN, ADMINISTRATOR),
    Scene("admin-groupings", "admin/groupings.html", {"groupings": _GROUPINGS}, ADMINISTRATOR),
    Scene("admin-groupings-empty", "admin/groupings.html", {"groupings": []}, ADMINISTRATOR),
    Scene("admin-grouping", "admin/grouping.html", _GROUPING, ADMINISTRATOR),
    Scene("admin-sentences", "admin/sentences.html", _SENTENCES, ADMINISTRATOR),
    Scene("admin-sentence", "admin/sentence.html", _SENTENCE, ADMINISTRATOR),
    Scene(
        "admin-sentence-bad",
        "admin/sentence.html",
        {**_SENTENCE, **_SENTENCE_BAD},
        ADMINISTRATOR,
    ),
    Scene("admin-grouping-bad", "admin/grouping.html", {**_GROUPING, **_BADLY}, ADMINISTRATOR),
)
