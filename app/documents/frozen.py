"""A city report's model as text that gives the same model again, whenever it is read.

The form's own definition is not in it: a report names its form version, which never changes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Final, get_args

from cattrs import BaseValidationError, Converter

from app.documents.models import CityReport
from app.domain.answers import Answer, from_json, to_json
from app.domain.forms import FormDefinition

#: Grows when a model changes so that what was frozen cannot be read as it is.
FORMAT: Final = 1


class NotReadable(ValueError):
    """The text is of another format, or not what ``freeze`` wrote."""


def freeze(report: CityReport) -> str:
    """JSON: the same model always gives the same text, numbers exact, order kept."""
    document = {"format": FORMAT, "report": _converter().unstructure(report)}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def thaw(text: str, form: FormDefinition) -> CityReport:
    """The model that was frozen under this form version. Raises ``NotReadable``."""
    try:
        document = json.loads(text)
        if document["format"] == FORMAT:
            return _structured(document["report"], form)
    except (KeyError, TypeError, ValueError, BaseValidationError) as error:
        raise NotReadable(f"not a frozen report: {error}") from error
    raise NotReadable(f"frozen as format {document['format']}, not {FORMAT}")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _structured(document: Mapping[str, Any], form: FormDefinition) -> CityReport:
    reading = _converter().copy()
    reading.register_structure_hook(FormDefinition, lambda _document, _type: form)
    fields = form.fields | {field.code: field for field in form.header_fields}
    reading.register_structure_hook(Answer, lambda d, _type: from_json(fields[d["code"]], d))
    return reading.structure(document, CityReport)


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    converter.register_unstructure_hook(dt.datetime, dt.datetime.isoformat)
    converter.register_structure_hook(dt.datetime, lambda d, _: dt.datetime.fromisoformat(d))
    converter.register_unstructure_hook(dt.date, dt.date.isoformat)
    converter.register_structure_hook(dt.date, lambda d, _: dt.date.fromisoformat(d))
    # Decimals are marked, so that 3 and 3.00 come back as what they were.
    converter.register_unstructure_hook(Decimal, lambda number: {"decimal": str(number)})
    converter.register_structure_hook_func(_is_number, lambda d, _: _number(d))
    converter.register_unstructure_hook(Answer, to_json)
    converter.register_unstructure_hook(FormDefinition, lambda _form: {})
    return converter


def _is_number(kind: Any) -> bool:
    """Whether a field's type is a whole number or a decimal, perhaps absent."""
    return set(get_args(kind)) - {type(None)} == {int, Decimal}


def _number(document: Any) -> int | Decimal | None:
    if document is None:
        return None
    return Decimal(document["decimal"]) if isinstance(document, dict) else int(document)
