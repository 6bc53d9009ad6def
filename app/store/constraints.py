"""Constraint names become human sentences."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from app.domain.errors import Conflict, DomainError

SENTENCES = {
    "uq_city_code": "Mã thành phố này đã có.",
    "uq_person_email": "Địa chỉ thư điện tử này đã có tài khoản.",
    "uq_submission_city_id_ward_id_period_id": "Đơn vị đã có báo cáo cho kỳ này.",
    "uq_version_submission_id_number": "Báo cáo vừa được nộp ở nơi khác. Hãy tải lại trang.",
    "uq_event_submission_id_idempotency_key": "Thao tác này đã được ghi nhận.",
    "uq_answer_history_submission_id_code_revision": (
        "Ô này vừa được sửa ở nơi khác. Hãy tải lại trang; giá trị bạn gõ chưa được lưu."
    ),
    "uq_saved_filter_city_id_person_id_name": "Bạn đã có một bộ lọc tên này.",
    "uq_saved_filter_default": "Bộ lọc mặc định vừa được đổi ở nơi khác. Hãy tải lại trang.",
    "uq_ward_reviewer_city_id_ward_id": "Đơn vị này vừa có người khác nhận. Hãy tải lại trang.",
    "uq_period_city_id_code": "Kỳ báo cáo này đã được mở.",
    "uq_theme_step_city_id_period_id_field_number": (
        "Mục này vừa được người khác biên tập. Hãy tải lại trang rồi làm lại."
    ),
    "uq_membership_person_id_city_id_ward_id_role": "Người này đã có vai trò đó.",
}


def explain(error: IntegrityError) -> DomainError | IntegrityError:
    """The sentence for the constraint that was broken, or the error itself."""
    diagnostic = getattr(error.orig, "diag", None)
    name = getattr(diagnostic, "constraint_name", None) or ""
    sentence = SENTENCES.get(name)
    return Conflict(sentence) if sentence else error
