"""Word 97–2003, RTF and OpenDocument: through LibreOffice or antiword where installed.

LibreOffice makes a .docx of the file, so that tables, lists and the old Vietnamese
fonts are seen by the same eyes as in any other .docx.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from app.documents.parsing.antiword import LOCKED, antiword_text
from app.documents.parsing.faults import Unreadable
from app.documents.parsing.parsed import Parsed
from app.documents.parsing.word import word_text

_SECONDS: Final = 80
_BROKEN: Final = "Tệp {kind} bị hỏng nên không đọc được. Hãy mở bằng Word, lưu thành .docx rồi gửi."
# No macros, nothing that a file links to: neither other files nor addresses.
_SETTINGS: Final = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Inet/Settings", "ooInetProxyType", "1"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
# Names of streams in the container that old Office files share.
_PASSWORD: Final = "EncryptedPackage".encode("utf-16-le")
_BOOK: Final = "Workbook".encode("utf-16-le")
_TEXT: Final = "WordDocument".encode("utf-16-le")


def old_word_text(path: Path) -> Parsed:
    """A .doc: by LibreOffice where installed, since it keeps cells whole and tells the
    fonts apart; else by antiword.
    """
    _require_word(path.read_bytes())
    office = _office()
    if office:
        try:
            return _through_office(office, path, ".doc")
        except Unreadable:
            read = antiword_text(path)
            if read is None:
                raise
            return read
    read = antiword_text(path)
    if read is not None:
        return read
    is_here = shutil.which("antiword") is not None
    raise Unreadable(
        _BROKEN.format(kind=".doc") if is_here else _missing(".doc", "antiword hoặc LibreOffice")
    )


def rich_text(path: Path) -> Parsed:
    return _by_office(path, ".rtf")


def open_text(path: Path) -> Parsed:
    return _by_office(path, ".odt")


def _by_office(path: Path, kind: str) -> Parsed:
    office = _office()
    if office is None:
        raise Unreadable(_missing(kind, "LibreOffice"))
    return _through_office(office, path, kind)


def _missing(kind: str, programs: str) -> str:
    return (
        f"Máy chủ chưa cài {programs} để đọc tệp {kind}; người quản trị cần cài. "
        "Trong khi chờ, hãy mở bằng Word, lưu thành .docx rồi gửi."
    )


def _require_word(content: bytes) -> None:
    if _PASSWORD in content:
        raise Unreadable(LOCKED)
    if _TEXT not in content:
        kind = "Excel cũ (.xls)" if _BOOK in content else "Office cũ khác"
        raise Unreadable(
            f"Đây là tệp {kind}, không phải văn bản Word. Hãy gửi báo cáo dạng Word hoặc PDF."
        )


def _office() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _settings() -> str:
    """LibreOffice's own settings, as its profile keeps them."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    space = 'xmlns:oor="http://openoffice.org/2001/registry"'
    return f'<?xml version="1.0" encoding="UTF-8"?><oor:items {space}>{items}</oor:items>'


def _through_office(office: str, path: Path, kind: str) -> Parsed:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"report{kind}"
        shutil.copyfile(path, source)
        settings = Path(folder) / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_settings(), "utf-8")
        command = [office, "--headless", "--norestore", "--nolockcheck", "--nodefault"]
        command += [f"-env:UserInstallation=file://{folder}/profile"]
        command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", f"{folder}/made"]
        try:
            subprocess.run(
                [*command, str(source)], capture_output=True, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise Unreadable(
                f"Đọc tệp {kind} quá lâu nên đã dừng. Hãy lưu thành .docx rồi gửi."
            ) from error
        made = Path(folder) / "made" / "report.docx"
        if not made.exists():
            raise Unreadable(_BROKEN.format(kind=kind))
        return replace(word_text(made), reader="libreoffice")
