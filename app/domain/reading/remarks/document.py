"""The document itself: number, day, recipients, period, last dated fact."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Final

from app.domain.findings import Finding, Severity
from app.domain.reading.clauses import Sentence
from app.domain.reading.head import Bounds
from app.domain.reading.model import DocumentHead
from app.domain.reading.outline import Part
from app.domain.reading.timing import PeriodMention, period_mentions, window
from app.domain.vietnamese.dates import find_dates
from app.domain.vietnamese.text import fold, squeeze

_DEPARTMENT: Final = re.compile(r"so noi vu|\bsnv\b|so nv\b")
_ASIDE: Final = re.compile(
    r"cung ky|so voi|ke hoach|cong van|nghi quyet|nhiem vu|phuong huong|chi tieu|quyet dinh|"
    r"luat|giai doan|dai hoi|tu nam"
)
_CLOSING: Final = re.compile(
    r"(?:so lieu|chot|tong hop)[^.;]{0,90}?(?:den|toi)(?: het)?(?: ngay)?\s*(?:ngay\s*)?$"
)


def missing_metadata(head: DocumentHead) -> Iterator[Finding]:
    """Document number or date left blank."""
    blank = [
        (code, name)
        for code, name, value in (
            ("document_number", "số văn bản", head.number),
            ("document_date", "ngày ban hành", head.date),
        )
        if not value
    ]
    if blank:
        names = " và ".join(name for _, name in blank)
        yield Finding(
            "doc_metadata_missing",
            Severity.WARNING,
            tuple(code for code, _ in blank),
            f"Văn bản chưa ghi {names}. Bổ sung trước khi ban hành.",
            inputs={"document_number": head.number, "document_date": str(head.date or "")},
        )


def missing_recipient(head: DocumentHead) -> Iterator[Finding]:
    """The Department is neither addressed nor copied."""
    if any(_DEPARTMENT.search(fold(entry)) for entry in head.recipients):
        return
    listed = "; ".join(head.recipients) or "không có"
    yield Finding(
        "recipient_missing",
        Severity.WARNING,
        ("recipients",),
        f"Không thấy Sở Nội vụ trong Kính gửi hoặc Nơi nhận (đang ghi: {listed}).",
        inputs={"recipients": listed},
    )


def early_cutoff(
    period: str | None, head: DocumentHead, parts: Sequence[Part], folded: str
) -> Iterator[Finding]:
    """The latest dated fact lies before the end of the reporting window."""
    span = window(period or "")
    if span is None:
        return
    dated = list(_dated_facts(parts, folded))
    if head.date:
        dated.append((head.date, "document_date"))
    # What lies behind the day of signing is planned; a stated closing day says it all.
    dated = [
        (day, name)
        for day, name in _stated_cutoff(parts, folded) or dated
        if day.year >= span[0].year and (head.date is None or day <= head.date)
    ]
    if not dated:
        return
    last, _ = max(dated)
    if last >= span[1]:
        return
    yield Finding(
        "data_cutoff_early",
        Severity.WARNING,
        ("period",),
        f"Mốc thời gian muộn nhất trong báo cáo là {last:%d/%m/%Y}, trước ngày chốt số liệu "
        f"{span[1]:%d/%m/%Y}: "
        "chưa thấy số liệu sau ngày đó.",
        inputs={"last": last.isoformat(), "data_to": span[1].isoformat()},
    )


def _dated_facts(parts: Sequence[Part], folded: str) -> Iterator[tuple[dt.date, str]]:
    for part in parts:
        if part.kind not in ("plan", "proposals", "tail"):
            for found in find_dates(folded[part.block.start : part.block.end]):
                yield found.on, "period"


def _stated_cutoff(parts: Sequence[Part], folded: str) -> list[tuple[dt.date, str]]:
    """'số liệu tính đến hết ngày 30/11/2025': the latest closing day that is told."""
    days = []
    for part in parts:
        if part.kind in ("plan", "proposals", "tail"):
            continue
        text = folded[part.block.start : part.block.end]
        for found in find_dates(text):
            if _CLOSING.search(text[: found.start]):
                days.append((found.on, "period"))
    return days


def period_mismatch(
    period: PeriodMention | None, sentences: Sequence[Sentence], flat: str, folded: str, at: Bounds
) -> Iterator[Finding]:
    """Another period of the same kind is told as the reported one."""
    if period is None:
        return
    for mention, sentence in _told(sentences, folded, at):
        if _same_kind(mention.code, period.code) and mention.code != period.code:
            quote = squeeze(flat[sentence.start : sentence.end])[:160]
            yield Finding(
                "period_mismatch",
                Severity.ERROR,
                ("reporting_period",),
                f"Trích yếu ghi kỳ {period.code} nhưng trong báo cáo viết kỳ {mention.code}: "
                f"“{quote}”.",
                inputs={"title": period.code, "body": mention.code},
                clause=mention.code,
                details={"quotes": [quote]},
            )
            return


def _told(
    sentences: Sequence[Sentence], folded: str, at: Bounds
) -> Iterator[tuple[PeriodMention, Sentence]]:
    """Periods named where the report says what it is about, or opens a result."""
    for sentence in sentences:
        text = folded[sentence.start : sentence.end]
        is_frame = bool(re.search(r"bao cao[^.]*nhu sau|tren day la bao cao", text))
        opens = bool(
            re.match(
                r"[\s\-+*]*(?:trong|ket qua [^,.:]{0,60}trong)\s+(?:(?:0?[69]|sau|chin) thang|"
                r"nam|quy)",
                text,
            )
        )
        if not (is_frame or opens) or sentence.part.kind in ("plan", "proposals"):
            continue
        found = period_mentions(text)
        for mention in found[-1:] if not is_frame else found[:3]:
            before = text[max(0, mention.start - 70) : mention.start]
            if not _ASIDE.search(before) and not (opens and _ASIDE.search(text[:120])):
                yield mention, sentence


def _same_kind(one: str, other: str) -> bool:
    halves = {"H1", "H2"}
    one_kind, other_kind = one.split("-")[1], other.split("-")[1]
    return one_kind == other_kind or {one_kind, other_kind} == halves
