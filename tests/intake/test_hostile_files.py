"""Every hostile file ends in text or in one sentence that says what to do, within limits.

HOSTILE=all runs the whole corpus, HOSTILE_SEED another one; without them a sample runs.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import tempfile
import time
from pathlib import Path

import pytest

from app.documents.parsing import Unreadable, parse_file, unpack
from app.documents.parsing.child import SECONDS
from tests.intake.generator.hostile import ARCHIVES, Hostile, corpus, old_container

SEED = int(os.environ.get("HOSTILE_SEED", "20260614"))
IS_ALL = os.environ.get("HOSTILE") == "all"
SAMPLE = 110
ALL = corpus(SEED)
# What each of these can cost is held down by the parser's own limits, with room for a slow machine.
SOON, LATE = 15, SECONDS + 10

# How many files each odd archive holds.
INSIDE = {"slip": 2, "absolute": 1, "doubles": 3, "nested": 2, "lying": 1}


def chosen() -> list[Hostile]:
    """All of it, or a sample with every kind of trap that is not heavy."""
    if IS_ALL:
        return ALL
    light = [file for file in ALL if not file.heavy]
    many = ("cut", "bent", "noise", "empty", "blank", "really")
    traps = [file for file in light if not file.name.startswith(many)]
    others = [file for file in light if file.name.startswith(many)]
    return traps + random.Random(SEED).sample(others, SAMPLE)


def test_the_corpus_is_large() -> None:
    assert len(ALL) >= 300


def outcome(path: Path, name: str) -> str:
    """'' where the file was read, else the sentence."""
    try:
        assert parse_file(path, name).text.strip()
    except Unreadable as error:
        return str(error)
    return ""


def tells_what_to_do(sentence: str) -> bool:
    return (
        "\n" not in sentence
        and sentence.endswith(".")
        and any(word in sentence for word in ("Hãy", "hãy", "cần cài"))
        and "Error" not in sentence
    )


@pytest.mark.parametrize("file", chosen(), ids=lambda file: ascii(file.name)[1:-1][:60])
def test_a_hostile_file_ends_clearly_and_soon(file: Hostile, tmp_path: Path) -> None:
    path = tmp_path / "kept"
    content = file.content
    path.write_bytes(content)
    begun = time.monotonic()
    sentence = outcome(path, file.name)
    assert time.monotonic() - begun < (LATE if file.heavy else SOON), SEED
    assert sentence == "" or tells_what_to_do(sentence), (SEED, sentence)
    assert sentence or file.may_read, SEED
    assert os.listdir(tmp_path) == ["kept"]
    assert path.read_bytes() == content
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("name", ["sound.docx", "locked.pdf", "huge.png", "self.pdf"])
def test_nothing_is_left_in_the_temporary_folder(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, scratch = tmp_path / "kept", tmp_path / "scratch"
    path.write_bytes(next(file.content for file in ALL if file.name == name))
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    outcome(path, name)
    assert os.listdir(scratch) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("flat-bomb", "quá lớn"),
        ("many", "quá 500 tệp"),
        ("swarm", "quá 500 tệp"),
        ("locked", "mật khẩu"),
        ("cut", "bị hỏng"),
        ("bent", "bị hỏng"),
    ],
)
def test_a_bad_archive_is_refused_with_what_to_do(name: str, said: str, tmp_path: Path) -> None:
    path, folder = tmp_path / "all.zip", tmp_path / "out"
    path.write_bytes(ARCHIVES[name]())
    folder.mkdir()
    with pytest.raises(Unreadable, match=said) as refused:
        list(unpack(path, folder))
    assert tells_what_to_do(str(refused.value))


@pytest.mark.parametrize(
    "name", ["slip", "absolute", "doubles", "nested", "lying", "none", "folders"]
)
def test_an_odd_archive_stays_in_its_folder(name: str, tmp_path: Path) -> None:
    path, folder = tmp_path / "all.zip", tmp_path / "out"
    path.write_bytes(ARCHIVES[name]())
    folder.mkdir()
    found = list(unpack(path, folder))
    assert len(found) == INSIDE.get(name, 0)
    assert all(file.parent == folder and "/" not in shown for file, shown in found)
    assert sorted(os.listdir(tmp_path)) == ["all.zip", "out"]
    assert not Path("/tmp/slip-out.txt").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("locked.docx", "mật khẩu"),
        ("locked.pdf", "mật khẩu"),
        ("500-pages.pdf", "500 trang"),
        ("50MB.txt", "1 triệu chữ"),
        ("51MB.txt", "50 MB"),
        ("huge.png", "60 triệu điểm ảnh"),
        ("tiny.jpg", "quá nhỏ"),
        ("phone.heic", "JPEG"),
        ("book.doc", "Excel"),
        ("empty.pdf", "rỗng"),
        ("many.zip", "tệp nén"),
    ],
)
def test_the_sentence_names_what_is_wrong(name: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(next(file.content for file in ALL if file.name == name))
    with pytest.raises(Unreadable) as refused:
        parse_file(path, name)
    assert said in str(refused.value)


@pytest.mark.parametrize("name", ["sound.docx", "sound.pdf", "sound.html", "sound.utf16.txt"])
def test_a_file_is_known_by_its_content(name: str, tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(next(file.content for file in ALL if file.name == name))
    for shown in ("bao-cao.doc", "bao-cao.pdf", "bao-cao", "bao-cao.xlsx"):
        assert "Đã tiếp nhận 120 hồ sơ" in parse_file(path, shown).text


def test_another_old_office_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.doc"
    path.write_bytes(old_container(b"nothing known"))
    with pytest.raises(Unreadable, match="Office cũ khác"):
        parse_file(path, path.name)
