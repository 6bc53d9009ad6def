"""Made-up wards and cities for the document tests: same seed, same world."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from decimal import Decimal

from app.documents.city_report.drawings import TRENDS
from app.documents.models import (
    CityCoverage,
    CityNarrative,
    CityReport,
    Explanation,
    Figure,
    FindingCount,
    GroupFigures,
    LetterHead,
    PastPeriod,
    PlainFigure,
    Point,
    WardLine,
    WardName,
    WardReport,
)
from app.domain import tilemap
from app.domain.answers import Answer, ValueState
from app.domain.forms import AggregateKind, Field, FieldType
from app.standard import standard_form, standard_units

FORM = standard_form()
PERIOD = "6 tháng đầu năm 2026"
DATA_FROM, DATA_TO = dt.date(2025, 12, 15), dt.date(2026, 6, 14)

#: The figures of the report of phường Hải Dương, which contradict themselves.
HAI_DUONG = {
    "guidance_documents_issued": 2,
    "electronic_documents_rate": Decimal(100),
    "dossiers_received": 4410,
    "dossiers_received_online": 4410,
    "dossiers_received_direct": 0,
    "dossiers_resolved": 4337,
    "dossiers_resolved_on_time": 4336,
    "dossiers_resolved_overdue": 1,
    "dossiers_in_progress": 66,
    "dossiers_in_progress_on_time": 66,
    "dossiers_in_progress_overdue": 0,
    "online_dossiers_rate": Decimal(100),
    "payment_required_dossiers": 2980,
    "online_payment_dossiers": 2980,
    "online_payment_rate": Decimal(100),
    "digitization_rate": Decimal(100),
    "procedures_posted_rate": Decimal(100),
    "service_index_score": Decimal("97.61"),
    "service_index_date": dt.date(2026, 5, 10),
    "reception_sessions": 24,
    "reception_turns": 4,
    "reception_people": 4,
    "petitions_received": 21,
    "petitions_in_jurisdiction": 21,
    "petitions_recommendation": 21,
    "petitions_complaint": 0,
    "petitions_denunciation": 0,
    "petitions_processed_rate": Decimal(100),
    "petitions_resolved": 18,
    "friendly_government_model": True,
    "strikes_count": 0,
}

NARRATIVES = {
    "overview": "Việc thực hiện dân chủ ở cơ sở tiếp tục được quan tâm lãnh đạo, chỉ đạo.",
    "motto_economy": "- Công khai kế hoạch phát triển kinh tế - xã hội.\n- Lấy ý kiến Nhân dân.",
    "motto_security": "Duy trì phong trào “Toàn dân bảo vệ an ninh Tổ quốc”.",
    "weaknesses": "Việc tham gia góp ý trực tuyến của người dân chưa đồng đều.",
    "next_tasks": "Tiếp tục đẩy mạnh cải cách hành chính gắn với chuyển đổi số.",
}

DOCUMENT_ROWS = (
    {
        "type": "Kế hoạch",
        "number": "44/KH-UBND",
        "date": "2026-01-30",
        "issuer": "UBND phường",
        "title": "Kế hoạch thực hiện dân chủ ở cơ sở năm 2026",
        "role": "issued",
    },
)

HEAD = LetterHead(
    symbol="BC-UBND",
    place="Hải Dương",
    addressees=("Sở Nội vụ thành phố Hải Phòng",),
    recipients=("- Như trên;", "- TT Đảng ủy, HĐND phường;", "- CT, các PCT UBND phường;"),
    filed_by="VT, VHXH",
    signer_position="Phó Chủ tịch",
    signer_name="Nguyễn Thị Hương Giang",
    bases=(
        "Căn cứ Luật Thực hiện dân chủ ở cơ sở ngày 10 tháng 11 năm 2022",
        "Căn cứ Nghị định số 59/2023/NĐ-CP ngày 14 tháng 8 năm 2023 của Chính phủ",
    ),
    basis_document="Công văn số 269-CV/ĐU ngày 05/5/2026 của Đảng ủy phường",
)

DEPARTMENT_HEAD = LetterHead(
    symbol="BC-SNV",
    place="Hải Phòng",
    addressees=("Bộ Nội vụ", "Ủy ban nhân dân thành phố Hải Phòng"),
    recipients=("GĐ, các PGĐ Sở", "UBND các xã, phường, đặc khu"),
    filed_by="VT, XDCQ&CTTN",
    signer_position="Giám đốc",
    bases=("Căn cứ Luật Thực hiện dân chủ ở cơ sở ngày 10 tháng 11 năm 2022",),
)


def answered(values: dict[str, object]) -> dict[str, Answer]:
    return {code: Answer(code, ValueState.VALUE, value) for code, value in values.items()}


def ward_report(**changes: object) -> WardReport:
    """Phường Hải Dương's second version, with one explained finding."""
    answers = answered(HAI_DUONG)
    answers["villages_count"] = Answer(
        "villages_count", ValueState.NOT_APPLICABLE, reason="Phường không có thôn"
    )
    answers["households_total"] = Answer("households_total", ValueState.NOT_KNOWN)
    fields: dict[str, object] = {
        "city_name": "Hải Phòng",
        "unit_name": "Phường Hải Dương",
        "unit_type": "phuong",
        "period_title": PERIOD,
        "form": FORM,
        "head": HEAD,
        "answers": answers,
        "narratives": NARRATIVES,
        "rows": {"documents": DOCUMENT_ROWS},
        "data_from": DATA_FROM,
        "data_to": DATA_TO,
        "version": 2,
        "receipt": "31-2026H1-10525-02",
        "sha256": "ab" * 32,
        "submitted_at": dt.datetime(2026, 6, 12, 3, 4, tzinfo=dt.UTC),
        "explanations": (
            Explanation(
                ("dossiers_received", "dossiers_resolved"),
                "Số hồ sơ tiếp nhận (4.410) khác số đã giải quyết cộng đang giải quyết (4.403).",
                "07 hồ sơ công dân xin rút, hệ thống chưa có dòng riêng.",
            ),
        ),
    }
    return WardReport(**(fields | changes))


def city_report(count: int = 114, seed: int = 7, **changes: object) -> CityReport:
    """A city whose last two wards never reported; figures are summed here, naively."""
    chance = random.Random(seed)
    units = (standard_units() * (count // 114 + 1))[:count]
    lines = tuple(
        _ward_line(chance, unit.code, unit.name, i, count) for i, unit in enumerate(units)
    )
    fields: dict[str, object] = {
        "city_code": "31",
        "city_name": "Hải Phòng",
        "department_name": "Sở Nội vụ",
        "period_code": "2026-H1",
        "period_title": PERIOD,
        "form": FORM,
        "head": DEPARTMENT_HEAD,
        "computed_at": dt.datetime(2026, 6, 20, 1, 5, tzinfo=dt.UTC),
        "revision": 17,
        "include": "approved",
        "coverage": _coverage(lines),
        "figures": tuple(_figures(lines)),
        "wards": lines,
        "narratives": _narratives(lines),
        "findings": (
            FindingCount("tthc_balance", "Cân đối hồ sơ thủ tục hành chính", "error", 9, 9, 2),
            FindingCount("missing_required", "Thiếu chỉ tiêu bắt buộc", "warning", 31, 31, 11),
        ),
        "explanations": tuple(_explanations(lines)),
        "comparison_title": "6 tháng đầu năm 2025",
        "data_from": DATA_FROM,
        "data_to": DATA_TO,
        "groups": _groups(lines),
        "past": _past(lines),
        "tiles": _tiles(lines),
    }
    return CityReport(**(fields | changes))


def _ward_line(chance: random.Random, code: str, name: str, i: int, wards: int) -> WardLine:
    is_missing = i >= wards - 2 and wards > 2
    is_counted = not is_missing and i % 29 != 5
    state = "Chưa bắt đầu" if is_missing else "Đã duyệt" if is_counted else "Đang thẩm định"
    at = dt.datetime(2026, 6, 10, tzinfo=dt.UTC) + dt.timedelta(hours=3 * i)
    answers = {} if is_missing else _answers(chance)
    return WardLine(
        code=code,
        name=name,
        unit_type="xa" if i % 3 == 1 else "phuong",
        state=state,
        is_counted=is_counted,
        is_late=not is_missing and i % 17 == 3,
        version=0 if is_missing else 1 + i % 3,
        receipt="" if is_missing else f"31-2026H1-{code}-0{1 + i % 3}",
        sha256="" if is_missing else f"{i:064x}",
        submitted_at=None if is_missing else at,
        approved_at=at + dt.timedelta(days=3) if is_counted else None,
        answers=answers,
        phrases={c: f"câu gốc của {c} tại {name}" for c in list(answers)[:40]},
    )


def _answers(chance: random.Random) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for field in FORM.indicators:
        draw = chance.random()
        if draw < 0.05:
            answers[field.code] = Answer(
                field.code, ValueState.NOT_APPLICABLE, reason="Không có trên địa bàn"
            )
        elif draw < 0.08:
            answers[field.code] = Answer(field.code, ValueState.NOT_KNOWN)
        elif draw > 0.12 and field.aggregate.kind is not AggregateKind.RATIO:
            answers[field.code] = Answer(field.code, ValueState.VALUE, _value(chance, field))
    _make_rates_sane(chance, answers)
    return answers


def _make_rates_sane(chance: random.Random, answers: dict[str, Answer]) -> None:
    """A part of a rate is most of its whole, as in life."""
    for field in FORM.indicators:
        if field.aggregate.kind is AggregateKind.RATIO:
            top, bottom = field.aggregate.numerator or "", field.aggregate.denominator or ""
            if top in answers and bottom in answers and answers[bottom].counts:
                share = chance.choice((80, 95, 99, 100))
                part = answers[bottom].value * share // 100
                answers[top] = Answer(top, ValueState.VALUE, part)


def _value(chance: random.Random, field: Field) -> object:
    match field.type:
        case FieldType.BOOL:
            return chance.random() < 0.8
        case FieldType.DATE:
            return dt.date(2026, 1, 1) + dt.timedelta(days=chance.randrange(150))
        case FieldType.PCT | FieldType.SCORE:
            return Decimal(chance.randrange(9000, 10001)) / 100
        case FieldType.M2:
            return Decimal(chance.randrange(0, 100000)) / 10
        case FieldType.VND:
            return chance.randrange(0, 2_000_000_000)
    return chance.choice((0, chance.randrange(1, 10), chance.randrange(10, 5000)))


def _coverage(lines: tuple[WardLine, ...]) -> CityCoverage:
    return CityCoverage(
        expected=len(lines),
        submitted=sum(line.version > 0 for line in lines),
        approved=sum(line.is_counted for line in lines),
        late=tuple(WardName(line.code, line.name) for line in lines if line.is_late),
        missing=tuple(WardName(line.code, line.name) for line in lines if not line.version),
    )


def _figures(lines: tuple[WardLine, ...]) -> list[Figure]:
    counted = [line for line in lines if line.is_counted]
    return [
        _figure(field, counted)
        for field in FORM.indicators
        if field.aggregate.kind is not AggregateKind.NONE
    ]


def _figure(field: Field, lines: list[WardLine]) -> Figure:
    values = [v for line in lines if (v := _given(line, field.code)) is not None]
    value, numerator, denominator, wards = None, None, None, len(values)
    match field.aggregate.kind:
        case AggregateKind.SUM if values:
            value = sum(values)
        case AggregateKind.MAX if values:
            value = max(values)
        case AggregateKind.COUNT_TRUE if values:
            value = sum(1 for v in values if v)
        case AggregateKind.MEAN if values:
            value = Decimal(sum(values)) / len(values)
        case AggregateKind.RATIO:
            pairs = [
                (n, d)
                for line in lines
                if (n := _given(line, field.aggregate.numerator)) is not None
                and (d := _given(line, field.aggregate.denominator)) is not None
            ]
            wards = len(pairs)
            numerator, denominator = sum(n for n, _ in pairs), sum(d for _, d in pairs)
            value = Decimal(100 * numerator) / denominator if denominator else None
    previous = value - 3 if value is not None and value > 3 else None
    return Figure(
        field.code,
        field.name,
        field.section,
        field.unit,
        field.type,
        field.aggregate.kind,
        value,
        wards,
        numerator,
        denominator,
        previous,
        3 if previous is not None else None,
    )


def _groups(lines: tuple[WardLine, ...]) -> tuple[GroupFigures, ...]:
    names = {"phuong": "phường", "xa": "xã"}
    split = {name: [w for w in lines if w.unit_type == kind] for kind, name in names.items()}
    return tuple(
        GroupFigures(
            name,
            len(wards),
            sum(ward.is_counted for ward in wards),
            tuple(PlainFigure(f.code, f.value, f.wards) for f in _figures(tuple(wards))),
        )
        for name, wards in split.items()
        if wards
    )


def _tiles(lines: tuple[WardLine, ...]) -> tuple[tilemap.Tile, ...]:
    """Made-up places, a dozen to a row."""
    places = {line.code: divmod(i, 12) for i, line in enumerate(lines)}
    return tuple(
        tilemap.tiles(
            tilemap.Point(code, 21 - row / 20, 106 + column / 20)
            for code, (row, column) in places.items()
        )
    )


def _past(lines: tuple[WardLine, ...]) -> tuple[PastPeriod, ...]:
    """Four earlier first halves, one of them without any figure."""
    figures = [f for f in _figures(lines) if f.code in TRENDS and f.value is not None]
    return tuple(
        PastPeriod(
            f"{year}-H1",
            tuple(PlainFigure(f.code, _earlier(f.value, year), f.wards) for f in figures)
            if year != 2023
            else (),
        )
        for year in range(2022, 2026)
    )


def _earlier(value: int | Decimal, year: int) -> int | Decimal:
    less = value * (year - 2000) / 26 if isinstance(value, Decimal) else value * (year - 2000) // 26
    return less


def _given(line: WardLine, code: str | None) -> object | None:
    answer = line.answers.get(code or "")
    return answer.value if answer is not None and answer.counts else None


def _narratives(lines: tuple[WardLine, ...]) -> tuple[CityNarrative, ...]:
    codes = [line.code for line in lines if line.is_counted]
    many, few = tuple(codes[::3]), tuple(codes[:2])
    said = "Nhận thức của một bộ phận người dân về chuyển đổi số còn hạn chế."
    lone = tuple(
        Point(f"Đề nghị thành phố hỗ trợ kinh phí cho tổ công nghệ số thứ {i}.", (code,))
        for i, code in enumerate(codes[:9])
    )
    return (
        CityNarrative(
            "IV", "weaknesses", (Point(said, many), Point("Kinh phí còn khó khăn.", few))
        ),
        CityNarrative("VI", "proposals", lone),
    )


def _explanations(lines: tuple[WardLine, ...]) -> list[Explanation]:
    return [
        Explanation(
            ("dossiers_received",),
            "Số hồ sơ tiếp nhận khác số đã và đang giải quyết.",
            "Công dân xin rút hồ sơ.",
            line.code,
            line.name,
        )
        for line in lines[:4]
    ]


def parts(figure: Figure) -> dict[str, object]:
    return {name: getattr(figure, name) for name in Figure.__slots__}


def with_value(figure: Figure, value: object) -> Figure:
    return dataclasses.replace(figure, value=value)


def with_answer(ward: WardLine, answer: Answer) -> WardLine:
    return dataclasses.replace(ward, answers={**ward.answers, answer.code: answer})


def renamed(ward: WardLine, name: str) -> WardLine:
    return dataclasses.replace(ward, name=name)


def uncounted(ward: WardLine) -> WardLine:
    return dataclasses.replace(ward, is_counted=False)
