"""Who read a file, and how sure that was, is kept with the file."""

from __future__ import annotations

import io

import pytest
from docx import Document
from PIL import Image

from app.actions import intake
from app.actions.intake import taking
from app.documents.parsing import Parsed
from app.store import answers
from app.store.reading import reading
from app.store.tables.submissions import Upload
from tests.worlds import Place, World

TEXT = """UBND PHƯỜNG HẢI DƯƠNG
BÁO CÁO
Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026

II. KẾT QUẢ
1. Cải cách hành chính
Đã tiếp nhận: 120 hồ sơ (trong đó trực tuyến: 100 hồ sơ, trực tiếp: 20 hồ sơ).
"""


def word(text: str) -> bytes:
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def taken_in(place: Place, name: str, content: bytes) -> Upload:
    upload_id = intake.upload(place.scope, place.drafter, place.submission_id, name, content)
    intake.read_upload(place.scope, upload_id)
    with reading(place.scope) as session:
        return session.get_one(Upload, upload_id)


def test_a_word_file_is_read_from_its_own_letters(world: World) -> None:
    kept = taken_in(world.here.place, "bc.docx", word(TEXT))
    assert (kept.status, kept.reader, kept.sureness) == ("read", "docx", 1.0)


def test_a_word_file_by_another_name_is_read_all_the_same(world: World) -> None:
    kept = taken_in(world.here.place, "bc.pdf", word(TEXT))
    assert (kept.status, kept.reader) == ("read", "docx")


def test_a_figure_that_recognition_doubts_waits_for_a_person(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = world.here.place
    at = TEXT.index("100 hồ sơ")
    doubted = Parsed(TEXT, "tesseract", 0.91, ((at, at + 3),))
    with monkeypatch.context() as patch:
        patch.setattr(taking, "parse_file", lambda path, name: doubted)
        kept = taken_in(place, "bc.jpg", b"a picture")
    assert (kept.reader, kept.sureness) == ("tesseract", 0.91)
    with reading(place.scope) as session:
        states = {p.code: p.status for p in answers.phrases_of_upload(session, kept.id)}
        drafted = set(answers.rows_of(session, place.submission_id))
    assert states["dossiers_received_online"] == "uncertain"
    assert states["dossiers_received"] == "read"
    assert "dossiers_received" in drafted
    assert "dossiers_received_online" not in drafted


def test_a_picture_that_holds_no_page_is_kept_with_what_to_do(world: World) -> None:
    small = io.BytesIO()
    Image.new("L", (40, 40), 255).save(small, "PNG")
    kept = taken_in(world.here.place, "anh.png", small.getvalue())
    assert kept.status == "failed"
    assert "quá nhỏ" in kept.error
    assert kept.size == len(small.getvalue())
