"""View data of merged and split units: choosing, what it would do in words, what was done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.actions import reorganizing
from app.actions.reorganizing import Reorganization
from app.documents.numerals import rounded
from app.domain.errors import Problem
from app.domain.succession import Succession
from app.domain.vietnamese.text import fold
from app.store import cities, succession
from app.store.rows import AnyRow
from app.web.report_parts import View

_SHARE: Final = "share-"
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as sent: unit codes, and shares in percent by "before-after"."""

    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    on: str
    document: str
    shares: Mapping[str, str]
    sought: str

    @classmethod
    def of(cls, sent: MultiDict[str, str]) -> Typed:
        return cls(
            tuple(dict.fromkeys(sent.getlist("predecessor"))),
            tuple(dict.fromkeys(sent.getlist("successor"))),
            sent.get("on", "").strip()[:40],
            sent.get("document", "").strip()[:_LONGEST],
            {
                name.removeprefix(_SHARE): value.strip()[:20]
                for name, value in sent.items()
                if name.startswith(_SHARE)
            },
            sent.get("q", "").strip()[:80],
        )


def form(session: Session, typed: Typed, problems: Sequence[View]) -> View:
    units = [ward for ward in cities.wards(session) if ward.closed_on is None]
    chosen = {*typed.predecessors, *typed.successors}
    sought = fold(typed.sought).split()
    names = {ward.code: ward.name for ward in units}
    return {
        "units": [
            {
                "code": ward.code,
                "name": ward.name,
                "folded": ward.folded,
                "is_before": ward.code in typed.predecessors,
                "is_after": ward.code in typed.successors,
            }
            for ward in units
            if ward.code in chosen or all(word in ward.folded for word in sought)
        ],
        "shares": _asked_shares(typed, names),
        "typed": typed,
        "problems": list(problems),
        "past": _past(session),
    }


def _asked_shares(typed: Typed, names: Mapping[str, str]) -> list[View]:
    """The parts of a split, to be written; a merger asks for none."""
    if len(typed.successors) < 2:
        return []
    return [
        {
            "name": f"{_SHARE}{before}-{after}",
            "label": _(
                "%(before)s về %(after)s",
                before=names.get(before, before),
                after=names.get(after, after),
            ),
            "value": typed.shares.get(f"{before}-{after}", ""),
        }
        for before in typed.predecessors
        for after in typed.successors
    ]


def preview(session: Session, typed: Typed, planned: Reorganization) -> View:
    """Raises what recording it would raise, as far as it can be seen before."""
    complete = reorganizing.foreseen(session, planned)
    names = {ward.code: ward.name for ward in cities.wards(session)}
    closing = sorted(names[code] for code in complete.predecessors - complete.successors)
    return {
        "typed": typed,
        "hidden": _hidden(typed),
        "on": planned.on,
        "lines": [_words(part, names) for part in complete.parts],
        "closing": closing,
    }


def _hidden(typed: Typed) -> list[tuple[str, str]]:
    return [
        *(("predecessor", code) for code in typed.predecessors),
        *(("successor", code) for code in typed.successors),
        ("on", typed.on),
        ("document", typed.document),
        *((f"{_SHARE}{key}", value) for key, value in typed.shares.items()),
    ]


def _words(part: Succession, names: Mapping[str, str]) -> str:
    before, after = names[part.predecessor], names[part.successor]
    share = rounded(part.share * 100)
    if before == after:
        return _("%(unit)s tiếp tục, giữ %(share)s%% số liệu trước đây", unit=after, share=share)
    if part.share == 1:
        return _("%(before)s nhập vào %(after)s", before=before, after=after)
    return _("%(share)s%% của %(before)s về %(after)s", share=share, before=before, after=after)


def _past(session: Session) -> list[View]:
    rows = succession.lines(session)
    return [
        _event(list(lines)) for _id, lines in groupby(rows, lambda r: r.UnitSuccession.event_id)
    ]


def _event(lines: Sequence[AnyRow]) -> View:
    row = lines[0].UnitSuccession
    names = {unit.code: unit.name for line in lines for unit in (line[1], line[2])}
    parts = (
        Succession(line[1].code, line[2].code, row.took_effect_on, line.UnitSuccession.share)
        for line in lines
    )
    return {
        "event_id": str(row.event_id),
        "on": row.took_effect_on,
        "document": row.document,
        "who": row.recorded_by,
        "at": row.recorded_at,
        "lines": [_words(part, names) for part in parts],
    }


def anchor_of(problem: Problem) -> str:
    """The control that a problem is about; the lists of units for what is about several."""
    field = next(iter(problem.fields), "")
    return field if field in ("on", "document") or field.startswith(_SHARE) else "units"
