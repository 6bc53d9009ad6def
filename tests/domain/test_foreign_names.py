"""Another unit's name where one's own should stand, and all the honest ways to name another."""

from __future__ import annotations

import made_up_city as made
import pytest

from app.domain.anomalies import foreign_name
from app.domain.vietnamese.text import tone_canonical

OWN = "Phường Hải Dương"
UNITS = {unit.name: unit for unit in made.units(114)}


def named_in(text: str, ward: str = OWN) -> list[str]:
    wards = tuple(UNITS.values())
    texts = {UNITS[ward].code: {"overview": text}}
    city = made.city_of(wards, [{} for _ in wards], narratives=texts)
    return [other for found in foreign_name.detect(city) for other in found.finding.others]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Trong 6 tháng đầu năm 2026, phường Lê Chân đã tổ chức 24 buổi tiếp.", "Phường Lê Chân"),
        ("Phường Lê Chân tiếp tục duy trì nền nếp họp dân.", "Phường Lê Chân"),
        ("- Phường Lê Chân hiện có 20 tổ dân phố.", "Phường Lê Chân"),
        ("UBND P. Lê Chân đã ban hành kế hoạch.", "Phường Lê Chân"),
        ("Với quyết tâm cao, UBND phường Lê Chân đã chỉ đạo.", "Phường Lê Chân"),
        ("Gắn với cải cách hành chính, Đảng ủy phường Lê Chân chỉ đạo.", "Phường Lê Chân"),
        ("Chủ tịch UBND PHƯỜNG LÊ CHÂN tiếp công dân.", "Phường Lê Chân"),
        ("Báo cáo kết quả thực hiện dân chủ ở cơ sở của xã Cẩm Giang.", "Xã Cẩm Giang"),
        ("Lãnh đạo xã Cẩm Giàng đã đối thoại với Nhân dân.", "Xã Cẩm Giàng"),
        ("Toàn xã Cẩm Giàng có 23 thôn.", "Xã Cẩm Giàng"),
    ],
)
def test_another_unit_reports(text: str, other: str) -> None:
    assert named_in(text) == [UNITS[other].code]


@pytest.mark.parametrize(
    "text",
    [
        # Neighbours and partners.
        "Phường giáp phường Nguyễn Trãi ở phía bắc.",
        "Phối hợp với phường Nguyễn Trãi, phường Lê Chân đã tuần tra.",
        "Ký quy chế phối hợp giữa UBND phường Hải Dương và UBND phường Lê Chân.",
        "UBND phường và UBND phường Lê Chân cùng ra quân dọn kênh.",
        "Tham quan mô hình một cửa của UBND phường Lê Chân.",
        "Đoàn công tác UBND phường Lê Chân đến học tập.",
        "Tuyến đường nối sang địa bàn phường Lê Chân.",
        "Chuyển 3 đơn đến UBND phường Nguyễn Trãi.",
        "Tiếp nhận 35 hồ sơ của người dân phường Lê Chân nộp phi địa giới hành chính.",
        # What was before the merger.
        "Phường thành lập trên cơ sở sáp nhập các phường Nguyễn Trãi, Lê Chân, xã Cẩm Giàng.",
        "Phường Lê Chân cũ đã ban hành quy ước từ năm 2019.",
        "UBND phường Lê Chân trước đây còn nợ 2 hồ sơ.",
        "Trước khi sắp xếp, UBND phường Lê Chân quản lý khu này.",
        # Streets, schools, groups, and the unit itself.
        "Đường Lê Chân, phố Nguyễn Trãi, Trường Tiểu học Lê Chân.",
        "Tổ dân phố Nguyễn Trãi đã tổ chức họp.",
        "Phường HẢI DƯƠNG đã họp; ubnd phường hải dương báo cáo.",
        "UBND tỉnh Hải Dương trước đây.",
    ],
)
def test_naming_another_is_not_reporting_for_it(text: str) -> None:
    assert named_in(text) == []


def test_ones_own_name_in_either_placing_of_the_tone() -> None:
    for name in (n for n in UNITS if tone_canonical(n) == n and ("òa" in n or "ủy" in n)):
        other_way = name.replace("òa", "oà").replace("ủy", "uỷ")
        assert named_in(f"UBND {other_way} báo cáo", name) == []
