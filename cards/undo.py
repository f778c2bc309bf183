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
from cards.store_review import BULK, VOID, Action

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
    "reset": "forgetting",
    "tag": "tagging",
    "untag": "untagging",
}
_UNTIED = {"extend_limits": "the higher limits of today", "goal": "the choice of a goal"}
UNDOABLE = frozenset(_WORDS) | frozenset(_UNTIED) | {"review", IMPORT, BULK}


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
        elif done[-1].type == BULK:
            _void_act(recorder, done[-1], done[-1], clock)
        else:
            recorder.void(done[-1], clock)
        return Undone(f"Undid {named(recorder, done[-1])}", done[-1])


def redo(recorder: Recorder, clock: Clock) -> Undone | None:
    """Redo what was undone last; None: nothing is left. Raises StoreError."""
    with recorder.store.write():
        undone = _today(recorder, clock).undone
        if not undone:
            return None
        void, original = undone[-1]
        if original.type == IMPORT:
            import_undo.bring_again(recorder, void, original, clock)
        elif original.type == BULK:
            _void_act(recorder, void, original, clock)
        else:
            recorder.void(void, clock)
        return Undone(f"Redid {named(recorder, original)}", original)


def _today(recorder: Recorder, clock: Clock) -> Stacks:
    since = clock.start_of(clock.day)
    return stacks(store_review.actions_since(recorder.store, recorder.device, since))


def last_ms(recorder: Recorder, clock: Clock) -> int:
    """Return the moment of what `undo` would undo, UTC ms; 0: nothing is left."""
    done = _today(recorder, clock).done
    return done[-1].utc_ms if done else 0


def named(recorder: Recorder, action: Action) -> str:
    """Name an action: Good on 'What is softmax?'."""
    if action.type in _UNTIED:
        return f"{_UNTIED[action.type]}."
    if action.type == IMPORT:
        return import_undo.sentence(recorder.store, action)
    if action.type == BULK:
        return _bulk(recorder, action)
    card = store_queue.card(recorder.store, action.card_id or 0)
    question = f"'{_short(card.question)}'" if card else "a card that is no longer here"
    if action.type == "review":
        return f"{Rating(action.rating).name.capitalize()} on {question}."
    return f"{_WORDS[action.type]} {question}."


def _void_act(recorder: Recorder, target: Action, act: Action, clock: Clock) -> None:
    """Undo an act on many cards, or (target: the event that undid it) redo it."""
    from cards import act_rows  # most sessions never need it

    kind = str(act_rows.told(recorder.store, act.id).get("kind", ""))
    act_rows.void(recorder, target, kind, clock)


def _bulk(recorder: Recorder, act: Action) -> str:
    """Name an act on many cards: suspending 12 cards; Good on 12 cards."""
    from cards import act_rows

    told = act_rows.told(recorder.store, act.id)
    kind, cards, rating = told.get("kind"), f"{told.get('cards')} cards.", told.get("rating")
    if kind == act_rows.GRADE_NOW and isinstance(rating, int):
        return f"{Rating(rating).name.capitalize()} on {cards}"
    return f"{_WORDS.get(str(kind), 'a change of')} {cards}"


def _short(question: str, most: int = 60) -> str:
    line = " ".join(question.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"
