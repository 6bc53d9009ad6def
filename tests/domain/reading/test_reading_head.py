"""Whose report it is, for which period, and what its head and closing say."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.reading import Reading, read_report
from app.domain.units import make_unit, unit_type_of
from app.standard import standard_form, standard_units
from app.standard.cues import standard_cues


def read(text: str) -> Reading:
    return read_report(text, standard_form(), standard_units(), standard_cues())


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("UBND xã Cẩm Giàng báo cáo như sau (giáp xã Cẩm Giang):", "10903"),
        ("UBND xã Cẩm Giang báo cáo như sau:", "10888"),
        ("UBND xã Trần Phú báo cáo như sau:", "10633"),
        ("UBND phường Nam Đồ Sơn báo cáo như sau:", "11737"),
        ("UBND xã Bắc Thanh Miện báo cáo như sau:", "11254"),
        ("Ủy ban nhân dân đặc khu Cát Hải báo cáo:", "11914"),
        ("UBND phường Thuỷ Nguyên báo cáo:", "11560"),
        ("UBND XÃ VĨNH HOÀ\nbáo cáo:", "11848"),
        ("UBND phường Trần Hưng Đạo báo cáo:", "10570"),
    ],
)
def test_the_ward_is_known_by_type_and_longest_name(words: str, code: str) -> None:
    ward = read(words).ward
    assert ward is not None
    assert ward.code == code


@pytest.mark.parametrize(
    "words",
    [
        "Đường Trần Phú đi qua Hải Dương.",
        "UBND xa Cam Giang bao cao.",  # two units share the name without marks
        "UBND phường Cẩm Giàng báo cáo.",  # there is no such phường
    ],
)
def test_a_bare_or_ambiguous_name_is_no_ward(words: str) -> None:
    assert read(words).ward is None


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026", "2026-H1"),
        ("Kết quả 6 tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2026", "2026-H1"),
        ("Kết quả năm 2025; phương hướng, nhiệm vụ năm 2026", "2025-Y"),
        ("Tình hình thực hiện dân chủ quý III/2026", "2026-Q3"),
        ("Kết quả thực hiện dân chủ 9 tháng đầu năm 2026", "2026-9M"),
        ("Kết quả thực hiện dân chủ sáu tháng cuối năm 2026", "2026-H2"),
        ("Kết quả thực hiện pháp luật về dân chủ ở cơ sở năm 2026", "2026-Y"),
        ("KẾT QUẢ CÔNG TÁC DÂN CHỦ Ở CƠ SỞ 6 THÁNG ĐẦU NĂM 2026", "2026-H1"),
        ("Kết quả thực hiện dân chủ", None),
    ],
)
def test_the_period_is_that_of_the_title(title: str, period: str | None) -> None:
    assert read(f"BÁO CÁO\n{title}\n\nKính gửi: Sở Nội vụ\n\nI. KẾT QUẢ\n").period == period


LETTER = """ỦY BAN NHÂN DÂN
PHƯỜNG LÊ CHÂN
Số: 05/BC-UBND
Lê Chân, ngày 02 tháng 6 năm 2026
BÁO CÁO
Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026
Kính gửi: Sở Nội vụ thành phố Hải Phòng
Thực hiện Công văn số 2210/SNV-XDCQ&CTTN ngày 11/5/2026 của Sở Nội vụ, UBND phường báo cáo như sau:
I. KẾT QUẢ
Tiếp nhận 12 đơn thư.
Nơi nhận:
- Như trên;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Nguyễn Thị Mẫu
"""


def test_head_and_closing() -> None:
    head = read(LETTER).document
    assert (head.number, head.symbol, head.place) == ("05", "BC-UBND", "Lê Chân")
    assert head.date == dt.date(2026, 6, 2)
    assert head.addressees == ("Sở Nội vụ thành phố Hải Phòng",)
    assert head.recipients == ("Sở Nội vụ thành phố Hải Phòng", "Như trên", "Lưu: VT")
    assert (head.signer_position, head.signer_name) == ("PHÓ CHỦ TỊCH", "Nguyễn Thị Mẫu")
    assert head.authority_line.startswith("TM. ỦY BAN NHÂN DÂN")
    assert "2210/SNV-XDCQ&CTTN" in head.basis


def test_a_complete_letter_gives_no_finding_about_itself() -> None:
    rules = {finding.rule for finding in read(LETTER).findings}
    assert not rules & {"doc_metadata_missing", "recipient_missing", "period_mismatch"}


def test_another_period_in_the_body_is_a_mismatch() -> None:
    text = LETTER.replace(
        "I. KẾT QUẢ\n", "I. KẾT QUẢ\nTrong 6 tháng đầu năm 2025, phường đã làm tốt.\n"
    )
    assert "period_mismatch" in {finding.rule for finding in read(text).findings}


def test_a_unit_is_of_the_type_that_its_name_says() -> None:
    assert make_unit("11848", "Xã Vĩnh Hòa").unit_type == "xa"
    assert make_unit("11914", "Đặc khu Cát Hải").short_name == "Cát Hải"
    with pytest.raises(ValueError, match="không bắt đầu"):
        unit_type_of("Thị trấn X")
