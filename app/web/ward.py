"""."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("ward", __name__, url_prefix="/ward")
