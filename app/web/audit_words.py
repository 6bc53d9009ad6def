"""What the audit log says about an entry, in the words of its readers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from flask_babel import gettext as _

from app.domain.answers import numerals
from app.domain.lifecycle import State
from app.domain.periods import VIETNAM
from app.domain.permissions import Role
from app.web.finding_past import decision_words
from app.web.tokens_page import scope_names
from app.web.words import role_name, state_words

# Of a hash as much as tells two apart; the file of the log has it whole.
_OF_A_HASH: Final = 12
# What the line says elsewhere: its unit stands beside it.
_UNSAID: Final = frozenset({"report"})


def details_in_words(details: Mapping[str, Any]) -> str:
    """``lý do: Cần bổ sung; bản số: 1``; what is empty is left out, and what has no word here
    is told as it is, last."""
    names = _names()
    told = {
        name: _said(name, value)
        for name, value in details.items()
        if name not in _UNSAID and value not in (None, "", [], {})
    }
    known = (f"{words}: {told[name]}" for name, words in names.items() if name in told)
    others = (f"{name}: {said}" for name, said in told.items() if name not in names)
    return "; ".join((*known, *others))


def _names() -> dict[str, str]:
    return {
        "begins_until": _("được bắt đầu nhập đến"),
        "bars_own_review": _("không thẩm định báo cáo mình nhập"),
        "before": _("trước"),
        "after": _("sau"),
        "code": _("chỉ tiêu"),
        "days": _("số ngày"),
        "decision": _("quyết định"),
        "document": _("văn bản"),
        "due_at": _("hạn mới"),
        "editions": _("số bản công khai"),
        "edits_until": _("được sửa và nộp đến"),
        "file": _("tệp"),
        "form": _("mẫu, bản"),
        "format": _("dạng tệp"),
        "formats": _("dạng tệp"),
        "groups": _("số nhóm"),
        "include": _("gồm"),
        "is_on": _("bật"),
        "kind": _("việc biên tập"),
        "needs_second": _("cần người duyệt thứ hai"),
        "number": _("thứ tự"),
        "on": _("ngày hiệu lực"),
        "reason": _("lý do"),
        "reviewer": _("chuyên viên"),
        "revision": _("lần sửa"),
        "role": _("vai trò"),
        "rule": _("quy tắc"),
        "scopes": _("quyền"),
        "section": _("phần"),
        "sha256": _("mã SHA-256"),
        "shows_wards": _("nêu tên đơn vị"),
        "signed": _("ký số"),
        "text": _("câu mới"),
        "version": _("bản số"),
        "ward_due_at": _("hạn nộp"),
        "wards": _("số đơn vị"),
        "zero": _("câu khi bằng không"),
    }


def _said(name: str, value: Any) -> str:
    say = _SAYING.get(name)
    if say is not None:
        return say(value)
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, list):
        return ", ".join(_said(name, one) for one in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _state(value: Any) -> str:
    """A report's state; units that were merged or split are names already."""
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return state_words(State(value)) if value in set(State) else str(value)


def _moment(value: Any) -> str:
    """ISO text of a moment, or of a day, as people here write it; other words as they are."""
    try:
        if len(value) == len("2026-06-14"):
            return numerals.format_date(dt.date.fromisoformat(value))
        at = dt.datetime.fromisoformat(value).astimezone(VIETNAM)
    except (TypeError, ValueError):
        return str(value)
    return f"{numerals.format_date(at.date())}, {at:%H:%M}"


def _decision(value: Any) -> str:
    return decision_words().get(value, str(value))


def _role(value: Any) -> str:
    return role_name(Role(value)) if value in set(Role) else str(value)


def _scopes(values: Any) -> str:
    names = {scope.value: name for scope, name in scope_names().items()}
    return ", ".join(names.get(value, str(value)) for value in values)


def _include(value: Any) -> str:
    words = {"approved": _("báo cáo đã duyệt"), "submitted": _("cả báo cáo chưa duyệt")}
    return words.get(value, str(value))


def _hash(value: Any) -> str:
    return str(value)[:_OF_A_HASH]


def _formats(value: Any) -> str:
    return ", ".join(value).upper() if isinstance(value, list) else str(value).upper()


_SAYING: Final[Mapping[str, Callable[[Any], str]]] = {
    "after": _state,
    "before": _state,
    "begins_until": _moment,
    "edits_until": _moment,
    "decision": _decision,
    "due_at": _moment,
    "format": _formats,
    "formats": _formats,
    "include": _include,
    "on": _moment,
    "role": _role,
    "scopes": _scopes,
    "sha256": _hash,
    "ward_due_at": _moment,
}
