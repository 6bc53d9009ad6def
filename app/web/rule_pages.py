"""View data of the rules' pages: the list, the editor, one of the form's own rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import rule_making
from app.domain.errors import NotFound
from app.domain.findings import Severity
from app.domain.permissions import Actor, Permission
from app.domain.rules import Rule
from app.domain.rules.drafts import RuleDraft
from app.domain.rules.expressions.typing import kind_of
from app.domain.vietnamese.text import fold
from app.store import cities
from app.store import rules as rule_store
from app.store.forms import CompiledForm
from app.store.rows import AnyRow
from app.store.rules import Record
from app.web.report_parts import View, period_title
from app.web.rule_words import clause_texts, severity_name
from app.web.words import name_of, rule_words, said, title_of

if TYPE_CHECKING:
    from app.store.tables.city import Period
    from app.store.tables.rules import CityRule, RuleVersion

Act = Callable[[], object]
_NO_RECORD: Final = Record()


def named(session: Session, name: str) -> CityRule:
    row = rule_store.rule_named(session, name)
    if row is None:
        raise NotFound(_("Không có quy tắc này."))
    return row


def listed(session: Session, actor: Actor) -> View:
    """The city's own rules, then those of the form."""
    records = rule_store.records(session)
    dispensed = [row.RuleDispensation for row in rule_store.dispensations(session)]
    held = [row.rule for row in dispensed if row.lifted_at is None]
    own = [_own_row(row, records, held) for row in rule_store.all_rules(session)]
    form = rule_making.newest_form(session)
    return {
        "own": own,
        "standard": [_standard_row(rule, records, held) for rule in form.rules.rules],
        "may_write": actor.may(Permission.MANAGE_CITY),
    }


def _own_row(row: CityRule, records: dict[str, Record], held: list[str]) -> View:
    draft = RuleDraft.of(row.draft)
    return {
        **_row(row.name, draft.title, draft.severity, records, held),
        "state": state_of(row),
        "version": row.last_version,
        "basis": draft.basis,
        "at": row.changed_at,
        "who": row.changed_by,
    }


def state_of(row: CityRule) -> str:
    """``draft``, ``in_force`` or ``withdrawn``."""
    if row.withdrawn_at is not None:
        return "withdrawn"
    return "in_force" if row.last_version else "draft"


def _standard_row(rule: Rule, records: dict[str, Record], held: list[str]) -> View:
    title = rule_words(rule.title_vi)
    return {
        **_row(rule.name, title, rule.severity.value, records, held),
        "basis": rule.basis,
    }


def _row(name: str, title: str, severity: str, records: dict[str, Record], held: list[str]) -> View:
    record = records.get(name, _NO_RECORD)
    return {
        "name": name,
        "title": title,
        "severity": severity,
        "url": url_for("rules.rule", name=name),
        "found": record.found,
        "decided": record.decided,
        "dismissed": round(100 * record.dismissed / record.decided) if record.decided else None,
        "dispensed": held.count(name),
    }


def editor(session: Session, actor: Actor, name: str, typed: RuleDraft, revision: int) -> View:
    """A rule of the city: its draft as typed, its versions, who is dispensed."""
    row = rule_store.rule_named(session, name) if name else None
    if name and row is None:
        raise NotFound(_("Không có quy tắc này."))
    form = rule_making.newest_form(session)
    versions = rule_store.versions_of(session, row.id) if row else []
    return {
        "name": name,
        "state": state_of(row) if row else "draft",
        "withdrawn": _withdrawal(row) if row else None,
        "typed": typed.document(),
        "revision": revision,
        "is_changed": bool(versions) and RuleDraft.of(versions[0].draft) != typed,
        "versions": [_version_view(version) for version in versions],
        "severities": [{"value": s.value, "label": severity_name(s.value)} for s in Severity],
        "kinds": _kinds(),
        "fields": list(_fields(form)),
        "may_write": actor.may(Permission.MANAGE_CITY),
        **_dispensing(session, name),
    }


def _withdrawal(row: CityRule) -> View | None:
    if row.withdrawn_at is None:
        return None
    return {"at": row.withdrawn_at, "who": row.withdrawn_by, "why": row.withdrawn_why}


def _version_view(version: RuleVersion) -> View:
    draft = RuleDraft.of(version.draft)
    return {
        "number": version.number,
        "at": version.published_at,
        "who": version.published_by,
        "expression": draft.expression,
        "flags_when": draft.flags_when,
        "message": draft.message,
        "basis": draft.basis,
    }


def _kinds() -> list[View]:
    return [
        {"value": "", "label": _("Mọi kỳ")},
        {"value": "H1", "label": _("Chỉ kỳ 6 tháng")},
        {"value": "Y", "label": _("Chỉ kỳ năm")},
    ]


def _fields(form: CompiledForm) -> Iterator[View]:
    """What can be asked about, by section; ``folded`` is what a search looks in."""
    for section in form.definition.sections:
        for field in section.fields:
            yield {
                "code": field.code,
                "name": name_of(field),
                "kind": said("kind", kind_of(field)),
                "section": f"{section.code} {title_of(section)}",
                "folded": fold(f"{field.name} {field.label_en} {field.code.replace('_', ' ')}"),
            }


def _dispensing(session: Session, name: str) -> View:
    """Who is dispensed from a rule, and what may be chosen to dispense somebody."""
    rows = rule_store.dispensations(session, name) if name else ()
    periods = cities.periods(session)
    return {
        "dispensations": [_dispensation_view(row) for row in rows],
        "wards": [{"value": w.code, "label": w.name} for w in cities.wards(session)],
        "periods": [{"value": p.code, "label": period_title(p.code)} for p in periods],
        "open_periods": _open(periods),
    }


def _open(periods: Iterable[Period]) -> list[View]:
    return [
        {"value": period.code, "label": period_title(period.code)}
        for period in periods
        if period.closed_at is None
    ]


def _dispensation_view(row: AnyRow) -> View:
    found = row.RuleDispensation
    return {
        "id": found.id,
        "ward_name": row.ward_name,
        "period_name": period_title(row.period_code),
        "document": found.document,
        "at": found.granted_at,
        "who": found.granted_by,
        "lifted_at": found.lifted_at,
        "lifted_by": found.lifted_by,
    }


def standard(session: Session, actor: Actor, name: str) -> View:
    """One of the form's own rules. Raises ``NotFound`` where the form has none such."""
    form = rule_making.newest_form(session)
    rule = form.rules.by_name.get(name)
    if rule is None:
        raise NotFound(_("Không có quy tắc này."))
    return {
        "name": name,
        "title": rule_words(rule.title_vi),
        "severity": rule.severity.value,
        "basis": rule.basis,
        "mend": rule.mend_vi,
        "clauses": clause_texts(rule, form.definition),
        "may_write": actor.may(Permission.MANAGE_CITY),
        **_dispensing(session, name),
    }
