"""The sign-in's cookie is for pages: addresses for programs, and those for everybody, neither
read nor set one."""

from __future__ import annotations

from flask import Flask, Request, Response, request
from flask.sessions import (
    SecureCookieSession,
    SecureCookieSessionInterface,
    SessionMixin,
)

API = "/api/"
EVERYBODY = "/public/"


def is_api(path: str) -> bool:
    """Whether an address is for programs, known or not."""
    return path.startswith(API)


def is_for_everybody(path: str) -> bool:
    """Whether an address shows the same to whoever asks, so that anybody may keep a copy."""
    return path.startswith(EVERYBODY)


class PagesOnly(SecureCookieSessionInterface):
    """What a browser brings to such an address is not looked at: nobody is signed in."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if is_api(request.path) or is_for_everybody(request.path):
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing is set where nothing was read, and nothing is said to vary with it."""
        if not is_for_everybody(request.path):
            super().save_session(app, session, response)
