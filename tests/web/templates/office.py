"""A steerable server behind the section page: it takes saves, may be away, may refuse."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, jsonify, request

from app.domain.rules import portable_rules
from app.standard import standard_form, standard_rules_document

from .scenes.material import NUMBERS

CHANGED = "dossiers_carried_over"


@dataclass
class Office:
    """What was sent, and how the next save is answered.

    ``mood`` is 'takes', 'away' (503), 'signed_out' (401) or 'other_editor' (409 until the
    revision of the other editor comes back).
    """

    mood: str = "takes"
    sent: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: int = 0
    greeted: int = 0
    company: str = ""

    @property
    def last(self) -> dict[str, Any]:
        """What was sent last, {} before anything was."""
        return self.sent[-1] if self.sent else {}

    def value(self, code: str) -> Any:
        """The value that stands for ``code``, None before any was taken."""
        return self.answers.get(code, {}).get("value")

    def greet(self, submission_id: str, section: str) -> Response | tuple[Response, int]:
        self.greeted += 1
        if self.mood == "away":
            return jsonify(message=""), 503
        return jsonify(words=self.company)

    def stand(self, submission_id: str, section: str) -> Response | tuple[Response, int]:
        """What the section says of the last answer that was taken."""
        self.asked += 1
        if self.mood == "away":
            return jsonify(message=""), 503
        taken = {code: answer["value"] for code, answer in self.answers.items()}
        standing = _standing(self.last, self.asked)
        return jsonify({**standing, "answers": NUMBERS | taken})

    def rules(self, form_version: str, spoken: str, digest: str) -> Response:
        """The rules that the page judges by."""
        document = portable_rules(standard_form(), standard_rules_document())
        for asked in document["fields"].values():
            asked.update(unit="")
        return Response(json.dumps(document), mimetype="application/json")

    def take(self, submission_id: str, code: str) -> Response | tuple[Response, int]:
        answer = request.get_json()
        self.sent.append({"code": code, **answer})
        if self.mood == "away":
            return jsonify(message=""), 503
        if self.mood == "signed_out":
            return jsonify(message=""), 401
        if self.mood == "other_editor" and answer["revision"] != 9:
            return jsonify(mine=_shown(answer["value"]), theirs=_theirs()), 409
        revision = answer["revision"] + 1
        self.answers[code] = {"value": answer["value"], "revision": revision}
        return jsonify(_reply(answer, revision))


def _shown(value: Any) -> dict[str, Any]:
    return {"typed": value, "display": value}


def _theirs() -> dict[str, Any]:
    words = {"who": "Lê Văn Tám", "at": "14:05 12/6/2026", "state": "value"}
    return {**_shown("7"), **words, "revision": 9}


def _reply(answer: dict[str, Any], revision: int) -> dict[str, Any]:
    is_wrong = answer["value"] == "abc"
    return {
        "revision": revision,
        "state": "invalid" if is_wrong else answer["state"],
        "typed": answer["value"],
        "display": answer["value"],
        "problem": "“abc” không phải là số." if is_wrong else "",
    }


def _standing(answer: dict[str, Any], turn: int) -> dict[str, Any]:
    value, code = answer.get("value", ""), answer.get("code", "")
    hint = "Không còn gì để so." if "hết" in value else f"So lại lần {turn}."
    return {
        "hints": {"reception": f"<p>{hint}</p>"},
        "carried": {code: "giữ nguyên từ năm 2025" if answer.get("carried") else ""},
        "findings": [_finding()] if value == "13" else [],
        "totals": {"dossiers_on_time_rate": "12,5"},
        "changes": {CHANGED: {"change": "−50 %", "is_jump": value == "13"}},
    }


def _finding() -> dict[str, Any]:
    return {
        "id": "new_flag",
        "title": "Không khớp",
        "severity": "error",
        "is_hard": True,
        "message": "13 không khớp với 14.",
        "status": "open",
        "inputs_hash": "cd34",
        "html": '<article data-flag="new_flag" id="flag-new_flag">13 không khớp với 14.</article>',
    }


def open_office(stage: Flask) -> Office:
    """Put the office behind what the section page's scripts ask of a stage."""
    office = Office()
    stage.view_functions["ward.save_answer"] = office.take
    stage.view_functions["fields.standing"] = office.stand
    stage.view_functions["fields.here"] = office.greet
    stage.view_functions["checks.document"] = office.rules
    return office
