"""."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("city", __name__, url_prefix="/city")
