"""A file of another unit or another period fills nothing by itself."""

from __future__ import annotations

import pytest

from app.actions import intake
from app.store import answers
from app.store.reading import reading
from tests.worlds import Place, World

REPORT = """UBND {unit}
BÁO CÁO
Kết quả thực hiện dân chủ ở cơ sở {period}

II. KẾT QUẢ
1. Cải cách hành chính
Đã tiếp nhận: 120 hồ sơ (trong đó trực tuyến: 100 hồ sơ, trực tiếp: 20 hồ sơ).
"""


def read(place: Place, text: str) -> tuple[set[str], set[tuple[str, str]]]:
    """What stands in the draft after the file, and what waits: (code, decision)."""
    content = text.encode()
    upload_id = intake.upload(place.scope, place.drafter, place.submission_id, "bc.txt", content)
    intake.read_upload(place.scope, upload_id)
    with reading(place.scope) as session:
        phrases = answers.phrases_of_upload(session, upload_id)
        drafted = answers.rows_of(session, place.submission_id)
    return set(drafted), {(phrase.code, phrase.decision) for phrase in phrases}


@pytest.fixture
def place(world: World) -> Place:
    return world.here.place


OWN, OTHER = "PHƯỜNG HẢI DƯƠNG", "PHƯỜNG ĐỒ SƠN"
H1, YEAR = "6 tháng đầu năm 2026", "năm 2025"


def test_the_own_report_fills_the_draft(place: Place) -> None:
    drafted, phrases = read(place, REPORT.format(unit=OWN, period=H1))
    assert {"dossiers_received", "dossiers_received_online"} <= drafted
    assert ("dossiers_received", "applied") in phrases


@pytest.mark.parametrize(("unit", "period"), [(OTHER, H1), (OWN, YEAR)])
def test_a_report_of_another_unit_or_period_waits_for_a_person(
    place: Place, unit: str, period: str
) -> None:
    drafted, phrases = read(place, REPORT.format(unit=unit, period=period))
    assert drafted == set()
    assert ("dossiers_received", "pending") in phrases
    assert {decision for _, decision in phrases} == {"pending"}
