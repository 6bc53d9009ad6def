"""Word 97–2003 files, through antiword or LibreOffice where one is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from app.documents.parsing.faults import Unreadable


def old_word_text(path: Path) -> tuple[str, str, float]:
    """(text, reader, sureness) of a .doc file."""
    if shutil.which("antiword"):
        text = _antiword(path)
        if text.strip():
            return text, "antiword", 0.98
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office:
        return _office(office, path), "libreoffice", 0.98
    raise Unreadable(
        "Máy chủ chưa cài công cụ đọc tệp .doc (antiword hoặc LibreOffice). Hãy lưu lại thành "
        ".docx rồi gửi."
    )


def _antiword(path: Path) -> str:
    done = subprocess.run(
        [str(shutil.which("antiword")), "-w", "0", "-m", "UTF-8.txt", str(path)],
        capture_output=True, timeout=40, check=False,
    )  # fmt: skip
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""


def _office(office: str, path: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "report.doc"
        shutil.copyfile(path, source)
        command = [office, "--headless", f"-env:UserInstallation=file://{folder}/profile"]
        command += ["--convert-to", "txt:Text (encoded):UTF8", "--outdir", folder, str(source)]
        subprocess.run(command, capture_output=True, timeout=80, check=False)
        made = source.with_suffix(".txt")
        if not made.exists():
            raise Unreadable(
                "Tệp .doc bị hỏng nên không đọc được. Hãy lưu lại thành .docx rồi gửi."
            )
        return made.read_text("utf-8-sig")
