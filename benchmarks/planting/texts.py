"""Narratives of honest wards: common themes in the ward's own words, official sentences that
many share, its figures as its cells have them, and names that only look like trouble."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Final

from app.demonstration.narratives import phrases, slots_of, written_in
from app.demonstration.profiles import profile_of
from app.domain.answers import Answer
from app.domain.forms import FormDefinition
from app.domain.units import Unit
from app.standard import standard_form

Texts = dict[str, str]

#: What is written in nearly every office, word for word.
OFFICIAL: Final[Mapping[str, tuple[str, ...]]] = {
    "overview": (
        "Thực hiện sự chỉ đạo của Thành ủy, Ủy ban nhân dân thành phố, cấp ủy và chính quyền đã "
        "tập trung lãnh đạo, chỉ đạo toàn diện các mặt công tác.",
        "Tình hình kinh tế - xã hội ổn định, quốc phòng - an ninh được giữ vững, đời sống vật "
        "chất và tinh thần của Nhân dân tiếp tục được cải thiện.",
    ),
    "dissemination": (
        "Công tác tuyên truyền, phổ biến chủ trương của Đảng, chính sách, pháp luật của Nhà nước "
        "được triển khai sâu rộng với nhiều hình thức phong phú, đa dạng.",
    ),
    "disclosure": (
        "Các nội dung phải công khai theo quy định của Luật Thực hiện dân chủ ở cơ sở được niêm "
        "yết tại trụ sở, nhà văn hóa và đăng trên trang thông tin điện tử.",
        "Danh sách hộ nghèo, hộ cận nghèo, đối tượng hưởng chính sách an sinh xã hội được niêm "
        "yết để Nhân dân biết và giám sát.",
    ),
    "admin_reform": (
        "Cán bộ, công chức Trung tâm Phục vụ hành chính công chấp hành nghiêm giờ giấc làm việc, "
        "có thái độ hòa nhã, tận tình hướng dẫn người dân và doanh nghiệp.",
    ),
    "strengths": (
        "Việc thực hiện dân chủ ở cơ sở đã góp phần phát huy quyền làm chủ của Nhân dân, củng cố "
        "khối đại đoàn kết toàn dân, xây dựng hệ thống chính trị trong sạch, vững mạnh.",
    ),
    "next_tasks": (
        "Tiếp tục quán triệt và thực hiện nghiêm túc các văn bản của Trung ương và thành phố về "
        "xây dựng và thực hiện dân chủ ở cơ sở.",
        "Nâng cao chất lượng đội ngũ cán bộ, công chức, đáp ứng yêu cầu nhiệm vụ trong tình hình "
        "mới.",
    ),
}
_SHARED: Final = 0.55

#: Sentences with the ward's own figures: narrative, codes, ways of putting it.
FIGURED: Final = (
    (
        "reception",
        ("reception_sessions", "reception_turns"),
        (
            "Trong kỳ đã tổ chức {0} buổi tiếp công dân, tiếp {1} lượt công dân.",
            "Lịch tiếp dân được duy trì đều, đã tiếp {0} buổi với {1} lượt tiếp.",
            "Chủ tịch UBND tiếp công dân {0} buổi; số lượt tiếp: {1} lượt.",
        ),
    ),
    (
        "petitions",
        ("petitions_received", "petitions_resolved"),
        (
            "Tiếp nhận {0} đơn, đã giải quyết {1} đơn.",
            "Tổng số đơn tiếp nhận là {0} đơn, trong đó đã giải quyết {1} đơn.",
            "Đã nhận {0} đơn thư các loại; giải quyết xong {1} đơn.",
        ),
    ),
    (
        "mediation",
        ("mediation_cases", "mediation_successful"),
        (
            "Các tổ hòa giải tiếp nhận {0} vụ việc, hòa giải thành {1} vụ.",
            "Đã thụ lý hòa giải {0} vụ, trong đó hòa giải thành {1} vụ.",
        ),
    ),
    (
        "admin_reform",
        ("dossiers_received", "dossiers_resolved"),
        (
            "Trung tâm Phục vụ hành chính công tiếp nhận {0} hồ sơ, đã giải quyết {1} hồ sơ.",
            "Tổng số hồ sơ tiếp nhận: {0} hồ sơ; đã giải quyết: {1} hồ sơ.",
        ),
    ),
    (
        "dissemination",
        ("propaganda_conferences", "loudspeaker_broadcasts"),
        (
            "Đã tổ chức {0} hội nghị tuyên truyền; đài truyền thanh phát {1} lượt tin, bài.",
            "Mở {0} hội nghị quán triệt, phát {1} lượt tin bài trên hệ thống truyền thanh.",
        ),
    ),
)

#: What only looks like trouble; each in one ward of a few.
_HARMLESS: Final = (
    ("overview", "Phía bắc giáp {neighbour}, phía nam giáp sông, giao thông thuận lợi."),
    ("overview", "Đơn vị được thành lập trên cơ sở sắp xếp {neighbour} cũ và một phần các xã bên."),
    ("front", "Phối hợp với UBND {neighbour} tuần tra, giữ gìn trật tự khu giáp ranh."),
    ("petitions", "Đã chuyển 02 đơn không thuộc thẩm quyền đến UBND {neighbour} xem xét."),
    ("models", "Tổ chức đoàn cán bộ đi tham quan, học tập mô hình của UBND {neighbour}."),
    ("reception", "Đường dây nóng của Chủ tịch UBND: 0936 {line} được niêm yết tại trụ sở."),
    ("admin_reform", "Số máy trực của Trung tâm Phục vụ hành chính công: 0225.3{line}."),
    ("front", "Đồng chí Nguyễn Văn Thắng, Chủ tịch Ủy ban MTTQ, chủ trì các hội nghị giám sát."),
    ("clearance", "Dự án mở rộng đường Trần Phú đoạn qua chợ được lấy ý kiến các hộ ven đường."),
    ("welfare", "Quỹ Vì người nghèo tiếp nhận ủng hộ qua tài khoản 3761 0{line} tại Kho bạc."),
    ("petitions", "Có trường hợp công dân gửi đơn nhiều lần, đã được mời lên giải thích."),
)


def texts_of(
    dice: random.Random,
    seed: int,
    unit: Unit,
    period: str,
    answers: Mapping[str, Answer],
    neighbour: str,
) -> Texts:
    """One ward's narratives, none of them with trouble in it."""
    profile = profile_of(seed, unit)
    slots = slots_of(standard_form(), profile, answers)
    texts: Texts = {}
    for code in phrases():
        written = written_in(code, seed, profile, period, slots, dice.randrange(10**6))
        if written is not None:
            texts[code] = written.text
    _add_official(dice, texts)
    _add_figures(dice, texts, standard_form(), answers)
    _add_harmless(dice, texts, neighbour)
    return texts


def _add_official(dice: random.Random, texts: Texts) -> None:
    for code, sentences in OFFICIAL.items():
        for sentence in sentences:
            if code in texts and dice.random() < _SHARED:
                texts[code] = joined(dice, texts[code], sentence)


def _add_figures(
    dice: random.Random, texts: Texts, form: FormDefinition, answers: Mapping[str, Answer]
) -> None:
    for narrative, codes, ways in FIGURED:
        if dice.random() < 0.5 and all(c in answers and answers[c].value for c in codes):
            said = dice.choice(ways).format(*(answers[code].typed for code in codes))
            texts[narrative] = joined(dice, texts.get(narrative, ""), said)


def _add_harmless(dice: random.Random, texts: Texts, neighbour: str) -> None:
    for narrative, sentence in dice.sample(_HARMLESS, 2):
        said = sentence.format(neighbour=neighbour, line=f"{dice.randint(100_000, 999_999)}")
        texts[narrative] = joined(dice, texts.get(narrative, ""), said)


def joined(dice: random.Random, text: str, sentence: str) -> str:
    """The sentence before or behind the text, in its manner."""
    bullet = "- " if text.startswith("- ") else ""
    parts = [text, f"{bullet}{sentence}"] if dice.random() < 0.5 else [f"{bullet}{sentence}", text]
    return ("\n" if bullet else " ").join(part for part in parts if part)
