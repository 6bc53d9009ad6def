"""A backup holds what was acknowledged before it began, and only a whole one is restored."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, pool, select, text

from app import create_app
from app.actions import backing_up, drafting
from app.actions.backing_up import Target
from app.domain.errors import Conflict, DomainError, Invalid
from app.outbound.files import files
from app.store import audit, copying, submissions
from app.store.boot import check_database
from app.store.database import db
from app.store.reading import reading
from app.store.tables.submissions import AnswerRow
from config import Settings
from tests import worlds
from tests.worlds import World

KEY = b"khoa-sao-luu"


def quiet(sentence: str) -> None:
    """Progress is for people."""


@pytest.fixture
def backup(app: Flask, world: World, tmp_path: Path) -> Path:
    """A backup of a world in which one ward has submitted and a file was kept."""
    worlds.filed(world.here.place)
    files().put("Phụ lục kèm báo cáo".encode())
    path = tmp_path / "tonghop.backup"
    url = app.config["SETTINGS"].backup_database_url
    backing_up.back_up(path, url, KEY, quiet)
    return path


@pytest.fixture
def elsewhere(app: Flask, tmp_path: Path, worker_id: str) -> Iterator[Flask]:
    """An installation of its own with an empty database, where nothing is prepared yet."""
    chosen: Settings = app.config["SETTINGS"]
    name = f"tonghop_restored_{worker_id}"

    def turned(url: str | None) -> str:
        return make_url(url or "").set(database=name).render_as_string(hide_password=False)

    settings = replace(
        chosen,
        instance_dir=tmp_path / "elsewhere",
        database_url=turned(chosen.database_url),
        worker_database_url=turned(chosen.worker_database_url),
        database_owner_url=turned(chosen.database_owner_url),
        backup_database_url=turned(chosen.backup_database_url),
    )
    engine = create_engine(
        chosen.database_owner_url or "", poolclass=pool.NullPool, isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
        made = create_app(settings, serving=False)
        yield made
        with made.app_context():
            db.engine.dispose()
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def target_of(app: Flask) -> Target:
    chosen: Settings = app.config["SETTINGS"]
    roles = {
        "app": chosen.database_url,
        "worker": chosen.worker_database_url,
        "backup": chosen.backup_database_url or "",
    }
    return Target(chosen.database_owner_url or "", roles)


def contents(app: Flask) -> dict[str, bytes]:
    """Every table's rows, as the backup's role reads them."""
    with copying.snapshot(app.config["SETTINGS"].backup_database_url) as moment:
        return {
            table.name: b"\n".join(sorted(b"".join(moment.rows(table)).split(b"\n")))
            for table in copying.tables()
        }


def test_what_was_there_when_it_began_comes_back_whole(
    app: Flask, world: World, backup: Path, elsewhere: Flask
) -> None:
    before, kept = contents(app), {key: files().get(key) for key in files().every_key()}
    worlds.fill(world.there.place, {"households_total": "9.999"})
    with elsewhere.app_context():
        told = backing_up.restore(backup, target_of(elsewhere), KEY, quiet)
        assert contents(elsewhere) == before != contents(app)
        restored = {key: files().get(key) for key in files().every_key()}
    assert kept == restored
    assert told["rows"] == sum(len(rows.split(b"\n")) - 1 for rows in before.values())
    assert told["files"] == len(kept) >= 1


def test_the_restored_city_goes_on_behind_its_wall(
    app: Flask, world: World, backup: Path, elsewhere: Flask
) -> None:
    here, place = world.here, world.here.place
    with elsewhere.app_context():
        backing_up.restore(backup, target_of(elsewhere), KEY, quiet)
        check_database()
        with reading(here.scope) as session:
            assert list(audit.faults(session, here.city_id)) == []
            report = submissions.by_id(session, place.submission_id)
            assert report is not None
            assert report.last_version == 1
        # Numbers that the database gives out must not meet those that were restored.
        other = here.places[1]
        saved = drafting.save_answer(
            other.scope, other.drafter, other.submission_id, "households_total", "1.234", 0
        )
        assert saved is not None
        with reading(other.scope) as session:
            wards = set(session.execute(select(AnswerRow.ward_id)).scalars())
        assert wards == {other.ward_id}


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def with_a_flipped_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as file:
        largest = max(file.infolist(), key=lambda info: info.compress_size)
    content[largest.header_offset + 200 + largest.compress_size // 2] ^= 0xFF
    path.write_bytes(bytes(content))


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            file.writestr(name, content)


def with_another_manifest(path: Path) -> None:
    def change(members: dict[str, bytes]) -> None:
        manifest = json.loads(members["manifest.json"])
        manifest["made_at"] = "2020-01-01T00:00:00+00:00"
        members["manifest.json"] = json.dumps(manifest).encode()

    rewritten(path, change)


def without_a_table(path: Path) -> None:
    rewritten(path, lambda members: [members.pop("tables/answer")])


def with_a_stranger(path: Path) -> None:
    rewritten(path, lambda members: members.update({"files/../../etc/passwd": b"x"}))


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def absent(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (truncated, "cắt cụt"),
        (with_a_flipped_byte, "hỏng"),
        (with_another_manifest, "đã bị sửa"),
        (without_a_table, "tables/answer"),
        (with_a_stranger, "phần lạ"),
        (emptied, "cắt cụt"),
        (absent, "Không có tệp"),
    ],
)
def test_a_damaged_backup_is_refused_and_nothing_is_touched(
    damage: Callable[[Path], None], words: str, backup: Path, elsewhere: Flask
) -> None:
    damage(backup)
    with elsewhere.app_context():
        with pytest.raises(Invalid, match=words):
            backing_up.restore(backup, target_of(elsewhere), KEY, quiet)
        assert list(files().every_key()) == []
    with create_engine(target_of(elsewhere).owner_url, poolclass=pool.NullPool).connect() as look:
        count = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert look.execute(text(count)).scalar() == 0


def test_another_key_is_refused_unless_somebody_answers_for_the_file(
    backup: Path, elsewhere: Flask
) -> None:
    with elsewhere.app_context():
        with pytest.raises(Invalid, match="khóa khác"):
            backing_up.restore(backup, target_of(elsewhere), b"khac", quiet)
        told = backing_up.restore(backup, target_of(elsewhere), b"khac", quiet, any_key=True)
    assert told["rows"] > 0


def test_an_older_backup_is_sent_to_the_program_that_made_it(
    app: Flask, world: World, tmp_path: Path, elsewhere: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.backup"
    with monkeypatch.context() as patch:
        patch.setattr(copying.Snapshot, "revision", "0001")
        backing_up.back_up(path, app.config["SETTINGS"].backup_database_url, KEY, quiet)
    with elsewhere.app_context(), pytest.raises(Invalid, match="phiên bản dữ liệu 0001"):
        backing_up.restore(path, target_of(elsewhere), KEY, quiet)


def test_a_city_is_never_written_over(app: Flask, backup: Path) -> None:
    before = contents(app)
    with pytest.raises(Conflict, match="đã có dữ liệu"):
        backing_up.restore(backup, target_of(app), KEY, quiet)
    assert contents(app) == before


def test_a_failure_in_the_middle_leaves_the_database_empty(
    backup: Path, elsewhere: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill, filled = copying._fill, []

    def failing(connection: object, table: object, pieces: object) -> None:
        if len(filled) == 10:
            raise DomainError("Đĩa đầy.")
        filled.append(table)
        fill(connection, table, pieces)  # type: ignore[arg-type]

    with elsewhere.app_context():
        monkeypatch.setattr(copying, "_fill", failing)
        with pytest.raises(DomainError, match="Đĩa đầy"):
            backing_up.restore(backup, target_of(elsewhere), KEY, quiet)
        monkeypatch.undo()
        check_database()  # The wall stands again.
        assert not any(contents(elsewhere)[name].strip() for name in ("city", "answer", "event"))
        assert backing_up.restore(backup, target_of(elsewhere), KEY, quiet)["rows"] > 0
