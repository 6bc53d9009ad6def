"""What is said of an answer that cannot be read, and the bounds of what a report can hold.

Data, because two readers follow it: ``parsing`` here, and the page while a person types.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from app.domain.answers.text import NARRATIVE_MAX

COUNT_MAX: Final = 10**9
MONEY_MAX: Final = 10**14
AREA_MAX: Final = 10**10
# A share above 100 is kept, so that the rule on it can say so; this only stops slips
# that would not fit on a page.
RATE_MAX: Final = 10**6
EARLIEST: Final = dt.date(1945, 9, 2)
LATEST: Final = dt.date(2100, 12, 31)

#: Each says what is wrong and how to mend it. ``{said}`` is the start of what was typed.
PROBLEMS: Final[Mapping[str, str]] = {
    "no_reason": "“Không áp dụng” phải kèm lý do. Hãy viết lý do sau dấu hai chấm, ví dụ "
    "NA:chưa có thôn.",
    "whole": "“{said}” không phải là số nguyên. Viết liền hoặc nhóm ba chữ số bằng dấu chấm "
    "hay dấu cách, không ghi đơn vị; ví dụ 4410 hoặc 4.410.",
    "rate": "“{said}” không đọc được. Chỉ ghi một số, dùng một dấu phẩy hoặc một dấu chấm "
    "thập phân và nhiều nhất 6 chữ số lẻ; ví dụ 97,61.",
    "area": "“{said}” không phải là diện tích. Dấu chấm hay dấu cách nhóm ba chữ số, dấu phẩy "
    "là phần lẻ (nhiều nhất 6 chữ số); ví dụ 2.345,5.",
    "bool": "“{said}” không rõ là có hay không. Hãy ghi “có” hoặc “không”.",
    "date": "“{said}” không đọc được thành ngày. Viết ngày/tháng/năm, năm đủ bốn chữ số; "
    "ví dụ 14/6/2026.",
    "far_day": "Ngày {day} nằm ngoài khoảng hợp lý ({earliest}–{latest}). Hãy kiểm tra lại năm.",
    "long": "Nội dung dài {length} ký tự, quá mức {most}. Hãy rút gọn hoặc đính kèm tệp.",
    "foreign_digit": "“{said}” có chữ số lạ. Chỉ dùng các chữ số 0–9 của bàn phím thường.",
    "nothing": "“{said}” không phải là số. Không phát sinh thì ghi 0; chưa có số liệu hay không "
    "áp dụng thì chọn ở ô tình trạng.",
    "negative": "“{said}” là số âm. Số liệu báo cáo không được âm.",
    "too_large": "Số này lớn quá mức có thể (tối đa {most}). Hãy kiểm tra lại số chữ số và "
    "đơn vị tính.",
}

#: The bounds by field type: numbers, days as ISO dates, characters of a narrative.
BOUNDS: Final[Mapping[str, Any]] = {
    "int": COUNT_MAX,
    "vnd": MONEY_MAX,
    "pct": RATE_MAX,
    "score": RATE_MAX,
    "m2": AREA_MAX,
    "date": [EARLIEST.isoformat(), LATEST.isoformat()],
    "text": NARRATIVE_MAX,
}
