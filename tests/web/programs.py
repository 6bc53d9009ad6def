"""A program with a token: it speaks JSON, and every answer must be as the API promised."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from worlds import Somebody, Town

from app.actions import tokens
from app.actions.tokens import NewToken
from app.domain.permissions import Role
from app.domain.tokens import offered
from app.store.scope import Scope
from app.web.api.openapi import EVERYWHERE
from app.web.api.operations import OPERATIONS, Operation
from app.web.api.problems import MEDIA
from app.web.api.shapes import NAMED, faults

API = "/api/v1"
BY_NAME: dict[str, Operation] = {operation.name: operation for operation in OPERATIONS}
#: Answers of the framework, before any operation is known to be meant.
_NO_OPERATION = (404, 405)


@dataclass(frozen=True)
class Program:
    """A token in use. Whatever it asks, the answer is held against the declarations."""

    client: FlaskClient
    token: str

    def ask(
        self,
        name: str,
        parts: Mapping[str, object] | None = None,
        *,
        query: Mapping[str, object] | None = None,
        body: object = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """One call of an operation by its name. ``AssertionError`` for an undocumented answer."""
        operation = BY_NAME[name]
        content = raw if raw is not None else None if body is None else json.dumps(body).encode()
        answer = self.client.open(
            API
            + operation.template.format(**{n: quote(f"{v}", "") for n, v in (parts or {}).items()}),
            method=operation.method,
            query_string=query,
            data=content,
            content_type=None if content is None else "application/json",
            headers={"Authorization": f"Bearer {self.token}", **(headers or {})},
        )
        check(operation, answer)
        return answer


def check(operation: Operation, answer: TestResponse) -> None:
    """Status, media type and shape are documented; no cookie; never our fault."""
    status = answer.status_code
    assert status < 500, answer.text
    assert "Set-Cookie" not in answer.headers
    if status in operation.answers:
        shape = operation.answers[status]
        assert answer.mimetype == operation.media
    else:
        assert status in (*EVERYWHERE, *operation.refusals, *_NO_OPERATION), (
            operation.name,
            status,
        )
        shape = NAMED["Problem"]
        assert answer.mimetype == MEDIA
        assert answer.json["status"] == status
    if shape is not None:
        assert list(faults(shape, answer.json)) == [], operation.name


def program_of(
    town: Town, somebody: Somebody, scopes: Sequence[str] | None = None, days: int = 30
) -> Program:
    """A token of somebody, for all they may do unless told otherwise."""
    actor = somebody.actor
    city = town.scope.city
    scope = Scope.ward(city, actor.ward_id) if actor.ward_id else Scope.department(city)
    wanted = [s.value for s in offered(actor.roles)] if scopes is None else list(scopes)
    with town.app.app_context():
        token = tokens.make(scope, actor, NewToken("phép thử", wanted, days))
    return Program(town.app.test_client(), token)


def program(town: Town, role: Role, ward: str = "", scopes: Sequence[str] | None = None) -> Program:
    """A token of the person of this role."""
    return program_of(town, town.person(role, ward), scopes)


def report_of(asking: Program) -> dict[str, Any]:
    """The newest of a ward's own reports, as its list has it."""
    found: dict[str, Any] = asking.ask("reports").json[0]
    return found


def saving(*fields: tuple[str, object, int]) -> dict[str, object]:
    """A body that saves (code, value, revision)."""
    return {"answers": [{"code": c, "value": v, "revision": r} for c, v, r in fields]}
