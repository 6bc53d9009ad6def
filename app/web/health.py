"""Is the process alive, can it serve, and what does it count."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from app.outbound.queue import carrier
from app.store import provision
from app.web.access import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/health/live")
@public
def live() -> Response:
    return jsonify(status="ok")


@blueprint.get("/health/ready")
@public
def ready() -> tuple[Response, int]:
    """200 where database, queue and migrations are as they must be; else 503 naming which."""
    checks = {"database": False, "migrations": False, "queue": carrier().is_answering()}
    try:
        current = provision.current_revision()
        checks["database"] = True
        checks["migrations"] = current == provision.head_revision()
    except SQLAlchemyError as error:
        return jsonify(status="unavailable", checks=checks, error=type(error).__name__), 503
    is_ready = all(checks.values())
    return jsonify(
        status="ok" if is_ready else "unavailable", checks=checks
    ), 200 if is_ready else 503


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)
