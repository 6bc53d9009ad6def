"""View data of the board of themes: by section and narrative, and one theme with its wards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import access
from app.domain.errors import NotFound
from app.domain.forms import Field, FormDefinition, Section
from app.domain.permissions import Actor, Permission
from app.domain.themes import Theme
from app.store import submissions
from app.store import themes as store
from app.store.consolidation import APPROVED, SUBMITTED
from app.store.themes import Boards
from app.web import chosen_period
from app.web.report_parts import View, period_title
from app.web.themes_asked import Asked, shown_of
from app.web.themes_parts import Parts
from app.web.words import label_of, title_of

if TYPE_CHECKING:
    from app.store.tables.city import Period
    from app.store.tables.themes import ThemeStep

#: How many themes of a narrative stand on the board before a section is chosen, and how many
#: of a section's before the rest is unfolded.
SHOWN_FIRST: Final = 3
UNFOLDED: Final = 10
STEPS_TOLD: Final = 10
#: Narratives whose themes a city's leadership looks at first, and how many of them.
FOREMOST: Final = ("difficulties", "weaknesses", "causes", "proposals")
TOP: Final = 5


def show_names() -> dict[str, str]:
    return {
        "all": _("Tất cả"),
        "new": _("Chỉ điều mới"),
        "alone": _("Chưa gom được"),
        "dropped": _("Đã bỏ khỏi báo cáo"),
    }


def step_words() -> dict[str, str]:
    return {
        "merge": _("Gộp các nội dung"),
        "split": _("Tách thành nội dung riêng"),
        "reword": _("Viết lại câu tổng hợp"),
        "drop": _("Bỏ khỏi báo cáo"),
        "restore": _("Đưa lại vào báo cáo"),
        "pin": _("Ghim lên đầu"),
        "unpin": _("Bỏ ghim"),
        "accept": _("Nhận các câu mới"),
        "see": _("Đã xem hết"),
        "undo": _("Hoàn tác"),
    }


def page(session: Session, actor: Actor, asked: Asked) -> View:
    period = chosen_period.named(session, asked.code)
    form = access.form_of(session, period).definition
    sections = [section for section in form.sections if section.narratives]
    chosen = [s for s in sections if s.code == asked.section]
    if asked.section and not chosen:
        raise NotFound(_("Mẫu báo cáo không có phần này."))
    boards = _boards(session, period, asked.include, sections)
    parts = Parts(asked, sections, boards)
    shown = [_section(boards, asked, section) for section in chosen or sections]
    return {
        "period": {"code": period.code, "name": period_title(period.code)},
        "sections": [s for s in shown if s["fields"]],
        "parts": parts.listed(),
        "next": parts.next(),
        "filters": _filters(boards, asked, chosen or sections),
        "includes": _includes(asked),
        "expected": len(boards.names),
        "is_whole": _is_whole(asked),
        "may_edit": actor.may(Permission.REVIEW),
        "section": asked.section,
        "include": asked.include,
        "show": asked.show,
        "run": _run(boards, period),
    }


def _boards(session: Session, period: Period, include: str, sections: Sequence[Section]) -> Boards:
    fields = [field for section in sections for field in section.narratives]
    said = store.texts(session, period.id, include, fields)
    return store.boards(session, period.id, said)


def _run(boards: Boards, period: Period) -> View:
    """When the narratives were gathered, and whether approvals came since."""
    run = boards.run
    is_behind = period.approved_revision > (run.revision if run is not None else 0)
    return {"at": run.computed_at if run is not None else None, "is_behind": is_behind}


def _is_whole(asked: Asked) -> bool:
    """Every theme is shown, to be worked on; else the foremost of each narrative, to be read."""
    return bool(asked.section or asked.show != "all")


def _filters(boards: Boards, asked: Asked, sections: Sequence[Section]) -> list[View]:
    laid = [boards.board(f.code) for section in sections for f in section.narratives]
    return [
        {
            "name": name,
            "url": replace(asked, show=show).url(),
            "count": sum(len(shown_of(board, show)) for board in laid),
            "is_current": show == asked.show,
        }
        for show, name in show_names().items()
    ]


def _includes(asked: Asked) -> list[View]:
    names = {APPROVED: _("Báo cáo đã duyệt"), SUBMITTED: _("Cả báo cáo đã nộp")}
    return [
        {
            "name": name,
            "url": replace(asked, include=include).url(),
            "is_current": include == asked.include,
        }
        for include, name in names.items()
    ]


def _section(boards: Boards, asked: Asked, section: Section) -> View:
    fields = (_field(boards, asked, section, field) for field in section.narratives)
    return {
        "code": section.code,
        "title": title_of(section),
        "url": replace(asked, section=section.code).url(),
        "fields": [one for one in fields if one is not None],
    }


def _field(boards: Boards, asked: Asked, section: Section, field: Field) -> View | None:
    board = boards.board(field.code)
    is_whole = _is_whole(asked)
    themes = list(shown_of(board, asked.show) if is_whole else board.themes[:SHOWN_FIRST])
    if not themes:
        return None
    # What a filter let through was asked for: none of it is folded.
    most = UNFOLDED if asked.show == "all" else len(themes)
    last = boards.last.get(field.code)
    return {
        "code": field.code,
        "label": label_of(field),
        "wards": len(boards.texts.get(field.code, {})),
        "number": boards.number(field.code),
        "themes": [_theme(boards, asked, field, theme) for theme in themes[:most]],
        "folded": [_theme(boards, asked, field, theme) for theme in themes[most:]],
        "is_unfolded": any(theme.new for theme in themes[most:]),
        "new": board.new,
        "is_read": board.is_read,
        "is_to_read": board.is_to_read,
        "more": 0 if is_whole else len(board.themes) + len(board.alone) - len(themes),
        "more_url": replace(asked, section=section.code).url(_anchor=f"field-{field.code}"),
        "post_url": asked.post_url("themes.take", field=field.code),
        "undo_url": asked.post_url("themes.undo", field=field.code),
        "last": _told(last) if last is not None else None,
        "may_undo": last is not None and last.back_to is not None,
    }


def _theme(boards: Boards, asked: Asked, field: Field, theme: Theme) -> View:
    names = [boards.names[code] for code in theme.wards]
    return {
        "key": theme.key,
        "text": theme.text,
        "wards": len(theme.wards),
        "names": names[:3],
        "more_names": max(0, len(names) - 3),
        "new": len(theme.new),
        "is_kept": theme.is_kept,
        "is_pinned": theme.is_pinned,
        "is_novel": theme.is_novel,
        "is_alone": len(theme.wards) == 1 and not theme.is_kept,
        "reason": theme.reason,
        "url": asked.theme_url(field.code, theme.key),
    }


def _told(step: ThemeStep) -> View:
    words = step_words().get(step.kind, step.kind)
    return {"words": words, "said": step.said, "who": step.person_name, "at": step.at}


def theme(session: Session, actor: Actor, asked: Asked, code: str, key: str) -> View | None:
    """One theme with every ward and sentence; None where no theme has the key any more."""
    period = chosen_period.named(session, asked.code)
    section, field = _named(access.form_of(session, period).definition, code)
    said = store.texts(session, period.id, asked.include, [field])
    boards = store.boards(session, period.id, said)
    board = boards.board(code)
    found = board.by_key.get(key)
    if found is None:
        return None
    within = replace(asked, section=section.code)
    last = boards.last.get(code)
    return {
        "period": {"code": period.code, "name": period_title(period.code)},
        "section": {"code": section.code, "title": title_of(section)},
        "field": {"code": code, "label": label_of(field)},
        "theme": _theme(boards, asked, field, found),
        "show": asked.show,
        "expected": len(boards.names),
        "wards": list(_wards(session, period, boards, found, code)),
        "others": [
            {"value": other.key, "label": f"{other.text[:120]} ({len(other.wards)})"}
            for other in (*board.themes, *board.alone)
            if other.key != key
        ],
        "number": boards.number(code),
        "may_edit": actor.may(Permission.REVIEW),
        "may_split": len(found.ids) > 1,
        "post_url": asked.post_url("themes.take", field=code),
        "undo_url": asked.post_url("themes.undo", field=code),
        "may_undo": last is not None and last.back_to is not None,
        "steps": [_told(step) for step in store.steps(session, period.id, code, STEPS_TOLD)],
        "back_url": within.url(_anchor=f"field-{code}"),
    }


def _named(form: FormDefinition, code: str) -> tuple[Section, Field]:
    for section in form.sections:
        for field in section.narratives:
            if field.code == code:
                return section, field
    raise NotFound(_("Mẫu báo cáo không có phần lời văn này."))


def _wards(
    session: Session, period: Period, boards: Boards, theme: Theme, code: str
) -> Iterator[View]:
    reports = {
        row.Ward.code: row.Submission
        for row in submissions.city_board(session, period.id)
        if row.Submission is not None
    }
    for ward in theme.wards:
        report = reports.get(ward)
        own = {point.id: point for point in theme.points if point.ward_code == ward}
        yield {
            "name": boards.names[ward],
            "url": _report_url(report.id, code) if report is not None else "",
            "sentences": [
                {"id": identity, "text": point.text, "is_new": identity in theme.new}
                for identity, point in own.items()
            ],
        }


def _report_url(submission_id: Any, code: str) -> str:
    anchor = f"row-{code}"
    return url_for("review.submission", submission_id=submission_id, _anchor=anchor)


def top(session: Session, period: Period, include: str) -> list[View]:
    """What most wards say of what is hard and what they ask for, for the dashboard."""
    form = access.form_of(session, period).definition
    every = [field for section in form.sections for field in section.narratives]
    fields = [field for field in every if field.code in FOREMOST] or every
    said = store.texts(session, period.id, include, fields)
    boards = store.boards(session, period.id, said)
    asked = Asked(period.code, include)
    found = [(theme, field) for field in fields for theme in boards.board(field.code).themes]
    found.sort(key=lambda pair: (not pair[0].is_pinned, -len(pair[0].wards), pair[0].text))
    return [
        {
            "title": theme.text,
            "wards": len(theme.wards),
            "url": asked.theme_url(field.code, theme.key),
        }
        for theme, field in found[:TOP]
    ]
