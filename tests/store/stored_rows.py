"""One row in every table behind the wall, for a place: what no other ward may ever see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

from app.domain.permissions import COMMAND_LINE
from app.store.database import Base
from app.store.tables.batches import Batch, BatchFile
from app.store.tables.bundles import Bundle, PrintedReport
from app.store.tables.city import Extension, ReviewRule
from app.store.tables.desk import FindingDecision, SavedFilter, WardReviewer
from app.store.tables.editions import Edition, EditionComment
from app.store.tables.evidence import Attachment
from app.store.tables.notices import Delivery, Notice, Webhook
from app.store.tables.results import DetectionRun, Export, GroupingRow, PeerMedians, RollupRow
from app.store.tables.reviews import (
    DepartmentFinding,
    DraftRemark,
    Explanation,
    FindingRow,
    Remark,
)
from app.store.tables.rules import CityRule, RuleBook, RuleDispensation, RuleVersion
from app.store.tables.submissions import (
    AnswerHistory,
    AnswerRow,
    EventRow,
    SourcePhrase,
    Upload,
    Version,
)
from app.store.tables.themes import ThemeRun, ThemeStep
from app.store.tables.units import EstimatedPast, UnitSuccession
from app.store.tables.wording import SentenceVersion
from app.store.transaction import transaction
from tests.worlds import Place, Town

AT = dt.datetime(2026, 6, 20, 8, 0, tzinfo=dt.UTC)


def put_everywhere(town: Town) -> None:
    """Fill every table behind the wall for every ward of the town."""
    with transaction(town.scope, COMMAND_LINE) as tx:
        for row in (*city_rows(town), *(r for p in town.places for r in ward_rows(town, p))):
            tx.session.add(row)
            tx.session.flush()
        for place in town.places:
            tx.record("planted", place.code, ward_id=place.ward_id)
        tx.record("planted", "city")


def city_rows(town: Town) -> Iterator[Base]:
    own: dict[str, Any] = {"city_id": town.city_id, "period_id": town.period_id}
    yield DetectionRun(**own, ran_at=AT, wards=0, found=0, failed={})
    yield RollupRow(**own, include="approved", revision=1, computed_at=AT, content="{}")
    medians = own | {"unit_type": "phuong", "revision": 1, "computed_at": AT}
    yield PeerMedians(**medians, content="{}")
    edition = own | {"id": uuid4(), "include": "approved", "requested_by": "A", "requested_at": AT}
    yield Edition(**edition, number=1, parts=[], formats=["pdf"], code=uuid4().hex)
    of_it = {"city_id": town.city_id, "edition_id": edition["id"]}
    yield EditionComment(**of_it, text="Được", at=AT, person_name="A")
    yield Export(**own, edition_id=edition["id"], format="pdf", size=1, made_at=AT)
    yield Bundle(**own, formats=["pdf"], requested_by="A", requested_at=AT)
    yield GroupingRow(city_id=town.city_id, name="Cụm", groups={}, changed_at=AT, changed_by="A")
    rule = {"needs_second": True, "bars_own_review": False}
    yield ReviewRule(city_id=town.city_id, **rule, changed_at=AT, changed_by="A")
    made = {"city_id": town.city_id, "id": uuid4(), "changed_at": AT, "changed_by": "A"}
    yield CityRule(**made, name="stored", draft={}, created_at=AT)
    version = {"city_id": town.city_id, "rule_id": made["id"], "published_at": AT}
    yield RuleVersion(**version, number=1, draft={}, document={}, published_by="A")
    yield RuleBook(city_id=town.city_id, number=1, documents=[], made_at=AT, made_by="A")
    yield ThemeRun(**own, revision=1, computed_at=AT, fields={})
    step = own | {"field": "strengths", "number": 1, "kind": "pin", "said": "Ghim"}
    yield ThemeStep(**step, after={}, at=AT, person_name="A")
    wording = {"city_id": town.city_id, "key": "stored", "text": "Câu", "zero": ""}
    yield SentenceVersion(**wording, written_at=AT, written_by="A")
    before, after = town.places[0].ward_id, town.places[1].ward_id
    merged = {"predecessor_id": before, "successor_id": after, "took_effect_on": AT.date()}
    how = {"share": 1, "document": "Nghị quyết 1", "recorded_at": AT, "recorded_by": "A"}
    yield UnitSuccession(city_id=town.city_id, event_id=uuid4(), **merged, **how)
    mine = {"city_id": town.city_id, "person_id": uuid4()}
    yield SavedFilter(**mine, name="Nộp lại", query="show=resubmitted", saved_at=AT)
    yield Webhook(city_id=town.city_id, url="https://a", secret="s", changed_by="A", changed_at=AT)
    notice = {"city_id": town.city_id, "id": uuid4()}
    yield Notice(**notice, kind="digest", key="stored", facts={}, made_at=AT)
    told = {"city_id": town.city_id, "notice_id": notice["id"], "made_at": AT}
    yield Delivery(**told, channel="mail", recipient="a@b.vn", state="sent")
    batch = own | {"id": uuid4()}
    yield Batch(**batch, filename="a.zip", storage_key=uuid4().hex, created_by="A", created_at=AT)
    yield BatchFile(
        city_id=town.city_id, batch_id=batch["id"], position=1, name="a", storage_key=uuid4().hex
    )


def ward_rows(town: Town, place: Place) -> Iterator[Base]:
    """One of each ward-owned kind, and the Department's finding about the ward."""
    own: dict[str, Any] = {"city_id": town.city_id, "ward_id": place.ward_id}
    its = own | {"submission_id": place.submission_id}
    upload_id = uuid4()
    yield Attachment(
        **its,
        section="I",
        filename="a.pdf",
        kind="pdf",
        size=1,
        sha256="",
        storage_key=uuid4().hex,
        preview="waiting",
        attached_at=AT,
        attached_by="A",
    )
    yield Extension(
        **own,
        period_id=town.period_id,
        due_at=AT,
        document="Công văn 1",
        granted_by="A",
        granted_at=AT,
    )
    yield AnswerRow(
        **its, code="population_total", state="value", value_int=7, typed="7", updated_at=AT
    )
    yield AnswerHistory(
        **its,
        code="population_total",
        revision=1,
        state="value",
        typed="7",
        at=AT,
        person_name="A",
    )
    printed = {"fingerprint": "", "size": 1, "sha256": "", "storage_key": uuid4().hex}
    yield PrintedReport(**its, format="pdf", printed_at=AT, **printed)
    yield Upload(**its, **file_of(upload_id))
    yield SourcePhrase(**its, upload_id=upload_id, **phrase_of("population_total"))
    yield Version(**its, period_id=town.period_id, **version_of(place, 99))
    yield EventRow(
        **its, kind="submitted", from_state="draft", to_state="submitted", at=AT, person_name="A"
    )
    yield FindingRow(**its, **finding_of("stored"))
    yield DepartmentFinding(**its, period_id=town.period_id, **finding_of("stored"))
    yield FindingDecision(**its, period_id=town.period_id, **decision_of("stored"))
    yield EstimatedPast(**own, period_id=town.period_id, content={}, made_at=AT)
    yield RuleDispensation(
        **its, rule="stored", document="Công văn 2", granted_at=AT, granted_by="A"
    )
    yield Notice(**own, kind="opened", key=place.code, facts={}, made_at=AT)
    yield WardReviewer(**own, person_id=uuid4(), person_name="A", assigned_at=AT, assigned_by="A")
    yield Explanation(
        **its, key="stored", rule="stored", inputs_hash="x", text="Lý do", at=AT, person_name="A"
    )
    yield Remark(**its, version=1, section="I", text="Sửa", made_by="A", made_at=AT)
    yield DraftRemark(**its, section="I", text="Sửa nữa", made_by="A", made_at=AT)


def decision_of(key: str) -> dict[str, Any]:
    words = dict.fromkeys(("rule", "message", "inputs_hash", "note", "person_name"), key)
    moves = {"decision": "accepted", "before": "open", "inputs": {}, "at": AT}
    return words | moves | {"key": key, "finding_id": uuid4()}


def file_of(upload_id: UUID) -> dict[str, Any]:
    return {
        "id": upload_id,
        "filename": "bao-cao.txt",
        "media_type": ".txt",
        "size": 1,
        "sha256": "0" * 64,
        "storage_key": uuid4().hex,
        "uploaded_at": AT,
        "uploaded_by": "A",
    }


def phrase_of(code: str) -> dict[str, Any]:
    return {
        "code": code,
        "typed": "7",
        "quote": "dân số: 7",
        "starts_at": 0,
        "ends_at": 9,
        "confidence": 0.9,
        "status": "read",
    }


def version_of(place: Place, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "content": {"answers": {}},
        "sha256": "0" * 64,
        "vector": b"",
        "receipt": f"{place.code}-{number}",
        "submitted_at": AT,
        "submitted_by_name": "A",
    }


def finding_of(key: str) -> dict[str, Any]:
    return {
        "key": key,
        "rule": key,
        "severity": "warning",
        "fields": ["population_total"],
        "message": "Kiểm tra lại.",
        "inputs_hash": "x",
        "found_at": AT,
        "score": 1.5,
    }
