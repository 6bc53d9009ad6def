"""Loading the demonstration: made-up reports go through the real moves, as if they
had happened on their days. Labelled as such wherever they are shown."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from app.actions import access, consolidating, detecting, inviting, periods
from app.actions import cities as city_actions
from app.actions.access import Report, advance
from app.actions.answering import fill_empty, write_answer
from app.actions.checking import Draft, draft_of, store_findings
from app.actions.cities import PlacedUnit, read_units
from app.actions.deciding import accept_explained
from app.actions.drafting import ensure_submission
from app.actions.reviewing import bump_approved
from app.actions.signing_in import hash_password
from app.actions.submitting import freeze
from app.demonstration import (
    DemonstrationCity,
    DemonstrationPerson,
    Returned,
    WardReport,
    make_city,
    make_second_city,
    select_units,
)
from app.demonstration.papers import Paper, paper_of, report_docx, report_pdf, report_text
from app.domain.answers import Answer, parse_answer
from app.domain.findings import Finding, Severity
from app.domain.lifecycle import Event, State
from app.domain.permissions import COMMAND_LINE, Actor, Role
from app.standard import standard_form, standard_unit_rows, standard_units
from app.store import answers as answer_store
from app.store import cities, people, submissions
from app.store.reading import reading
from app.store.scope import LOBBY, Scope
from app.store.tables.city import Period, Ward
from app.store.tables.lobby import Person
from app.store.tables.reviews import Explanation, Remark
from app.store.transaction import Transaction, transaction

EXPLAINED = "Đã đối chiếu %s với sổ theo dõi của đơn vị, số liệu đúng (giải trình minh họa)."
ANSWERED = "Đã rà soát và sửa theo ý kiến của Sở (trả lời minh họa)."


@dataclass(frozen=True, slots=True)
class SignIn:
    """What a visitor of the demonstration signs in with."""

    email: str
    password: str
    role: str
    unit: str


def is_empty() -> bool:
    """Whether no city was ever created on this installation."""
    with reading(LOBBY) as session:
        return not cities.all_cities(session)


def load_demonstration(
    wards: int,
    seed: int,
    keep: Callable[[list[SignIn]], None],
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Both made-up cities with their people; repeating it loads nothing twice.

    ``keep`` is given a city's new sign-ins before its reports are loaded: whoever
    interrupts the loading, and repeats it, still has them.
    """
    units = select_units(standard_units(), wards, seed)
    first = make_city(seed, units, standard_form())
    placed = {unit.unit.code: unit for unit in read_units(standard_unit_rows())}
    _load_city(first, [placed[unit.code] for unit in units], keep, say)
    second = make_second_city(seed, standard_form())
    _load_city(second, [PlacedUnit(unit) for unit in second.units], keep, say)


def write_papers(folder: Path, wards: int, seed: int) -> int:
    """Report files to try intake with: unfinished reports of the period under way, as
    Word, PDF and text. How many were written."""
    city = make_city(seed, select_units(standard_units(), wards, seed), standard_form())
    folder.mkdir(parents=True, exist_ok=True)
    names = {unit.code: unit.name for unit in city.units}
    begun = [
        report.ward_code
        for report in city.reports.values()
        if report.period == city.current_period and report.progress.state is State.DRAFT
    ]
    for number, code in enumerate(begun[:9]):
        suffix, make = _PAPERS[number % len(_PAPERS)]
        paper = paper_of(city, standard_form(), code, city.current_period)
        path = folder / f"{names[code]}, {city.current_period}{suffix}"
        path.write_bytes(make(paper))
    return len(begun[:9])


_PAPERS: tuple[tuple[str, Callable[[Paper], bytes]], ...] = (
    (".docx", report_docx),
    (".pdf", report_pdf),
    (".txt", lambda paper: report_text(paper).encode()),
)


def _load_city(
    city: DemonstrationCity,
    units: list[PlacedUnit],
    keep: Callable[[list[SignIn]], None],
    say: Callable[[str], None],
) -> None:
    say(f"{city.name}: {len(units)} đơn vị, {len(city.periods)} kỳ")
    scope = Scope.department(
        city_actions.create_city(COMMAND_LINE, city.code, city.name, units, city.notice)
    )
    keep(_load_people(scope, city))
    for code in city.periods:
        period_id = periods.open_period(scope, COMMAND_LINE, code)
        _load_period(scope, city, code, period_id)
        detecting.detect(scope, COMMAND_LINE, period_id)
        consolidating.refresh(scope, COMMAND_LINE, period_id)
        say(f"{city.name}, kỳ {code}: xong")


def _load_people(scope: Scope, city: DemonstrationCity) -> list[SignIn]:
    with transaction(scope, COMMAND_LINE) as tx:
        wards = {ward.code: ward for ward in cities.wards(tx.session)}
        found = [_person(tx, p, wards.get(p.ward_code or ""), city) for p in city.people]
    return [sign_in for sign_in in found if sign_in is not None]


def _person(
    tx: Transaction, person: DemonstrationPerson, ward: Ward | None, city: DemonstrationCity
) -> SignIn | None:
    """Somebody new; who is there already keeps their password."""
    if people.person_by_email(tx.session, person.email) is not None:
        return None
    password = secrets.token_urlsafe(9)
    row = Person(
        id=uuid4(),
        email=person.email,
        name=person.name,
        password_hash=hash_password(password),
        created_at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    inviting.grant(tx, row.id, ward.id if ward else None, person.role)
    return SignIn(person.email, password, person.role.value, ward.name if ward else city.name)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in the reports of one ward."""

    drafter: Actor
    leader: Actor
    reviewer: Actor


def _load_period(scope: Scope, city: DemonstrationCity, code: str, period_id: UUID) -> None:
    with reading(scope) as session:
        wards = {ward.code: ward for ward in cities.wards(session)}
        period = cities.period(session, period_id)
    assert period is not None, "opened just before"
    with reading(LOBBY) as session:
        known = {p.email: p.id for p in session.execute(select(Person)).scalars()}
    is_any_approved = False
    for report in city.reports.values():
        if report.period == code and report.progress.state is not None:
            ward = wards[report.ward_code]
            cast = _cast(city, ward, known)
            _load_report(scope, report, ward, period, cast)
            if report.progress.state is State.APPROVED:
                is_any_approved = True
                _accept(scope, report, ward, period, cast.reviewer)
    if is_any_approved:
        with transaction(scope, COMMAND_LINE) as tx:
            bump_approved(tx, period_id)


def _accept(scope: Scope, made: WardReport, ward: Ward, period: Period, reviewer: Actor) -> None:
    """What the ward explained was accepted before its report was approved. In a transaction of
    its own: what a submit finds goes with the commit."""
    assert made.progress.submitted_at is not None, "what is approved was submitted"
    with transaction(scope, reviewer) as tx:
        _as(tx, reviewer, made.progress.submitted_at + dt.timedelta(hours=25))
        own = submissions.of_ward(tx.session, ward.id, period.id)
        assert own is not None, "loaded just before"
        accept_explained(tx, own.id)


def _cast(city: DemonstrationCity, ward: Ward, known: Mapping[str, UUID]) -> Cast:
    """The people who can sign in, where the ward has any; names without an account else."""

    def actor(role: Role, ward_code: str | None, name: str) -> Actor:
        found = (p for p in city.people if p.role is role and p.ward_code == ward_code)
        person = next(found, None)
        roles = frozenset({role})
        if person is None:
            return Actor(None, f"{name} {ward.short_name}", roles, ward.id)
        return Actor(known.get(person.email), person.name, roles, ward.id if ward_code else None)

    return Cast(
        actor(Role.DRAFTER, ward.code, "Chuyên viên"),
        actor(Role.LEADER, ward.code, "Lãnh đạo"),
        actor(Role.REVIEWER, None, "Chuyên viên Sở"),
    )


def _load_report(scope: Scope, made: WardReport, ward: Ward, period: Period, cast: Cast) -> None:
    """One report from its first answer to where it stands; a begun one is left alone."""
    with transaction(scope, cast.drafter) as tx:
        submission = ensure_submission(tx, ward.id, period.id)
        report = access.report_of(tx.session, submission)
        if answer_store.rows_of(tx.session, submission.id):
            return
        filed = made.progress.submitted_at
        _as(tx, cast.drafter, (filed or tx.now) - dt.timedelta(hours=20))
        fill_empty(tx, report, {**_header(report, made), **(made.earlier or made.answers)})
        _move(tx, report, made, cast)


def _as(tx: Transaction, actor: Actor, at: dt.datetime) -> None:
    """From here on the transaction's rows say that this person did it, then; never later
    than now."""
    tx.actor, tx.now = actor, min(at, dt.datetime.now(dt.UTC))


def _header(report: Report, made: WardReport) -> dict[str, Answer]:
    parsed = (
        parse_answer(report.form.fields[code], text)
        for code, text in made.header.items()
        if code in report.form.fields
    )
    return {answer.code: answer for answer in parsed if answer is not None}


def _move(tx: Transaction, report: Report, made: WardReport, cast: Cast) -> None:
    state, filed = made.progress.state, made.progress.submitted_at
    if state is State.AWAITING_LEADER:
        advance(tx, report, Event.HANDED_OVER)
    if filed is None:
        return
    _file(tx, report, cast, filed)
    if made.returned is not None:
        _return(tx, report, made.returned, cast)
        if state is not State.RETURNED:
            filed = made.returned.at + dt.timedelta(hours=30)
            _mend(tx, report, made, cast, filed)
    if state in (State.IN_REVIEW, State.APPROVED):
        _as(tx, cast.reviewer, filed + dt.timedelta(hours=26))
        _claim(tx, report)
    if state is State.APPROVED:
        version = report.submission.last_version
        advance(tx, report, Event.APPROVED, version=version)
        report.submission.approved_version = version
        report.submission.unlocked_sections = None
        report.submission.claimed_by, report.submission.claimed_by_name = None, ""


def _file(tx: Transaction, report: Report, cast: Cast, at: dt.datetime) -> None:
    """Hand over, explain the soft flags, submit."""
    _as(tx, cast.drafter, at - dt.timedelta(hours=2))
    advance(tx, report, Event.HANDED_OVER)
    tx.session.flush()
    draft = draft_of(tx.session, report)
    _explain(tx, report, draft)
    _as(tx, cast.leader, at)
    version = freeze(tx, report, draft.answers)
    advance(tx, report, Event.SUBMITTED, version=version.number)
    store_findings(tx, report.submission, draft.flags)


def _explain(tx: Transaction, report: Report, draft: Draft) -> None:
    soft = [
        flag.finding
        for flag in draft.flags
        if flag.is_open and not flag.finding.is_hard and flag.finding.severity is not Severity.INFO
    ]
    rows = [
        {
            "id": uuid4(),
            "city_id": report.submission.city_id,
            "ward_id": report.submission.ward_id,
            "submission_id": report.submission.id,
            "key": finding.key,
            "rule": finding.rule,
            "inputs_hash": finding.inputs_hash,
            "text": EXPLAINED % _what(report, finding),
            "at": tx.now,
            "person_id": tx.actor.person_id,
            "person_name": tx.actor.name,
        }
        for finding in soft
    ]
    if rows:
        tx.session.execute(insert(Explanation), rows)


def _what(report: Report, finding: Finding) -> str:
    """What a flag is about: every flag has a reason of its own."""
    names = [report.form.field(code).name for code in finding.fields[:2]]
    return " và ".join(names) or finding.key


def _claim(tx: Transaction, report: Report) -> None:
    advance(tx, report, Event.CLAIMED)
    report.submission.claimed_by = tx.actor.person_id
    report.submission.claimed_by_name, report.submission.claimed_at = tx.actor.name, tx.now


def _return(tx: Transaction, report: Report, returned: Returned, cast: Cast) -> None:
    _as(tx, cast.reviewer, returned.at)
    _claim(tx, report)
    submission = report.submission
    submission.unlocked_sections = sorted(returned.sections)
    submission.return_due_on = returned.due_on
    reason = "; ".join(dict.fromkeys(returned.reasons))
    advance(tx, report, Event.RETURNED, reason=reason, version=submission.last_version)
    submission.claimed_by, submission.claimed_by_name = None, ""
    tx.session.add_all(
        Remark(
            id=uuid4(),
            city_id=submission.city_id,
            ward_id=submission.ward_id,
            submission_id=submission.id,
            version=submission.last_version,
            section=section,
            text=text,
            made_by=tx.actor.name,
            made_at=tx.now,
        )
        for section, text in zip(returned.sections, returned.reasons, strict=True)
    )
    tx.session.flush()


def _mend(tx: Transaction, report: Report, made: WardReport, cast: Cast, at: dt.datetime) -> None:
    """The ward answers the remarks, corrects what changed, and files again."""
    _as(tx, cast.drafter, at - dt.timedelta(hours=3))
    for remark in _remarks(tx, report):
        remark.answer, remark.answered_by, remark.answered_at = ANSWERED, tx.actor.name, tx.now
    rows = answer_store.rows_of(tx.session, report.submission.id)
    for code, answer in made.answers.items():
        if (made.earlier or {}).get(code) != answer:
            revision = rows[code].revision if code in rows else 0
            write_answer(tx, report.submission, report.form.field(code), answer, revision)
    _file(tx, report, cast, at)


def _remarks(tx: Transaction, report: Report) -> Iterable[Remark]:
    query = select(Remark).where(Remark.submission_id == report.submission.id)
    return tx.session.execute(query).scalars().all()
