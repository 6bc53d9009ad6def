"""Narratives copied from another unit, or from the unit's own last report.

Field by field: a text is flagged when half of its distinctive 4-word shingles are
found in one other text. The Department sees the share and the longest passage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.anomalies.city import CityColumns, Detector, Texts, WardFinding, digest
from app.domain.anomalies.passages import common_passage
from app.domain.anomalies.shingles import (
    Likeness,
    containment,
    likenesses,
    shingle_sets,
    without_boilerplate,
)
from app.domain.anomalies.words import Hashes, Vocabulary
from app.domain.forms import Field
from app.domain.rules import wording
from app.domain.units import Unit

SOURCE = "Broder (1997), độ chứa của tập cụm từ (shingle); ngưỡng theo quy tắc copy_paste"


@dataclass(frozen=True, slots=True)
class _Narrative:
    """One field over the wards that wrote something in it.

    ``sets[i]`` belongs to ``units[i]``; ``earlier`` holds the sets of last time.
    """

    field: Field
    units: list[Unit]
    texts: Mapping[str, str]
    sets: list[Hashes]
    earlier_texts: Mapping[str, str]
    earlier: Mapping[str, Hashes]


def detect(city: CityColumns) -> list[WardFinding]:
    """One finding per ward and narrative for each kind of source it was copied from."""
    found: list[WardFinding] = []
    vocabulary = Vocabulary()
    for field in (f for section in city.form.sections for f in section.narratives):
        narrative = _narrative(city, field, vocabulary)
        found.extend(_among_wards(city, narrative))
        found.extend(_against_past(city, narrative))
    return found


def _narrative(city: CityColumns, field: Field, vocabulary: Vocabulary) -> _Narrative:
    texts = _texts_of(field, city.narratives)
    units = [unit for unit in city.wards if unit.code in texts]
    earlier_texts = _texts_of(field, city.earlier_narratives)
    again = [unit for unit in units if unit.code in earlier_texts]
    wordings = [texts[u.code] for u in units] + [earlier_texts[u.code] for u in again]
    sets = shingle_sets(vocabulary.masked(wordings, map(own_names, [*units, *again])))
    earlier = dict(zip((unit.code for unit in again), sets[len(units) :], strict=True))
    return _Narrative(field, units, texts, sets[: len(units)], earlier_texts, earlier)


def _texts_of(field: Field, narratives: Texts) -> dict[str, str]:
    return {code: texts[field.code] for code, texts in narratives.items() if texts.get(field.code)}


def own_names(unit: Unit) -> tuple[str, str]:
    """The names to mask, the longer first."""
    return unit.name, unit.short_name


def _among_wards(city: CityColumns, narrative: _Narrative) -> Iterator[WardFinding]:
    """One finding per ward whose text is found in others', the likest first."""
    by_first: dict[int, list[Likeness]] = defaultdict(list)
    for likeness in likenesses(without_boilerplate(narrative.sets), *_limits(city)):
        by_first[likeness.first].append(likeness)
    for first, likes in sorted(by_first.items()):
        likes.sort(key=lambda like: (-like.share, like.second))
        others = [narrative.units[like.second] for like in likes]
        unit, other = narrative.units[first], others[0]
        passage = common_passage(
            narrative.texts[unit.code],
            narrative.texts[other.code],
            own_names(unit),
            own_names(other),
        )
        names = ", ".join(o.name for o in others[:5]) + ("…" if len(others) > 5 else "")
        sentence = f"giống {_percent(likes[0].share)} lời văn của {names}"
        shares = {o.code: round(like.share, 4) for o, like in zip(others, likes, strict=True)}
        details = {"shares": shares, "passage": passage}
        yield _finding(city, narrative, unit, sentence, likes[0].share, details, others)


def _against_past(city: CityColumns, narrative: _Narrative) -> Iterator[WardFinding]:
    """One finding per ward whose text is found in its own last report."""
    _, flagged, least_shared = _limits(city)
    for unit, hashes in zip(narrative.units, narrative.sets, strict=True):
        if unit.code not in narrative.earlier:
            continue
        share, shared = containment(hashes, narrative.earlier[unit.code])
        if share < flagged or shared < least_shared:
            continue
        now, then = narrative.texts[unit.code], narrative.earlier_texts[unit.code]
        names = own_names(unit)
        details = {"passage": common_passage(now, then, names, names), "is_past": True}
        sentence = f"giống {_percent(share)} lời văn của chính đơn vị ở kỳ trước"
        yield _finding(city, narrative, unit, sentence, share, details, [])


def _limits(city: CityColumns) -> tuple[float, float, int]:
    options = city.rules["copy_paste"].options
    return options["candidate"], options["flagged"], options["least_shared"]


def _percent(share: float) -> str:
    return f"{round(100 * share)}%"


def _finding(
    city: CityColumns,
    narrative: _Narrative,
    unit: Unit,
    sentence: str,
    share: float,
    details: Mapping[str, Any],
    others: Sequence[Unit],
) -> WardFinding:
    rule, field = city.rules["copy_paste"], narrative.field
    finding = rule.finding(
        (field.code,),
        f"Mục “{field.label_vi}” {sentence}.{wording.remedy(rule, is_hard=False)}",
        inputs={field.code: digest(narrative.texts[unit.code])},
        clause=field.code if others else f"{field.code}@previous",
        others=tuple(other.code for other in others),
        score=share,
        details=details,
    )
    return WardFinding(unit.code, finding)


DETECTOR = Detector("copy_paste", detect, SOURCE)
