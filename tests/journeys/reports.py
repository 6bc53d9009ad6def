"""The reports that the journeys upload: a real one where it is at hand, and one of our own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document

from config import PROJECT

REAL = "real/000_0a2991da3f78d96a.txt"

# Made up. It contradicts itself once: 1.190 + 55 is not 1.250.
MADE_UP = """\
ỦY BAN NHÂN DÂN PHƯỜNG ĐỒ SƠN
Số: 88/BC-UBND
Đồ Sơn, ngày 12 tháng 6 năm 2026
BÁO CÁO
Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026
Kính gửi: Sở Nội vụ
I. KHÁI QUÁT TÌNH HÌNH
Phường có 18 tổ dân phố với 6.420 hộ. Nhân dân đồng thuận, các việc lớn của phường đều được bàn \
trước khi làm.
II. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO
1. Việc quán triệt, tuyên truyền
Phường tổ chức 03 hội nghị tuyên truyền, phát thanh các nội dung mới trên loa của tổ dân phố.
2. Việc ban hành văn bản lãnh đạo, chỉ đạo
Đã ban hành 04 văn bản chỉ đạo về thực hiện dân chủ ở cơ sở.
III. KẾT QUẢ THỰC HIỆN DÂN CHỦ Ở CƠ SỞ
1. Cải cách thủ tục hành chính
- Đã tiếp nhận: 1.250 hồ sơ, trong đó: trực tuyến: 1.200 hồ sơ; trực tiếp: 50 hồ sơ.
- Đã giải quyết: 1.190 hồ sơ, trong đó: trước và đúng hạn: 1.188 hồ sơ; quá hạn: 2 hồ sơ.
- Đang giải quyết: 55 hồ sơ.
2. Tiếp công dân, giải quyết đơn thư
Chủ tịch Ủy ban nhân dân phường đã tổ chức 26 buổi tiếp công dân.
Trong kỳ tiếp nhận 12 đơn thư, đã giải quyết 9 đơn.
IV. ĐÁNH GIÁ CHUNG
1. Ưu điểm
Việc công khai đi vào nền nếp, dân biết việc và theo dõi được việc.
2. Hạn chế
Người cao tuổi còn ngại làm hồ sơ trên mạng, phải có người giúp tại nhà văn hóa.
V. NHIỆM VỤ 6 THÁNG CUỐI NĂM 2026
Mỗi tổ dân phố họp dân ít nhất một lần trong quý tới.
Nơi nhận: Sở Nội vụ; Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Văn Biển
"""


@dataclass(frozen=True)
class Report:
    """A file to upload, whose it is, and what the journey knows of it."""

    file: Path
    ward: str
    ward_name: str
    received: str
    phrase: str
    # What makes the books balance: the field and value that the file left out.
    mend: Mapping[str, str]


def real_report() -> Report | None:
    """Of Phường Hải Dương: 4.410 received, 4.337 + 66 accounted for."""
    given = os.environ.get("REPORTS_DIR", "")
    file = Path(given or PROJECT.parent / "shared") / REAL
    if not file.is_file():
        if given:
            pytest.fail(f"REPORTS_DIR is set, but {REAL} is not there.")
        return None
    return Report(
        file,
        "10525",
        "Phường Hải Dương",
        "4.410",
        "Đã tiếp nhận: 4410",
        {"dossiers_carried_over": "0", "dossiers_returned": "7"},
    )


def made_up_report(folder: Path) -> Report:
    """As a Word file, of Phường Đồ Sơn."""
    file = folder / "Bao cao dan chu 6 thang.docx"
    document = Document()
    for line in MADE_UP.splitlines():
        document.add_paragraph(line)
    document.save(str(file))
    return Report(
        file,
        "11455",
        "Phường Đồ Sơn",
        "1.250",
        "Đã tiếp nhận: 1.250",
        {"dossiers_carried_over": "0", "dossiers_returned": "5"},
    )
