"""The OpenAPI document, put together from the operations' own declarations."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import Response, jsonify

from app.domain.tokens import REACHES
from app.web.access import public
from app.web.api import city, problems, ward
from app.web.api.operations import OPERATIONS, Operation, blueprint
from app.web.api.shapes import ID, NAMED, Shape

#: Importing these declares their operations.
DECLARED = (ward, city)
#: Any operation may answer these: no token, no right, too often, our fault, and away.
EVERYWHERE = (400, 401, 403, 429, 500, 503)
_PROBLEM = {"$ref": "#/components/schemas/Problem"}


@blueprint.get("/openapi.json")
@public
def openapi() -> Response:
    return jsonify(document())


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.1; its schemas are the ones that requests are held against."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.template, {})[operation.method.lower()] = _described(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tổng Hợp",
            "version": "1",
            "description": "Địa chỉ cho chương trình: đọc, nhập và nộp báo cáo của đơn vị; "
            "đọc số liệu của thành phố.",
        },
        "servers": [{"url": blueprint.url_prefix}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": dict(NAMED),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _described(operation: Operation) -> dict[str, Any]:
    refusals = sorted({*EVERYWHERE, *operation.refusals})
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "x-token-scopes": scopes_of(operation),
        "parameters": _parameters(operation),
        "responses": {
            **{str(s): _response(operation, shape) for s, shape in operation.answers.items()},
            **{str(status): _refusal(status) for status in refusals},
        },
    }
    if operation.body is not None:
        content = {"application/json": {"schema": operation.body}}
        described["requestBody"] = {"required": operation.needs_body, "content": content}
    return described


def scopes_of(operation: Operation) -> list[str]:
    """Any one of these scopes reaches the operation, if the person's role does too."""
    asked = set(operation.permissions)
    return [scope.value for scope, reached in REACHES.items() if not asked.isdisjoint(reached)]


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    return [
        *(_parameter("path", n, _variable(operation, n)) for n in operation.variables),
        *(_parameter("query", n, s) for n, s in operation.query.items()),
        *(_parameter("header", n, s) for n, s in operation.headers.items()),
    ]


def _variable(operation: Operation, name: str) -> Shape:
    whole: Shape = {"type": "integer", "minimum": 0}
    return operation.parts.get(name, whole if name == "number" else ID)


def _parameter(place: str, name: str, shape: Shape) -> dict[str, Any]:
    return {"name": name, "in": place, "required": place != "query", "schema": shape}


def _response(operation: Operation, shape: Shape | None) -> dict[str, Any]:
    schema = {"schema": shape} if shape is not None else {}
    return {"description": operation.summary, "content": {operation.media: schema}}


def _refusal(status: int) -> dict[str, Any]:
    title = problems.KINDS[status][1]
    return {"description": title, "content": {problems.MEDIA: {"schema": _PROBLEM}}}
