"""All rules in force as a file, for those who are judged by them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.findings import Audience
from app.domain.permissions import Actor
from app.domain.rules import Rule
from app.store import cities, submissions
from app.store import rules as rule_store
from app.store.forms import CompiledForm
from app.web.report_parts import View
from app.web.rule_words import clause_text

_COLUMNS = (
    *("rule", "title", "severity", "basis", "period_kinds", "expression", "flags_when"),
    *("message", "mend", "version", "dispensed_by"),
)


def in_force(session: Session, actor: Actor, period_code: str) -> View:
    """The rules of a period ('' for the newest), without those for the Department alone.

    A ward is told from which it is dispensed, and by what. Raises ``NotFound``.
    """
    periods = cities.periods(session)
    period = next((p for p in periods if period_code in ("", p.code)), None)
    if period is None:
        raise NotFound(_("Không có kỳ báo cáo này."))
    form = rule_store.in_force(session, period.form_version_id, period.rule_book_id)
    own = submissions.of_ward(session, actor.ward_id, period.id) if actor.ward_id else None
    dispensed = own.dispensed if own else {}
    rules = [
        _row(rule, dispensed.get(rule.name, ""))
        for rule in form.rules.rules
        if rule.audience is Audience.WARD and rule.name not in form.rules.muted
    ]
    return {
        "period": period.code,
        "rules": rules,
        "documents": _documents(form, {row["rule"] for row in rules}),
    }


def _row(rule: Rule, dispensed_by: str) -> View:
    options = rule.options
    return {
        "rule": rule.name,
        "title": rule.title_vi,
        "severity": rule.severity.value,
        "basis": rule.basis,
        "period_kinds": " ".join(sorted(rule.period_kinds)),
        "expression": options.get("expression") or _relations(rule),
        "flags_when": _flags_when(rule),
        "message": options.get("message_vi", ""),
        "mend": rule.mend_vi,
        "version": options.get("version", ""),
        "dispensed_by": dispensed_by,
    }


def _relations(rule: Rule) -> str:
    return "; ".join(clause_text(clause, lambda code: code) for clause in rule.clauses)


def _flags_when(rule: Rule) -> str:
    """An expression says which way; the relations of the form must hold."""
    if rule.condition is not None:
        return "true" if rule.options["flags_when"] else "false"
    return "false" if rule.clauses else ""


def _documents(form: CompiledForm, names: set[str]) -> list[dict[str, Any]]:
    """What the engine judges by, as it is published."""
    return [rule for rule in form.rules_document["rules"] if rule["rule"] in names]


def as_csv(book: View) -> str:
    """With a byte order mark, so that a spreadsheet reads the letters."""
    sheet = io.StringIO()
    table = csv.DictWriter(sheet, _COLUMNS)
    table.writeheader()
    table.writerows({name: _safe(value) for name, value in row.items()} for row in book["rules"])
    return "\ufeff" + sheet.getvalue()


def _safe(value: Any) -> Any:
    """A cell that a spreadsheet does not take for a formula."""
    is_formula = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{value}" if is_formula else value


def as_json(book: View) -> str:
    return json.dumps(book, ensure_ascii=False, indent=1)
