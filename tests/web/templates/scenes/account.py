"""Signing in and one's own account."""

from __future__ import annotations

from .scene import DRAFTER, NOW, Scene

_INVITATION = {
    "token": "abc",
    "person_name": "Nguyễn Thị Hồng Hạnh",
    "email": "hanh.nth@nguyendainang.haiphong.gov.vn",
    "role_name": "Chuyên viên phường, xã",
    "unit_name": "Phường Nguyễn Đại Năng",
    "problems": [{"anchor": "password_again", "message": "Hai lần nhập không giống nhau."}],
    "shortest": 10,
}
_PERSON = {
    "name": "Nguyễn Thị Hồng Hạnh",
    "email": "hanh.nth@nguyendainang.haiphong.gov.vn",
    "roles": ["Chuyên viên phường, xã"],
    "unit_name": "Phường Nguyễn Đại Năng",
    "last_signed_in_at": NOW,
}
_TOKENS = {
    "made": "tonghop_Xk3vJ8wQ2nB7mT5yR1cL9pZ4dF6gH0sA",
    "rows": [
        {
            "token_id": "abc",
            "name": "Phần mềm một cửa",
            "place": "Phường Nguyễn Đại Năng",
            "scopes": ["Đọc báo cáo của đơn vị", "Nhập số liệu vào bản nháp"],
            "state": state,
            "expires_at": NOW,
            "last_used_at": used,
        }
        for state, used in (("live", NOW), ("expired", None), ("revoked", NOW))
    ],
    "scopes": [{"value": "read", "label": "Đọc báo cáo của đơn vị", "is_chosen": True}],
    "lives": [{"value": "90", "label": "90 ngày"}],
    "asked": {"name": "", "days": "90"},
}

ACCOUNT: tuple[Scene, ...] = (
    Scene("sign-in", "account/sign_in.html", {"email": "", "problem": "", "next": ""}),
    Scene(
        "sign-in-refused",
        "account/sign_in.html",
        {"email": "a@b.vn", "problem": "Thư điện tử hoặc mật khẩu không đúng.", "next": "/ward/"},
    ),
    Scene("invitation", "account/invitation.html", _INVITATION),
    Scene(
        "profile",
        "account/profile.html",
        {
            "person": _PERSON,
            "problems": [],
            "shortest": 10,
            "has_reminders": True,
            "tokens": _TOKENS,
        },
        DRAFTER,
    ),
    Scene(
        "profile-first",
        "account/profile.html",
        {
            "person": {**_PERSON, "last_signed_in_at": None},
            "problems": [],
            "shortest": 10,
            "has_reminders": False,
            "tokens": None,
        },
        DRAFTER,
    ),
)
