"""Long lists, a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from flask import request

Item = TypeVar("Item")


def asked_page() -> int:
    """The page number in the address; what is not a number is the first page."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def page_of(
    items: Sequence[Item], per_page: int, url_of: Callable[[int], str]
) -> tuple[Sequence[Item], dict[str, Any]]:
    """This page's items, and what the pagination shows. Past the end is the last page."""
    first, pages = pages_of(len(items), per_page, url_of)
    return items[first : first + per_page], pages


def pages_of(total: int, per_page: int, url_of: Callable[[int], str]) -> tuple[int, dict[str, Any]]:
    """The first row of the page asked for, counted from 0, and what the pagination shows."""
    count = max(1, -(-total // per_page))
    page = min(asked_page(), count)
    first = (page - 1) * per_page
    return first, {
        "total": total,
        "first": first + 1 if total else 0,
        "last": min(total, first + per_page),
        "page": page,
        "page_count": count,
        "previous_url": url_of(page - 1) if page > 1 else None,
        "next_url": url_of(page + 1) if page < count else None,
    }
