"""The second reader: it learns, keeps, proposes and doubts; it never makes certain."""

from __future__ import annotations

import numpy as np
import pytest

from app.domain.reading import Reading, Status, read_report
from app.domain.reading.likeness import Example, Likeness, learn
from app.domain.reading.likeness.model import NOTHING
from app.domain.reading.training import examples_of
from app.standard import standard_form, standard_units
from app.standard.cues import standard_cues
from app.standard.likeness import dump, load, standard_likeness

TAUGHT = [
    Example(("fr=duong", "half=one"), "roads"),
    Example(("fr=cau", "half=one"), "bridges"),
    Example(("fr=trang", "half=one"), NOTHING),
] * 20

# An office's own word, that no cue knows.
ODD = "Bà con tề tựu ở vườn hoa đủ 57 bận."
HEAD = "BÁO CÁO\nKết quả thực hiện dân chủ 6 tháng đầu năm 2026\n\nII. KẾT QUẢ\n\n"


def understand(body: str, model: Likeness | None) -> Reading:
    return read_report(HEAD + body, standard_form(), standard_units(), standard_cues(), model)


def taught(sentences: dict[str, dict[str, int]]) -> Likeness:
    form, cues = standard_form(), standard_cues()
    return learn([e for s, w in sentences.items() for e in examples_of(s, w, form, cues)])


@pytest.fixture(scope="module")
def model() -> Likeness:
    """Taught that those gatherings are community meetings, and that trees are nothing."""
    return taught(
        {
            **{
                f"Bà con tề tựu ở vườn hoa đủ {n} bận.": {"community_meetings_count": n}
                for n in range(30, 42)
            },
            **{f"Đã trồng được {n} cây xanh ven đường.": {} for n in range(50, 62)},
        }
    )


def test_it_learns_what_it_was_shown() -> None:
    model = learn(TAUGHT)
    chances = model.chances(["fr=cau", "half=one"])
    assert model.classes[int(chances.argmax())] == "bridges"
    assert float(chances.sum()) == pytest.approx(1)


def test_the_same_examples_give_the_same_model() -> None:
    assert dump(learn(TAUGHT)) == dump(learn(TAUGHT))


def test_what_is_kept_comes_back() -> None:
    model = learn(TAUGHT)
    kept = load(dump(model))
    assert (kept.features, kept.classes) == (model.features, model.classes)
    assert np.abs(kept.weights - model.weights).max() <= 1 / 48 + 1e-6


def test_a_number_no_cue_knows_is_proposed_as_uncertain(model: Likeness) -> None:
    assert "community_meetings_count" not in understand(ODD, None).indicators
    found = understand(ODD, model).indicators["community_meetings_count"]
    assert (found.value, found.status) == (57, Status.UNCERTAIN)
    assert "57" in found.quote
    assert found.confidence <= 0.6


def test_a_number_of_another_matter_is_not(model: Likeness) -> None:
    found = understand("Đã trồng được 57 cây xanh ven đường.", model).indicators
    assert "community_meetings_count" not in found


def test_what_is_read_in_a_way_never_seen_is_doubted() -> None:
    body = "Trong kỳ, UBND phường tiếp công dân được 24 buổi."
    sure = understand(body, None).indicators["reception_sessions"]
    sceptic = taught(
        {f"Trong kỳ, UBND phường tiếp công dân được {n} buổi.": {} for n in range(30, 60)}
        | {f"Có mặt ở trụ sở {n} buổi.": {"reception_sessions": n} for n in range(30, 60)}
    )
    doubted = understand(body, sceptic).indicators["reception_sessions"]
    assert (sure.status, doubted.status) == (Status.READ, Status.UNCERTAIN)
    assert doubted.value == sure.value == 24


def test_it_never_makes_a_value_certain(model: Likeness) -> None:
    body = f"{ODD} Tiếp nhận 41 đơn. Cả phường có 36 tổ dân phố, 12.480 hộ."
    before, after = understand(body, None).indicators, understand(body, model).indicators
    sure = {code for code, found in after.items() if found.status is Status.READ}
    assert sure <= {code for code, found in before.items() if found.status is Status.READ}


def test_the_standard_model_is_of_the_standard_form() -> None:
    known = {field.code for field in standard_form().indicators}
    classes = standard_likeness().classes
    assert classes[0] == NOTHING
    assert set(classes[1:]) <= known
    assert len(classes) > 110


LIKE = "Tổng số đơn tiếp nhận là 73 đơn. Bộ phận hộ tịch tiếp nhận 64 đơn."


def test_two_matters_in_like_words_are_no_contradiction() -> None:
    """The likelier mention stands; where the model knows neither, nothing is settled."""
    received = {f"Tổng số đơn tiếp nhận là {n} đơn.": {"petitions_received": n} for n in range(30)}
    others = {f"Bộ phận hộ tịch tiếp nhận {n} đơn.": {} for n in range(30, 60)}
    knowing, unsure = taught(received | others), taught(others)
    assert "inconsistent_values" in rules_of(understand(LIKE, None))
    settled = understand(LIKE, knowing)
    assert "inconsistent_values" not in rules_of(settled)
    taken = settled.indicators["petitions_received"]
    assert (taken.value, taken.status) == (73, Status.READ)
    assert "inconsistent_values" in rules_of(understand(LIKE, unsure))


def rules_of(read: Reading) -> set[str]:
    return {finding.rule for finding in read.findings}
