"""An editor's work on what many wards say: steps, each of which can be taken back."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from app.actions import access, jobs
from app.domain.errors import Conflict, NotFound
from app.domain.forms import FieldType
from app.domain.permissions import SYSTEM, Actor, Permission
from app.domain.themes import STEPS, Curation, Step, taken
from app.store import cities
from app.store import themes as store
from app.store.reading import reading
from app.store.scope import LOBBY, Scope
from app.store.tables.city import Period
from app.store.tables.themes import ThemeStep
from app.store.transaction import Transaction, transaction

UNDO = "undo"
_CHANGED = "Mục này vừa được người khác biên tập. Hãy tải lại trang rồi làm lại."


def take_step(
    scope: Scope, actor: Actor, period_code: str, code: str, number: int, include: str, step: Step
) -> int:
    """Take a step on the board of one narrative field; its number.

    ``number`` is that of the step the editor saw last, 0 before the first. Raises ``Conflict``
    where somebody else was quicker, ``Invalid`` where the step cannot be taken.
    """
    access.require(actor, Permission.REVIEW)
    if step.kind not in STEPS:
        raise NotFound("Không có thao tác này.")
    with transaction(scope, actor) as tx:
        period = _period(tx, period_code)
        field = access.form_of(tx.session, period).field(code)
        if field.type is not FieldType.TEXT:
            raise NotFound("Mẫu báo cáo không có phần lời văn này.")
        said = store.texts(tx.session, period.id, include, [field])
        boards = store.boards(tx.session, period.id, said)
        if boards.number(code) != number:
            raise Conflict(_CHANGED)
        named = replace(step, new_key=uuid4().hex)
        curation = taken(boards.board(code), boards.curation(code), named)
        return _write(tx, period, code, number, step.kind, step.text, curation, number)


def undo(scope: Scope, actor: Actor, period_code: str, code: str, number: int) -> int:
    """Take back the last step that still stands; the number of this one."""
    access.require(actor, Permission.REVIEW)
    with transaction(scope, actor) as tx:
        period = _period(tx, period_code)
        last = store.last_steps(tx.session, period.id).get(code)
        if last is None or last.number != number:
            raise Conflict(_CHANGED)
        if last.back_to is None:
            raise Conflict("Không còn bước nào để hoàn tác.")
        target = store.step(tx.session, period.id, code, last.back_to)
        curation = Curation.parse(target.after) if target is not None else Curation()
        back_to = target.back_to if target is not None else None
        return _write(tx, period, code, number, UNDO, "", curation, back_to)


def _write(
    tx: Transaction,
    period: Period,
    code: str,
    number: int,
    kind: str,
    said: str,
    curation: Curation,
    back_to: int | None,
) -> int:
    tx.session.add(
        ThemeStep(
            id=uuid4(),
            city_id=tx.scope.city,
            period_id=period.id,
            field=code,
            number=number + 1,
            kind=kind,
            said=said[:1_000],
            back_to=back_to,
            after=curation.document(),
            at=tx.now,
            person_id=tx.actor.person_id,
            person_name=tx.actor.name,
        )
    )
    tx.record("theme_curated", f"{period.code}/{code}", kind=kind, number=number + 1)
    return number + 1


def _period(tx: Transaction, period_code: str) -> Period:
    period = cities.period_by_code(tx.session, period_code)
    if period is None:
        raise NotFound(f"Thành phố chưa mở kỳ “{period_code[:20]}”.")
    return period


def ask_to_gather(scope: Scope, actor: Actor, period_code: str) -> None:
    """Have the period's narratives gathered anew, before the schedule does."""
    access.require(actor, Permission.REVIEW)
    with transaction(scope, actor) as tx:
        enqueue(tx, _period(tx, period_code).id)


def enqueue(tx: Transaction, period_id: UUID) -> None:
    jobs.enqueue(tx, "gather_themes", coalesce=f"{period_id}", period_id=period_id)


def enqueue_behind() -> int:
    """Have the narratives of every city's periods gathered that are behind their approvals."""
    with reading(LOBBY) as session:
        found = [Scope.department(city.id) for city in cities.all_cities(session)]
    return sum(enqueue_behind_of(scope) for scope in found)


def enqueue_behind_of(scope: Scope) -> int:
    """The same of one city."""
    with reading(scope) as session:
        periods = store.behind(session)
    if periods:
        with transaction(scope, SYSTEM) as tx:
            for period_id in periods:
                enqueue(tx, period_id)
    return len(periods)
