"""A document that was read, beside what it gave."""

from __future__ import annotations

from typing import Any

from .material import PARAGRAPH, VALUES, term
from .reports import FINDINGS, REPORT
from .scene import DRAFTER, NOW, Scene


def _plain(text: str) -> dict[str, Any]:
    return {"text": text, "codes": [], "anchor": "", "is_uncertain": False, "number": None}


def _loose(text: str, at: int) -> dict[str, Any]:
    return {**_plain(text), "number": at}


def _block(kind: str, segments: list[dict[str, Any]], section: str = "") -> dict[str, Any]:
    return {"kind": kind, "section": section, "segments": segments}


def _offer(code: str, display: str = "", **change: Any) -> dict[str, Any]:
    """A field as the page asks about it, with what the draft holds of it."""
    return {
        **term(code, display),
        "mine": display,
        "mine_who": "Nguyễn Thị Soạn" if display else "",
        "mine_at": NOW,
        "seen": 1 if display else 0,
        "is_locked": False,
        "phrase": "",
        "anchor": "",
    } | change


_UPLOAD: dict[str, Any] = {
    "upload_id": "u1",
    "name": "BC thuc hien dan chu 6 thang dau nam 2026.docx",
    "at": NOW,
    "state": "read",
    "problem": "",
    "ward_name": "Phường Nguyễn Đại Năng",
    "period_name": "6 tháng đầu năm 2026",
    "is_other_ward": False,
    "is_other_period": False,
    "document_number": "",
    "document_date": "",
    "read_by": "Cách đọc: chữ trong tệp Word",
    "notes": [],
    "has_marked": False,
}
_READING = {
    "report": REPORT,
    "upload": _UPLOAD,
    "blocks": [
        _block("heading", [_plain("III. KẾT QUẢ")]),
    ],
    "progress": None,
    "uncertain": [],
    "differing": [],
    "texts": [],
    "read": [],
    "unused": [],
    "missing": [],
    "findings": [],
    "problems": [],
}


def _marked(code: str, anchor: str, is_uncertain: bool = False) -> dict[str, Any]:
    phrase = VALUES[code][1]
    return _plain(phrase) | {"codes": [code], "anchor": anchor, "is_uncertain": is_uncertain}


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
        _plain("; trả lại "),
        _loose("17", 901),
        _plain(" hồ sơ."),
    ]
    blocks = [_block("heading", [_plain("3. Cải cách hành chính")])]
    blocks += [_block("paragraph", [_plain(PARAGRAPH * 2)], "III.3") for _ in range(3)]
    return [*blocks, _block("paragraph", numbers), *blocks]


def _read_line(code: str, anchor: str, is_kept: bool = False) -> dict[str, Any]:
    value = VALUES[code][0]
    return _offer(code, value) | {"display": value, "anchor": anchor, "is_kept": is_kept}


def _doubtful(code: str, anchor: str, why: str, problem: str = "", **change: Any) -> dict[str, Any]:
    typed, phrase = VALUES[code]
    told = {"typed": typed, "theirs": typed, "phrase": phrase, "anchor": anchor}
    return _offer(code, **change) | told | {"why": why, "problem": problem, "may_confirm": True}


def _text(code: str, state: str, mine: str = "") -> dict[str, Any]:
    return _offer(code, mine) | {
        "theirs": PARAGRAPH,
        "words": len(PARAGRAPH.split()),
        "state": state,
        "may_append": True,
    }


_UNUSED = [
    {
        "code": "III.3",
        "title": "Cải cách hành chính",
        "numbers": [{"start": 901, "typed": "17", "words": "…66 hồ sơ; trả lại 17 hồ sơ."}],
        "choices": [
            {
                "title": "Cải cách hành chính",
                "options": [
                    {"value": "dossiers_returned:0", "label": "Hồ sơ trả lại", "mine": ""},
                    {"value": "dossiers_resolved:2", "label": "Hồ sơ đã giải quyết", "mine": "95"},
                ],
            }
        ],
    }
]


_READING_FULL = {
    **_READING,
    "blocks": _document(),
    "uncertain": [
        _doubtful("dossiers_received_online", "c2", "Số này xuất hiện hai lần với hai giá trị."),
        _doubtful("dossiers_in_progress", "c4", "", "Chọn một trong ba."),
        _doubtful("service_index_score", "", "Có thể là chỉ tiêu của năm trước."),
    ],
    "differing": [
        _offer("dossiers_resolved", "95", theirs="94", phrase="đã giải quyết 94", anchor="c3")
    ],
    "texts": [
        _text("overview", "differs", PARAGRAPH),
        _text("weaknesses", "new"),
        _text("causes", "flows", PARAGRAPH),
        _text("strengths", "settled", PARAGRAPH) | {"is_locked": True},
    ],
    "read": [
        {
            "code": "III.3",
            "title": "Cải cách hành chính",
            "lines": [
                _read_line("dossiers_received", "c1"),
                _read_line("petitions_received", "", True),
            ],
        }
    ],
    "unused": _UNUSED,
    "missing": [
        {
            "code": "I",
            "title": "Khái quát tình hình",
            "mandatory": [term("households_total", "")],
            "others": [term("residential_units_total", "")],
        }
    ],
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


def _unread(state: str, problem: str = "") -> dict[str, Any]:
    progress = {"step": 1, "words": "Chờ đến lượt, trước đó còn 12 việc"}
    return {
        **_READING,
        "upload": {**_UPLOAD, "state": state, "problem": problem},
        "progress": progress if state == "waiting" else None,
    }


READING: tuple[Scene, ...] = (
    Scene("ward-reading", "ward/reading.html", _READING_FULL, DRAFTER),
    Scene("ward-reading-empty", "ward/reading.html", _READING, DRAFTER),
    Scene("ward-reading-waiting", "ward/reading.html", _unread("waiting"), DRAFTER),
    Scene(
        "ward-reading-failed", "ward/reading.html", _unread("failed", "Tệp có mật khẩu."), DRAFTER
    ),
    Scene("ward-reading-withdrawn", "ward/reading.html", _unread("withdrawn"), DRAFTER),
)

#: For the Department's page of one file.
READ_FILE = _READING_FULL
