"""The domain's Vietnamese words in the language of the interface.

The domain and the report form speak Vietnamese. What a page shows of them goes
through here; a word that the catalogue does not have stays as it is. A context keeps
words of the same spelling apart, such as "ngày", the unit, and "ngày" before a date.
"""

from __future__ import annotations

from flask_babel import get_locale
from flask_babel import lazy_pgettext as pgettext

from app.domain.forms import Choice, Column, Field, Heading, Section
from app.domain.lifecycle import Event
from app.domain.periods import PeriodCode, parse_period_code
from app.domain.permissions import Role

#: Listed for the catalogue: the domain has them as they are.
LISTED = (
    pgettext("role", "Chuyên viên phường, xã"),
    pgettext("role", "Lãnh đạo phường, xã"),
    pgettext("role", "Chuyên viên Sở"),
    pgettext("role", "Lãnh đạo Sở"),
    pgettext("role", "Quản trị thành phố"),
    pgettext("role", "Thanh tra, kiểm toán"),
    pgettext("event", "Trình lãnh đạo"),
    pgettext("event", "Lãnh đạo chuyển lại người soạn"),
    pgettext("event", "Nộp báo cáo"),
    pgettext("event", "Rút lại để sửa"),
    pgettext("event", "Nhận thẩm định"),
    pgettext("event", "Thôi thẩm định"),
    pgettext("event", "Trả lại"),
    pgettext("event", "Duyệt"),
    pgettext("event", "Hủy duyệt"),
    pgettext("event", "Chốt trong báo cáo thành phố"),
    pgettext("event", "Sở nhập thay"),
    pgettext("unit", "có/không"),
    pgettext("unit", "ban"),
    pgettext("unit", "buổi"),
    pgettext("unit", "bản"),
    pgettext("unit", "cuộc"),
    pgettext("unit", "công trình"),
    pgettext("unit", "cử tri"),
    pgettext("unit", "doanh nghiệp"),
    pgettext("unit", "dự án"),
    pgettext("unit", "hình thức"),
    pgettext("unit", "hồ sơ"),
    pgettext("unit", "hộ"),
    pgettext("unit", "hội nghị"),
    pgettext("unit", "kiến nghị"),
    pgettext("unit", "lượt"),
    pgettext("unit", "lượt người"),
    pgettext("unit", "lần"),
    pgettext("unit", "mô hình"),
    pgettext("unit", "ngày"),
    pgettext("unit", "ngày công"),
    pgettext("unit", "người"),
    pgettext("unit", "nhóm"),
    pgettext("unit", "nội dung"),
    pgettext("unit", "phiếu"),
    pgettext("unit", "thôn"),
    pgettext("unit", "tin, bài"),
    pgettext("unit", "trường"),
    pgettext("unit", "tổ"),
    pgettext("unit", "tổ dân phố"),
    pgettext("unit", "văn bản"),
    pgettext("unit", "vụ"),
    pgettext("unit", "vụ việc"),
    pgettext("unit", "ý kiến"),
    pgettext("unit", "điểm"),
    pgettext("unit", "đoàn"),
    pgettext("unit", "đơn"),
    pgettext("unit", "đơn vị"),
    pgettext("unit", "đồng"),
)

_PERIODS = {
    "H1": pgettext("period", "6 tháng đầu năm %(year)s"),
    "H2": pgettext("period", "6 tháng cuối năm %(year)s"),
    "9M": pgettext("period", "9 tháng đầu năm %(year)s"),
    "Y": pgettext("period", "năm %(year)s"),
    "Q": pgettext("period", "quý %(number)s năm %(year)s"),
    "M": pgettext("period", "tháng %(number)s năm %(year)s"),
}
_QUARTERS = ("I", "II", "III", "IV")


def language() -> str:
    """``vi`` or ``en``."""
    return str(get_locale() or "vi")


def said(context: str, word: str) -> str:
    """A word of the domain; ``context`` is role, event or unit."""
    return str(pgettext(context, word)) if word else ""


def role_name(role: Role) -> str:
    return said("role", role.label)


def event_words(event: Event) -> str:
    return said("event", event.label)


def unit_words(field: Field) -> str:
    """The unit of measure: "hộ", "households"; '' where there is none."""
    return said("unit", field.unit)


def label_of(field: Field) -> str:
    """As it reads in its list, below its own heading."""
    return field.label(language())


def name_of(field: Field) -> str:
    """As it stands by itself, outside its list."""
    return field.label_en if language() == "en" else field.name


def title_of(section: Section | Heading) -> str:
    return section.title_en if language() == "en" else section.title_vi


def column_label(column: Column | Choice) -> str:
    return column.label_en if language() == "en" else column.label_vi


def period_name(code: str) -> str:
    """As it follows "báo cáo": ``6 tháng đầu năm 2026``, ``first half of 2026``."""
    period = parse_period_code(code)
    pattern = _PERIODS.get(period.kind) or _PERIODS[period.kind[0]]
    return str(pattern) % {"year": period.year, "number": _number(period)}


def _number(period: PeriodCode) -> str:
    if period.kind in _PERIODS:
        return ""
    number = int(period.kind[1:])
    return _QUARTERS[number - 1] if period.kind[0] == "Q" else str(number)
