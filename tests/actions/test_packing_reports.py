"""All approved reports of a period in one ZIP: what is in it, what is not, and who may have it."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select, update

from app.actions import letting_go, loading
from app.actions.bundles import asking, making, planning, printing
from app.actions.reporting import ward_report_bytes
from app.documents.composition import OfficialDocument
from app.documents.printing import NOT_PRINTED
from app.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from app.domain.permissions import COMMAND_LINE, SYSTEM
from app.outbound.files import files
from app.store.reading import reading
from app.store.tables.bundles import Bundle, PrintedReport
from app.store.tables.city import Period, Ward
from app.store.tables.ledger import AuditEntry
from app.store.transaction import transaction
from tests import worlds
from tests.worlds import Place, Town, World

LIST = making.LIST_NAME


def enter(
    town: Town, place: Place, status: str = "approved", values: dict[str, str] | None = None
) -> None:
    given = worlds.FIGURES | (values or {})
    lines = [
        loading.Line(n, place.code, code, typed) for n, (code, typed) in enumerate(given.items(), 2)
    ]
    loaded = loading.load_answers(town.scope, COMMAND_LINE, worlds.PERIOD, status, lines)
    assert not loaded.rejected


def ask(town: Town, *formats: str) -> UUID:
    return asking.request_bundle(
        town.scope, town.reviewer, town.period_id, formats or ("pdf", "docx")
    )


def made(town: Town, *formats: str) -> Bundle:
    bundle_id = ask(town, *formats)
    making.build_bundle(town.scope, bundle_id)
    return bundle(town, bundle_id)


def bundle(town: Town, bundle_id: UUID) -> Bundle:
    with reading(town.scope) as session:
        return session.get_one(Bundle, bundle_id)


def content(town: Town, of: Bundle) -> dict[str, bytes]:
    _row, _code, path = asking.download(town.scope, town.reviewer, of.id)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def listed(files_of: dict[str, bytes]) -> dict[str, dict[str, object]]:
    """The list's lines by the unit's code."""
    sheet = load_workbook(io.BytesIO(files_of[LIST])).worksheets[0]
    head, *rows = sheet.iter_rows(min_row=4, values_only=True)
    return {str(row[1]): dict(zip(map(str, head), row, strict=True)) for row in rows}


def audited(town: Town) -> list[str]:
    with reading(town.scope) as session:
        query = select(AuditEntry.verb).order_by(AuditEntry.number)
        return [verb for verb in session.execute(query).scalars() if verb.startswith("bundle")]


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of what is really handed to the printing processes."""
    seen: list[str] = []
    honest = printing.Task

    def noted(about: object, document: OfficialDocument, name: str) -> object:
        seen.append(f"{document.author}.{name}")
        return honest(about, document, name)

    monkeypatch.setattr(printing, "Task", noted)
    # What is noted is still a task to the processes.
    return seen


def test_the_zip_has_each_approved_report_as_its_own_page_prints_it(world: World) -> None:
    town = world.here
    for place in town.places[:2]:
        enter(town, place)
    of = made(town)
    inside = content(town, of)
    assert list(inside) == [
        LIST,
        "10525 Phường Hải Dương.pdf",
        "10525 Phường Hải Dương.docx",
        "11533 Xã Nguyễn Trãi.pdf",
        "11533 Xã Nguyễn Trãi.docx",
    ]
    for place, name in (
        (town.places[0], "10525 Phường Hải Dương"),
        (town.places[1], "11533 Xã Nguyễn Trãi"),
    ):
        for kind in ("pdf", "docx"):
            own = ward_report_bytes(town.scope, town.reviewer, place.submission_id, kind)
            assert inside[f"{name}.{kind}"] == own
    assert (of.status, of.done, of.total) == ("ready", 4, 4)
    assert of.expires_at is not None


def test_names_are_marked_as_utf_8_and_nothing_needs_a_newer_unpacker(world: World) -> None:
    enter(world.here, world.here.place)
    of = made(world.here, "pdf")
    _row, _code, path = asking.download(world.here.scope, world.here.reviewer, of.id)
    with zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            assert entry.flag_bits & 0x800
            assert not entry.flag_bits & 0x08, "sizes stand before the content"
            assert entry.extract_version <= 20
            assert entry.external_attr >> 16 == 0o644
    assert path.stat().st_size == of.size


def test_the_list_names_what_is_in_and_what_is_not(world: World) -> None:
    town = world.here
    first, second, third = town.places
    enter(town, first)
    enter(town, second, "submitted")
    past = dt.datetime.now(dt.UTC) - dt.timedelta(days=3)
    with transaction(town.scope, SYSTEM) as tx:
        tx.session.execute(
            update(Period).where(Period.id == town.period_id).values(ward_due_at=past)
        )
    of = made(town, "pdf")
    inside = content(town, of)
    lines = listed(inside)
    row = lines[first.code]
    name = "10525 Phường Hải Dương.pdf"
    assert row["Trong tệp ZIP"] == "có"
    assert row["Tệp PDF"] == name
    assert row["SHA-256 của tệp PDF"] == hashlib.sha256(inside[name]).hexdigest()
    assert row["Bản nộp số"] == 1
    assert len(str(row["SHA-256 của bản nộp"])) == 64
    assert row["Thời hạn"] == planning.LATE
    waiting, missing = lines[second.code], lines[third.code]
    assert (waiting["Trong tệp ZIP"], waiting["Tình trạng"]) == ("không", "Đã nộp")
    assert (waiting["Bản nộp số"], waiting["Tệp PDF"]) == (None, None)
    assert (missing["Tình trạng"], missing["Thời hạn"]) == (planning.NOT_BEGUN, planning.OVERDUE)
    assert of.told == {
        "units": 3,
        "packed": 1,
        "unapproved": 1,
        "missing": 1,
        "late": 2,
        "failed": [],
    }


def test_a_name_that_looks_like_a_formula_or_a_path_stays_a_name(world: World) -> None:
    town = world.here
    evil = '=HYPERLINK("http://evil/","x")/..\\Phường'
    with transaction(town.scope, SYSTEM) as tx:
        tx.session.execute(update(Ward).where(Ward.id == town.place.ward_id).values(name=evil))
    enter(town, town.place)
    inside = content(town, made(town, "pdf"))
    (name,) = set(inside) - {LIST}
    assert name == "10525 =HYPERLINK( http evil , x ) .. Phường.pdf"
    sheet = load_workbook(io.BytesIO(inside[LIST])).worksheets[0]
    cell = next(c for row in sheet.iter_rows() for c in row if c.value == evil)
    assert cell.data_type == "s"


def test_the_approved_version_is_packed_whatever_came_after(world: World) -> None:
    town = world.here
    enter(town, town.place, values={"dossiers_received": "100"})
    before = made(town, "pdf")
    enter(town, town.place, values={"dossiers_received": "101", "dossiers_received_online": "91"})
    after = made(town, "pdf")
    assert listed(content(town, before))["10525"]["Bản nộp số"] == 1
    assert listed(content(town, after))["10525"]["Bản nộp số"] == 2
    name = "10525 Phường Hải Dương.pdf"
    assert content(town, before)[name] != content(town, after)[name]


def test_a_second_zip_prints_only_what_changed(world: World, printed: list[str]) -> None:
    town = world.here
    for place in town.places:
        enter(town, place)
    first = content(town, made(town, "pdf"))
    assert len(printed) == 3
    enter(town, town.places[1], values={"households_total": "3.501"})
    printed.clear()
    second = content(town, made(town, "pdf"))
    assert printed == ["Ủy ban nhân dân xã Nguyễn Trãi.pdf"]
    same = {name for name in first if first[name] == second[name]}
    assert same == {"10525 Phường Hải Dương.pdf", "11911 Phường Đồ Sơn.pdf"}
    printed.clear()
    made(town, "pdf", "docx")
    assert {name.rpartition(".")[2] for name in printed} == {"docx"}
    with reading(town.scope) as session:
        rows = session.execute(select(PrintedReport)).scalars().all()
        assert len(rows) == 6
        assert all(files().path(row.storage_key).exists() for row in rows)


def test_what_is_printed_with_the_unit_s_name_is_printed_anew_when_it_is_renamed(
    world: World, printed: list[str]
) -> None:
    town = world.here
    enter(town, town.place)
    made(town, "pdf")
    with transaction(town.scope, SYSTEM) as tx:
        tx.session.execute(
            update(Ward).where(Ward.id == town.place.ward_id).values(name="Phường Thành Đông")
        )
    printed.clear()
    assert "10525 Phường Thành Đông.pdf" in content(town, made(town, "pdf"))
    assert printed == ["Ủy ban nhân dân phường Thành Đông.pdf"]


def test_a_kept_document_that_is_gone_from_the_disk_is_printed_again(world: World) -> None:
    town = world.here
    enter(town, town.place)
    first = content(town, made(town, "pdf"))
    with reading(town.scope) as session:
        for row in session.execute(select(PrintedReport)).scalars():
            files().remove(row.storage_key)
    second = content(town, made(town, "pdf"))
    assert {n: c for n, c in first.items() if n != LIST} == {
        n: c for n, c in second.items() if n != LIST
    }


# --- what cannot be made --------------------------------------------------------------------


def broken_for(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = printing.ward_report

    def broken(session: object, report: object, *rest: object, **more: object) -> object:
        if report.ward.code == place.code:  # type: ignore[attr-defined]
            raise KeyError("a field that the form does not have")
        return honest(session, report, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(printing, "ward_report", broken)


def test_a_report_that_cannot_be_printed_is_named_and_the_others_are_there(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = world.here
    for place in town.places:
        enter(town, place)
    broken_for(town.places[1], monkeypatch)
    of = made(town, "pdf")
    inside = content(town, of)
    assert set(inside) == {LIST, "10525 Phường Hải Dương.pdf", "11911 Phường Đồ Sơn.pdf"}
    row = listed(inside)["11533"]
    assert row["Trong tệp ZIP"] == "không"
    assert row["Ghi chú"] == f"PDF: {NOT_PRINTED}"
    assert row["Bản nộp số"] == 1
    assert of.told["failed"] == [{"name": "Xã Nguyễn Trãi", "format": "pdf", "why": NOT_PRINTED}]


def test_without_one_printed_document_there_is_no_file(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(world.here, world.here.place)
    broken_for(world.here.place, monkeypatch)
    of = made(world.here, "pdf")
    assert (of.status, of.error, of.storage_key) == ("failed", making.NONE_PRINTED, "")


def test_nothing_approved_is_refused_and_said(world: World) -> None:
    town = world.here
    enter(town, town.place, "submitted")
    with pytest.raises(Invalid, match="chưa có báo cáo nào được duyệt"):
        ask(town)
    with reading(town.scope) as session:
        assert session.execute(select(Bundle)).first() is None


def test_an_approval_taken_back_before_the_work_leaves_no_empty_file(world: World) -> None:
    town = world.here
    enter(town, town.place)
    bundle_id = ask(town, "pdf")
    enter(town, town.place, "submitted")
    making.build_bundle(town.scope, bundle_id)
    of = bundle(town, bundle_id)
    assert (of.status, of.error, of.storage_key) == ("failed", asking.NOTHING, "")


@pytest.mark.parametrize(
    ("formats", "said"), [((), "ít nhất một định dạng"), (("exe",), "Không có định dạng này")]
)
def test_a_request_without_sense_is_refused(
    world: World, formats: Sequence[str], said: str
) -> None:
    enter(world.here, world.here.place)
    with pytest.raises(Invalid, match=said):
        asking.request_bundle(world.here.scope, world.here.reviewer, world.here.period_id, formats)


# --- stopping, going on, ending -------------------------------------------------------------


def stop_after(town: Town, bundle_id: UUID, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody presses the button once so many documents are there."""
    honest = making.pieces

    def watched(*asked: object) -> Iterator[object]:
        for number, piece in enumerate(honest(*asked), 1):  # type: ignore[arg-type]
            if number == count:
                asking.cancel(town.scope, town.reviewer, bundle_id)
            yield piece

    monkeypatch.setattr(making, "pieces", watched)
    monkeypatch.setattr(making, "_LOOKS", 0.0)


def test_a_stopped_one_stops_where_it_is_and_goes_on_from_there(
    world: World, printed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    town = world.here
    for place in town.places:
        enter(town, place)
    bundle_id = ask(town, "pdf", "docx")
    stop_after(town, bundle_id, 1, monkeypatch)
    making.build_bundle(town.scope, bundle_id)
    stopped = bundle(town, bundle_id)
    assert (stopped.status, stopped.storage_key) == ("cancelled", "")
    kept = len(kept_documents(town))
    assert 1 <= kept < 6
    with pytest.raises(NotFound):
        asking.download(town.scope, town.reviewer, bundle_id)
    making.build_bundle(town.scope, bundle_id)
    assert bundle(town, bundle_id).status == "cancelled", "a stopped one is not made by itself"

    monkeypatch.setattr(making, "pieces", printing.pieces)
    printed.clear()
    asking.retry(town.scope, town.reviewer, bundle_id)
    making.build_bundle(town.scope, bundle_id)
    assert bundle(town, bundle_id).status == "ready"
    assert len(printed) == 6 - kept


def kept_documents(town: Town) -> list[PrintedReport]:
    with reading(town.scope) as session:
        return list(session.execute(select(PrintedReport)).scalars())


def test_of_two_beginnings_the_later_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A try whose worker seemed dead comes back while another is at it, and then fails."""
    town = world.here
    for place in town.places:
        enter(town, place)
    bundle_id = ask(town, "pdf")
    honest = making._packed

    def overtaken(*given: object) -> object:
        monkeypatch.setattr(making, "_packed", failing_beside)
        making.build_bundle(town.scope, bundle_id)
        return honest(*given)  # type: ignore[arg-type]

    def failing_beside(*given: object) -> object:
        making.fail_bundle(town.scope, bundle_id, "Lỗi của lần trước")
        return honest(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "_packed", overtaken)
    before = shelf()
    making.build_bundle(town.scope, bundle_id)
    of = bundle(town, bundle_id)
    assert (of.status, of.error, of.attempt) == ("ready", "", 2)
    assert len(shelf() - before) == 3 + 1, "the earlier one's file was removed again"
    assert len(content(town, of)) == 1 + 3


def shelf() -> set[Path]:
    return {path for path in files().root.glob("??/*") if path.is_file()}


def test_one_that_is_stopped_while_it_is_packed_leaves_no_file(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = world.here
    enter(town, town.place)
    bundle_id = ask(town, "pdf")
    honest = making._packed

    def stopped(*given: object) -> object:
        stored = honest(*given)  # type: ignore[arg-type]
        asking.cancel(town.scope, town.reviewer, bundle_id)
        return stored

    monkeypatch.setattr(making, "_packed", stopped)
    before = shelf()
    making.build_bundle(town.scope, bundle_id)
    assert bundle(town, bundle_id).status == "cancelled"
    assert len(shelf() - before) == 1, "only the printed document is kept"


def test_a_full_disk_leaves_no_half_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    town = world.here
    enter(town, town.place)
    bundle_id = ask(town, "pdf")

    def full(*given: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(making.shutil, "copyfileobj", full)
    before = shelf()
    with pytest.raises(OSError, match="No space"):
        making.build_bundle(town.scope, bundle_id)
    assert {path.suffix for path in shelf() - before} == {""}
    assert len(shelf() - before) == 1
    monkeypatch.undo()
    making.build_bundle(town.scope, bundle_id)
    assert bundle(town, bundle_id).status == "ready"


def test_what_is_over_or_under_way_is_neither_stopped_nor_made_again(world: World) -> None:
    town = world.here
    enter(town, town.place)
    bundle_id = ask(town, "pdf")
    with pytest.raises(Conflict):
        asking.retry(town.scope, town.reviewer, bundle_id)
    making.build_bundle(town.scope, bundle_id)
    finished = bundle(town, bundle_id)
    with pytest.raises(Conflict):
        asking.cancel(town.scope, town.reviewer, bundle_id)
    making.build_bundle(town.scope, bundle_id)
    assert bundle(town, bundle_id).storage_key == finished.storage_key


def test_a_file_whose_time_is_over_is_gone_and_its_row_stays(world: World) -> None:
    town, other = world.here, world.there
    for one in (town, other):
        enter(one, one.place)
    old, young = made(town, "pdf"), made(other, "pdf")
    past = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    with transaction(town.scope, SYSTEM) as tx:
        tx.session.execute(update(Bundle).where(Bundle.id == old.id).values(expires_at=past))
    with pytest.raises(NotFound, match="không còn"):
        asking.download(town.scope, town.reviewer, old.id)
    assert letting_go.let_go_of_expired() == 1
    assert letting_go.let_go_of_expired() == 0
    assert not files().path(old.storage_key).exists()
    assert files().path(young.storage_key).exists()
    assert (bundle(town, old.id).status, bundle(town, old.id).sha256) == ("ready", old.sha256)


def test_what_a_killed_worker_left_half_written_is_removed_a_day_later(app: Flask) -> None:
    with files().drafting() as draft:
        draft.file.write(b"whole")
    folder = files().path(draft.stored.key).parent
    old, young = folder / "a.part", folder / "b.part"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 90_000,) * 2)
    os.utime(files().path(draft.stored.key), (time.time() - 90_000,) * 2)
    letting_go.let_go_of_expired()
    assert not old.exists()
    assert young.exists()
    assert files().get(draft.stored.key) == b"whole"


# --- who ------------------------------------------------------------------------------------


def test_only_the_department_s_people_of_the_city_may(world: World, app: Flask) -> None:
    town, other = world.here, world.there
    enter(town, town.place)
    enter(other, other.place)
    of = made(town, "pdf")
    for actor in (town.place.drafter, town.place.leader):
        with pytest.raises(NotAllowed):
            asking.request_bundle(town.scope, actor, town.period_id, ["pdf"])
        for act in (asking.download, asking.cancel, asking.retry):
            with pytest.raises(NotAllowed):
                act(town.scope, actor, of.id)
    for act in (asking.download, asking.cancel, asking.retry):
        with pytest.raises(NotFound):
            act(other.scope, other.head, of.id)
    with pytest.raises(NotFound):
        asking.request_bundle(other.scope, other.head, town.period_id, ["pdf"])
    for actor in (town.reviewer, town.head, town.admin):
        asking.download(town.scope, actor, of.id)


def test_the_wall_hides_what_is_kept(world: World) -> None:
    town, other = world.here, world.there
    for place in town.places[:2]:
        enter(town, place)
    made(town, "pdf")
    with reading(other.scope) as session:
        assert session.execute(select(Bundle)).first() is None
        assert session.execute(select(PrintedReport)).first() is None
    with reading(town.place.scope) as session:
        assert session.execute(select(Bundle)).first() is None
        rows = session.execute(select(PrintedReport)).scalars().all()
        assert [row.ward_id for row in rows] == [town.place.ward_id]


def test_who_asked_stopped_and_took_is_on_record(world: World) -> None:
    town = world.here
    enter(town, town.place)
    stopped = ask(town, "pdf")
    asking.cancel(town.scope, town.reviewer, stopped)
    asking.download(town.scope, town.head, made(town, "pdf").id)
    assert audited(town) == [
        "bundle_requested",
        "bundle_cancelled",
        "bundle_requested",
        "bundle_downloaded",
    ]
