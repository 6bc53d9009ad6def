"""View data of the dashboard: who has filed, the map of tiles, the city's figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import access, consolidating, reporting
from app.actions.consolidating import Computed
from app.documents import numerals
from app.domain import tilemap
from app.domain.consolidation import Change, Rollup, Total, changes
from app.domain.desk import DeskReport
from app.domain.errors import NotFound
from app.domain.forms import Field, FieldType
from app.domain.periods import PeriodCode
from app.store import cities, review_queue
from app.store import consolidation as store
from app.store.consolidation import APPROVED, INCLUDES, SUBMITTED
from app.store.scope import Scope
from app.web import change_words, chosen_period, city_strips, figure_notes, progress, themes_page
from app.web.city_strips import Strips
from app.web.figure_notes import Notes
from app.web.report_parts import View, period_title
from app.web.words import name_of, title_of, unit_words

if TYPE_CHECKING:
    from app.store.tables.city import Period, Ward

#: Which wards a number of the top line counts; the list behind it uses the same test.
BOARDS: Final[dict[str, Callable[[DeskReport, dt.datetime], bool]]] = {
    "submitted": lambda report, now: report.is_submitted,
    "approved": lambda report, now: report.is_approved,
    "returned": lambda report, now: report.is_returned,
    "overdue": lambda report, now: report.is_overdue(now),
    "late": lambda report, now: report.late_by(now) > 0,
}


@dataclass(frozen=True, slots=True)
class Board:
    """A period's reports and the figures that are shown beside them."""

    period: Period
    include: str
    reports: Sequence[DeskReport]
    now: dt.datetime

    def matching(self, name: str) -> list[DeskReport]:
        return [report for report in self.reports if BOARDS[name](report, self.now)]

    @property
    def missing(self) -> list[DeskReport]:
        return [report for report in self.reports if not report.is_submitted]

    def url_of(self, name: str) -> str:
        """The list behind a number of the top line."""
        include = None if self.include == APPROVED else self.include
        code = self.period.code
        return url_for("city.home", period=code, include=include, wards=name, _anchor="wards")


def included() -> str:
    """The switch in the address: approved reports only, or all that were submitted."""
    include = request.args.get("include", APPROVED)
    if include not in INCLUDES:
        raise NotFound(_("Không có cách tính này."))
    return include


def include_names() -> dict[str, str]:
    return {APPROVED: _("đã duyệt"), SUBMITTED: _("đã nộp, cả chưa duyệt")}


def home(session: Session, scope: Scope) -> View:
    """The dashboard of the chosen period; of no period, what a city has before its first."""
    now = dt.datetime.now(dt.UTC)
    periods = cities.periods(session)
    period = chosen_period.chosen(periods, now)
    view = {"city_name": reporting.city_of(scope).name}
    if period is None:
        return view | _before_the_first(session, now)
    board = Board(period, included(), review_queue.desk_reports(session, period), now)
    return view | _dashboard(session, board, periods)


def _dashboard(session: Session, board: Board, periods: Sequence[Period]) -> View:
    period = board.period
    computed = consolidating.current(session, period, board.include)
    shown = request.args.get("wards", "")
    if shown and shown not in BOARDS:
        raise NotFound(_("Không có mục này."))
    wards = board.matching(shown) if shown else board.reports
    notes = figure_notes.notes(session, period, board.include, computed.rollup.totals)
    groups = _figures(session, board, computed, notes)
    return {
        "period": {"code": period.code, "name": period_title(period.code)},
        "periods": _period_chips(board, periods),
        "as_of": computed.computed_at if computed.rollup.included else None,
        "revision": computed.revision,
        "is_behind": _is_behind(session, period),
        "include": board.include,
        "stats": _stats(board, computed),
        "missing": [_missing(report, board.now) for report in board.missing],
        "tiles": [] if shown else _tiles(board),
        "wards": [_ward_row(report, board.now) for report in wards],
        "listed": board_names()[shown] if shown else "",
        "progress": None if shown else progress.view(session, period, board.reports, board.now),
        "indicator_groups": groups,
        "notes": list(notes.views(_labels(groups), period)),
        "themes": themes_page.top(session, period, board.include),
    }


def board_names() -> dict[str, str]:
    return {
        "submitted": _("Đã nộp"),
        "approved": _("Đã duyệt"),
        "returned": _("Bị trả lại"),
        "overdue": _("Quá hạn nộp hoặc nộp lại"),
        "late": _("Nộp muộn hoặc đang muộn"),
    }


def _is_behind(session: Session, period: Period) -> bool:
    """The worker has still to store what the newest approval changed."""
    row = store.rollup(session, period.id, APPROVED)
    return period.approved_revision > (row.revision if row else 0)


def _period_chips(board: Board, periods: Sequence[Period]) -> list[View]:
    """A chip per period; the one on the screen has two, for the two ways of counting."""

    def url(code: str, include: str = APPROVED) -> str:
        return url_for("city.home", period=code, include=include)

    chips = chosen_period.chips(periods, board.period, url)
    at = next(i for i, chip in enumerate(chips) if chip["is_current"])
    chip = chips.pop(at)
    for include, words in reversed(include_names().items()):
        both = {
            "name": f"{chip['name']}: {words}",
            "url": url(board.period.code, include),
            "is_current": include == board.include,
        }
        chips.insert(at, chip | both)
    return chips


def _stats(board: Board, computed: Computed) -> list[View]:
    total = f"{len(board.reports)}"

    def wards(name: str, out_of: str = "") -> View:
        count = len(board.matching(name))
        url = board.url_of(name)
        return {
            "label": board_names()[name],
            "display": f"{count}",
            "out_of": out_of,
            "url": url,
        }

    findings = sum(report.weight.open for report in board.reports)
    return [
        wards("submitted", total),
        wards("approved", total),
        wards("returned"),
        wards("overdue"),
        _late(board),
        {
            "label": _("Đang mở: phải sửa, hoặc đổi tổng từ 1 %"),
            "display": numerals.grouped(sum(report.weight.high for report in board.reports)),
            "out_of": "",
            "url": url_for("city.findings", code=board.period.code, show="open", severity="high"),
        },
        {
            "label": _("Chỗ cần xem đang mở"),
            "display": numerals.grouped(findings),
            "out_of": "",
            "url": url_for("city.findings", code=board.period.code, show="open"),
        },
        {
            "label": _("Số liệu đã có, tính trên mọi đơn vị"),
            "display": f"{_filled(computed.rollup, len(board.reports))} %",
            "out_of": "",
            "url": "#indicators-title",
        },
    ]


def _late(board: Board) -> View:
    """By how much the late ones are late; the list behind it is those wards."""
    days = [report.late_by(board.now) for report in board.matching("late")]
    middle = f"{median(days):g}".replace(".", ",") if days else "0"
    return {
        "label": _(
            "Ngày muộn đến nay, trung vị của %(n)s đơn vị muộn, kể cả chưa nộp", n=len(days)
        ),
        "display": middle,
        "out_of": "",
        "url": board.url_of("late"),
    }


def _filled(rollup: Rollup, expected: int) -> str:
    """Share of the cells, over every unit of the city, that hold a value."""
    cells = expected * len(rollup.totals)
    filled = sum(total.wards for total in rollup.totals.values())
    return f"{100 * filled / cells:.1f}".replace(".", ",") if cells else "0"


def _missing(report: DeskReport, now: dt.datetime) -> View:
    url = url_for("review.submission", submission_id=report.submission_id)
    return {"name": report.ward_name, "url": url, "days_late": report.days_late(now)}


def _ward_row(report: DeskReport, now: dt.datetime) -> View:
    return {
        "name": report.ward_name,
        "url": url_for("review.submission", submission_id=report.submission_id),
        "state": report.shown_state,
        "is_overdue": report.is_overdue(now),
        "submitted_at": report.submitted_at,
        "days_late": report.late_by(now),
        "errors": report.weight.errors,
        "warnings": report.weight.warnings,
    }


def _tiles(board: Board) -> list[View]:
    by_code = {report.ward_code: report for report in board.reports}
    points = [tilemap.Point(r.ward_code, r.lat, r.lon) for r in board.reports]
    return [
        {
            "column": tile.column,
            "row": tile.row,
            "name": by_code[tile.code].short_name,
            "state": by_code[tile.code].shown_state,
            "is_overdue": by_code[tile.code].is_overdue(board.now),
            "url": url_for("review.submission", submission_id=by_code[tile.code].submission_id),
        }
        for tile in tilemap.tiles(points)
    ]


def _labels(groups: Sequence[View]) -> dict[str, str]:
    return {one["code"]: one["label"] for group in groups for one in group["indicators"]}


def _figures(session: Session, board: Board, computed: Computed, notes: Notes) -> list[View]:
    """The city's figures by section; none before the first report counts."""
    rollup, period = computed.rollup, board.period
    if not rollup.included:
        return []
    form = access.form_of(session, period)
    past = reporting.previous(session, period, board.include)
    moved = changes(rollup, past) if past is not None else {}
    names = {report.ward_code: report.ward_name for report in board.reports}
    strips = city_strips.strips(session, form, period.id, board.include, names)
    marks = notes.marks()
    must = form.definition.mandatory(period.kind) or form.definition.indicators
    keys = {field.code for field in must}
    found = (
        {
            "code": section.code,
            "title": title_of(section),
            "indicators": [
                _indicator(field, rollup, moved.get(field.code), strips)
                | {"marks": marks.get(field.code, []), "is_key": field.code in keys}
                for field in section.indicators
                if field.code in rollup.totals
            ],
        }
        for section in form.definition.sections
    )
    return [group | {"count": len(group["indicators"])} for group in found if group["indicators"]]


def _indicator(field: Field, rollup: Rollup, moved: Change | None, strips: Strips) -> View:
    total = rollup.totals[field.code]
    return {
        "code": field.code,
        "label": name_of(field),
        "unit": unit_of(field),
        "display": figure_text(total),
        "wards": total.wards,
        "change": change_words.of_figures(field, moved),
        "is_estimate": False,
        "coverage": f"{total.wards}/{rollup.coverage.expected}",
        "strip": strips.of(field),
    }


def unit_of(field: Field) -> str:
    """A yes or no becomes, in the city, a count of units."""
    return _("đơn vị") if field.type is FieldType.BOOL else unit_words(field)


def figure_text(total: Total) -> str:
    """As printed in the report: rates and means to the hundredth, never rounded to 100."""
    return "" if total.value is None else numerals.rounded(total.value)


def _before_the_first(session: Session, now: dt.datetime) -> View:
    """A city without a period: its units, and nothing from them yet."""
    wards = cities.wards(session)
    code = str(PeriodCode(now.year, "H1"))
    return {
        "period": {"code": code, "name": _("Chưa mở kỳ báo cáo nào")},
        "periods": [],
        "as_of": None,
        "revision": 0,
        "is_behind": False,
        "include": APPROVED,
        "stats": [
            {"label": _("Đã nộp"), "display": "0", "out_of": f"{len(wards)}", "url": None},
            {"label": _("Đã duyệt"), "display": "0", "out_of": f"{len(wards)}", "url": None},
        ],
        "missing": [{"name": w.name, "url": "#wards", "days_late": 0} for w in wards],
        "tiles": [],
        "wards": list(_untouched(wards)),
        "listed": "",
        "progress": None,
        "indicator_groups": [],
        "notes": [],
        "themes": [],
    }


def _untouched(wards: Iterable[Ward]) -> Iterable[View]:
    for ward in wards:
        yield {
            "name": ward.name,
            "url": "#wards",
            "state": "not_started",
            "is_overdue": False,
            "submitted_at": None,
            "days_late": 0,
            "errors": 0,
            "warnings": 0,
        }
