"""Scans and photographs give the figures of the paper; what may have slipped waits.

SCANS=all measures every made-up report at every quality; without it a few are read.
"""

from __future__ import annotations

import io
import os
import random
from collections.abc import Sequence
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from app.cli.intake_measure import Tally, compare
from app.documents.parsing import Parsed, Unreadable, parse_file, recognition
from app.domain.reading import Reading, with_doubts
from tests.intake.generator.files import pdf
from tests.intake.generator.scans import (
    FAIR,
    GOOD,
    PHOTOGRAPH,
    POOR,
    Scanner,
    as_jpeg,
    as_png,
    as_tiff,
    pictures_of,
    scanned_pdf,
)
from tests.intake.programs import needs_tesseract
from tests.intake.reports_at import Pair, made_up
from tests.intake.scores import as_line, precision, recall, understand

# Reports whose text is itself a bad scan cannot be scanned well.
CLEAN = [pair for pair in made_up() if "ocr" not in "".join(pair.expected.get("noise", ()))]
FEW = ("binh_giang", "vinh_am")
IS_ALL = os.environ.get("SCANS") == "all"
CHOSEN = [pair for pair in CLEAN if IS_ALL or pair.name in FEW]
QUALITIES = [(GOOD, 0.9), (POOR, 0.75), *([(FAIR, 0.9), (PHOTOGRAPH, 0.9)] if IS_ALL else [])]


def parsed(folder: Path, name: str, content: bytes) -> Parsed:
    path = folder / name
    path.write_bytes(content)
    return parse_file(path, name)


def reading_of(read: Parsed) -> Reading:
    return with_doubts(understand(read.text), read.text, read.doubtful)


def measured(pairs: Sequence[Pair], scanner: Scanner, folder: Path) -> Tally:
    total = Tally()
    for pair in pairs:
        scan = scanned_pdf(pdf(pair.text), scanner, random.Random(pair.name))
        read = parsed(folder, "scan.pdf", scan)
        assert read.reader == "tesseract"
        tally = compare(as_line(reading_of(read)), pair.expected)
        total.add(tally)
        total.notes += [f"{pair.name}: {note}" for note in tally.notes]
    return total


@needs_tesseract
@pytest.mark.parametrize(("scanner", "least"), QUALITIES)
def test_scans_give_the_figures(scanner: Scanner, least: float, tmp_path: Path) -> None:
    tally = measured(CHOSEN, scanner, tmp_path)
    assert recall(tally) >= least, tally.notes
    assert precision(tally) >= 0.99, tally.notes


def pair_of(name: str) -> Pair:
    return next(pair for pair in made_up() if pair.name == name)


@needs_tesseract
@pytest.mark.parametrize("kind", ["jpg", "png", "tif"])
def test_photographs_of_a_page_are_read(kind: str, tmp_path: Path) -> None:
    pair = pair_of("nghi_duong")
    pictures = pictures_of(pdf(pair.text), PHOTOGRAPH, random.Random(1))
    content = {
        "jpg": lambda: as_jpeg(pictures[0], PHOTOGRAPH),
        "png": lambda: as_png(pictures[0]),
        "tif": lambda: as_tiff([pictures[0], Image.new("L", (900, 1200), 250)]),
    }[kind]()
    read = parsed(tmp_path, f"anh.{kind}", content)
    tally = compare(as_line(reading_of(read)), pair.expected)
    assert recall(tally) >= 0.9, tally.notes
    assert precision(tally) >= 0.99, tally.notes
    assert 0.8 < read.sureness < 1


@needs_tesseract
def test_typed_and_scanned_pages_of_one_file_are_both_read(tmp_path: Path) -> None:
    typed = pypdf.PdfReader(io.BytesIO(pdf("Trang đánh máy có 12 hội nghị đối thoại ở cơ sở.")))
    scan = pypdf.PdfReader(
        io.BytesIO(scanned_pdf(pdf("Trang quét có 34 thôn."), GOOD, random.Random(2)))
    )
    writer = pypdf.PdfWriter()
    writer.add_page(typed.pages[0])
    writer.add_page(scan.pages[0])
    kept = io.BytesIO()
    writer.write(kept)
    read = parsed(tmp_path, "both.pdf", kept.getvalue())
    first, second = read.text.split("\f")
    assert "12 hội nghị" in first
    assert "34 thôn" in second
    assert read.reader == "pdf+tesseract"


@needs_tesseract
def test_letters_hidden_behind_a_scan_are_not_trusted(tmp_path: Path) -> None:
    picture = pictures_of(pdf("Xã có 34 thôn và 02 tổ dân phố."), GOOD, random.Random(3))[0]
    (tmp_path / "page.png").write_bytes(as_png(picture))
    kept = io.BytesIO()
    canvas = Canvas(kept, pagesize=(595, 842))
    canvas.drawImage(str(tmp_path / "page.png"), 0, 0, 595, 842)
    hidden = canvas.beginText(50, 700)
    hidden.setTextRenderMode(3)
    hidden.textLine("Xa co 84 thon va 82 to dan pho, do may quet doan ra, khong dung.")
    canvas.drawText(hidden)
    canvas.save()
    read = parsed(tmp_path, "hidden.pdf", kept.getvalue())
    assert read.reader == "tesseract"
    assert "34 thôn" in read.text
    assert "84" not in read.text


@needs_tesseract
def test_cells_of_a_scanned_table_keep_their_columns(tmp_path: Path) -> None:
    rows = "Nội dung | Năm 2024 | Năm 2025\nHồ sơ tiếp nhận | 10.420 | 11.377\nQuá hạn | 4 | 7\n"
    read = parsed(tmp_path, "table.pdf", scanned_pdf(pdf(rows), GOOD, random.Random(4)))
    lines = [line for line in read.text.split("\n") if "|" in line]
    assert lines[1:] == ["Hồ sơ tiếp nhận | 10.420 | 11.377", "Quá hạn | 4 | 7"]
    assert "Năm 2024 | Năm 2025" in lines[0]


@pytest.mark.parametrize("missing", ["program", "data"])
def test_what_is_missing_is_named(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if missing == "program":
        monkeypatch.setattr(recognition.shutil, "which", lambda name: None)
    else:
        monkeypatch.setattr(recognition.shutil, "which", lambda name: "/bin/false")
        monkeypatch.setattr(recognition, "_languages", lambda: frozenset({"eng"}))
    scan = scanned_pdf(pdf("Xã có 34 thôn."), POOR, random.Random(5))
    with pytest.raises(Unreadable, match=r"tesseract-ocr và tesseract-ocr-vie.*Word") as refused:
        parsed(tmp_path, "scan.pdf", scan)
    assert "bản quét" in str(refused.value)


def test_a_scan_too_long_for_one_report_is_refused_at_once(tmp_path: Path) -> None:
    sheet = Image.new("1", (400, 560), 1)
    kept = io.BytesIO()
    sheet.save(kept, "PDF", save_all=True, append_images=[sheet] * 45, resolution=72)
    with pytest.raises(Unreadable, match="46 trang quét"):
        parsed(tmp_path, "long.pdf", kept.getvalue())
