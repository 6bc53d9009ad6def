"""The words of findings that come of one report's numbers alone.

Data, because two engines speak with them: the one here, and the page while a person types.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SENTENCES: Final[Mapping[str, str]] = {
    "=": "{left} phải bằng {right}; hiện lệch {gap}.",
    "<=": "{left} không được lớn hơn {right}; hiện vượt {gap}.",
    ">=": "{left} phải từ {right} trở lên; hiện thiếu {gap}.",
    "rate": "{rate} không khớp: {top} trên {bottom} là {computed}%, lệch {gap} điểm phần trăm.",
    "range": "{rate} phải từ {least} đến {most}.",
    "full_rate": "{rate} nêu 100% nhưng còn {count} trường hợp ngoại lệ: {shown}.",
    "processed": "{rate} nhưng {done} ít hơn {total}, còn {count} đơn ({share}% đã giải quyết).",
    "unsupported": "{rate} không kèm {names}.",
    "and": " và ",
    "not_applicable": "không áp dụng, tính là 0",
    "derived": "{value}, cộng từ các phần",
    "not_stated": "chưa nêu",
    "assumed": " Chưa nêu {names}: tạm tính là 0.",
    "assumed_as": " Chưa nêu {name}: tạm tính là {value}.",
    "other_formula": " Chưa nêu {names} nên chưa so được với cách tính còn lại.",
    "hard": " Cần sửa trước khi nộp.",
}
