"""Text as it was typed before Unicode: with ABC (TCVN3) and VNI fonts."""

from __future__ import annotations

import unicodedata

# The same letters in the same order: in Unicode, and as an ABC font's bytes show in Latin-1.
_LETTERS = "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđĂÂÊÔƠƯĐ"
_ABC = "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉËÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ®¡¢£¤¥¦§"
_TO_ABC = dict(zip(_LETTERS, _ABC, strict=True))
_TONES = {"\u0301": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0323": 4}
# VNI's second letter for level and the five tones: plain, with a hat, with a breve.
_VNI = {"": " ùøûõï", "\u0302": "âáàåãä", "\u0306": "êéèúüë", "\u031b": " ùøûõï"}
_VNI_ALONE = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}


def abc(text: str) -> str:
    """As the letters of an ABC font; toned capitals have no place in it and turn small."""
    text = unicodedata.normalize("NFC", text)
    return "".join(_TO_ABC.get(char, _TO_ABC.get(char.lower(), char)) for char in text)


def abc_capitals(text: str) -> str:
    """As the small letters of a font of capitals (.VnTimeH)."""
    return abc(unicodedata.normalize("NFC", text).lower())


def vni(text: str) -> str:
    """As the letters of a VNI font."""
    return "".join(_vni_letter(char) for char in unicodedata.normalize("NFC", text))


def _vni_letter(char: str) -> str:
    low = char.lower()
    if low in _VNI_ALONE:
        return _cased(_VNI_ALONE[low], char)
    base, *marks = unicodedata.normalize("NFD", low)
    tone = next((_TONES[mark] + 1 for mark in marks if mark in _TONES), 0)
    shape = next((mark for mark in marks if mark in _VNI and mark), "")
    if not marks or base not in "aeiouy":
        return char
    base = {"o": "ô", "u": "ö"}[base] if shape == "\u031b" else base
    return _cased((base + _VNI[shape][tone]).strip(), char)


def _cased(typed: str, like: str) -> str:
    return typed.upper() if like.isupper() else typed
