"""The domain's Vietnamese words in the language of the interface.

The domain and the report form speak Vietnamese. What a page shows of them goes
through here; a word that the catalogue does not have stays as it is. A context keeps
words of the same spelling apart, such as "ngày", the unit, and "ngày" before a date.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from flask_babel import get_locale
from flask_babel import lazy_pgettext as pgettext

from app.domain.chronicle import Doing
from app.domain.forms import Choice, Column, Field, Heading, Section
from app.domain.lifecycle import Event, State
from app.domain.periods import PeriodCode, parse_period_code
from app.domain.permissions import Role
from app.domain.units import UNIT_TYPES

#: Listed for the catalogue: the domain has them as they are.
LISTED = (
    pgettext("role", "Chuyên viên phường, xã"),
    pgettext("role", "Lãnh đạo phường, xã"),
    pgettext("role", "Chuyên viên Sở"),
    pgettext("role", "Lãnh đạo Sở"),
    pgettext("role", "Quản trị thành phố"),
    pgettext("role", "Thanh tra, kiểm toán"),
    pgettext("state", "Bản nháp"),
    pgettext("state", "Chờ lãnh đạo ký duyệt"),
    pgettext("state", "Đã nộp"),
    pgettext("state", "Đang thẩm định"),
    pgettext("state", "Bị trả lại"),
    pgettext("state", "Đã duyệt"),
    pgettext("state", "Đã chốt trong báo cáo thành phố"),
    pgettext("event", "Trình lãnh đạo"),
    pgettext("event", "Lãnh đạo chuyển lại người soạn"),
    pgettext("event", "Nộp báo cáo"),
    pgettext("event", "Rút lại để sửa"),
    pgettext("event", "Nhận thẩm định"),
    pgettext("event", "Thôi thẩm định"),
    pgettext("event", "Trả lại"),
    pgettext("event", "Đề nghị duyệt"),
    pgettext("event", "Duyệt"),
    pgettext("event", "Hủy duyệt"),
    pgettext("event", "Chốt trong báo cáo thành phố"),
    pgettext("event", "Sở nhập thay"),
    pgettext("event", "Tải tệp báo cáo lên"),
    pgettext("event", "Đính kèm minh chứng"),
    pgettext("event", "Bỏ minh chứng"),
    pgettext("event", "Giải trình"),
    pgettext("event", "Sở yêu cầu sửa"),
    pgettext("event", "Trả lời yêu cầu"),
    pgettext("event", "Sở chấp nhận trả lời"),
    pgettext("event", "Gia hạn nộp"),
    pgettext("unit type", "Phường"),
    pgettext("unit type", "Xã"),
    pgettext("unit type", "Đặc khu"),
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
    pgettext("rule", "Tổng số thôn, tổ dân phố"),
    pgettext("rule", "Hồ sơ tiếp nhận: trực tuyến và trực tiếp"),
    pgettext("rule", "Cân đối hồ sơ thủ tục hành chính"),
    pgettext("rule", "Hồ sơ giải quyết trước và đúng hạn"),
    pgettext("rule", "Hồ sơ đã giải quyết: đúng hạn và quá hạn"),
    pgettext("rule", "Hồ sơ đang giải quyết: trong hạn và quá hạn"),
    pgettext("rule", "Tỷ lệ hồ sơ giải quyết đúng hạn"),
    pgettext("rule", "Tỷ lệ hồ sơ trực tuyến"),
    pgettext("rule", "Tỷ lệ thanh toán trực tuyến"),
    pgettext("rule", "Hồ sơ thanh toán không vượt hồ sơ phải thanh toán"),
    pgettext("rule", "Tỷ lệ hài lòng"),
    pgettext("rule", "Cân đối phản ánh, kiến nghị trực tuyến"),
    pgettext("rule", "Số người được tiếp và số lượt tiếp"),
    pgettext("rule", "Phân loại đơn"),
    pgettext("rule", "Cân đối đơn thư"),
    pgettext("rule", "Đơn thuộc thẩm quyền"),
    pgettext("rule", "Cân đối vụ việc hòa giải"),
    pgettext("rule", "Tỷ lệ hòa giải thành"),
    pgettext("rule", "Cân đối kiến nghị giám sát"),
    pgettext("rule", "Ý kiến tiếp thu và giải trình"),
    pgettext("rule", "Ý kiến tại đối thoại đã trả lời"),
    pgettext("rule", "Số thôn, tổ dân phố họp dân"),
    pgettext("rule", "Tỷ lệ thôn, tổ dân phố họp dân"),
    pgettext("rule", "Tỷ lệ hộ dự họp"),
    pgettext("rule", "Nội dung đã quyết định được triển khai"),
    pgettext("rule", "Nội dung công khai"),
    pgettext("rule", "Cử tri đi bầu"),
    pgettext("rule", "Hương ước, quy ước"),
    pgettext("rule", "Tỷ lệ phải từ 0 đến 100%"),
    pgettext("rule", "Điểm Bộ chỉ số phải từ 0 đến 100"),
    pgettext("rule", "Tỷ lệ 100% nhưng còn trường hợp ngoại lệ"),
    pgettext("rule", "Số thành viên Ban Thanh tra nhân dân"),
    pgettext("rule", "Mỗi thôn, tổ dân phố có người trong Ban Thanh tra nhân dân"),
    pgettext("rule", "Hội nghị đối thoại với Nhân dân"),
    pgettext("rule", "Số buổi tiếp công dân tối thiểu"),
    pgettext("rule", "Tỷ lệ không kèm số liệu"),
    pgettext("rule", "Một chỉ tiêu có hai giá trị khác nhau"),
    pgettext("rule", "Lời văn trái với số liệu"),
    pgettext("rule", "Xử lý 100% nhưng chưa giải quyết hết"),
    pgettext("rule", "Kỳ báo cáo không thống nhất"),
    pgettext("rule", "Số liệu chốt sớm"),
    pgettext("rule", "Đơn vị chỉ hoạt động một phần của kỳ"),
    pgettext("rule", "Thiếu số, ngày của văn bản"),
    pgettext("rule", "Nơi nhận không có Sở Nội vụ"),
    pgettext("rule", "Văn bản viện dẫn không khớp nội dung"),
    pgettext("rule", "Một đoạn văn lặp ở hai mục"),
    pgettext("rule", "Lời văn giống đơn vị khác hoặc kỳ trước"),
    pgettext("rule", "Tên đơn vị khác trong báo cáo"),
    pgettext("rule", "Biến động lớn so với cùng kỳ năm trước"),
    pgettext("rule", "Số cả năm nhỏ hơn số 6 tháng đầu năm"),
    pgettext("rule", "Khác xa các đơn vị cùng loại"),
    pgettext("rule", "Số liệu trùng với đơn vị khác"),
    pgettext("rule", "Thông tin cá nhân trong lời văn"),
    pgettext("rule", "Thiếu chỉ tiêu bắt buộc"),
    pgettext("rule", "Nộp muộn"),
    pgettext("rule", "Chưa nộp"),
    pgettext("rule", "Báo cáo gần như trống"),
    pgettext("rule", "Số liệu chép nguyên từ kỳ trước"),
    pgettext("rule", "Lệch khỏi mức của chính đơn vị các kỳ trước"),
    pgettext("rule", "Chữ số cuối không tự nhiên"),
    pgettext("rule", "Viện dẫn văn bản đã hết hiệu lực"),
)

_PERIODS = {
    "H1": pgettext("period", "6 tháng đầu năm %(year)s"),
    "H2": pgettext("period", "6 tháng cuối năm %(year)s"),
    "9M": pgettext("period", "9 tháng đầu năm %(year)s"),
    "Y": pgettext("period", "năm %(year)s"),
    "Q": pgettext("period", "quý %(number)s năm %(year)s"),
    "M": pgettext("period", "tháng %(number)s năm %(year)s"),
}
_SHORT_PERIODS = {
    "H1": pgettext("short period", "6T đầu %(year)s"),
    "H2": pgettext("short period", "6T cuối %(year)s"),
    "9M": pgettext("short period", "9T %(year)s"),
    "Y": pgettext("short period", "năm %(year)s"),
    "Q": pgettext("short period", "quý %(number)s/%(year)s"),
    "M": pgettext("short period", "T%(number)s/%(year)s"),
}
_QUARTERS = ("I", "II", "III", "IV")


def language() -> str:
    """``vi`` or ``en``."""
    locale = get_locale()
    return locale.language if locale else "vi"


def said(context: str, word: str) -> str:
    """A word of the domain; ``context`` is one of those listed above."""
    return _said(language(), context, word) if word else ""


@lru_cache(maxsize=4096)
def _said(_language: str, context: str, word: str) -> str:
    """As the catalogue of this language, which never changes, has it."""
    return str(pgettext(context, word))


def role_name(role: Role) -> str:
    return said("role", role.label)


def state_words(state: State) -> str:
    return said("state", state.label)


def event_words(event: Event | Doing) -> str:
    return said("event", event.label)


def unit_type_name(unit_type: str) -> str:
    return said("unit type", UNIT_TYPES[unit_type])


def rule_words(title: str) -> str:
    return said("rule", title)


def sentence(text: str) -> str:
    """A refusal or a remark of the floors below; one with values in it stays Vietnamese."""
    return said("sentence", text)


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
    return _named(_PERIODS, parse_period_code(code))


def short_period_name(code: str) -> str:
    """Where there is little room: ``6T đầu 2026``, ``quý II/2026``."""
    return _named(_SHORT_PERIODS, parse_period_code(code))


def _named(patterns: Mapping[str, object], period: PeriodCode) -> str:
    pattern = patterns.get(period.kind) or patterns[period.kind[0]]
    return str(pattern) % {"year": period.year, "number": _number(period)}


def _number(period: PeriodCode) -> str:
    if period.kind in _PERIODS:
        return ""
    number = int(period.kind[1:])
    return _QUARTERS[number - 1] if period.kind[0] == "Q" else str(number)
