"""The least that would do for a save, a submit and a page: what ours is held against.

A signed session, a membership SELECT, a versioned UPDATE and a history INSERT by
SQLAlchemy Core; no wall, no rules, no reply but the revision.
"""

from __future__ import annotations

import hashlib
import json
import os
from uuid import uuid4

from flask import Flask, jsonify, render_template_string, request, session
from sqlalchemy import create_engine, text

FIELDS = 120
_PAGE = """<!doctype html><title>Floor</title><form>{% for field in fields %}
<p><label for="{{ field.code }}">{{ field.label }}</label>
<input id="{{ field.code }}" name="{{ field.code }}" value="{{ field.value }}"></p>
{% endfor %}</form>"""

TABLES = (
    "CREATE TABLE IF NOT EXISTS bench_member (person text PRIMARY KEY, report int NOT NULL)",
    "CREATE TABLE IF NOT EXISTS bench_answer (report int, code text, value text, revision int"
    " NOT NULL DEFAULT 0, PRIMARY KEY (report, code))",
    "CREATE TABLE IF NOT EXISTS bench_history (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " report int, code text, value text, revision int, at timestamptz DEFAULT now())",
    "CREATE TABLE IF NOT EXISTS bench_version (id uuid PRIMARY KEY, report int, content jsonb,"
    " sha256 text, at timestamptz DEFAULT now())",
    "CREATE TABLE IF NOT EXISTS bench_audit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
    " report int, what text, at timestamptz DEFAULT now())",
    "GRANT SELECT, INSERT, UPDATE ON bench_member, bench_answer, bench_history, bench_version,"
    " bench_audit TO PUBLIC",
)
_MEMBER = text("SELECT report FROM bench_member WHERE person = :person")
_SAVE = text(
    "UPDATE bench_answer SET value = :value, revision = revision + 1"
    " WHERE report = :report AND code = :code RETURNING revision"
)
_HISTORY = text(
    "INSERT INTO bench_history (report, code, value, revision)"
    " VALUES (:report, :code, :value, :revision)"
)
_VERSION = text(
    "INSERT INTO bench_version (id, report, content, sha256) VALUES (:id, :report, :content, :sha)"
)
_AUDIT = text("INSERT INTO bench_audit (report, what) VALUES (:report, 'submitted')")


def create_app() -> Flask:
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "floor"
    # Connections are made by each web process for itself, after the fork.
    engine = create_engine(os.environ["FLOOR_DATABASE_URL"], pool_size=8)
    fields = [{"code": f"f{n}", "label": f"Field {n}", "value": str(n)} for n in range(FIELDS)]

    @app.get("/sign-in/<person>")
    def sign_in(person: str) -> str:
        session["person"] = person
        return ""

    @app.patch("/answers/<code>")
    def save(code: str):
        value = request.get_json()["value"]
        with engine.begin() as connection:
            report = connection.execute(_MEMBER, {"person": session["person"]}).scalar_one()
            told = {"report": report, "code": code, "value": value}
            revision = connection.execute(_SAVE, told).scalar_one()
            connection.execute(_HISTORY, told | {"revision": revision})
        return jsonify(revision=revision)

    @app.post("/submit")
    def submit():
        sent = request.get_json()
        for field_value in sent.values():
            if not field_value.isdigit():
                return jsonify(error=field_value), 400
        content = json.dumps(sent, sort_keys=True)
        with engine.begin() as connection:
            report = connection.execute(_MEMBER, {"person": session["person"]}).scalar_one()
            digest = hashlib.sha256(content.encode()).hexdigest()
            told = {"id": uuid4(), "report": report, "content": content, "sha": digest}
            connection.execute(_VERSION, told)
            connection.execute(_AUDIT, {"report": report})
        return jsonify(sha256=digest)

    @app.get("/page")
    def page() -> str:
        return render_template_string(_PAGE, fields=fields)

    return app


def __getattr__(name: str):
    """``app`` is made when gunicorn asks for it: the tables must stand first."""
    if name == "app":
        return create_app()
    raise AttributeError(name)
