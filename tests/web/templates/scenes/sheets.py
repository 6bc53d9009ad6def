"""A ward's answers as a table for machines: to take it, and brought back with refusals."""

from __future__ import annotations

from .reports import REPORT
from .scene import DRAFTER, LEADER, Scene

_TABLE = {"report": REPORT, "problems": [], "outcome": None}
_REFUSED = [
    {
        "line": 12,
        "code": "households_total",
        "label": "Tổng số hộ gia đình",
        "value": "3.60O",
        "reason": "“3.60O” không phải là số nguyên. Viết liền hoặc nhóm ba chữ số bằng dấu chấm.",
    },
    {
        "line": 13,
        "code": "so_ho",
        "label": "",
        "value": "",
        "reason": "Mẫu báo cáo không có chỉ tiêu “so_ho”.",
    },
]

SHEETS: tuple[Scene, ...] = (
    Scene("ward-table", "ward/table.html", _TABLE, DRAFTER),
    Scene(
        "ward-table-refused",
        "ward/table.html",
        {**_TABLE, "outcome": {"accepted": 120, "written": 7, "refused": _REFUSED}},
        DRAFTER,
    ),
    Scene(
        "ward-table-done",
        "ward/table.html",
        {**_TABLE, "outcome": {"accepted": 120, "written": 7, "refused": []}},
        DRAFTER,
    ),
    Scene(
        "ward-table-locked",
        "ward/table.html",
        {
            **_TABLE,
            "report": {**REPORT, "may_upload": False},
            "problems": [{"anchor": "file", "message": "Hãy chọn một tệp CSV có nội dung."}],
        },
        LEADER,
    ),
)
