"""View data of the page for everybody: one sealed edition in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.documents import numerals
from app.domain.consolidation import Change, Total, change, loads
from app.domain.errors import NotFound
from app.domain.forms import AggregateKind, FieldType
from app.domain.periods import parse_period_code
from app.store import cities, publicity
from app.store.rows import AnyRow
from app.web.report_parts import View, period_title
from app.web.words import language, period_name, said


@dataclass(frozen=True, slots=True)
class Opened:
    """One sealed edition that everybody may see, with its city and the others."""

    city_code: str
    city_name: str
    licence: str
    row: AnyRow
    every: Sequence[AnyRow]
    document: Mapping[str, Any]
    before: AnyRow | None
    document_before: Mapping[str, Any]


def open_edition(session: Session, city_code: str, code: str = "") -> Opened:
    """The edition of this code, else the newest that stands. Lobby only.

    Raises ``NotFound`` alike for a city that there is not, one whose page is shut or shows
    nothing yet, and a code that is not among those shown.
    """
    city = cities.by_code(session, city_code)
    page = publicity.page_of(session, city.id) if city else None
    every = publicity.shown(session, city.id) if city and page else []
    row = _chosen(every, code)
    if city is None or page is None or row is None:
        raise NotFound(_("Không có số liệu công khai ở địa chỉ này."))
    before = _comparable(every, row)
    return Opened(
        city.code,
        city.name,
        page.licence,
        row,
        every,
        _document(session, city.id, row),
        before,
        _document(session, city.id, before) if before else {},
    )


def _chosen(every: Sequence[AnyRow], code: str) -> AnyRow | None:
    if code:
        return next((row for row in every if row.code == code), None)
    standing = [row for row in every if not row.superseded_by]
    return max(standing, key=lambda row: parse_period_code(row.period_code).window[1], default=None)


def _comparable(every: Sequence[AnyRow], row: AnyRow) -> AnyRow | None:
    """The same period of the year before, else the newest earlier one that is as long."""
    own = parse_period_code(row.period_code)
    earlier = [
        (parse_period_code(other.period_code), other) for other in every if not other.superseded_by
    ]
    fit = [
        (code, other)
        for code, other in earlier
        if code.window[1] < own.window[1] and own.is_as_long_as(code)
    ]
    same = next((other for code, other in fit if code == own.same_last_year), None)
    newest = max(fit, key=lambda pair: pair[0].window[1], default=None)
    return same or (newest[1] if newest else None)


def _document(session: Session, city_id: UUID, row: AnyRow) -> Mapping[str, Any]:
    text = publicity.content(session, city_id, row.code)
    if text is None:
        raise NotFound(_("Không có số liệu công khai ở địa chỉ này."))
    found: Mapping[str, Any] = loads(text)
    return found


def page(opened: Opened) -> View:
    row, document = opened.row, opened.document
    units = document["units"]
    here = {"city_code": opened.city_code, "code": row.code}
    return {
        "city_name": opened.city_name,
        "period_name": period_name(row.period_code),
        "title": period_title(row.period_code),
        "counted": units["counted"],
        "expected": units["expected"],
        "number": row.number,
        "sealed_at": row.sealed_at,
        "code": row.code,
        "verify_url": url_for("verify.document", code=row.code),
        "superseded_url": _superseded_url(opened),
        "before_name": period_name(opened.before.period_code) if opened.before else "",
        "sections": _sections(opened),
        "others": [_other(opened, other) for other in opened.every if other.code != row.code],
        "licence": opened.licence,
        "csv_url": url_for("public.as_csv", **here),
        "wards_url": url_for("public.wards_csv", **here) if document["wards"] is not None else "",
        "json_url": url_for("public.as_json", **here),
        "other_language": _other_language(opened),
    }


def _superseded_url(opened: Opened) -> str:
    """Where the edition is that took this one's place; '' while it stands."""
    newer = opened.row.superseded_by
    is_shown = any(other.code == newer for other in opened.every)
    if not newer:
        return ""
    if not is_shown:
        return url_for("verify.document", code=newer)
    return url_for("public.edition", city_code=opened.city_code, code=newer)


def _other(opened: Opened, other: AnyRow) -> View:
    return {
        "name": period_title(other.period_code),
        "number": other.number,
        "sealed_at": other.sealed_at,
        "is_superseded": bool(other.superseded_by),
        "url": url_for("public.edition", city_code=opened.city_code, code=other.code),
    }


def _other_language(opened: Opened) -> str:
    lang = None if language() == "en" else "en"
    here = {"city_code": opened.city_code, "code": opened.row.code}
    return url_for("public.edition", **here, lang=lang)  # type: ignore[arg-type]


def _sections(opened: Opened) -> list[View]:
    before = {figure["code"]: figure for figure in opened.document_before.get("figures", ())}
    is_english = language() == "en"
    found = [
        {
            "code": section["code"],
            "title": section["title_en" if is_english else "title_vi"],
            "figures": [
                _figure(opened, figure, before.get(figure["code"]))
                for figure in opened.document["figures"]
                if figure["section"] == section["code"] and figure["value"] is not None
            ],
        }
        for section in opened.document["sections"]
    ]
    return [section for section in found if section["figures"]]


def _figure(opened: Opened, figure: Mapping[str, Any], before: Mapping[str, Any] | None) -> View:
    moved = change(_total(figure), _total(before)) if before else None
    return {
        "label": figure["label_en" if language() == "en" else "label_vi"],
        "display": numerals.rounded(figure["value"]),
        "unit": said("unit", figure["unit"]),
        "units": figure["units"],
        "change": _change_words(FieldType(figure["type"]), moved) if moved else "",
        "is_part": figure["units"] < opened.document["units"]["expected"],
    }


def _total(figure: Mapping[str, Any]) -> Total:
    return Total(AggregateKind(figure["aggregate"]), figure["value"], figure["units"])


def _change_words(kind: FieldType, moved: Change) -> str:
    """``tăng 3,1 %``; '' where there is nothing to compare."""
    if moved.difference is None:
        return ""
    if not moved.difference:
        return _("không đổi")
    size = _size(kind, moved)
    words = _("tăng %(size)s", size=size) if moved.difference > 0 else _("giảm %(size)s", size=size)
    if moved.wards_now == moved.wards_before:
        return words
    # Part of the move is only that more units, or fewer, have told.
    return _("%(words)s; lần trước %(n)s đơn vị có số liệu", words=words, n=moved.wards_before)


def _size(kind: FieldType, moved: Change) -> str:
    assert moved.difference is not None, "the caller asked whether it moved"
    if moved.percent is not None:
        percent = abs(moved.percent)
        return f"{numerals.rounded(round(percent, 1) or round(percent, 3))} %"
    text = numerals.rounded(abs(Decimal(moved.difference)))
    return _("%(n)s điểm %%", n=text) if kind is FieldType.PCT else text
