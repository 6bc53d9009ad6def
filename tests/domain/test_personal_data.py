"""What is a private person's, and what an office makes known of itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.personal_data import personal_data


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Công dân có số CCCD 031085001234 gửi đơn", ["identity"]),
        ("số định danh 031 085 001 234", ["identity"]),
        ("CMND 142345678 cấp năm 2009", ["identity"]),
        ("Bà Nguyễn Thị Hoa (số 0912345678) đề nghị", ["name", "telephone"]),
        ("liên hệ anh Hùng, ĐT: 0987.654.321", ["telephone"]),
        ("+84 912 345 678 của công dân", ["telephone"]),
        ("STK 1903 4567 8901 của bà Phạm Thị Lan", ["account", "name"]),
        ("số tài khoản 19034567890123 (Techcombank)", ["account"]),
        ("ông Trần Văn Ất, trú tại số 12 ngõ 34", ["name", "address"]),
        ("hộ ông Đỗ Xuân Trường ở số 5 phố Trần Phú", ["name", "address"]),
        ("cháu Nguyễn Minh Anh, sinh ngày 02/3/2015", ["name", "address"]),
        ("đơn của bà Nguyễn Thị Hoa gửi Chủ tịch UBND phường", ["name"]),
        ("Chủ tịch UBND phường đã tiếp bà Lê Thị Mai về đất đai", ["name"]),
        ("hộ Nguyễn Văn Bình hiến đất", ["name"]),
        ("Công dân Phạm Văn Dũng kiến nghị", ["name"]),
    ],
)
def test_a_private_persons_data_is_seen(text: str, kinds: list[str]) -> None:
    assert [found.kind for found in personal_data(text)] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "Đường dây nóng của Chủ tịch UBND phường: 0912345678",
        "Trung tâm Phục vụ hành chính công, điện thoại 0225.3842.123",
        "tổng đài 1022 và ứng dụng của thành phố",
        "Quyết định số 714/QĐ-UBND ngày 27/02/2026 của UBND thành phố",
        "mã hồ sơ 000.00.12.H24-250115-0001",
        "kinh phí 031.085.001.234 đồng",
        "thu nộp 0912345678 đồng",
        "kích hoạt 12.345 tài khoản định danh điện tử",
        "Quỹ Vì người nghèo phường, số tài khoản 3761 0123 4567 tại Kho bạc",
        "Quỹ Vì người nghèo tiếp nhận ủng hộ qua tài khoản 3761 0123 4567 tại Kho bạc",
        "đồng chí Nguyễn Văn Hùng, Bí thư Đảng ủy",
        "Chủ tịch UBND phường, ông Lê Văn An chủ trì",
        "ông Phạm Văn Dũng - Phó Chủ tịch UBND phường",
        "Ban Thanh tra nhân dân do ông Nguyễn Văn Tám, Trưởng ban, chủ trì",
        "phố Bà Triệu, đường Hai Bà Trưng, đường Nguyễn Trãi",
        "Đền bà Lê Chân được tôn tạo",
        "tổ dân phố Trần Phú họp 2 lần",
        "chị em Hội Phụ nữ, đoàn viên Đoàn Thanh niên",
        "bà N.T.H. phản ánh, bà H. đồng ý",
        "Bà Rịa - Vũng Tàu",
        "12 hộ gia đình Việt Nam tiêu biểu",
        "số nhà 15 đường Lê Lợi là điểm niêm yết",
        "học tập và làm theo Chủ tịch Hồ Chí Minh",
    ],
)
def test_what_offices_publish_and_places_bear_is_left_alone(text: str) -> None:
    assert personal_data(text) == []


def test_a_number_is_never_shown_in_full() -> None:
    found = personal_data("Bà Nguyễn Thị Hoa, CCCD 031085001234, điện thoại 0912345678.")
    assert not any("031085001234" in f.shown or "0912345678" in f.shown for f in found)


@given(st.text(st.sampled_from("ôngbàÔBNTa 0123459.-/;,\n"), max_size=120))
def test_any_text_is_borne_and_places_lie_in_it(text: str) -> None:
    for found in personal_data(text):
        assert 0 <= found.start < found.end <= len(text)
