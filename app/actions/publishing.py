"""Publishing a form version: the one path for the first and for all later ones."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import uuid4

from app.domain.forms import parse_form
from app.domain.rules import parse_rules
from app.store import forms
from app.store.tables.city import FormVersion
from app.store.transaction import Transaction


def publish_form(tx: Transaction, definition: dict[str, Any], rules: Any) -> FormVersion:
    """Publish a form with its rules as the next version; it is immutable from then on.

    Publishing the same documents again gives the version that exists. Raises
    ``Invalid`` with every fault of the documents.
    """
    form = parse_form(definition)
    parse_rules(rules)
    digest = _digest(definition, rules)
    last = forms.latest(tx.session, form.key)
    if last is not None and last.sha256 == digest:
        return last
    version = FormVersion(
        id=uuid4(),
        city_id=tx.scope.city,
        form_key=form.key,
        number=(last.number if last else 0) + 1,
        definition=definition,
        rules=rules,
        sha256=digest,
        published_at=tx.now,
        published_by=tx.actor.name,
    )
    tx.session.add(version)
    tx.session.flush()
    tx.record("form_published", f"{form.key} v{version.number}", sha256=digest)
    return version


def _digest(definition: dict[str, Any], rules: Any) -> str:
    text = json.dumps([definition, rules], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
