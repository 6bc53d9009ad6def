"""An editor's steps on the board of one field. Each gives the field's next curation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.domain.errors import Invalid, Problem
from app.domain.themes.board import Board, Theme
from app.domain.themes.keeping import Curation, Kept
from app.domain.vietnamese.text import nfc, squeeze

LONGEST_TEXT: Final = 1_000
_GONE: Final = "Nội dung này vừa thay đổi. Hãy tải lại trang rồi làm lại."


@dataclass(frozen=True, slots=True)
class Step:
    """What an editor asks for.

    ``keys`` are the themes it is about, the first one the leading; ``points`` (ids) those to be
    split off; ``text`` the new sentence or the reason; ``new_key`` names a theme that begins.
    """

    kind: str
    new_key: str
    keys: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    text: str = ""


def taken(board: Board, curation: Curation, step: Step) -> Curation:
    """The curation after the step. Raises ``Invalid`` where it cannot be taken."""
    missing = [key for key in step.keys if key not in board.by_key]
    if missing or (not step.keys and step.kind != "see"):
        raise _refused(_GONE if missing else "Chưa chọn nội dung nào.")
    themes = [board.by_key[key] for key in step.keys]
    changed = STEPS[step.kind](curation, themes, step)
    before = curation.seen or _ids(board.all)
    touched = _ids(board.all if step.kind == "see" else themes)
    return replace(changed, seen=before | touched)


def _ids(themes: Iterable[Theme]) -> frozenset[str]:
    return frozenset(identity for theme in themes for identity in theme.ids)


def _refused(message: str) -> Invalid:
    return Invalid([Problem("theme", ("theme",), message)])


def _held(curation: Curation, theme: Theme, key: str) -> Kept:
    """The theme as an editor keeps it: with what joined it, and with what only earlier
    versions said, should they come back."""
    kept = curation.named(theme.key)
    if kept is None:
        return Kept(key, theme.text, theme.ids)
    return replace(kept, members=tuple(dict.fromkeys((*kept.members, *theme.ids))))


def _put(curation: Curation, kept: Sequence[Kept], *, instead_of: Iterable[str] = ()) -> Curation:
    keys = {*instead_of, *(one.key for one in kept)}
    return replace(curation, themes=(*curation.without(*keys).themes, *kept))


def _one(curation: Curation, themes: Sequence[Theme], step: Step) -> Kept:
    return _held(curation, themes[0], step.new_key)


def _merge(curation: Curation, themes: Sequence[Theme], step: Step) -> Curation:
    """Into the most spread, or the one that was kept first; its sentence stands."""
    if len({theme.key for theme in themes}) < 2:
        raise _refused("Cần chọn từ hai nội dung trở lên để gộp.")
    leading = min(themes, key=lambda t: (not t.is_pinned, not t.is_kept, -len(t.wards), t.text))
    held = [_held(curation, theme, step.new_key) for theme in themes]
    into = _held(curation, leading, step.new_key)
    members = dict.fromkeys((*into.members, *(m for one in held for m in one.members)))
    merged = replace(into, members=tuple(members), reason="")
    return _put(curation, [merged], instead_of=step.keys)


def _split(curation: Curation, themes: Sequence[Theme], step: Step) -> Curation:
    """The chosen points begin a theme of their own; its sentence is the first of them."""
    whole = _held(curation, themes[0], f"{step.new_key}0")
    chosen = [point for point in themes[0].points if point.id in step.points]
    if not chosen or len({p.id for p in chosen}) == len(themes[0].ids):
        raise _refused("Cần chọn một phần các câu để tách, không phải tất cả.")
    ids = tuple(dict.fromkeys(point.id for point in chosen))
    left = replace(whole, members=tuple(m for m in whole.members if m not in ids))
    return _put(curation, [left, Kept(step.new_key, chosen[0].text, ids)])


def _reword(curation: Curation, themes: Sequence[Theme], step: Step) -> Curation:
    text = squeeze(nfc(step.text))
    if not text:
        raise _refused("Câu tổng hợp không được để trống.")
    if len(text) > LONGEST_TEXT:
        raise _refused(f"Câu tổng hợp dài quá {LONGEST_TEXT} ký tự.")
    return _put(curation, [replace(_one(curation, themes, step), text=text)])


def _drop(curation: Curation, themes: Sequence[Theme], step: Step) -> Curation:
    reason = squeeze(nfc(step.text))[:LONGEST_TEXT]
    if not reason:
        raise _refused("Cần nêu lý do bỏ khỏi báo cáo.")
    dropped = replace(_one(curation, themes, step), reason=reason, is_pinned=False)
    return _put(curation, [dropped])


def _restore(curation: Curation, themes: Sequence[Theme], step: Step) -> Curation:
    return _put(curation, [replace(_one(curation, themes, step), reason="")])


def _pin(curation: Curation, themes: Sequence[Theme], step: Step) -> Curation:
    return _put(curation, [replace(_one(curation, themes, step), is_pinned=True)])


def _unpin(curation: Curation, themes: Sequence[Theme], step: Step) -> Curation:
    return _put(curation, [replace(_one(curation, themes, step), is_pinned=False)])


def _accept(curation: Curation, themes: Sequence[Theme], step: Step) -> Curation:
    """What joined the theme is its own from now on."""
    return _put(curation, [_one(curation, themes, step)])


def _see(curation: Curation, _themes: Sequence[Theme], _step: Step) -> Curation:
    """All of the field was looked at: nothing in it is new any more."""
    return replace(curation, is_read=True)


STEPS: Final[Mapping[str, Callable[[Curation, Sequence[Theme], Step], Curation]]] = {
    "merge": _merge,
    "split": _split,
    "reword": _reword,
    "drop": _drop,
    "restore": _restore,
    "pin": _pin,
    "unpin": _unpin,
    "accept": _accept,
    "see": _see,
}
