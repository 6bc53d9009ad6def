"""View data of the sign-off page and of the receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actions import checking, reporting, submitting
from app.actions.access import Report
from app.actions.chronicling import happenings
from app.documents import decree30
from app.documents.models import LetterHead
from app.domain.evidence import frozen_in
from app.domain.forms import FieldType, Section
from app.domain.lifecycle import State
from app.domain.periods import is_late
from app.domain.permissions import Permission
from app.domain.signing import Signing, signature
from app.store import submissions
from app.web import evidence_parts, since_last, story
from app.web import report_parts as parts
from app.web.report_parts import View
from app.web.ward_pages import Opened, newest
from app.web.words import label_of, name_of, title_of, unit_words

if TYPE_CHECKING:
    from app.store.tables.submissions import Version


def check(
    session: Session,
    opened: Opened,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[View] = (),
) -> View:
    """Everything on one page before it goes; ``typed``: reasons by flag that were not kept."""
    typed = typed or {}
    report = opened.report
    version = newest(session, report)
    moved = since_last.changes(opened, version)
    findings = parts.flag_views(report, opened.draft)
    sections = _sections(session, opened, moved)
    open_flags = [f for f in findings if f["status"] == "open" and f["severity"] != "info"]
    return {
        "report": opened.strip(),
        "blockers": blocker_views(opened),
        "must_mend": [f for f in open_flags if f["is_hard"]],
        "to_explain": [
            f | {"typed": typed.get(f["key"], "")} for f in open_flags if not f["is_hard"]
        ],
        "settled": [f for f in findings if f not in open_flags],
        "may_explain": opened.is_editable,
        "period_code": opened.report.period.code,
        "dispensed": [
            {"title": parts.rule_title(opened.report, rule), "document": document}
            for rule, document in opened.report.submission.dispensed.items()
        ],
        "problems": list(problems),
        "last_version": version.number if version else None,
        **moved,
        "answers": sections,
        "proofs": sum(len(section["evidence"]) for section in sections),
        "proofs_moved": evidence_parts.moved(
            version.content if version else None,
            [file for section in sections for file in section["evidence"]],
        ),
        **moves(opened),
    }


def moves(opened: Opened) -> View:
    """What this person may do with the report now."""
    state, may_sign = opened.report.state, opened.actor.may(Permission.SIGN_OFF)
    is_open = opened.is_editable or state is State.AWAITING_LEADER
    return {
        "may_hand_over": opened.is_editable and not may_sign,
        "may_decline": state is State.AWAITING_LEADER and may_sign,
        "may_submit": may_sign and is_open and opened.report.shut is None,
    }


def blocker_views(opened: Opened) -> list[View]:
    """What stops the submit, each with a link to where it is mended."""
    report = opened.report
    invalid = [
        {"code": a.code, "message": f"{name_of(report.form.field(a.code))}: {a.problem}"}
        for a in opened.draft.invalid
    ]
    flags = [
        {"code": next(iter(f.finding.fields), ""), "message": f.finding.message}
        for f in opened.draft.blocking
    ]
    remarks = [
        {"section": r.section, "message": _("Chưa trả lời ý kiến: “%(text)s”", text=r.text)}
        for r in opened.remarks
        if r.closed_at is None and not r.answer
    ]
    return [_blocker(report, item) for item in (*invalid, *flags, *remarks)]


def _blocker(report: Report, item: Mapping[str, str]) -> View:
    field = report.form.fields.get(item.get("code", ""))
    section = item.get("section") or (field.section if field else "") or parts.HEADER
    anchor = f"f-{field.code}" if field else None
    url = url_for(
        "ward.section", submission_id=report.submission.id, section=section, _anchor=anchor
    )
    return {"anchor": anchor or "", "url": url, "message": item["message"]}


def _sections(session: Session, opened: Opened, moved: Mapping[str, Sequence[View]]) -> list[View]:
    """Every section with its answers; those that somebody should look at stand open."""
    report = opened.report
    states = parts.section_views(report, opened.draft, opened.remarks)
    proofs = _evidence(session, opened)
    changed = [change["section"] for change in (*moved["changes"], *moved["texts"])]
    return [
        _printed(opened, section)
        | state
        | {
            "evidence": proofs.get(section.code, []),
            "changed": changed.count(section.code),
            "is_open": bool(
                state["errors"]
                or state["warnings"]
                or section.code in changed
                or state["state"] == "changes_requested"
                or _has_gap(opened, section)
            ),
        }
        for section, state in zip(report.form.definition.sections, states, strict=True)
    ]


def _has_gap(opened: Opened, section: Section) -> bool:
    """Something that must be answered is not, in a section that was not left locked."""
    if not opened.report.unlocked.allows(section.code):
        return False
    kind, answers = opened.report.period.kind, opened.draft.answers
    must = (f for f in parts.fields_of(opened.report, section) if kind in f.mandatory)
    return any(not parts.is_answered(answers.get(field.code)) for field in must)


def _evidence(session: Session, opened: Opened) -> Mapping[str, list[View]]:
    """The draft's files, or the version's once the Department holds it."""
    report = opened.report
    address = evidence_parts.ward_addresses(report.submission.id)
    version = newest(session, report) if report.state.is_with_department else None
    if version is None:
        return evidence_parts.of_draft(session, report.submission.id, address)
    return evidence_parts.of_content(session, report.submission.id, version.content, address)


def _printed(opened: Opened, wanted: Section) -> View:
    fields = parts.fields_of(opened.report, wanted)
    answers = opened.draft.answers
    flagged = {code for flag in opened.draft.flags if flag.is_open for code in flag.finding.fields}
    return {
        "code": wanted.code,
        "title": title_of(wanted),
        "rows": [
            {
                "code": f.code,
                "label": label_of(f),
                "unit": unit_words(f),
                "display": parts.display(f, answers.get(f.code)),
                "state": answers[f.code].state.value if f.code in answers else "",
                "is_flagged": f.code in flagged,
            }
            for f in fields
            if f.type is not FieldType.TEXT
        ],
        "texts": [
            {
                "code": f.code,
                "label": label_of(f),
                "text": parts.display(f, answers.get(f.code)),
            }
            for f in fields
            if f.type is FieldType.TEXT
        ],
    }


def sign(session: Session, opened: Opened) -> View:
    """The last step before the report goes: what is signed, and as whom."""
    report, draft = opened.report, opened.draft
    version = newest(session, report)
    moved = since_last.changes(opened, version)
    proofs = _evidence(session, opened)
    return {
        "report": opened.strip(),
        "blockers": blocker_views(opened),
        "number": report.submission.last_version + 1,
        "is_late": report.submission.first_submitted_at is None and opened.due_at < opened.now,
        "explained": sum(1 for flag in draft.flags if flag.reason),
        "changed": len(moved["changes"]) + len(moved["texts"]) if version else None,
        "proofs": sum(map(len, proofs.values())),
        "signers": signers(opened),
        "seen": submitting.draft_digest(session, report, draft),
        "idempotency_key": uuid4().hex,
        **moves(opened),
    }


def signers(opened: Opened) -> list[View]:
    """As the letter's head says, where it names who signs; else as chairman or deputy.

    The first is chosen, but not for somebody whose name the head does not give: nobody signs
    in another's name by not looking.
    """
    head = reporting.ward_head(opened.report, opened.draft.answers)
    written = [Signing.AS_WRITTEN] if head.signer_position or head.authority_line else []
    offered = [
        _signer(head, signing, opened.actor.name)
        for signing in (*written, Signing.CHAIRMAN, Signing.DEPUTY)
    ]
    own = opened.actor.name.casefold()
    is_anothers = bool(written) and (head.signer_name or own).casefold() != own
    return [
        signer | {"is_chosen": number == 0 and not is_anothers}
        for number, signer in enumerate(offered)
    ]


def _signer(head: LetterHead, signing: Signing, name: str) -> View:
    """{value, lines, name}: the signature as it will be printed."""
    signed = signature(signing, name)
    head = reporting.signed_head(head, {"signature": signed} if signed else {})
    return {
        "value": signing.value,
        "lines": list(decree30.committee_signature(head)),
        "name": head.signer_name,
    }


def _signed_as(report: Report, version: Version) -> str:
    """In which capacity a version was signed: "TM. …, CHỦ TỊCH"."""
    answers = checking.answers_in(report.form, version.content)
    head = reporting.signed_head(reporting.ward_head(report, answers), version.content)
    return ", ".join(decree30.committee_signature(head))


def receipt(session: Session, opened: Opened, version: Version) -> View:
    report = opened.report
    first = report.submission.first_submitted_at
    due_at = submissions.due_at(session, report.period, report.ward.id)
    return {
        "report": opened.strip(),
        "receipt": {
            "number": version.receipt,
            "version": version.number,
            "submitted_at": version.submitted_at,
            "who": version.submitted_by_name,
            "signed_as": _signed_as(report, version),
            "proofs": len(frozen_in(version.content)),
            "sha256": version.sha256,
            "ward_name": report.ward.name,
            "period_name": parts.period_title(report.period.code),
            "is_late": first is not None and is_late(first, due_at),
        },
        "events": story.timeline(happenings(session, report), report.submission.id),
    }
