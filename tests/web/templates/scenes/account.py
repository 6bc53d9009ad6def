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
        {"person": _PERSON, "problems": [], "shortest": 10},
        DRAFTER,
    ),
    Scene(
        "profile-first",
        "account/profile.html",
        {"person": {**_PERSON, "last_signed_in_at": None}, "problems": [], "shortest": 10},
        DRAFTER,
    ),
)
