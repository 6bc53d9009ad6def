"""A document that was read, beside what it gave."""

from __future__ import annotations

from typing import Any

from .material import PARAGRAPH, VALUES, term
from .reports import FINDINGS, REPORT
from .scene import DRAFTER, NOW, Scene


def _plain(text: str) -> dict[str, Any]:
    return {"text": text, "codes": [], "anchor": "", "is_uncertain": False}


_UPLOAD: dict[str, Any] = {
    "upload_id": "u1",
    "name": "BC thuc hien dan chu 6 thang dau nam 2026.docx",
    "at": NOW,
    "ward_name": "Phường Nguyễn Đại Năng",
    "period_name": "6 tháng đầu năm 2026",
    "is_other_ward": False,
    "is_other_period": False,
    "document_number": "",
    "document_date": "",
    "read_by": "Cách đọc: chữ trong tệp Word",
}
_READING = {
    "report": REPORT,
    "upload": _UPLOAD,
    "blocks": [
        {"kind": "heading", "segments": [_plain("III. KẾT QUẢ")]},
    ],
    "uncertain": [],
    "read": [],
    "missing": [],
    "findings": [],
    "problems": [],
}


def _marked(code: str, anchor: str, is_uncertain: bool = False) -> dict[str, Any]:
    phrase = VALUES[code][1]
    return {"text": phrase, "codes": [code], "anchor": anchor, "is_uncertain": is_uncertain}


def _document() -> list[dict[str, Any]]:
    numbers = [
        _plain("Kết quả giải quyết thủ tục hành chính: "),
        _marked("dossiers_received", "c1"),
        _plain(", trong đó "),
        _marked("dossiers_received_online", "c2", True),
        _plain("; "),
        _marked("dossiers_resolved", "c3"),
        _plain("; "),
        _marked("dossiers_in_progress", "c4", True),
        _plain("."),
    ]
    blocks = [{"kind": "heading", "segments": [_plain("3. Cải cách hành chính")]}]
    blocks += [{"kind": "paragraph", "segments": [_plain(PARAGRAPH * 2)]} for _ in range(3)]
    return [*blocks, {"kind": "paragraph", "segments": numbers}, *blocks]


def _read_line(code: str, anchor: str, is_kept: bool = False) -> dict[str, Any]:
    return {**term(code, VALUES[code][0]), "anchor": anchor, "is_kept": is_kept}


def _doubtful(code: str, anchor: str, why: str, problem: str = "") -> dict[str, Any]:
    typed, phrase = VALUES[code]
    return {
        **term(code, ""),
        "typed": typed,
        "phrase": phrase,
        "anchor": anchor,
        "why": why,
        "problem": problem,
    }


_READING_FULL = {
    **_READING,
    "blocks": _document(),
    "uncertain": [
        _doubtful("dossiers_received_online", "c2", "Số này xuất hiện hai lần với hai giá trị."),
        _doubtful("dossiers_in_progress", "c4", "", "Chọn một trong ba."),
        _doubtful("service_index_score", "", "Có thể là chỉ tiêu của năm trước."),
    ],
    "read": [
        _read_line("dossiers_received", "c1"),
        _read_line("dossiers_resolved", "c3", True),
        _read_line("petitions_received", ""),
    ],
    "missing": [term("households_total", ""), term("residential_units_total", "")],
    "findings": FINDINGS[:2],
    "problems": [
        {
            "anchor": "value-dossiers_in_progress",
            "message": "Hồ sơ đang giải quyết: chọn một trong ba.",
        }
    ],
    "upload": {
        **_UPLOAD,
        "ward_name": "Phường Trần Hưng Đạo",
        "is_other_ward": True,
        "is_other_period": True,
    },
}


READING: tuple[Scene, ...] = (
    Scene("ward-reading", "ward/reading.html", _READING_FULL, DRAFTER),
    Scene("ward-reading-empty", "ward/reading.html", _READING, DRAFTER),
)
