"""The standard form and the city's units, read from the project's own data."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

STANDARD = Path(__file__).resolve().parents[4] / "app" / "standard"

FORM: dict[str, Any] = json.loads((STANDARD / "form.json").read_text("utf-8"))
SECTIONS: list[dict[str, Any]] = [s for s in FORM["sections"] if s["fields"]]
with (STANDARD / "units.csv").open(encoding="utf-8", newline="") as units:
    UNITS: list[dict[str, str]] = list(csv.DictReader(units))

VALUES = {
    "dossiers_received": ("4.410", "Đã tiếp nhận: 4410 Hồ sơ"),
    "dossiers_received_online": ("4.410", "trực tuyến: 4410 hồ sơ"),
    "dossiers_received_direct": ("0", "trực tiếp: 0 hồ sơ"),
    "dossiers_resolved": ("4.337", "Đã giải quyết: 4337 hồ sơ"),
    "dossiers_resolved_on_time": ("4.336", "trước và đúng hạn: 4336 hồ sơ"),
    "dossiers_resolved_overdue": ("1", "quá hạn: 1 hồ sơ"),
    "dossiers_in_progress": ("66", "Đang giải quyết: 66 hồ sơ"),
    "dossiers_on_time_rate": ("99,98", ""),
    "service_index_score": ("97,61", "đạt mức 97,61/100 điểm"),
    "reception_sessions": ("24", "đã tổ chức 24 buổi tiếp công dân định kỳ và thường xuyên"),
    "petitions_received": ("21", "tiếp nhận 21 đơn thư thuộc thẩm quyền giải quyết của phường"),
    "petitions_resolved": ("18", "Kết quả đã giải quyết 18 đơn"),
}
PARAGRAPH = (
    "Ủy ban nhân dân phường đã quán triệt, phổ biến Luật Thực hiện dân chủ ở cơ sở đến toàn thể "
    "cán bộ, công chức và Nhân dân bằng nhiều hình thức: hội nghị, hệ thống truyền thanh, trang "
    "thông tin điện tử và nhóm Zalo của 23 tổ dân phố. "
)


def section(code: str) -> dict[str, Any]:
    return next(s for s in SECTIONS if s["code"] == code)


def labels() -> dict[str, dict[str, Any]]:
    return {f["code"]: {**f, "section": s["code"]} for s in SECTIONS for f in s["fields"]}


LABELS = labels()
NUMBERS = {c: typed for c, (typed, _) in VALUES.items() if LABELS[c]["type"] in ("int", "pct")}


def term(code: str, display: str) -> dict[str, Any]:
    """One answer that a finding looked at."""
    found = LABELS[code]
    return {
        "code": code,
        "label": found["label_vi"],
        "section": found["section"],
        "display": display,
        "unit": found.get("unit", ""),
    }
