"""Error pages, with and without words of their own."""

from __future__ import annotations

from .scene import Scene

_CODES = (400, 401, 403, 404, 409, 413, 429, 500, 503)

FAULTS: tuple[Scene, ...] = tuple(
    Scene(
        f"error-{code}",
        f"errors/{code}.html",
        {
            "message": "" if code % 2 else "Báo cáo đã nộp nên không sửa được.",
            "reference": "a1b2c3",
        },
    )
    for code in _CODES
)
