"""Matters that drag on or gather crowds: what is told of one that exists."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from app.domain.reading.rows.sentences import Row, Told, without_blanks
from app.domain.vietnamese.text import canonical, spoken, squeeze

_HOT: Final = spoken(
    r"(?:\d+|một|hai) (?:vụ việc|vụ|điểm|trường hợp)[^.;]{0,40}?(?:phức tạp|kéo dài|"
    r"điểm nóng|"
    r"vượt cấp|nổi cộm|tồn đọng)|điểm nóng (?:tại|ở|về|là)|(?:vụ|vụ việc) (?:phức tạp|kéo dài|"
    r"nổi cộm|"
    r"khiếu kiện)[^.;]{0,30} (?:tại|ở|về|liên quan)"
)
_NONE: Final = spoken(
    r"không (?:phát sinh|có|để|còn|xảy ra|hình thành)|hạn chế|tránh|ngăn ngừa|phòng ngừa|giảm|"
    r"chưa (?:phát sinh|có|để xảy ra)|\b0+ (?:vụ|điểm|đoàn)|giải quyết dứt điểm từ cơ sở"
)
_STATUS: Final = spoken(
    r"(?:hiện |nay )?(?:đang|đã|chưa) (?:được )?(?:\S+ ){0,6}?(?:giải quyết|xem xét|xác minh|"
    r"thụ lý|xử lý|"
    r"kết thúc|ổn định|đối thoại|kiểm tra|thanh tra)[^.;]{0,120}"
)


def hot_spots(told: Iterable[Told]) -> list[Row]:
    """Cases that are stated to exist, with what is said of their state."""
    rows: list[Row] = []
    for sentence in told:
        hot = _HOT.search(sentence.words)
        if hot is None or _NONE.search(sentence.words[: hot.end() + 20]):
            continue
        behind = " ".join((sentence.text, *sentence.following[:1]))
        status = _STATUS.search(canonical(behind), hot.end())
        clause = sentence.text.strip(" -+.;")
        told_status = squeeze(behind[status.start() : status.end()]) if status else ""
        rows.append(without_blanks({"summary": clause, "status": told_status.strip(" ,")}))
    return rows
