"""The rules that the page judges by while a person types: one document per form version, and
one more where a city's own rules or a dispensation make another of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, abort, request
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.actions.access import Report, report_of
from app.domain.answers import Answer, retyped
from app.domain.errors import NotFound
from app.domain.forms import Field
from app.domain.permissions import Permission
from app.store import forms, submissions
from app.store.forms import CompiledForm
from app.store.reading import reading
from app.web.access import needs, scope
from app.web.report_parts import View
from app.web.security import LANGUAGES
from app.web.words import language, name_of, rule_words, unit_words

blueprint = Blueprint("checks", __name__, url_prefix="/ward")

FOR_EVER = "private, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The document as it is sent, and the hash of its content that is in its address."""

    content: bytes
    digest: str


_shelf: dict[tuple[UUID, str, str], Sheet] = {}


@blueprint.get("/forms/<uuid:form_version>/checks/<spoken>/<digest>.json")
@needs(Permission.SEE_DRAFT)
def document(form_version: UUID, spoken: str, digest: str) -> Response:
    """``portable_rules`` of a version, with labels, units and titles in a language.

    What stands at an address never changes: its hash is in it. ``report`` is whose rules
    these are, where they are more or fewer than the version's own.
    """
    if spoken not in LANGUAGES:
        abort(404)
    with reading(scope()) as session:
        if forms.published(session, form_version) is None:
            raise NotFound(_("Không có phiên bản mẫu báo cáo này."))
        form = _asked(session, form_version)
    with force_locale(spoken):
        sheet = sheet_of(form)
    if sheet.digest != digest:
        abort(404)
    response = Response(sheet.content, mimetype="application/json")
    response.headers["Cache-Control"] = FOR_EVER
    return response


def _asked(session: Session, form_version: UUID) -> CompiledForm:
    """The form version, under the rules of the report that the address names."""
    named = request.args.get("report", type=UUID)
    if named is None:
        return forms.compiled(session, form_version)
    submission = submissions.by_id(session, named)
    if submission is None or submission.form_version_id != form_version:
        raise NotFound(_("Không có phiên bản mẫu báo cáo này."))
    return report_of(session, submission).form


def sheet_of(form: CompiledForm) -> Sheet:
    """The document in the language of this request, from this process's shelf or made now."""
    key = (form.id, form.stamp, language())
    if key not in _shelf:
        content = json.dumps(_spoken(form), ensure_ascii=False, separators=(",", ":")).encode()
        _shelf[key] = Sheet(content, hashlib.sha256(content).hexdigest()[:32])
    return _shelf[key]


def _spoken(form: CompiledForm) -> View:
    portable = form.portable
    asked = form.definition.fields
    return portable | {
        "fields": {c: field | _words(asked[c]) for c, field in portable["fields"].items()},
        "rules": [{**rule, "title_vi": rule_words(rule["title_vi"])} for rule in portable["rules"]],
    }


def _words(field: Field) -> View:
    """The unit, and the label where it is not the name that the sentences use."""
    label, unit = name_of(field), unit_words(field)
    return {"unit": unit} if label == field.name else {"unit": unit, "label": label}


def checks_view(report: Report, answers: Mapping[str, Answer]) -> View:
    """What a section's page judges by: where the rules are, and the report's numbers."""
    form = report.form
    return {
        "report": report.submission.id if form.stamp else None,
        "form_version": str(form.id),
        "language": language(),
        "digest": sheet_of(form).digest,
        "period_kind": report.period.kind,
        "answers": numbers_typed(form, answers),
    }


def numbers_typed(form: CompiledForm, answers: Mapping[str, Answer]) -> dict[str, str]:
    """The numeric answers by code, as text that the page's own parser reads."""
    return {
        code: retyped(form.fields[code], answers[code])
        for code in form.portable["fields"]
        if code in answers
    }
