"""Paragraphs said twice, personal data, claims against claims, misnamed documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from app.domain.findings import Finding, Severity
from app.domain.personal_data import personal_data
from app.domain.reading.clauses import Sentence
from app.domain.reading.outline import Part
from app.domain.vietnamese.text import fold, squeeze

_SHINGLE: Final = 4
_SAME_FROM: Final = 0.8
_LEAST_WORDS: Final = 12
LATE_DISCLOSURE: Final = re.compile(
    r"(?:cong khai|niem yet)[^.;]{0,60}(?:cham|chua kip thoi|chua day du|muon|chua thuong xuyen)"
)
FULL_DISCLOSURE: Final = re.compile(
    r"cong khai[^.;]{0,25}(?:day du|kip thoi|100%)|(?:day du|kip thoi)[^.;]{0,20}cong khai"
)
_CITED: Final = re.compile(
    r"(?P<named>(?:kế hoạch|quyết định|công văn)\s[^();]{10,220})\(\s*(?:kế hoạch|quyết định|"
    r"công văn)\s+số\s*[^\s]+(?:\s?-\s?[A-ZĐ]+)?\s+ngày\s+[\d/]+\s*(?P<title>[^;()]{10,260})",
    re.IGNORECASE,
)
_NOT_UBND: Final = re.compile(r"bi thu|dang uy|hieu truong|mat tran|giam doc|cong doan")


def duplicate_paragraphs(sentences: Sequence[Sentence], folded: str) -> Iterator[Finding]:
    """The same sentence in two sections (4-word shingles, containment from 0.8)."""
    index: dict[str, list[int]] = {}
    told: list[tuple[Sentence, frozenset[str]]] = []
    reported: set[tuple[int, int]] = set()
    for sentence in sentences:
        shingles = _shingles(folded[sentence.start : sentence.end])
        if sentence.part.kind not in ("results",) or sentence.part.is_heading or not shingles:
            continue
        other = _twin(shingles, index, told, sentence)
        if other is not None:
            pair = (_place(other), _place(sentence))
            if pair not in reported:
                reported.add(pair)
                yield _said_twice(other, sentence)
        for shingle in shingles:
            index.setdefault(shingle, []).append(len(told))
        told.append((sentence, shingles))


def _shingles(text: str) -> frozenset[str]:
    words = text.replace(",", " ").split()
    if len(words) < _LEAST_WORDS:
        return frozenset()
    return frozenset(map(" ".join, zip(*(words[at:] for at in range(_SHINGLE)), strict=False)))


def _twin(
    shingles: frozenset[str],
    index: Mapping[str, list[int]],
    told: Sequence[tuple[Sentence, frozenset[str]]],
    sentence: Sentence,
) -> Sentence | None:
    shared: dict[int, int] = {}
    for shingle in shingles:
        for number in index.get(shingle, ()):
            shared[number] = shared.get(number, 0) + 1
    for number, count in shared.items():
        other, others = told[number]
        is_elsewhere = _place(other) != _place(sentence)
        if is_elsewhere and count >= _SAME_FROM * min(len(shingles), len(others)):
            return other
    return None


def _place(sentence: Sentence) -> int:
    headings = sentence.part.headings
    return headings[-1].block.start if headings else -1


def _title(part: Part) -> str:
    return squeeze(part.headings[-1].text)[:80] if part.headings else "phần đầu"


def _said_twice(one: Sentence, other: Sentence) -> Finding:
    text = squeeze(other.part.text)[:140]
    section = other.part.section or one.part.section
    code = section.narrative if section and section.narrative else "overview"
    return Finding(
        "duplicate_paragraph",
        Severity.INFO,
        (code,),
        f"Đoạn “{text}…” ở “{_title(other.part)}” lặp lại đoạn ở “{_title(one.part)}”.",
        clause=f"{one.start}-{other.start}",
        inputs={"one": str(one.start), "other": str(other.start)},
    )


def private_data(parts: Sequence[Part]) -> Iterator[Finding]:
    """Identity, telephone and account numbers, private persons' names and homes."""
    told = [part.text for part in parts if part.kind not in ("tail", "header")]
    found = [item.shown for text in told for item in personal_data(text)]
    if found:
        listed = ", ".join(dict.fromkeys(found))
        yield Finding(
            "personal_data_in_text",
            Severity.WARNING,
            ("narratives",),
            f"Lời văn có thông tin cá nhân: {listed}. Báo cáo chỉ cần số liệu, hãy xóa.",
            inputs={"found": listed},
            details={"count": len(found)},
        )


def disclosure_claims(parts: Sequence[Part], folded: str) -> Iterator[Finding]:
    """'Công khai đầy đủ' among the results, 'công khai còn chậm' among the shortcomings."""
    full = _quote(parts, folded, FULL_DISCLOSURE, ("results",), exclude="weaknesses")
    late = _quote(parts, folded, LATE_DISCLOSURE, ("results",), only="weaknesses")
    if full and late:
        yield Finding(
            "narrative_contradiction",
            Severity.WARNING,
            ("disclosure_items_done",),
            f"Viết “{full}” nhưng phần hạn chế nêu “{late}”.",
            clause="disclosure",
            inputs={"full": full, "late": late},
            details={"quotes": [full, late]},
        )


def _quote(
    parts: Sequence[Part],
    folded: str,
    pattern: re.Pattern[str],
    kinds: tuple[str, ...],
    only: str = "",
    exclude: str = "",
) -> str:
    for part in parts:
        code = part.section.code if part.section else ""
        if (
            part.is_heading
            or part.kind not in kinds
            or (only and code != only)
            or (exclude and code in (exclude, "strengths"))
        ):
            continue
        match = pattern.search(folded, part.block.start, part.block.end)
        if match:
            start = match.start() - part.block.start
            return squeeze(part.text[start : start + match.end() - match.start()])
    return ""


def dialogue_chairs(dialogues: Sequence[Mapping[str, Any]], count: object) -> Iterator[Finding]:
    """A dialogue conference is the UBND's with the people (L10, Điều 32)."""
    others = [
        str(row["chair"]) for row in dialogues if _NOT_UBND.search(fold(str(row.get("chair", ""))))
    ]
    if others and isinstance(count, int) and len(dialogues) <= count:
        yield Finding(
            "narrative_contradiction",
            Severity.WARNING,
            ("dialogue_conferences_count",),
            f"Trong {count} hội nghị đối thoại có {len(others)} hội nghị do {others[0]} chủ "
            f"trì, không phải đối thoại của "
            "UBND với Nhân dân theo Điều 32 Luật Thực hiện dân chủ ở cơ sở.",
            clause="dialogue_chair",
            inputs={"dialogue_conferences_count": str(count), "chairs": "; ".join(others)},
        )


def cited_documents(sentences: Sequence[Sentence], flat: str) -> Iterator[Finding]:
    """A document named as one on democracy whose own title is about something else."""
    for sentence in sentences:
        if sentence.part.kind == "plan":
            continue
        match = _CITED.search(squeeze(flat[sentence.start : sentence.end]))
        if (
            match
            and "dân chủ" in match.group("named").lower()
            and "dân chủ" not in match.group("title").lower()
        ):
            named, title = (squeeze(match.group(name))[:120] for name in ("named", "title"))
            yield Finding(
                "cited_document_mismatch",
                Severity.INFO,
                ("documents",),
                f"Dẫn “{named}” nhưng trích yếu văn bản là “{title}”.",
                inputs={"named": named, "title": title},
                details={"quotes": [named, title]},
            )
