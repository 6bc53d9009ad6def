"""How the leader who submits signs: for the committee, or for its chairman."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Signing(StrEnum):
    """In which capacity (Decree 30/2020, Annex I): a People's Committee acts as a body, so
    its chairman signs TM., and a deputy signs KT. the chairman.

    ``AS_WRITTEN``: as the letter's head says, with the name that stands there.
    """

    AS_WRITTEN = ""
    CHAIRMAN = "chairman"
    DEPUTY = "deputy"

    @property
    def position(self) -> str:
        return {Signing.CHAIRMAN: "Chủ tịch", Signing.DEPUTY: "Phó Chủ tịch"}.get(self, "")


def signature(signing: Signing, name: str) -> dict[str, Any] | None:
    """What the content of a version says of its signature; None where the head says it."""
    if signing is Signing.AS_WRITTEN:
        return None
    return {"as": signing.value, "name": name}


def signing_of(text: str) -> Signing:
    """As a page sent it; what is no capacity is none."""
    return next((signing for signing in Signing if signing.value == text), Signing.AS_WRITTEN)
