"""HTTP only: parse, call an action or a query, render."""

from __future__ import annotations

from flask import Flask

from app.web import (
    access,
    account,
    admin,
    audit,
    batches,
    bundles,
    checks,
    city,
    compare,
    cross_table,
    desk,
    drawn,
    editions,
    errors,
    evidence,
    fields,
    findings,
    front,
    groups,
    health,
    notices,
    presenting,
    public,
    public_setting,
    remarks,
    reorganizations,
    review,
    review_rules,
    rules,
    security,
    sheets,
    sign_off,
    stories,
    themes,
    tokens,
    verify,
    ward_files,
    ward_people,
    wording,
)
from app.web.api import operations
from app.web.api.openapi import DECLARED


def register(app: Flask) -> None:
    """Blueprints, sign-in, errors and headers; refuses an endpoint without an access rule."""
    # Before the forgery check: whose session has ended is told so, not that a token is wrong.
    access.init(app)
    security.init(app)
    presenting.init(app)
    drawn.init(app)
    for module in (
        account,
        admin,
        audit,
        batches,
        bundles,
        checks,
        city,
        compare,
        cross_table,
        desk,
        editions,
        evidence,
        fields,
        findings,
        front,
        groups,
        health,
        notices,
        public,
        public_setting,
        remarks,
        reorganizations,
        review,
        review_rules,
        rules,
        sheets,
        sign_off,
        stories,
        themes,
        tokens,
        verify,
        ward_files,
        ward_people,
        wording,
    ):
        app.register_blueprint(module.blueprint)
    assert DECLARED, "importing the document declares every operation"
    app.register_blueprint(operations.blueprint)
    # A bearer's token is in no browser that another page could make use of.
    security.csrf.exempt(operations.blueprint)
    errors.register(app)
    access.check_every_endpoint(app)
