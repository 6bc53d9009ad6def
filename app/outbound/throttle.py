"""How often somebody asked within the minute, counted in Redis for all web processes.

Where Redis is away nobody is refused: the limit guards against loops gone wild, and a
report must be filed even then. The carrier's breaker keeps that from costing a second each.
"""

from __future__ import annotations

from app.outbound.queue import carrier

WINDOW = 60  # seconds


def wait(name: str, most: int, now: float) -> int:
    """Seconds until ``name`` may ask again; 0 where it may. ``now`` is POSIX time."""
    window, into = divmod(int(now), WINDOW)
    return WINDOW - into if carrier().count(f"rate:{name}:{window}", WINDOW) > most else 0
