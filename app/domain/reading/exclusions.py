"""Digits that are no figures: dates, document numbers, law, telephones, names.

All patterns run over the text without marks (``Layers.folded``).
"""

from __future__ import annotations

import re
from typing import Final

from app.domain.vietnamese.dates import DATE

_NUMBER: Final = r"\d[\d./-]*"
_DOCUMENT: Final = (
    r"nghi dinh|quyet dinh|ke hoach|cong van|thong tu|chi thi|luat|nghi quyet|ket luan|huong "
    r"dan|thong bao"
    r"|phap lenh|cong dien|van ban|to trinh|giay moi|bao cao|quy dinh|de an|chuong trinh|quy "
    r"che|bo luat|phap lenh"
)
# A numbered thing, not a number of things: "điều 33", "Tổ dân phố số 5", "quốc lộ 5".
_NAMED: Final = (
    r"dieu|khoan|chuong|phu luc|bieu|bieu mau|mau so|mau|muc do|cap do|khoa|ky hop thu|ky hop|"
    r"quoc lo|duong tinh|tinh lo|duong huyen|huyen lo|duong|ngo|ngach"
    r"|so nha|cum|khu vuc|to bau cu so|don vi bau cu so|don vi bau cu|khu vuc bo phieu so|bai "
    r"so|the he"
    r"|thon so|to so|to dan pho so|tdp so|khu dan cu so|khu pho so|xom so|khu so"
    r"|so dien thoai|dien thoai|hotline|duong day nong|tong dai|dt|fax|phong so"
)
_PATTERNS: Final = (
    DATE.pattern,
    # Periods of time.
    r"\bngay\s+\d{1,2}(?:\s?[/.-]\s?\d{1,2})?(?![\d/]*\s*%)",
    r"\b(?:tu\s+|den\s+|den het\s+)?thang\s+\d{1,2}(?:\s?[/.-]\s?\d{4}|\s+(?:va|"
    r"den)\s+(?:thang\s+)?\d{1,2}\b|\s+nam\s+\d{4})?",
    r"\bquy\s+(?:[ivx]+|\d)(?:\s?[/.-]\s?\d{4})?\b(?!\s+hoa)",
    r"\bnam\s+(?:hoc\s+|tai chinh\s+)?\d{4}(?:\s?[-–]\s?\d{4})?",
    r"\b(?:19|20)\d\d\s?[-–]\s?(?:19|20)?\d\d\b",
    r"\b(?:0?[369]|0?6|12)\s+thang(?:\s+(?:dau|cuoi)\s+nam)?(?:\s+\d{4})?",
    r"\b\d{1,2}\s?(?:h|gio)\s?\d{0,2}\b(?!\s*so)",
    r"\b(?:nhiem ky|giai doan|khoa)\s+[\divx]+(?:\s?[-–,]\s?\d+)*",
    # Document numbers.
    rf"\b(?:so|so hieu)\s*:?\s*{_NUMBER}\s?[/-]\s?[a-z][a-z&]*(?:\s?[-/]\s?[a-z&]+)*",
    r"(?<![\w.,])\d+(?:/(?:19|20)\d\d)?\s?[/-]\s?(?:nd|qd|kh|cv|ct|tt|nq|bc|qh|tb|kl|hd|ttg|ubnd|hdnd|du|snv|vp|qc|cd|gm|ttr|tu|bch|stp|nv|btv|mttq|pl|hu|tu)\w*(?:\s?[-/&]\s?[a-z0-9&]+)*",
    rf"\b(?:{_DOCUMENT})\s+(?:(?:lien tich|phap lenh)\s+)?so\s*:?\s*{_NUMBER}",
    r"\b(?:nghi quyet|chi thi|ket luan|de an|luat|thong tu|nghi dinh|phap lenh|bo "
    r"luat)\s+\d[\d/]*(?![\d/%])(?:/\S+)?(?!\s*(?:van ban|cuoc|noi dung|van de|viec))",
    # Law and named things.
    rf"\b(?<!tuong )(?:{_NAMED})\s+\d[\d.]*(?:\s*(?:,|va)\s*\d+)*(?![\d.]*\s*%)",
    # A floor, not a gift: "tặng 2.760 m2" looks the same without marks.
    r"\btang\s+\d{1,2}(?![\d.,])",
    r"\b(?:so dien thoai|dien thoai|hotline|duong day nong|tong dai|fax)\s*:?\s*[\d .]{3,14}",
    r"\bdiem\s+[a-z]\b\s*(?:,\s*)?",
    r"\bcovid[\s-]?19\b|\b24/7\b|\b24/24\b(?!\s+(?:thon|to|tdp|khu|ho|don|vu|noi|y|cau|kien|nguoi|doanh|truong|cuoc|ban|cu)\b)|\b4\.0\b|\b[1-9]\s?g\b|\bvneid\b|\biso\s?\d+(?:[:-]\d+)*",
    r"\b(?:chinh quyen|mo hinh chinh quyen|to chuc chinh quyen)(?:\s+dia "
    r"phuong)?\s+\w*\s*0?2\s+cap\b|\b0?[23]\s+cap\b",
    r"\b(?:2|hai)\s+chieu\b",
    r"\b(?:dinh danh|vneid|dien tu)(?: dien tu)? muc(?: do)?\s+\d\b",
    r"\bchi so\s+\d{3}\b(?![.,]?\d|\s*%)",
    # How long: "trong 10 ngày", "03 ngày liền", "30 ngày làm việc".
    r"\b(?:trong|sau|qua|keo dai|it nhat|toi thieu|truoc|han|thoi han)\s+"
    r"(?:vong\s+|thoi gian\s+|thoi han\s+|han\s+)?\d+\s+(?:ngay|gio|thang|tuan|phut)\b",
    r"\b\d+\s+ngay\s+(?:lam viec|lien|lien tuc)\b",
    # How often, not how many: "2 lần/tuần".
    r"\b\d{1,3}\s+(?:lan|buoi|luot|ngay|gio|phut|ky|cuoc)\s*/\s*(?:tuan|ngay|thang|nam|quy|lan|buoi|nguoi|ho)\b",
    # "họp ít nhất một lần": the least that a law or a plan asks for.
    r"\b(?:it nhat|toi thieu|khong duoi)\s+(?:mot|hai|\d{1,2})\s+(?:lan|buoi|luot|ky)\b",
    # Telephones and identity numbers.
    r"\b1022\b|\b1[189]00[ .]?\d{4}\b|(?<![\d.,])11[1-5]\b(?=\s*(?:,|\.|\)|$))",
    r"(?<![\d.,])0\d{2,4}[ .-]?\d{3}[ .-]?\d{3,4}(?!\d)|(?<![\d.,])0\d{9,11}(?!\d)",
)
_EXCLUDED: Final = re.compile(
    "|".join(
        f"(?:{_unnamed})"
        for _unnamed in (
            re.sub(r"\(\?P<\w+>", "(?:", pattern).replace("(?P=sep)", "[/.-]")
            for pattern in _PATTERNS
        )
    )
)


def excluded_spans(folded: str) -> list[tuple[int, int]]:
    """(start, end) of everything whose digits count nothing."""
    return [match.span() for match in _EXCLUDED.finditer(folded)]
