"""A domain error becomes a page or JSON here, and only here."""

from __future__ import annotations

import logging
from uuid import uuid4

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.actions.answering import AnswerConflict
from app.actions.signing_in import TooManyTries
from app.domain.errors import (
    Conflict,
    DomainError,
    Invalid,
    InvalidMove,
    NotAllowed,
    NotFound,
)
from app.web.api import problems
from app.web.session_cookie import is_api
from app.web.words import sentence

log = logging.getLogger(__name__)

STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    AnswerConflict: 409,
    InvalidMove: 409,
    Invalid: 400,
    TooManyTries: 429,
}
PAGES = (400, 401, 403, 404, 409, 413, 429, 500, 503)

# Parts of a form that are the page's own, or nobody else's to see.
_NOT_TYPED = ("token", "idempotency_key", "seen_version", "inputs_hash", "revision", "password")


def register(app: Flask) -> None:
    app.register_error_handler(DomainError, domain_error)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(OperationalError, database_away)
    app.register_error_handler(Exception, our_fault)


def wants_json() -> bool:
    """A script of ours asks for JSON; a browser asks for a page."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def answer(status: int, message: str, reference: str = "") -> Response:
    if is_api(request.path):
        return problems.answer(status, message, reference=reference)
    if wants_json():
        return make_response(jsonify(message=message, reference=reference), status)
    page = status if status in PAGES else (400 if status < 500 else 500)
    body = render_template(
        f"errors/{page}.html", message=message, reference=reference, typed=typed(status)
    )
    return make_response(body, status)


def typed(status: int) -> list[str]:
    """Words in a form that was not taken: shown again, so that nobody writes them twice."""
    if request.method != "POST" or status == 413:
        return []
    return [
        value.strip()
        for name, value in request.form.items(multi=True)
        if not name.endswith(_NOT_TYPED) and " " in value.strip()
    ]


def domain_error(error: DomainError) -> Response:
    if is_api(request.path):
        return _problem_of(error)
    return answer(STATUS.get(type(error), 400), sentence(str(error)))


def _problem_of(error: DomainError) -> Response:
    """A program is told all that is to be mended. 400 is for requests that are written wrong."""
    found = problems.of_problems(error.problems) if isinstance(error, Invalid) else []
    status = 422 if isinstance(error, Invalid) else STATUS.get(type(error), 400)
    return problems.answer(status, sentence(str(error)), found)


def http_error(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return make_response(error.get_response())
    if isinstance(error, CSRFError):
        return answer(400, _("Trang này mở đã lâu hoặc bạn vừa đăng nhập lại. Hãy tải lại trang."))
    if is_api(request.path):
        return _problem_of_http(error)
    if error.code == 401 and not wants_json():
        return answer(401, "")
    return answer(error.code or 500, "")


def _problem_of_http(error: HTTPException) -> Response:
    """Our own words where we had some; the framework's are English and dropped."""
    status = error.code or 500
    own = error.description if status == 401 else ""
    methods = getattr(error, "valid_methods", None) or ()
    headers = {"Allow": ", ".join(sorted(methods))} if methods else {}
    return problems.answer(status, own or "", headers=headers)


def database_away(error: OperationalError) -> Response:
    log.error("database does not answer: %s", error.orig)
    return answer(503, "")


def our_fault(error: Exception) -> Response:
    """What nobody foresaw: logged with a number that the person can quote."""
    reference = uuid4().hex[:8]
    who = getattr(current_user, "token", "")[:6] if current_user else ""
    log.exception("unexpected error %s (session %s…)", reference, who, exc_info=error)
    return answer(500, "", reference)
