"""One page to be looked at: a template, its view and who looks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

NOW = dt.datetime(2026, 6, 12, 9, 5, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Scene:
    name: str
    template: str
    context: dict[str, Any]
    viewer: dict[str, Any] | None = None
    flashes: tuple[tuple[str, str], ...] = field(default=())


DRAFTER = {
    "id": "drafter",
    "name": "Nguyễn Thị Hồng Hạnh",
    "role_name": "Chuyên viên phường, xã",
    "unit_name": "Phường Nguyễn Đại Năng",
    "areas": ["ward"],
}
LEADER = {**DRAFTER, "id": "leader", "name": "Trần Văn Bảo", "role_name": "Lãnh đạo phường, xã"}
REVIEWER = {
    "id": "reviewer",
    "name": "Phạm Minh Châu",
    "role_name": "Chuyên viên Sở",
    "unit_name": "Sở Nội vụ",
    "areas": ["review", "city", "exports"],
}
ADMINISTRATOR = {
    "id": "administrator",
    "name": "Đỗ Quang Huy",
    "role_name": "Quản trị thành phố",
    "unit_name": "Sở Nội vụ",
    "areas": ["city", "exports", "batches", "admin", "audit"],
}


def ago(**span: int) -> dt.datetime:
    return NOW - dt.timedelta(**span)
