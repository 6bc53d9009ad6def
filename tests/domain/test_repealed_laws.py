"""Laws and decrees cited as in force that no longer are."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import made_up_city as made
import pytest

from app.domain.anomalies import Filing, repealed_law
from app.domain.anomalies.repealed_law import REPEALED, citations
from app.domain.findings import Finding, Severity

DUE = dt.datetime(2026, 6, 16, 16, 59, tzinfo=dt.UTC)


def found(text: str, due: dt.datetime = DUE, kind: str = "H1") -> list[Finding]:
    (ward,) = wards = made.units(1)
    city = made.city_of(
        wards,
        [{"households_total": 100}],
        narratives={ward.code: {"guidance": text}},
        filings={ward.code: Filing(due, due)},
    )
    return [one.finding for one in repealed_law.detect(replace(city, period_kind=kind))]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Thực hiện Pháp lệnh số 34/2007/PL-UBTVQH11 ngày 20/4/2007.", "34/2007"),
        ("Quán triệt Pháp lệnh thực hiện dân chủ ở xã, phường, thị trấn đến toàn dân.", "34/2007"),
        ("Căn cứ Nghị định số 04/2015/NĐ-CP ngày 09/01/2015 của Chính phủ.", "04/2015"),
        ("Dân chủ trong cơ quan theo NĐ 04/2015 được duy trì.", "04/2015"),
        ("Ban Thanh tra nhân dân hoạt động theo Nghị định 159/2016/NĐ-CP.", "159/2016"),
        ("Hương ước được rà soát theo Quyết định số 22/2018/QĐ-TTg.", "22/2018"),
        ("Một cửa theo Nghị định 61/2018/NĐ - CP của Chính phủ.", "61/2018"),
        ("Theo Luật số 77/2015/QH13, UBND phường đã phân công.", "77/2015"),
    ],
)
def test_what_was_repealed_is_named_with_what_holds_now(text: str, number: str) -> None:
    (finding,) = found(text)
    law = next(one for one in REPEALED if one.number == number)
    assert finding.severity is Severity.WARNING
    assert law.by in finding.message
    assert f"{law.ended_on:%d/%m/%Y}".lstrip("0").replace("/0", "/") in finding.message
    (_field, start, end), *_rest = finding.details["places"]
    assert finding.details["marks"][0] == text[start:end]
    assert finding.details["marks"][0] in finding.details["quotes"][0]
    assert "Thay bằng văn bản đang có hiệu lực" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "Luật số 10/2022/QH15 thay thế Pháp lệnh số 34/2007/PL-UBTVQH11 từ 01/7/2023.",
        "Pháp lệnh 34/2007/PL-UBTVQH11 đã hết hiệu lực.",
        "Trước đây phường thực hiện theo Nghị định số 04/2015/NĐ-CP.",
        "Thực hiện Luật số 10/2022/QH15 và Nghị định số 59/2023/NĐ-CP.",
        "Ban hành Kế hoạch số 34/2007 và Quyết định số 04/2015/QĐ-UBND.",
        "Nghị định số 104/2015/NĐ-CP và Nghị định 145/2020/NĐ-CP.",
        "Công văn số 61/2018/CV-UBND.",
    ],
)
def test_what_holds_and_what_is_told_as_past_is_not_remarked(text: str) -> None:
    assert found(text) == []


def test_only_the_sentence_itself_excuses() -> None:
    text = "Luật mới thay thế quy định cũ. Phường thực hiện Nghị định số 04/2015/NĐ-CP."
    assert len(found(text)) == 1


def test_what_was_in_force_in_the_period_may_be_cited() -> None:
    text = "Thực hiện Nghị định số 42/2022/NĐ-CP."
    assert found(text) == []
    later = dt.datetime(2027, 6, 16, tzinfo=dt.UTC)
    assert len(found(text, later)) == 1
    assert found(text, dt.datetime(2026, 12, 16, tzinfo=dt.UTC), "Y") == []


def test_one_document_cited_often_is_one_finding() -> None:
    text = "Theo Nghị định số 04/2015/NĐ-CP. Phổ biến Nghị định 04/2015/NĐ-CP."
    (finding,) = found(text)
    assert "(2 chỗ)" in finding.message
    assert len(list(citations("guidance", text))) == 2
