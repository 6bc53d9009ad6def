"""Letter heads and closings in the layouts that offices and file formats make of them."""

from __future__ import annotations

import datetime as dt

import pytest

from app.domain.reading import DocumentHead, read_report
from app.standard import standard_form, standard_units
from app.standard.cues import standard_cues

TITLE = "BÁO CÁO\nKết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026\n\n"
BODY = "I. KẾT QUẢ\nTiếp nhận 12 đơn thư.\n"
OPENING = "Thực hiện Kế hoạch số 15/KH-UBND ngày 12/01/2026, UBND xã Hà Tây báo cáo như sau:\n"


def head_of(text: str) -> DocumentHead:
    read = read_report(text, standard_form(), standard_units(), standard_cues())
    return read.document


def opened(head: str, addressed: str = "", opening: str = OPENING) -> DocumentHead:
    return head_of(f"{head}\n\n{TITLE}{addressed}{opening}{BODY}")


@pytest.mark.parametrize(
    "head",
    [
        "ỦY BAN NHÂN DÂN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "XÃ HÀ TÂY                      Độc lập - Tự do - Hạnh phúc\n"
        "Số: 08/BC-UBND              Hà Tây, ngày 12 tháng 6 năm 2026",
        "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "XÃ HÀ TÂY\tĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 08/BC-UBND\tHà Tây, ngày 12 tháng 6 năm 2026",
        "ỦY BAN NHÂN DÂN | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "XÃ HÀ TÂY | Độc lập - Tự do - Hạnh phúc\n"
        "Số: 08/BC-UBND | Hà Tây, ngày 12 tháng 6 năm 2026",
        "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "XÃ HÀ TÂY Độc lập - Tự do - Hạnh phúc\n"
        "Số: 08/BC-UBND Hà Tây, ngày 12 tháng 6 năm 2026",
        "ỦY BAN NHÂN DÂN\nXÃ HÀ TÂY\n-------\nSố:08 /BC - UBND\n\n"
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n------\n"
        "Hà Tây, ngày 12/6/2026",
        "UBND XÃ HÀ TÂY\nSố 08/BC-UBND\nHà Tây, ngày 12-6-2026",
        "UBND XÃ HÀ TÂY\nSố: 08/BC-UBND                         Hà Tây, ngày 12.6.2026",
        "ỦY BAN NHÂN DÂN\nXÃ HÀ TÂY\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "Độc lập - Tự do - Hạnh phúc\nSố: 08/BC-UBND\nHà Tây, ngày 12\ntháng 6 năm 2026",
    ],
)
def test_number_place_and_day(head: str) -> None:
    found = opened(head)
    assert (found.number, found.symbol) == ("08", "BC-UBND")
    assert (found.place, found.date) == ("Hà Tây", dt.date(2026, 6, 12))
    assert found.title == "Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026"


@pytest.mark.parametrize(
    "head",
    [
        "Số:      /BC-UBND          Hà Tây, ngày     tháng 6 năm 2026",
        "Số:      /BC-UBND Hà Tây, ngày      tháng 6 năm 2026",
        "Số: …./BC-UBND\nHà Tây, ngày … tháng … năm 2026",
        "Số: .../BC-UBND | Hà Tây, ngày ... tháng 6 năm 2026",
    ],
)
def test_what_is_left_blank_is_blank(head: str) -> None:
    found = opened(head)
    assert (found.number, found.symbol) == ("", "BC-UBND")
    assert (found.place, found.date) == ("Hà Tây", None)


def test_place_and_day_over_the_signature() -> None:
    text = (
        f"UBND XÃ HÀ TÂY\n\n{TITLE}{OPENING}{BODY}\nNơi nhận:\n- Sở Nội vụ;\n- Lưu: VT.\n"
        "Hà Tây, ngày 12 tháng 6 năm 2026\nCHỦ TỊCH\nNguyễn Văn Mẫu\n"
    )
    found = head_of(text)
    assert (found.place, found.date) == ("Hà Tây", dt.date(2026, 6, 12))


@pytest.mark.parametrize(
    ("addressed", "names"),
    [
        ("Kính gửi: Sở Nội vụ thành phố Hải Phòng.\n\n", ["Sở Nội vụ thành phố Hải Phòng"]),
        (
            "Kính gửi:\n- Sở Nội vụ thành phố;\n- Đảng ủy xã.\n",
            ["Sở Nội vụ thành phố", "Đảng ủy xã"],
        ),
        ("Kính gửi: - Sở Nội vụ;\n          - Đảng ủy xã.\n", ["Sở Nội vụ", "Đảng ủy xã"]),
        ("Kính gửi: Sở Nội vụ; Ban Tổ chức Thành ủy.\n", ["Sở Nội vụ", "Ban Tổ chức Thành ủy"]),
        ("Kính gửi:\nSở Nội vụ thành phố Hải Phòng\n\n", ["Sở Nội vụ thành phố Hải Phòng"]),
        ("Kính gửi Sở Nội vụ\n\n", ["Sở Nội vụ"]),
        ("", []),
    ],
)
@pytest.mark.parametrize(
    "opening",
    [
        OPENING,
        "Phúc đáp Công văn số 812/SNV-XDCQ ngày 04/5/2026 của Sở Nội vụ, UBND xã Hà Tây báo cáo"
        " kết quả như sau:\n",
        "Ủy ban nhân dân xã Hà Tây báo cáo kết quả sáu tháng đầu năm 2026 như sau:\n",
        "Nhằm phục vụ kỳ họp giữa năm của HĐND xã, UBND xã Hà Tây xin báo cáo như sau:\n",
    ],
)
def test_addressees_and_nothing_of_the_opening(
    addressed: str, names: list[str], opening: str
) -> None:
    found = opened("UBND XÃ HÀ TÂY\nSố: 8/BC-UBND", addressed, opening)
    assert list(found.addressees) == names
    assert found.title == "Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026"


@pytest.mark.parametrize(
    ("opening", "number"),
    [
        (OPENING, "15/KH-UBND"),
        (
            "Căn cứ Luật Thực hiện dân chủ ở cơ sở ngày 10/11/2022; Công văn số 812/SNV-XDCQ ngày"
            " 04/5/2026 của Sở Nội vụ, UBND xã Hà Tây báo cáo như sau:\n",
            "812/SNV-XDCQ",
        ),
        (
            "Thực hiện yêu cầu của Sở Nội vụ thành phố tại Công văn số 812/SNV-XDCQ ngày 04/5/2026,"
            " UBND xã Hà Tây báo cáo như sau:\n",
            "812/SNV-XDCQ",
        ),
        (
            "Phúc đáp Công văn số 812/SNV-XDCQ ngày 04/5/2026 của Sở Nội vụ, UBND xã Hà Tây báo cáo"
            " như sau:\n",
            "812/SNV-XDCQ",
        ),
    ],
)
def test_the_letter_that_asked_is_the_basis(opening: str, number: str) -> None:
    found = opened("UBND XÃ HÀ TÂY\nSố: 8/BC-UBND", "", opening)
    assert number in found.basis
    assert "báo cáo" not in found.basis


def closed(closing: str) -> tuple[str, str, str]:
    found = head_of(f"UBND XÃ HÀ TÂY\n\n{TITLE}{OPENING}{BODY}\n{closing}\n")
    return found.authority_line, found.signer_position, found.signer_name


LIST = "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n"


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        (
            f"{LIST}TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\n(Đã ký)\n\nNguyễn Văn Mẫu",
            ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn Mẫu"),
        ),
        (
            f"{LIST}TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nNGUYỄN THỊ MẪU",
            ("TM. ỦY BAN NHÂN DÂN", "PHÓ CHỦ TỊCH", "NGUYỄN THỊ MẪU"),
        ),
        (
            f"{LIST}KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nTrần Văn Mẫu",
            ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Văn Mẫu"),
        ),
        (
            f"{LIST}TM. UBND XÃ\nQ. CHỦ TỊCH\n\nLê Mẫu",
            ("TM. UBND XÃ", "Q. CHỦ TỊCH", "Lê Mẫu"),
        ),
        (
            f"{LIST}TL. CHỦ TỊCH\nCHÁNH VĂN PHÒNG\n\nPhạm Thị Ví Dụ",
            ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Phạm Thị Ví Dụ"),
        ),
        (
            f"{LIST}TUQ. CHỦ TỊCH\nTRƯỞNG PHÒNG VĂN HÓA - XÃ HỘI\n\nVũ Đình Thử",
            ("TUQ. CHỦ TỊCH", "TRƯỞNG PHÒNG VĂN HÓA - XÃ HỘI", "Vũ Đình Thử"),
        ),
        (
            "Nơi nhận:                              TM. ỦY BAN NHÂN DÂN\n"
            "- Sở Nội vụ;                                CHỦ TỊCH\n"
            "- TT Đảng ủy (để b/c);\n- Lưu: VT.\n\n"
            "                                         Đỗ Thị Giả Định",
            ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Đỗ Thị Giả Định"),
        ),
        (
            "Nơi nhận:\tTM. ỦY BAN NHÂN DÂN\n- Sở Nội vụ;\tCHỦ TỊCH\n- Lưu: VT.\tĐỗ Thị Giả Định",
            ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Đỗ Thị Giả Định"),
        ),
        (
            "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nBùi Quang Thử\n\nNơi nhận:\n- Sở Nội vụ;\n- Lưu: VT.",
            ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Bùi Quang Thử"),
        ),
        (f"{LIST}CHỦ TỊCH\n\nThS. Hoàng Minh Họa", ("", "CHỦ TỊCH", "Hoàng Minh Họa")),
    ],
)
def test_who_signed_and_for_whom(closing: str, expected: tuple[str, str, str]) -> None:
    assert closed(closing) == expected


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("Nơi nhận:\n- Sở Nội vụ;\n- Lưu: VT, VHXH.", ["Sở Nội vụ", "Lưu: VT, VHXH"]),
        ("Nơi nhận: Sở Nội vụ; Đảng ủy xã; Lưu: VT.", ["Sở Nội vụ", "Đảng ủy xã", "Lưu: VT"]),
        (
            "Nơi nhận:                  TM. ỦY BAN NHÂN DÂN\n"
            "- Sở Nội vụ (02 bản);          CHỦ TỊCH\n- Lưu: VT.",
            ["Sở Nội vụ (02 bản)", "Lưu: VT"],
        ),
        ("***Nơi nhận:***\n* Sở Nội vụ;\n* Lưu VT.", ["Sở Nội vụ", "Lưu VT"]),
    ],
)
def test_recipients_without_the_signature_beside_them(listed: str, names: list[str]) -> None:
    found = head_of(f"UBND XÃ HÀ TÂY\n\n{TITLE}{OPENING}{BODY}\n{listed}\nCHỦ TỊCH\nLê Văn Mẫu\n")
    assert list(found.recipients) == names


def test_a_title_in_capitals_is_the_title() -> None:
    found = head_of(
        "UBND XÃ HÀ TÂY\nBÁO CÁO\nKẾT QUẢ CÔNG TÁC DÂN CHỦ Ở CƠ SỞ\n6 THÁNG ĐẦU NĂM 2026\n\n"
        f"Kính gửi: Đảng ủy xã\n\n{OPENING}{BODY}"
    )
    assert found.title == "KẾT QUẢ CÔNG TÁC DÂN CHỦ Ở CƠ SỞ 6 THÁNG ĐẦU NĂM 2026"
    assert found.addressees == ("Đảng ủy xã",)
