"""What a whole sentence is about, from its opening: another time, or one part alone.

"Năm 2024, các xã cũ tiếp nhận 25 đơn, giải quyết 23 đơn" tells nothing of this period,
however far the figure stands from the year; "Riêng thôn Đông hiến 340 m2" is no total.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.domain.reading.clauses import Clause
from app.domain.vietnamese.text import spoken


class Scope(StrEnum):
    """MONTH: one month or quarter of the period, which may hold all there was of a thing.

    PLANNED: a plan is told of, not what came of it.
    """

    WHOLE = "whole"
    OTHER_TIME = "other time"
    ONE_UNIT = "one unit"
    MONTH = "month"
    PLANNED = "planned"


_MARKER: Final = re.compile(r"[\s\-+*•–()]*")
_YEAR: Final = spoken(
    r"(?:(?:trong|vào|kế hoạch|riêng|của)\s+)?(?:cả\s+)?năm\s+(20\d\d)\b|"
    r"(?:trong|tại|ở|vào)\s(?:(?!\btháng\b)[^,;:.]){0,60}\bnăm\s+(20\d\d)\s*,"
)
_PAST: Final = spoken(
    r"(?:trong |ở |vào |so sánh |của )?(?:cùng kỳ|kỳ trước|năm trước|năm ngoái|quý trước|"
    r"trước (?:khi |thời điểm )?(?:sáp nhập|sắp xếp|hợp nhất)|nhiệm kỳ (?:trước|2016|2021))\b"
    r"(?! (?:chuyển|sang|còn|để lại))"
)
_CUMULATED: Final = spoken(r"(?:lũy kế|cộng dồn từ)\b")
_LATER: Final = spoken(
    r"(?:(?:trong|kế hoạch|nhiệm vụ|dự kiến|phấn đấu)\s+)*(?:06?|sáu|6)\s+tháng\s+cuối\s+năm\b|"
    r"kế hoạch (?:thời gian tới|quý)|(?:trong )?thời gian tới|sang năm|năm tới"
)
_PLAN: Final = spoken(
    r"(?:theo |trong )?kế hoạch\s*(?:\(|:|(?:công tác |việc )?(?:kiểm tra|tuyên truyền|giám sát|"
    r"đối thoại|tập huấn|bồi dưỡng|tổ chức|tiếp công dân|khảo sát|hội nghị|họp|cả năm|năm|"
    r"xây dựng|đề ra|đặt ra|giao|là|tháng|quý|đợt)\b)"
)
_CARRIED_OUT: Final = spoken(r"\b(?:đã|được|đạt|kết quả|hoàn thành|xong|tính đến|đến nay)\b")
_BY_PLAN: Final = spoken(r"\b(?:theo|trong) kế hoạch\b")
_NOT_YET: Final = spoken(
    r"[^;.]*\bchưa (?:thực hiện|tổ chức|triển khai|tiến hành)(?: được)?\s*[.;,]"
)
_NOW: Final = spoken(
    r"\b(?:năm nay|nay|kỳ này|trong kỳ|đến nay|hiện nay|hiện tại|hiện có|đang duy trì|"
    r"nâng tổng số|6 tháng đầu năm|năm (20\d\d))\b"
)
_RESIDENTIAL: Final = r"thôn|tổ dân phố|tdp|khu dân cư|xóm|khu phố|làng|khu vực bỏ phiếu|tổ bầu cử"
_UNIT: Final = spoken(
    rf"(?:(?:riêng|tính riêng|chỉ riêng|như|điển hình)\s+)?(?:(?:là|tại|ở|của)\s+)?"
    rf"(?:(?:tổ hòa giải|nhân dân|bà con|cán bộ|chi bộ|ban công tác mặt trận)\s+)?"
    rf"(?:các\s+)?(?:{_RESIDENTIAL})\s+(?:số\s+\d|(?=(\w)))"
)
_ALONE: Final = spoken(
    rf"(?:tính |chỉ )?riêng\s+(?:tại |ở |của )?(?:(?:\d+ )?(?:{_RESIDENTIAL})|hội|ngành|"
    r"công an|dự án|da|lĩnh vực|trường|công ty|chi bộ)\b|"
    r"(?:trong đó |riêng )?(?:tại )?(?:điểm tiếp nhận|điểm giao dịch|cơ sở) (?:số|thứ)\b"
)
_MONTH: Final = spoken(
    r"(?:(?:riêng|tính riêng|chỉ riêng|trong|vào)\s+)*(?:tháng\s+\d{1,2}|quý\s+(?:[ivx]+|\d))\b"
    r"(?!\s*(?:-|–|đến|tới))"
)


@dataclass(frozen=True, slots=True)
class Scopes:
    """Tells the scope of figures; ``period`` is the report's, None where it is not known."""

    words: str
    flat: str
    period: str | None

    def of(self, clause: Clause) -> Scope:
        """The scope its sentence, or the part of it behind a semicolon, opens with."""
        figure, sentence = clause.figure, clause.sentence
        if _CUMULATED.match(self.words, self.told_from(sentence.start), figure.start):
            is_back = self._is_back(sentence.start, figure.start, but="đến nay")
            return Scope.WHOLE if is_back else Scope.OTHER_TIME
        if _BY_PLAN.search(self.words, sentence.start, figure.start) and _NOT_YET.match(
            self.words, figure.end, sentence.end
        ):
            return Scope.PLANNED
        scope = self._opened(sentence.start, figure.start)
        at = self.words.rfind(";", sentence.start, figure.start)
        comma = self.words.rfind(",", max(at, sentence.start), figure.start)
        if comma >= 0 and self._opened(comma + 1, figure.start) is Scope.ONE_UNIT:
            return Scope.ONE_UNIT
        if at >= 0:
            here = self._opened(at + 1, figure.start)
            scope = here if here is not Scope.WHOLE or scope is not Scope.OTHER_TIME else scope
        if scope is Scope.OTHER_TIME and self._is_back(sentence.start, figure.start):
            return Scope.WHOLE
        return scope

    def told_from(self, start: int) -> int:
        """Where the words begin, behind a bullet."""
        marker = _MARKER.match(self.words, start)
        return marker.end() if marker else start

    def _opened(self, start: int, end: int) -> Scope:
        at = self.told_from(start)
        if self._is_other_time(at, end):
            return Scope.OTHER_TIME
        if _PLAN.match(self.words, at, end) and not _CARRIED_OUT.search(self.words, at, end):
            return Scope.PLANNED
        if _ALONE.match(self.words, at, end) or self._is_one_unit(at, end):
            return Scope.ONE_UNIT
        return Scope.MONTH if _MONTH.match(self.words, at, end) else Scope.WHOLE

    def _is_other_time(self, start: int, end: int) -> bool:
        if _PAST.match(self.words, start, end):
            return True
        if _LATER.match(self.words, start, end):
            return bool(self.period) and str(self.period).endswith("H1")
        year = _YEAR.match(self.words, start, end)
        if year is None or self.period is None:
            return False
        return next(int(group) for group in year.groups() if group) != int(self.period[:4])

    def _is_one_unit(self, start: int, end: int) -> bool:
        """'Tổ dân phố số 8', 'thôn Đông': a name or a number behind the kind of unit."""
        unit = _UNIT.match(self.words, start, end)
        if unit is None:
            return False
        letter = next((at for at in (unit.start(1), unit.start(2)) if at >= 0), -1)
        return letter < 0 or self.flat[letter].isupper()

    def _is_back(self, start: int, end: int, but: str = "") -> bool:
        """'… năm nay tiếp nhận': the sentence came back to the period it reports on."""
        for now in _NOW.finditer(self.words, start, end):
            year = next((group for group in now.groups() if group), None)
            if now.group() in (but, but[-3:]):
                continue
            if year is None or (self.period and year == self.period[:4]):
                return True
        return False
