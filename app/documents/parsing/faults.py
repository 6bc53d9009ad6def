"""Why a file could not be read, as a sentence for the person who sent it."""

from __future__ import annotations


class Unreadable(Exception):
    """``str()`` is one Vietnamese sentence that says what to do."""
