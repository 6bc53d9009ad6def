"""Matters and forms by the clauses of Luật Thực hiện dân chủ ở cơ sở (10/2022/QH15).

Điều 11: what a commune discloses. Điều 12 khoản 1: by which forms. Điều 15: what the
people of a village discuss and decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.vietnamese.text import spoken

Cues = Sequence[tuple[str, re.Pattern[str]]]

DISCLOSED: Final[Cues] = (
    ("1", spoken(r"(?:kế hoạch |chỉ tiêu |nhiệm vụ )(?:phát triển )?(?:kinh tế|kt)\s?(?:-|–|,)?\s?"
                 r"(?:xã hội|xh)\b|phương án chuyển dịch cơ cấu kinh tế")),
    ("2", spoken(r"(?:dự toán|quyết toán|thu,? ?-? ?chi)[^,;.]{0,14}(?:, |và |- | )*(?:quyết toán "
                 r"|thu,? ?-? ?chi )*(?:thu,? ?-? ?chi )?ngân sách|(?:thu, chi|số liệu) ngân sách|"
                 r"dự toán, quyết toán")),
    ("3", spoken(r"(?:các )?(?:chương trình, )?dự án(?: đầu tư)?(?! luật)|công trình đầu tư|"
                 r"thu hồi đất|(?:phương án )?bồi thường|tái định cư|giải phóng mặt bằng|"
                 r"quy hoạch(?!,? (?:cán bộ|đào tạo))|kế hoạch sử dụng đất|giá đất")),
    ("4", spoken(r"quy chế (?:thực hiện )?dân chủ|(?:nhiệm vụ|chức trách)[^,;.]{0,20} của cán bộ, "
                 r"công chức|quy tắc ứng xử")),
    ("5", spoken(r"(?:các|loại|sử dụng|thu, chi|quản lý) (?:các )?(?:loại )?quỹ(?! đất| đạo)|"
                 r"(?:các )?khoản (?:thu, chi, )?(?:huy động |vận động )?(?:nhân dân )?đóng góp|"
                 r"(?:các khoản )?(?:huy động|vận động) (?:nhân dân |người dân )?đóng góp|"
                 r"các khoản thu, chi, vận động đóng góp|đóng góp tự nguyện")),
    ("6", spoken(r"tài sản công|(?:quản lý|mua sắm|sử dụng)[^,;.]{0,12} tài sản")),
    ("7", spoken(r"an sinh xã hội|(?:danh sách )?hộ nghèo(?:, (?:hộ )?cận nghèo)?|hộ cận nghèo|"
                 r"(?:hỗ trợ )?chính sách xã hội|trợ giúp xã hội|bảo trợ xã hội|người có công|"
                 r"vay vốn|thẻ bảo hiểm y tế|hỗ trợ nhà ở")),
    ("8", spoken(r"cứu trợ|trợ cấp|tài trợ|hàng hỗ trợ|tiền, hàng (?:hỗ trợ|ủng hộ)")),
    ("9", spoken(r"nhập ngũ|tuyển chọn,? (?:và )?gọi công dân|tuyển quân|nghĩa vụ quân sự")),
    ("10", spoken(r"kết quả thanh tra|kết luận thanh tra|kết quả (?:thanh tra, )?kiểm tra|"
                  r"tham nhũng|phiếu tín nhiệm")),
    ("11", spoken(r"(?:kế hoạch|kết quả|nội dung)(?: tổ chức)? lấy ý kiến|(?:tiếp thu|giải trình)"
                  r"[^,;.]{0,20} ý kiến (?:của )?nhân dân")),
    ("12", spoken(r"(?:các loại )?(?:mức thu )?phí(?:,| và) lệ phí|mức thu|các khoản thu\b")),
    ("13", spoken(r"(?:danh mục |bộ )?(?:các )?(?:thủ tục hành chính|tthc)\b")),
)  # fmt: skip

FORMS: Final[Cues] = (
    ("a", spoken(r"niêm yết")),
    ("b", spoken(r"(?:cổng|trang) (?:thông tin điện tử|ttđt|dịch vụ công)|website|"
                 r"hệ thống thông tin giải quyết")),
    ("c", spoken(r"truyền thanh|\bloa\b|phát thanh")),
    ("d", spoken(r"(?:thông )?qua (?:các )?(?:trưởng thôn|tổ trưởng|trưởng các thôn|"
        r"bí thư chi bộ)")),
    ("đ", spoken(r"gửi (?:văn bản|tài liệu|thông báo|giấy|đến (?:từng|các) hộ)|tờ rơi|tờ gấp|"
                 r"phát (?:tài liệu|tờ)")),
    ("e", spoken(r"hội nghị (?:trao đổi, )?đối thoại")),
    ("g", spoken(r"tiếp xúc cử tri|(?:buổi|khi) tiếp công dân|họp báo")),
    ("h", spoken(r"thông qua (?:ủy ban )?(?:mttq|mặt trận|các tổ chức chính trị|các đoàn thể)")),
    ("i", spoken(r"zalo|facebook|mạng xã hội|tin nhắn|mạng viễn thông")),
    ("k", spoken(r"hội nghị nhân dân|(?:tại|ở|trong) (?:các )?(?:cuộc |buổi )?họp (?:dân|thôn|tổ)|"
                 r"mã qr|bảng điện tử")),
)  # fmt: skip

DECIDED: Final[Cues] = (
    ("1", spoken(r"(?:mức |vốn |kinh phí |chủ trương |tiền )?(?:góp|đóng góp)[^,;.]{0,24}(?:xây|"
        r"làm|"
                 r"mở|sửa|lắp|cải tạo|nâng cấp|tu|công trình|nhà văn hóa|đường)(?:(?! và |"
                 r" với )[^,;.()\d]){0,40}|"
                 r"(?:làm|mở rộng|bê tông hóa|nâng cấp|cải tạo|sửa chữa|xây(?: dựng)?|tu sửa|lắp)"
                 r"[^,;.]{0,30}(?:đường|ngõ|rãnh|cống|nhà văn hóa|nhà sinh hoạt|chiếu sáng|sân|"
                 r"cầu|camera|công trình|kênh|mương|điện)(?:(?! và | với )[^,;.()\d]){0,30}|"
                 r"rãnh thoát nước|"
                 r"nhà văn hóa(?: thôn)?|hiến đất(?:(?! và | với )[^,;.()\d]){0,30}|"
                 r"công trình công cộng|cơ sở hạ tầng|"
                 r"mức đóng góp(?! quỹ)(?:(?! và | với )[^,;.()\d]){0,30}")),
    ("2", spoken(r"(?:việc )?(?:thu,? ?-? ?chi|quản lý|mức thu|thu)[^,;.]{0,24} quỹ(?:(?! và |"
        r" với )[^,;.()\d]){0,20}|"
                 r"(?:mức )?(?:góp|đóng góp) (?:các )?(?:loại )?quỹ(?:(?! và |"
                 r" với )[^,;.()\d]){0,20}|quỹ "
                 r"(?:thôn|tổ dân phố|khu dân cư|tự quản)|các khoản (?:đóng góp|thu)(?:(?! và |"
                 r" với )[^,;.()\d]){0,30}|"
                 r"đóng góp tự nguyện")),
    ("3", spoken(r"(?:[^\W\d]+ )?(?:(?:,|sửa đổi|bổ sung|xây dựng|thông qua) )*(?:hương ước|"
        r"quy ước)"
                 r"(?:(?! và | với )[^,;.()\d]){0,24}")),
    ("4", spoken(r"(?:bầu|cho thôi|miễn nhiệm)[^;.]{0,24}(?:trưởng thôn|tổ trưởng)(?:(?! và |"
        r" với )[^,;.()\d]){0,20}")),
    ("5", spoken(r"(?:bầu|cho thôi|kiện toàn)[^;.]{0,24}(?:thanh tra nhân dân|giám sát đầu tư)"
                 r"(?:(?! và | với )[^,;.()\d]){0,20}")),
    ("6", spoken(r"(?:công việc |việc )?tự quản(?:(?! và | với )[^,;.()\d]){0,24}|"
        r"(?:vệ sinh môi trường|phân loại rác|"
                 r"thu gom rác|an ninh,? trật tự|việc cưới|lễ hội|hoạt động văn hóa)(?:(?! và |"
                 r" với )[^,;.()\d]){0,24}")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matter:
    """A clause's number with the words that name its matter."""

    clause: str
    start: int
    end: int


def matters_in(words: str, cues: Cues, start: int = 0, end: int | None = None) -> Iterator[Matter]:
    """The matters that stand between two positions, none over another, in order."""
    stop = len(words) if end is None else end
    found = [
        Matter(clause, match.start(), match.end())
        for clause, pattern in cues
        for match in pattern.finditer(words, start, stop)
        if match.group().strip()
    ]
    after = start
    for matter in sorted(found, key=lambda m: (m.start, m.start - m.end)):
        if matter.start >= after:
            after = _word_end(words, matter.end, stop)
            yield Matter(matter.clause, matter.start, after)


def _word_end(words: str, end: int, stop: int) -> int:
    while 0 < end < stop and words[end].isalnum() and words[end - 1].isalnum():
        end += 1
    return end


def forms_in(words: str) -> str:
    """The letters of the forms that a sentence names: 'a, c'."""
    return ", ".join(letter for letter, pattern in FORMS if pattern.search(words))
