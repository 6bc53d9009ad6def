"""The Department's batches: none yet, one at work, one that needs a person."""

from __future__ import annotations

from typing import Any

from .reading import READ_FILE
from .scene import REVIEWER, Scene, ago

_PERIODS = [{"value": "p1", "label": "6 tháng đầu năm 2026"}]
_WARDS = [
    {"value": "Phường Lê Thanh Nghị", "hint": "10532 phuong le thanh nghi"},
    {"value": "Xã Nguyễn Bỉnh Khiêm", "hint": "11914 xa nguyen binh khiem"},
]


def _batch(n: int, **change: Any) -> dict[str, Any]:
    return {
        "batch_id": f"b{n}",
        "name": f"bao-cao-dan-chu-6-thang-dot-{n}.zip",
        "period_name": "6 tháng đầu năm 2026",
        "who": "Nguyễn Thị Thẩm Định",
        "at": ago(hours=n),
        "total": 114,
        "settled": 110,
        "open": 0,
        "is_busy": False,
        "problem": "",
    } | change


def _file(n: int, status: str, **change: Any) -> dict[str, Any]:
    return {
        "file_id": f"f{n}",
        "name": f"{n:02d}. BC kết quả thực hiện dân chủ ở cơ sở (bản ký).docx",
        "status": status,
        "is_double": False,
        "ward_code": "11914" if status == "read" else "",
        "period_name": "6 tháng đầu năm 2026" if status == "read" else "",
        "ward_name": "Xã Nguyễn Bỉnh Khiêm" if status == "read" else "",
        "submission_id": f"s{n}" if status == "read" else "",
        "read": 31,
        "uncertain": 2,
        "findings": 4,
        "problem": "",
        "read_by": "Cách đọc: chữ trong tệp Word" if status == "read" else "",
    } | change


_HOME = {
    "batches": [
        _batch(1, is_busy=True, settled=40),
        _batch(2, open=3),
        _batch(3),
        _batch(4, problem="Tệp ZIP bị hỏng. Hãy nén lại và gửi lại.", total=0, settled=0),
    ],
    "periods": _PERIODS,
    "chosen": "",
    "largest_bytes": 32_000_000,
    "problems": [],
}
_ONE = {
    "batch": {
        "batch_id": "b1",
        "name": "bao-cao-dan-chu-6-thang.zip",
        "period_name": "6 tháng đầu năm 2026",
        "problem": "",
        "is_busy": True,
        "total": 5,
        "done": 4,
        "read": 2,
        "failed": 1,
    },
    "filters": [
        {"name": "Tất cả", "count": 5, "url": "/batches/b1", "is_current": True},
        {
            "name": "Chưa nạp được",
            "count": 2,
            "url": "/batches/b1?state=problem",
            "is_current": False,
        },
    ],
    "problems": [],
    "files": [
        _file(1, "unmatched", problem="Không tìm thấy tên đơn vị trong tệp. Hãy chọn đơn vị."),
        _file(2, "failed", problem="Báo cáo ghi kỳ 2025-Y, không phải 2026-H1."),
        _file(3, "waiting"),
        _file(4, "read"),
        _file(5, "read", uncertain=0, findings=0, is_double=True),
    ],
    "wards": _WARDS,
}


def _one_file(status: str, read: dict[str, Any] | None, problem: str = "") -> dict[str, Any]:
    file = _file(1, status, problem=problem)
    return {"file": file, "batch_id": "b1", "wards": _WARDS, "read": read}


BATCHES: tuple[Scene, ...] = (
    Scene("batches-home", "batches/home.html", _HOME, REVIEWER),
    Scene("batches-home-empty", "batches/home.html", {**_HOME, "batches": []}, REVIEWER),
    Scene("batches-batch", "batches/batch.html", _ONE, REVIEWER),
    Scene(
        "batches-batch-empty",
        "batches/batch.html",
        {**_ONE, "files": [], "batch": {**_ONE["batch"], "is_busy": False, "total": 0}},
        REVIEWER,
    ),
    Scene("batches-file", "batches/file.html", _one_file("read", READ_FILE), REVIEWER),
    Scene(
        "batches-file-failed", "batches/file.html", _one_file("failed", None, "Tệp hỏng."), REVIEWER
    ),
)
