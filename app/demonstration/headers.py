"""The formal parts of a made-up report: number, place, date, signer, recipients."""

from __future__ import annotations

from typing import Final

from app.demonstration.profiles import Profile
from app.demonstration.progress import Progress, dates_of
from app.demonstration.seeds import seeded
from app.domain.periods import parse_period_code

#: Names that say that nobody of this name signs anything.
_SIGNERS: Final = ("Nguyễn Văn Thí Dụ", "Trần Thị Minh Họa", "Lê Văn Mẫu", "Phạm Thị Tập Dượt")

#: Says on every paper and screen what these figures are.
NOTICE: Final = "Số liệu minh họa"


def header_of(seed: int, profile: Profile, period: str, progress: Progress) -> dict[str, str]:
    """The header fields of the form, as text; dates in ISO form."""
    random = seeded(seed, profile.unit.code, period, "header")
    dates = dates_of(period)
    dated = progress.submitted_at.date() if progress.submitted_at else dates.data_to
    leads = random.random() < 0.6
    return {
        "document_number": str(random.randint(31, 420)),
        "document_symbol": "BC-UBND",
        "place": profile.unit.short_name,
        "document_date": dated.isoformat(),
        "title": f"Kết quả thực hiện dân chủ ở cơ sở {parse_period_code(period).title_vi}",
        "reporting_period": period,
        "basis_document": NOTICE,
        "recipients_to": "Sở Nội vụ",
        "recipients_cc": f"Thường trực Đảng ủy {profile.kind}; Lưu: VT, VHXH",
        "authority_line": "TM. ỦY BAN NHÂN DÂN" if leads else "KT. CHỦ TỊCH",
        "signer_position": "CHỦ TỊCH" if leads else "PHÓ CHỦ TỊCH",
        "signer_name": random.choice(_SIGNERS),
        "data_from": dates.data_from.isoformat(),
        "data_to": dates.data_to.isoformat(),
    }
