"""The domain's Vietnamese words in the language of the interface.

The domain and the report form speak Vietnamese. What a page shows of them goes
through here; a word that the catalogue does not have stays as it is. A context keeps
words of the same spelling apart, such as "ngày", the unit, and "ngày" before a date.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import get_locale
from flask_babel import lazy_pgettext as pgettext

from app.domain.chronicle import Doing
from app.domain.forms import Choice, Column, Field, Heading, Section
from app.domain.lifecycle import Event
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
    pgettext("sentence", "Bạn không có quyền làm việc này."),
    pgettext("sentence", "Không tìm thấy báo cáo."),
    pgettext("sentence", "Trong tệp không có báo cáo nào."),
    pgettext("sentence", "Không tìm thấy tên đơn vị trong tệp. Hãy chọn đơn vị."),
    pgettext("sentence", "Kỳ báo cáo này chưa được mở."),
    pgettext("sentence", "Không tìm thấy tệp này."),
    pgettext(
        "sentence",
        "Tệp quá phức tạp hoặc bị hỏng nên không đọc được. Hãy mở ra, lưu lại rồi gửi.",
    ),
    pgettext("sentence", "Tệp quá lớn khi mở ra nên không đọc được. Hãy chia nhỏ rồi gửi."),
    pgettext("sentence", "Tệp bị hỏng nên không đọc được. Hãy mở bằng Word, lưu lại rồi gửi."),
    pgettext("sentence", "Tệp Word bị hỏng. Hãy mở bằng Word, lưu lại rồi gửi."),
    pgettext("sentence", "Tệp Word có mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi gửi."),
    pgettext("sentence", "Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."),
    pgettext("sentence", "Tệp PDF bị hỏng hoặc gửi thiếu. Hãy xuất lại từ Word rồi gửi."),
    pgettext("sentence", "Ảnh bị hỏng nên không mở được. Hãy chụp hoặc quét lại."),
    pgettext("sentence", "Ảnh HEIC của điện thoại chưa đọc được. Hãy lưu thành JPEG rồi gửi."),
    pgettext("sentence", "Tệp ZIP bị hỏng. Hãy nén lại và gửi lại."),
    pgettext("sentence", "Tệp ZIP có mật khẩu. Hãy gửi tệp không đặt mật khẩu."),
    pgettext("sentence", "Nội dung trong tệp ZIP quá lớn. Hãy chia nhỏ rồi gửi."),
    pgettext("sentence", "Tệp này đã được đọc."),
    pgettext("sentence", "Không có kỳ báo cáo này."),
    pgettext("sentence", "Hãy viết lý do, ít nhất vài chữ."),
    pgettext("sentence", "Đang ghi tệp"),
    pgettext("sentence", "Đang chờ đến lượt"),
    pgettext("sentence", "Không có định dạng này."),
    pgettext("sentence", "Yêu cầu này không còn."),
    pgettext("sentence", "Đang tổng hợp và dàn trang"),
    pgettext("sentence", "Không thành công"),
    pgettext("sentence", "Yêu cầu này không ở trạng thái lỗi."),
    pgettext("sentence", "Tài liệu chưa sẵn sàng hoặc đã hết hạn."),
    pgettext(
        "sentence", "Không tìm thấy tên đơn vị báo cáo trong tệp. Hãy nhập tay cho đơn vị đó."
    ),
    pgettext("sentence", "Hãy chọn đơn vị cho vai trò này."),
    pgettext("sentence", "Địa chỉ thư điện tử chưa đúng."),
    pgettext("sentence", "Hãy nhập họ tên."),
    pgettext("sentence", "Liên kết đã dùng hoặc đã hết hạn. Hãy xin quản trị gửi lại."),
    pgettext("sentence", "Mật khẩu hiện tại không đúng."),
    pgettext("sentence", "Không tìm thấy người này."),
    pgettext("sentence", "Bạn không thể tự ngừng tài khoản của mình."),
    pgettext("sentence", "Hãy đặt cho mã một tên ngắn, nhiều nhất 60 ký tự."),
    pgettext("sentence", "Hãy chọn ít nhất một việc mà mã được làm."),
    pgettext("sentence", "Hãy chọn thời hạn của mã."),
    pgettext("sentence", "Bạn đã có 10 mã. Hãy thu hồi mã không dùng nữa."),
    pgettext("sentence", "Không tìm thấy mã này."),
    pgettext("sentence", "Báo cáo đã chốt trong báo cáo thành phố nên không nhập thay được."),
    pgettext("sentence", "Ngày mở phải trước hạn nộp, và hạn nộp không sau hạn của Sở."),
    pgettext("sentence", "Hãy ghi số văn bản cho phép gia hạn."),
    pgettext("sentence", "Chưa công bố mẫu báo cáo nào cho thành phố này."),
    pgettext("sentence", "Hạn mới phải sau hạn chung của kỳ."),
    pgettext("sentence", "Không có đơn vị này trong thành phố."),
    pgettext("sentence", "Không có thành phố này."),
    pgettext("sentence", "Đơn vị chưa nộp báo cáo này."),
    pgettext("sentence", "Hãy chọn ít nhất một phần cần sửa và nêu lý do cho phần đó."),
    pgettext("sentence", "Bạn đã nhập hoặc nộp báo cáo này nên không thể tự duyệt."),
    pgettext("sentence", "Không có lựa chọn này."),
    pgettext("sentence", "Cảnh báo này không còn."),
    pgettext("sentence", "Hãy chọn ít nhất một dòng."),
    pgettext("sentence", "Không có lượt ghi này của bạn."),
    pgettext("sentence", "Lượt ghi này đã được hoàn tác."),
    pgettext(
        "sentence",
        "Một báo cáo trong danh sách không còn chờ thẩm định, nên chưa dòng nào được ghi. "
        "Hãy tải lại trang.",
    ),
    pgettext("sentence", "Hãy chọn ít nhất một báo cáo."),
    pgettext("sentence", "Không có lượt duyệt này."),
    pgettext("sentence", "Bộ lọc này không còn."),
    pgettext("sentence", "Hãy đặt cho bộ lọc một tên ngắn, nhiều nhất 60 ký tự."),
    pgettext("sentence", "Hãy chọn ít nhất một đơn vị."),
    pgettext("sentence", "Bạn đã có một bộ lọc tên này."),
    pgettext("sentence", "Bộ lọc mặc định vừa được đổi ở nơi khác. Hãy tải lại trang."),
    pgettext("sentence", "Đơn vị này vừa có người khác nhận. Hãy tải lại trang."),
    pgettext("sentence", "Thư điện tử hoặc mật khẩu không đúng."),
    pgettext("sentence", "Quá nhiều lần đăng nhập sai. Hãy thử lại sau 15 phút."),
    pgettext("sentence", "Kỳ báo cáo đã đóng. Hãy liên hệ Sở Nội vụ nếu cần nộp bổ sung."),
    pgettext("sentence", "Báo cáo chưa có nội dung nào."),
    pgettext("sentence", "Hãy nêu lý do, ít nhất vài chữ."),
    pgettext("sentence", "Bảng quá lớn. Hãy bớt dòng hoặc đính kèm tệp."),
    pgettext("sentence", "Bảng không đọc được. Hãy nhập lại từng dòng của bảng."),
    pgettext("sentence", "Mã thành phố này đã có."),
    pgettext("sentence", "Địa chỉ thư điện tử này đã có tài khoản."),
    pgettext("sentence", "Đơn vị đã có báo cáo cho kỳ này."),
    pgettext("sentence", "Báo cáo vừa được nộp ở nơi khác. Hãy tải lại trang."),
    pgettext("sentence", "Thao tác này đã được ghi nhận."),
    pgettext(
        "sentence",
        "Ô này vừa được sửa ở nơi khác. Hãy tải lại trang; giá trị bạn gõ chưa được lưu.",
    ),
    pgettext("sentence", "Kỳ báo cáo này đã được mở."),
    pgettext("sentence", "Người này đã có vai trò đó."),
    pgettext("sentence", "Không có phiên bản mẫu báo cáo này."),
    pgettext(
        "sentence",
        "Đây không phải biểu Excel (.xlsx) tải từ trang báo cáo nên hệ thống không biết ô nào là "
        "số liệu nào. Hãy tải biểu từ trang báo cáo, chép số liệu sang, lưu dạng .xlsx rồi "
        "tải lên.",
    ),
    pgettext(
        "sentence",
        "Biểu Excel này đã bị sửa phần ẩn nên không nhận ra được. Hãy tải biểu mới từ trang "
        "báo cáo, chép số liệu sang rồi gửi lại.",
    ),
    pgettext(
        "sentence",
        "Tệp Excel này lớn hơn nhiều so với biểu nhập. Hãy tải biểu mới từ trang báo cáo, "
        "chép số liệu sang rồi gửi lại.",
    ),
    pgettext(
        "sentence",
        "Tệp Excel bị hỏng nên không đọc được. Hãy mở bằng Excel, lưu lại rồi tải lên.",
    ),
    pgettext(
        "sentence",
        "Tệp CSV không phải UTF-8. Hãy lưu lại dạng CSV UTF-8.",
    ),
    pgettext(
        "sentence",
        "Tệp CSV bị hỏng (dấu ngoặc kép không khép). Hãy xuất lại.",
    ),
    pgettext("sentence", "Ô này không có giá trị ấy trong lịch sử."),
    pgettext("sentence", "Worker dừng giữa chừng quá nhiều lần."),
    pgettext("sentence", "Lỗi của hệ thống. Hệ thống sẽ tự thử lại."),
    pgettext(
        "sentence",
        "Lỗi của hệ thống, đã thử nhiều lần không được. Hãy thử lại sau, hoặc báo quản trị.",
    ),
    pgettext("sentence", "Số này đã được dùng. Hãy tải lại trang."),
    pgettext("sentence", "Tệp này đang chờ đọc hoặc đã được đọc."),
    pgettext("sentence", "Mẫu báo cáo không có phần này."),
    pgettext("sentence", "Báo cáo vừa được sửa sau khi bạn mở trang ký. Hãy xem lại rồi ký."),
    pgettext("sentence", "Ảnh quá lớn để xem trước. Tệp gốc vẫn được giữ."),
    pgettext(
        "sentence",
        "Không mở được ảnh để xem trước: tệp bị hỏng. Hãy chụp hoặc lưu lại rồi gửi.",
    ),
    pgettext(
        "sentence",
        "Không mở được PDF để xem trước: tệp bị hỏng hoặc có mật khẩu. Tệp gốc vẫn được giữ.",
    ),
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
    return str(get_locale() or "vi")


def said(context: str, word: str) -> str:
    """A word of the domain; ``context`` is one of those listed above."""
    return str(pgettext(context, word)) if word else ""


def role_name(role: Role) -> str:
    return said("role", role.label)


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
