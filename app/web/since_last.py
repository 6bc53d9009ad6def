"""What the draft says otherwise than the version that was last submitted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from app.actions import reviewing
from app.domain.answers import Answer, from_json, to_json
from app.domain.differences import word_segments
from app.domain.forms import Field, FieldType
from app.web import report_parts as parts
from app.web.report_parts import View
from app.web.words import name_of, unit_words

if TYPE_CHECKING:
    from app.store.tables.submissions import Version
    from app.web.ward_pages import Opened

Document = Mapping[str, Any]


def changes(
    opened: Opened, version: Version | None, codes: Collection[str] | None = None
) -> dict[str, list[View]]:
    """Old beside new: ``changes`` for a table, ``texts`` word by word; ``codes``: only these."""
    moved = _moved(opened, version)
    fields = opened.report.form.fields
    pairs = [
        (fields[code], before, after)
        for code, (before, after) in moved.items()
        if code in fields and (codes is None or code in codes)
    ]
    return {
        "changes": [_change(*pair) for pair in pairs if pair[0].type is not FieldType.TEXT],
        "texts": [_text(*pair) for pair in pairs if pair[0].type is FieldType.TEXT],
    }


def changed_codes(opened: Opened, version: Version | None) -> frozenset[str]:
    return frozenset(_moved(opened, version))


def _moved(
    opened: Opened, version: Version | None
) -> Mapping[str, tuple[Document | None, Document | None]]:
    if version is None:
        return {}
    now = {code: to_json(answer) for code, answer in opened.draft.answers.items()}
    return reviewing.changes(version.content["answers"], now)


def _change(field: Field, before: Document | None, after: Document | None) -> View:
    return {
        "code": field.code,
        "section": field.section or parts.HEADER,
        "label": name_of(field),
        "unit": unit_words(field),
        "before": _said(field, before),
        "after": _said(field, after),
    }


def _text(field: Field, before: Document | None, after: Document | None) -> View:
    segments = word_segments(_said(field, before), _said(field, after))
    section = field.section or parts.HEADER
    return {"code": field.code, "section": section, "label": name_of(field), "segments": segments}


def _said(field: Field, document: Document | None) -> str:
    answer: Answer | None = None if document is None else from_json(field, dict(document))
    return parts.display(field, answer)
