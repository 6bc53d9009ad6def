"""View data of who looks after which ward."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.domain.permissions import Actor, Permission
from app.store import desk_settings
from app.store.scope import Scope
from app.web.report_parts import View


def page(session: Session, scope: Scope, actor: Actor) -> View:
    rows = desk_settings.wards_with_reviewers(session)
    may_give = actor.may(Permission.MANAGE_CITY)
    people = desk_settings.reviewers(session, scope.city) if may_give else []
    counts: dict[str, int] = {}
    for row in rows:
        if row.WardReviewer:
            name = row.WardReviewer.person_name
            counts[name] = counts.get(name, 0) + 1
    return {
        "wards": [
            {
                "code": row.Ward.code,
                "name": row.Ward.name,
                "reviewer": row.WardReviewer.person_name if row.WardReviewer else "",
                "is_mine": bool(row.WardReviewer and row.WardReviewer.person_id == actor.person_id),
            }
            for row in rows
        ],
        "loads": [{"name": name, "count": count} for name, count in sorted(counts.items())],
        "free": sum(row.WardReviewer is None for row in rows),
        "people": [{"value": str(p.person_id), "label": p.name} for p in people],
        "may_take": actor.may(Permission.REVIEW),
        "may_give": may_give,
    }
