"""Many files at once: the Department drops a ZIP, each file becomes a draft or says why not."""

from __future__ import annotations

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
    ward = NAMES[0]
    content = REPORT.replace("UBND {unit}", "UBND").format(units=9).encode()
    reviewer = here.browser(Role.REVIEWER)
    page = drop(reviewer, here, "khong-ro.txt", content)
    work_off(here)
    page = reviewer.get(page.path)
    form = next(f for f in page.forms() if "/batches/files/" in (f.get("action") or ""))
    reviewer.post(str(form.get("action")), {"ward": str(here.ward_id(ward))})
    work_off(here)
    assert "Xong: 1/1 tệp" in reviewer.get(page.path).text
    assert drafted(here, ward, "residential_groups_count") == "9"


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
