"""Narratives of made-up sentences: one vocabulary for all, each text its own."""

from __future__ import annotations

import random

_VOCABULARY = (
    "phường xã thôn tổ dân phố nhân dân cán bộ công chức tổ chức thực hiện triển khai kế hoạch "
    "công khai niêm yết thông tin hội nghị đối thoại lấy ý kiến giám sát kiểm tra kết quả "
    "đạt được góp phần nâng cao trách nhiệm chất lượng hiệu quả công tác phối hợp đoàn thể "
    "mặt trận vận động đóng góp ngày công chỉnh trang đường ngõ vệ sinh môi trường trật tự "
    "đô thị văn hóa gia đình khu cư tuyên truyền loa đài trang điện tử mạng xã hội chuyển đổi "
    "số hồ sơ thủ tục hành chính tiếp nhận giải quyết đúng hạn trực tuyến thanh toán phí lệ "
    "đơn thư khiếu nại tố cáo kiến nghị phản ánh hòa giải mâu thuẫn tranh chấp đất đai xây dựng "
    "nhà trường học sinh y tế bảo hiểm an sinh người nghèo quà tết thăm hỏi chính sách ưu đãi "
    "doanh nghiệp lao động hợp tác thu nhập sản xuất mùa vụ thủy lợi đê điều giao thông cầu cống"
)
_WORDS = _VOCABULARY.split()


def narrative(dice: random.Random, length: int = 160) -> str:
    """Sentences of 8 to 20 words, with a number here and there."""
    sentences: list[str] = []
    while sum(len(s.split()) for s in sentences) < length:
        words = [dice.choice(_WORDS) for _ in range(dice.randint(8, 20))]
        if dice.random() < 0.4:
            words.insert(dice.randrange(len(words)), str(dice.randint(2, 4000)))
        sentences.append(" ".join(words).capitalize() + ".")
    return " ".join(sentences)


def copied(dice: random.Random, source: str, own: str, share: float) -> str:
    """``share`` of the source's words, its start, before text of the copyist's own."""
    words, rest = source.split(), own.split()
    kept = round(share * len(words))
    return " ".join(words[:kept] + rest[: len(words) - kept])


def edited(dice: random.Random, source: str, share: float) -> str:
    """The source with ``share`` of its words replaced, each at random."""
    return " ".join(dice.choice(_WORDS) if dice.random() < share else w for w in source.split())
