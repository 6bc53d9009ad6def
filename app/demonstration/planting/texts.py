"""Trouble in what is written: copies, other wards' names, personal data, contradictions."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from app.demonstration.narratives import OWN, Narrative, Sentence
from app.demonstration.reports import Planted, Report

#: Fields long enough for a copy to be worth noticing.
_LONG = ("overview", "admin_reform", "disclosure", "digital", "next_tasks", "strengths")


def copied(report: Report, source: Report, share: float, random: Random) -> Planted | None:
    """Take over ``share`` of the words of another ward's narrative, changing only names."""
    fields = [f for f in _LONG if f in report.narratives and f in source.narratives]
    if not fields:
        return None
    field = random.choice(fields)
    theirs, own = source.narratives[field], report.narratives[field]
    keep = _sentences_for(theirs, share)
    taken = tuple(_renamed(s, source, report) for s in theirs.sentences[:keep])
    kept = [s for s in own.sentences if s.theme == OWN][: len(theirs.sentences) - keep]
    report.narratives[field] = replace(own, sentences=(*taken, *kept))
    return Planted(
        "copy_paste",
        report.ward_code,
        report.period,
        (field,),
        (source.ward_code,),
        note=f"{share:.0%}",
    )


def _sentences_for(narrative: Narrative, share: float) -> int:
    """How many sentences, from the first, make up this share of the words."""
    lengths = [len(s.text.split()) for s in narrative.sentences]
    reached = (sum(lengths[: i + 1]) >= share * sum(lengths) for i in range(len(lengths)))
    return next(i for i, enough in enumerate(reached, start=1) if enough)


def copied_from_own_past(report: Report, before: Report, random: Random) -> Planted | None:
    """Hand in the narrative of the period before once more."""
    fields = [f for f in _LONG if f in report.narratives and f in before.narratives]
    if not fields:
        return None
    field = random.choice(fields)
    report.narratives[field] = before.narratives[field]
    note = f"của chính đơn vị, kỳ {before.period}"
    return Planted("copy_paste", report.ward_code, report.period, (field,), note=note)


def foreign_name(report: Report, source: Report) -> Planted | None:
    """Another ward stands as the reporting unit, as when a file was taken over."""
    text = f"Trong kỳ, UBND {source.profile.name} đã tập trung chỉ đạo thực hiện dân chủ ở cơ sở."
    if not _prepended(report, "overview", text):
        return None
    return Planted(
        "foreign_ward_name", report.ward_code, report.period, ("overview",), (source.ward_code,)
    )


def personal_data(report: Report, number: int) -> Planted | None:
    """A citizen's number and telephone; both are made up and belong to nobody."""
    text = (
        f"Công dân có số định danh 0310000000{number:02} (điện thoại 0900 000 0{number:02}) "
        "gửi đơn nhiều lần, đã được mời lên làm việc."
    )
    if not _prepended(report, "petitions", text):
        return None
    return Planted("personal_data_in_text", report.ward_code, report.period, ("petitions",))


def contradiction(report: Report) -> Planted | None:
    """Everything is disclosed in time, says one section; disclosure is slow, says another."""
    groups = report.profile.units_word
    claim = "Việc công khai được thực hiện đầy đủ, kịp thời tất cả các nội dung theo quy định."
    denial = f"Một số {groups} công khai thông tin còn chậm, chưa đủ nội dung."
    if "weaknesses" not in report.narratives or not _prepended(report, "disclosure", claim):
        return None
    _prepended(report, "weaknesses", denial)
    fields = ("disclosure", "weaknesses")
    return Planted("narrative_contradiction", report.ward_code, report.period, fields)


def duplicate(report: Report) -> Planted | None:
    """The same paragraph in two sections."""
    if not {"admin_reform", "digital"} <= report.narratives.keys():
        return None
    report.narratives["digital"] = replace(report.narratives["admin_reform"], field="digital")
    fields = ("admin_reform", "digital")
    return Planted("duplicate_paragraph", report.ward_code, report.period, fields)


def _prepended(report: Report, field: str, text: str) -> bool:
    narrative = report.narratives.get(field)
    if narrative is None:
        return False
    sentences = (Sentence(OWN, text), *narrative.sentences)
    report.narratives[field] = Narrative(field, sentences, narrative.has_bullets)
    return True


def _renamed(sentence: Sentence, source: Report, report: Report) -> Sentence:
    """Names and figures are what a copier does change."""
    text = sentence.text.replace(source.profile.name, report.profile.name)
    for code in ("residential_units_total", "households_total"):
        if source.has(code) and report.has(code):
            text = text.replace(source.answers[code].typed, report.answers[code].typed)
    return replace(sentence, text=text)
