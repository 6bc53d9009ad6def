"""Many files at once: the Department drops a ZIP, each file becomes a draft or says why not."""

from __future__ import annotations

import csv
import io
import zipfile

from browsing import Browser, Page
from worlds import NAMES, Town

from app.domain.permissions import Role
from app.store import answers, submissions
from app.store.reading import reading

REPORT = """UBND {unit}
Số: 12/BC-UBND

BÁO CÁO
Kết quả thực hiện dân chủ ở cơ sở 6 tháng đầu năm 2026

Kính gửi: Sở Nội vụ.

I. KHÁI QUÁT TÌNH HÌNH
Địa bàn có {units} tổ dân phố.

II. KẾT QUẢ
1. Cải cách hành chính
Đã tiếp nhận: 120 hồ sơ (trong đó trực tuyến: 100 hồ sơ, trực tiếp: 20 hồ sơ).
Đã giải quyết: 110 hồ sơ. Đang giải quyết: 10 hồ sơ.
"""


def zipped(files: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return kept.getvalue()


def drop(browser: Browser, town: Town, name: str, content: bytes, status: int = 200) -> Page:
    browser.get("/batches/")
    sent = {"period": str(town.open()), "file": (io.BytesIO(content), name)}
    return browser.submit("/batches/", sent, status=status)


def work_off(town: Town) -> None:
    """Opening a batch makes more work: one job for each file."""
    while town.work():
        pass


def drafted(town: Town, ward: str, code: str) -> str | None:
    """What a ward's draft says, as typed."""
    with town.app.app_context(), reading(town.scope) as session:
        submission = submissions.by_id(session, town.submission_id(ward))
        assert submission is not None
        row = answers.rows_of(session, submission.id).get(code)
        return row.typed if row else None


def test_a_zip_becomes_drafts_and_each_bad_file_says_why(here: Town) -> None:
    wards = NAMES[:2]
    files = {
        f"{n}.txt": REPORT.format(unit=ward.upper(), units=20 + n).encode()
        for n, ward in enumerate(wards)
    }
    files["khong-ro.txt"] = REPORT.replace("UBND {unit}", "UBND").format(units=9).encode()
    files["hong.docx"] = b"khong phai word"
    reviewer = here.browser(Role.REVIEWER)
    page = drop(reviewer, here, "ca-thanh-pho.zip", zipped(files))
    work_off(here)
    page = reviewer.get(page.path)
    assert "Xong: 2/4 tệp đã thành bản nháp" in page.text
    assert "Không tìm thấy tên đơn vị trong tệp" in page.text
    assert [drafted(here, ward, "dossiers_received") for ward in wards] == ["120", "120"]
    assert drafted(here, wards[1], "residential_groups_count") == "21"


def test_a_file_without_a_name_is_assigned_by_hand(here: Town) -> None:
    content = REPORT.replace("UBND {unit}", "UBND").format(units=9).encode()
    reviewer = here.browser(Role.REVIEWER)
    page = drop(reviewer, here, "khong-ro.txt", content)
    work_off(here)
    page = reviewer.get(page.path)
    address = assigning(page)
    refused = reviewer.post(address, {"ward": "phuong an b"}, status=400)
    assert "Không có đơn vị nào tên “phuong an b”" in refused.text
    refused = reviewer.post(address, {"ward": "phuong"}, status=400)
    assert "có thể là Phường An Biên, Phường Đông Hải" in refused.text
    reviewer.post(address, {"ward": "an bien"})
    work_off(here)
    assert "Xong: 1/1 tệp" in reviewer.get(page.path).text
    assert drafted(here, "Phường An Biên", "residential_groups_count") == "9"


def assigning(page: Page) -> str:
    """The address of the first form that says whose a file is."""
    form = next(f for f in page.forms() if "/batches/files/" in (f.get("action") or ""))
    return str(form.get("action"))


def test_a_file_of_the_wrong_ward_is_taken_back_and_given_to_another(here: Town) -> None:
    wrong, right = "Phường Đông Hải", "Phường Ngô Quyền"
    here.save(wrong, "dossiers_resolved", "77")
    content = REPORT.format(unit=wrong.upper(), units=20).encode()
    reviewer = here.browser(Role.REVIEWER)
    batch = drop(reviewer, here, "nham.txt", content)
    work_off(here)
    page = reviewer.get(reviewer.get(batch.path).link("nham.txt"))
    assert "Tổng số tổ dân phố" in page.text or "Số tổ dân phố" in page.text
    reviewer.submit("/withdraw")
    assert drafted(here, wrong, "dossiers_received") is None
    assert drafted(here, wrong, "dossiers_resolved") == "77"
    page = reviewer.get(batch.path)
    assert f"Đã lấy lại khỏi {wrong}" in page.text
    reviewer.post(assigning(page), {"ward": "ngo quyen"})
    work_off(here)
    assert drafted(here, right, "dossiers_received") == "120"
    assert drafted(here, wrong, "dossiers_received") is None


def test_what_failed_is_tried_again_alone_or_together(here: Town) -> None:
    reviewer = here.browser(Role.REVIEWER)
    files = {"a.docx": b"PK\x03\x04 hong", "b.docx": b"PK\x03\x04 hong"}
    batch = drop(reviewer, here, "hong.zip", zipped(files))
    work_off(here)
    page = reviewer.get(batch.path)
    assert "Đọc lại 2 tệp lỗi" in page.text
    page = reviewer.submit("/retry")
    assert "Đang đọc lại 2 tệp." in page.text
    assert "xong 0/2 tệp" in page.text
    work_off(here)
    page = reviewer.get(batch.path)
    reviewer.post(assigning(page), {"ward": ""})
    assert "xong 1/2 tệp" in reviewer.get(batch.path).text


def test_the_list_is_filtered_counted_and_fetched_as_a_table(here: Town) -> None:
    ward = NAMES[0]
    good = REPORT.format(unit=ward.upper(), units=20).encode()
    reviewer = here.browser(Role.REVIEWER)
    files = {"tot.txt": good, "=1+1.docx": b"hong"}
    batch = drop(reviewer, here, "hai.zip", zipped(files))
    work_off(here)
    page = reviewer.get(f"{batch.path}?state=problem")
    assert [row[0] for row in page.rows("batch-files")] == ["=1+1.docx"]
    table = reviewer.client.get(f"{batch.path}/files.csv")
    lines = list(csv.reader(io.StringIO(table.get_data().decode("utf-8-sig"))))
    assert lines[1][0] == "'=1+1.docx"
    assert lines[2][:5] == ["tot.txt", "11503", ward, "6 tháng đầu năm 2026", "Đã điền bản nháp"]


def test_several_loose_files_are_one_batch(here: Town) -> None:
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get("/batches/")
    sent = [
        (io.BytesIO(REPORT.format(unit=ward.upper(), units=9).encode()), f"{n}.txt")
        for n, ward in enumerate(NAMES[:3])
    ]
    page = reviewer.submit("/batches/", {"period": str(here.open()), "file": sent})
    work_off(here)
    assert "Xong: 3/3 tệp đã thành bản nháp" in reviewer.get(page.path).text


def test_what_a_person_confirmed_is_kept(here: Town) -> None:
    ward = NAMES[0]
    here.save(ward, "dossiers_received", "999")
    content = REPORT.format(unit=ward.upper(), units=20).encode()
    drop(here.browser(Role.REVIEWER), here, "mot.txt", content)
    work_off(here)
    assert drafted(here, ward, "dossiers_received") == "999"
    assert drafted(here, ward, "dossiers_resolved") == "110"


def test_no_file_is_told_and_a_ward_never_gets_in(here: Town) -> None:
    reviewer = here.browser(Role.REVIEWER)
    reviewer.get("/batches/")
    page = reviewer.submit("/batches/", {}, status=400)
    assert "Hãy chọn tệp ZIP các báo cáo" in page.text
    ward = NAMES[0]
    here.browser(Role.DRAFTER, ward).get("/batches/", status=403)


def test_another_city_sees_nothing_of_a_batch(here: Town, there: Town) -> None:
    page = drop(here.browser(Role.REVIEWER), here, "mot.txt", b"UBND")
    there.browser(Role.REVIEWER).get(page.path, status=404)
    assert "mot.txt" not in there.browser(Role.REVIEWER).get("/batches/").text
