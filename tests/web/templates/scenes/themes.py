"""What many wards say: the board with all sorts of themes, one theme, and nothing gathered."""

from __future__ import annotations

from typing import Any

from .material import UNITS
from .scene import ADMINISTRATOR, REVIEWER, Scene, ago

_PERIOD = {"code": "2026-H1", "name": "6 tháng đầu năm 2026"}
_TEXT = (
    "Cơ sở vật chất nhà văn hóa ở nhiều tổ dân phố còn thiếu, có nơi chật hẹp, xuống cấp, chưa đáp "
    "ứng yêu cầu sinh hoạt cộng đồng và họp dân."
)


def _theme(key: str, **changed: Any) -> dict[str, Any]:
    return {
        "key": key,
        "text": _TEXT,
        "wards": 47,
        "names": [unit["name"] for unit in UNITS[:3]],
        "more_names": 44,
        "new": 0,
        "is_kept": False,
        "is_pinned": False,
        "is_novel": False,
        "is_alone": False,
        "reason": "",
        "url": f"/city/periods/2026-H1/narratives/weaknesses/{key}",
    } | changed


_THEMES = [
    _theme("a", is_pinned=True, is_kept=True, new=3),
    _theme("b", text="Cán bộ kiêm nhiệm nhiều việc.", wards=31, is_novel=True),
    _theme("c", text="Kinh phí hạn hẹp.", is_kept=True, reason="Đã nêu ở phần kiến nghị."),
    _theme("d", text="Mạng chập chờn ở xóm Đê Ngoài.", wards=1, more_names=0, is_alone=True),
]
_TOLD = {
    "words": "Viết lại câu tổng hợp",
    "said": _TEXT,
    "who": "Trần Thị Bình",
    "at": ago(hours=1),
}
_FIELD = {
    "code": "weaknesses",
    "label": "Hạn chế, tồn tại",
    "wards": 108,
    "number": 4,
    "themes": _THEMES,
    "folded": [_theme("e", text="Loa phường xuống cấp.", wards=2, more_names=0)],
    "is_unfolded": False,
    "new": 3,
    "is_read": True,
    "is_to_read": True,
    "more": 12,
    "more_url": "?section=V#field-weaknesses",
    "post_url": "/city/periods/2026-H1/narratives/weaknesses",
    "undo_url": "/city/periods/2026-H1/narratives/weaknesses/undo",
    "last": _TOLD,
    "may_undo": True,
}


def _chip(name: str, *, is_current: bool = False, **others: Any) -> dict[str, Any]:
    return {"name": name, "url": "?", "is_current": is_current, **others}


def _part(code: str, title: str, **others: Any) -> dict[str, Any]:
    plain = {"url": "?", "is_current": False, "count": 40, "new": 0, "to_read": 0, "fields": 0}
    return {"code": code, "title": title, **plain, **others}


_BOARD = {
    "period": _PERIOD,
    "expected": 114,
    "may_edit": True,
    "section": "",
    "show": "all",
    "run": {"at": ago(hours=2), "is_behind": True},
    "include": "approved",
    "parts": [
        _part("", "Mọi phần", is_current=True, count=312, new=3, to_read=2, fields=3),
        _part("IV", "Đánh giá chung việc thực hiện dân chủ ở cơ sở", new=3, to_read=2, fields=2),
        _part("V", "Phương hướng, nhiệm vụ", fields=1),
        _part("VI", "Kiến nghị, đề xuất"),
    ],
    "next": {"label": "Hạn chế, tồn tại", "section": "IV", "url": "?section=IV#field-weaknesses"},
    "includes": [_chip("Báo cáo đã duyệt", is_current=True), _chip("Cả báo cáo đã nộp")],
    "filters": [
        _chip("Tất cả", is_current=True, count=312),
        _chip("Chỉ điều mới", count=3),
        _chip("Chưa gom được", count=201),
        _chip("Đã bỏ khỏi báo cáo", count=1),
    ],
    "is_whole": False,
    "sections": [
        {
            "code": "V.1",
            "title": "Đánh giá chung",
            "url": "?section=V.1",
            "fields": [
                _FIELD,
                {
                    **_FIELD,
                    "code": "causes",
                    "label": "Nguyên nhân",
                    "last": None,
                    "new": 0,
                    "folded": [],
                    "is_to_read": False,
                },
            ],
        }
    ],
}
_ONE = {
    "period": _PERIOD,
    "section": {"code": "V.1", "title": "Đánh giá chung"},
    "show": "all",
    "field": {"code": "weaknesses", "label": "Hạn chế, tồn tại"},
    "theme": _THEMES[0],
    "expected": 114,
    "wards": [
        {
            "name": unit["name"],
            "url": "/review/submissions/x#row-weaknesses",
            "sentences": [{"id": f"{unit['code']}:1", "text": _TEXT, "is_new": place % 9 == 0}],
        }
        for place, unit in enumerate(UNITS[:47])
    ],
    "others": [{"value": "b", "label": "Cán bộ kiêm nhiệm nhiều việc. (31)"}],
    "number": 4,
    "may_edit": True,
    "may_split": True,
    "may_undo": True,
    "steps": [_TOLD, {**_TOLD, "words": "Gộp các nội dung", "said": ""}],
    "post_url": "/city/periods/2026-H1/narratives/weaknesses",
    "undo_url": "/city/periods/2026-H1/narratives/weaknesses/undo",
    "back_url": "/city/periods/2026-H1/narratives?section=V.1#field-weaknesses",
}

_PART = {
    **_BOARD,
    "section": "V.1",
    "is_whole": True,
    "parts": [{**one, "is_current": one["code"] == "IV"} for one in _BOARD["parts"]],
}

THEMES = (
    Scene("city-themes", "city/themes.html", _BOARD, REVIEWER),
    Scene("city-themes-part", "city/themes.html", _PART, REVIEWER),
    Scene("city-themes-part-read", "city/themes.html", {**_PART, "may_edit": False}, ADMINISTRATOR),
    Scene("city-themes-read", "city/themes.html", {**_BOARD, "may_edit": False}, ADMINISTRATOR),
    Scene(
        "city-themes-empty",
        "city/themes.html",
        {**_BOARD, "sections": [], "next": None, "run": {"at": None, "is_behind": False}},
        REVIEWER,
    ),
    Scene("city-theme", "city/theme.html", _ONE, REVIEWER),
    Scene(
        "city-theme-dropped",
        "city/theme.html",
        {**_ONE, "theme": _THEMES[2], "wards": _ONE["wards"][:1], "may_split": False},
        REVIEWER,
    ),
    Scene(
        "city-theme-read",
        "city/theme.html",
        {**_ONE, "may_edit": False, "steps": [], "others": []},
        ADMINISTRATOR,
    ),
)
