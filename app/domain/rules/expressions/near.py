"""Which indicator somebody may have meant: by its code or by its Vietnamese name."""

from __future__ import annotations

import difflib
from typing import Final

from app.domain.forms import Field, FormDefinition
from app.domain.vietnamese.text import fold

_MOST: Final = 3
_ALIKE: Final = 0.6


def suggestion(word: str, form: FormDefinition) -> str:
    """The sentence about a code that the form does not have."""
    said = word.split()
    if len(said) > 1 and all(part in form.fields for part in said):
        return f"Giữa “{said[0]}” và “{said[1]}” thiếu phép tính hoặc phép so sánh."
    found = near(word, form)
    if not found:
        return f"Mẫu báo cáo không có mã “{word}”. Tìm mã trong danh sách chỉ tiêu."
    names = ", ".join(f"{field.code} ({field.name})" for field in found)
    return f"Mẫu báo cáo không có mã “{word}”. Gần đúng: {names}."


def near(word: str, form: FormDefinition) -> list[Field]:
    """Up to three fields, the nearest first."""
    asked = fold(word).replace("_", " ")
    ranked = [(_likeness(asked, field), field) for field in form.fields.values()]
    ranked = [pair for pair in ranked if pair[0] >= _ALIKE]
    ranked.sort(key=lambda pair: -pair[0])
    return [field for _, field in ranked[:_MOST]]


def _likeness(asked: str, field: Field) -> float:
    """1 for the same; what names the label in full words is nearer than what resembles it."""
    name, code = fold(field.name), field.code.replace("_", " ")
    if len(asked) >= 3 and asked in name:
        return 0.8 + 0.2 * len(asked) / len(name)
    return max(_ratio(asked, code), _ratio(asked, name))


def _ratio(one: str, other: str) -> float:
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE else 0.0
