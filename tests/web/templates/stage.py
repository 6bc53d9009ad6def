"""A small application that renders the templates with made-up views: real Jinja
settings, real ``url_for`` over stub endpoints, undefined names are errors."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from flask import Flask, Response, abort, current_app, flash, g
from flask_babel import Babel
from jinja2 import BytecodeCache, StrictUndefined
from jinja2.bccache import Bucket

from app.web import drawn

from .addresses import ADDRESSES
from .scenes import SCENES, Scene

ROOT = Path(__file__).resolve().parents[3]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class Compiled(BytecodeCache):
    """What was compiled for one stage serves the next: a test each has one of its own."""

    kept: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


def create_stage() -> Flask:
    """The stage, with ``/scenes/<name>`` for each scene and every address as a stub."""
    stage = Flask(
        "stage",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "app" / "web" / "static"),
    )
    stage.config.update(
        SECRET_KEY="for the stage only",
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
    )
    Babel(stage)
    stage.jinja_env.undefined = StrictUndefined
    stage.jinja_env.bytecode_cache = Compiled()
    stage.jinja_env.globals["csrf_token"] = lambda: "token-of-the-stage"
    drawn.init(stage)
    stage.context_processor(lambda: {"viewer": g.get("viewer")})
    stage.after_request(_add_policy)
    for endpoint, rule, method in ADDRESSES:
        stage.add_url_rule(rule, endpoint, _stub, methods=[method])
    stage.add_url_rule("/scenes/<name>", "scene", _show_scene)
    return stage


def render(stage: Flask, scene: Scene) -> str:
    """The page of one scene as text."""
    with stage.test_request_context(f"/scenes/{scene.name}"):
        return _render(stage, scene)


def _render(stage: Flask, scene: Scene) -> str:
    g.viewer = scene.viewer
    for category, message in scene.flashes:
        flash(message, category)
    context = {"viewer": scene.viewer, **scene.context}
    template = stage.jinja_env.get_template(scene.template)
    stage.update_template_context(context)
    return template.render(context)


def _show_scene(name: str) -> str:
    if name not in SCENES:
        abort(404)
    return _render(current_app, SCENES[name])


def _stub(**_: object) -> Response:
    return Response("", 204)


def _add_policy(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    return response
