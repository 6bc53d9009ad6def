"""The life of a report: its states, its moves, and the one table of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import InvalidMove


class State(StrEnum):
    """Where a report stands. ``label`` is what people read."""

    DRAFT = "draft"
    AWAITING_LEADER = "awaiting_leader"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    APPROVED = "approved"
    SEALED = "sealed"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def accepts_edits(self) -> bool:
        """The ward types only while the report is in its own hands."""
        return self in (State.DRAFT, State.RETURNED)

    @property
    def is_with_department(self) -> bool:
        """While the Department holds the report the ward's clock stands still."""
        return self in (State.SUBMITTED, State.IN_REVIEW, State.APPROVED, State.SEALED)


_LABELS = {
    State.DRAFT: "Bản nháp",
    State.AWAITING_LEADER: "Chờ lãnh đạo ký duyệt",
    State.SUBMITTED: "Đã nộp",
    State.IN_REVIEW: "Đang thẩm định",
    State.RETURNED: "Bị trả lại",
    State.APPROVED: "Đã duyệt",
    State.SEALED: "Đã chốt trong báo cáo thành phố",
}


class Event(StrEnum):
    """What happened, in the past tense. Each is one row of the event list."""

    HANDED_OVER = "handed_over"
    DECLINED = "declined"
    SUBMITTED = "submitted"
    RECALLED = "recalled"
    CLAIMED = "claimed"
    RELEASED = "released"
    RETURNED = "returned"
    PROPOSED = "proposed"
    APPROVED = "approved"
    UNAPPROVED = "unapproved"
    SEALED = "sealed"
    ENTERED_BY_DEPARTMENT = "entered_by_department"

    @property
    def label(self) -> str:
        return _EVENT_LABELS[self]


_EVENT_LABELS = {
    Event.HANDED_OVER: "Trình lãnh đạo",
    Event.DECLINED: "Lãnh đạo chuyển lại người soạn",
    Event.SUBMITTED: "Nộp báo cáo",
    Event.RECALLED: "Rút lại để sửa",
    Event.CLAIMED: "Nhận thẩm định",
    Event.RELEASED: "Thôi thẩm định",
    Event.RETURNED: "Trả lại",
    Event.PROPOSED: "Đề nghị duyệt",
    Event.APPROVED: "Duyệt",
    Event.UNAPPROVED: "Hủy duyệt",
    Event.SEALED: "Chốt trong báo cáo thành phố",
    Event.ENTERED_BY_DEPARTMENT: "Sở nhập thay",
}

# The one transition table. ENTERED_BY_DEPARTMENT freezes a version on the ward's
# behalf (commands.md, --status), from any state but a sealed one.
MOVES: dict[tuple[State, Event], State] = {
    (State.DRAFT, Event.HANDED_OVER): State.AWAITING_LEADER,
    (State.RETURNED, Event.HANDED_OVER): State.AWAITING_LEADER,
    (State.AWAITING_LEADER, Event.DECLINED): State.DRAFT,
    (State.AWAITING_LEADER, Event.SUBMITTED): State.SUBMITTED,
    (State.SUBMITTED, Event.RECALLED): State.DRAFT,
    (State.SUBMITTED, Event.CLAIMED): State.IN_REVIEW,
    # A claim that slept is taken over by another reviewer.
    (State.IN_REVIEW, Event.CLAIMED): State.IN_REVIEW,
    (State.IN_REVIEW, Event.RELEASED): State.SUBMITTED,
    (State.IN_REVIEW, Event.RETURNED): State.RETURNED,
    # Where a city wants a second person: the report waits for that one, still under review.
    (State.IN_REVIEW, Event.PROPOSED): State.IN_REVIEW,
    (State.IN_REVIEW, Event.APPROVED): State.APPROVED,
    (State.APPROVED, Event.UNAPPROVED): State.IN_REVIEW,
    (State.APPROVED, Event.SEALED): State.SEALED,
    # What a city report sealed may be mended: that report stays, a later one supersedes it.
    (State.SEALED, Event.UNAPPROVED): State.IN_REVIEW,
    **{
        (state, Event.ENTERED_BY_DEPARTMENT): State.SUBMITTED
        for state in State
        if state is not State.SEALED
    },
}

# These need a sentence from the person who does them.
NEEDS_REASON = frozenset({Event.DECLINED, Event.RETURNED, Event.UNAPPROVED})


@dataclass(frozen=True, slots=True)
class Unlocked:
    """Which sections the ward may edit: all of them, or those that were returned."""

    sections: frozenset[str] | None = None

    def allows(self, section: str) -> bool:
        return self.sections is None or section in self.sections


def move(state: State, event: Event, *, was_returned: bool = False) -> State:
    """The state after ``event``; ``was_returned`` says that remarks are being answered.

    A report that was returned goes back to RETURNED, not to DRAFT, when its leader
    declines or it is recalled: only its returned sections stay unlocked.
    Raises ``InvalidMove`` where the table has no such move.
    """
    after = MOVES.get((state, event))
    if after is None:
        raise InvalidMove(
            f"Báo cáo đang ở trạng thái “{state.label}” nên không thể: {event.label}."
        )
    if after is State.DRAFT and was_returned:
        return State.RETURNED
    return after


def moves_from(state: State) -> frozenset[Event]:
    """What may happen next, for buttons and for the tests of the table."""
    return frozenset(event for (start, event) in MOVES if start is state)
