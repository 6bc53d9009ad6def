"""Personal data in a text: identity and telephone numbers, bank accounts, people's names.

What an office makes known of itself (its telephone, the account of its fund, its
officials' names) is no private person's, nor is a street or school that bears a
person's name, nor the number of a document or a dossier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_SURNAMES: Final = (
    "An|Âu|Bạch|Bành|Bế|Biện|Bồ|Bùi|Cái|Cao|Châu|Chu|Chử|Cồ|Cổ|Cù|Cung|Danh|Dân|Diệp|Doãn|Dương|"
    "Đàm|Đan|Đào|Đậu|Đặng|Điền|Đinh|Đoàn|Đỗ|Đồng|Đới|Đường|Giang|Giáp|Hà|Hạ|Hán|Hồ|Hoa|Hoàng|"
    "Hứa|Huỳnh|Khổng|Khuất|Khúc|Khương|Kiều|Kim|La|Lã|Lại|Lâm|Lê|Lều|Lò|Lỗ|Lục|Lư|Lương|Lưu|Lý|"
    "Ma|Mã|Mạc|Mai|Mạnh|Mẫn|Nghiêm|Ngọc|Ngô|Nguyễn|Nhâm|Nhữ|Ninh|Nông|Ong|Ông|Phan|Phạm|Phí|"
    "Phó|Phù|Phùng|Phương|Quách|Quan|Quản|Quyền|Sái|Sầm|Sơn|Tạ|Tăng|Tân|Thạch|Thái|Thang|Thành|"
    "Thân|Thẩm|Thiều|Thi|Tiêu|Tiết|Tô|Tôn|Tống|Trần|Triệu|Trịnh|Trương|Từ|Tường|Ung|Văn|"
    "Vi|Viên|Võ|Vũ|Vương"
)
#: Up to three words behind a surname; which of them belong to the name is seen by their case.
_NAME: Final = rf"(?P<name>(?:{_SURNAMES})(?:\s+[^\W\d_]+){{1,3}})"
_PERSON: Final = re.compile(
    r"\b(?P<cue>(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị|[Ee]m|[Cc]háu|[Cc]ụ|ÔNG|BÀ|"
    r"[Cc]ông dân|[Cc]hủ hộ|[Hh]ộ gia đình|[Hh]ộ|[Gg]ia đình|[Đđ]ơn(?: thư)? của|"
    r"[Nn]gười (?:khiếu nại|tố cáo|gửi đơn|phản ánh|kiến nghị))"
    r"(?:\s+(?:ông|bà|anh|chị|cụ|là))?\s*:?)\s+" + _NAME
)
_NOT_A_NAME: Final = re.compile(r"(?:Đoàn Thanh|Hồ Chí Minh|Đồng Chí|Kim Môn|Hoa Kỳ)\b")
#: Places and things that bear people's names: "phố Bà Triệu", "đền ông Trần Quốc …".
_BEARS_A_NAME: Final = re.compile(
    r"(?:đường|phố|ngõ|đền|chùa|đình|miếu|phủ|lăng|tượng|chợ|cầu|trường|quỹ|giải|công viên|"
    r"quảng trường|di tích|lễ hội|hai)\s+(?:thờ\s+)?$",
    re.IGNORECASE,
)
_TITLE: Final = (
    r"(?:phó\s+|nguyên\s+)*(?:chủ tịch|bí thư|trưởng|giám đốc|cán bộ|công chức|ủy viên|"
    r"đồng chí|đại biểu|thủ tướng|tổng bí thư|hiệu trưởng|chủ nhiệm|chỉ huy|đội trưởng|tổ trưởng|"
    r"trưởng thôn|luật sư|hòa giải viên|báo cáo viên|phóng viên|thẩm phán|kiểm sát viên)"
)
#: A title right before the name, with its office between them at most; a verb between
#: them ("Chủ tịch tiếp bà …") parts them.
_TITLE_BEFORE: Final = re.compile(rf"\b{_TITLE}\b(?P<between>[^.;:\n]{{0,60}})$", re.IGNORECASE)
_VERB: Final = re.compile(
    r"\b(?:tiếp|đối thoại|gặp|trả lời|giải quyết|mời|làm việc|thăm|tặng|hỗ trợ|cho|của|với|nhận|"
    r"gửi|đã|hướng dẫn|xác minh|vận động|trao|giữa|theo|để|do|đến|tại nhà)\b",
    re.IGNORECASE,
)
_TITLE_AFTER: Final = re.compile(
    rf"\s*(?:[,(–-]|là)\s*(?:nguyên\s+)?(?:hiện là\s+)?{_TITLE}\b", re.IGNORECASE
)
_LIVES: Final = re.compile(
    r"[^.;\n]{0,50}?\b(?:trú tại|thường trú|tạm trú|cư trú|ngụ|địa chỉ|số nhà|nhà số|ở số|"
    r"ở ngõ|ở ngách|sinh năm|sinh ngày)",
    re.IGNORECASE,
)

_BEFORE_NUMBER: Final = r"(?<![\w])(?<!\d[.,/-])"
_AFTER_NUMBER: Final = r"(?![\w]|[./-]\d|\s?(?:đồng|hồ sơ|hộ|người)\b)"
_IDENTITY: Final = re.compile(rf"{_BEFORE_NUMBER}0\d{{2}}[ .-]?\d(?:[ .-]?\d){{8}}{_AFTER_NUMBER}")
_OLD_IDENTITY: Final = re.compile(
    r"(?:CMND|CMTND|CCCD|chứng minh (?:nhân dân|thư)|căn cước|số định danh|hộ chiếu)"
    r"[^\d.;\n]{0,25}(?P<number>[A-Z]?\d(?:[ .]?\d){6,11})(?![\w])",
    re.IGNORECASE,
)
_MOBILE: Final = re.compile(
    rf"(?:{_BEFORE_NUMBER}0|(?<![\w.])(?:\+|00)?84[ .]?)[35789]\d(?:[ .-]?\d){{7}}{_AFTER_NUMBER}"
)
_ACCOUNT: Final = re.compile(
    r"\b(?:(?:số\s+)?tài khoản|stk|số tk)\b(?P<between>[^\d;\n]{0,60}?)"
    r"(?P<number>\d(?:[ -]?\d){7,18})(?![\w]|[.,]\d|\s?tài khoản)",
    re.IGNORECASE,
)
_OFFICE: Final = re.compile(
    r"đường dây nóng|hotline|tổng đài|trực ban|trung tâm|bộ phận|một cửa|ubnd|ủy ban|công an|"
    r"trụ sở|chủ tịch|bí thư|văn phòng|cơ quan|fax|kho bạc|quỹ|mttq|mặt trận|ban vận động|"
    r"ban chỉ đạo|hội chữ thập đỏ|đơn vị|phường|xã|số máy|trạm y tế",
    re.IGNORECASE,
)
_PRIVATE: Final = re.compile(
    r"\b(?:ông|bà|anh|chị|công dân|chủ hộ|(?<!ủng )(?<!bảo )hộ|cháu|(?<!công )cụ|"
    r"người (?:dân|gửi|phản ánh|khiếu nại|tố cáo))\b",
    re.IGNORECASE,
)
_REACH: Final = 70


@dataclass(frozen=True, slots=True)
class PersonalData:
    """``shown`` names it without giving it away; [start, end) is its place in the text."""

    kind: str
    shown: str
    start: int
    end: int


def personal_data(text: str) -> list[PersonalData]:
    """Everything in a text (NFC) that looks like a private person's data, in order."""
    numbers: list[PersonalData] = []
    for found in (*_identities(text), *_accounts(text), *_telephones(text)):
        if not any(found.start < n.end and n.start < found.end for n in numbers):
            numbers.append(found)
    return sorted((*numbers, *_people(text)), key=lambda found: found.start)


def _identities(text: str) -> Iterator[PersonalData]:
    for match in _IDENTITY.finditer(text):
        yield _hidden("identity", "số định danh", match.group(), match.start(), match.end())
    for match in _OLD_IDENTITY.finditer(text):
        start, end = match.span("number")
        yield _hidden("identity", "số giấy tờ tùy thân", match["number"], start, end)


def _accounts(text: str) -> Iterator[PersonalData]:
    for match in _ACCOUNT.finditer(text):
        if not _is_an_offices(text, match.start("number"), text[match.end() :][:40]):
            start, end = match.span("number")
            yield _hidden("account", "số tài khoản", match["number"], start, end)


def _telephones(text: str) -> Iterator[PersonalData]:
    for match in _MOBILE.finditer(text):
        if not _is_an_offices(text, match.start()):
            yield _hidden("telephone", "số điện thoại", match.group(), *match.span())


def _is_an_offices(text: str, at: int, behind: str = "") -> bool:
    """Whether the last thing named before a number is an office, not a person."""
    before = re.split(r"[.;\n]", text[max(0, at - _REACH) : at])[-1]
    offices = [match.start() for match in _OFFICE.finditer(before)]
    people = [match.start() for match in _PRIVATE.finditer(before)]
    if people and (not offices or people[-1] > offices[0]):
        return False
    return bool(offices) or bool(_OFFICE.match(behind.lstrip(" ,(-của")))


def _hidden(kind: str, name: str, number: str, start: int, end: int) -> PersonalData:
    digits = re.sub(r"\D", "", number)
    return PersonalData(kind, f"{name} {digits[:3]}…", start, end)


def _people(text: str) -> Iterator[PersonalData]:
    for match in _PERSON.finditer(text):
        start = match.start("name")
        end = start + _length_of(match["name"])
        if end == start or _bears_a_name(text, match) or _is_official(text, match.start(), end):
            continue
        name = text[start:end]
        yield PersonalData("name", f"họ tên “{name}”", start, end)
        lives = _LIVES.match(text, end)
        if lives:
            yield PersonalData("address", f"nơi ở hoặc ngày sinh của “{name}”", end, lives.end())


def _length_of(words: str) -> int:
    """How far a surname and what follows it are a name; 0 where they are none."""
    length = 0
    for number, match in enumerate(re.finditer(r"\S+", words)):
        if not match.group()[0].isupper() or match.group()[1:] != match.group()[1:].lower():
            break
        length = match.end() if number else 0
    return 0 if _NOT_A_NAME.match(words) else length


def _bears_a_name(text: str, match: re.Match[str]) -> bool:
    return bool(_BEARS_A_NAME.search(text[max(0, match.start() - 20) : match.start()]))


def _is_official(text: str, start: int, end: int) -> bool:
    """'đồng chí …', 'Chủ tịch UBND phường, ông …', 'ông …, Trưởng ban …'."""
    before = _TITLE_BEFORE.search(text[max(0, start - 80) : start])
    if before and not _VERB.search(before["between"]):
        return True
    return bool(_TITLE_AFTER.match(text, end))
