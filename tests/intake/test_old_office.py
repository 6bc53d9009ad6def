"""Word 97, RTF and OpenDocument files, made by LibreOffice from the project's own reports."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from app.documents.parsing import Parsed, Unreadable, office, parse_file
from app.documents.parsing.antiword import whole_rows
from tests.intake.generator.files import word
from tests.intake.generator.hostile import open_document, open_file
from tests.intake.generator.old_letters import abc, vni
from tests.intake.generator.word_parts import document_of, paragraph, run, word_file
from tests.intake.programs import needs_antiword, needs_office
from tests.intake.reports_at import made_up
from tests.intake.scores import precision, recall, score

PAIR = next(pair for pair in made_up() if pair.name == "an_lao")
FILLER = "Báo cáo kết quả thực hiện dân chủ ở cơ sở sáu tháng đầu năm của xã. " * 20
OLD_FONTS = document_of(
    paragraph(run(FILLER, "Times New Roman"))
    + paragraph(run(abc("Tổ chức hội nghị "), ".VnTime"), run(vni("đối thoại"), "VNI-Times"))
)


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with report.* and fonts.* in the old formats."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "report.docx").write_bytes(word(PAIR.text))
    (folder / "fonts.docx").write_bytes(word_file(OLD_FONTS))
    program = shutil.which("soffice") or shutil.which("libreoffice")
    command = [str(program), "--headless", f"-env:UserInstallation=file://{folder}/profile"]
    for kind in ("doc", "rtf", "odt"):
        subprocess.run(
            [*command, "--convert-to", kind, "--outdir", str(folder), "report.docx", "fonts.docx"],
            cwd=folder, capture_output=True, timeout=120, check=True,
        )  # fmt: skip
    return folder


def without(monkeypatch: pytest.MonkeyPatch, *programs: str) -> None:
    """As if these programs were not installed."""
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name in programs else which(name))


OFFICE = ("soffice", "libreoffice")


def keeps_figures(parsed: Parsed) -> bool:
    tally = score([PAIR], lambda _: parsed.text)
    assert precision(tally) >= 0.99, tally.notes
    assert recall(tally) >= 0.95, tally.notes
    return True


@needs_office
@pytest.mark.parametrize("kind", ["doc", "rtf", "odt"])
def test_old_formats_keep_the_figures(kind: str, converted: Path) -> None:
    parsed = parse_file(converted / f"report.{kind}", f"báo cáo.{kind}")
    assert parsed.reader == "libreoffice"
    assert keeps_figures(parsed)


@needs_office
@needs_antiword
def test_antiword_reads_where_libreoffice_is_not(
    converted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, *OFFICE)
    parsed = parse_file(converted / "report.doc", "báo cáo.doc")
    assert parsed.reader == "antiword"
    assert keeps_figures(parsed)


@needs_office
@pytest.mark.parametrize("kind", ["doc", "rtf", "odt"])
def test_old_fonts_are_told_apart_in_old_formats(kind: str, converted: Path) -> None:
    text = parse_file(converted / f"fonts.{kind}", f"fonts.{kind}").text
    assert "Tổ chức hội nghị đối thoại" in text


def test_without_programs_the_sentence_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, *OFFICE, "antiword")
    stream = "WordDocument".encode("utf-16-le")
    files = {
        "x.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + stream * 9, "antiword hoặc LibreOffice"),
        "x.rtf": (rb"{\rtf1 Bao cao}", "LibreOffice"),
        "x.odt": (open_document("Báo cáo"), "LibreOffice"),
    }
    for name, (content, program) in files.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(Unreadable, match=f"chưa cài {program}.*lưu thành .docx") as refused:
            parse_file(tmp_path / name, name)
        assert f"tệp {Path(name).suffix};" in str(refused.value)


@needs_office
def test_what_a_document_links_to_stays_outside(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("điều bí mật")
    linked = (
        f'<text:section text:name="a"><text:section-source xlink:href="{secret.as_uri()}"/>'
        "<text:p>trong mục</text:p></text:section>"
    )
    path = tmp_path / "linked.odt"
    path.write_bytes(open_file(f"<text:p>Có 12 đơn</text:p>{linked}"))
    text = parse_file(path, path.name).text
    assert "12 đơn" in text
    assert "bí mật" not in text


def test_rows_that_antiword_wrapped_are_whole_again() -> None:
    text = (
        "|Số văn bản chỉ đạo đã ban|văn bản |6 |\n"
        "|hành trong năm           |        |  |\n"
        "|                         |trực    |4 |\n"
        "Hết bảng\n"
    )
    assert whole_rows(text).split("\n") == [
        "Số văn bản chỉ đạo đã ban hành trong năm | văn bản | 6",
        " | trực | 4",
        "Hết bảng",
        "",
    ]


def test_libreoffice_is_told_to_stay_inside() -> None:
    settings = office._settings()
    assert "BlockUntrustedRefererLinks" in settings
    assert "DisableMacrosExecution" in settings
