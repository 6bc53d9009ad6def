"""The Excel round trip: what changed is written, what changed on both sides is asked."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from app.actions import batching, checking, drafting, entry_books, explaining, intake, periods
from app.actions.access import report_for_system
from app.actions.loading import Line, load_answers
from app.documents.entry_book import SUFFIX
from app.domain.answers import Origin
from app.domain.errors import Invalid, NotAllowed, NotFound
from app.domain.permissions import COMMAND_LINE
from app.outbound.files import files
from app.store import answers as answer_store
from app.store import batches
from app.store.reading import reading
from app.store.tables.submissions import AnswerRow, Upload
from app.store.transaction import transaction
from tests.documents.entry_books import edited, put
from tests.worlds import FIGURES, PERIOD, Place, World, fill, person


@pytest.fixture
def place(world: World) -> Place:
    """A ward whose draft already says something."""
    fill(world.here.place, FIGURES)
    return world.here.place


@dataclass(frozen=True)
class Sent:
    """An upload and what each of its cells led to."""

    id: UUID
    status: str
    error: str
    decisions: Mapping[str, str]
    header: Mapping[str, Any]


def download(place: Place) -> bytes:
    return entry_books.entry_book(place.scope, place.drafter, place.submission_id).content


def send(place: Place, content: bytes, by: Place | None = None) -> Sent:
    """Upload as the drafter and have it read as the worker does."""
    drafter = (by or place).drafter
    upload_id = intake.upload(place.scope, drafter, place.submission_id, "biểu.xlsx", content)
    intake.read_upload(place.scope, upload_id, drafter.person_id)
    with reading(place.scope) as session:
        row = session.get_one(Upload, upload_id)
        found = answer_store.phrases_of_upload(session, upload_id)
    decisions = {p.code: p.decision for p in found}
    decisions |= {code: text["decision"] for code, text in row.texts.items()}
    return Sent(upload_id, row.status, row.error, decisions, row.header)


def rows(place: Place) -> dict[str, AnswerRow]:
    with reading(place.scope) as session:
        return answer_store.rows_of(session, place.submission_id)


def origin(place: Place, code: str) -> tuple[str, str]:
    with reading(place.scope) as session:
        newest = answer_store.history_of(session, place.submission_id, code)[0]
    return newest.origin, newest.origin_detail


def typed(place: Place) -> dict[str, str]:
    return {code: row.typed for code, row in rows(place).items()}


def save(place: Place, code: str, text: str, seen: int) -> None:
    """Somebody else of the ward types on the page."""
    drafting.save_answer(place.scope, place.leader, place.submission_id, code, text, seen)


def test_an_untouched_file_changes_nothing(place: Place) -> None:
    before = {code: (row.typed, row.revision) for code, row in rows(place).items()}
    sent = send(place, download(place))
    assert (sent.status, sent.error, sent.decisions) == ("read", "", {})
    assert {code: (row.typed, row.revision) for code, row in rows(place).items()} == before


def test_only_what_changed_is_written_in_the_senders_name(place: Place) -> None:
    before = rows(place)
    changes = {"households_total": 3600, "overview": "Lời mới.", "reception_turns": 7}
    sent = send(place, put(download(place), changes))
    after = rows(place)
    assert set(sent.decisions.items()) == {(code, "applied") for code in changes}
    assert after["households_total"].typed == "3600"
    assert after["households_total"].updated_by == place.drafter.person_id
    assert after["reception_turns"].updated_by_name == place.drafter.name
    assert after["reception_turns"].confirmed
    assert after["overview"].typed == "Lời mới."
    assert {origin(place, code) for code in changes} == {(Origin.SHEET, "biểu.xlsx")}
    unchanged = before.keys() - changes.keys()
    assert {c: after[c].revision for c in unchanged} == {c: before[c].revision for c in unchanged}


def test_what_somebody_typed_meanwhile_is_not_overwritten(place: Place) -> None:
    content = download(place)
    save(place, "households_total", "3.700", rows(place)["households_total"].revision)
    save(place, "difficulties", "Khó khăn mới.", 0)
    changes = {"households_total": 3600, "difficulties": "Khác.", "reception_turns": 7}
    sent = send(place, put(content, changes))
    assert sent.decisions == {
        "households_total": "kept",
        "difficulties": "kept",
        "reception_turns": "applied",
    }
    now = typed(place)
    assert (now["households_total"], now["difficulties"]) == ("3.700", "Khó khăn mới.")


def test_what_both_typed_alike_is_no_conflict(place: Place) -> None:
    content = download(place)
    save(place, "households_total", "3.600", rows(place)["households_total"].revision)
    sent = send(place, put(content, {"households_total": 3600}))
    assert sent.decisions == {"households_total": "applied"}
    assert typed(place)["households_total"] == "3.600"


def test_the_same_file_goes_on_from_upload_to_upload(place: Place) -> None:
    first = put(download(place), {"households_total": 3600, "reception_turns": "7 lượt"})
    assert send(place, first).decisions["reception_turns"] == "pending"
    second = put(first, {"households_total": 3650, "reception_turns": 7})
    assert set(send(place, second).decisions.values()) == {"applied"}
    assert typed(place)["households_total"] == "3650"
    save(place, "households_total", "3.700", rows(place)["households_total"].revision)
    third = put(second, {"households_total": 3660})
    assert send(place, third).decisions == {"households_total": "kept"}
    assert typed(place)["households_total"] == "3.700"


def test_an_emptied_cell_waits_until_a_person_confirms_it(place: Place) -> None:
    sent = send(place, put(download(place), {"households_total": None}))
    assert sent.decisions == {"households_total": "pending"}
    assert "households_total" in rows(place)
    choice = intake.Choice("confirm")
    intake.decide(place.scope, place.drafter, sent.id, {"households_total": choice})
    assert "households_total" not in rows(place)


def test_a_field_that_somebody_emptied_meanwhile_waits(place: Place) -> None:
    content = download(place)
    save(place, "households_total", "", rows(place)["households_total"].revision)
    sent = send(place, put(content, {"households_total": 3600}))
    assert sent.decisions == {"households_total": "pending"}
    assert "households_total" not in rows(place)


def test_what_the_file_says_can_be_taken_after_a_conflict(place: Place) -> None:
    content = download(place)
    save(place, "households_total", "3.700", rows(place)["households_total"].revision)
    sent = send(place, put(content, {"households_total": 3600}))
    seen = rows(place)["households_total"].revision
    choice = intake.Choice("confirm", seen=seen)
    assert not intake.decide(place.scope, place.drafter, sent.id, {"households_total": choice})
    assert typed(place)["households_total"] == "3600"


def test_a_table_that_cannot_be_read_is_told(place: Place) -> None:
    def wrong(book: openpyxl.Workbook) -> None:
        book["Bảng II.2"]["E6"].value = "31/2/2026"

    sent = send(place, edited(download(place), wrong))
    (note,) = sent.header["workbook"]["notes"]
    assert note.startswith("Các văn bản (ô Bảng II.2!C6): Dòng 1")
    assert sent.decisions == {}


def test_states_and_tables_go_into_the_draft(place: Place) -> None:
    content = put(download(place), {"clearance_projects": "Không áp dụng"}, "D")
    content = put(content, {"clearance_projects": "không có dự án"}, "F")

    def table(book: openpyxl.Workbook) -> None:
        book["Bảng VI"]["C6"].value, book["Bảng VI"]["D6"].value = "Sở Nội vụ", "Tập huấn."

    send(place, edited(content, table))
    found = rows(place)
    assert (found["clearance_projects"].state, found["clearance_projects"].reason) == (
        "not_applicable",
        "không có dự án",
    )
    assert found["proposal_rows"].value_rows == [{"to": "Sở Nội vụ", "content": "Tập huấn."}]


def test_reasons_given_to_flags_are_kept(place: Place) -> None:
    save(place, "feedback_received", "5", 0)
    save(place, "feedback_resolved", "3", 0)
    save(place, "feedback_pending", "1", 0)
    flag = flags(place)["feedback_balance"]
    explaining.explain(
        place.scope, place.drafter, place.submission_id,
        flag.finding.key, flag.finding.inputs_hash, "Chuyển từ kỳ trước.",
    )  # fmt: skip
    send(place, put(download(place), {"households_total": 3600}))
    assert flags(place)["feedback_balance"].reason == "Chuyển từ kỳ trước."


def flags(place: Place) -> dict[str, checking.Flag]:
    with reading(place.scope) as session:
        report = report_for_system(session, place.submission_id, lock=False)
        return {f.finding.rule: f for f in checking.draft_of(session, report).flags}


def test_a_file_comes_back_with_its_faults_in_the_cells(place: Place) -> None:
    changes = {"dossiers_received": 101, "households_total": "3.60O"}
    sent = send(place, put(download(place), changes))
    assert typed(place)["households_total"] == FIGURES["households_total"]
    marked = entry_books.marked_copy(place.scope, place.drafter, place.submission_id, sent.id)
    assert marked.name == f"biểu-can-sua{SUFFIX}"
    remarks = {
        cell.comment.text
        for sheet in openpyxl.load_workbook(io.BytesIO(marked.content)).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None and cell.comment.author == "Tổng Hợp kiểm tra"
    }
    assert any("“3.60O” không phải là số nguyên" in remark for remark in remarks)
    assert any("hiện lệch 1" in remark for remark in remarks)
    again = send(place, put(marked.content, {"households_total": 3600, "dossiers_received": 100}))
    assert set(again.decisions.values()) == {"applied"}
    assert typed(place)["households_total"] == "3600"


def test_remarks_are_handed_back_though_the_worker_died_before(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = put(download(place), {"households_total": "3.60O", "reception_turns": 7})
    with monkeypatch.context() as dying:
        dying.setattr("app.actions.intake.understanding.hand_back", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send(place, content)
    revision = rows(place)["reception_turns"].revision
    with reading(place.scope) as session:
        (upload,) = answer_store.uploads_of(session, place.submission_id)
    intake.read_upload(place.scope, upload.id, place.drafter.person_id)
    marked = entry_books.marked_copy(place.scope, place.drafter, place.submission_id, upload.id)
    assert marked.content[:2] == b"PK"
    assert rows(place)["reception_turns"].revision == revision


def test_only_an_uploaded_workbook_of_the_report_is_handed_back(place: Place, world: World) -> None:
    sent = send(place, put(download(place), {"households_total": "3.60O"}))
    letter = intake.upload(
        place.scope, place.drafter, place.submission_id, "bc.txt", "Hội nghị: 2".encode()
    )
    other = world.here.places[1]
    for asked, upload_id in ((place, letter), (other, sent.id)):
        with pytest.raises(NotFound):
            entry_books.marked_copy(asked.scope, asked.drafter, asked.submission_id, upload_id)


def test_a_workbook_of_another_ward_or_city_fills_nothing(world: World) -> None:
    here, other = world.here.places[:2]
    content = put(download(other), {"households_total": 1})
    sent = send(here, content)
    assert sent.status == "failed"
    assert "Xã Nguyễn Trãi" in sent.error
    twin = send(world.there.place, download(here))
    assert twin.status == "failed"
    assert rows(here) == rows(world.there.place) == {}


def test_a_section_that_is_locked_keeps_its_value(place: Place) -> None:
    content = put(download(place), {"households_total": 3600, "reception_turns": 7})
    with transaction(place.scope, COMMAND_LINE) as tx:
        report = report_for_system(tx.session, place.submission_id)
        report.submission.state, report.submission.unlocked_sections = "returned", ["III.4"]
    sent = send(place, content)
    assert sent.decisions == {"households_total": "kept", "reception_turns": "applied"}
    assert typed(place)["households_total"] == FIGURES["households_total"]
    sheet = openpyxl.load_workbook(io.BytesIO(download(place)))["Phần I"]
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)


def test_who_may_have_the_workbook(place: Place, world: World) -> None:
    with pytest.raises(NotAllowed):
        entry_books.entry_book(world.here.scope, world.here.reviewer, place.submission_id)
    neighbour = world.here.places[1]
    with pytest.raises(NotFound):
        entry_books.entry_book(neighbour.scope, neighbour.drafter, place.submission_id)
    stranger = person("Không quyền")
    with pytest.raises(NotAllowed):
        entry_books.entry_book(place.scope, stranger, place.submission_id)


@pytest.mark.parametrize("name", ["biểu.xls", "biểu.ods", "biểu.xlsm"])
def test_other_spreadsheets_are_refused_with_what_to_do(place: Place, name: str) -> None:
    with pytest.raises(Invalid, match=r"\.xlsx"):
        intake.upload(place.scope, place.drafter, place.submission_id, name, b"PK")


def test_a_workbook_of_somebodys_own_says_what_to_do(place: Place) -> None:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    sent = send(place, out.getvalue())
    assert sent.status == "failed"
    assert "biểu Excel" in sent.error


def test_the_department_loads_workbooks_and_merges_the_same_way(
    place: Place, world: World, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(put(download(place), {"households_total": 3600, "reception_turns": "x"}))
    loaded = intake.load_file(world.here.scope, COMMAND_LINE, PERIOD, "draft", path, path.name)
    assert (loaded.ward, loaded.read, loaded.uncertain, loaded.error) == (place.code, 1, 1, None)
    assert typed(place)["households_total"] == "3600"
    assert "reception_turns" not in typed(place)


def test_a_workbook_in_the_departments_zip(place: Place, world: World) -> None:
    content = put(download(place), {"households_total": 3600})
    town = world.here
    batch_id = batching.start(town.scope, town.reviewer, town.period_id, "một.xlsx", content)
    batching.open_batch(town.scope, batch_id)
    with reading(town.scope) as session:
        (row,) = batches.files(session, batch_id)
    batching.read_file(town.scope, row.BatchFile.id)
    with reading(town.scope) as session:
        (row,) = batches.files(session, batch_id)
    assert (row.BatchFile.status, row.BatchFile.read) == ("read", 1), row.BatchFile.error
    assert rows(place)["households_total"].updated_by_name == town.reviewer.name
    assert files().get(row.BatchFile.storage_key) == content


LETTER = """UBND PHƯỜNG HẢI DƯƠNG
BÁO CÁO
Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026

II. KẾT QUẢ
1. Cải cách hành chính
Đã tiếp nhận: 120 hồ sơ (trong đó trực tuyến: 100 hồ sơ, trực tiếp: 20 hồ sơ).
Tỷ lệ số hóa hồ sơ đạt 100%.
Hạn chế: tỷ lệ số hóa hồ sơ mới hướng tới mục tiêu 100%.
"""


def test_a_workbook_does_not_settle_the_faults_of_a_letter(world: World) -> None:
    place = world.here.place
    letter = intake.upload(
        place.scope, place.drafter, place.submission_id, "bc.txt", LETTER.encode()
    )
    intake.read_upload(place.scope, letter)
    of_file = {rule for rule, flag in flags(place).items() if flag.is_of_file}
    assert of_file
    send(place, put(download(place), {"households_total": 3600}))
    assert {rule for rule, flag in flags(place).items() if flag.is_of_file} == of_file


def test_earlier_reports_stand_beside_the_cells(world: World) -> None:
    town, place = world.here, world.here.place
    for period, households in (("2025-H1", "3.300"), ("2025-H2", "3.400")):
        periods.open_period(town.scope, COMMAND_LINE, period)
        line = Line(2, place.code, "households_total", households)
        loaded = load_answers(town.scope, COMMAND_LINE, period, "approved", [line])
        assert not loaded.rejected
    sheet = openpyxl.load_workbook(io.BytesIO(download(place)))["Phần I"]
    (row,) = (r for r in range(1, 30) if sheet[f"A{r}"].value == "households_total")
    assert [sheet[f"{c}4"].value for c in "GH"] == [
        "6 tháng cuối năm 2025",
        "6 tháng đầu năm 2025",
    ]
    assert [sheet[f"{c}{row}"].value for c in "GH"] == [3400, 3300]


def test_a_workbook_with_a_password_says_what_to_do(place: Place) -> None:
    sent = send(place, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert (sent.status, "bỏ mật khẩu" in sent.error) == ("failed", True)
