"""Letters of the old Vietnamese fonts: TCVN3 (ABC) and VNI, to Unicode."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from app.domain.vietnamese.text import fold

# TCVN 5712:1993, lower case letters (capitals came from another font).
_TCVN3: Final = {
    0xA8: "ă", 0xA9: "â", 0xAA: "ê", 0xAB: "ô", 0xAC: "ơ", 0xAD: "ư", 0xAE: "đ", 0xA1: "Ă",
    0xA2: "Â", 0xA3: "Ê", 0xA4: "Ô", 0xA5: "Ơ", 0xA6: "Ư", 0xA7: "Đ", 0xB5: "à", 0xB6: "ả",
    0xB7: "ã", 0xB8: "á", 0xB9: "ạ", 0xBB: "ằ", 0xBC: "ẳ", 0xBD: "ẵ", 0xBE: "ắ", 0xC6: "ặ",
    0xC7: "ầ", 0xC8: "ẩ", 0xC9: "ẫ", 0xCA: "ấ", 0xCB: "ậ", 0xCC: "è", 0xCE: "ẻ", 0xCF: "ẽ",
    0xD0: "é", 0xD1: "ẹ", 0xD2: "ề", 0xD3: "ể", 0xD4: "ễ", 0xD5: "ế", 0xD6: "ệ", 0xD7: "ì",
    0xD8: "ỉ", 0xDC: "ĩ", 0xDD: "í", 0xDE: "ị", 0xDF: "ò", 0xE1: "ỏ", 0xE2: "õ", 0xE3: "ó",
    0xE4: "ọ", 0xE5: "ồ", 0xE6: "ổ", 0xE7: "ỗ", 0xE8: "ố", 0xE9: "ộ", 0xEA: "ờ", 0xEB: "ở",
    0xEC: "ỡ", 0xED: "ớ", 0xEE: "ợ", 0xEF: "ù", 0xF1: "ủ", 0xF2: "ũ", 0xF3: "ú", 0xF4: "ụ",
    0xF5: "ừ", 0xF6: "ử", 0xF7: "ữ", 0xF8: "ứ", 0xF9: "ự", 0xFA: "ỳ", 0xFB: "ỷ", 0xFC: "ỹ",
    0xFD: "ý", 0xFE: "ỵ",
}  # fmt: skip
# VNI writes a letter and then a byte for its hat, horn or tone.
_VNI_MARKS: Final = {
    "ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323", "â": "\u0302",
    "à": "\u0302\u0300", "á": "\u0302\u0301", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323", "ê": "\u0306", "è": "\u0306\u0300", "é": "\u0306\u0301",
    "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_LETTERS: Final = {
    "ö": "ư", "ô": "ơ", "ñ": "đ", "î": "ỵ", "ó": "ĩ", "æ": "ỉ", "ò": "ị",
    "Ö": "Ư", "Ô": "Ơ", "Ñ": "Đ", "Î": "Ỵ", "Ó": "Ĩ", "Æ": "Ỉ", "Ò": "Ị",
}  # fmt: skip
_FROM_BYTES: Final = {
    **{0xF000 + byte: chr(byte) for byte in range(0x20, 0x100)},
    **{
        ord(bytes([byte]).decode("cp1252")): chr(byte)
        for byte in range(0x80, 0xA0)
        if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
    },
}
_VIETNAMESE: Final = 0.5
_SAMPLE: Final = 6000
_MARKED: Final = re.compile(r"[\u00a1-\u00ff]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
# A syllable without its marks: onset, vowels that end it or take an end, end.
_SYLLABLE: Final = re.compile(
    r"(?:ngh?|gh|gi?|nh|kh|ph|th|tr|ch|qu|[bcdhklmnprstvx])?"
    r"(?:(?:i?eu|yeu|oa[io]|oay|ua[yi]|uo[iu]|uya|uyu|oeo|a[iouy]|e[ou]|i[au]|o[aei]|u[aeiuy]|[aeiouy])"
    r"|(?:ie|ye|uye|uyn|oa|oe|oo|ua|ue|uo|uy|[aeiouy])(?:ch|n[gh]?|[cmpt]))"
)
_FOREIGN: Final = re.compile(
    r"[^\s\w.,;:()/%+\-–—\"'“”‘’…!?&*#|=<>@\[\]°²³•§]|[ªºµ¼½¾\ufffdßñçåæøëïöüÿþðäîûÆØÖÜÄÅÇÑ]"
)


def from_tcvn3(letters: str) -> str:
    """Text typed with an ABC font (.VnTime), its bytes as the letters of Latin-1."""
    return letters.translate(_TCVN3)


def from_vni(letters: str) -> str:
    """Text typed with a VNI font, its bytes as the letters of Latin-1."""
    out: list[str] = []
    for char in letters:
        low = char.lower()
        if low in _VNI_MARKS and out and out[-1][-1:].lower() in "aeiouyơư" and out[-1].isalpha():
            out[-1] = unicodedata.normalize("NFC", out[-1] + _VNI_MARKS[low])
        else:
            out.append(_VNI_LETTERS.get(char, char))
    return "".join(out)


def of_font(font: str) -> Callable[[str], str] | None:
    """How the letters under a font are to be read; None for a Unicode font.

    ABC fonts that end in H (.VnTimeH) show small letters as capitals.
    """
    name = font.strip().lower()
    if name.startswith("vni-"):
        return _vni
    if not name.startswith(".vn"):
        return None
    return _abc_capitals if name.endswith("h") else _abc


def _vni(text: str) -> str:
    return from_vni(as_bytes(text))


def _abc(text: str) -> str:
    return from_tcvn3(as_bytes(text))


def _abc_capitals(text: str) -> str:
    return _abc(text).upper()


def as_bytes(text: str) -> str:
    """Letters that a program took from bytes, by windows-1252 or as a symbol font's
    private ones, as those of Latin-1.
    """
    return text.translate(_FROM_BYTES)


def mend_legacy(text: str) -> str:
    """The same text; or, where that is far more Vietnamese, read as of an old font."""
    if vietnamese_share(text) >= _VIETNAMESE or not _MARKED.search(text[:_SAMPLE]):
        return text
    letters = as_bytes(text)
    best = max((from_tcvn3(letters), from_vni(letters)), key=vietnamese_share)
    return best if vietnamese_share(best) > _VIETNAMESE else text


def vietnamese_share(text: str) -> float:
    """How far the words with marks are Vietnamese syllables: 1 all, 0 none."""
    sample = text[:_SAMPLE]
    marked = [word for word in _WORD.findall(sample) if not word.isascii()]
    good = sum(map(_is_syllable, marked))
    bad = len(_FOREIGN.findall(sample))
    return good / (len(marked) + 2 * bad + 1)


def _is_syllable(word: str) -> bool:
    tones = sum(mark in _TONES for mark in unicodedata.normalize("NFD", word))
    return tones <= 1 and bool(_SYLLABLE.fullmatch(fold(word)))
