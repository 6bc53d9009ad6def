"""Problem documents (RFC 9457): what went wrong, where, and how to mend it, in Vietnamese."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Response, request

from app.domain.errors import Problem
from app.web.api.shapes import Fault

MEDIA = "application/problem+json"
_TYPE = "urn:tonghop:problem:"
#: The last part of ``type``, ``title``, and what to do where nothing better is known, by status.
KINDS: Mapping[int, tuple[str, str, str]] = {
    400: ("malformed", "Yêu cầu viết sai", "Hãy xem /api/v1/openapi.json."),
    401: ("token", "Cần mã truy cập còn hiệu lực", "Hãy tạo mã ở trang tài khoản."),
    403: (
        "forbidden",
        "Không có quyền",
        "Mã không được cấp việc này, hoặc người tạo mã không giữ vai trò cần có.",
    ),
    404: ("not-found", "Không tìm thấy", "Không có, hoặc không phải của đơn vị bạn."),
    405: ("method", "Không nhận phương thức này", "Các phương thức được nhận ở đầu mục Allow."),
    409: ("conflict", "Trái với trạng thái hiện có", "Hãy đọc lại báo cáo rồi làm tiếp."),
    413: ("too-large", "Nội dung quá lớn", "Hãy chia thành nhiều yêu cầu."),
    415: ("media-type", "Sai kiểu nội dung", "Content-Type phải là application/json."),
    422: ("invalid", "Báo cáo còn chỗ phải sửa", "Các chỗ phải sửa ở danh sách errors."),
    429: ("too-many", "Quá nhiều yêu cầu", "Hãy đợi theo đầu mục Retry-After."),
    500: ("ours", "Lỗi của hệ thống", "Hãy báo quản trị kèm số tham chiếu."),
    503: ("away", "Tạm thời không đáp ứng", "Hãy thử lại sau ít phút."),
}


def answer(
    status: int,
    detail: str = "",
    errors: Iterable[Mapping[str, Any]] = (),
    reference: str = "",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem of this status; of a status without a kind of its own, of its class."""
    known = status if status in KINDS else (400 if status < 500 else 500)
    kind, title, advice = KINDS[known]
    document: dict[str, Any] = {
        "type": _TYPE + kind,
        "title": title,
        "status": status,
        "detail": detail or advice,
        "instance": quote(request.path),
    }
    listed = list(errors)
    document |= {"errors": listed} if listed else {}
    document |= {"reference": reference} if reference else {}
    response = Response(json.dumps(document, ensure_ascii=False), status, mimetype=MEDIA)
    response.headers.update(headers or {})
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def of_faults(found: Iterable[Fault], most: int) -> list[dict[str, str]]:
    return [{"pointer": f.place, "message": f.message} for f in list(found)[:most]]


def of_problems(found: Iterable[Problem]) -> list[dict[str, Any]]:
    return [{"rule": p.rule, "fields": list(p.fields), "message": p.message} for p in found]
