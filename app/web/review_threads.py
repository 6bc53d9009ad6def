"""View data of the desk's threads: what waits to be sent, what was answered, what is settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from flask_babel import gettext as _

from app.web import report_parts as parts
from app.web.report_parts import View
from app.web.review_pages import Desk
from app.web.words import name_of, title_of

if TYPE_CHECKING:
    from app.store.tables.reviews import DraftRemark, Remark

DRAFT = "draft"


def views(
    shown: Desk,
    remarks: Sequence[Remark],
    drafts: Sequence[DraftRemark],
    changes: Mapping[str, View],
) -> list[View]:
    """What was not sent first, then what was answered, then what waits for the ward, then
    what is settled. ``changes``: how fields moved since the version before, by code."""
    asking = {draft.follows_id: draft for draft in drafts if draft.follows_id}
    known = parts.remark_views(shown.report, remarks, may_answer=False)
    threads = [_thread(shown, view, asking.get(UUID(view["id"])), changes) for view in known]
    fresh = [_draft(shown, draft) for draft in drafts if draft.follows_id is None]
    order = (DRAFT, "answered", "open", "resolved")
    return sorted([*fresh, *threads], key=lambda view: order.index(view["status"]))


def _thread(
    shown: Desk, view: View, again: DraftRemark | None, changes: Mapping[str, View]
) -> View:
    is_open = view["status"] != "resolved"
    may_write = shown.may_decide
    return view | {
        "change": changes.get(view["field_code"]),
        "draft": {"id": again.id, "text": again.text} if again else None,
        "new_id": uuid4(),
        "may_settle": may_write and is_open and again is None,
        "may_ask": may_write and is_open,
        "may_reopen": may_write and not is_open,
    }


def _draft(shown: Desk, draft: DraftRemark) -> View:
    """A thread that only begins: nobody but the Department knows of it."""
    return {
        "id": str(draft.id),
        "place": parts.place_words(shown.report, draft.section, draft.code),
        "section": draft.section,
        "field_code": draft.code,
        "status": DRAFT,
        "said": [],
        "may_answer": False,
        "change": None,
        "draft": {"id": draft.id, "text": draft.text, "who": draft.made_by, "at": draft.made_at},
        "new_id": draft.id,
        "may_settle": False,
        "may_ask": shown.may_decide,
        "may_reopen": False,
    }


def places(shown: Desk, sections: Iterable[View]) -> list[View]:
    """Where a remark may begin: each section on the page, whole or one of its questions."""
    on_page = {view["code"] for view in sections}
    form = shown.report.form.definition
    return [
        {
            "code": section.code,
            "title": title_of(section),
            "fields": [
                {"value": f"{section.code}:{field.code}", "label": name_of(field)}
                for field in parts.fields_of(shown.report, section)
            ],
        }
        for section in form.sections
        if section.code in on_page
    ]


def standing(threads: Sequence[View]) -> tuple[Counter[str], Counter[str]]:
    """How many threads are not settled, by section and by field."""
    open_ = [view for view in threads if view["status"] != "resolved"]
    return Counter(v["section"] for v in open_), Counter(v["field_code"] for v in open_)


def summary(threads: Sequence[View]) -> str:
    """What of the threads still waits, in a few words; '' for nothing."""
    counted = Counter(view["status"] for view in threads)
    drafts = counted[DRAFT] + sum(v["status"] != DRAFT and v["draft"] is not None for v in threads)
    told = (
        _("%(n)s chưa gửi", n=drafts) if drafts else "",
        _("%(n)s đã trả lời", n=counted["answered"]) if counted["answered"] else "",
    )
    return ", ".join(filter(None, told))
