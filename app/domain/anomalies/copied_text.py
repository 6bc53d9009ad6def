"""Narratives copied from another unit, or from the unit's own last report.

Field by field: a text is flagged when half of its distinctive 4-word shingles are
found in one other text. The Department sees the share and the longest passage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.domain.anomalies.city import CityColumns, Detector, Texts, WardFinding, digest
from app.domain.anomalies.passages import Run, mirrored, passages, shown
from app.domain.anomalies.shingles import Likeness, Limits, Shingles, containment, groups
from app.domain.anomalies.words import Vocabulary
from app.domain.forms import Field
from app.domain.rules import wording
from app.domain.units import Unit

SOURCE = "Broder (1997), độ chứa của tập cụm từ (shingle); ngưỡng theo quy tắc copy_paste"
#: Two like texts are a pair, more a group.
_SMALLEST_GROUP: Final = 3


@dataclass(frozen=True, slots=True)
class _Narrative:
    """One field over the wards that wrote something in it.

    Text i of ``now`` belongs to ``units[i]``; ``then`` are the places, among the texts of
    ``all_``, of what the wards by code wrote last time.
    """

    field: Field
    units: list[Unit]
    texts: Mapping[str, str]
    now: Shingles
    earlier_texts: Mapping[str, str]
    all_: Shingles
    then: Mapping[str, int]


def detect(city: CityColumns) -> list[WardFinding]:
    """One finding per ward and narrative for each kind of source it was copied from."""
    found: list[WardFinding] = []
    vocabulary = Vocabulary()
    for section in city.form.sections:
        for field in section.narratives:
            titles = (field.label_vi, section.title_vi)
            narrative = _narrative(city, field, titles, vocabulary)
            found.extend(_among_wards(city, narrative))
            found.extend(_against_past(city, narrative))
    return found


def _narrative(
    city: CityColumns, field: Field, titles: Sequence[str], vocabulary: Vocabulary
) -> _Narrative:
    texts = _texts_of(field, city.narratives)
    units = [unit for unit in city.wards if unit.code in texts]
    earlier_texts = _texts_of(field, city.earlier_narratives)
    again = [unit for unit in units if unit.code in earlier_texts]
    wordings = [texts[u.code] for u in units] + [earlier_texts[u.code] for u in again]
    names = [own_names(unit) for unit in (*units, *again)]
    all_ = Shingles.of(vocabulary.masked(wordings, names, titles))
    then = {unit.code: place for place, unit in enumerate(again, start=len(units))}
    return _Narrative(field, units, texts, all_.first(len(units)), earlier_texts, all_, then)


def _texts_of(field: Field, narratives: Texts) -> dict[str, str]:
    return {code: texts[field.code] for code, texts in narratives.items() if texts.get(field.code)}


def own_names(unit: Unit) -> tuple[str, str]:
    """The names to mask, the longer first."""
    return unit.name, unit.short_name


def _among_wards(city: CityColumns, narrative: _Narrative) -> Iterator[WardFinding]:
    """One finding per ward whose text is found in others', the likest first."""
    by_first: dict[int, list[Likeness]] = defaultdict(list)
    found = narrative.now.likenesses(_limits(city))
    grouped = groups(found)
    for likeness in found:
        by_first[likeness.first].append(likeness)
    runs: dict[tuple[int, int], list[Run]] = {}
    for first, likes in sorted(by_first.items()):
        likes.sort(key=lambda like: (-like.share, like.second))
        pair = (first, likes[0].second)
        back = runs.pop(pair[::-1], None)
        runs[pair] = mirrored(back) if back is not None else _runs(narrative, *pair)
        group = [narrative.units[member] for member in grouped[first]]
        yield _like_others(city, narrative, likes, group, runs[pair])


def _runs(narrative: _Narrative, first: int, second: int) -> list[Run]:
    one, other = narrative.units[first], narrative.units[second]
    texts = narrative.texts[one.code], narrative.texts[other.code]
    return passages(*texts, own_names(one), own_names(other))


def _like_others(
    city: CityColumns,
    narrative: _Narrative,
    likes: Sequence[Likeness],
    group: Sequence[Unit],
    runs: Sequence[Run],
) -> WardFinding:
    unit = narrative.units[likes[0].first]
    others = [narrative.units[like.second] for like in likes]
    share, nearest = likes[0].share, others[0]
    now, theirs = narrative.texts[unit.code], narrative.texts[nearest.code]
    names = ", ".join(o.name for o in others[:5]) + ("…" if len(others) > 5 else "")
    sentence = f"giống {_percent(share)} lời văn của {names}"
    shares = {o.code: round(like.share, 4) for o, like in zip(others, likes, strict=True)}
    details = {"shares": shares} | shown(now, theirs, runs)
    if len(group) >= _SMALLEST_GROUP:
        details["cluster"] = [member.code for member in group]
        sentence += f" (cả nhóm {len(group)} đơn vị viết gần như nhau)"
    return _finding(city, narrative, unit, sentence, share, details, others)


def _against_past(city: CityColumns, narrative: _Narrative) -> Iterator[WardFinding]:
    """One finding per ward whose text is found in its own last report."""
    limits = _limits(city)
    for place, unit in enumerate(narrative.units):
        then = narrative.then.get(unit.code)
        if then is None:
            continue
        share, shared = containment(narrative.all_.set_of(place), narrative.all_.set_of(then))
        if share < limits.flagged or shared < limits.least_shared:
            continue
        now, before = narrative.texts[unit.code], narrative.earlier_texts[unit.code]
        runs = passages(now, before, own_names(unit), own_names(unit))
        details = shown(now, before, runs) | {"is_past": True}
        sentence = f"giống {_percent(share)} lời văn của chính đơn vị ở kỳ trước"
        yield _finding(city, narrative, unit, sentence, share, details, [])


def _limits(city: CityColumns) -> Limits:
    options = city.rules["copy_paste"].options
    return Limits(options["candidate"], options["flagged"], options["least_shared"])


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
        details={"source": SOURCE, **details},
    )
    return WardFinding(unit.code, finding)


DETECTOR = Detector("copy_paste", detect, SOURCE)
