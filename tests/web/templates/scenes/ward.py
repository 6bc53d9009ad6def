"""The ward's pages: home, one report, one section, a document read, check, receipt."""

from __future__ import annotations

from typing import Any

from app.web.section_page import with_own

from .material import NUMBERS, PARAGRAPH, SECTIONS, VALUES, section, term
from .reports import (
    ASKED,
    CHANGES,
    EVENTS,
    EVIDENCE,
    EVIDENCE_LOCKED,
    FINDINGS,
    PROOFS,
    RECEIPT,
    REMARKS,
    REPORT,
    TEXT_CHANGE,
    entry_field,
    section_states,
)
from .scene import DRAFTER, LEADER, NOW, Scene, ago

_HOME_REPORT = {
    **REPORT,
    "is_overdue": False,
    "remarks": 0,
    "todo": "continue",
    "todo_words": "Tiếp tục nhập",
    "returned_note": "",
}
_RETURNED = {
    **_HOME_REPORT,
    "submission_id": "second",
    "period_name": "Năm 2025",
    "state": "returned",
    "version_label": "Bản số 1, bị trả lại",
    "days_left": -3,
    "due_at": ago(days=3),
    "is_overdue": True,
    "remarks": 2,
    "todo": "answer",
    "todo_words": "Sửa 2 phần bị trả lại",
    "returned_note": "Đề nghị làm rõ số hồ sơ tiếp nhận và bổ sung thuyết minh phần III.3.",
}
_PAST = [
    {
        "submission_id": f"past{n}",
        "period_name": name,
        "state": state,
        "submitted_at": ago(days=200 * n) if n else None,
        "receipt_number": f"TH-31-{n}" if n else "",
        "version": 1,
    }
    for n, name, state in (
        (1, "Năm 2025", "sealed"),
        (2, "6 tháng đầu năm 2025", "approved"),
        (0, "9 tháng năm 2024", "not_started"),
    )
]
_SUBMISSION = {
    "report": REPORT,
    "sections": section_states(),
    "returned": None,
    "checklist": None,
    "remarks": [],
    "findings": [],
    "may_explain": True,
    "uploads": [],
    "upload_problem": "",
    "formats": "Word (.docx, .doc), PDF hoặc văn bản (.txt)",
    "largest": "20 MB",
    "largest_bytes": 20_000_000,
    "versions": [],
    "events": EVENTS[-1:],
}
_UPLOADS = [
    {
        "upload_id": f"u{n}",
        "name": name,
        "at": ago(minutes=20 * n + 1),
        "state": state,
        "progress": {"step": 2, "words": "Đang đọc văn bản và tìm số liệu"},
        "read": 31,
        "uncertain": 4,
        "differing": 2,
        "unused": 3,
        "problem": problem,
    }
    for n, (name, state, problem) in enumerate(
        (
            ("BC thuc hien dan chu co so 6 thang dau nam 2026 - phuong.docx", "waiting", ""),
            ("Bao-cao-quy-che-dan-chu.pdf", "read", ""),
            ("scan.doc", "failed", "Tệp .doc này không đọc được. Hãy lưu lại thành .docx."),
        )
    )
]
_FULL = {
    **_SUBMISSION,
    "report": {
        **REPORT,
        "state": "returned",
        "version_label": "Bản số 1",
        "days_left": None,
        "may_recall": True,
    },
    "returned": {
        "who": "Phạm Minh Châu",
        "at": ago(hours=2),
        "note": "Đề nghị làm rõ số hồ sơ tiếp nhận.",
        "due_on": NOW.date(),
    },
    "checklist": ASKED,
    "remarks": REMARKS,
    "findings": FINDINGS,
    "uploads": _UPLOADS,
    "upload_problem": "Tệp trống, không có chữ nào để đọc.",
    "versions": [{"number": 1, "at": NOW, "who": "Trần Văn Bảo", "receipt_number": "TH-31-01"}],
    "events": EVENTS,
}


def _fields(code: str, **changes: Any) -> list[dict[str, Any]]:
    return [entry_field(f["code"], **changes) for f in section(code)["fields"]]


def _section(code: str, fields: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    return {
        "report": REPORT,
        "sections": section_states(),
        "section": {
            "code": code,
            "title": section(code)["title_vi"],
            "state": "in_progress",
            "is_locked": False,
            "guidance": "Số liệu tính từ 15/12/2025 đến 14/6/2026. Không phát sinh thì ghi 0.",
        },
        "fields": with_own(fields, changes.get("findings", ()), changes.get("remarks", ())),
        "answers_url": f"/ward/submissions/{REPORT['submission_id']}/answers/",
        "checks": {
            "form_version": "f-1",
            "language": "vi",
            "digest": "0" * 32,
            "report": None,
            "period_kind": "H1",
            "answers": NUMBERS,
        },
        "to_carry": sum(1 for f in fields if f["carry"] and not f["state"]),
        "findings": [],
        "may_explain": True,
        "remarks": [],
        "checklist": None,
        "changed": None,
        "evidence": EVIDENCE,
        "problems": [],
        "previous_section": {"code": "III.2", "title": section("III.2")["title_vi"]},
        "next_section": {"code": "III.4", "title": section("III.4")["title_vi"]},
        "others_here": "",
        **changes,
    }


def _troubled() -> list[dict[str, Any]]:
    fields = _fields("III.3")
    fields[0].update(phrase_status="uncertain")
    fields[1].update(
        state="invalid", typed="4.41O", problem="“4.41O” không phải là số. Hãy gõ chữ số 0."
    )
    fields[2].update(state="not_applicable", reason="Chỉ nhận trực tuyến", typed="")
    fields[3].update(state="not_known", typed="")
    return fields


def _rows() -> list[dict[str, Any]]:
    fields = _fields("II.1")
    fields[-1]["row_list"] = [
        {"date": "12/3/2026", "title": "Hội nghị tổ dân phố số 4", "participants": "120"}
    ]
    return fields


def _answers() -> list[dict[str, Any]]:
    """Every section of the form; those with something to look at stand open."""
    states = section_states()
    return [_printed(n, s, states[n]) for n, s in enumerate(SECTIONS)]


def _printed(n: int, s: dict[str, Any], state: dict[str, Any]) -> dict[str, Any]:
    return {
        **state,
        "rows": [
            {
                **term(f["code"], VALUES.get(f["code"], ("",))[0]),
                "state": ("value", "not_applicable", "not_known", "invalid", "")[at % 5],
                "is_flagged": at == 2,
            }
            for at, f in enumerate(s["fields"])
            if f["type"] not in ("text", "rows")
        ],
        "texts": [
            {"code": f["code"], "label": f["label_vi"], "text": PARAGRAPH if at % 2 else ""}
            for at, f in enumerate(s["fields"])
            if f["type"] == "text"
        ],
        "evidence": PROOFS if s["code"] == "III.3" else [],
        "changed": n % 3,
        "is_open": n == 1,
    }


_CHECK = {
    "report": REPORT,
    "blockers": [],
    "problems": [],
    "must_mend": [],
    "to_explain": [],
    "settled": [],
    "may_explain": True,
    "period_code": "2026-H1",
    "dispensed": [{"title": "Cân đối hồ sơ", "document": "12/SNV-XDCQ"}],
    "changes": [],
    "texts": [],
    "last_version": None,
    "answers": _answers(),
    "proofs": 3,
    "proofs_moved": {"added": [], "removed": []},
    "may_hand_over": True,
    "may_decline": False,
    "may_submit": False,
}
_CHECK_LEADER = {
    **_CHECK,
    "report": {**REPORT, "state": "awaiting_leader"},
    "blockers": [
        {
            "anchor": "",
            "url": "/ward/",
            "message": "III.3: tiếp nhận 4.410 nhưng giải trình 4.403.",
        },
        {"anchor": "", "url": None, "message": "Chưa trả lời ý kiến của Sở ở phần III.4."},
    ],
    "problems": [{"anchor": "explain-rate_100", "message": "Lý do “Đã rà soát” đã dùng."}],
    "must_mend": FINDINGS[:1],
    "to_explain": [
        {**FINDINGS[1], "typed": "Đã rà soát"},
        {**FINDINGS[1], "id": "other", "key": "other", "typed": ""},
    ],
    "settled": FINDINGS[2:],
    "proofs_moved": {"added": ["Biên bản.pdf"], "removed": ["Ảnh cũ.jpg"]},
    "changes": CHANGES,
    "texts": [TEXT_CHANGE],
    "last_version": 1,
    "may_hand_over": False,
    "may_decline": True,
    "may_submit": True,
}
_CHAIRMAN = ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"]
_DEPUTY = ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]
_SIGN = {
    "report": {**REPORT, "state": "awaiting_leader"},
    "blockers": [],
    "number": 2,
    "is_late": True,
    "explained": 4,
    "changed": 3,
    "proofs": 3,
    "signers": [
        {
            "value": "",
            "lines": ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"],
            "name": "Vũ Văn An",
            "is_chosen": True,
        },
        {"value": "deputy", "lines": _DEPUTY, "name": "Trần Văn Bảo", "is_chosen": False},
    ],
    "seen": RECEIPT["sha256"],
    "idempotency_key": "key",
    "may_hand_over": False,
    "may_decline": True,
    "may_submit": True,
}
_SIGN_NOT_YET = {
    **_SIGN,
    "blockers": _CHECK_LEADER["blockers"][:1],
    "is_late": False,
    "changed": None,
    "number": 1,
}
_REASONS = [
    {
        "key": finding["key"],
        "inputs_hash": finding["inputs_hash"],
        "title": finding["title"],
        "message": finding["message"],
        "text": "Hai tuần nghỉ Tết không tổ chức, đã có thông báo số 12/TB-UBND.",
    }
    for finding in FINDINGS
]
_RECEIPT = {
    "report": {
        **REPORT,
        "state": "submitted",
        "version_label": "Bản số 1",
        "days_left": None,
        "may_recall": True,
    },
    "receipt": RECEIPT,
    "events": EVENTS[2:],
}
_HISTORY = {
    "report": REPORT,
    "section": {"code": "III.3", "title": section("III.3")["title_vi"]},
    "field": {
        "code": "dossiers_received",
        "label": "Hồ sơ tiếp nhận trong kỳ",
        "unit": "hồ sơ",
        "type": "int",
        "revision": 4,
    },
    "values": [
        {
            "revision": 4 - n,
            "display": display,
            "who": "Nguyễn Thị Hồng Hạnh",
            "at": ago(hours=n),
            "source": source,
            "quote": quote,
            "is_current": n == 0,
            "may_restore": n > 0,
        }
        for n, (display, source, quote) in enumerate(
            (
                ("4.410", "dùng lại giá trị trước", ""),
                ("", "", ""),
                ("Không áp dụng: chưa có", "giữ nguyên từ kỳ năm 2025", ""),
                ("4.410", "đọc từ tệp “bao-cao.docx”", "tiếp nhận 4.410 hồ sơ trong kỳ"),
            )
        )
    ],
    "periods": [
        {"name": "6 tháng đầu năm 2026", "display": "4.410", "change": "+125,2 %", "is_now": True},
        {"name": "6 tháng đầu năm 2025", "display": "1.958", "change": "", "is_now": False},
    ],
    "chart": {
        "title": "Hồ sơ tiếp nhận trong kỳ qua các kỳ",
        "bars": [
            {"label": "6T đầu 2025", "display": "1.958", "height": 0.444, "is_now": False},
            {"label": "6T đầu 2026", "display": "4.410", "height": 1.0, "is_now": True},
        ],
    },
}
_NO_HISTORY = {
    **_HISTORY,
    "field": {**_HISTORY["field"], "code": "overview", "type": "text", "unit": ""},
    "values": [],
    "periods": [],
    "chart": None,
}
_PROBLEMS = [{"anchor": "a-dossiers_received_online", "message": "“4.41O” không phải là số."}]
_LOCKED = {
    "section": {
        "code": "III.3",
        "title": section("III.3")["title_vi"],
        "state": "locked",
        "is_locked": True,
        "guidance": "",
    },
    "next_section": None,
    "previous_section": None,
    "evidence": EVIDENCE_LOCKED,
}

WARD: tuple[Scene, ...] = (
    Scene(
        "ward-home",
        "ward/home.html",
        {
            "ward_name": "Phường Nguyễn Đại Năng",
            "may_manage_people": True,
            "reports": [_RETURNED, _HOME_REPORT],
            "past": _PAST,
        },
        DRAFTER,
    ),
    Scene(
        "ward-home-empty",
        "ward/home.html",
        {
            "ward_name": "Đặc khu Bạch Long Vĩ",
            "may_manage_people": False,
            "reports": [],
            "past": [],
        },
        DRAFTER,
    ),
    Scene("ward-submission", "ward/submission.html", _SUBMISSION, DRAFTER),
    Scene(
        "ward-submission-returned",
        "ward/submission.html",
        _FULL,
        DRAFTER,
        (("good", "Đã lưu giải trình."),),
    ),
    Scene("ward-section", "ward/section.html", _section("III.3", _fields("III.3")), DRAFTER),
    Scene(
        "ward-section-troubled",
        "ward/section.html",
        _section(
            "III.3",
            _troubled(),
            findings=FINDINGS,
            remarks=REMARKS,
            checklist={**ASKED, "waiting": 0, "next_url": None},
            changed={"changes": CHANGES, "texts": [TEXT_CHANGE], "count": 4, "version": 1},
            problems=_PROBLEMS,
            others_here="Lê Văn Tám cũng đang làm phần này.",
        ),
        DRAFTER,
    ),
    Scene("ward-section-rows", "ward/section.html", _section("II.1", _rows()), DRAFTER),
    Scene("ward-section-texts", "ward/section.html", _section("III.4", _fields("III.4")), DRAFTER),
    Scene("ward-section-facts", "ward/section.html", _section("I", _fields("I")), DRAFTER),
    Scene("ward-section-switch", "ward/section.html", _section("II.3", _fields("II.3")), DRAFTER),
    Scene(
        "ward-section-locked",
        "ward/section.html",
        _section("III.3", _fields("III.3", is_locked=True), **_LOCKED),
        LEADER,
    ),
    Scene("ward-history", "ward/history.html", _HISTORY, DRAFTER),
    Scene("ward-history-empty", "ward/history.html", _NO_HISTORY, DRAFTER),
    Scene("ward-check", "ward/check.html", _CHECK, DRAFTER),
    Scene("ward-check-leader", "ward/check.html", _CHECK_LEADER, LEADER),
    Scene("ward-explain", "ward/explain.html", {"report": REPORT, "reasons": _REASONS}, DRAFTER),
    Scene("ward-sign", "ward/sign.html", _SIGN, LEADER),
    Scene("ward-sign-not-yet", "ward/sign.html", _SIGN_NOT_YET, LEADER),
    Scene("ward-receipt", "ward/receipt.html", _RECEIPT, LEADER),
)
