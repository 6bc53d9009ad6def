"""A rule's relations in words: with names for people, with codes for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_pgettext as pgettext

from app.domain.forms import FormDefinition
from app.domain.rules import Rule
from app.domain.rules.model import Formula, RateCheck, Relation, Side
from app.web.words import name_of

#: Listed for the catalogue, as in ``app.web.words``: the floors below say them as they are.
LISTED: Final = (
    pgettext("sentence", "Không có bộ quy tắc này."),
    pgettext("sentence", "Hãy đặt tên cho quy tắc."),
    pgettext("sentence", "Hãy ghi lý do rút quy tắc."),
    pgettext("sentence", "Quy tắc này hiện không có hiệu lực. Hãy tải lại trang."),
    pgettext("sentence", "Bản soạn vừa được người khác lưu. Hãy tải lại trang rồi sửa tiếp."),
    pgettext("sentence", "Hãy ghi số văn bản cho miễn."),
    pgettext("sentence", "Quy tắc đã công bố thì không xóa được; hãy rút quy tắc."),
    pgettext("sentence", "Đơn vị đã được miễn quy tắc này trong kỳ."),
    pgettext("sentence", "Không có báo cáo của đơn vị và kỳ này."),
    pgettext("sentence", "Không có miễn trừ này, hoặc đã bỏ."),
    pgettext("sentence", "Không có quy tắc này."),
    pgettext("sentence", "Hãy viết biểu thức của quy tắc."),
    pgettext("sentence", "Hãy ghi căn cứ: văn bản, điều, khoản."),
    pgettext("sentence", "Hãy chọn mức độ và khi nào thì báo."),
    pgettext("sentence", "Hãy viết câu báo cho đơn vị: điều gì không khớp và cách sửa."),
    pgettext(
        "sentence", "Câu báo có ngoặc nhọn chưa khép: viết {mã chỉ tiêu} để in số của đơn vị."
    ),
    pgettext("sentence", "Biểu thức không hỏi chỉ tiêu nào. Hãy thêm ít nhất một mã chỉ tiêu."),
    pgettext("sentence", "Biểu thức chưa hết: còn thiếu một vế ở cuối biểu thức."),
    pgettext("sentence", "Viết value(mã, 0): một mã chỉ tiêu, dấu phẩy, rồi số dùng khi chưa nêu."),
    pgettext("sentence", "Viết has(mã): trong ngoặc chỉ có một mã chỉ tiêu."),
    pgettext("sentence", "Viết previous(mã): trong ngoặc chỉ có một mã chỉ tiêu."),
    pgettext("sentence", "Viết abs(…) với một vế trong ngoặc."),
    pgettext(
        "sentence", "Viết date(năm, tháng, ngày), như date(2026, 6, 14), đúng một ngày có thật."
    ),
    pgettext("kind", "số"),
    pgettext("kind", "điều kiện (đúng hay sai)"),
    pgettext("kind", "ngày"),
    pgettext("kind", "đoạn văn hoặc bảng"),
)
_SIGNS: Final = {"=": "=", "<=": "≤", ">=": "≥"}
Named = Callable[[str], str]


def severity_name(severity: str) -> str:
    return {
        "error": _("Phải sửa: sửa rồi mới nộp được"),
        "warning": _("Cần xem: sửa hoặc giải trình"),
        "info": _("Để biết: không cần trả lời"),
    }[severity]


def clause_texts(rule: Rule, form: FormDefinition) -> list[str]:
    """``Hồ sơ tiếp nhận = trực tuyến + trực tiếp``, one a clause; none for other detectors."""

    def named(code: str) -> str:
        field = form.fields.get(code)
        return name_of(field) if field else code

    return [clause_text(clause, named) for clause in rule.clauses]


def clause_text(clause: Relation | RateCheck, named: Named) -> str:
    if isinstance(clause, RateCheck):
        shares = _(" hoặc ").join(_share(formula, named) for formula in clause.formulas)
        return f"{named(clause.code)} = {shares}"
    sign = _SIGNS[clause.relation]
    return f"{_sum(clause.left, named)} {sign} {_sum(clause.right, named)}"


def _share(formula: Formula, named: Named) -> str:
    top, bottom = _sum(formula.numerator, named), _sum(formula.denominator, named)
    return f"100 × ({top}) / ({bottom})"


def _sum(side: Side, named: Named) -> str:
    parts = [named(term.code) for term in side.terms]
    if side.constant or not parts:
        parts.append(str(side.constant))
    return " + ".join(parts)
