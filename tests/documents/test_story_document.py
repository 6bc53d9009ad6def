"""The story of a report on paper: every event with time, person, reason, version and hash."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import reading_back

from app.documents.chronicle import ReportStory, compose_story, story_pdf
from app.domain.chronicle import Doing, Happening
from app.domain.lifecycle import Event

AT = dt.datetime(2026, 6, 12, 3, 4, tzinfo=dt.UTC)
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
STORY = ReportStory(
    city_name="Hải Phòng",
    unit_name="Phường Đồ Sơn",
    place="Đồ Sơn",
    is_departments=False,
    period_title="6 tháng đầu năm 2026",
    form_title="Báo cáo kết quả thực hiện dân chủ ở cơ sở",
    state="Bị trả lại",
    versions=1,
    happenings=(
        Happening(Doing.UPLOADED, AT, "Nguyễn Thị Soạn", "Báo cáo <b>.docx", sha256="a" * 64),
        Happening(Event.SUBMITTED, AT, "Trần Văn Ký", "", "", 1, "2026-H1-11455-01", SHA),
        Happening(Event.RETURNED, AT, "Lê Thị Thẩm", "phần III.3", "Làm rõ số hồ sơ.", 1),
    ),
    made_at=AT,
    made_by="Nguyễn Thị Soạn",
)


def text_of(story: ReportStory) -> str:
    return reading_back.solid(reading_back.pdf_text(story_pdf(story)))


@pytest.mark.parametrize(
    "said",
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "ỦY BAN NHÂN DÂN PHƯỜNG ĐỒ SƠN",
        "Báo cáo hiện ở trạng thái: Bị trả lại. Đã nộp 01 bản.",
        "có 03 việc được hệ thống ghi lại",
        "10:04 ngày 12/6/2026",
        "Tải tệp báo cáo lên: Báo cáo <b>.docx",
        "biên nhận 2026-H1-11455-01",
        SHA,
        "a" * 64,
        "Trả lại: phần III.3",
        "Làm rõ số hồ sơ.",
        "TM. ỦY BAN NHÂN DÂN",
    ],
)
def test_it_says(said: str) -> None:
    assert reading_back.solid(said) in text_of(STORY)


def test_the_departments_letter_is_the_departments() -> None:
    text = text_of(dataclasses.replace(STORY, is_departments=True))
    assert reading_back.solid("UBND THÀNH PHỐ HẢI PHÒNG SỞ NỘI VỤ") in text
    assert "GIÁMĐỐC" in text


def test_a_report_to_which_nothing_happened_is_told_too() -> None:
    assert compose_story(dataclasses.replace(STORY, happenings=(), versions=0))
    assert "Đãnộp0bản" in text_of(dataclasses.replace(STORY, happenings=(), versions=0))


def test_a_long_story_fits_its_pages() -> None:
    many = tuple(
        dataclasses.replace(STORY.happenings[2], reason="Lý do rất dài. " * 300) for _ in range(40)
    )
    assert text_of(dataclasses.replace(STORY, happenings=many)).count("Trảlại:phầnIII.3") >= 40
