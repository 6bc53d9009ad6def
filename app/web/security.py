"""CSRF, headers, languages: what every answer of the application has."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect

from app.web.session_cookie import is_api, is_for_everybody

csrf = CSRFProtect()
babel = Babel()

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
LANGUAGES = ("vi", "en")


def init(app: Flask) -> None:
    csrf.init_app(app)
    babel.init_app(
        app,
        default_translation_directories="web/translations",
        locale_selector=chosen_language,
    )
    app.after_request(add_headers)


def chosen_language() -> str:
    """Vietnamese, unless the person chose English with the switch (a cookie). Programs
    are answered in Vietnamese: what they show to people is theirs to choose. What is for
    everybody says the language in its address."""
    if is_api(request.path):
        return "vi"
    is_open = is_for_everybody(request.path)
    chosen = request.args.get("lang", "") if is_open else request.cookies.get("language", "")
    return chosen if chosen in LANGUAGES else "vi"


def add_headers(response: Response) -> Response:
    """Nothing from another host, nothing cached that belongs to a person."""
    headers = response.headers
    said = {name.lower() for name, _ in headers}
    ours = _HEADERS if request.endpoint == "static" else _HEADERS + _KEPT_NOWHERE
    headers.extend((name, value) for name, value in ours if name.lower() not in said)
    return response


_HEADERS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)
_KEPT_NOWHERE = (("Cache-Control", "no-store"),)
