"""HTTP only: parse, call an action or a query, render."""

from __future__ import annotations

from flask import Flask

from app.web import (
    access,
    account,
    admin,
    batches,
    city,
    errors,
    evidence,
    fields,
    front,
    health,
    presenting,
    review,
    security,
    sheets,
    sign_off,
    stories,
    ward_files,
)


def register(app: Flask) -> None:
    """Blueprints, sign-in, errors and headers; refuses an endpoint without an access rule."""
    # Before the forgery check: whose session has ended is told so, not that a token is wrong.
    access.init(app)
    security.init(app)
    presenting.init(app)
    for module in (
        account,
        admin,
        batches,
        city,
        evidence,
        fields,
        front,
        health,
        review,
        sheets,
        stories,
        ward_files,
    ):
        sign_off,
        app.register_blueprint(module.blueprint)
    errors.register(app)
    access.check_every_endpoint(app)
