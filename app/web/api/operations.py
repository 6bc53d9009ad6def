"""One declaration per operation: its route, its right, what it takes and what it answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from flask import Blueprint, Response, abort, g, request

from app.domain.permissions import Permission
from app.web.access import needs
from app.web.api import gate, problems
from app.web.api.shapes import Shape, faults

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

View = Callable[..., Response]
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Operation:
    """What the OpenAPI document says of a route, and the gate holds requests against.

    ``path`` is Flask's, below the prefix; ``answers`` a shape by status, None for a body
    that is not JSON, whose media type is then ``media``. A ``body`` that may be left out
    is then an empty object.
    """

    name: str
    method: str
    path: str
    summary: str
    answers: Mapping[int, Shape | None]
    permissions: tuple[Permission, ...] = ()
    refusals: tuple[int, ...] = ()
    parts: Mapping[str, Shape] = field(default_factory=dict)
    query: Mapping[str, Shape] = field(default_factory=dict)
    headers: Mapping[str, Shape] = field(default_factory=dict)
    body: Shape | None = None
    needs_body: bool = True
    media: str = "application/json"

    @property
    def template(self) -> str:
        """The path as OpenAPI writes it."""
        return _PARAMETER.sub(r"{\1}", self.path)

    @property
    def variables(self) -> list[str]:
        return _PARAMETER.findall(self.path)


OPERATIONS: list[Operation] = []


def serves(operation: Operation) -> Callable[[View], View]:
    """Give the view its route and put the gate before it."""

    def mark(view: View) -> View:
        @wraps(view)
        def gated(**parts: Any) -> Response:
            _admit(operation, parts)
            return view(**parts)

        OPERATIONS.append(operation)
        ruled = needs(*operation.permissions)(gated)
        blueprint.add_url_rule(operation.path, operation.name, ruled, methods=[operation.method])
        return view

    return mark


def _admit(operation: Operation, parts: Mapping[str, Any]) -> None:
    """Hold a request against its declaration. Raises ``Refused``, or ends with 404 or 415."""
    for name, shape in operation.parts.items():
        if any(faults(shape, str(parts[name]))):
            abort(404)
    g.query = gate.query(operation.query, request.args.to_dict(flat=False))
    headers = {n: request.headers.getlist(n) for n in operation.headers if n in request.headers}
    g.headers = gate.headers(operation.headers, headers)
    if operation.body is not None:
        g.body = _body(operation, operation.body)


def _body(operation: Operation, shape: Shape) -> Any:
    request.max_content_length = gate.BODY_MAX
    content = request.get_data()
    if not content and not operation.needs_body:
        return {}
    if request.mimetype != "application/json":
        abort(415)
    return gate.body(shape, content)


def refused(error: gate.Refused) -> Response:
    found = problems.of_faults(error.faults, gate.FAULTS_SHOWN)
    return problems.answer(400, "Hãy sửa những chỗ dưới đây.", found)


blueprint.register_error_handler(gate.Refused, refused)
