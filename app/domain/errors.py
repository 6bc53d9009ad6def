"""Errors as domain values. The web and the command line show each once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something for a person to mend: which rule, which fields, in their words."""

    rule: str
    fields: tuple[str, ...]
    message: str


class DomainError(Exception):
    """A refusal that a person can understand; ``str()`` is the sentence to show."""


class NotFound(DomainError):
    """It is not there, or it is not yours: the two look the same."""


class NotAllowed(DomainError):
    """The actor's roles do not grant what was asked."""


class Conflict(DomainError):
    """Somebody else changed the same thing first."""


class InvalidMove(DomainError):
    """The lifecycle has no such move from where the report stands."""


class Invalid(DomainError):
    """The input has problems, each of which says how to mend it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(p.message for p in self.problems))
