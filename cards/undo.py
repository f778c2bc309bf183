"""Undo and redo, without limit inside the study day, worked out from the log alone.

Owns what is undone next: the last thing this device did today and has not undone. Undo appends a
row that voids it, redo appends a row that voids the void; nothing is ever taken away. Not here:
writing rows (record.py, import_undo.py), what counts (replay.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cards import import_undo, store_queue, store_review
from cards.foreign_reviews import IMPORT
from cards.models import Rating
from cards.record import Recorder
from cards.scheduler import Clock
from cards.store_review import VOID, Action

_WORDS = {
    "suspend": "suspending",
    "unsuspend": "the return of",
    "bury": "burying",
    "unbury": "the return of",
    "flag": "the flag on",
    "unflag": "unflagging",
    "known": "'I already know' on",
    "unknown": "'not known after all' on",
    "set_due": "the new due date of",
    "postpone": "postponing",
}
_UNTIED = {"extend_limits": "the higher limits of today"}
UNDOABLE = frozenset(_WORDS) | frozenset(_UNTIED) | {"review", IMPORT}


class Undone(NamedTuple):
    """What was undone or redone. sentence: for the learner. action: the thing itself."""

    sentence: str
    action: Action


class Stacks(NamedTuple):
    """done: what can be undone, the last on top. undone: (void, what it undid), to be redone."""

    done: list[Action]
    undone: list[tuple[Action, Action]]


def stacks(actions: Iterable[Action]) -> Stacks:
    """Replay the day's actions as an editor would: doing something new ends what can be redone."""
    done: list[Action] = []
    undone: list[tuple[Action, Action]] = []
    for action in actions:
        if action.type == VOID:
            _take_void(action, done, undone)
        elif action.type in UNDOABLE:
            done.append(action)
            undone.clear()
    return Stacks(done, undone)


def _take_void(void: Action, done: list[Action], undone: list[tuple[Action, Action]]) -> None:
    for place, (earlier, original) in enumerate(undone):
        if earlier.id == void.voids:
            del undone[place]
            done.append(original)
            return
    for place, action in enumerate(done):
        if action.id == void.voids:
            del done[place]
            undone.append((void, action))
            return


def undo(recorder: Recorder, clock: Clock) -> Undone | None:
    """Undo the last thing of today; None: nothing is left. Raises StoreError."""
    with recorder.store.write():
        done = _today(recorder, clock).done
        if not done:
            return None
        if done[-1].type == IMPORT:
            import_undo.take_back(recorder, done[-1], clock)
        else:
            recorder.void(done[-1], clock)
        return Undone(f"Undid {_named(recorder, done[-1])}", done[-1])


def redo(recorder: Recorder, clock: Clock) -> Undone | None:
    """Redo what was undone last; None: nothing is left. Raises StoreError."""
    with recorder.store.write():
        undone = _today(recorder, clock).undone
        if not undone:
            return None
        void, original = undone[-1]
        if original.type == IMPORT:
            import_undo.bring_again(recorder, void, original, clock)
        else:
            recorder.void(void, clock)
        return Undone(f"Redid {_named(recorder, original)}", original)


def _today(recorder: Recorder, clock: Clock) -> Stacks:
    since = clock.start_of(clock.day)
    return stacks(store_review.actions_since(recorder.store, recorder.device, since))


def _named(recorder: Recorder, action: Action) -> str:
    """Name an action: Good on 'What is softmax?'."""
    if action.type in _UNTIED:
        return f"{_UNTIED[action.type]}."
    if action.type == IMPORT:
        return import_undo.sentence(recorder.store, action)
    card = store_queue.card(recorder.store, action.card_id or 0)
    question = f"'{_short(card.question)}'" if card else "a card that is no longer here"
    if action.type == "review":
        return f"{Rating(action.rating).name.capitalize()} on {question}."
    return f"{_WORDS[action.type]} {question}."


def _short(question: str, most: int = 60) -> str:
    line = " ".join(question.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
