"""The sign-in's cookie is for pages: addresses for programs neither read nor set one."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

API = "/api/"


def is_api(path: str) -> bool:
    """Whether an address is for programs, known or not."""
    return path.startswith(API)


class PagesOnly(SecureCookieSessionInterface):
    """What a browser brings to a program's address is not looked at: nobody is signed in."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if is_api(request.path):
            return self.session_class()
        return super().open_session(app, request)
