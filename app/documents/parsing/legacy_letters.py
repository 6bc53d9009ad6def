"""Letters of the old Vietnamese fonts: TCVN3 (ABC) and VNI, to Unicode."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

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
    "ö": "ư",
    "Ö": "Ư",
    "ô": "ơ",
    "Ô": "Ơ",
    "ñ": "đ",
    "Ñ": "Đ",
    "î": "ị",
    "ó": "ĩ",
    "æ": "ỉ",
    "ò": "ị",
    "í": "í",
    "ì": "ì",
    "Î": "Ị",
}
_SYLLABLE: Final = re.compile(r"[^\W\d_]+")
_VIETNAMESE_MARKED: Final = re.compile(
    r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9àáảãèéìíòóõùúýÀÁÃÈÉÌÍÒÓÕÙÚÝĩũĨŨ]"
)
_FOREIGN: Final = re.compile(
    r"[^\s\w.,;:()/%+\-–—\"'“”‘’…!?&*#|=<>@\[\]°²³•§]|[ªºµ¼½¾\ufffdßñçåæøëïöüÿþðäîûÆØÖÜÄÅÇÑ]"
)


def from_tcvn3(content: bytes) -> str:
    """Text typed with an ABC font (.VnTime)."""
    return "".join(_TCVN3.get(byte, chr(byte)) for byte in content)


def from_vni(content: bytes) -> str:
    """Text typed with a VNI font."""
    letters = content.decode("latin-1")
    out: list[str] = []
    for char in letters:
        low = char.lower()
        if low in _VNI_MARKS and out and out[-1][-1:].lower() in "aeiouyơư" and out[-1].isalpha():
            out[-1] = unicodedata.normalize("NFC", out[-1] + _VNI_MARKS[low])
        else:
            out.append(_VNI_LETTERS.get(char, char))
    return "".join(out)


def vietnamese_share(text: str) -> float:
    """How far the marked letters of a text are Vietnamese ones: 1 all, 0 none."""
    sample = text[:6000]
    good = len(_VIETNAMESE_MARKED.findall(sample))
    bad = len(_FOREIGN.findall(sample))
    words = _SYLLABLE.findall(sample)
    odd = sum(1 for word in words if len(word) > 8)
    return good / (good + 2 * bad + odd + 1)
